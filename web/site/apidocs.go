package site

// apidocs.go: how the API is used, as a plain page made of its own description.
// The usual viewers of such documents load scripts from elsewhere, which neither
// the policy of this site nor a network without the internet lets them.

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"duban/web/api"
)

// apiBody is what the page shows.
type apiBody struct {
	Document string // where the description stands
	About    []string
	Groups   []apiGroup
	Schemas  []apiSchema
}

// apiGroup holds the operations of one tag.
type apiGroup struct {
	Name, About string
	Ops         []apiOp
}

// apiOp is one operation.
type apiOp struct {
	Method, Path, ID, Summary string
	About                     []string
	Parameters                []apiField
	Body                      apiRef
	Answers                   []apiAnswer
	Errors                    []string
}

type apiAnswer struct {
	Status, Text string
	Is           apiRef
}

// apiRef is a type, with the schema that it leads to.
type apiRef struct{ Text, Schema string }

type apiField struct {
	Name, In string
	Is       apiRef
	Required bool
	About    string
	Example  string
}

type apiSchema struct {
	Name   string
	Fields []apiField
}

func (s *Site) showAPI(w http.ResponseWriter, r *request) error {
	if _, err := s.recognise(r); err != nil { // whoever has signed in keeps the frame around it
		return err
	}
	s.render(w, r, http.StatusOK, "api", "web.apidocs.title", s.apiPage)
	return nil
}

// describeAPI reads the description once.
func describeAPI() (*apiBody, error) {
	doc, err := api.Document()
	if err != nil {
		return nil, err
	}
	body := &apiBody{Document: api.DocumentPath, About: paragraphs(doc.Info.Description)}
	groups := map[string]*apiGroup{}
	for _, tag := range doc.Tags {
		groups[tag.Name] = &apiGroup{Name: tag.Name, About: tag.Description}
	}
	add := func(method, path string, op *huma.Operation) {
		if op == nil {
			return
		}
		g := groups[op.Tags[0]]
		g.Ops = append(g.Ops, apiOpOf(method, path, op))
	}
	for _, path := range sorted(doc.Paths) {
		item := doc.Paths[path]
		add(http.MethodGet, path, item.Get)
		add(http.MethodPost, path, item.Post)
		add(http.MethodPatch, path, item.Patch)
		add(http.MethodDelete, path, item.Delete)
	}
	for _, name := range sorted(doc.Webhooks) {
		add("→ POST", "", doc.Webhooks[name].Post)
	}
	for _, tag := range doc.Tags {
		body.Groups = append(body.Groups, *groups[tag.Name])
	}
	all := doc.Components.Schemas.Map()
	for _, name := range sorted(all) {
		body.Schemas = append(body.Schemas, apiSchema{Name: name, Fields: fieldsOf(all[name])})
	}
	return body, nil
}

func apiOpOf(method, path string, op *huma.Operation) apiOp {
	out := apiOp{Method: method, Path: path, ID: op.OperationID, Summary: op.Summary, About: paragraphs(op.Description)}
	for _, p := range op.Parameters {
		f := apiField{Name: p.Name, In: p.In, Is: refOf(p.Schema), Required: p.Required, About: p.Description, Example: exampleOf(p.Example)}
		if f.About == "" && p.Schema != nil {
			f.About = p.Schema.Description
		}
		if f.Example == "" && p.Schema != nil && len(p.Schema.Examples) > 0 {
			f.Example = exampleOf(p.Schema.Examples[0])
		}
		out.Parameters = append(out.Parameters, f)
	}
	if op.RequestBody != nil {
		out.Body = contentOf(op.RequestBody.Content)
	}
	for _, status := range sorted(op.Responses) {
		res := op.Responses[status]
		if strings.HasPrefix(status, "2") {
			out.Answers = append(out.Answers, apiAnswer{Status: status, Text: res.Description, Is: contentOf(res.Content)})
		} else {
			out.Errors = append(out.Errors, status)
		}
	}
	return out
}

func contentOf(content map[string]*huma.MediaType) apiRef {
	for _, kind := range sorted(content) {
		return refOf(content[kind].Schema)
	}
	return apiRef{}
}

func refOf(s *huma.Schema) apiRef {
	switch {
	case s == nil:
		return apiRef{}
	case s.Ref != "":
		name := s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		return apiRef{Text: name, Schema: name}
	case s.Type == huma.TypeArray && s.Items != nil:
		of := refOf(s.Items)
		return apiRef{Text: "[" + of.Text + "]", Schema: of.Schema}
	case len(s.Enum) > 0:
		words := make([]string, len(s.Enum))
		for i, e := range s.Enum {
			words[i] = exampleOf(e)
		}
		return apiRef{Text: strings.Join(words, " | ")}
	case s.Format != "" && s.Type == huma.TypeString:
		return apiRef{Text: s.Format}
	}
	return apiRef{Text: s.Type}
}

func fieldsOf(s *huma.Schema) []apiField {
	out := make([]apiField, 0, len(s.Properties))
	for _, name := range sorted(s.Properties) {
		p := s.Properties[name]
		f := apiField{Name: name, Is: refOf(p), Required: slices.Contains(s.Required, name), About: p.Description}
		if len(p.Examples) > 0 {
			f.Example = exampleOf(p.Examples[0])
		}
		out = append(out, f)
	}
	return out
}

func exampleOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func paragraphs(text string) []string {
	var out []string
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func sorted[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

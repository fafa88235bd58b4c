package api

// operation.go: one way to register what can be asked.

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"duban/casework"
	"duban/engine"
)

// spec is an operation in few words.
type spec struct {
	method, path, id, tag, summary, about string
	scope                                 casework.TokenScope
	status                                int    // of success; 0 = 200
	errors                                []int  // besides those of every operation
	body                                  string // media type of a body that the handler reads as it comes in
}

// always are the errors that every operation can have.
var always = []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
	http.StatusInternalServerError, http.StatusServiceUnavailable}

// handle registers an operation. An error becomes a problem in the program's
// language; what was forbidden goes on record.
func handle[I, O any](a *API, s spec, h func(context.Context, *call, *I) (*O, error)) {
	if s.method == "" {
		s.method = http.MethodGet
	}
	if s.scope == "" {
		s.scope = casework.TokenRead
	}
	op := huma.Operation{Method: s.method, Path: Prefix + s.path, OperationID: s.id, Tags: []string{s.tag}, Summary: s.summary, Description: s.about,
		DefaultStatus: s.status, Errors: append(append([]int{}, always...), s.errors...), Metadata: map[string]any{scopeKey: s.scope},
		MaxBodyBytes: maxBody}
	if s.body != "" {
		op.MaxBodyBytes = engine.PartSize
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{s.body: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	}
	if s.about != "" {
		op.Description += "\n\n"
	}
	op.Description += "Scope: " + string(s.scope) + "."
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		c := callOf(ctx)
		out, err := h(ctx, c, in)
		if err == nil {
			return out, nil
		}
		var refusal *casework.Error
		if errors.As(err, &refusal) {
			err = c.Named(ctx, refusal)
		}
		p := problemOf(err, c.lang)
		switch casework.CodeOf(err) {
		case casework.CodeForbidden:
			if !c.Denied() { // else the viewer has put it on record
				a.denied(ctx, c, s.method+" "+s.path+" "+p.Key, caseOf(in))
			}
		case casework.CodeInternal:
			a.log.Error("request failed", "operation", s.id, "error", err)
		}
		if p.retry != "" {
			return nil, huma.ErrorWithHeaders(p, http.Header{"Retry-After": {p.retry}})
		}
		return nil, p
	})
}

// caseOf gives the case that a request is about, for the record.
func caseOf(in any) casework.CaseID {
	if one, ok := in.(interface{ about() casework.CaseID }); ok {
		return one.about()
	}
	return ""
}

// page is a page of a list.
type page[T any] struct {
	Link string `header:"Link" doc:"The next page, rel=\"next\"; missing on the last"`
	Body struct {
		Items []T    `json:"items" nullable:"false"`
		Next  string `json:"next,omitempty" doc:"Where the next page begins: the parameter after" example:"2026-06-30.1.2021-001"`
	}
}

// pageOf makes a page whose next one begins at a key.
func pageOf[T any](items []T, path string, query url.Values, next string) *page[T] {
	p := &page[T]{}
	if p.Body.Items = items; items == nil {
		p.Body.Items = []T{}
	}
	if next != "" {
		query.Set("after", next)
		p.Link, p.Body.Next = "<"+Prefix+path+"?"+query.Encode()+`>; rel="next"`, next
	}
	return p
}

// all is a list that is given whole.
type all[T any] struct {
	Body struct {
		Items []T `json:"items" nullable:"false"`
	}
}

// each makes of every element what a program gets of it.
func each[S, T any](list []S, of func(*S) T) []T {
	items := make([]T, len(list))
	for i := range list {
		items[i] = of(&list[i])
	}
	return items
}

// every gives a whole list, or why there is none.
func every[S, T any](list []S, err error, of func(*S) T) (*all[T], error) {
	if err != nil {
		return nil, err
	}
	return allOf(each(list, of)), nil
}

func allOf[T any](items []T) *all[T] {
	a := &all[T]{}
	if a.Body.Items = items; items == nil {
		a.Body.Items = []T{}
	}
	return a
}

// one is a single document.
type one[T any] struct{ Body T }

type nothing struct{}

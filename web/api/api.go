package api

// api.go: what the API needs, and what stands where.

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"duban/casework/calendar"
	"duban/casework/webhook"
	"duban/engine"
	"duban/web/limit"
)

// Prefix is where the API stands.
const Prefix = "/api/v1"

// DocumentPath is where its description stands, for everybody.
const DocumentPath = Prefix + "/openapi.json"

// The usual limits: enough for a program that follows every case of a city, too
// little to slow the pages down. Strangers are slowed sooner: each of their tries
// is a line in the record.
var (
	usual     = limit.Rate{PerSecond: 20, AtOnce: 60}
	strangers = limit.Rate{PerSecond: 0.2, AtOnce: 20}
)

// Options of an API.
type Options struct {
	Engine *engine.Engine
	Log    *slog.Logger
	Now    func() time.Time // nil: the system's clock
	Secure bool             // served over TLS
	Limits limit.Rate       // of a token; zero: the usual ones
}

// API serves programs. Make one with [New].
type API struct {
	engine   *engine.Engine
	log      *slog.Logger
	now      func() time.Time
	limits   *limit.Keeper
	each     limit.Rate // of a token
	secure   bool
	huma     huma.API
	mux      *http.ServeMux
	document []byte
}

// New makes an API.
func New(o Options) (*API, error) {
	a := &API{engine: o.Engine, log: o.Log, now: o.Now, limits: limit.New(), each: o.Limits, secure: o.Secure, mux: http.NewServeMux()}
	if a.each.AtOnce == 0 {
		a.each = usual
	}
	if a.now == nil {
		a.now = time.Now
	}
	a.huma = humago.New(a.mux, config())
	a.huma.UseMiddleware(a.scoped)
	a.routes()
	describeMessages(a.huma.OpenAPI())
	var err error
	if a.document, err = json.MarshalIndent(a.huma.OpenAPI(), "", "  "); err != nil {
		return nil, err
	}
	return a, nil
}

// Document gives the OpenAPI document.
func Document() (*huma.OpenAPI, error) {
	a, err := New(Options{})
	if err != nil {
		return nil, err
	}
	return a.huma.OpenAPI(), nil
}

const description = `Supervised matters, their tasks and what happens to them, for programs.

Come in with a person's token: "Authorization: Bearer duban_…". It is made on the page Account and shows
and does what the person may, as far as its scopes go: read, act, admin.

Lists are paged by key: follow the Link header with rel="next", or "next" in the body. Answers carry an ETag; send it back
as If-None-Match to be told that nothing changed. A command carries an Idempotency-Key: repeated with the same key it takes
effect once. Send the ETag of the case as If-Match, and a command is refused with 412 if the case has moved meanwhile.

Errors are application/problem+json with "code" and "key" for programs and "detail" in the language of Accept-Language
(zh or en). Too many requests are answered by 429 with Retry-After.`

func config() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	registry.RegisterTypeAlias(reflect.TypeFor[calendar.Date](), reflect.TypeFor[day]())
	c := huma.DefaultConfig("duban", "1")
	c.Components.Schemas = registry
	c.Info.Description = description
	c.Tags = []*huma.Tag{
		{Name: "Me", Description: "Who comes in, and what waits for them"}, {Name: "Cases", Description: "Tasks, cases and commands"},
		{Name: "Plans", Description: "Completion and figures"},
		{Name: "Matters", Description: "Households, rounds, inspections, indicators, obligations, sweeps and task lists"},
		{Name: "Organisation", Description: "Units and persons"}, {Name: "Rules", Description: "Policies and the working calendar"},
		{Name: "Webhooks", Description: "Who is told of events and slips"},
	}
	c.Servers = []*huma.Server{{URL: "/"}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "A person's token"}}
	c.Security = []map[string][]string{{"token": {}}}
	// The document and its page are served by us: the library's own page loads scripts from elsewhere.
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	return c
}

// day is how a date is described.
type day string

// Schema says that it is a date.
func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2026-06-30"}}
}

func (a *API) routes() {
	a.caseRoutes()
	a.deskRoutes()
	a.noticeRoutes()
	a.planRoutes()
	a.matterRoutes()
	a.indicatorRoutes()
	a.sweepRoutes()
	a.organisationRoutes()
	a.ruleRoutes()
	a.webhookRoutes()
}

// describeMessages says what a receiver of webhooks is sent.
func describeMessages(doc *huma.OpenAPI) {
	schema := doc.Components.Schemas.Schema(reflect.TypeFor[webhook.Message](), true, "WebhookMessage")
	doc.Webhooks = map[string]*huma.PathItem{"event": {Post: &huma.Operation{
		OperationID: "on-event", Tags: []string{"Webhooks"}, Summary: "What a receiver is sent of each event and slip",
		Description: "Signed in the headers webhook-id, webhook-timestamp and webhook-signature: v1 and the base64 of HMAC-SHA256 over " +
			"id.timestamp.body with the secret behind whsec_. Refuse what is older than five minutes. The same message may come more than once.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}},
		Responses:   map[string]*huma.Response{"2XX": {Description: "Accepted"}},
	}}}
}

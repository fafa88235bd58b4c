package api

// door.go: what every request passes: faults end as a problem, bodies are bounded,
// a token is recognised and may not ask too often, answers carry their ETag, what
// is denied is on record.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
	"duban/web/caller"
	"duban/web/tus"
)

// maxBody bounds a command; a part of a file may be as large as the pages take it.
const maxBody = 1 << 20

// call is a request with who makes it.
type call struct {
	*engine.Bearer

	lang    wording.Language
	address string
}

type callKey struct{}

func callOf(ctx context.Context) *call { c, _ := ctx.Value(callKey{}).(*call); return c }

// ServeHTTP answers a program.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lang := languageOf(r.Header.Get("Accept-Language"))
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Authorization, Accept-Language")
	if a.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	defer func() {
		if fault := recover(); fault != nil {
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			a.log.Error("fault in the API", "path", r.URL.Path, "fault", fault, "stack", string(debug.Stack()))
			problemOf(casework.Errorf(casework.CodeInternal, "internal.fault"), lang).write(w)
		}
	}()
	if r.URL.Path == DocumentPath && r.Method == http.MethodGet {
		h.Set("Content-Type", "application/json")
		_, _ = w.Write(a.document) // the program has gone: nobody to tell
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostOf(r))
	c, problem := a.recognise(r, lang)
	if problem != nil {
		problem.write(w)
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	if _, pattern := a.mux.Handler(r); pattern == "" {
		problemOf(casework.Errorf(casework.CodeNotFound, "notfound.resource"), lang).write(w)
		return
	}
	if r.Method != http.MethodGet {
		a.mux.ServeHTTP(w, r)
		return
	}
	tagged(a.mux, w, r)
}

func mostOf(r *http.Request) int64 {
	if r.Header.Get("Content-Type") == tus.PartType {
		return engine.PartSize
	}
	return maxBody
}

// recognise finds out who brings a token. Cookies are not looked at: no page of
// another site can let a browser ask in its reader's name.
func (a *API) recognise(r *http.Request, lang wording.Language) (*call, *Problem) {
	now, from := a.now(), caller.Address(r)
	kind, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(kind, "Bearer") {
		text = ""
	}
	bearer, err := a.engine.Bearer(r.Context(), strings.TrimSpace(text), now)
	if casework.CodeOf(err) == casework.CodeForbidden {
		if wait := a.limits.Take("from "+from, strangers, now); wait != "" {
			return nil, tooMany(lang, wait)
		}
		a.record(r, schema.Access{At: now, Act: schema.AccessSignInFailed, Detail: "API " + hintOf(text), Address: from, Denied: true})
		p := problemOf(err, lang)
		p.Status, p.Title = http.StatusUnauthorized, http.StatusText(http.StatusUnauthorized)
		return nil, p
	}
	if err != nil {
		a.log.Error("a token is not recognised", "error", err)
		return nil, problemOf(err, lang)
	}
	if wait := a.limits.Take("token "+strconv.FormatInt(bearer.Token.ID, 10), a.each, now); wait != "" {
		return nil, tooMany(lang, wait)
	}
	bearer.From = from
	return &call{Bearer: bearer, lang: lang, address: from}, nil
}

// hintOf gives the first signs of a token that was refused: enough to find whose
// it was, no use to anybody.
func hintOf(text string) string {
	if !strings.HasPrefix(text, engine.TokenPrefix) {
		return ""
	}
	return text[:min(len(text), len(engine.TokenPrefix)+6)]
}

func tooMany(lang wording.Language, wait string) *Problem {
	p := newProblem(http.StatusTooManyRequests, codeTooMany, "refused.too_many", wording.Text(lang, "refused.too_many"))
	p.retry = wait
	return p
}

// scopeKey is where an operation says what scope it takes.
const scopeKey = "scope"

// scoped refuses what a token's scopes do not reach.
func (a *API) scoped(ctx huma.Context, next func(huma.Context)) {
	c := callOf(ctx.Context())
	need, _ := ctx.Operation().Metadata[scopeKey].(casework.TokenScope)
	if !casework.Allows(c.Token.Scopes, need) {
		a.denied(ctx.Context(), c, ctx.Method()+" "+ctx.URL().Path+" scope "+string(need), "")
		p := problemOf(casework.Errorf(casework.CodeForbidden, "forbidden.token_scope", wording.Text(c.lang, "token.scope."+string(need))), c.lang)
		ctx.SetHeader("Content-Type", problemType)
		ctx.SetStatus(p.Status)
		if err := huma.DefaultJSONFormat.Marshal(ctx.BodyWriter(), p); err != nil {
			a.log.Warn("a problem is not sent", "error", err)
		}
		return
	}
	next(ctx)
}

func (a *API) denied(ctx context.Context, c *call, detail string, id casework.CaseID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := a.engine.Ledger.RecordAccess(ctx, schema.Access{At: a.now(), Person: c.By.Person, Act: schema.AccessDenied, Case: id,
		Detail: detail + " token " + c.Token.Hint, Address: c.address, Denied: true})
	if err != nil {
		a.log.Error("access not recorded", "error", err)
	}
}

func (a *API) record(r *http.Request, access schema.Access) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
	defer cancel()
	if err := a.engine.Ledger.RecordAccess(ctx, access); err != nil {
		a.log.Error("access not recorded", "error", err)
	}
}

// kept holds an answer until its ETag is known.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }

// tagged gives an answer its ETag: a digest of what it says, behind the number of
// the state where the handler named one. Who has it already is told so.
func tagged(next http.Handler, w http.ResponseWriter, r *http.Request) {
	k := &kept{header: w.Header(), status: http.StatusOK}
	next.ServeHTTP(k, r)
	if k.status == http.StatusOK {
		sum := sha256.Sum256(k.body.Bytes())
		tag := hex.EncodeToString(sum[:8])
		if seq := strings.Trim(k.header.Get("ETag"), `"`); seq != "" {
			tag = seq + "-" + tag
		}
		tag = `"` + tag + `"`
		k.header.Set("ETag", tag)
		for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
			if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
				k.header.Del("Content-Type")
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
	}
	w.WriteHeader(k.status)
	_, _ = w.Write(k.body.Bytes()) // the program has gone: nobody to tell
}

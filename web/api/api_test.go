package api_test

// api_test.go: programs at the API, over the example ledger on real servers.

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine"
	"duban/schema"
	"duban/web/api"
	"duban/web/limit"
	"duban/web/webtest"
)

// program is a program with a token.
type program struct {
	t     *testing.T
	url   string
	token string
}

func as(t *testing.T, s *webtest.Site, person casework.PersonID, scopes ...casework.TokenScope) *program {
	t.Helper()
	text, _, err := s.Engine.MakeToken(t.Context(), person, casework.NewToken{Name: "test", Scopes: scopes}, "", time.Now())
	require.NoError(t, err)
	return &program{t, s.URL, text}
}

// answer is what came back.
type answer struct {
	*http.Response
	body []byte
}

func (a answer) read(t *testing.T, into any) {
	t.Helper()
	require.Less(t, a.StatusCode, 300, "%s", a.body)
	require.NoError(t, json.Unmarshal(a.body, into))
}

func (a answer) problem(t *testing.T, status int) api.Problem {
	t.Helper()
	require.Equal(t, status, a.StatusCode, "%s", a.body)
	require.Equal(t, "application/problem+json", a.Header.Get("Content-Type"))
	var p api.Problem
	require.NoError(t, json.Unmarshal(a.body, &p))
	require.Equal(t, status, p.Status)
	return p
}

// ask sends a request; pairs are headers.
func (p *program) ask(method, path string, body any, pairs ...string) answer {
	p.t.Helper()
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(p.t, err)
		in = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, in)
	require.NoError(p.t, err)
	r.Header.Set("Accept-Language", "en")
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	require.NoError(p.t, err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	require.NoError(p.t, err)
	return answer{res, text}
}

func (p *program) get(path string, pairs ...string) answer {
	p.t.Helper()
	return p.ask(http.MethodGet, path, nil, pairs...)
}

type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}

var nextLink = regexp.MustCompile(`^<([^>]+)>; rel="next"$`)

func TestListsArePagedByKeyAndShowWhatTheViewerSees(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	for _, who := range []casework.PersonID{"zhoushuyi", "yuxiaomei", "suxiaotang"} {
		p := as(t, s, who, casework.TokenRead)
		v, err := s.Engine.Viewer(t.Context(), who, time.Now())
		require.NoError(t, err)
		lines, _, err := v.Lines(t.Context(), schema.Filter{Limit: 1000}, "")
		require.NoError(t, err)
		seen := map[string]bool{}
		for path := "/api/v1/cases?ended=true&limit=100"; path != ""; {
			a := p.get(path)
			var l list[api.Task]
			a.read(t, &l)
			require.NotNil(t, l.Items)
			for _, one := range l.Items {
				seen[string(one.Case)+"/"+string(one.Unit)+"/"+string(one.Role)] = true
			}
			link := nextLink.FindStringSubmatch(a.Header.Get("Link"))
			require.Equal(t, l.Next != "", link != nil)
			if path = ""; link != nil {
				path = link[1]
			}
		}
		want := map[string]bool{}
		for _, l := range lines {
			want[string(l.Case)+"/"+string(l.Unit)+"/"+string(l.Role)] = true
		}
		require.Equal(t, want, seen, who)
		require.Equal(t, who == "suxiaotang", len(seen) == 0, "an administrator sees no case")
	}
	p := as(t, s, "zhoushuyi", casework.TokenRead)
	require.Equal(t, "invalid.page", p.get("/api/v1/cases?after=nonsense").problem(t, http.StatusUnprocessableEntity).Key)
	fault := p.get("/api/v1/cases?limit=0&stage=nowhere").problem(t, http.StatusUnprocessableEntity)
	require.Equal(t, "invalid", fault.Code)
	require.Len(t, fault.Errors, 2)
}

// claimable gives a task of a unit that waits to be claimed.
func claimable(t *testing.T, p *program) api.Task {
	t.Helper()
	var l list[api.Task]
	p.get("/api/v1/cases?step=claim&limit=1").read(t, &l)
	require.Len(t, l.Items, 1)
	return l.Items[0]
}

func TestACommandTakesEffectOnceOnTheStateThatWasSeen(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := as(t, s, "yuxiaomei", casework.TokenAct)
	task := claimable(t, p)
	path := "/api/v1/cases/" + string(task.Case)
	seen := p.get(path)
	var c api.Case
	seen.read(t, &c)
	tag := seen.Header.Get("ETag")
	require.True(t, strings.HasPrefix(tag, `"`), tag)
	require.Equal(t, http.StatusNotModified, p.get(path, "If-None-Match", tag).StatusCode)
	allowed := false
	for _, o := range c.Offers {
		allowed = allowed || (o.Command == casework.CommandClaim && o.Task == task.Task && o.Allowed)
	}
	require.True(t, allowed, "the claim is offered")

	claim := map[string]any{"type": "claim", "task": task.Task}
	require.Equal(t, "invalid.request", p.ask(http.MethodPost, path+"/acts", claim).problem(t, http.StatusUnprocessableEntity).Key, "a key is required")
	first := p.ask(http.MethodPost, path+"/acts", claim, "Idempotency-Key", "k1", "If-Match", tag)
	var acted api.Acted
	first.read(t, &acted)
	require.Greater(t, acted.Seq, c.Seq)
	var again api.Acted
	p.ask(http.MethodPost, path+"/acts", claim, "Idempotency-Key", "k1", "If-Match", tag).read(t, &again)
	require.Equal(t, acted.Seq, again.Seq, "the same command again")
	stale := p.ask(http.MethodPost, path+"/acts", map[string]any{"type": "progress", "task": task.Task, "text": "…"}, "Idempotency-Key", "k2", "If-Match", tag).
		problem(t, http.StatusPreconditionFailed)
	require.Equal(t, "stale", stale.Code)
	require.Equal(t, http.StatusOK, p.get(path, "If-None-Match", tag).StatusCode, "it is another document now")
	refused := p.ask(http.MethodPost, path+"/acts", claim, "Idempotency-Key", "k3").problem(t, http.StatusUnprocessableEntity)
	require.Equal(t, "refused", refused.Code)
	require.Equal(t, "invalid.if_match", p.ask(http.MethodPost, path+"/acts", claim, "Idempotency-Key", "k4", "If-Match", "W/x").problem(t, http.StatusUnprocessableEntity).Key)

	var events list[casework.Event]
	p.get(path+"/events").read(t, &events)
	require.Equal(t, acted.Seq, events.Items[len(events.Items)-1].Seq)
	require.Equal(t, casework.PersonID("yuxiaomei"), events.Items[len(events.Items)-1].By.Person)
	var x api.Explanation
	p.get(path+"/tasks/1/clock").read(t, &x)
	require.NotEmpty(t, x.Days)
	var slips list[casework.Slip]
	p.get(path+"/slips").read(t, &slips)
}

func TestWhatIsDeniedIsOnRecord(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	office := as(t, s, "zhoushuyi", casework.TokenRead)
	foreign := findForeign(t, s, office)

	reporter := as(t, s, "yuxiaomei", casework.TokenRead)
	for _, path := range []string{"", "/events", "/slips", "/tasks/1/clock"} {
		p := reporter.get("/api/v1/cases/"+string(foreign)+path).problem(t, http.StatusForbidden)
		require.Equal(t, "forbidden.see", p.Key)
	}
	p := reporter.ask(http.MethodPost, "/api/v1/cases/"+string(foreign)+"/acts", map[string]any{"type": "comment", "text": "x"}, "Idempotency-Key", "k").
		problem(t, http.StatusForbidden)
	require.Equal(t, "forbidden.token_scope", p.Key, "a token to read does not act")
	require.Equal(t, "forbidden.token_scope", reporter.get("/api/v1/webhooks").problem(t, http.StatusForbidden).Key)
	admin := as(t, s, "yuxiaomei", casework.TokenAdmin)
	require.Equal(t, "forbidden.webhooks", admin.get("/api/v1/webhooks").problem(t, http.StatusForbidden).Key, "a scope widens nothing")
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "yuxiaomei", Denied: true})
	require.NoError(t, err)
	require.Len(t, lines, 1+7, "one in looking for a case that they do not see, then each once")

	stranger := &program{t, s.URL, "duban_nobody-has-this-one"}
	require.Equal(t, "forbidden.token", stranger.get("/api/v1/me").problem(t, http.StatusUnauthorized).Key)
	none := &program{t, s.URL, ""}
	require.Equal(t, http.StatusUnauthorized, none.get("/api/v1/cases").StatusCode)
	lines, err = s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Denied: true, Limit: 2})
	require.NoError(t, err)
	require.Equal(t, schema.AccessSignInFailed, lines[1].Act)
	require.NotContains(t, lines[1].Detail, stranger.token, "no token stands in the record whole")
	require.Equal(t, "notfound.resource", office.get("/api/v1/nothing").problem(t, http.StatusNotFound).Key)
}

// findForeign gives a case that 泾源县 has no part in.
func findForeign(t *testing.T, s *webtest.Site, office *program) casework.CaseID {
	t.Helper()
	v, err := s.Engine.Viewer(t.Context(), "yuxiaomei", time.Now())
	require.NoError(t, err)
	var l list[api.Task]
	office.get("/api/v1/cases?limit=1000&ended=true").read(t, &l)
	for _, one := range l.Items {
		if _, err := v.See(t.Context(), one.Case); casework.CodeOf(err) == casework.CodeForbidden {
			return one.Case
		}
	}
	require.Fail(t, "everything is seen")
	return ""
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	text, made, err := s.Engine.MakeToken(t.Context(), "zhoushuyi", casework.NewToken{Name: "t", Scopes: []casework.TokenScope{casework.TokenRead}, Days: 1}, "", time.Now())
	require.NoError(t, err)
	p := &program{t, s.URL, text}
	var me api.Me
	p.get("/api/v1/me").read(t, &me)
	require.Equal(t, casework.PersonID("zhoushuyi"), me.Person)
	list, err := s.Engine.Ledger.Tokens(t.Context(), "zhoushuyi")
	require.NoError(t, err)
	require.False(t, list[0].Used.IsZero())
	require.Equal(t, text[:len(made.Hint)], list[0].Hint)
	require.Greater(t, len(text), len(made.Hint)+20, "what is kept of it is no use")

	_, err = s.Engine.Bearer(t.Context(), text, time.Now().Add(25*time.Hour))
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), "over")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(s.Engine.RevokeToken(t.Context(), "yuxiaomei", made.ID, "", time.Now())), "nobody ends another's")
	require.NoError(t, s.Engine.RevokeToken(t.Context(), "zhoushuyi", made.ID, "", time.Now()))
	require.Equal(t, http.StatusUnauthorized, p.get("/api/v1/me").StatusCode)

	other := as(t, s, "yuxiaomei", casework.TokenRead)
	require.Equal(t, http.StatusOK, other.get("/api/v1/me").StatusCode)
	require.NoError(t, s.Engine.Ledger.DisableAccount(t.Context(), "yuxiaomei", true))
	require.Equal(t, http.StatusUnauthorized, other.get("/api/v1/me").StatusCode, "an account that is closed takes its tokens along")
}

func TestWhoAsksTooOftenIsToldWhenToAskAgain(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	once, err := s.Engine.EnsureAdministrator(t.Context(), time.Now())
	require.NoError(t, err)
	require.NoError(t, s.Engine.ChangePassword(t.Context(), engine.FirstAdministrator, once, webtest.Password, "", time.Now()))
	now := time.Now()
	a, err := api.New(api.Options{Engine: s.Engine, Log: slog.New(slog.DiscardHandler), Limits: limit.Rate{PerSecond: 0.5, AtOnce: 3}, Now: func() time.Time { return now }})
	require.NoError(t, err)
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	p := as(t, &webtest.Site{URL: server.URL, Engine: s.Engine}, "admin", casework.TokenRead)
	for range 3 {
		require.Equal(t, http.StatusOK, p.get("/api/v1/me").StatusCode)
	}
	many := p.get("/api/v1/me")
	require.Equal(t, "too_many", many.problem(t, http.StatusTooManyRequests).Code)
	require.Equal(t, "2", many.Header.Get("Retry-After"))
	other := as(t, &webtest.Site{URL: server.URL, Engine: s.Engine}, "admin", casework.TokenRead)
	require.Equal(t, http.StatusOK, other.get("/api/v1/me").StatusCode, "each token for itself")
	now = now.Add(2 * time.Second)
	require.Equal(t, http.StatusOK, p.get("/api/v1/me").StatusCode)
}

func TestEverythingThatIsReadAnswersInItsSchema(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := as(t, s, "zhoushuyi", casework.TokenAdmin)
	for _, path := range []string{"/desk", "/plans", "/plans/" + s.Plan + "/completion", "/overview", "/households", "/rounds", "/inspections", "/sweeps", "/task-lists",
		"/indicators", "/indicators/payment_rate", "/obligations",
		"/units", "/persons", "/policies", "/policies/measure/1", "/calendar", "/webhooks", "/openapi.json"} {
		a := p.get("/api/v1" + path)
		require.Equal(t, http.StatusOK, a.StatusCode, "%s %s", path, a.body)
		require.True(t, json.Valid(a.body), path)
	}
	var c api.Completion
	p.get("/api/v1/plans/"+s.Plan+"/completion").read(t, &c)
	require.Equal(t, 57, c.Problems)
	require.Len(t, c.Rows, 6)
	require.Equal(t, "notfound.plan", p.get("/api/v1/plans/none/completion").problem(t, http.StatusNotFound).Key)
	require.Equal(t, "application/json", p.get("/api/v1/calendar").Header.Get("Content-Type"))
	require.Empty(t, p.get("/api/v1/calendar").Header.Get("Access-Control-Allow-Origin"))
	require.Empty(t, p.get("/api/v1/calendar").Header.Get("Set-Cookie"))

	made := p.ask(http.MethodPost, "/api/v1/webhooks", map[string]any{"title": "t", "url": "https://example.org/in", "events": []string{"closed"}})
	require.Equal(t, http.StatusCreated, made.StatusCode, "%s", made.body)
	var hook api.MadeWebhook
	made.read(t, &hook)
	require.True(t, strings.HasPrefix(hook.Secret, "whsec_"))
	require.NotContains(t, string(p.get("/api/v1/webhooks").body), hook.Secret)
	require.Equal(t, "invalid.webhook_https", p.ask(http.MethodPost, "/api/v1/webhooks", map[string]any{"title": "t", "url": "http://127.0.0.1/"}).
		problem(t, http.StatusUnprocessableEntity).Key)
	require.Equal(t, http.StatusNoContent, p.ask(http.MethodPatch, "/api/v1/webhooks/1", map[string]any{"active": false}).StatusCode)
	require.Equal(t, http.StatusOK, p.get("/api/v1/webhooks/1/deliveries").StatusCode)
	require.Equal(t, http.StatusNoContent, p.ask(http.MethodDelete, "/api/v1/webhooks/1", nil).StatusCode)
	require.Equal(t, http.StatusNotFound, p.get("/api/v1/webhooks/1/deliveries").StatusCode)
}

func TestTheDocumentNamesEveryErrorAndScope(t *testing.T) {
	t.Parallel()
	doc, err := api.Document()
	require.NoError(t, err)
	require.Equal(t, "3.1.0", doc.OpenAPI)
	require.NotEmpty(t, doc.Webhooks)
	operations := 0
	for path, item := range doc.Paths {
		require.True(t, strings.HasPrefix(path, api.Prefix), path)
		if item.Get != nil {
			operations++
			for _, status := range []string{"401", "403", "422", "429", "500", "503"} {
				require.Contains(t, item.Get.Responses, status, path)
			}
			require.Contains(t, item.Get.Description, "Scope: ", path)
		}
		for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(path, -1) {
			if item.Get == nil {
				continue
			}
			found := false
			for _, in := range item.Get.Parameters {
				found = found || in.Name == name[1]
			}
			require.True(t, found, "%s: %s", path, name[1])
		}
	}
	require.Greater(t, operations, 15)
}

// A value entered by a program breaches as one that a person enters; whose figures
// are whose holds here too.
func TestReadingsAndObligations(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	office, county := as(t, s, "zhoushuyi", casework.TokenAct), as(t, s, "yuxiaomei", casework.TokenAct)
	const at = "/api/v1/indicators/benefit_listing"
	reading := func(p *program, unit, value, seen string) answer {
		return p.ask(http.MethodPost, at+"/readings", api.NewReading{Unit: casework.UnitID(unit), Month: "2026-02", Value: value, Seen: seen})
	}
	var entered api.Entered
	reading(office, "泾源县", "12.5", "").read(t, &entered)
	require.Len(t, entered.Cases, 1)
	reading(office, "泾源县", "12.5", "").read(t, &entered)
	require.Equal(t, "stale.indicator_value", reading(office, "泾源县", "13", "").problem(t, http.StatusConflict).Key)
	reading(office, "彭阳县", "44", "").read(t, &entered)
	require.Empty(t, entered.Cases)
	require.Equal(t, "invalid.indicator_value", reading(office, "彭阳县", "viel", "").problem(t, http.StatusUnprocessableEntity).Key)
	require.Equal(t, "forbidden.enter_list", reading(county, "泾源县", "50", "").problem(t, http.StatusForbidden).Key)

	var one api.IndicatorReadings
	office.get(at).read(t, &one)
	require.Len(t, one.Readings, 2)
	require.Equal(t, []string{"12.5", "44"}, []string{one.Units[0].Value, one.Units[1].Value}, "the worst first")
	require.Equal(t, entered.Indicator, one.ID)
	county.get(at).read(t, &one)
	require.Len(t, one.Readings, 1, "a unit sees its own")
	require.True(t, one.Readings[0].Breach)
	require.Equal(t, "forbidden.unit", county.get(at+"?unit=彭阳县").problem(t, http.StatusForbidden).Key)
	require.Equal(t, "notfound.indicator", office.get("/api/v1/indicators/none").problem(t, http.StatusNotFound).Key)
	var indicators list[api.Indicator]
	county.get("/api/v1/indicators").read(t, &indicators)
	require.Len(t, indicators.Items, 5)

	by, err := s.Engine.Requester(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	loans := make([]obligation.Obligation, 5)
	for i := range loans {
		loans[i] = obligation.Obligation{No: s.Plan + "/" + string(rune('1'+i)), Kind: "loan", Title: "小额信贷", Unit: "泾源县", Amount: 100,
			Due: calendar.NewDate(2027, 3, 1+i/2)} // two of a day
	}
	loans[4].Unit = "彭阳县"
	_, err = s.Engine.EnterObligations(t.Context(), by, loans, "test")
	require.NoError(t, err)
	var seen []string
	for next := "/api/v1/obligations?limit=2"; next != ""; {
		a := office.get(next)
		var page list[api.Obligation]
		a.read(t, &page)
		for _, o := range page.Items {
			seen = append(seen, o.No)
		}
		next = ""
		if m := nextLink.FindStringSubmatch(a.Header.Get("Link")); m != nil {
			next = m[1]
		}
	}
	require.Len(t, seen, 5)
	require.IsIncreasing(t, seen)
	var page list[api.Obligation]
	county.get("/api/v1/obligations").read(t, &page)
	require.Len(t, page.Items, 4)
	var o api.Obligation
	county.get("/api/v1/obligations/"+url.PathEscape(loans[0].No)).read(t, &o)
	require.Equal(t, obligation.Open, o.State)
	require.Equal(t, "forbidden.obligation", county.get("/api/v1/obligations/"+url.PathEscape(loans[4].No)).problem(t, http.StatusForbidden).Key)
	require.Equal(t, http.StatusUnprocessableEntity, office.get("/api/v1/obligations?after=x").StatusCode)
}

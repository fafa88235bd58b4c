package engine_test

// webhooks_test.go: what other programs are told, at a real receiver.

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/activities/outbound"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/webhook"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
	"duban/workflows"
)

// receiver is another program. It answers as the test says and keeps what came.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	answer func(n int) int // to the nth message, from 1
	came   []*http.Request
	bodies []string
}

func newReceiver(t *testing.T, answer func(n int) int) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.came, r.bodies = append(r.came, q), append(r.bodies, string(body))
		w.WriteHeader(r.answer(len(r.came)))
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.came)
}

// telling gives an engine that may reach a network, and its administrator.
func telling(t *testing.T, allowed string) (*engine.Engine, func() *engine.Viewer) {
	t.Helper()
	cfg := enginetest.Config(t)
	var err error
	cfg.Outbound, err = outbound.ParsePolicy(allowed)
	require.NoError(t, err)
	e := enginetest.Open(t, cfg)
	enginetest.Work(t, e)
	_, err = e.EnsureAdministrator(t.Context(), time.Now())
	require.NoError(t, err)
	return e, func() *engine.Viewer {
		v, err := e.Viewer(t.Context(), "admin", time.Now())
		require.NoError(t, err)
		return v
	}
}

// send starts what the schedule would.
func send(t *testing.T, e *engine.Engine) {
	t.Helper()
	_, err := e.Client.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
		ID: "send/" + enginetest.Prefix(), TaskQueue: e.Queue(),
	}, workflows.TypeSendMessages, workflows.ScheduledInput{})
	require.NoError(t, err)
}

// begin opens a case and dispatches it.
func begin(t *testing.T, e *engine.Engine) casework.CaseID {
	t.Helper()
	id := casework.CaseID(enginetest.Prefix())
	enginetest.Start(t, e, workflows.CaseInput{Case: id, Policy: casework.DefaultPolicy(casework.KindMeasure),
		Opening: caseworktest.Opening(calendar.DateOf(time.Now(), time.UTC).AddDays(90))})
	_, err := e.Act(t.Context(), id, caseworktest.Command("d", casework.CommandDispatch, caseworktest.Office,
		func(c *casework.Command) { c.Text = "请王芳抓紧" }))
	require.NoError(t, err)
	return id
}

const soon, often = 30 * time.Second, 20 * time.Millisecond

func TestEventsAreToldSignedAndAgainUntilTheyArrive(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "127.0.0.0/8")
	to := newReceiver(t, func(n int) int {
		if n == 1 {
			return http.StatusInternalServerError
		}
		return http.StatusNoContent
	})
	before := begin(t, e) // nobody is told of what was before
	text, made, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "监测平台", URL: to.URL + "/in",
		Events: []casework.EventType{casework.EventDispatched}}, "")
	require.NoError(t, err)
	id := begin(t, e)
	send(t, e)

	require.Eventually(t, func() bool { return to.count() == 2 }, soon, often, "once refused, once taken")
	secret, err := webhook.ReadSecret(text)
	require.NoError(t, err)
	to.mu.Lock()
	for i, r := range to.came {
		require.True(t, webhook.Verify(secret, r.Header.Get(webhook.HeaderID), r.Header.Get(webhook.HeaderTimestamp),
			r.Header.Get(webhook.HeaderSignature), []byte(to.bodies[i]), time.Now()))
		require.Equal(t, string(id)+"/2", r.Header.Get(webhook.HeaderID))
		require.Contains(t, to.bodies[i], `"event":"dispatched"`)
		require.NotContains(t, to.bodies[i], "王芳")
		require.NotContains(t, to.bodies[i], "person", "nobody is named")
		require.NotContains(t, to.bodies[i], string(before))
	}
	require.Equal(t, to.bodies[0], to.bodies[1])
	to.mu.Unlock()
	require.Eventually(t, func() bool {
		log, _, err := admin().Deliveries(t.Context(), made.ID, 0, 0)
		require.NoError(t, err)
		return len(log) == 1 && log[0].Attempts == 2 && log[0].Status == http.StatusNoContent && !log[0].Delivered.IsZero()
	}, soon, often, "only the chosen event")

	require.NoError(t, admin().SetWebhookActive(t.Context(), made.ID, false, ""))
	begin(t, e)
	n, err := e.Ledger.SpreadEvents(t.Context(), 100, time.Now())
	require.NoError(t, err)
	require.Zero(t, n, "nothing is kept for nobody")
}

// slipsOf lets the clock write every slip of a case that six days past its due date
// have brought.
func slipsOf(t *testing.T, e *engine.Engine, id casework.CaseID) []casework.Slip {
	t.Helper()
	cal, err := e.Rules.Calendar(t.Context())
	require.NoError(t, err)
	lines, _, err := e.Ledger.ListCases(t.Context(), schema.Filter{Case: id})
	require.NoError(t, err)
	due := lines[0].Due // of the claim
	for _, days := range []int{1, 6} {
		_, err = e.Ledger.SendSlips(t.Context(), cal.Alarm(cal.AddWorkdays(due, days)).Add(time.Minute), cal, e.Ledger.PolicyOf(t.Context()), 100)
		require.NoError(t, err)
	}
	slips, err := e.Ledger.Slips(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, slips, 2)
	return slips
}

func TestSlipsAreToldToThoseWhoWantThem(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "127.0.0.0/8")
	quiet := begin(t, e)
	slipsOf(t, e, quiet)
	n, err := e.Ledger.SpreadEvents(t.Context(), 100, time.Now())
	require.NoError(t, err)
	require.Zero(t, n, "while nobody is subscribed nothing is kept")

	to := newReceiver(t, func(n int) int {
		if n == 1 {
			return http.StatusInternalServerError
		}
		return http.StatusNoContent
	})
	text, made, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "纪检监察", URL: to.URL, Slips: []string{"supervision"}}, "")
	require.NoError(t, err)
	_, every, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "事件", URL: to.URL + "/events"}, "")
	require.NoError(t, err)
	require.NoError(t, admin().SetWebhookActive(t.Context(), every.ID, false, ""))
	_, all, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "全部", URL: "https://example.org/", Events: []casework.EventType{webhook.All}, Slips: []string{webhook.All}}, "")
	require.NoError(t, err)
	_, _, err = admin().AddWebhook(t.Context(), webhook.Subscription{Title: "t", URL: to.URL, Slips: []string{"thunder"}}, "")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "no ladder has such a rung")

	id := begin(t, e)
	slips := slipsOf(t, e, id)
	require.Equal(t, "supervision", slips[1].RungID)
	n, err = e.Ledger.SpreadEvents(t.Context(), 100, time.Now())
	require.NoError(t, err)
	require.Equal(t, 4, n, "two events, two slips")
	for hook, want := range map[int64]int{made.ID: 1, all.ID: 4, every.ID: 0} {
		log, _, err := admin().Deliveries(t.Context(), hook, 0, 0)
		require.NoError(t, err)
		require.Len(t, log, want)
	}
	require.NoError(t, admin().DropWebhook(t.Context(), all.ID, "")) // nobody is there
	send(t, e)
	require.Eventually(t, func() bool { return to.count() == 2 }, soon, often, "once refused, once taken")
	secret, err := webhook.ReadSecret(text)
	require.NoError(t, err)
	to.mu.Lock()
	defer to.mu.Unlock()
	for i, r := range to.came {
		require.True(t, webhook.Verify(secret, r.Header.Get(webhook.HeaderID), r.Header.Get(webhook.HeaderTimestamp),
			r.Header.Get(webhook.HeaderSignature), []byte(to.bodies[i]), time.Now()))
		require.Equal(t, string(id)+"/slip/2", r.Header.Get(webhook.HeaderID))
		require.Contains(t, to.bodies[i], `"slip":"supervision"`)
		require.Contains(t, to.bodies[i], slips[1].Hash)
		for _, told := range slips[1].To {
			if told.Person != "" {
				require.NotContains(t, to.bodies[i], string(told.Person), "nobody is named")
			}
		}
	}
	log, _, err := admin().Deliveries(t.Context(), made.ID, 0, 0)
	require.NoError(t, err)
	require.Equal(t, "supervision", log[0].Slip)
	require.Empty(t, log[0].Event)
}

func TestAMessageSurvivesTheProcessThatSendsIt(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "127.0.0.0/8")
	to := newReceiver(t, func(int) int { return http.StatusOK })
	_, made, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "t", URL: to.URL}, "")
	require.NoError(t, err)
	id := begin(t, e)
	// A process looks at the events, takes the first message, and is gone.
	n, err := e.Ledger.SpreadEvents(t.Context(), 100, time.Now())
	require.NoError(t, err)
	require.Equal(t, 2, n)
	due, ok, err := e.Ledger.ClaimDelivery(t.Context(), made.ID, time.Now(), 300*time.Millisecond)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, string(id)+"/1", due.Message.ID)
	other, ok, err := e.Ledger.ClaimDelivery(t.Context(), made.ID, time.Now(), time.Millisecond)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, string(id)+"/2", other.Message.ID, "what one process holds no other takes")
	send(t, e)
	require.Eventually(t, func() bool { return to.count() == 2 }, soon, often)
	log, _, err := admin().Deliveries(t.Context(), made.ID, 0, 0)
	require.NoError(t, err)
	require.Len(t, log, 2)
	for _, line := range log {
		require.Equal(t, 2, line.Attempts)
	}
}

// An event whose bytes say nothing, as another program may have left it, holds up the
// message that tells of it, and nothing else.
func TestAnEventThatCannotBeReadHoldsUpItselfAlone(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "127.0.0.0/8")
	receivers := []*receiver{newReceiver(t, func(int) int { return http.StatusOK }), newReceiver(t, func(int) int { return http.StatusOK })}
	hooks := make([]int64, len(receivers))
	for i, r := range receivers {
		_, made, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "t", URL: r.URL, Events: []casework.EventType{casework.EventDispatched}}, "")
		require.NoError(t, err)
		hooks[i] = made.ID
	}
	bad, good := begin(t, e), begin(t, e) // the damaged one is the older, for each receiver
	rewrite := func(body string) {
		for _, q := range []string{"ALTER TABLE events DISABLE TRIGGER USER",
			`UPDATE events SET body = ` + body + `, hash = encode(sha256(convert_to(` + body + `, 'UTF8')), 'hex') WHERE seq = 2 AND case_id = '` + string(bad) + `'`,
			"ALTER TABLE events ENABLE TRIGGER USER"} {
			_, err := e.Ledger.DB().ExecContext(t.Context(), q)
			require.NoError(t, err)
		}
	}
	rewrite(`'#' || body`)
	send(t, e)

	lines := func(hook int64) (of, other schema.Delivery) {
		log, _, err := admin().Deliveries(t.Context(), hook, 0, 0)
		require.NoError(t, err)
		for _, d := range log {
			if d.Case == bad {
				of = d
			} else {
				other = d
			}
		}
		return of, other
	}
	for i, r := range receivers {
		require.Eventually(t, func() bool { return r.count() == 1 }, soon, often)
		r.mu.Lock()
		require.Contains(t, r.bodies[0], string(good))
		r.mu.Unlock()
		require.Eventually(t, func() bool {
			failed, arrived := lines(hooks[i])
			return failed.Problem != "" && !arrived.Delivered.IsZero()
		}, soon, often)
		failed, _ := lines(hooks[i])
		require.Equal(t, "webhook.problem.unread", failed.Problem)
		require.True(t, failed.Next.After(failed.Tried), "tried again with the usual wait")
		to, err := e.Ledger.Webhook(t.Context(), hooks[i])
		require.NoError(t, err)
		require.Zero(t, to.Failures, "the receiver is not to blame")
	}
	// Three days later it is given up; mended and sent again it arrives.
	_, err := e.Ledger.DB().ExecContext(t.Context(), `UPDATE webhook_deliveries SET created_at = now() - interval '73 hours', next_at = now() WHERE case_id = $1`, string(bad))
	require.NoError(t, err)
	for _, hook := range hooks {
		require.Eventually(t, func() bool { of, _ := lines(hook); return of.GivenUp() }, soon, often)
	}
	rewrite(`substr(body, 2)`)
	failed, _ := lines(hooks[0])
	require.NoError(t, admin().SendAgain(t.Context(), hooks[0], failed.ID))
	require.Eventually(t, func() bool { of, _ := lines(hooks[0]); return !of.Delivered.IsZero() }, soon, often)
}

func TestNothingIsSentToAddressesThatAreNotPublic(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "10.99.0.0/16") // so that http may be typed at all
	to := newReceiver(t, func(int) int { return http.StatusOK })
	_, made, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "t", URL: to.URL}, "")
	require.NoError(t, err)
	begin(t, e)
	send(t, e)
	require.Eventually(t, func() bool {
		log, _, err := admin().Deliveries(t.Context(), made.ID, 0, 0)
		require.NoError(t, err)
		return len(log) > 0 && log[len(log)-1].Problem == "webhook.problem.address"
	}, soon, often)
	require.Zero(t, to.count())
	list, err := admin().Webhooks(t.Context())
	require.NoError(t, err)
	require.Positive(t, list[0].Failures)
}

func TestARedirectLeadsNowhere(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "127.0.0.0/8")
	inside := newReceiver(t, func(int) int { return http.StatusOK })
	outside := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusTemporaryRedirect))
	t.Cleanup(outside.Close)
	_, made, err := admin().AddWebhook(t.Context(), webhook.Subscription{Title: "t", URL: outside.URL}, "")
	require.NoError(t, err)
	begin(t, e)
	send(t, e)
	require.Eventually(t, func() bool {
		log, _, err := admin().Deliveries(t.Context(), made.ID, 0, 0)
		require.NoError(t, err)
		return len(log) > 0 && log[len(log)-1].Status == http.StatusTemporaryRedirect
	}, soon, often)
	require.Zero(t, inside.count())
}

func TestReceiversAreToldOfTheirPlanAndUnitOnly(t *testing.T) {
	t.Parallel()
	e, admin := telling(t, "")
	rows := schema.PlanRows{Plan: schema.Plan{ID: "organisation", Imported: time.Now()}, Units: []schema.Unit{
		{ID: "市", Name: "市", Kind: "city"}, {ID: caseworktest.County, Name: "县", Kind: "county", Parent: "市"}, {ID: "乙县", Name: "乙县", Kind: "county", Parent: "市"}}}
	require.NoError(t, e.Ledger.ImportPlan(t.Context(), rows))
	waiting := map[string]int{"plan": 2, "county": 2, "above": 2, "elsewhere": 0, "other plan": 0}
	for title, s := range map[string]webhook.Subscription{"plan": {Plan: "test"}, "county": {Unit: caseworktest.County},
		"above": {Unit: "市"}, "elsewhere": {Unit: "乙县"}, "other plan": {Plan: "other"}} {
		s.Title, s.URL = title, "https://example.org/"
		_, _, err := admin().AddWebhook(t.Context(), s, "")
		require.NoError(t, err)
	}
	begin(t, e)
	_, err := e.Ledger.SpreadEvents(t.Context(), 100, time.Now())
	require.NoError(t, err)
	list, err := admin().Webhooks(t.Context())
	require.NoError(t, err)
	require.Len(t, list, len(waiting))
	for _, w := range list {
		require.Equal(t, waiting[w.Title], w.Waiting, w.Title)
	}
}

func TestOnlyAnOfficeOrAnAdministratorSaysWhoIsTold(t *testing.T) {
	t.Parallel()
	for _, role := range casework.PostRoles {
		_, err := casework.AuthoriseWebhooks(casework.Requester{Person: "p", Posts: []casework.Post{{Unit: "u", Role: role}}})
		if role == casework.PostOffice || role == casework.PostAdministrator {
			require.NoError(t, err)
		} else {
			require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), role)
		}
	}
}

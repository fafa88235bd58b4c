package schema_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/schema"
)

// fill gives the ledger tasks by the ten thousand: 60 units, 300 persons, ten
// plans; one in three has ended, one in ten has an alarm within two months.
func fill(f *fixture, cases int) {
	f.Helper()
	tx, err := f.l.DB().BeginTx(f.ctx(), nil)
	require.NoError(f, err)
	defer func() { require.NoError(f, tx.Commit()) }()
	for _, statement := range []string{
		"SET LOCAL statement_timeout = 0", // a million takes longer than any page may
		`INSERT INTO units (id, name, parent_id, is_column, position)
		 SELECT 'u' || n, 'unit ' || n, CASE WHEN n < 5 THEN 'city' WHEN n < 10 THEN '' ELSE 'u' || n % 5 END, n < 5, n FROM generate_series(0, 59) n`,
		`INSERT INTO cases (id, kind, plan, policy_kind, policy_version, round, stage, seq, head, opened_at, ended_at, cancelled,
		     office, lead_unit, force, lead_leader, wake_at, updated_at)
		 SELECT 'C' || to_char(n, 'FM0000000'), 'measure', 'P' || n % 10, 'measure', 1, 1, 'act', 3, '', now(), NULL, false,
		     'office', 'bureau', '', 'chen', CASE WHEN n % 50 = 0 THEN now() + n * interval '1 minute' END, now()
		 FROM generate_series(1, $1) n`,
		`INSERT INTO tasks (case_id, no, plan, role, unit, person, step, stage, outcome, round, percent, since, mark, clock, idle, paused,
		     due_on, provisional, submission_digest, request_digest, disputed, next_alarm_at, ended_at, holder_person, holder_unit, holder_role, kind)
		 SELECT 'C' || to_char(n, 'FM0000000'), s, 'P' || n % 10, 'responsible', 'u' || (n * 7 + s * 13) % 60, 'p' || (n * 7 + s) % 300,
		     'rectify', CASE WHEN n % 20 = 7 THEN 'verify' ELSE 'act' END, CASE WHEN n % 3 = 0 THEN 'closed' ELSE 'open' END, 1, 0, now(), -2, '{"step": "rectify", "mark": 2, "since": "2026-03-02T00:00:00Z", "date": "2026-06-30"}', false, false,
		     CASE WHEN n % 3 = 0 THEN '9999-12-31' ELSE date '2026-01-01' + n % 700 END, false, '', '', false,
		     CASE WHEN n % 10 = 1 THEN timestamptz '2026-06-01' + n % 60 * interval '1 day' END, CASE WHEN n % 3 = 0 THEN now() - n % 900 * interval '1 day' END,
		     '', CASE WHEN n % 4 = 1 THEN 'office' ELSE 'u' || (n * 7 + s * 13) % 60 END, CASE WHEN n % 4 = 1 THEN 'office' ELSE 'reporter' END, 'measure'
		 FROM generate_series(1, $1) n, generate_series(1, 2) s`,
		// One case of a hamlet's, far down the list.
		`INSERT INTO tasks (case_id, no, plan, role, unit, person, step, stage, outcome, round, percent, since, mark, clock, idle, paused,
		     due_on, provisional, submission_digest, request_digest, disputed)
		 SELECT case_id, 3, plan, role, 'hamlet', '', step, stage, outcome, round, percent, since, mark, clock, idle, paused, '2027-11-01', provisional, '', '', false
		 FROM tasks WHERE case_id = 'C0000001' AND no = 1`,
		`INSERT INTO events (case_id, seq, type, task, round, at, recorded_at, person, unit, role, command_id, carried, body, prev, hash)
		 SELECT 'C' || to_char(n, 'FM0000000'), s, CASE WHEN s = 3 AND n % 100 = 0 THEN 'recognised' ELSE 'progressed' END, 1, 1,
		     timestamptz '2026-01-01' + n % 300 * interval '1 day', timestamptz '2026-01-01' + n % 300 * interval '1 day', 'p1', 'u1', 'reporter', 'c' || s, false,
		     '{}', '', encode(sha256('{}'), 'hex')
		 FROM generate_series(1, $1) n, generate_series(1, 3) s`,
		// Half of them to the office, the rest to some persons and to units' posts.
		`INSERT INTO notices (key, case_id, task, kind, slip_seq, person, unit, role, created_at, delivered_at)
		 SELECT 'n' || n, 'C' || to_char(n, 'FM0000000'), 1, 'slip', 1, CASE WHEN n % 4 = 0 THEN 'p' || n % 300 ELSE '' END,
		     CASE WHEN n % 4 = 0 THEN '' WHEN n % 4 = 1 THEN 'u' || n % 60 ELSE 'office' END,
		     CASE WHEN n % 4 = 0 THEN '' WHEN n % 4 = 1 THEN 'reporter' ELSE 'office' END,
		     now() - ($1 - n) * interval '10 seconds', CASE WHEN n % 200 > 0 THEN now() END FROM generate_series(1, $1) n`,
		`INSERT INTO notice_addressees SELECT 'p' || n, 'w' || n % 700, 'reporter' FROM generate_series(1, 10000) n`,
		`INSERT INTO case_starts (case_id, plan, opening, policy, created_at, started_at)
		 SELECT 'C' || n, 'P' || n % 10, '{}', '{}', now(), CASE WHEN n > 50 THEN now() END FROM generate_series(1, $1) n`,
		`INSERT INTO obligation_entries (no, kind, title, unit, amount, due_on, settled_on, source, by, at)
		 SELECT 'o' || n, CASE WHEN n % 5 = 0 THEN 'project' ELSE 'loan' END, '', 'u1', 100, date '2026-01-01' + n % 1000,
		     CASE WHEN n % 3 > 0 THEN date '2026-01-01' END, '', '', now() FROM generate_series(1, $1) n`,
		"ANALYSE",
	} {
		var args []any
		if strings.Contains(statement, "$1") {
			args = []any{cases}
		}
		_, err := tx.ExecContext(f.ctx(), statement, args...)
		require.NoError(f, err)
	}
}

// Every index is there for a query, and the query uses it.
func TestQueriesUseTheirIndices(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	fill(f, 25_000)
	var plans []string
	l := f.l.Explained(func(plan string) { plans = append(plans, plan) })
	list := func(filter schema.Filter) func() error {
		return func() error {
			_, _, err := l.ListCases(f.ctx(), filter)
			return err
		}
	}
	var half []casework.UnitID
	for i := range 30 {
		half = append(half, casework.UnitID(fmt.Sprint("u", 2*i)))
	}
	later := schema.Key{Due: day(t, "2026-11-11"), Case: "C0010000", Task: 1}
	now := f.at("2026-06-02")
	desk := schema.Filter{Holders: []casework.Addressee{{Person: "wang"}, {Unit: "office", Role: casework.PostOffice}}}
	_, _, err := l.ListCases(f.ctx(), desk)
	require.NoError(t, err)
	require.Contains(t, plans[0], "tasks_by_holding_post ", "what waits for the office, place by place")
	require.Contains(t, plans[0], "tasks_by_holder ", "and for somebody by name")

	plans = nil
	_, _, err = l.ListCases(f.ctx(), schema.Filter{Open: true, Kinds: []casework.Kind{casework.KindDirective}, Sight: &casework.Sight{Units: []casework.UnitID{"u3", "u8"}}})
	require.NoError(t, err)
	require.Contains(t, plans[0], "cases_open_by_lead_unit ", "of which open cases of a kind somebody is a party")
	require.Contains(t, plans[1], "tasks_open_by_unit ", "in which they have a task")
	require.NotContains(t, strings.Join(plans, ""), "Seq Scan on cases")

	plans = nil
	_, _, err = l.ListCases(f.ctx(), schema.Filter{Open: true, Text: "垃圾"})
	require.NoError(t, err)
	require.Contains(t, strings.Join(plans, ""), "tasks_by_title ", "a word of two characters")

	reader := schema.NoticeReader{Person: "p1", Sight: &casework.Sight{Units: half, Persons: []casework.PersonID{"p1"}}, Now: time.Now(),
		Places: []casework.Addressee{{Person: "p4"}, {Unit: "u1", Role: casework.PostReporter}, {Unit: "office", Role: casework.PostOffice}}}
	_, err = l.CountUnread(f.ctx(), reader, 100)
	require.NoError(t, err)
	require.Contains(t, plans[len(plans)-2], "notices_by_moment ", "from which notice on something is still new")
	require.NotContains(t, plans[len(plans)-1], "hashed", "of half the tasks of a ledger no table is made")
	// Years of messages have arrived; a receiver that was away has some thousands to come.
	hook, err := f.l.AddWebhook(f.ctx(), schema.Webhook{Sealed: []byte{1}, Made: time.Now()})
	require.NoError(t, err)
	require.NoError(t, f.exec(`INSERT INTO webhook_deliveries (webhook, case_id, seq, event_type, created_at, next_at)
		SELECT $1, 'C0000001', n, 'progressed', now(), CASE WHEN n > 20000 THEN now() END FROM generate_series(1, 22000) n`, hook))
	require.NoError(t, f.exec("ANALYSE webhook_deliveries"))
	plans = nil
	due, _, err := l.ClaimDelivery(f.ctx(), hook, time.Now(), time.Minute)
	require.NoError(t, err)
	require.Error(t, due.Unread, "there is no such event")
	require.Contains(t, plans[0], "webhook_deliveries_due ", "the next message is not looked for among those that have arrived")

	windows := []obligation.Window{{Kind: "loan", Remind: day(t, "2026-07-01"), Collect: day(t, "2026-05-31")}}
	for _, c := range []struct {
		name, index string
		ask         func() error
	}{
		{"my unit's work", "tasks_open_by_unit", list(schema.Filter{Unit: "u23", Open: true})},
		{"my unit's work, ended too", "tasks_by_unit", list(schema.Filter{Unit: "u23"})},
		{"my unit's work at a stage", "tasks_by_unit", list(schema.Filter{Unit: "u23", Stage: casework.StageAct})},
		{"my unit's work, a later page", "tasks_open_by_unit", list(schema.Filter{Unit: "u23", Open: true, After: later})},
		{"a county's work", "tasks_open_by_due", list(schema.Filter{Unit: "u1", Open: true})},
		{"the city's work, a later page", "tasks_open_by_due", list(schema.Filter{Unit: "city", Open: true, After: later})},
		{"the city's work, the latest first", "tasks_open_by_due", list(schema.Filter{Open: true, Order: schema.OrderLatest, After: later})},
		{"everything by number", "tasks_pkey", list(schema.Filter{Order: schema.OrderCase, After: later})},
		{"what is at a stage", "tasks_open_by_stage", list(schema.Filter{Open: true, Stage: casework.StageAct})},
		{"what a village sees", "tasks_pkey", list(schema.Filter{Open: true, Sight: &casework.Sight{Units: []casework.UnitID{"hamlet"}}})},
		{"what a county sees", "tasks_open_by_due", list(schema.Filter{Open: true, Sight: &casework.Sight{Units: half}})},
		{"my own work", "tasks_by_person", list(schema.Filter{Person: "p17", Open: true})},
		{"overdue", "tasks_by_due", list(schema.Filter{Overdue: day(t, "2026-06-01")})},
		{"what waits to be verified", "tasks_open_by_stage", list(schema.Filter{Stage: casework.StageVerify, Open: true})},
		{"a plan", "tasks_by_plan", list(schema.Filter{Plan: "P3"})},
		{"a plan, a later page", "tasks_by_plan", list(schema.Filter{Plan: "P3", After: later})},
		{"a quarter's trend", "tasks_closed_by_time", func() error {
			zone := time.UTC
			_, err := l.ClosedByWeek(f.ctx(), calendar.DateOf(time.Now(), zone).AddDays(-91), zone)
			return err
		}},
		{"a case", "tasks_pkey", list(schema.Filter{Case: "C0000123"})},
		{"the clock", "tasks_by_alarm", func() error { return l.TakeDue(f.ctx(), now, 100) }},
		{"wake list", "cases_by_wake", func() error { _, err := l.WakeList(f.ctx(), time.Now(), schema.Wake{}, 10); return err }},
		{"undelivered", "notices_undelivered", func() error { _, err := l.Undelivered(f.ctx(), 10, 10); return err }},
		{"a type's events", "events_by_type", func() error {
			_, err := l.EventsOfType(f.ctx(), casework.EventRecognised, now, now.AddDate(0, 0, 3))
			return err
		}},
		{"the feed", "events_by_recording", func() error {
			_, err := l.EventsRecorded(f.ctx(), casework.Event{RecordedAt: now, Case: "C0000001"}, 20)
			return err
		}},
		{"a command", "events_by_command", func() error { _, err := l.FindCommand(f.ctx(), "C0000001", "x"); return err }},
		{"pending starts", "case_starts_pending", func() error { _, err := l.PendingStarts(f.ctx(), "P3"); return err }},
		{"what matures", "obligations_open", func() error {
			_, err := l.ObligationsToRemind(f.ctx(), windows, day(t, "2026-06-01"))
			return err
		}},
		{"what is overdue", "obligations_open", func() error { _, err := l.ObligationsToCollect(f.ctx(), windows, false, 200); return err }},
		{"which plans are task lists", "case_starts_with_milestones", func() error { _, err := l.TaskLists(f.ctx()); return err }},
		{"how a sweep's cases stand", "cases_by_plan", func() error { _, err := l.CaseStands(f.ctx(), "P3"); return err }},
		{"my notices", "notices_by_addressee", func() error {
			_, _, err := l.NoticesTo(f.ctx(), reader, schema.NoticeFilter{Limit: 30})
			return err
		}},
		{"my notices, a later page", "notices_by_addressee", func() error {
			_, _, err := l.NoticesTo(f.ctx(), reader, schema.NoticeFilter{Limit: 30, Before: 12_000})
			return err
		}},
		{"what I have not read", "notices_by_addressee", func() error { _, err := l.CountUnread(f.ctx(), reader, 100); return err }},
		{"where notices went", "notice_addressees_by_post", func() error { _, err := l.NoticeAddressees(f.ctx(), reader.Places); return err }},
		{"a plan's cases", "cases_by_plan", func() error { return l.CasesOf(f.ctx(), "P3") }},
	} {
		plans = nil
		require.NoError(t, c.ask(), c.name)
		last := plans[len(plans)-1]
		require.Contains(t, last, c.index+" ", "%s:\n%s", c.name, last)
		if strings.HasPrefix(c.index, "tasks_") && c.index != "tasks_pkey" && c.index != "tasks_by_alarm" {
			_, which, _ := strings.Cut(last, "Limit") // above it, the few lines of the page
			require.NotContains(t, which, "Sort", "%s reads in order:\n%s", c.name, last)
		}
	}
}

package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

// lose takes rows away as a disaster would: past the triggers.
func lose(f *fixture, statements ...string) {
	f.Helper()
	tx, err := f.l.DB().BeginTx(f.ctx(), nil)
	require.NoError(f, err)
	all := []string{"ALTER TABLE events DISABLE TRIGGER USER", "ALTER TABLE slips DISABLE TRIGGER USER"}
	all = append(all, statements...)
	all = append(all, "ALTER TABLE events ENABLE TRIGGER USER", "ALTER TABLE slips ENABLE TRIGGER USER")
	for _, s := range all {
		_, err := tx.ExecContext(f.ctx(), s)
		require.NoError(f, err)
	}
	require.NoError(f, tx.Commit())
}

func TestRestoreGivesBackWhatWasLost(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	s := f.submitted(f.acting("M-1", "2026-06-30", f.at("2026-03-02")), f.at("2026-04-01"))
	s = f.act(s, casework.Command{Type: casework.CommandReturn, By: by(zhao, ""), Reason: "unclear"}, f.at("2026-04-02"))
	s = f.submitted(s, f.at("2026-04-03"))
	evidence, err := f.l.Evidence(f.ctx(), "M-1")
	require.NoError(t, err)
	require.Equal(t, []int{1, 2}, []int{evidence[0].Revision, evidence[1].Revision})
	events, err := f.l.Events(f.ctx(), "M-1")
	require.NoError(t, err)
	want := f.line("M-1", 1)
	whole := func() {
		t.Helper()
		got, err := f.l.State(f.ctx(), "M-1")
		require.NoError(t, err)
		require.Equal(t, s, got)
		require.Equal(t, want, f.line("M-1", 1))
		pieces, err := f.l.Evidence(f.ctx(), "M-1")
		require.NoError(t, err)
		require.Equal(t, evidence, pieces)
		n, err := f.l.Restore(f.ctx(), events)
		require.NoError(t, err)
		require.Zero(t, n, "nothing is missing any more")
	}
	for name, lost := range map[string][]string{
		"everything": {"DELETE FROM events", "DELETE FROM cases", "DELETE FROM tasks", "DELETE FROM evidence"},
		"the newest, as an older backup has it": {"DELETE FROM events WHERE seq > 2",
			"UPDATE cases SET seq = 2, head = (SELECT hash FROM events WHERE seq = 2)"},
		"a row in the middle":                 {"DELETE FROM events WHERE seq = 3"},
		"rows with the files that they named": {"DELETE FROM events WHERE seq > 2", "DELETE FROM evidence"},
		"the newest rows of the stream alone": {"DELETE FROM events WHERE seq > 3"},
	} {
		lose(f, lost...)
		n, err := f.l.Restore(f.ctx(), events)
		require.NoError(t, err, name)
		require.NotZero(t, n, name)
		whole()
	}
}

func TestRestoreRefusesWhatDoesNotAgree(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.acting("M-1", "2026-06-30", f.at("2026-03-02"))
	events, err := f.l.Events(f.ctx(), "M-1")
	require.NoError(t, err)
	other := f.decide(&casework.State{Case: "M-1"}, casework.Command{ID: "x", Type: casework.CommandOpen,
		Opening: opening(day(t, "2026-12-31"), county)}, f.at("2026-03-02"))
	for name, wrong := range map[string][]casework.Event{
		"another history":   other.Events,
		"a gap":             {events[0], events[2]},
		"a beginning":       events[:2],
		"a changed content": {events[0], func() casework.Event { e := events[1]; e.By.Person = "x"; return e }(), events[2]},
	} {
		_, err := f.l.Restore(f.ctx(), wrong)
		require.Equal(t, casework.CodeConflict, casework.CodeOf(err), name)
	}
	// Somebody rewrote an entry, hash and all: the workflow does not agree.
	lose(f, `UPDATE events SET body = replace(body, 'wang', 'zhao'), hash = encode(sha256(convert_to(replace(body, 'wang', 'zhao'), 'UTF8')), 'hex') WHERE seq = 2`)
	_, err = f.l.Restore(f.ctx(), events)
	require.Equal(t, casework.CodeConflict, casework.CodeOf(err))
	_, err = f.l.State(f.ctx(), "M-1")
	require.ErrorContains(t, err, "predecessor", "nor does the chain")
	n, err := f.l.Restore(f.ctx(), nil)
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, 3, f.count("SELECT count(*) FROM events"))
}

func TestReadingAsOfAMoment(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	for _, id := range []casework.CaseID{"M-2", "M-1", "M-3"} {
		f.submitted(f.acting(id, "2026-06-30", f.at("2026-03-02")), f.at("2026-04-01"))
	}
	f.send(f.at("2026-05-01"))
	read := func(plan, until string) (got []int) {
		last := casework.CaseID("")
		for events, err := range f.l.EventsAsOf(f.ctx(), plan, f.at(until)) {
			require.NoError(t, err)
			require.Greater(t, events[0].Case, last)
			last = events[0].Case
			_, err = casework.Fold(last, events)
			require.NoError(t, err)
			got = append(got, len(events))
		}
		return got
	}
	require.Equal(t, []int{3, 3, 3}, read("P2026", "2026-03-31"))
	require.Equal(t, []int{5, 5, 5}, read("", "2026-04-01"))
	require.Empty(t, read("P2026", "2026-03-01"))
	require.Empty(t, read("P2025", "2026-04-01"))

	n := 0
	for _, err := range f.l.EventsAsOf(f.ctx(), "", f.at("2026-04-01")) {
		require.NoError(t, err)
		n++
		break
	}
	require.Equal(t, 1, n, "a reader may stop early")

	heads := map[casework.CaseID]map[string]string{}
	for row, err := range f.l.ExportRows(f.ctx(), "P2026", f.at("2026-05-01")) {
		require.NoError(t, err)
		require.Equal(t, row.Hash, casework.HashBody([]byte(row.Body)))
		if heads[row.Case] == nil {
			heads[row.Case] = map[string]string{}
		}
		require.Contains(t, row.Body, `"prev":"`+heads[row.Case][row.Stream]+`"`, "each stream is one chain")
		heads[row.Case][row.Stream] = row.Hash
	}
	rows, err := f.l.ReconcileRows(f.ctx(), "", 2)
	require.NoError(t, err)
	next, err := f.l.ReconcileRows(f.ctx(), rows[1].Case, 2)
	require.NoError(t, err)
	rows = append(rows, next...)
	require.Len(t, rows, 3)
	for _, r := range rows {
		require.Equal(t, map[string]string{"event": r.Head, "slip": r.SlipHead}, heads[r.Case])
	}

	// A worker whose clock is behind: what is whole up to the moment counts.
	s := f.open("M-4", "2026-06-30", f.at("2026-03-02"), county)
	s = f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, f.at("2026-03-05"))
	f.act(s, casework.Command{Type: casework.CommandClaim, By: by(li, county)}, f.at("2026-03-04"))
	require.Equal(t, []int{3, 3, 3, 1}, read("P2026", "2026-03-04"))
	require.Equal(t, []int{3, 3, 3, 3}, read("P2026", "2026-03-05"))

	submitted, err := f.l.EventsOfType(f.ctx(), casework.EventSubmitted, f.at("2026-04-01"), f.at("2026-04-02"))
	require.NoError(t, err)
	require.Len(t, submitted, 3)
	none, err := f.l.EventsOfType(f.ctx(), casework.EventSubmitted, f.at("2026-03-01"), f.at("2026-04-01"))
	require.NoError(t, err)
	require.Empty(t, none)

	var feed []casework.Event
	for after := (casework.Event{}); ; after = feed[len(feed)-1] {
		page, err := f.l.EventsRecorded(f.ctx(), after, 4)
		require.NoError(t, err)
		feed = append(feed, page...)
		if len(page) < 4 {
			break
		}
	}
	require.Len(t, feed, 18)
}

package year_test

// months_test.go: the twelve rounds and four quarters of the year.

import (
	"encoding/json"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/round"
	"duban/engine"
	"duban/schema"
)

// checkMonths: every month is frozen, counts what the script did in it, and gives
// the same bytes when counted again.
func (c *city) checkMonths(e *engine.Engine, plan string) {
	c.t.Helper()
	rows, _, err := e.Ledger.LoadPlan(c.t.Context(), plan)
	require.NoError(c.t, err)
	units, err := e.Ledger.Units(c.t.Context())
	require.NoError(c.t, err)
	missing := unclaimed(rows, units)
	require.NotEmpty(c.t, missing)
	quiet := 0
	frozen := 0
	for month := yearStart; month.Before(yearEnd); month = month.AddDate(0, 1, 0) {
		m := round.MonthOf(month, zone)
		body, _, err := e.Ledger.SnapshotOf(c.t.Context(), m)
		require.NoError(c.t, err, m)
		frozen++
		_, err = e.VerifySnapshot(c.t.Context(), m)
		require.NoError(c.t, err, m)
		var s round.Snapshot
		require.NoError(c.t, json.Unmarshal(body, &s))
		owed, visited := c.visitsOf(month)
		require.Equal(c.t, owed, s.Total.Visits.Owed, "visits owed in %s", m)
		require.Equal(c.t, visited, s.Total.Visits.Done, "households visited in %s", m)
		require.Equal(c.t, owed-visited, s.Total.Visits.Late.Count)
		require.Equal(c.t, c.endedIn(month), s.Total.Closed.Count, "shares closed in %s", m)
		c.checkAlerts(&s, month.AddDate(0, 1, 0), missing)
		quiet += len(c.quietIn(month.AddDate(0, 1, 0)))
	}
	require.Equal(c.t, 12, frozen)
	require.Greater(c.t, quiet, 20, "too few silent measures to prove anything")
	laggards := 0
	notices, err := e.Ledger.Undelivered(c.t.Context(), 0, 1_000_000)
	require.NoError(c.t, err)
	for _, n := range notices {
		if n.Kind == "round_laggard" {
			laggards++
		}
	}
	require.Greater(c.t, laggards, 100, "nobody was reminded")
	inspections, err := e.Ledger.Inspections(c.t.Context())
	require.NoError(c.t, err)
	require.Len(c.t, inspections, 4)
	c.checkSamples(e, inspections)
	alerts, err := e.Ledger.MattersOf(c.t.Context(), "alert", "")
	require.NoError(c.t, err)
	require.NotEmpty(c.t, alerts, "no alert became a directive")
	keys := map[string]schema.Matter{}
	for _, a := range alerts {
		require.NotContains(c.t, keys, a.Key)
		keys[a.Key] = a
	}
}

// visitsOf counts from the script how many households were to be visited in a
// month (listed before it) and how many were.
func (c *city) visitsOf(month time.Time) (owed, visited int) {
	end := month.AddDate(0, 1, 0)
	for _, listed := range c.listed {
		if listed.Before(month) {
			owed++
		}
	}
	seen := map[casework.CaseID]bool{}
	for _, p := range c.script {
		if p.cmd.Type == casework.CommandVisit && !p.at.Before(month) && p.at.Before(end) && c.listed[p.id].Before(month) && !seen[p.id] {
			seen[p.id] = true
			visited++
		}
	}
	return owed, visited
}

// endedIn counts from the script how many shares came to their end in a month.
func (c *city) endedIn(month time.Time) int {
	n := 0
	for _, at := range c.ends {
		if !at.Before(month) && at.Before(month.AddDate(0, 1, 0)) {
			n++
		}
	}
	return n
}

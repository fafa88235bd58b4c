package schema_test

// fixture_test.go: cases brought into a ledger by the rules themselves.

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
	"duban/schema/schematest"
)

// Persons and units of the tests.
const (
	office, bureau, county = casework.UnitID("office"), casework.UnitID("bureau"), casework.UnitID("yuanzhou")
	wang, li, zhao, chen   = casework.PersonID("wang"), casework.PersonID("li"), casework.PersonID("zhao"), casework.PersonID("chen")
)

var requesters = map[casework.PersonID]casework.Requester{
	wang: {Person: wang, Posts: []casework.Post{{Unit: office, Role: casework.PostOffice}}},
	zhao: {Person: zhao, Posts: []casework.Post{{Unit: bureau, Role: casework.PostVerifier}}},
	chen: {Person: chen, Posts: []casework.Post{{Unit: "city", Role: casework.PostLeader}}},
}

// by gives a requester; li reports and leads in whatever unit is meant.
func by(who casework.PersonID, unit casework.UnitID) casework.Requester {
	if who == li {
		return casework.Requester{Person: li, Posts: []casework.Post{
			{Unit: unit, Role: casework.PostReporter}, {Unit: unit, Role: casework.PostHead}}}
	}
	return requesters[who]
}

type fixture struct {
	testing.TB
	l   *schema.Ledger
	p   *casework.Policy
	cal *calendar.Calendar
}

func setUp(tb testing.TB) *fixture {
	tb.Helper()
	cal, err := calendar.New(calendar.China())
	require.NoError(tb, err)
	return &fixture{TB: tb, l: schematest.New(tb), p: casework.DefaultPolicy(casework.KindMeasure), cal: cal}
}

func (f *fixture) ctx() context.Context { return context.Background() }

// at gives a moment of a day at ten in the morning, local time.
func (f *fixture) at(day string) time.Time { return f.clock(day, 10) }

func (f *fixture) clock(day string, hour int) time.Time {
	f.Helper()
	d, err := calendar.ParseDate(day)
	require.NoError(f, err)
	return d.Start(f.cal.Zone()).Add(time.Duration(hour) * time.Hour).UTC()
}

func day(tb testing.TB, s string) calendar.Date {
	tb.Helper()
	d, err := calendar.ParseDate(s)
	require.NoError(tb, err)
	return d
}

// decide gives what a command makes of a case, as a step to record.
func (f *fixture) decide(s *casework.State, c casework.Command, now time.Time) schema.StepRows {
	f.Helper()
	events, err := casework.Decide(f.p, s, c, casework.Facts{}, now)
	require.NoError(f, err)
	require.NotEmpty(f, events)
	after := s.Clone()
	for _, e := range events {
		require.NoError(f, after.Apply(e))
	}
	return schema.RowsOf(f.p, f.cal, after, events, now)
}

// act decides a command, records it and gives the state after it.
func (f *fixture) act(s *casework.State, c casework.Command, now time.Time) *casework.State {
	f.Helper()
	if c.ID == "" {
		c.ID = casework.CommandID(fmt.Sprintf("%s-%d", c.Type, s.Seq+1))
	}
	rows := f.decide(s, c, now)
	got, err := f.l.Record(f.ctx(), rows)
	require.NoError(f, err)
	require.False(f, got.Ahead)
	require.Equal(f, rows.Events, got.Events)
	return rows.State
}

func opening(due calendar.Date, units ...casework.UnitID) *casework.Opening {
	o := &casework.Opening{Kind: casework.KindMeasure, Plan: "P2026",
		Parties: casework.Parties{Office: office, LeadUnit: bureau, LeadLeader: chen}}
	for _, u := range units {
		o.Tasks = append(o.Tasks, casework.OpeningTask{Role: casework.RoleResponsible, Unit: u, Person: li,
			Deadline: casework.Deadline{Type: calendar.ByDate, Date: due}})
	}
	return o
}

// open starts a case.
func (f *fixture) open(id casework.CaseID, due string, now time.Time, units ...casework.UnitID) *casework.State {
	f.Helper()
	return f.act(&casework.State{Case: id}, casework.Command{Type: casework.CommandOpen, Opening: opening(day(f, due), units...)}, now)
}

// acting brings a case with one task to where its unit works on it.
func (f *fixture) acting(id casework.CaseID, due string, now time.Time) *casework.State {
	f.Helper()
	s := f.open(id, due, now, county)
	s = f.act(s, casework.Command{Type: casework.CommandDispatch, By: by(wang, "")}, now)
	return f.act(s, casework.Command{Type: casework.CommandClaim, By: by(li, county)}, now)
}

// submitted hands in what a unit did.
func (f *fixture) submitted(s *casework.State, now time.Time) *casework.State {
	f.Helper()
	return f.act(s, casework.Command{Type: casework.CommandSubmit, By: by(li, county), Text: "done", Evidence: []casework.Evidence{
		{ID: fmt.Sprintf("e%d", s.Seq), Name: "photo.jpg", Size: 12, SHA256: casework.HashBody([]byte("photo"))}}}, now)
}

// sweep sweeps until nothing is due.
func (f *fixture) send(now time.Time) schema.SlipsSent {
	f.Helper()
	var sum schema.SlipsSent
	for {
		got, err := f.l.SendSlips(f.ctx(), now, f.cal, f.l.PolicyOf(f.ctx()), 100)
		require.NoError(f, err)
		sum.Tasks, sum.Slips, sum.Notices = sum.Tasks+got.Tasks, sum.Slips+got.Slips, sum.Notices+got.Notices
		if !got.More {
			return sum
		}
	}
}

// rungs gives the slips of a case as rung IDs, in order, after checking their chain.
func (f *fixture) rungs(id casework.CaseID) []string {
	f.Helper()
	slips, err := f.l.Slips(f.ctx(), id)
	require.NoError(f, err)
	out, prev := []string{}, ""
	for i, s := range slips {
		require.Equal(f, int64(i+1), s.Seq)
		require.Equal(f, prev, s.Prev)
		prev = s.Hash
		out = append(out, s.RungID)
	}
	return out
}

// line gives a task's row.
func (f *fixture) line(id casework.CaseID, task int) schema.CaseLine {
	f.Helper()
	lines, _, err := f.l.ListCases(f.ctx(), schema.Filter{Case: id})
	require.NoError(f, err)
	for _, l := range lines {
		if l.Task == task {
			return l
		}
	}
	require.Fail(f, "no such task", "%s/%d", id, task)
	return schema.CaseLine{}
}

// exec runs a statement beside the ledger's own.
func (f *fixture) exec(query string, args ...any) error {
	_, err := f.l.DB().ExecContext(f.ctx(), query, args...)
	return err
}

func (f *fixture) count(query string) (n int) {
	f.Helper()
	require.NoError(f, f.l.DB().QueryRowContext(f.ctx(), query).Scan(&n))
	return n
}

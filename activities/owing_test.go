package activities_test

// owing_test.go: what a month owes is the same whether every case that ever was is
// folded or only those that the month can be about.

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/round"
	"duban/schema"
	"duban/schema/schematest"
)

// played is a ledger into which cases are led day by day.
type played struct {
	testing.TB
	l        *schema.Ledger
	policies map[casework.Kind]*casework.Policy
	cases    int
}

func newPlayed(tb testing.TB) *played {
	tb.Helper()
	p := &played{TB: tb, l: schematest.New(tb), policies: map[casework.Kind]*casework.Policy{}}
	for _, kind := range []casework.Kind{casework.KindMeasure, casework.KindHousehold} {
		policy, doc := caseworktest.ShortOf(kind)
		_, err := p.l.SavePolicy(tb.Context(), doc)
		require.NoError(tb, err)
		p.policies[kind] = policy
	}
	return p
}

// lead opens a case at a moment and gives it commands, each as many days after the
// one before; a visit waits for its day.
func (p *played) lead(o *casework.Opening, at time.Time, days int, commands ...casework.Command) {
	p.Helper()
	p.cases++
	cal, policy := caseworktest.Calendar(), p.policies[o.Kind]
	s := &casework.State{Case: casework.CaseID(fmt.Sprintf("c%03d", p.cases))}
	for i, c := range append([]casework.Command{{ID: "open", Type: casework.CommandOpen, Opening: o}}, commands...) {
		if c.Type == casework.CommandVisit {
			at = c.Date.Start(cal.Zone()).Add(10 * time.Hour)
		}
		c.ID = casework.CommandID(fmt.Sprint(i))
		events, err := casework.Decide(policy, s, caseworktest.Approve(c, s), casework.Facts{}, at)
		require.NoError(p, err, "%s at %s", c.Type, at)
		for _, e := range events {
			require.NoError(p, s.Apply(e))
		}
		_, err = p.l.Record(p.Context(), activities.StepRows(s, policy, events, cal))
		require.NoError(p, err)
		at = at.AddDate(0, 0, days)
	}
}

// fill leads measures and households, begun from two years before a month until
// after it, at every pace, to every step of their lives.
func (p *played) fill() {
	p.Helper()
	visit := func(day string) casework.Command {
		d, err := calendar.ParseDate(day)
		require.NoError(p, err)
		return caseworktest.Command("v", casework.CommandVisit, caseworktest.Helper, func(c *casework.Command) { c.Text, c.Date = "走访", d })
	}
	due := calendar.NewDate(2026, 12, 31)
	relapse := caseworktest.Command("l", casework.CommandLookBack, caseworktest.Inspector, func(c *casework.Command) { c.Text = "回头看" })
	again := caseworktest.Command("r", casework.CommandReopen, caseworktest.Office, func(c *casework.Command) { c.Reason, c.Date = "反弹", due })
	life := caseworktest.Life("原州区")
	for _, began := range []string{"2024-03-01", "2025-03-03", "2025-08-20", "2026-01-12", "2026-02-27", "2026-03-09", "2026-04-02"} {
		for i, steps := range []int{1, 2, 3, len(life)} {
			p.lead(caseworktest.Opening(due, "原州区"), caseworktest.At(began), 1+i%2*12, life[:steps]...)
		}
		p.lead(caseworktest.Opening(due, "原州区", "西吉县"), caseworktest.At(began), 13, life[:3]...)
		// Closed long since, looked at in the month, open again in it.
		on := caseworktest.At("2026-03-16")
		gap := int(on.Sub(caseworktest.At(began)).Hours() / 24 / float64(len(life)+1))
		if gap > 0 {
			p.lead(caseworktest.Opening(due, "原州区"), caseworktest.At(began), gap, append(slices.Clip(life), relapse)...)
			p.lead(caseworktest.Opening(due, "原州区"), caseworktest.At(began), gap, append(slices.Clip(life), again)...)
			p.lead(caseworktest.Opening(due, "原州区"), caseworktest.At(began), gap/2, append(append(slices.Clone(life), again), life[2:]...)...)
		}
	}
	// From paper, in the month: closed years ago, with a day that cannot be right.
	odd := closedOnPaper()
	odd.Carried[1].At = caseworktest.At("2026-03-06")
	p.lead(odd, caseworktest.At("2026-03-10"), 1)
	// Households around the end of 回访: what ended in September is visited in March.
	for _, began := range []string{"2025-08-19", "2025-08-20", "2025-08-21", "2026-02-20"} {
		marked := caseworktest.Elimination(calendar.Date{})
		marked[0].Reason, marked[0].Assessment = "整户迁出", &casework.Assessment{Mode: casework.ModeNatural}
		whole := append(caseworktest.Listing(), marked...)
		p.lead(caseworktest.HouseholdOpening(), caseworktest.At(began), 1, whole...)
		p.lead(caseworktest.HouseholdOpening(), caseworktest.At(began), 1, append(slices.Clip(whole), visit("2026-03-11"))...)
	}
}

// closedOnPaper gives the opening of a measure that was closed on paper in 2024.
func closedOnPaper() *casework.Opening {
	o := caseworktest.Opening(calendar.NewDate(2026, 12, 31), "原州区")
	for i, act := range []casework.CommandType{casework.CommandDispatch, casework.CommandClaim, casework.CommandComplete,
		casework.CommandSubmit, casework.CommandPass, casework.CommandSign, casework.CommandRecognise} {
		o.Carried = append(o.Carried, casework.CarriedAct{Type: act, Task: 1, Person: "office", At: caseworktest.At("2024-05-06").AddDate(0, 0, i), Text: "纸质台账"})
	}
	return o
}

func TestAMonthOwesTheSameOfTheCasesThatItIsAbout(t *testing.T) {
	t.Parallel()
	p := newPlayed(t)
	p.fill()
	cal, rules := caseworktest.Calendar(), activities.NewRules(p.l)
	for _, month := range []round.Month{{Year: 2026, Month: time.March}, {Year: 2026, Month: time.February}, {Year: 2025, Month: time.September}} {
		r, err := p.l.OpenRound(t.Context(), month, round.DefaultDocument(), time.Now())
		require.NoError(t, err)
		for _, asOf := range []time.Time{month.First().Start(cal.Zone()).AddDate(0, 0, 11), month.End(cal.Zone()), caseworktest.At("2026-06-01")} {
			want, all, some := map[string]bool{}, 0, 0
			whole := round.NewCounter(r.Rules, r.Basis, month, cal, asOf)
			for events, err := range p.l.EventsAsOf(t.Context(), "", asOf) {
				require.NoError(t, err)
				all++ // of every case that ever was
				s, err := casework.Fold(events[0].Case, events)
				require.NoError(t, err)
				whole.Add(p.policies[s.Kind], s, events)
				for _, o := range r.Rules.Owing(p.policies[s.Kind], cal, month, s, events, asOf) {
					want[fmt.Sprint(s.Case, o)] = true
				}
			}
			got, err := rules.Owing(t.Context(), r, cal, asOf, func() {})
			require.NoError(t, err)
			found := map[string]bool{}
			for _, o := range got {
				found[fmt.Sprint(o.Case, o.Owed)] = true
			}
			require.NotEmpty(t, want)
			require.Equal(t, want, found, "%s as of %s", month, asOf)
			for _, step := range []round.Step{round.StepAnalysis, round.StepDispatch} {
				list, err := rules.Agenda(t.Context(), r, step, asOf)
				require.NoError(t, err)
				require.Equal(t, whole.Agenda(step), list, "%s of %s as of %s", step, month, asOf)
				require.NotEmpty(t, list)
			}
			ended, recorded := r.Rules.Settled(month, cal.Zone(), asOf)
			for _, err := range p.l.EventsOfMoved(t.Context(), schema.Moved{Ended: ended, Recorded: recorded}, asOf) {
				require.NoError(t, err)
				some++
			}
			require.Less(t, some, all, "what is settled is left alone")
		}
	}
}

// What a month owes in a ledger of which one case in twenty is open.
func BenchmarkOwing(b *testing.B) {
	p := newPlayed(b)
	const open, settled = 250, 4750
	for range settled {
		p.lead(closedOnPaper(), caseworktest.At("2024-06-03"), 1)
	}
	for range open {
		p.lead(caseworktest.Opening(calendar.NewDate(2026, 12, 31), "原州区"), caseworktest.At("2026-01-12"), 1, caseworktest.Life("原州区")[:2]...)
	}
	r, err := p.l.OpenRound(b.Context(), round.Month{Year: 2026, Month: time.March}, round.DefaultDocument(), time.Now())
	require.NoError(b, err)
	rules := activities.NewRules(p.l)
	for b.Loop() {
		list, err := rules.Owing(b.Context(), r, caseworktest.Calendar(), caseworktest.At("2026-03-20"), func() {})
		require.NoError(b, err)
		require.Len(b, list, open)
	}
}

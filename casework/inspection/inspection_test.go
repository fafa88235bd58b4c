package inspection_test

// inspection_test.go: the draw, who may inspect whom, the agenda, the rules.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/inspection"
	"duban/casework/wording"
)

const goldenDigest = "a0b3d3e9dea20b910c57e767287949e7b51ea052ae590d68c95aa6357641b780"

var goldenPicked = []string{"KH-03/1", "KH-06/1", "KH-07/1", "KH-10/1", "KH-11/1"}

// The golden draw: a sample that was once published must come out the same for
// ever. Checked apart from this program with sha256sum.
func TestGoldenDraw(t *testing.T) {
	t.Parallel()
	var list []inspection.Candidate
	for i := range 12 {
		c := inspection.Candidate{Case: casework.CaseID(fmt.Sprintf("KH-%02d", i+1)), Task: 1, Unit: "原州区", Stratum: "原州区 · open · calm"}
		if i%3 == 0 {
			c.Unit, c.Stratum = "西吉县", "西吉县 · closed · calm"
		}
		list = append(list, c)
	}
	got, err := inspection.Draw(strings.Repeat("ab", 32), list, inspection.SampleRule{Share: 40, Minimum: 1})
	require.NoError(t, err)
	var ids []string
	for _, c := range got.Picked {
		ids = append(ids, c.ID())
	}
	require.Equal(t, goldenDigest, got.Digest)
	require.Equal(t, goldenPicked, ids)
	require.Equal(t, []inspection.Stratum{{"原州区 · open · calm", 8, 3}, {"西吉县 · closed · calm", 4, 2}}, got.Strata,
		"40 % of 12, rounded up, is 5: by proportion 3.33 and 1.67")
}

func candidates(t *rapid.T) []inspection.Candidate {
	n := rapid.IntRange(0, 80).Draw(t, "n")
	out := make([]inspection.Candidate, n)
	for i := range out {
		stratum := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "stratum")
		out[i] = inspection.Candidate{Case: casework.CaseID(fmt.Sprintf("C-%d", i)), Task: 1 + i%3, Unit: casework.UnitID(stratum), Stratum: stratum}
	}
	return out
}

func TestDrawIsIndependentOfTheOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := candidates(t)
		rule := inspection.SampleRule{Share: rapid.IntRange(1, 100).Draw(t, "share"), Minimum: 1}
		seed := rapid.StringMatching(`[0-9a-f]{8}`).Draw(t, "seed")
		first, err := inspection.Draw(seed, list, rule)
		require.NoError(t, err)
		shuffled := slices.Clone(list)
		order := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
		order.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, err := inspection.Draw(seed, shuffled, rule)
		require.NoError(t, err)
		require.Equal(t, first, again)
	})
}

func TestDrawIsProportional(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := candidates(t)
		share := rapid.IntRange(1, 100).Draw(t, "share")
		got, err := inspection.Draw("seed", list, inspection.SampleRule{Share: share, Minimum: 1})
		require.NoError(t, err)
		want, sum := (len(list)*share+99)/100, 0
		raised := false
		for _, s := range got.Strata {
			sum += s.Drawn
			require.GreaterOrEqual(t, s.Drawn, 1, "every stratum is looked at")
			require.LessOrEqual(t, s.Drawn, s.Of)
			exact := float64(want*s.Of) / float64(len(list))
			if s.Drawn == 1 && exact < 1 {
				raised = true
				continue
			}
			require.InDelta(t, exact, s.Drawn, 1, "%s", s.Name)
		}
		if !raised {
			require.Equal(t, want, sum, "largest remainder gives out everything")
		}
		require.Len(t, got.Picked, sum)
		for i, c := range got.Picked {
			require.Contains(t, list, c)
			require.True(t, i == 0 || got.Picked[i-1].ID() < c.ID(), "each once, in order")
		}
	})
}

// Each candidate of a stratum has the same chance: over many seeds nobody is
// drawn much more or less often than the others.
func TestDrawIsFair(t *testing.T) {
	t.Parallel()
	var list []inspection.Candidate
	for i := range 10 {
		list = append(list, inspection.Candidate{Case: casework.CaseID(fmt.Sprintf("C-%d", i)), Task: 1, Stratum: "s"})
	}
	times := map[string]int{}
	for n := range 2000 {
		got, err := inspection.Draw(fmt.Sprint(n), list, inspection.SampleRule{Share: 30, Minimum: 1})
		require.NoError(t, err)
		for _, c := range got.Picked {
			times[c.ID()]++
		}
	}
	for _, c := range list {
		require.InDelta(t, 600, times[c.ID()], 100, c.ID()) // five standard deviations
	}
}

func TestDrawBounds(t *testing.T) {
	t.Parallel()
	var list []inspection.Candidate
	for i := range 40 {
		list = append(list, inspection.Candidate{Case: casework.CaseID(fmt.Sprintf("C-%d", i)), Task: 1, Stratum: "big"})
	}
	list = append(list, inspection.Candidate{Case: "D", Task: 1, Stratum: "small"},
		inspection.Candidate{Case: "E", Task: 1, Stratum: "own", Share: 50}, inspection.Candidate{Case: "F", Task: 1, Stratum: "own", Share: 50},
		inspection.Candidate{Case: "G", Task: 1, Stratum: "own", Share: 50}, inspection.Candidate{Case: "H", Task: 1, Stratum: "own", Share: 50})
	require.Equal(t, map[string]int{"big": 5, "small": 1, "own": 2}, inspection.Allot(list, inspection.SampleRule{Count: 5, Minimum: 1}))
	require.Equal(t, map[string]int{"big": 8, "small": 1, "own": 2}, inspection.Allot(list, inspection.SampleRule{Share: 50, Minimum: 1, Maximum: 8}))
	require.Equal(t, map[string]int{"big": 1, "small": 1, "own": 2}, inspection.Allot(list, inspection.SampleRule{Share: 50, Minimum: 1, Maximum: 1}),
		"the maximum does not cut what a policy asks for")
	_, err := inspection.Draw("seed", append(list, list[0]), inspection.SampleRule{Share: 10, Minimum: 1})
	require.ErrorContains(t, err, "C-0/1")
	_, err = inspection.Draw("", list, inspection.SampleRule{Share: 10, Minimum: 1})
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "without a recorded seed nothing is drawn")
}

// tree is city → county → township → village, beside it another county.
func tree() *inspection.Organisation {
	return &inspection.Organisation{
		Parent: map[casework.UnitID]casework.UnitID{"city": "", "a": "city", "b": "city", "a1": "a", "a11": "a1", "b1": "b", "team": ""},
		Posts:  map[casework.PersonID][]casework.Post{},
	}
}

// Every role in every unit against every inspected unit.
func TestNobodyInspectsWhereTheyHoldAPost(t *testing.T) {
	t.Parallel()
	rule := inspection.Default().Teams
	below := map[casework.UnitID][]casework.UnitID{"city": {"city", "a", "b", "a1", "a11", "b1"}, "a": {"a", "a1", "a11"}, "b": {"b", "b1"},
		"a1": {"a1", "a11"}, "a11": {"a11"}, "b1": {"b1"}, "team": {"team"}}
	for inspected, inside := range below {
		for post, insidePost := range below {
			for _, role := range casework.PostRoles {
				for _, leads := range []bool{false, true} {
					org := tree()
					org.Posts["p"] = []casework.Post{{Unit: "team", Role: casework.PostObserver}, {Unit: post, Role: role}}
					if inspected == "team" {
						org.Posts["p"] = org.Posts["p"][1:]
					}
					above := slices.Contains(insidePost, inspected)
					excepted := role == casework.PostInspector || leads && role == casework.PostLeader
					want := slices.Contains(inside, post) || (above && !excepted)
					team := inspection.Team{No: 1, Unit: inspected, Members: []casework.PersonID{"p"}}
					if leads {
						team.Leader = "p"
					}
					got := org.Conflicts(rule, []inspection.Team{team})
					if !want {
						require.Empty(t, got, "%s in %s inspects %s, leads: %v", role, post, inspected, leads)
						continue
					}
					require.Equal(t, []inspection.Conflict{{Unit: inspected, Person: "p", Post: casework.Post{Unit: post, Role: role}}}, got)
				}
			}
		}
	}
}

func TestProposedTeamsHaveNoStake(t *testing.T) {
	t.Parallel()
	rule := inspection.Default().Teams
	rapid.Check(t, func(t *rapid.T) {
		org := tree()
		units := []casework.UnitID{"a", "b", "b1"}
		all := []casework.UnitID{"city", "a", "b", "a1", "a11", "b1", "team"}
		for i := range rapid.IntRange(0, 8).Draw(t, "persons") {
			p := casework.PersonID(fmt.Sprintf("p%d", i))
			org.Posts[p] = []casework.Post{{Unit: "team", Role: casework.PostInspector},
				{Unit: rapid.SampledFrom(all).Draw(t, "unit"), Role: rapid.SampledFrom(casework.PostRoles).Draw(t, "role")}}
		}
		teams := org.Propose(rule, units, org.Pool())
		require.Empty(t, org.Conflicts(rule, teams))
		pool := org.Pool()
		slices.Reverse(pool)
		require.Equal(t, teams, org.Propose(rule, units, pool), "the same pool gives the same teams")
		for i, team := range teams {
			require.Equal(t, units[i], team.Unit)
			fit := 0
			for _, p := range pool {
				if len(org.Conflicts(rule, []inspection.Team{{Unit: team.Unit, Members: []casework.PersonID{p}}})) == 0 {
					fit++
				}
			}
			require.Len(t, team.Members, min(rule.Size, fit), "as many as there are")
		}
	})
}

func TestQuarterAgenda(t *testing.T) {
	t.Parallel()
	cal, rules := caseworktest.Calendar(), inspection.Default()
	w, err := rules.QuarterWindow(cal, "2026-Q3")
	require.NoError(t, err)
	require.Equal(t, "2026-09-21", w.From.String())
	require.Equal(t, "2026-09-30", w.To.String())
	var got []string
	for _, item := range rules.Agenda(cal, w) {
		got = append(got, item.ID+" "+item.At.In(cal.Zone()).Format("01-02 15:04"))
	}
	require.Equal(t, []string{
		"remind-10 09-08 08:30", // Sunday 20 September is a make-up workday
		"remind-5 09-15 08:30",
		"remind-1 09-20 08:30",
		"draw 09-21 00:00",
		"missing-3 09-24 08:30", // 25 to 27 September are off
		"missing-1 09-29 08:30",
		"handing_over-2 10-10 08:30",
		"close 10-14 00:00", // five working days after 30 September: the holiday until 7, the 10th worked
	}, got)
	for quarter, last := range map[string]string{"2026-Q1": "2026-03-31", "2026-Q2": "2026-06-30", "2027-Q4": "2027-12-31"} {
		w, err := rules.QuarterWindow(cal, quarter)
		require.NoError(t, err)
		require.Equal(t, last, w.To.String())
		require.Equal(t, 9, w.From.DaysUntil(w.To))
		require.Equal(t, quarter, inspection.QuarterOf(w.From))
	}
	for _, bad := range []string{"", "2026-Q5", "2026Q1", "2026-Q1x"} {
		_, err := rules.QuarterWindow(cal, bad)
		require.Error(t, err, bad)
	}
}

func TestNextCollapsesMissedReminders(t *testing.T) {
	t.Parallel()
	at := func(h int) time.Time { return time.Date(2026, 9, 1, h, 0, 0, 0, time.UTC) }
	agenda := []inspection.Item{{"r1", inspection.ActRemind, at(1)}, {"r2", inspection.ActRemind, at(2)}, {"draw", inspection.ActDraw, at(3)},
		{"m1", inspection.ActMissing, at(4)}, {"close", inspection.ActClose, at(5)}}
	for _, c := range []struct {
		now    int
		done   []string
		todo   string
		missed []string
		wake   time.Time
	}{
		{0, nil, "", nil, at(1)},
		{1, nil, "r1", nil, time.Time{}},
		{1, []string{"r1"}, "", nil, at(2)},
		{2, nil, "r2", []string{"r1"}, time.Time{}},
		{3, nil, "draw", []string{"r1", "r2"}, time.Time{}},
		{5, nil, "draw", []string{"r1", "r2"}, time.Time{}},
		{5, []string{"r1", "r2", "draw"}, "close", []string{"m1"}, time.Time{}},
		{4, []string{"r1", "r2", "draw"}, "m1", nil, time.Time{}},
		{9, []string{"r1", "r2", "draw", "m1", "close"}, "", nil, time.Time{}},
	} {
		todo, missed, wake := inspection.Next(agenda, c.done, at(c.now))
		if c.todo == "" {
			require.Nil(t, todo, "%+v", c)
		} else {
			require.NotNil(t, todo, "%+v", c)
			require.Equal(t, c.todo, todo.ID)
		}
		require.Equal(t, c.missed, missed, "%+v", c)
		require.Equal(t, c.wake, wake, "%+v", c)
	}
}

func TestRulesNameEveryFault(t *testing.T) {
	t.Parallel()
	doc := string(inspection.DefaultDocument())
	for old, bad := range map[string]string{
		"version: 1\n": "version: 0\n", "window: 10d": "window: 1m", "[-10, -5, -1]": "[-1, -5, 3]",
		"size: 3": "size: 0", "share: 10": "share: 10\n  count: 3", "minimum: 1 ": "minimum: 0 ",
		"strata: [unit, state, light]": "strata: [unit, unit, moon]", "lights: [none, green, blue]": "lights: [none, green, red]",
		"above: [inspector]\n": "above: [emperor]\n", "feedback: 5wd": "feedback: ''",
	} {
		require.Contains(t, doc, old)
		doc = strings.Replace(doc, old, bad, 1)
	}
	_, err := inspection.ParseRules([]byte(doc))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	for _, place := range []string{"version: 0", "window: expected", "reminders[1]", "reminders[2]", "teams.size", "one of the two", "sample.minimum",
		"strata[1]", "strata[2]", "blue is in no class", "red is in two classes", "emperor", "feedback: missing"} {
		require.ErrorContains(t, err, place)
	}
	_, err = inspection.ParseRules([]byte("version: 1\nmoon: 2\n"))
	require.ErrorContains(t, err, "moon")
	_, err = inspection.ParseRules(nil)
	require.ErrorContains(t, err, "empty")
}

func TestReportCounts(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 9, d, 4, 0, 0, 0, time.UTC) }
	b := inspection.Basis{Inspection: "2026-Q3", AsOf: day(30),
		Window: inspection.Window{From: calendar.NewDate(2026, 9, 21), To: calendar.NewDate(2026, 9, 30)},
		Drawn: []inspection.Drawn{{Case: "C", Task: 2, Unit: "b", Team: 2}, {Case: "A", Task: 1, Unit: "a", Team: 1},
			{Case: "B", Task: 1, Unit: "a", Team: 1}, {Case: "C", Task: 1, Unit: "b", Team: 2}},
		Records: []inspection.Record{{No: 1, Case: "A", Task: 1, Verdict: inspection.Confirmed, At: day(22)},
			{No: 2, Case: "A", Task: 1, Verdict: inspection.Contradicted, At: day(23)}, {No: 3, Case: "C", Task: 1, Verdict: inspection.Partly, At: day(30).AddDate(0, 0, 2)}},
	}
	require.False(t, b.Settled())
	require.Equal(t, []int{1, 2}, b.OwingTeams())
	b.Findings = []inspection.Finding{{Record: 2, Outcome: inspection.OutcomeReopened, Case: "A"}, {Record: 3, Outcome: inspection.OutcomeCase, Case: "F-1"}}
	r := b.Report(caseworktest.Calendar().Zone())
	require.Equal(t, []inspection.Row{
		{Unit: "a", Drawn: 2, Recorded: 1, Contradicted: 1, Missing: 1, Reopened: 1},
		{Unit: "b", Drawn: 2, Recorded: 1, Partly: 1, Missing: 1, Findings: 1},
	}, r.Units, "the newest record counts")
	require.Equal(t, inspection.Row{Drawn: 4, Recorded: 2, Partly: 1, Contradicted: 1, Missing: 2, Findings: 1, Reopened: 1}, r.Total)
	require.Equal(t, []casework.CaseID{"A", "B", "C", "C"}, []casework.CaseID{r.Cases[0].Case, r.Cases[1].Case, r.Cases[2].Case, r.Cases[3].Case})
	require.True(t, r.Cases[2].Late, "recorded after the window")
	require.False(t, r.Complete)
	b.Records = append(b.Records, inspection.Record{No: 4, Case: "B", Task: 1, Verdict: inspection.Confirmed}, inspection.Record{No: 5, Case: "C", Task: 2, Verdict: inspection.Contradicted})
	require.False(t, b.Settled(), "what was contradicted has no finding yet")
	require.Equal(t, []int{2}, b.OwingTeams(), "a finding is owed as a record is")
	require.Len(t, b.Unanswered(), 1)
	require.Equal(t, int64(5), b.Unanswered()[0].Record.No)
	b.Findings = append(b.Findings, inspection.Finding{Record: 5, Outcome: inspection.OutcomeCase, Case: "F-2"})
	require.True(t, b.Settled())
	first := b.Report(time.UTC).Bytes()
	for range 10 {
		require.Equal(t, first, b.Report(time.UTC).Bytes(), "the same bytes")
	}
}

func TestStrataAreNamed(t *testing.T) {
	t.Parallel()
	require.Equal(t, "原州区 · 在办 · 已预警", inspection.StratumText(wording.Chinese, "原州区 · open · late"))
	require.Equal(t, "late · closed", inspection.StratumText(wording.English, "late · closed"), "without a unit")
	require.Equal(t, "原州区 · measure/1", inspection.StratumText(wording.English, "原州区 · measure/1"))
	require.Equal(t, "原州区 · 别的", inspection.StratumText(wording.Chinese, "原州区 · 别的"), "what rules name and no catalogue knows")
}

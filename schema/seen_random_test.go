package schema_test

// seen_random_test.go: a list shows exactly the lines that its rules let through,
// whoever asks, whatever they filter by and however their cases are found. The rules
// are written down here once more, plainly, over all lines.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// listed is a line with what only other tables tell of it.
type listed struct {
	schema.CaseLine
	parties casework.Parties
	words   []string // in which a text is looked for
	class   string
}

func TestAListShowsWhatItsRulesLetThrough(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	all := scatter(f, r)
	shown := 0
	for range 60 {
		filter := anyFilter(t, r, all)
		filter.Order = pick(r, []schema.Order{schema.OrderDue, schema.OrderLatest, schema.OrderCase})
		var want []schema.Key
		for i := range all {
			if passes(&all[i], filter) {
				want = append(want, all[i].Key())
			}
		}
		slices.SortFunc(want, inOrder(filter.Order))
		shown += len(want)
		few := pick(r, []int{1, 4, 12, 3000})
		ledger := &fixture{TB: t, l: f.l.Few(few), p: f.p, cal: f.cal}
		what := fmt.Sprintf("looking up %d cases: %+v, sight %+v", few, filter, filter.Sight)
		require.Equal(t, want, ledger.list(filter), what)

		// The same by day, as far as days are asked by the same.
		days := schema.Filter{Plan: filter.Plan, Unit: filter.Unit, Stage: filter.Stage, Step: filter.Step, Person: filter.Person, Sight: filter.Sight, Open: true}
		due := 0
		for i := range all {
			if passes(&all[i], days) && !all[i].Due.IsZero() {
				due++
			}
		}
		counted, err := ledger.l.DaysOfTasks(f.ctx(), days, day(t, "2026-01-01"), day(t, "2026-12-31"))
		require.NoError(t, err)
		for _, d := range counted {
			due -= d.Tasks
		}
		require.Zero(t, due, "by day, %s", what)
	}
	require.Greater(t, shown, 100, "the filters let something through")
}

// The units, persons and words that are scattered.
var (
	someUnits   = []casework.UnitID{"city", office, bureau, "county-0", "county-0-town", "county-1", "county-1-town", "force-1", "nowhere"}
	somePersons = []casework.PersonID{chen, li, wang, zhao}
	someWords   = []string{"修复", "管网", "危房", "Water", "100%", "a_b", "ПРОВЕРКА", `\`, "İstanbul", "ﬁn", "ΣΑΣ"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func sentence(r *rand.Rand) string {
	return strings.Join([]string{pick(r, someWords), pick(r, someWords), pick(r, someWords)}, []string{"", " "}[r.IntN(2)])
}

// scatter brings cases of every kind and stage into the ledger, with parties and
// tasks of anybody.
func scatter(f *fixture, r *rand.Rand) []listed {
	rows := plan(f, 40, 2)
	for i := range rows.Measures {
		rows.Measures[i].Text = sentence(r)
	}
	require.NoError(f, f.l.ImportPlan(f.ctx(), rows))
	parties, words, class := map[casework.CaseID]casework.Parties{}, map[casework.CaseID][]string{}, map[casework.CaseID]string{}
	for i, m := range rows.Measures {
		words[m.Case], class[m.Case] = []string{m.Text, m.No, string(m.Case)}, map[string]string{"1": "1", "2": "2"}[rows.Measures[i].Problem]
	}
	var matters []schema.MatterOpening
	for i := range 30 {
		id := casework.CaseID(fmt.Sprintf("D-%05d", i))
		m := schema.MatterOpening{Matter: schema.Matter{Case: id, Kind: casework.KindDirective, Key: string(id), Title: sentence(r), Text: "-", Urgency: casework.Ordinary,
			Source: "test", Created: f.at("2026-03-01")}, Opening: *opening(day(f, "2026-06-30"), county), Policy: f.p.Ref()}
		matters = append(matters, m)
		words[id] = []string{m.Title, string(id)}
	}
	require.NoError(f, f.l.OpenMatters(f.ctx(), matters))
	ids := make([]casework.CaseID, 0, len(words))
	for _, s := range rows.Starts {
		ids = append(ids, s.Case)
	}
	for _, m := range matters {
		ids = append(ids, m.Case)
	}
	titles := map[casework.CaseID]map[int]string{}
	kinds := []casework.Kind{casework.KindMeasure, casework.KindDirective, casework.KindFinding, casework.KindHousehold}
	for _, id := range ids {
		o := &casework.Opening{Kind: casework.KindMeasure, Plan: "P2026", Parties: casework.Parties{Office: pick(r, someUnits), LeadUnit: pick(r, someUnits),
			Force: pick(r, append([]casework.UnitID{""}, someUnits...)), LeadLeader: pick(r, append([]casework.PersonID{""}, somePersons...)),
			Assigner: pick(r, append([]casework.PersonID{""}, somePersons...))}}
		for _, at := range r.Perm(len(someUnits))[:1+r.IntN(3)] {
			o.Tasks = append(o.Tasks, casework.OpeningTask{Role: casework.RoleResponsible, Unit: someUnits[at], Person: pick(r, append([]casework.PersonID{""}, somePersons...)),
				Deadline: casework.Deadline{Type: calendar.ByDate, Date: day(f, pick(r, []string{"2026-04-10", "2026-05-29", "2026-06-30"}))}})
		}
		parties[id] = o.Parties
		s := f.act(&casework.State{Case: id}, casework.Command{Type: casework.CommandOpen, Opening: o}, f.at("2026-03-02"))
		boss := casework.Requester{Person: "boss", Posts: []casework.Post{{Unit: o.Parties.Office, Role: casework.PostOffice}}}
		switch r.IntN(4) {
		case 0:
			f.act(s, casework.Command{Type: casework.CommandCancel, By: boss, Reason: "double"}, f.at("2026-03-02"))
		case 1:
			s = f.act(s, casework.Command{Type: casework.CommandDispatch, By: boss}, f.at("2026-03-02"))
			f.act(s, casework.Command{Type: casework.CommandSuspend, Task: 1, By: boss, Reason: "flood"}, f.at("2026-03-02"))
		case 2:
			f.act(s, casework.Command{Type: casework.CommandDispatch, By: boss}, f.at("2026-03-02"))
		}
		kind := pick(r, kinds) // the rules of a list ask for no more of a kind than its name
		require.NoError(f, f.exec(`UPDATE cases SET kind = $1 WHERE id = $2`, string(kind), string(id)))
		require.NoError(f, f.exec(`UPDATE tasks SET kind = $1 WHERE case_id = $2`, string(kind), string(id)))
		titles[id] = map[int]string{}
		if r.IntN(3) == 0 {
			titles[id][1] = sentence(r)
			require.NoError(f, f.exec(`UPDATE tasks SET title = $1 WHERE case_id = $2 AND no = 1`, titles[id][1], string(id)))
		}
	}
	lines, next, err := f.l.ListCases(f.ctx(), schema.Filter{Limit: 1000})
	require.NoError(f, err)
	require.True(f, next.IsZero())
	out := make([]listed, len(lines))
	for i, l := range lines {
		out[i] = listed{CaseLine: l, parties: parties[l.Case], class: class[l.Case], words: append(slices.Clone(words[l.Case]), titles[l.Case][l.Task])}
	}
	return out
}

func some[T any](r *rand.Rand, list []T) []T {
	var out []T
	for _, one := range list {
		if r.IntN(3) == 0 {
			out = append(out, one)
		}
	}
	return out
}

// anyFilter asks for something, mostly for what is there.
func anyFilter(tb testing.TB, r *rand.Rand, all []listed) schema.Filter {
	tb.Helper()
	like := pick(r, all)
	f := schema.Filter{Limit: pick(r, []int{3, 20, 100}), Open: r.IntN(3) == 0}
	if r.IntN(6) > 0 {
		f.Sight = &casework.Sight{Everything: r.IntN(8) == 0}
		if !f.Sight.Everything {
			f.Sight.Units, f.Sight.Persons = some(r, someUnits), some(r, somePersons)
		}
	}
	maybe := func() bool { return r.IntN(6) == 0 }
	if maybe() {
		f.Unit = pick(r, someUnits)
	}
	if maybe() {
		f.Person = pick(r, somePersons)
	}
	if maybe() {
		f.Holders = append(f.Holders, like.Holder)
		for _, p := range some(r, somePersons) {
			f.Holders = append(f.Holders, casework.Addressee{Person: p})
		}
		for _, u := range some(r, someUnits) {
			f.Holders = append(f.Holders, casework.Addressee{Unit: u, Role: pick(r, []casework.PostRole{casework.PostOffice, casework.PostReporter})})
		}
	}
	if maybe() {
		f.Stage = like.Stage
	}
	if maybe() {
		f.Step = like.Step
	}
	if maybe() {
		f.Kinds = append(some(r, []casework.Kind{casework.KindDirective, casework.KindHousehold}), like.Kind)
	}
	if maybe() {
		f.Problem = like.Problem
	}
	if maybe() {
		f.Plan, f.Class = "P2026", like.class
	}
	if title := like.words[len(like.words)-1]; title != "" && r.IntN(2) == 0 {
		f.Text = title // a share's own, which no other table holds
	} else if r.IntN(3) == 0 {
		word := []rune(pick(r, append(slices.Clone(like.words), someWords...)))
		if n := len(word); n > 0 {
			from := r.IntN(n)
			f.Text = string(word[from : from+1+r.IntN(n-from)])
		}
		if r.IntN(2) == 0 {
			f.Text = strings.ToUpper(f.Text)
		}
	}
	if maybe() {
		f.DueAfter = like.Due
	}
	if maybe() {
		f.DueBefore = like.Due
	}
	if maybe() {
		f.Overdue = day(tb, "2026-05-01")
	}
	return f
}

var parents = map[casework.UnitID]casework.UnitID{office: "city", bureau: "city", "county-0": "city", "county-1": "city",
	"county-0-town": "county-0", "county-1-town": "county-1"}

func within(unit, top casework.UnitID) bool {
	for ; unit != ""; unit = parents[unit] {
		if unit == top {
			return true
		}
	}
	return false
}

// passes says what a list shows: of a case of which somebody is a party every task,
// of others the tasks of their units and persons; of these what the filter asks for.
func passes(l *listed, f schema.Filter) bool {
	if s := f.Sight; s != nil {
		of := casework.State{Parties: l.parties}
		if l.Person != "" || l.Unit != "" {
			of.Tasks = []casework.Task{{Unit: l.Unit, Person: l.Person}}
		}
		if !s.Case(&of) {
			return false
		}
	}
	waits := len(f.Holders) == 0
	for _, h := range f.Holders {
		if l.Ended.IsZero() && ((h.Person != "" && h.Person == l.Holder.Person) || (h.Person == "" && h.Unit == l.Holder.Unit && h.Role == l.Holder.Role)) {
			waits = true
		}
	}
	late := l.Clock != nil && !l.Paused && !l.Due.IsZero() && l.Due.Before(f.Overdue)
	named := f.Text == "" || slices.ContainsFunc(l.words, func(w string) bool { return strings.Contains(strings.ToLower(w), strings.ToLower(f.Text)) })
	return waits && named &&
		(f.Unit == "" || within(l.Unit, f.Unit)) && (f.Person == "" || l.Person == f.Person) &&
		(f.Stage == "" || l.Stage == f.Stage) && (f.Step == "" || l.Step == f.Step) &&
		(len(f.Kinds) == 0 || slices.Contains(f.Kinds, l.Kind)) && (f.Plan == "" || l.Plan == f.Plan) &&
		(f.Problem == "" || l.Problem == f.Problem) && (f.Class == "" || l.class == f.Class) &&
		(!f.Open || l.Ended.IsZero()) && (f.Overdue.IsZero() || late) &&
		(f.DueAfter.IsZero() || l.Due.IsZero() || l.Due.After(f.DueAfter)) && (f.DueBefore.IsZero() || (!l.Due.IsZero() && l.Due.Before(f.DueBefore)))
}

// inOrder compares places as an order of the list has them.
func inOrder(o schema.Order) func(a, b schema.Key) int {
	return func(a, b schema.Key) int {
		switch o {
		case schema.OrderLatest:
			a, b = b, a
		case schema.OrderCase:
			a.Due, b.Due = calendar.Date{}, calendar.Date{}
		}
		switch {
		case a.Due != b.Due && (b.Due.IsZero() || (!a.Due.IsZero() && a.Due.Before(b.Due))):
			return -1
		case a.Due != b.Due:
			return 1
		case a.Case != b.Case:
			return strings.Compare(string(a.Case), string(b.Case))
		}
		return a.Task - b.Task
	}
}

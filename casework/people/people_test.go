package people_test

// people_test.go: days, substitutes, and where things come to rest.

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func span(from, to string) people.Span {
	var s people.Span
	if from != "" {
		s.From = day(from)
	}
	if to != "" {
		s.To = day(to)
	}
	return s
}

// organisation is a city, its office, a county, a township with two villages and
// a task force led by a bureau.
func organisation() people.Organisation {
	return people.Organisation{
		Units: []people.Unit{
			{ID: "city"}, {ID: "office", Parent: "city", Office: true}, {ID: "bureau", Parent: "city"}, {ID: "force", Parent: "bureau"},
			{ID: "county", Parent: "city"}, {ID: "town", Parent: "county"}, {ID: "east", Parent: "town"}, {ID: "west", Parent: "town"},
		},
		Persons: []casework.PersonID{"clerk", "helper", "town-head", "county-head", "checker", "leader", "spare", "gone", "admin"},
		Holdings: []people.Holding{
			{Person: "clerk", Unit: "office", Role: casework.PostOffice},
			{Person: "helper", Unit: "east", Role: casework.PostHelper, Span: span("2026-01-01", "2026-06-30")},
			{Person: "town-head", Unit: "town", Role: casework.PostHead},
			{Person: "county-head", Unit: "county", Role: casework.PostHead},
			{Person: "checker", Unit: "bureau", Role: casework.PostVerifier},
			{Person: "leader", Unit: "city", Role: casework.PostLeader},
			{Person: "spare", Unit: "west", Role: casework.PostReporter},
			{Person: "gone", Unit: "city", Role: casework.PostLeader, Span: span("", "2026-03-31")},
			{Person: "admin", Unit: "city", Role: casework.PostAdministrator},
		},
		Substitutions: []people.Substitution{
			{Person: "town-head", Substitute: "spare", Span: span("2026-05-01", "2026-05-10")},
		},
		Areas: []people.Area{{Leader: "leader", Unit: "county"}},
	}
}

func TestPostsOfADay(t *testing.T) {
	t.Parallel()
	c := people.New(organisation())
	own := casework.Post{Unit: "west", Role: casework.PostReporter}
	require.Equal(t, []casework.Post{own}, c.Posts("spare", day("2026-04-30")))
	require.Equal(t, []casework.Post{own, {Unit: "town", Role: casework.PostHead, For: "town-head"}}, c.Posts("spare", day("2026-05-01")))
	require.Len(t, c.Posts("spare", day("2026-05-10")), 2, "the last day counts")
	require.Len(t, c.Posts("spare", day("2026-05-11")), 1)
	require.NotEmpty(t, c.Posts("helper", day("2026-06-30")))
	require.Empty(t, c.Posts("helper", day("2026-07-01")))
	require.Equal(t, []casework.PersonID{"leader"}, c.Leaders("east", day("2026-05-01")))
	require.Empty(t, c.Leaders("bureau", day("2026-05-01")))
}

func TestNothingRestsWithAnEmptyPost(t *testing.T) {
	t.Parallel()
	c := people.New(organisation())
	at := func(unit casework.UnitID, role casework.PostRole) casework.Addressee {
		return casework.Addressee{Unit: unit, Role: role}
	}
	for name, e := range map[string]struct {
		to   casework.Addressee
		on   string
		want []casework.PersonID
		fell int // posts found empty
	}{
		"whoever holds it":                   {at("east", casework.PostHelper), "2026-06-30", []casework.PersonID{"helper"}, 0},
		"the person named":                   {casework.Addressee{Person: "helper", Unit: "east", Role: casework.PostHelper}, "2026-06-30", []casework.PersonID{"helper"}, 0},
		"after them, up the tree":            {casework.Addressee{Person: "helper", Unit: "east", Role: casework.PostHelper}, "2026-07-01", []casework.PersonID{"town-head"}, 3},
		"with the substitute too":            {at("east", casework.PostReporter), "2026-05-05", []casework.PersonID{"town-head", "spare"}, 2},
		"a task force: its lead unit":        {at("force", casework.PostVerifier), "2026-05-05", []casework.PersonID{"checker"}, 2},
		"a bureau without head":              {at("bureau", casework.PostReporter), "2026-05-05", []casework.PersonID{"clerk"}, 3},
		"a leader who left: the office":      {casework.Addressee{Person: "gone", Unit: "office", Role: casework.PostOffice}, "2026-05-05", []casework.PersonID{"clerk"}, 1},
		"a leader, whatever unit":            {casework.Addressee{Person: "gone", Unit: "office", Role: casework.PostOffice}, "2026-03-31", []casework.PersonID{"gone"}, 0},
		"every post of a role":               {casework.Addressee{Unit: casework.AllUnits, Role: casework.PostHead}, "2026-05-20", []casework.PersonID{"county-head", "town-head"}, 0},
		"a role that nobody has: the office": {casework.Addressee{Role: casework.PostDiscipline}, "2026-05-20", []casework.PersonID{"clerk"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := c.Rests(e.to, day(e.on))
			require.Equal(t, e.want, r.Persons)
			require.Len(t, r.Empty, e.fell)
			require.Equal(t, e.fell > 0, r.Climbed())
		})
	}
	// Without heads it climbs to the leader of the area, before the office.
	o := organisation()
	o.Holdings = slices.DeleteFunc(o.Holdings, func(h people.Holding) bool { return h.Role == casework.PostHead })
	require.Equal(t, []casework.PersonID{"leader"}, people.New(o).Rests(at("east", casework.PostReporter), day("2026-05-20")).Persons)
	o.Holdings, o.Areas = o.Holdings[len(o.Holdings)-1:], nil
	require.Equal(t, []casework.PersonID{"admin"}, people.New(o).Rests(at("east", casework.PostReporter), day("2026-05-20")).Persons)
}

func TestStandingInAnEmptyPost(t *testing.T) {
	t.Parallel()
	c := people.New(organisation())
	posts := []casework.Post{{Unit: "east", Role: casework.PostReporter}, {Unit: "west", Role: casework.PostReporter}}
	require.Equal(t, []casework.Post{{Unit: "east", Role: casework.PostReporter, Vacant: true}}, c.StandsIn("town-head", posts, day("2026-05-20")))
	require.Empty(t, c.StandsIn("county-head", posts, day("2026-05-20")), "it climbs no further than it must")
	require.Equal(t, []casework.Post{{Unit: "east", Role: casework.PostReporter, For: "town-head", Vacant: true}},
		c.StandsIn("spare", posts, day("2026-05-05")), "a substitute stands in there too, and it shows for whom")
}

func TestWhySomethingLiesWithSomebody(t *testing.T) {
	t.Parallel()
	c := people.New(organisation())
	for name, e := range map[string]struct {
		to   casework.Addressee
		on   string
		who  casework.PersonID
		want people.Why
	}{
		"named": {casework.Addressee{Person: "helper", Unit: "east", Role: casework.PostHelper}, "2026-06-30", "helper",
			people.Why{Reason: people.ReasonNamed, Post: casework.Addressee{Person: "helper", Unit: "east"}}},
		"a post": {casework.Addressee{Unit: "town", Role: casework.PostHead}, "2026-05-05", "town-head",
			people.Why{Reason: people.ReasonPost, Post: casework.Addressee{Unit: "town", Role: casework.PostHead}}},
		"a substitute": {casework.Addressee{Unit: "town", Role: casework.PostHead}, "2026-05-05", "spare",
			people.Why{Reason: people.ReasonSubstitute, Post: casework.Addressee{Unit: "town", Role: casework.PostHead}, For: "town-head"}},
		"climbed": {casework.Addressee{Unit: "east", Role: casework.PostReporter}, "2026-05-20", "town-head",
			people.Why{Reason: people.ReasonClimbed, Post: casework.Addressee{Unit: "town", Role: casework.PostHead},
				Empty: casework.Addressee{Unit: "east", Role: casework.PostReporter}}},
		"climbed, to a substitute": {casework.Addressee{Unit: "east", Role: casework.PostReporter}, "2026-05-05", "spare",
			people.Why{Reason: people.ReasonClimbed, Post: casework.Addressee{Unit: "town", Role: casework.PostHead}, For: "town-head",
				Empty: casework.Addressee{Unit: "east", Role: casework.PostReporter}}},
	} {
		require.Equal(t, e.want, c.Why(c.Rests(e.to, day(e.on)), e.who, day(e.on)), name)
	}
	require.Equal(t, []casework.UnitID{"east", "west"}, c.Children("town"))
}

// Whatever the organisation: what lies on a desk by Rests is found by Desk, and
// with anybody in any post of the office nothing rests with nobody.
func TestDesksHoldWhatRests(t *testing.T) {
	t.Parallel()
	units := []casework.UnitID{"u0", "u1", "u2", "u3", "u4"}
	persons := []casework.PersonID{"p0", "p1", "p2", "p3", "p4", "p5"}
	roles := []casework.PostRole{casework.PostReporter, casework.PostHead, casework.PostVerifier, casework.PostHelper, casework.PostLeader, casework.PostInspector}
	first := day("2026-01-01")
	rapid.Check(t, func(t *rapid.T) {
		anySpan := func(label string) (s people.Span) {
			if rapid.Bool().Draw(t, label+" begins") {
				s.From = first.AddDays(rapid.IntRange(0, 20).Draw(t, label+" from"))
			}
			if rapid.Bool().Draw(t, label+" ends") {
				s.To = first.AddDays(rapid.IntRange(0, 20).Draw(t, label+" to"))
			}
			return s
		}
		o := people.Organisation{Persons: append([]casework.PersonID{"clerk"}, persons...),
			Units:    []people.Unit{{ID: "office", Office: true}},
			Holdings: []people.Holding{{Person: "clerk", Unit: "office", Role: casework.PostOffice}}}
		for i, u := range units {
			parent := casework.UnitID("")
			if i > 0 { // loops too: a tree is not to be trusted
				parent = rapid.SampledFrom(units).Draw(t, "parent")
			}
			o.Units = append(o.Units, people.Unit{ID: u, Parent: parent})
		}
		for n := range rapid.IntRange(0, 8).Draw(t, "holdings") {
			label := fmt.Sprint("h", n)
			o.Holdings = append(o.Holdings, people.Holding{Person: rapid.SampledFrom(persons).Draw(t, label), Unit: rapid.SampledFrom(units).Draw(t, label),
				Role: rapid.SampledFrom(roles).Draw(t, label), Span: anySpan(label)})
		}
		for n := range rapid.IntRange(0, 3).Draw(t, "substitutions") {
			label := fmt.Sprint("s", n)
			o.Substitutions = append(o.Substitutions, people.Substitution{Person: rapid.SampledFrom(persons).Draw(t, label),
				Substitute: rapid.SampledFrom(persons).Draw(t, label), Span: anySpan(label)})
		}
		c := people.New(o)
		on := first.AddDays(rapid.IntRange(0, 20).Draw(t, "day"))
		to := casework.Addressee{Unit: rapid.SampledFrom(units).Draw(t, "unit"), Role: rapid.SampledFrom(roles[:4]).Draw(t, "role")}
		if rapid.IntRange(0, 4).Draw(t, "with inspectors") == 0 {
			to = casework.Addressee{Role: casework.PostInspector}
		} else if rapid.Bool().Draw(t, "named") {
			to.Person = rapid.SampledFrom(persons).Draw(t, "person")
		}
		r := c.Rests(to, on)
		require.NotEmpty(t, r.Persons, "a case rests with nobody")
		for _, who := range r.Persons {
			found := slices.ContainsFunc(c.Desk(who, on), func(a casework.Addressee) bool {
				return (a.Person != "" && a.Person == to.Person) || (a.Unit == to.Unit && a.Role == to.Role)
			})
			require.True(t, found, "%s would not find it", who)
			require.NotEmpty(t, c.Posts(who, on))
		}
	})
}

// An extension's turn climbs past everybody who had a hand in it, and only then.
func TestATurnClimbsPastThoseWhoMustRecuseThemselves(t *testing.T) {
	t.Parallel()
	c := people.New(organisation())
	posts := []casework.Post{{Unit: "town", Role: casework.PostHead}}
	on := day("2026-05-20")
	in := func(who casework.PersonID, hands ...casework.PersonID) []casework.Post {
		return c.StandsInTurn(who, posts, hands, on)
	}
	lent := []casework.Post{{Unit: "town", Role: casework.PostHead, Recused: true}}
	require.Empty(t, in("county-head"), "the head of the town decides")
	require.Empty(t, in("county-head", "helper"), "who had a hand in it does not hold the post")
	require.Equal(t, lent, in("county-head", "town-head"))
	require.Empty(t, in("leader", "town-head"), "it climbs no further than it must")
	require.Equal(t, lent, in("leader", "town-head", "county-head"), "and past another with a hand in it")
	require.Equal(t, lent, in("clerk", "town-head", "county-head", "leader"))
	require.Empty(t, in("admin", "town-head", "county-head", "leader", "clerk"), "an administrator acts on no case")
	require.Empty(t, c.StandsInTurn("spare", posts, []casework.PersonID{"town-head"}, day("2026-05-05")), "a substitute of who must make way makes way too")
	require.Equal(t, []casework.Post{{Unit: "town", Role: casework.PostHead, Recused: true}}, c.StandsInTurn("county-head", posts, []casework.PersonID{"town-head"}, day("2026-05-05")))
	// An empty post that had climbed to somebody who must make way climbs on.
	empty := []casework.Post{{Unit: "east", Role: casework.PostReporter}}
	require.Empty(t, c.StandsInTurn("town-head", empty, nil, on), "that is an empty post's way")
	require.Equal(t, []casework.Post{{Unit: "east", Role: casework.PostReporter, Recused: true}}, c.StandsInTurn("county-head", empty, []casework.PersonID{"town-head"}, on))
}

// Units are read out as the tree lists them, whatever their names.
func TestUnitsComeInTheOrderOfTheTree(t *testing.T) {
	t.Parallel()
	// Alphabetical order, and that of code points, is another one.
	units := []people.Unit{{ID: "市"}, {ID: "原州区", Parent: "市"}, {ID: "西吉县", Parent: "市"}, {ID: "隆德县", Parent: "市"},
		{ID: "泾源县", Parent: "市"}, {ID: "彭阳县", Parent: "市"}, {ID: "甲镇", Parent: "西吉县"}, {ID: "乙村", Parent: "甲镇"}}
	c := people.New(people.Organisation{Units: units})
	want := []casework.UnitID{"市", "原州区", "西吉县", "甲镇", "乙村", "隆德县", "泾源县", "彭阳县", "不知", "未知"}
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.Permutation(want).Draw(t, "list")
		people.ByUnit(c, list, func(u *casework.UnitID) casework.UnitID { return *u })
		require.Equal(t, want, list)
	})
	loop := people.New(people.Organisation{Units: []people.Unit{{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}, {ID: "c"}}})
	require.Negative(t, loop.Compare("c", "a"), "a tree that somebody tied into a loop has an order too")
	require.Negative(t, loop.Compare("a", "b"))
	holding := func(unit casework.UnitID, role casework.PostRole) people.Holding {
		return people.Holding{Person: "who", Unit: unit, Role: role}
	}
	two := people.New(people.Organisation{Units: units, Persons: []casework.PersonID{"who"}, Holdings: []people.Holding{
		holding("彭阳县", casework.PostReporter), holding("原州区", casework.PostHead), holding("原州区", casework.PostReporter)}})
	require.Equal(t, []casework.Post{{Unit: "原州区", Role: casework.PostReporter}, {Unit: "原州区", Role: casework.PostHead},
		{Unit: "彭阳县", Role: casework.PostReporter}}, two.Own("who", day("2026-05-05")))
}

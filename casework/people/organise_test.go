package people_test

// organise_test.go: who may change who holds what, and who sees what, where the tree
// has offices on two levels.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/people"
)

// twoLevels is a city with its office, and a county with a monitoring office of its
// own, an office of its own leading group, and a township.
func twoLevels() people.Organisation {
	return people.Organisation{
		Units: []people.Unit{{ID: "city"}, {ID: "office", Parent: "city", Office: true}, {ID: "county", Parent: "city"}, {ID: "town", Parent: "county"},
			{ID: "monitoring", Parent: "county", Serves: true}, {ID: "county-office", Parent: "county", Office: true}, {ID: "bureau", Parent: "city"}},
		Persons: []casework.PersonID{"city-clerk", "county-clerk", "monitor", "desk", "admin", "head", "reporter", "gone", "leader", "late"},
		Holdings: []people.Holding{
			{Person: "city-clerk", Unit: "office", Role: casework.PostOffice},
			{Person: "county-clerk", Unit: "county-office", Role: casework.PostOffice},
			{Person: "monitor", Unit: "monitoring", Role: casework.PostOffice},
			{Person: "desk", Unit: "county", Role: casework.PostOffice},
			{Person: "admin", Unit: "city", Role: casework.PostAdministrator},
			{Person: "head", Unit: "town", Role: casework.PostHead},
			{Person: "reporter", Unit: "town", Role: casework.PostReporter},
			{Person: "late", Unit: "town", Role: casework.PostReporter},
			{Person: "late", Unit: "bureau", Role: casework.PostVerifier, Span: span("2026-06-01", "")},
			{Person: "gone", Unit: "city", Role: casework.PostLeader, Span: span("", "2026-03-31")},
			{Person: "leader", Unit: "city", Role: casework.PostLeader},
		},
		Areas: []people.Area{{Leader: "gone", Unit: "county"}, {Leader: "leader", Unit: "county"}},
	}
}

func by(c *people.Chart, who casework.PersonID) casework.Requester {
	return casework.Requester{Person: who, Posts: c.Posts(who, day("2026-05-01"))}
}

func TestOrganisingEndsWhereAPostsLevelEnds(t *testing.T) {
	t.Parallel()
	c := people.New(twoLevels())
	for name, e := range map[string]struct {
		who    casework.PersonID
		change people.Change
		may    bool
	}{
		"the city's office, anywhere":           {"city-clerk", people.Change{Unit: "bureau", Role: casework.PostHead, Gains: "reporter"}, true},
		"the city's office, the tree itself":    {"city-clerk", people.Change{}, true},
		"the city's office, an administrator":   {"city-clerk", people.Change{Unit: "city", Role: casework.PostAdministrator, Gains: "reporter"}, false},
		"the city's office, itself":             {"city-clerk", people.Change{Unit: "city", Role: casework.PostLeader, Gains: "city-clerk"}, false},
		"an administrator, an administrator":    {"admin", people.Change{Unit: "city", Role: casework.PostAdministrator, Gains: "reporter"}, true},
		"an administrator, itself":              {"admin", people.Change{Unit: "office", Role: casework.PostOffice, Gains: "admin"}, false},
		"a county's office, its township":       {"county-clerk", people.Change{Unit: "town", Role: casework.PostHead, Gains: "reporter"}, true},
		"a county's office, the county":         {"county-clerk", people.Change{Unit: "county", Role: casework.PostHead, Gains: "reporter"}, true},
		"a county's office, the city":           {"county-clerk", people.Change{Unit: "city", Role: casework.PostLeader, Gains: "reporter"}, false},
		"a county's office, the city's office":  {"county-clerk", people.Change{Unit: "office", Role: casework.PostOffice, Gains: "reporter"}, false},
		"a county's office, a bureau":           {"county-clerk", people.Change{Unit: "bureau", Role: casework.PostHead}, false},
		"a county's office, the tree itself":    {"county-clerk", people.Change{}, false},
		"a monitoring office, its county":       {"monitor", people.Change{Unit: "town", Role: casework.PostHead}, true},
		"a monitoring office, a bureau":         {"monitor", people.Change{Unit: "bureau", Role: casework.PostHead}, false},
		"an office's post in the county itself": {"desk", people.Change{Unit: "bureau", Role: casework.PostHead}, false},
		"a head":                                {"head", people.Change{Unit: "town", Role: casework.PostReporter, Gains: "reporter"}, false},
		"who has left":                          {"gone", people.Change{Unit: "county"}, false},
	} {
		_, err := c.AuthoriseChange(by(c, e.who), e.change)
		if e.may {
			require.NoError(t, err, name)
			continue
		}
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), name)
	}
}

func TestSubstitutesComeFromWithin(t *testing.T) {
	t.Parallel()
	c := people.New(twoLevels())
	for name, e := range map[string]struct {
		who, of, substitute casework.PersonID
		during              people.Span
		may                 bool
	}{
		"the person":                              {"reporter", "reporter", "head", span("2026-05-01", "2026-05-09"), true},
		"the head, in the unit":                   {"head", "reporter", "late", span("2026-05-01", "2026-05-09"), true},
		"the head, before the other post begins":  {"head", "late", "head", span("2026-05-01", "2026-05-31"), true},
		"the head, a post elsewhere begins in it": {"head", "late", "head", span("2026-05-01", "2026-06-01"), false},
		"the city's office":                       {"city-clerk", "leader", "reporter", span("2026-05-01", "2026-05-09"), true},
		"the city's office, for itself":           {"city-clerk", "leader", "city-clerk", span("2026-05-01", "2026-05-09"), false},
		"the city's office, an administrator":     {"city-clerk", "admin", "reporter", span("2026-05-01", "2026-05-09"), false},
		"an administrator, for itself":            {"admin", "leader", "admin", span("2026-05-01", "2026-05-09"), false},
		"a county's office, the city's leader":    {"county-clerk", "leader", "reporter", span("2026-05-01", "2026-05-09"), false},
		"a county's office, its township":         {"county-clerk", "reporter", "head", span("2026-05-01", "2026-05-09"), true},
		"anybody else":                            {"reporter", "head", "reporter", span("2026-05-01", "2026-05-09"), false},
	} {
		_, err := c.AuthoriseSubstitute(by(c, e.who), e.of, e.substitute, e.during)
		if e.may {
			require.NoError(t, err, name)
			continue
		}
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), name)
	}
}

func TestSightEndsWithThePost(t *testing.T) {
	t.Parallel()
	c := people.New(twoLevels())
	on := day("2026-05-01")
	see := func(who casework.PersonID) casework.Sight { return c.Sight(by(c, who), on) }
	require.True(t, see("city-clerk").Everything)
	require.True(t, see("leader").Everything, "the leading group sees everything")
	for _, who := range []casework.PersonID{"county-clerk", "monitor", "desk"} {
		require.False(t, see(who).Everything, "%s: a county's office is not that of the city", who)
		require.True(t, see(who).Unit("town"), who)
		require.False(t, see(who).Unit("bureau"), who)
	}
	named := &casework.State{Parties: casework.Parties{LeadLeader: "gone", Assigner: "admin"}, Tasks: []casework.Task{{Unit: "town", Person: "admin"}}}
	require.False(t, see("gone").Case(named), "whoever has left sees nothing, though named and with an area still entered")
	require.False(t, see("admin").Case(named), "who runs the system sees no case")
	require.Equal(t, casework.Sight{}, see("admin"))
	require.Equal(t, []casework.UnitID{"county", "county-office", "monitoring", "town"}, c.Sight(casework.Requester{Person: "x",
		Posts: []casework.Post{{Unit: "bureau", Role: casework.PostLeader, For: "leader"}}}, on).Units[1:], "a substitute sees the leader's area")
	require.Equal(t, casework.UnitID("office"), c.Office(), "what has nobody comes to rest with the city")
}

package casework_test

// authority_test.go: how wide the posts reach that open rounds and inspections, and
// who had a part in what they would inspect.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

var seats = casework.Seats{
	"领导小组": {Kind: "group"}, "办公室": {Parent: "领导小组", Kind: "office"}, "市水务局": {Parent: "领导小组", Kind: "department"},
	"原州区": {Parent: "领导小组", Kind: "county"}, "原州区办": {Parent: "原州区", Kind: "office"}, "张易镇": {Parent: "原州区", Kind: "township"},
	"贺套村": {Parent: "张易镇", Kind: "village"}, "西吉县": {Parent: "领导小组", Kind: "county"}, "吉强镇": {Parent: "西吉县", Kind: "township"},
	"甲": {Parent: "乙"}, "乙": {Parent: "甲"},
}

func holding(unit casework.UnitID, role casework.PostRole) casework.Requester {
	return casework.Requester{Person: "who", Posts: []casework.Post{{Unit: unit, Role: role}}}
}

func TestAuthoriseOpening(t *testing.T) {
	t.Parallel()
	type units = []casework.UnitID
	for name, c := range map[string]struct {
		unit  casework.UnitID
		role  casework.PostRole
		units units
		key   string // of the refusal
	}{
		"the city's office, everything":       {"办公室", casework.PostOffice, nil, ""},
		"the city's office, a county":         {"办公室", casework.PostOffice, units{"原州区", "市水务局"}, ""},
		"a city leader":                       {"领导小组", casework.PostLeader, units{"西吉县"}, ""},
		"a head":                              {"办公室", casework.PostHead, nil, "forbidden.open"},
		"an inspector":                        {"领导小组", casework.PostInspector, units{"张易镇"}, "forbidden.open"},
		"a county's leader, townships":        {"原州区", casework.PostLeader, units{"张易镇", "贺套村"}, ""},
		"a county's leader, their own county": {"原州区", casework.PostLeader, units{"张易镇", "原州区"}, "forbidden.open_beyond"},
		"a county's leader, another county's": {"原州区", casework.PostLeader, units{"吉强镇"}, "forbidden.open_beyond"},
		"a county's leader, the city":         {"原州区", casework.PostLeader, nil, "forbidden.open_all"},
		"a county's office, a township":       {"原州区办", casework.PostOffice, units{"张易镇"}, ""},
		"a county's office, the county":       {"原州区办", casework.PostOffice, units{"原州区"}, "forbidden.open_beyond"},
		"a township's leader, a village":      {"张易镇", casework.PostLeader, units{"贺套村"}, ""},
		"a unit that is not known":            {"无", casework.PostOffice, units{"贺套村"}, "forbidden.open_all"},
		"a tree with a loop":                  {"甲", casework.PostOffice, units{"贺套村"}, "forbidden.open_all"},
	} {
		_, err := casework.AuthoriseOpening(holding(c.unit, c.role), seats, c.units)
		if c.key == "" {
			require.NoError(t, err, name)
			continue
		}
		var refusal *casework.Error
		require.ErrorAs(t, err, &refusal, name)
		require.Equal(t, casework.CodeForbidden, refusal.Code, name)
		require.Equal(t, c.key, refusal.Key, name)
	}
	both := casework.Requester{Person: "who", Posts: []casework.Post{{Unit: "原州区", Role: casework.PostLeader}, {Unit: "办公室", Role: casework.PostOffice}}}
	actor, err := casework.AuthoriseOpening(both, seats, nil)
	require.NoError(t, err)
	require.Equal(t, casework.UnitID("办公室"), actor.Unit, "the post that reaches so far")
}

func TestAuthoriseCalling(t *testing.T) {
	t.Parallel()
	inspected := []casework.UnitID{"张易镇"}
	for name, c := range map[string]struct {
		by     casework.Requester
		opener casework.PersonID
		ok     bool
	}{
		"the opener":             {holding("原州区", casework.PostLeader), "who", true},
		"a former opener":        {holding("原州区", casework.PostReporter), "who", false},
		"another leader":         {holding("领导小组", casework.PostLeader), "else", false},
		"the city's office":      {holding("办公室", casework.PostOffice), "else", true},
		"the schedule opened it": {holding("办公室", casework.PostOffice), "", true},
		"an office elsewhere":    {holding("西吉县", casework.PostOffice), "else", false},
		"nobody":                 {casework.Requester{}, "", false},
	} {
		_, err := casework.AuthoriseCalling(c.by, c.opener, seats, inspected)
		require.Equal(t, c.ok, err == nil, "%s: %v", name, err)
	}
}

func TestWhoHadAPartIsNotUntouched(t *testing.T) {
	t.Parallel()
	tasks := []casework.Task{{No: 1}, {No: 2, Hands: casework.Hands{Act: []casework.PersonID{"did"}, Verify: []casework.PersonID{"verified"}, Close: []casework.PersonID{"closed"}}}}
	for _, who := range []casework.PersonID{"did", "verified", "closed"} {
		require.Equal(t, casework.CodeRefused, casework.CodeOf(casework.Untouched(tasks, casework.Actor{Person: who})), who)
		require.Error(t, casework.Untouched(tasks, casework.Actor{Person: "else", For: who}), "nor does a substitute")
		require.NoError(t, casework.Untouched(tasks[:1], casework.Actor{Person: who}), "another task")
	}
	require.NoError(t, casework.Untouched(tasks, casework.Actor{Person: "else"}))
}

func TestWhoAnswersForAUnitInASweep(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by casework.Requester
		ok bool
	}{
		"its reporter":             {holding("原州区", casework.PostReporter), true},
		"its head":                 {holding("原州区", casework.PostHead), true},
		"its leader":               {holding("原州区", casework.PostLeader), true},
		"its office":               {holding("原州区办", casework.PostOffice), true},
		"the city's office":        {holding("办公室", casework.PostOffice), true},
		"a city leader":            {holding("领导小组", casework.PostLeader), true},
		"a department that counts": {holding("市水务局", casework.PostReporter), true},
		"a verifier of the unit":   {holding("原州区", casework.PostVerifier), false},
		"a township below":         {holding("张易镇", casework.PostReporter), false},
		"a township's leader":      {holding("张易镇", casework.PostLeader), false},
		"another county":           {holding("西吉县", casework.PostReporter), false},
		"another county's leader":  {holding("西吉县", casework.PostLeader), false},
		"a unit nobody knows":      {holding("无", casework.PostLeader), false},
	} {
		_, err := casework.AuthoriseAnswering(c.by, seats, "原州区", "市水务局")
		require.Equal(t, c.ok, err == nil, "%s: %v", name, err)
	}
}

func TestWhoAsksUnitsInASweep(t *testing.T) {
	t.Parallel()
	columns := []casework.UnitID{"原州区", "西吉县"}
	for name, c := range map[string]struct {
		by  casework.Requester
		key string
	}{
		"the city's office":       {holding("办公室", casework.PostOffice), ""},
		"a city leader":           {holding("领导小组", casework.PostLeader), ""},
		"a county's leader":       {holding("原州区", casework.PostLeader), "forbidden.sweep_beyond"},
		"a county's office":       {holding("原州区办", casework.PostOffice), "forbidden.sweep_beyond"},
		"a reporter":              {holding("办公室", casework.PostReporter), "forbidden.sweep"},
		"an administrator":        {holding("领导小组", casework.PostAdministrator), "forbidden.sweep"},
		"an office nobody places": {holding("无", casework.PostOffice), "forbidden.sweep_beyond"},
	} {
		_, err := casework.AuthoriseSweeping(c.by, seats, columns)
		if c.key == "" {
			require.NoError(t, err, name)
			continue
		}
		var refused *casework.Error
		require.ErrorAs(t, err, &refused, name)
		require.Equal(t, c.key, refused.Key, name)
	}
	_, err := casework.AuthoriseSweeping(holding("原州区", casework.PostLeader), seats, []casework.UnitID{"张易镇"})
	require.NoError(t, err, "what lies below")
}

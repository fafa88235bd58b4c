package casework_test

// authority_lists_test.go: who may enter values and obligations, and for which units.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func TestEnteringReachesOnesOwnLevel(t *testing.T) {
	t.Parallel()
	type units = []casework.UnitID
	for name, c := range map[string]struct {
		unit  casework.UnitID
		role  casework.PostRole
		units units
		key   string // of the refusal
	}{
		"the city's office, every county":      {"办公室", casework.PostOffice, units{"原州区", "西吉县", "贺套村"}, ""},
		"a city leader":                        {"领导小组", casework.PostLeader, units{"吉强镇"}, ""},
		"a county's leader, the county itself": {"原州区", casework.PostLeader, units{"原州区", "贺套村"}, ""},
		"a county's office, a township":        {"原州区办", casework.PostOffice, units{"张易镇"}, ""},
		"a county's office, another county":    {"原州区办", casework.PostOffice, units{"张易镇", "西吉县"}, "forbidden.enter_list_beyond"},
		"a township's leader, the county":      {"张易镇", casework.PostLeader, units{"原州区"}, "forbidden.enter_list_beyond"},
		"a county's leader, a department":      {"原州区", casework.PostLeader, units{"市水务局"}, "forbidden.enter_list_beyond"},
		"somebody who might":                   {"张易镇", casework.PostLeader, nil, ""},
		"a reporter of the unit":               {"原州区", casework.PostReporter, units{"原州区"}, "forbidden.enter_list"},
		"an administrator":                     {"办公室", casework.PostAdministrator, units{"原州区"}, "forbidden.enter_list"},
		"a unit that is not known":             {"无", casework.PostOffice, units{"贺套村"}, "forbidden.enter_list_beyond"},
		"a tree with a loop":                   {"甲", casework.PostOffice, units{"贺套村"}, "forbidden.enter_list_beyond"},
		"a tree with a loop, no unit":          {"甲", casework.PostOffice, nil, "forbidden.enter_list_beyond"},
	} {
		actor, err := casework.AuthoriseEntering(holding(c.unit, c.role), seats, c.units...)
		if c.key == "" {
			require.NoError(t, err, name)
			require.Equal(t, casework.Actor{Person: "who", Unit: c.unit, Role: c.role}, actor, name)
			continue
		}
		var refusal *casework.Error
		require.ErrorAs(t, err, &refusal, name)
		require.Equal(t, c.key, refusal.Key, name)
		require.Equal(t, casework.CodeForbidden, refusal.Code, name)
	}
}

func TestSettlingIsTheUnitsOrAnOfficeAboveIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		unit casework.UnitID
		role casework.PostRole
		may  bool
	}{
		"the unit's reporter":   {"张易镇", casework.PostReporter, true},
		"the unit's head":       {"张易镇", casework.PostHead, true},
		"the county's office":   {"原州区办", casework.PostOffice, true},
		"the city's office":     {"办公室", casework.PostOffice, true},
		"the county's reporter": {"原州区", casework.PostReporter, false},
		"a foreign office":      {"西吉县", casework.PostOffice, false},
		"a leader":              {"领导小组", casework.PostLeader, false},
		"a foreign reporter":    {"吉强镇", casework.PostReporter, false},
	} {
		_, err := casework.AuthoriseSettling(holding(c.unit, c.role), seats, "张易镇", "XD-1")
		if c.may {
			require.NoError(t, err, name)
			continue
		}
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), name)
	}
}

func TestAFileIsTakenInByWhoMayEnterWhatItHolds(t *testing.T) {
	t.Parallel()
	for role, may := range map[casework.PostRole][2]bool{ // a ledger of cases, a list
		casework.PostOffice: {true, true}, casework.PostLeader: {false, true}, casework.PostAdministrator: {true, false},
		casework.PostReporter: {false, false}, casework.PostHead: {false, false},
	} {
		for i, list := range []bool{false, true} {
			_, err := casework.AuthoriseTakingIn(holding("办公室", role), seats, list)
			require.Equal(t, may[i], err == nil, "%s, list %t", role, list)
		}
	}
}

package rights_test

// rights_test.go: the table holds to what must never change. That the documentation
// shows it as it is, docs/generate tests.

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/rights"
)

// Every role × every command × every relation, of every kind.
func TestWhatNoPolicyMayAllow(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, kind := range rights.Kinds {
		for _, c := range casework.PersonCommands {
			for _, role := range casework.PostRoles {
				for _, r := range rights.Relations {
					asked++
					if !rights.May(kind, c, role, r) {
						continue
					}
					require.True(t, rights.Sees(role, r), "%s: %s/%s does %s unseen", kind, role, r, c)
					require.NotEqual(t, rights.Foreign, r, "%s: %s of a foreign unit does %s", kind, role, c)
					require.NotEqual(t, casework.CommandHandOver, c, "a handover is no act on one case")
					if r != rights.Gave { // who gave a matter out answers for it, whatever they became
						require.NotContains(t, []casework.PostRole{casework.PostObserver, casework.PostDiscipline, casework.PostAdministrator}, role,
							"%s: %s does %s", kind, role, c)
					}
					if r == rights.Below || r == rights.Above || r == rights.Group {
						require.Equal(t, casework.PostInspector, role, "%s: %s of a unit %s does %s", kind, role, r, c)
					}
				}
			}
		}
	}
	require.Equal(t, len(rights.Kinds)*len(casework.PersonCommands)*len(casework.PostRoles)*len(rights.Relations), asked)
}

func TestDoingVerifyingAndClosingLieInDifferentPlaces(t *testing.T) {
	t.Parallel()
	where := func(c casework.CommandType) (out []rights.Relation) {
		for _, role := range casework.PostRoles {
			for _, r := range rights.Where(func(r rights.Relation) bool { return rights.May(casework.KindMeasure, c, role, r) }) {
				if !slices.Contains(out, r) {
					out = append(out, r)
				}
			}
		}
		return out
	}
	require.ElementsMatch(t, []rights.Relation{rights.Own}, where(casework.CommandSubmit))
	require.ElementsMatch(t, []rights.Relation{rights.Lead, rights.Force}, where(casework.CommandPass))
	require.ElementsMatch(t, []rights.Relation{rights.Leads}, where(casework.CommandSign))
	require.ElementsMatch(t, []rights.Relation{rights.Office}, where(casework.CommandRecognise))
}

func TestNobodyComesByAPostByTheirOwnAct(t *testing.T) {
	t.Parallel()
	for _, role := range casework.PostRoles {
		require.False(t, rights.MayMatter(rights.AppointOneself, role), role)
		require.Equal(t, role == casework.PostAdministrator, rights.MayMatter(rights.MakeAdministrator, role), role)
		require.Equal(t, role == casework.PostAdministrator, rights.MayMatter(rights.OrganiseElsewhere, role), role)
		require.Equal(t, role == casework.PostAdministrator, rights.MayMatter(rights.Accounts, role), role)
		require.True(t, rights.MayMatter(rights.SubstituteOneself, role), role)
	}
}

func TestASweepIsAskedForFromAboveAndAnsweredBelow(t *testing.T) {
	t.Parallel()
	gives := []casework.PostRole{casework.PostLeader, casework.PostOffice}
	for _, role := range casework.PostRoles {
		require.Equal(t, slices.Contains(gives, role), rights.MayMatter(rights.Sweep, role), role)
		require.False(t, rights.MayMatter(rights.SweepBeyond, role), "%s of a county asks its like", role)
		answers := slices.Contains(append(gives, casework.PostReporter, casework.PostHead), role)
		require.Equal(t, answers, rights.MayMatter(rights.AnswerOwn, role), role)
		require.False(t, rights.MayMatter(rights.AnswerForeign, role), "%s answers for another county", role)
		takes := role == casework.PostOffice || role == casework.PostAdministrator
		require.Equal(t, takes, rights.MayMatter(rights.TakeIn, role), role)
	}
}

func TestListsAreEnteredOnesOwnLevelOnly(t *testing.T) {
	t.Parallel()
	for _, role := range casework.PostRoles {
		giver := role == casework.PostOffice || role == casework.PostLeader
		unit := role == casework.PostReporter || role == casework.PostHead
		require.Equal(t, giver, rights.MayMatter(rights.GiveOut, role), role)
		require.False(t, rights.MayMatter(rights.GiveElsewhere, role), role)
		require.Equal(t, giver, rights.MayMatter(rights.EnterOwn, role), role)
		require.False(t, rights.MayMatter(rights.EnterElsewhere, role), role)
		require.Equal(t, unit || role == casework.PostOffice, rights.MayMatter(rights.SettleOwn, role), role)
		require.Equal(t, role == casework.PostOffice, rights.MayMatter(rights.SettleBelow, role), role)
		require.False(t, rights.MayMatter(rights.SettleElsewhere, role), role)
	}
}

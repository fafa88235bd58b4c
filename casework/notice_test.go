package casework_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func TestWhatMustBeDoneIsNotMuted(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range casework.NoticeKinds() {
		require.NotEmpty(t, k.String())
		require.False(t, seen[k.String()], "%s stands twice", k)
		seen[k.String()] = true
		same, known := casework.NoticeKindOf(k.String())
		require.True(t, known)
		require.Equal(t, k, same)
		if k.Class() == casework.NoticeActs || k.Class() == casework.NoticeSlip {
			require.False(t, k.Mutable(), k.String())
		}
	}
	for _, must := range []string{"slip", "urged", "dispatched", "returned", "extension_applied", "round_laggard"} {
		k, known := casework.NoticeKindOf(must)
		require.True(t, known, must)
		require.False(t, k.Mutable(), must)
	}
	_, known := casework.NoticeKindOf("light")
	require.False(t, known, "lights tell nobody")
}

func TestACommentTellsThoseItNamesAndNotItsWriter(t *testing.T) {
	t.Parallel()
	p := casework.DefaultPolicy(casework.KindMeasure)
	e := casework.Event{Case: "c", Seq: 7, Type: casework.EventCommented, By: casework.Actor{Person: "wang"},
		Detail: casework.Detail{Mentions: []casework.PersonID{"wang", "li"}}}
	require.Equal(t, []casework.Notification{{Key: "c/7/m/1", Kind: casework.NoticeMentioned, Seq: 7, To: casework.Addressee{Person: "li"}}},
		p.Notifications(&casework.State{}, e))
	e.Carried = true
	require.Empty(t, p.Notifications(&casework.State{}, e), "paper told them already")
}

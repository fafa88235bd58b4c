package engine_test

// notices_test.go: whom a notice to a post reaches, on real servers.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/people"
	"duban/engine"
	"duban/schema"
)

// told gives the kinds of what somebody has not read, the newest first.
func told(t *testing.T, e *engine.Engine, who casework.PersonID) []string {
	t.Helper()
	v, err := e.Viewer(t.Context(), who, time.Now())
	require.NoError(t, err)
	page, err := v.Notices(t.Context(), schema.NoticeFilter{Unread: true})
	require.NoError(t, err)
	n, err := v.CountNotices(t.Context())
	require.NoError(t, err)
	require.Len(t, page.Lines, n, "list and count agree")
	kinds := []string{}
	for _, l := range page.Lines {
		kinds = append(kinds, l.Kind)
	}
	return kinds
}

func TestANoticeToAPostReachesWhoeverHoldsItToday(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	id := opened(t, e, countyUnit, "wang")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	require.Equal(t, []string{"dispatched"}, told(t, e, "wang"), "who is named")
	require.Empty(t, told(t, e, "ma"), "and not whoever else holds the post")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandUrge, Task: 1}))
	require.Equal(t, []string{"urged", "dispatched"}, told(t, e, "wang"))
	require.Equal(t, []string{"urged"}, told(t, e, "head"))
	require.Empty(t, told(t, e, "checker"))

	day := today(t, e)
	by, err := e.Requester(t.Context(), "head", time.Now())
	require.NoError(t, err)
	require.NoError(t, e.Substitute(t.Context(), by, schema.SubstitutionRow{Reason: "休假",
		Substitution: people.Substitution{Person: "wang", Substitute: "li", Span: people.Span{From: day, To: day.AddDays(3)}}}))
	require.Equal(t, []string{"urged", "dispatched"}, told(t, e, "li"), "who stands in")
	v, err := e.Viewer(t.Context(), "li", time.Now())
	require.NoError(t, err)
	page, err := v.Notices(t.Context(), schema.NoticeFilter{})
	require.NoError(t, err)
	require.NoError(t, v.ReadNotices(t.Context(), page.Upto))
	require.Empty(t, told(t, e, "li"))
	require.Equal(t, []string{"urged", "dispatched"}, told(t, e, "wang"), "what a substitute has read the person has not")
}

func TestANoticeToAnEmptyPostClimbs(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	id := opened(t, e, townUnit, "")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	require.Equal(t, []string{"dispatched"}, told(t, e, "head"), "nobody serves in the township")
	require.Empty(t, told(t, e, "wang"))
	require.Empty(t, told(t, e, "ma"))
}

func TestNobodyReadsThroughANoticeWhatTheyMayNotSee(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	id := opened(t, e, countyUnit, "wang")
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandDispatch}))
	// A mention reaches its person although the case has nothing to do with them: as if
	// they had lost a post since.
	require.NoError(t, do(t, e, "clerk", id, casework.Command{Type: casework.CommandComment, Text: "@spare", Mentions: []casework.PersonID{"spare"}}))
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", schema.OrganisationRows{
		Units:   []schema.Unit{{ID: "乙县", Name: "乙县", Kind: "county"}},
		Persons: []schema.Person{{ID: "spare", Name: "spare"}},
		Posts:   []schema.PostRow{{Person: "spare", Post: casework.Post{Unit: "乙县", Role: casework.PostReporter}}}}))
	require.Empty(t, told(t, e, "spare"))
	list, err := e.Ledger.Undelivered(t.Context(), 0, 100)
	require.NoError(t, err)
	n := list[len(list)-1]
	require.Equal(t, casework.Addressee{Person: "spare"}, n.To)
	v, err := e.Viewer(t.Context(), "spare", time.Now())
	require.NoError(t, err)
	_, err = v.ReadNotice(t.Context(), n.ID)
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
	require.True(t, v.Denied(), "it is on record")
	require.Equal(t, []string{"dispatched"}, told(t, e, "wang"))
}

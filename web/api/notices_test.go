package api_test

// notices_test.go: what a program reads and marks of what its person is told.

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/web/api"
	"duban/web/webtest"
)

func TestNoticesAreReadAndMarkedByTheirPersonAlone(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	unit := as(t, s, "yuxiaomei", casework.TokenAct)
	unread := func(p *program) int {
		var n api.Unread
		p.get("/api/v1/notices/unread").read(t, &n)
		return n.Count
	}
	before := unread(unit)
	task := claimable(t, unit)
	leader, err := s.Engine.Viewer(t.Context(), "zhoushuyi", time.Now())
	require.NoError(t, err)
	for _, id := range []casework.CommandID{"first", "second", "third"} {
		_, err = leader.Act(t.Context(), task.Case, casework.Command{ID: id, Type: casework.CommandComment, Text: "请 @于晓梅 看 " + string(id)})
		require.NoError(t, err)
	}
	require.Equal(t, before+3, unread(unit))

	var first, rest list[api.Notice]
	a := unit.get("/api/v1/notices?class=mentions&limit=2")
	a.read(t, &first)
	require.Len(t, first.Items, 2)
	n := first.Items[0]
	require.Equal(t, api.Notice{ID: n.ID, Kind: "mentioned", Class: casework.NoticeMentions, Unread: true, At: n.At, About: task.Case, Event: n.Event,
		By: "zhoushuyi", To: casework.Addressee{Person: "yuxiaomei"}}, n)
	unit.get(nextLink.FindStringSubmatch(a.Header.Get("Link"))[1]).read(t, &rest)
	require.Len(t, rest.Items, 1)
	require.Empty(t, rest.Next)

	read := "/api/v1/notices/" + strconv.FormatInt(n.ID, 10) + "/read"
	other := as(t, s, "huchunsheng", casework.TokenAct)
	other.ask(http.MethodPut, read, nil).problem(t, http.StatusNotFound)
	reader := as(t, s, "yuxiaomei", casework.TokenRead)
	reader.ask(http.MethodPut, read, nil).problem(t, http.StatusForbidden)
	for range 2 {
		require.Equal(t, http.StatusNoContent, unit.ask(http.MethodPut, read, nil).StatusCode)
		require.Equal(t, before+2, unread(unit))
	}
	unit.ask(http.MethodPost, "/api/v1/notices/read", map[string]any{"upto": 0}).problem(t, http.StatusUnprocessableEntity)
	require.Equal(t, http.StatusNoContent, unit.ask(http.MethodPost, "/api/v1/notices/read", map[string]any{"upto": n.ID}).StatusCode)
	require.Zero(t, unread(unit))
	var none list[api.Notice]
	unit.get("/api/v1/notices?unread=true").read(t, &none)
	require.Empty(t, none.Items)
}

package site_test

// jobs_test.go: long work is told by every process of a ledger, also when the one
// that did it is gone.

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/web/webtest"
)

// holdUp keeps everybody from reading events until it is let go: a simulation that
// begins meanwhile stands still in the middle of its work.
func holdUp(t *testing.T, s *webtest.Site) (letGo func()) {
	t.Helper()
	tx, err := s.Engine.Ledger.DB().BeginTx(t.Context(), nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback() })
	_, err = tx.ExecContext(t.Context(), "LOCK TABLE events IN ACCESS EXCLUSIVE MODE")
	require.NoError(t, err)
	return func() { require.NoError(t, tx.Rollback()) }
}

func simulating() url.Values {
	return url.Values{"document": {string(caseworktest.Document(casework.KindMeasure))}, "months": {"3"}}
}

// simulate asks a site for a simulation and gives the path that it leads to.
func simulate(t *testing.T, client *http.Client, s *webtest.Site) (status int, path string) {
	t.Helper()
	res := post(t, client, s.URL+"/rules/simulate", simulating()) //nolint:bodyclose // post closes it
	return res.StatusCode, res.Request.URL.Path
}

func TestLongWorkIsFollowedFromAnotherProcess(t *testing.T) {
	t.Parallel()
	one := webtest.WithExample(t)
	other := one.Beside(t, func(*engine.Config) {})
	client, foreign := signedIn(t, one, "zhoushuyi"), signedIn(t, one, "hongjichuan")
	letGo := holdUp(t, one)
	status, path := simulate(t, client, one)
	require.Equal(t, http.StatusOK, status)
	status, _, page := get(t, client, other.URL+path)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, string(page), "<progress", "under way, wherever one looks")
	status, _, _ = get(t, foreign, other.URL+path)
	require.Equal(t, http.StatusNotFound, status, "it is its owner's")
	status, _ = simulate(t, client, other)
	require.Equal(t, http.StatusConflict, status, "one at a time in all processes")
	letGo()
	require.Eventually(t, func() bool {
		_, _, page = get(t, client, other.URL+path)
		return !strings.Contains(string(page), "<progress")
	}, wait, 100*time.Millisecond)
	require.Contains(t, string(page), "重算 113 件")
	_, _, same := get(t, client, one.URL+path)
	require.Contains(t, string(same), "重算 113 件")
	status, path = simulate(t, client, other)
	require.Equal(t, http.StatusOK, status, "the next one may begin")
	require.Eventually(t, func() bool {
		_, _, page = get(t, client, one.URL+path)
		return strings.Contains(string(page), "重算 113 件")
	}, wait, 100*time.Millisecond)
}

func TestWorkOfAKilledProcessIsTold(t *testing.T) {
	t.Parallel()
	one := webtest.WithExample(t)
	doomed := one.Beside(t, func(*engine.Config) {})
	client := signedIn(t, one, "zhoushuyi")
	letGo := holdUp(t, one)
	status, path := simulate(t, client, doomed)
	require.Equal(t, http.StatusOK, status)
	id := path[len("/rules/simulate/"):]
	require.Eventually(t, func() bool { // it says that it goes on
		before, err := one.Engine.Ledger.Job(t.Context(), id)
		require.NoError(t, err)
		time.Sleep(tick)
		after, err := one.Engine.Ledger.Job(t.Context(), id)
		require.NoError(t, err)
		return after.WorkedUntil.After(before.WorkedUntil)
	}, wait, tick)

	// Cut off in the middle of its work, it says nothing more. The rest of its lease
	// is made short, so that nobody waits; without its word no more is added.
	require.NoError(t, doomed.Engine.Ledger.Close())
	held, err := one.Engine.Ledger.KeepJob(t.Context(), id, 0, 0, 2*time.Second)
	require.NoError(t, err)
	require.True(t, held)
	status, _, page := get(t, client, one.URL+path)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, string(page), "<progress", "nobody knows yet")
	require.Eventually(t, func() bool {
		_, _, page = get(t, client, one.URL+path)
		return strings.Contains(string(page), "请重新开始")
	}, wait, 100*time.Millisecond)
	held, err = one.Engine.Ledger.EndJob(t.Context(), id, []byte(`{}`), "")
	require.NoError(t, err)
	require.False(t, held, "what it would still say comes too late")

	letGo()
	status, path = simulate(t, client, one)
	require.Equal(t, http.StatusOK, status, "and it does not stand in the way of the next")
	require.Eventually(t, func() bool {
		_, _, page = get(t, client, one.URL+path)
		return strings.Contains(string(page), "重算 113 件")
	}, wait, 100*time.Millisecond)
}

package site_test

// signin_test.go: coming in, in a real browser.

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/schema"
	"duban/web/webtest"
)

func TestFirstAdministratorChangesTheirPassword(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	once, err := s.Engine.EnsureAdministrator(t.Context(), time.Now())
	require.NoError(t, err)
	again, err := s.Engine.EnsureAdministrator(t.Context(), time.Now())
	require.NoError(t, err)
	require.Empty(t, again, "made once")

	p := s.Visitor(t, webtest.Desk)
	require.NoError(t, p.Visit("/cases?stage=act"))
	at, err := p.Path()
	require.NoError(t, err)
	require.Equal(t, "/sign-in?next=%2Fcases%3Fstage%3Dact", at, "nobody sees a page before signing in")

	require.NoError(t, p.SignIn(string(engine.FirstAdministrator), once))
	at, err = p.Path()
	require.NoError(t, err)
	require.Equal(t, "/account?must=1", at, "no page before a password of their own")
	require.NoError(t, p.Do(
		chromedp.SetValue(`input[name=old]`, once), chromedp.SetValue(`input[name=new]`, "ten words are better than signs"),
		chromedp.SetValue(`input[name=repeat]`, "ten words are better than signs"), chromedp.Submit(`input[name=repeat]`),
		chromedp.WaitVisible(`#messages .notice`)))
	require.NoError(t, p.Visit("/cases"))
	text, err := p.Text("h1")
	require.NoError(t, err)
	require.Equal(t, "台账", text)

	other := s.Visitor(t, webtest.Phone)
	require.Error(t, other.SignIn(string(engine.FirstAdministrator), once), "a one-time password works once")
}

func TestWrongPasswordsLockTheAccount(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	password, err := s.Engine.EnsureAdministrator(t.Context(), time.Now())
	require.NoError(t, err)
	c := newClient(t, s)
	for range 5 {
		require.Equal(t, http.StatusForbidden, c.signIn("admin", "wrong").Status)
	}
	require.Equal(t, http.StatusForbidden, c.signIn("admin", password).Status, "locked, even with the right one")
	account, err := s.Engine.Ledger.Account(t.Context(), engine.FirstAdministrator)
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(30*time.Second), account.LockedUntil, 10*time.Second)
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: casework.PersonID("admin"), Denied: true})
	require.NoError(t, err)
	require.Len(t, lines, 6, "every attempt is on record")
}

func TestRequestsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/sign-in", strings.NewReader("login=a&password=b"))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusForbidden, res.StatusCode)
}

package site_test

// openid_test.go: coming in by a real OpenID provider, which the test starts.

import (
	"bufio"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
	"duban/web/server"
	"duban/web/site"
	"duban/web/webtest"
)

// provider builds the provider once: it is a program of a module of its own.
var provider = sync.OnceValues(func() (string, error) {
	program, err := filepath.Abs("../../.tmp/openid")
	if err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-o", program, ".")
	build.Dir = "../../tools/openid"
	out, err := build.CombinedOutput()
	if err != nil {
		return "", &exec.Error{Name: string(out), Err: err}
	}
	return program, nil
})

// startProvider gives the address of a provider that sends people back to a site.
func startProvider(t *testing.T, back string) string {
	t.Helper()
	program, err := provider()
	require.NoError(t, err)
	run := exec.CommandContext(t.Context(), program, back)
	out, err := run.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, run.Start())
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line)
}

// withProvider serves the site of another one's engine, with a provider.
func withProvider(t *testing.T, s *webtest.Site) (*webtest.Site, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0") // a free port: the provider must know it first
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	issuer := startProvider(t, "http://"+address+"/sign-in/openid/back")
	running, err := server.Start(server.Options{Engine: s.Engine, Log: slog.New(slog.DiscardHandler), Address: address, OpenID: site.OpenID{
		Issuer: issuer, ClientID: "duban", ClientSecret: "a secret of tests", Name: "政务云", URL: "http://" + address}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop()) })
	return &webtest.Site{URL: running.URL, Engine: s.Engine, Plan: s.Plan}, issuer
}

var loginID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// throughProvider goes to the provider, signs in there and gives the way back.
func throughProvider(t *testing.T, c *client, issuer, path string) string {
	t.Helper()
	away := c.get(path)
	require.Equal(t, http.StatusFound, away.Status)
	require.Contains(t, away.To, issuer)
	q := mustURL(t, away.To).Query()
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		require.NotEmpty(t, q.Get(name), name)
	}
	require.Equal(t, "S256", q.Get("code_challenge_method"))
	login := c.get(away.To)
	page := c.get(issuer + mustURL(t, login.To).RequestURI())
	sent := c.post(issuer+"/login/username", url.Values{"id": {loginID.FindStringSubmatch(page.Body)[1]},
		"username": {"test-user@127.0.0.1"}, "password": {"verysecure"}})
	require.Equal(t, http.StatusFound, sent.Status)
	back := c.get(absolute(issuer, sent.To))
	require.Equal(t, http.StatusFound, back.Status)
	require.Contains(t, back.To, c.site.URL)
	return strings.TrimPrefix(back.To, c.site.URL)
}

func absolute(base, to string) string {
	if strings.HasPrefix(to, "/") {
		return base + to
	}
	return to
}

func mustURL(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}

func TestComingInByAProvider(t *testing.T) {
	t.Parallel()
	s, issuer := withProvider(t, webtest.WithExample(t))
	persons, err := s.Engine.Ledger.Persons(t.Context())
	require.NoError(t, err)
	require.Contains(t, newClient(t, s).get("/sign-in").Body, "政务云")

	// Whom nobody has entered does not come in, and becomes nobody.
	c := newClient(t, s)
	way := throughProvider(t, c, issuer, "/sign-in/openid?next=/cases")
	refused := c.get(way)
	require.Equal(t, http.StatusForbidden, refused.Status)
	require.Contains(t, refused.Body, "id1")
	require.Equal(t, http.StatusSeeOther, c.get("/work").Status)
	again, err := s.Engine.Ledger.Persons(t.Context())
	require.NoError(t, err)
	require.Equal(t, persons, again)

	admin := as(t, s, "suxiaotang")
	require.Equal(t, http.StatusSeeOther, admin.post("/people/persons/yuxiaomei/identity", url.Values{"issuer": {issuer}, "subject": {"id1"}}).Status)
	require.Equal(t, http.StatusConflict, admin.post("/people/persons/shenrunsheng/identity", url.Values{"issuer": {issuer}, "subject": {"id1"}}).Status,
		"one identity, one person")

	c = newClient(t, s)
	way = throughProvider(t, c, issuer, "/sign-in/openid?next=/cases")
	thief := newClient(t, s)
	require.Equal(t, http.StatusForbidden, thief.get(way).Status, "an answer belongs to the browser that asked")
	require.Equal(t, "/cases", c.get(way).To)
	require.Equal(t, http.StatusOK, c.get("/work").Status)
	require.Equal(t, http.StatusForbidden, newClient(t, s).get(way).Status, "and counts once")
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: casework.PersonID("yuxiaomei"), Act: schema.AccessSignedIn})
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Equal(t, "openid", lines[0].Detail)

	// An answer with another's state is refused.
	d := newClient(t, s)
	way = throughProvider(t, d, issuer, "/sign-in/openid")
	u := mustURL(t, way)
	q := u.Query()
	q.Set("state", "planted")
	u.RawQuery = q.Encode()
	require.Equal(t, http.StatusForbidden, d.get(u.RequestURI()).Status)
	require.Equal(t, http.StatusForbidden, d.get(way).Status, "after a wrong one the right one is too late")

	// A shut account and one that is taken back do not come in.
	require.Equal(t, http.StatusSeeOther, admin.post("/people/persons/yuxiaomei/identity",
		url.Values{"act": {"remove"}, "issuer": {issuer}, "subject": {"id1"}}).Status)
	require.Equal(t, http.StatusSeeOther, c.get("/work").Status, "its sessions end")
	e := newClient(t, s)
	require.Equal(t, http.StatusForbidden, e.get(throughProvider(t, e, issuer, "/sign-in/openid")).Status)
}

// A provider that is down keeps nobody out who has a password.
func TestAProviderThatIsDown(t *testing.T) {
	t.Parallel()
	of := webtest.WithExample(t)
	running, err := server.Start(server.Options{Engine: of.Engine, Log: slog.New(slog.DiscardHandler), Address: "127.0.0.1:0", OpenID: site.OpenID{
		Issuer: "http://127.0.0.1:1", ClientID: "duban", ClientSecret: "x", Name: "政务云", URL: "http://127.0.0.1"}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop()) })
	s := &webtest.Site{URL: running.URL, Engine: of.Engine}
	began := time.Now()
	require.Equal(t, http.StatusServiceUnavailable, newClient(t, s).get("/sign-in/openid").Status)
	require.Less(t, time.Since(began), 15*time.Second)
	as(t, s, "yuxiaomei")
}

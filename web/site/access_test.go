package site_test

// access_test.go: what is not allowed is refused and on record; sessions begin anew
// and end where they should; the second factor.

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/schema"
	"duban/web/webtest"
)

func TestWhatIsDeniedIsRefusedAndOnRecord(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	c := as(t, s, "qixinyu") // reports for a department that has no part in problem 55
	own := as(t, s, "yuxiaomei")
	id := s.Plan + "-055"
	act := url.Values{"id": {"x"}, "type": {"recognise"}, "task": {"1"}, "text": {"可以"}, "digest": {"12345678"}}
	denied := func(who string) int {
		lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: casework.PersonID(who), Denied: true})
		require.NoError(t, err)
		return len(lines)
	}
	for name, try := range map[string]func() answer{
		"a foreign case by address": func() answer { return c.get("/cases/" + id) },
		"an act on a foreign case":  func() answer { return c.post("/cases/"+id+"/acts", act) },
		"following a foreign case":  func() answer { return c.get("/live?case=" + id) },
		"the record":                func() answer { return c.get("/audit") },
		"the record of a case":      func() answer { return c.get("/audit?case=" + id) },
		"readings":                  func() answer { return c.get("/audit/readings") },
		"changes":                   func() answer { return c.get("/audit/organisation") },
		"schedules":                 func() answer { return c.get("/audit/schedules") },
		"chains":                    func() answer { return c.get("/audit/chains") },
		"checking a chain":          func() answer { return c.post("/audit/chains", url.Values{"case": {id}}) },
		"the fingerprint":           func() answer { return c.post("/audit/fingerprint", nil) },
		"accounts":                  func() answer { return c.get("/people/accounts") },
		"a password for somebody":   func() answer { return c.post("/people/persons/zhoushuyi/account", url.Values{"act": {"open"}}) },
		"shutting somebody out":     func() answer { return c.post("/people/persons/zhoushuyi/account", url.Values{"act": {"disable"}}) },
		"an identity": func() answer {
			return c.post("/people/persons/zhoushuyi/identity", url.Values{"issuer": {"x"}, "subject": {"y"}})
		},
		"a post": func() answer {
			return c.post("/people/appoint", url.Values{"person": {"qixinyu"}, "unit": {"领导小组办公室"}, "role": {"administrator"}})
		},
		"an area": func() answer {
			return c.post("/people/areas", url.Values{"leader": {"qixinyu"}, "unit": {"泾源县"}})
		},
		"somebody's leaving": func() answer {
			return c.post("/people/persons/zhoushuyi/leave", url.Values{"post": {"office@领导小组办公室"}, "last": {"2030-01-01"}})
		},
		"standing in for the office": func() answer {
			return c.post("/people/persons/zhoushuyi/substitute", url.Values{"substitute": {"qixinyu"}, "from": {"2030-01-01"}, "until": {"2030-01-02"}})
		},
	} {
		before := denied("qixinyu")
		require.Equal(t, http.StatusForbidden, try().Status, name)
		require.Equal(t, before+1, denied("qixinyu"), "%s is on record once", name)
	}
	// Seeing a case is not enough to act on it.
	require.Equal(t, http.StatusOK, own.get("/cases/"+id).Status)
	for _, command := range []string{"recognise", "hand_over", "cancel", "reassign", "move_policy", "arbitrate"} {
		before := denied("yuxiaomei")
		form := url.Values{"id": {"y-" + command}, "type": {command}, "task": {"1"}, "reason": {"因"}, "text": {"可以"}, "unit": {"西吉县"}, "digest": {"12345678"}}
		require.Equal(t, http.StatusForbidden, own.post("/cases/"+id+"/acts", form).Status, command)
		require.Equal(t, before+1, denied("yuxiaomei"), "%s is on record once", command)
	}
	require.Contains(t, own.get("/people/accounts").Body, "于晓梅没有管理员岗位", "a refusal calls its reader by name")
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Case: casework.CaseID(id), Denied: true})
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(lines), 9, "and found by its case")
}

func TestSessionsBeginAnewAndEnd(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	c := newClient(t, s)
	c.get("/sign-in")
	u, err := url.Parse(s.URL)
	require.NoError(t, err)
	c.http.Jar.SetCookies(u, []*http.Cookie{{Name: "duban", Value: "planted-by-somebody-else", Path: "/"}})
	require.Equal(t, "/", c.signIn("yuxiaomei", webtest.Password).To)
	first := c.cookie()
	require.NotEqual(t, "planted-by-somebody-else", first)
	c.signIn("yuxiaomei", webtest.Password)
	require.NotEqual(t, first, c.cookie(), "every sign-in has a token of its own")

	other := as(t, s, "yuxiaomei")
	require.Equal(t, http.StatusOK, other.get("/work").Status)
	require.Equal(t, "/account", c.post("/account/sessions/end", nil).To)
	require.Equal(t, http.StatusOK, c.get("/work").Status, "this one goes on")
	require.Equal(t, "/sign-in?next=%2Fwork", other.get("/work").To, "the other has ended")

	stranger := as(t, s, "shenrunsheng")
	sessions, err := s.Engine.Ledger.Sessions(t.Context(), "yuxiaomei", time.Now().Add(-time.Hour), time.Now().Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, stranger.post("/account/sessions/end", url.Values{"id": {sessions[0].ID}}).Status, "nobody ends another's")

	// A changed password ends every other session.
	other = as(t, s, "yuxiaomei")
	const fresh = "another sentence for tests"
	require.Equal(t, "/account", c.post("/account/password", url.Values{"old": {webtest.Password}, "new": {fresh}, "repeat": {fresh}}).To)
	require.Equal(t, http.StatusOK, c.get("/work").Status)
	require.Equal(t, http.StatusSeeOther, other.get("/work").Status)

	// An account that is shut ends them all, and opens none.
	admin := as(t, s, "suxiaotang")
	require.Equal(t, http.StatusSeeOther, admin.post("/people/persons/yuxiaomei/account", url.Values{"act": {"disable"}}).Status)
	require.Equal(t, http.StatusSeeOther, c.get("/work").Status)
	require.Equal(t, http.StatusForbidden, newClient(t, s).signIn("yuxiaomei", fresh).Status)
	require.Equal(t, http.StatusUnprocessableEntity, admin.post("/people/persons/suxiaotang/account", url.Values{"act": {"disable"}}).Status,
		"nobody shuts themselves out")
}

func TestPasswordsAreNotTriedOutInAnOpenSession(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	c := as(t, s, "yuxiaomei")
	form := url.Values{"old": {"wrong"}, "new": {"another sentence for tests"}, "repeat": {"another sentence for tests"}}
	for range 5 {
		require.Equal(t, http.StatusUnprocessableEntity, c.post("/account/password", form).Status)
	}
	form.Set("old", webtest.Password)
	require.Equal(t, http.StatusForbidden, c.post("/account/password", form).Status, "locked, even with the right one")
}

// Whether a login exists shows neither in what is said nor in a lock.
func TestNobodyLearnsWhichLoginsExist(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	text := func(a answer) string {
		return regexp.MustCompile(`role="alert">.*?</svg>([^<]*)`).FindStringSubmatch(a.Body)[1]
	}
	somebody, nobody := newClient(t, s), newClient(t, s)
	for i := range 7 {
		a, b := somebody.signIn("yuxiaomei", "wrong"), nobody.signIn("my-secret-sentence", "wrong")
		require.Equal(t, a.Status, b.Status)
		require.Equal(t, text(a), text(b), "attempt %d", i)
	}
	lines, err := s.Engine.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: "my…", Denied: true})
	require.NoError(t, err)
	require.Len(t, lines, 7, "on record, but not what may be a password in the wrong field")
}

func TestNobodyIsLedElsewhere(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	for _, next := range []string{"https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example", "\t//elsewhere.example",
		"/\n/elsewhere.example", "/a\\..\\\\elsewhere.example", "javascript:alert(1)"} {
		a := newClient(t, s).post("/sign-in", url.Values{"login": {"yuxiaomei"}, "password": {webtest.Password}, "next": {next}})
		require.Equal(t, "/", a.To, "%q", next)
	}
}

var (
	secretOf = regexp.MustCompile(`class="secret">([A-Z2-7]+)<`)
	codesOf  = regexp.MustCompile(`<code>([a-z2-7]{5}-[a-z2-7]{5})</code>`)
)

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	c := as(t, s, "zhoushuyi")
	require.Equal(t, http.StatusNotFound, c.get("/account/second/picture.png").Status)
	require.Equal(t, http.StatusSeeOther, c.post("/account/second", nil).Status)
	secret := secretOf.FindStringSubmatch(c.get("/account").Body)[1]
	picture := c.get("/account/second/picture.png")
	require.Equal(t, "image/png", picture.Header.Get("Content-Type"))
	require.Equal(t, "no-store", picture.Header.Get("Cache-Control"))
	account, err := s.Engine.Ledger.Account(t.Context(), "zhoushuyi")
	require.NoError(t, err)
	require.NotContains(t, string(account.SecondSealed), secret, "sealed in the ledger")
	require.False(t, account.Second, "not before the device has shown a code")
	require.Equal(t, "/", newClient(t, s).signIn("zhoushuyi", webtest.Password).To)

	now := time.Now()
	code, err := totp.GenerateCode(secret, now)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnprocessableEntity, c.post("/account/second/confirm", url.Values{"code": {"000000"}}).Status)
	page := c.post("/account/second/confirm", url.Values{"code": {code}})
	require.Equal(t, http.StatusOK, page.Status)
	codes := codesOf.FindAllStringSubmatch(page.Body, -1)
	require.Len(t, codes, 10)
	require.NotContains(t, c.get("/account").Body, codes[0][1], "told once")

	// The password alone opens nothing.
	d := newClient(t, s)
	require.Equal(t, "/sign-in/code", d.signIn("zhoushuyi", webtest.Password).To)
	require.Equal(t, http.StatusSeeOther, d.get("/work").Status)
	require.Equal(t, http.StatusForbidden, d.post("/sign-in/code", url.Values{"code": {code}}).Status, "a code that was used is worth nothing")
	require.Equal(t, "/", d.post("/sign-in/code", url.Values{"code": {codes[0][1]}}).To, "a recovery code opens")
	require.Equal(t, http.StatusOK, d.get("/work").Status)
	require.Equal(t, "/sign-in", d.get("/sign-in/code").To, "nothing of the way in is left in the session")
	d = newClient(t, s)
	d.signIn("zhoushuyi", webtest.Password)
	require.Equal(t, http.StatusForbidden, d.post("/sign-in/code", url.Values{"code": {codes[0][1]}}).Status, "once")

	// The device's next code opens once, whoever sends it at the same time.
	later := now.Add(time.Minute)
	next, err := totp.GenerateCode(secret, later)
	require.NoError(t, err)
	results := make(chan error, 4)
	for range 4 {
		go func() {
			_, err := s.Engine.SecondFactor(t.Context(), "zhoushuyi", next, "", later)
			results <- err
		}()
	}
	opened := 0
	for range 4 {
		if err := <-results; err == nil {
			opened++
		}
	}
	require.Equal(t, 1, opened)

	// Right passwords do not give a guesser of codes new tries.
	guesser := newClient(t, s)
	for range 6 {
		guesser.signIn("zhoushuyi", webtest.Password)
		require.Equal(t, http.StatusForbidden, guesser.post("/sign-in/code", url.Values{"code": {"111111"}}).Status)
	}
	require.Equal(t, http.StatusForbidden, guesser.signIn("zhoushuyi", webtest.Password).Status, "locked")

	admin := as(t, s, "suxiaotang")
	admin.post("/people/persons/zhoushuyi/account", url.Values{"act": {"unlock"}})
	require.Equal(t, http.StatusUnprocessableEntity, c.post("/account/second/end", url.Values{"password": {"wrong"}}).Status)
	require.Equal(t, "/account", c.post("/account/second/end", url.Values{"password": {webtest.Password}}).To)
	require.Equal(t, "/", newClient(t, s).signIn("zhoushuyi", webtest.Password).To)
}

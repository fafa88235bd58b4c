package site_test

// client_test.go: a person's browser without a window: cookies, forms, redirects
// that are not followed.

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/web/webtest"
)

type client struct {
	t    *testing.T
	site *webtest.Site
	http *http.Client
}

// answer is what a request came to.
type answer struct {
	Status int
	To     string // of a redirect
	Body   string
	Header http.Header
}

func newClient(t *testing.T, s *webtest.Site) *client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &client{t, s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as comes in by password.
func as(t *testing.T, s *webtest.Site, login string) *client {
	t.Helper()
	c := newClient(t, s)
	require.Equal(t, "/", c.signIn(login, webtest.Password).To)
	return c
}

func (c *client) signIn(login, password string) answer {
	c.t.Helper()
	return c.post("/sign-in", url.Values{"login": {login}, "password": {password}})
}

func (c *client) get(path string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil)
}

func (c *client) post(path string, form url.Values) answer {
	c.t.Helper()
	return c.do(http.MethodPost, path, form)
}

func (c *client) do(method, path string, form url.Values) answer {
	c.t.Helper()
	at := path
	if strings.HasPrefix(path, "/") {
		at = c.site.URL + path
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, at, strings.NewReader(form.Encode()))
	require.NoError(c.t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if strings.HasPrefix(path, "/") {
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		}
	}
	r.Header.Set("Accept-Language", "zh")
	res, err := c.http.Do(r)
	require.NoError(c.t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, res.Body.Close())
	return answer{res.StatusCode, res.Header.Get("Location"), string(body), res.Header}
}

// cookie gives the session's token.
func (c *client) cookie() string {
	u, err := url.Parse(c.site.URL)
	require.NoError(c.t, err)
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == "duban" {
			return k.Value
		}
	}
	return ""
}

package site_test

// helpers_test.go: requests without a browser.

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/web/webtest"
)

func now() time.Time { return time.Now() }

func itoa(n int) string { return strconv.Itoa(n) }

// signedIn gives a client with somebody's session.
func signedIn(t *testing.T, s *webtest.Site, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	client := &http.Client{Jar: jar}
	require.Equal(t, http.StatusOK, sent(t, client, s.URL+"/sign-in", url.Values{"login": {login}, "password": {webtest.Password}, "next": {"/account"}}))
	return client
}

// post sends a form as a browser of the site would.
func post(t *testing.T, client *http.Client, at string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := client.Do(r)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res
}

// sent sends a form and gives the answer's status.
func sent(t *testing.T, client *http.Client, at string, form url.Values) int {
	t.Helper()
	res := post(t, client, at, form) //nolint:bodyclose // post closes it
	return res.StatusCode
}

// get fetches a page.
func get(t *testing.T, client *http.Client, at string) (int, http.Header, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	require.NoError(t, err)
	r.Header.Set("Accept-Language", "zh")
	res, err := client.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode, res.Header, body
}

// upload sends a file as a form does and gives where it led.
func upload(t *testing.T, client *http.Client, at, name string, content []byte, fields url.Values) (int, *url.URL, string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	file, err := w.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = file.Write(content)
	require.NoError(t, err)
	for field, values := range fields {
		require.NoError(t, w.WriteField(field, values[0]))
	}
	require.NoError(t, w.Close())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at, &form)
	require.NoError(t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", "zh")
	res, err := client.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res.StatusCode, res.Request.URL, string(body)
}

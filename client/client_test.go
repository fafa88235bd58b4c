package client_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/client"
)

func TestTokensGoToTheirServerOnly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "duban.example.org", "ftp://duban.example.org", "http://duban.example.org"} {
		_, err := client.Dial(bad, "t", client.Options{})
		require.Error(t, err, bad)
	}
	came := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { came = true }))
	t.Cleanup(other.Close)
	server := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	t.Cleanup(server.Close)
	c, err := client.Dial(server.URL, "t", client.Options{})
	require.NoError(t, err)
	res, err := c.MeWithResponse(t.Context())
	require.NoError(t, err)
	require.Error(t, client.Check(res.HTTPResponse, res.Body))
	require.False(t, came)
}

func TestAClientWaitsWhenAskedTo(t *testing.T) {
	t.Parallel()
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		if asked == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"type":"about:blank","title":"Forbidden","status":403,"code":"forbidden","key":"forbidden.see","detail":"no"}`))
	}))
	t.Cleanup(server.Close)
	c, err := client.Dial(server.URL, "t", client.Options{})
	require.NoError(t, err)
	begun := time.Now()
	res, err := c.GetCaseWithResponse(t.Context(), "c")
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(begun), time.Second)
	var p *client.Problem
	require.ErrorAs(t, client.Check(res.HTTPResponse, res.Body), &p)
	require.Equal(t, "forbidden.see", p.Key)
	require.Equal(t, 2, asked)
}

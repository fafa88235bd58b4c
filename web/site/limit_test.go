package site_test

// limit_test.go: what is dear to make is made so often for one person.

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatIsDearIsMadeSoOftenForOnePerson(t *testing.T) {
	t.Parallel()
	s := claimed(t)
	one, other := signedIn(t, s, "zhoushuyi"), signedIn(t, s, "fenglicheng")
	for range 10 {
		status, _, _ := get(t, one, s.URL+"/cases/export")
		require.Equal(t, http.StatusOK, status)
	}
	status, header, body := http.StatusOK, http.Header{}, []byte{}
	for range 10 { // one more comes each ten seconds, and this machine may be slow
		if status, header, body = get(t, one, s.URL+"/cases/export"); status != http.StatusOK {
			break
		}
	}
	require.Equal(t, http.StatusTooManyRequests, status)
	require.NotEmpty(t, header.Get("Retry-After"))
	require.Contains(t, string(body), "请求过于频繁")
	status, _, _ = get(t, one, s.URL+"/cases")
	require.Equal(t, http.StatusOK, status, "reading goes on")
	status, _, _ = get(t, other, s.URL+"/cases/export")
	require.Equal(t, http.StatusOK, status, "and nobody else is slowed")
}

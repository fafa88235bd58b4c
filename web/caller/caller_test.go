package caller_test

// caller_test.go: whose word about an address counts.

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/web/caller"
)

func TestOnlyTrustedProxiesSayWhereSomebodyComesFrom(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	for name, e := range map[string]struct{ from, header, want string }{
		"nobody between":           {"192.0.2.7:1234", "", "192.0.2.7"},
		"a header that was forged": {"192.0.2.7:1234", "203.0.113.9", "192.0.2.7"},
		"a proxy":                  {"10.1.2.3:1234", "203.0.113.9", "203.0.113.9"},
		"two proxies":              {"127.0.0.1:1234", "203.0.113.9, 10.9.9.9", "203.0.113.9"},
		"a forged hop before":      {"10.1.2.3:1234", "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		"nonsense":                 {"10.1.2.3:1234", "'; drop table, x", "10.1.2.3"},
		"no header":                {"10.1.2.3:1234", "", "10.1.2.3"},
		"six":                      {"10.1.2.3:1234", "2001:db8::1", "2001:db8::1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = e.from
		if e.header != "" {
			r.Header.Set("X-Forwarded-For", e.header)
		}
		got := ""
		caller.Behind(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = caller.Address(r) })).ServeHTTP(httptest.NewRecorder(), r)
		require.Equal(t, e.want, got, name)
	}
}

// Package caller tells from where a request comes, also behind a proxy that says so. Pages
// and API record and bound by what it says.
package caller

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Address gives from where a request came, without the port.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Behind takes the address that a trusted proxy forwards for the request's own, so
// that the record names the person's machine. A header from elsewhere is nobody's
// word: everybody can write one.
func Behind(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	trusts := func(text string) bool {
		ip, err := netip.ParseAddr(strings.TrimSpace(text))
		return err == nil && slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if trusts(Address(r)) {
			// The last one that is no proxy of ours: what stands before it was
			// written by whoever sent the request.
			hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for _, hop := range slices.Backward(hops) {
				hop = strings.TrimSpace(hop)
				if _, err := netip.ParseAddr(hop); err != nil {
					break
				}
				r.RemoteAddr = net.JoinHostPort(hop, "0")
				if !trusts(hop) {
					break
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}

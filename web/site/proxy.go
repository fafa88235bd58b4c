package site

// proxy.go: from where somebody comes, behind a proxy that says so.

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// behind takes the address that a trusted proxy forwards for the request's own, so
// that the record names the person's machine. A header from elsewhere is nobody's
// word: everybody can write one.
func behind(trusted []netip.Prefix, next http.Handler) http.Handler {
	if len(trusted) == 0 {
		return next
	}
	trusts := func(text string) bool {
		ip, err := netip.ParseAddr(strings.TrimSpace(text))
		return err == nil && slices.ContainsFunc(trusted, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) })
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if trusts(address(r)) {
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

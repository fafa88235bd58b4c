// Package outbound sends requests to addresses that people have typed. It refuses
// to reach the machine itself and the networks behind it, whatever name leads
// there: the address is looked at when the connection is made, after the name was
// looked up, so that a name cannot point elsewhere in between (SSRF).
package outbound

// outbound.go: where a request may go, and a client that goes nowhere else.

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"duban/casework"
)

// Policy says where requests may go besides the public internet.
type Policy struct {
	allowed []netip.Prefix
}

// ParsePolicy reads networks divided by commas; "" allows none.
func ParsePolicy(text string) (Policy, error) {
	var p Policy
	for _, part := range strings.Split(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			return p, casework.Wrap(casework.CodeInvalid, err, "invalid.webhook_allow", part)
		}
		p.allowed = append(p.allowed, prefix.Masked())
	}
	return p, nil
}

// maxURL bounds an address.
const maxURL = 500

// CheckURL fails with [casework.CodeInvalid] for what is no address to send to.
// Without TLS only where networks were allowed by name. What the name leads to is
// looked at when the connection is made.
func (p Policy) CheckURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || len(text) > maxURL || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.webhook_url")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || len(p.allowed) == 0) {
		return casework.Errorf(casework.CodeInvalid, "invalid.webhook_https")
	}
	return nil
}

// ErrForbidden is the cause of a request that would have left the policy.
var ErrForbidden = errors.New("the address is not a public one")

// closed are networks that netip does not call private: shared address space,
// IETF protocols, documentation, benchmarks, reserved; and the IPv6 ranges that
// wrap an IPv4 address, behind which any of those may stand.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"), netip.MustParsePrefix("::/96"),
}

// Allows tells whether a connection may be made to an address. Without TLS only
// the networks that were allowed by name.
func (p Policy) Allows(a netip.Addr, secure bool) bool {
	a = a.Unmap().WithZone("")
	for _, prefix := range p.allowed {
		if prefix.Contains(a) {
			return true
		}
	}
	if !secure || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, prefix := range closed {
		if prefix.Contains(a) {
			return false
		}
	}
	return true
}

// Bounds of a request: a receiver that is slow is tried again later.
const (
	connectWithin = 5 * time.Second
	answerWithin  = 10 * time.Second
)

type plainKey struct{}

// Client gives a client that stays within the policy. It follows no redirect, uses
// no proxy and keeps no cookies.
func (p Policy) Client() *http.Client {
	dialer := func(secure bool) *net.Dialer {
		return &net.Dialer{Timeout: connectWithin, Control: func(_, address string, _ syscall.RawConn) error {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return err
			}
			a, err := netip.ParseAddr(host)
			if err != nil {
				return err
			}
			if !p.Allows(a, secure) {
				return ErrForbidden
			}
			return nil
		}}
	}
	secure, plain := dialer(true), dialer(false)
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			// The transport asks the same dialer for both schemes: the request says which.
			if ctx.Value(plainKey{}) != nil {
				return plain.DialContext(ctx, network, address)
			}
			return secure.DialContext(ctx, network, address)
		},
		TLSHandshakeTimeout: connectWithin, ResponseHeaderTimeout: answerWithin, IdleConnTimeout: time.Minute,
		MaxIdleConnsPerHost: 1, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
	}
	return &http.Client{Transport: marked{transport}, Timeout: answerWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// marked tells the dialer whether a request goes without TLS.
type marked struct{ next *http.Transport }

func (m marked) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" {
		r = r.WithContext(context.WithValue(r.Context(), plainKey{}, true))
	}
	return m.next.RoundTrip(r)
}

package outbound

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func TestOnlyPublicAddressesAreReached(t *testing.T) {
	t.Parallel()
	var none Policy
	for _, inside := range []string{
		"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
		"224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1",
		"::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "::127.0.0.1",
	} {
		require.False(t, none.Allows(netip.MustParseAddr(inside), true), inside)
	}
	for _, public := range []string{"1.1.1.1", "114.114.114.114", "2606:4700:4700::1111", "2400:3200::1"} {
		require.True(t, none.Allows(netip.MustParseAddr(public), true), public)
		require.False(t, none.Allows(netip.MustParseAddr(public), false), "%s without TLS", public)
	}
}

func TestNetworksAreAllowedByName(t *testing.T) {
	t.Parallel()
	p, err := ParsePolicy(" 10.1.0.0/16, 127.0.0.0/8 ")
	require.NoError(t, err)
	require.NoError(t, p.CheckURL("http://127.0.0.1:9/in"))
	require.True(t, p.Allows(netip.MustParseAddr("10.1.2.3"), false))
	require.True(t, p.Allows(netip.MustParseAddr("::ffff:127.0.0.1"), true))
	require.False(t, p.Allows(netip.MustParseAddr("10.2.0.1"), true))
	_, err = ParsePolicy("10.1.2.3")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	t.Parallel()
	var none Policy
	require.NoError(t, none.CheckURL("https://example.org/hook?x=1"))
	for _, bad := range []string{"", "example.org", "http://example.org/hook", "file:///etc/passwd", "gopher://example.org",
		"https://user:secret@example.org/", "https://", "https://example.org/#part"} {
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(none.CheckURL(bad)), bad)
	}
}

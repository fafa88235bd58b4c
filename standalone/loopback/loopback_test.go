package loopback

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp4", Address(0))
	require.NoError(t, err)
	defer taken.Close()
	address, ok := taken.Addr().(*net.TCPAddr)
	require.True(t, ok)
	port := address.Port

	_, err = Choose("Temporal", "--temporal-port", port, 0)
	require.ErrorIs(t, err, ErrInUse)
	require.ErrorContains(t, err, "--temporal-port")
	require.ErrorContains(t, err, Address(port))

	other, err := Choose("Temporal", "--temporal-port", 0, port)
	require.NoError(t, err, "a preferred port is no demand")
	require.NotEqual(t, port, other)

	for _, wrong := range []int{-1, 65536} {
		_, err = Choose("Temporal", "--temporal-port", wrong, 0)
		require.ErrorContains(t, err, "not a TCP port")
	}
}

func TestFreePortsDiffer(t *testing.T) {
	t.Parallel()
	ports, err := FreePorts(20)
	require.NoError(t, err)
	seen := map[int]bool{}
	for _, port := range ports {
		require.False(t, seen[port])
		seen[port] = true
		require.True(t, Available(port))
	}
}

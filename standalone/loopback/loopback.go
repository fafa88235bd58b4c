// Package loopback picks TCP ports on 127.0.0.1 for the servers of the standalone tree.
// It belongs here: finding and checking ports. It does not: anything that listens for longer
// than a check, and any address other than loopback.
package loopback

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

// Host is the only address on which servers of the standalone tree listen.
const Host = "127.0.0.1"

// Internal ports come from a range below every system's ephemeral ports: a port taken from the
// ephemeral range can be handed to an outgoing connection between our check and the server's
// own listen, and then the server fails to start for no visible reason.
const (
	firstInternal = 17000
	lastInternal  = 29999
)

// ErrInUse is returned (wrapped) when a port that was asked for explicitly has an owner.
var ErrInUse = errors.New("port in use")

// Address joins the loopback host and a port.
func Address(port int) string { return net.JoinHostPort(Host, strconv.Itoa(port)) }

// Available reports whether a server could listen on the port at this moment.
func Available(port int) bool {
	listener, err := net.Listen("tcp4", Address(port))
	if err != nil {
		return false
	}
	return listener.Close() == nil
}

// Free returns a port nobody listens on. It fails only when the whole range is taken.
func Free() (int, error) {
	ports, err := FreePorts(1)
	if err != nil {
		return 0, err
	}
	return ports[0], nil
}

// FreePorts returns n different ports nobody listens on.
func FreePorts(n int) ([]int, error) {
	span := lastInternal - firstInternal + 1
	found := make([]int, 0, n)
	for _, offset := range rand.Perm(span) { //nolint:gosec // no secret: it keeps two starts from trying the same ports
		if port := firstInternal + offset; Available(port) {
			if found = append(found, port); len(found) == n {
				return found, nil
			}
		}
	}
	return nil, fmt.Errorf("no free TCP port between %d and %d on %s: stop some other servers",
		firstInternal, lastInternal, Host)
}

// Choose returns the port a server shall use. An asked port (not 0) is taken or refused with
// ErrInUse, because whoever asked will look for the server there; without one the preferred port
// is used when it is free and any free port otherwise.
// The sentence of the error names what the port is for and the flag that changes it.
func Choose(purpose, flag string, asked, preferred int) (int, error) {
	if asked != 0 {
		if asked < 0 || asked > 65535 {
			return 0, fmt.Errorf("%s: %d is not a TCP port (%s takes 1 to 65535)", purpose, asked, flag)
		}
		if !Available(asked) {
			return 0, fmt.Errorf("%s: %w: another program already listens on %s; stop it or choose another port with %s",
				purpose, ErrInUse, Address(asked), flag)
		}
		return asked, nil
	}
	if preferred != 0 && Available(preferred) {
		return preferred, nil
	}
	return Free()
}

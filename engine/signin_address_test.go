package engine_test

// signin_address_test.go: one password tried on many logins is slowed down, a town
// hall that mistypes is not.

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestOnePasswordOnManyLoginsLocksTheAddress(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t, enginetest.Config(t))
	password, err := e.EnsureAdministrator(t.Context(), time.Now())
	require.NoError(t, err)
	now := time.Now()
	const from, elsewhere = "203.0.113.9", "198.51.100.7"
	key := func(login, password, address string, at time.Time) string {
		t.Helper()
		_, err := e.SignIn(t.Context(), login, password, address, at)
		if err == nil {
			return "in"
		}
		var refusal *casework.Error
		require.ErrorAs(t, err, &refusal)
		return refusal.Key
	}
	failed := func(address string, n int, at time.Time) {
		t.Helper()
		for range n {
			_, err := e.Ledger.AddressFailed(t.Context(), address, at, 3*time.Minute)
			require.NoError(t, err)
		}
	}
	admin := string(engine.FirstAdministrator)
	failed(from, 298, now)
	for i := range 2 { // the last that costs nothing, and the first that does
		require.Equal(t, "forbidden.sign_in", key(fmt.Sprintf("login-%d", i), "Spring2026!", from, now))
	}
	require.Equal(t, "forbidden.locked_address", key("login-3", "Spring2026!", from, now.Add(time.Second)), "whoever it is")
	require.Equal(t, "forbidden.locked_address", key(admin, password, from, now.Add(time.Second)), "whatever the password")
	require.Equal(t, "in", key(admin, password, elsewhere, now.Add(time.Second)), "nobody else is kept out")
	lines, err := e.Ledger.Accesses(t.Context(), schema.AccessFilter{Person: engine.FirstAdministrator, Denied: true})
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Equal(t, "address", lines[0].Detail)
	require.Equal(t, "in", key(admin, password, from, now.Add(31*time.Second)), "locks are short")
	for i, at := range []time.Duration{31 * time.Second, 62 * time.Second} {
		require.Equal(t, "forbidden.sign_in", key(fmt.Sprintf("login-4-%d", i), "Spring2026!", from, now.Add(at)))
	}
	require.Equal(t, "forbidden.locked_address", key("login-5", "Spring2026!", from, now.Add(120*time.Second)), "and double")
	require.Equal(t, "forbidden.sign_in", key("login-6", "Spring2026!", from, now.Add(16*time.Hour)), "what was, drains away")
	require.Equal(t, "in", key(admin, password, from, now.Add(16*time.Hour)))

	// A machine has its whole IPv6 network; a proxy that nobody named has everybody.
	failed("2001:db8:1:2::/64", 299, now)
	require.Equal(t, "forbidden.sign_in", key("login-7", "x", "2001:db8:1:2::1", now))
	require.Equal(t, "forbidden.locked_address", key(admin, password, "2001:db8:1:2:ffff::2", now))
	require.Equal(t, "in", key(admin, password, "2001:db8:1:3::1", now))
	for _, local := range []string{"127.0.0.1", "::1"} {
		failed(local, 299, now)
		require.Equal(t, "forbidden.sign_in", key("login-8", "x", local, now))
		require.Equal(t, "in", key(admin, password, local, now))
	}

	// A county of three thousand: 150 mistype each morning within half an hour.
	const townHall = "192.0.2.1"
	for day := range 10 {
		for i := range 150 {
			n, err := e.Ledger.AddressFailed(t.Context(), townHall, now.Add(time.Duration(day)*24*time.Hour+time.Duration(i)*12*time.Second), 3*time.Minute)
			require.NoError(t, err)
			require.Less(t, n, 300)
		}
	}
}

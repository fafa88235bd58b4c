package server_test

// config_test.go: the table of settings.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/web/server"
)

func lookup(env map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
}

func TestSettings(t *testing.T) {
	t.Parallel()
	c, err := server.ReadConfig(lookup(nil))
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8088", c.Address)
	require.False(t, c.Secure)
	good := map[string]string{"DUBAN_LISTEN": "0.0.0.0:80", "DUBAN_SECURE": "true", "DUBAN_URL": "https://duban.example", "DUBAN_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1",
		"DUBAN_OIDC_ISSUER": "https://id.example", "DUBAN_OIDC_CLIENT_ID": "duban", "DUBAN_OIDC_CLIENT_SECRET": "hush", "DUBAN_OIDC_NAME": "政务云",
		"DATABASE_URL": "postgres://u:hush@db/duban"}
	c, err = server.ReadConfig(lookup(good))
	require.NoError(t, err)
	require.Len(t, c.Proxies, 2)
	require.Equal(t, "https://duban.example", c.OpenID.URL)
	table := server.Table(lookup(good))
	require.Contains(t, table, "DUBAN_OIDC_CLIENT_SECRET=(set)")
	require.Contains(t, table, "DATABASE_URL=(set)")
	require.NotContains(t, table, "hush")

	for name, value := range map[string]string{"DUBAN_LISTEN": "nowhere", "DUBAN_SECURE": "perhaps", "DUBAN_URL": "duban.example",
		"DUBAN_TRUSTED_PROXIES": "the proxy", "DUBAN_OIDC_ISSUER": "id"} {
		_, err := server.ReadConfig(lookup(map[string]string{name: value}))
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), name)
		require.ErrorContains(t, err, name)
	}
	_, err = server.ReadConfig(lookup(map[string]string{"DUBAN_OIDC_ISSUER": "https://id.example"}))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "half a provider")
	_, err = server.ReadConfig(lookup(map[string]string{"DUBAN_SECURE": "true", "DUBAN_URL": "http://duban.example"}))
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
}

// Package testfolder makes folders for tests in which a database can live. Nothing else belongs here.
package testfolder

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// New returns an empty folder that goes away with the test. t.TempDir will not do: for root the
// database runs under another account, which cannot enter that.
func New(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "duban-test-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o711))
	return folder
}

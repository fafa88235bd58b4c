// Package testfolder makes folders for tests in which a database can live. Nothing else belongs here.
package testfolder

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// New returns an empty folder that goes away with the test. t.TempDir will not do: for root the
// database runs under another account, which cannot enter that.
func New(tb testing.TB) string {
	tb.Helper()
	folder, err := os.MkdirTemp("", "duban-test-") //nolint:usetesting // see above
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, os.RemoveAll(folder)) })
	require.NoError(tb, os.Chmod(folder, 0o711)) //nolint:gosec // see above
	return folder
}

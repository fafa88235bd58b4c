package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func TestCounts(t *testing.T) {
	t.Parallel()
	f := setUp(t)
	f.open("M-1", "2026-06-30", f.at("2026-03-02"), county)
	s := f.open("M-2", "2026-06-30", f.at("2026-03-02"), county)
	f.act(s, casework.Command{Type: casework.CommandCancel, By: by(wang, ""), Reason: "double"}, f.at("2026-03-02"))
	n, err := f.l.CountCases(f.ctx())
	require.NoError(t, err)
	require.Equal(t, 2, n, "ended ones included")
	opened, err := f.l.Opened(f.ctx(), []casework.CaseID{"M-1", "M-2", "M-3"})
	require.NoError(t, err)
	require.ElementsMatch(t, []casework.CaseID{"M-1", "M-2"}, opened)
}

package ledgerfile_test

// kind_test.go: telling what kind of file a workbook is.

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/ledgerfile"
)

// A formula above or in the table is told of by whoever reads the sheet; finding
// out what kind of file it is passes over it.
func TestKindOfAFileWithFormulas(t *testing.T) {
	t.Parallel()
	plan, err := os.ReadFile("../examples/plan.xlsx")
	require.NoError(t, err)
	book, err := excelize.OpenReader(bytes.NewReader(plan))
	require.NoError(t, err)
	require.NoError(t, book.SetCellFormula(book.GetSheetName(0), "D8", "1+1"))
	var out bytes.Buffer
	require.NoError(t, book.Write(&out))
	require.NoError(t, book.Close())
	kind, err := ledgerfile.KindOfContent(bytes.NewReader(out.Bytes()), int64(out.Len()))
	require.NoError(t, err)
	require.Equal(t, ledgerfile.SheetMeasures, kind)
}

// Each example is told apart by its headers alone.
func TestKindsOfTheExamples(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]ledgerfile.SheetKind{"plan": ledgerfile.SheetMeasures, "tasklist": ledgerfile.SheetMeasures,
		"households": ledgerfile.SheetHouseholds, "indicators": ledgerfile.SheetIndicators, "obligations": ledgerfile.SheetObligations} {
		file, err := os.ReadFile("../examples/" + name + ".xlsx")
		require.NoError(t, err)
		kind, err := ledgerfile.KindOfContent(bytes.NewReader(file), int64(len(file)))
		require.NoError(t, err)
		require.Equal(t, want, kind, name)
	}
}

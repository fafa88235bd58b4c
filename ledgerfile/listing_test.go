package ledgerfile_test

// listing_test.go: lists as workbooks.

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/ledgerfile"
)

func TestListingHoldsTextsAndNoFormula(t *testing.T) {
	t.Parallel()
	hostile := []string{"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\t=1", "<a>&\"'", "a\x00\x1fb", strings.Repeat("长", 40_000)}
	rest := hostile
	var out bytes.Buffer
	rows, err := ledgerfile.WriteListing(&out, "台账", []ledgerfile.ListingColumn{{Name: "编号", Width: 10}, {Name: "内容", Width: 40, Left: true}},
		func() ([]string, error) {
			if len(rest) == 0 {
				return nil, nil
			}
			row := []string{"1", rest[0]}
			rest = rest[1:]
			return row, nil
		})
	require.NoError(t, err)
	require.Equal(t, len(hostile), rows)
	book, err := excelize.OpenReader(&out)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, book.Close()) })
	for i, text := range hostile {
		at := "B" + string(rune('2'+i))
		if i+2 > 9 {
			at = "B10"
		}
		formula, err := book.GetCellFormula("台账", at)
		require.NoError(t, err)
		require.Empty(t, formula, text)
		value, err := book.GetCellValue("台账", at)
		require.NoError(t, err)
		if i < 5 {
			require.Equal(t, text, value)
		}
		require.NotContains(t, value, "\x00")
	}
}

func TestListingGivesLongTextsTheLinesThatTheyNeed(t *testing.T) {
	t.Parallel()
	rest := [][]string{{"1", "短"}, {"2", strings.Repeat("长", 90)}}
	var out bytes.Buffer
	_, err := ledgerfile.WriteListing(&out, "台账", []ledgerfile.ListingColumn{{Name: "编号", Width: 10}, {Name: "内容", Width: 40, Left: true}},
		func() (row []string, err error) {
			if len(rest) > 0 {
				row, rest = rest[0], rest[1:]
			}
			return row, nil
		})
	require.NoError(t, err)
	book, err := excelize.OpenReader(&out)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, book.Close()) })
	short, err := book.GetRowHeight("台账", 2)
	require.NoError(t, err)
	long, err := book.GetRowHeight("台账", 3)
	require.NoError(t, err)
	require.Greater(t, long, 3*short-short/2, "180 columns of text in a column of 40 take five lines")
	top, err := book.GetHeaderFooter("台账")
	require.NoError(t, err)
	require.Contains(t, top.OddHeader, "&A", "a printed list says what it is")
}

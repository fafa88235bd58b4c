package ledgerfile

// listing.go: a list as a workbook, written row by row, so that a million rows
// cost no more memory than one.

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// ListingColumn is a column of a listing.
type ListingColumn struct {
	Name  string
	Width float64 // in characters
	Left  bool    // long texts stand left
}

// listingRows is how many rows a sheet of a listing takes; the rest goes on in the
// next one.
const listingRows = 1_000_000

// WriteListing writes a list as a workbook of texts. next gives the cells of the
// following row, nil at the end. Every cell is a text, never a formula, whatever it
// begins with.
func WriteListing(w io.Writer, sheet string, columns []ListingColumn, next func() ([]string, error)) (rows int, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	k, err := newKit(f)
	if err != nil {
		return 0, err
	}
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return 0, err
	}
	for part := 1; ; part++ {
		name := sheet
		if part > 1 {
			name = fmt.Sprintf("%s%d", sheet, part)
			if _, err := f.NewSheet(name); err != nil {
				return rows, err
			}
		}
		n, more, err := k.listing(name, columns, next)
		rows += n
		if err != nil {
			return rows, err
		}
		if !more {
			break
		}
	}
	_, err = f.WriteTo(w)
	return rows, err
}

// listing writes one sheet; more tells that it is full.
func (k *kit) listing(sheet string, columns []ListingColumn, next func() ([]string, error)) (rows int, more bool, err error) {
	if err := k.printSetup(sheet, 9, "landscape", 1, "$1:$1"); err != nil {
		return 0, false, err
	}
	// A printed list says what it is and of which day: it has no title among its rows.
	if err := k.f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddHeader: "&C&12&A&R&9&D", OddFooter: pageFooter}); err != nil {
		return 0, false, err
	}
	stream, err := k.f.NewStreamWriter(sheet)
	if err != nil {
		return 0, false, err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return 0, false, err
	}
	head := make([]any, len(columns))
	for i, c := range columns {
		if err := stream.SetColWidth(i+1, i+1, c.Width); err != nil {
			return 0, false, err
		}
		head[i] = excelize.Cell{StyleID: k.header, Value: c.Name}
	}
	if err := stream.SetRow("A1", head); err != nil {
		return 0, false, err
	}
	cells := make([]any, len(columns))
	for rows < listingRows {
		values, err := next()
		if err != nil {
			return rows, false, err
		}
		if values == nil {
			return rows, false, stream.Flush()
		}
		height := 18.0
		for i, v := range values {
			height = max(height, float64(wrapped(v, columns[i].Width))*12.5+5)
			style := k.text
			if columns[i].Left {
				style = k.left
			}
			cells[i] = excelize.Cell{StyleID: style, Value: cleanText(v)}
		}
		if err := stream.SetRow(fmt.Sprint("A", rows+2), cells, excelize.RowOpts{Height: min(height, 400)}); err != nil {
			return rows, false, err
		}
		rows++
	}
	return rows, true, stream.Flush()
}

package site

// ledger_export.go: exactly what is filtered, as a workbook.

import (
	"net/http"
	"time"

	"duban/casework"
	"duban/engine"
	"duban/ledgerfile"
	"duban/schema"
)

// exportBatch is how many lines are read at a time.
const exportBatch = 1000

// exportLedger writes every line of the filter, page by page as it is read. That
// it was exported is on record before a byte leaves.
func (s *Site) exportLedger(w http.ResponseWriter, r *request) error {
	f := filterOf(r.URL.Query())
	f.After = ""
	asked, err := s.asked(r, f)
	if err != nil {
		return err
	}
	asked.Limit = exportBatch
	e := export{s: s, r: r, asked: asked, light: casework.Light(f.Light), columns: columnsOf(f.Columns), cells: cells{lang: r.lang}}
	if err := e.read(); err != nil { // what fails at once is shown as a page
		return err
	}
	s.record(r, schema.AccessExported, "", "/cases?"+f.Query(), false)
	head := make([]ledgerfile.ListingColumn, len(e.columns))
	for i, c := range e.columns {
		head[i] = ledgerfile.ListingColumn{Name: r.say("web.col." + c.Key), Width: c.width, Left: c.left}
	}
	// A large list takes longer than a page may.
	if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="ledger-`+r.viewer.Today.String()+`.xlsx"`)
	if _, err := ledgerfile.WriteListing(w, r.say("web.nav.ledger"), head, e.next); err != nil {
		s.log.Error("export broken off", "error", err)
		panic(http.ErrAbortHandler) // a half file must not look whole
	}
	return nil
}

// export reads the lines of a filter one after another.
type export struct {
	s       *Site
	r       *request
	asked   schema.Filter
	light   casework.Light
	columns []column
	cells   cells
	lines   []engine.Line
	over    bool
}

func (e *export) read() error {
	lines, next, err := e.r.viewer.Lines(e.r.Context(), e.asked, e.light)
	if err != nil {
		return err
	}
	e.lines, e.asked.After, e.over = lines, next, next.IsZero()
	return e.s.nameLeaders(e.r, &e.cells, e.columns, lines)
}

func (e *export) next() ([]string, error) {
	for len(e.lines) == 0 {
		if e.over {
			return nil, nil
		}
		if err := e.read(); err != nil {
			return nil, err
		}
	}
	line := &e.lines[0]
	e.lines = e.lines[1:]
	row := make([]string, len(e.columns))
	for i, c := range e.columns {
		row[i] = c.text(&e.cells, line)
	}
	return row, nil
}

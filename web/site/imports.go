package site

// imports.go: taking a ledger file in: put up, previewed row by row, applied as it
// was previewed, followed until all of its cases are there.

import (
	"errors"
	"net/http"
	"net/url"

	"duban/casework"
	"duban/engine"
	"duban/ledgerfile"
	"duban/schema"
)

// routesImports are the paths of imports.
func (s *Site) routesImports(mux *http.ServeMux) {
	s.page(mux, "GET /imports", s.showImports)
	s.page(mux, "POST /imports", s.putImport)
	s.page(mux, "GET /imports/{id}", s.showImport)
	s.page(mux, "POST /imports/{id}/apply", s.applyImport)
}

// importsBody is what the page of imports shows.
type importsBody struct {
	Files    []schema.ImportFile
	Findings []ledgerfile.Finding // of a file that was not taken
	Name     string               // its
	MoreOf   int                  // findings that are not listed
	Error    string
	Most     int64 // MiB
	Create   bool
}

func (s *Site) showImports(w http.ResponseWriter, r *request) error {
	return s.renderImports(w, r, http.StatusOK, importsBody{})
}

func (s *Site) renderImports(w http.ResponseWriter, r *request, status int, body importsBody) error {
	var err error
	if body.Files, err = r.viewer.Imports(r.Context()); err != nil {
		return err
	}
	body.Most = engine.MaxImport >> 20
	s.render(w, r, status, "imports", "web.nav.imports", body)
	return nil
}

func (s *Site) putImport(w http.ResponseWriter, r *request) error {
	if err := r.viewer.MayImport(r.Context()); err != nil { // before a byte of the file is read
		return err
	}
	name, content, err := fileOf(r)
	if err != nil {
		return err
	}
	if name == "" {
		return s.renderImports(w, r, http.StatusUnprocessableEntity, importsBody{Error: r.say("invalid.upload_missing")})
	}
	create := r.PostForm.Get("create_units") == "1"
	id, err := r.viewer.PutImport(r.Context(), name, content, create)
	if err == nil {
		redirect(w, r, importAddress(id))
		return nil
	}
	body := importsBody{Name: name, Create: create}
	var findings *ledgerfile.Findings
	if errors.As(err, &findings) {
		body.Findings, body.MoreOf = findings.List, findings.MoreErrors+findings.MoreWarnings
		return s.renderImports(w, r, http.StatusUnprocessableEntity, body)
	}
	if e := shown(err); e.Code == casework.CodeInvalid || e.Code == casework.CodeConflict {
		body.Error = r.text(e)
		return s.renderImports(w, r, http.StatusUnprocessableEntity, body)
	}
	return err
}

func importAddress(id string) string { return "/imports/" + url.PathEscape(id) }

// rowsShown is how many rows of a preview are listed.
const rowsShown = 1000

// importBody is what the page of one file shows.
type importBody struct {
	File    schema.ImportFile
	Preview *engine.ImportPreview
	Rows    []engine.ImportRow // what changes first
	Counts  []rowCount
	Hidden  int // rows not listed
	Skipped []ledgerfile.SheetReport
	Failure string
	Error   string
	Opened  int
	Total   int
	Busy    bool
	List    bool // of values or obligations, which are no plan
}

// rowCount is what happens with how many rows.
type rowCount struct {
	Action string
	Count  int
}

// rowOrder is in which order a preview lists: what needs a look first.
var rowOrder = []string{engine.RowRefused, engine.RowChanged, engine.RowMissing, engine.RowNew, engine.RowUnstarted, engine.RowSame}

func (s *Site) showImport(w http.ResponseWriter, r *request) error {
	return s.renderImport(w, r, http.StatusOK, "")
}

func (s *Site) renderImport(w http.ResponseWriter, r *request, status int, text string) error {
	f, err := r.viewer.Import(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	body := importBody{File: f, Error: text, Busy: f.State == schema.ImportApplying, List: engine.IsList(ledgerfile.SheetKind(f.Kind))}
	if e := engine.ImportFailure(f); e != nil {
		body.Failure = r.text(e)
	}
	if f.State == schema.ImportPreviewed {
		preview, err := r.viewer.PreviewImport(r.Context(), f.ID)
		var findings *ledgerfile.Findings
		switch {
		case errors.As(err, &findings):
			body.Error = findings.Text(string(r.lang))
		case casework.CodeOf(err) == casework.CodeInvalid && err != nil, casework.CodeOf(err) == casework.CodeNotFound && err != nil:
			body.Error = r.text(err)
		case err != nil:
			return err
		default:
			body.preview(preview)
		}
	} else if body.Opened, body.Total, err = r.viewer.ImportProgress(r.Context(), f); err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "import", "job", body)
		return nil
	}
	s.render(w, r, status, "import", "web.import.title", body)
	return nil
}

// preview sorts a preview's rows by what happens with them.
func (b *importBody) preview(p engine.ImportPreview) {
	b.Preview = &p
	for _, action := range rowOrder {
		count := rowCount{Action: action}
		for _, row := range p.Rows {
			if row.Action != action {
				continue
			}
			count.Count++
			if len(b.Rows) < rowsShown {
				b.Rows = append(b.Rows, row)
			} else {
				b.Hidden++
			}
		}
		if count.Count > 0 {
			b.Counts = append(b.Counts, count)
		}
	}
	for _, sheet := range p.Sheets {
		if sheet.Kind == ledgerfile.SheetSkipped {
			b.Skipped = append(b.Skipped, sheet)
		}
	}
}

// applyImport takes the file in exactly as it was previewed.
func (s *Site) applyImport(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	id := r.PathValue("id")
	taken, err := r.viewer.ApproveImport(r.Context(), id, r.PostForm.Get("digest"))
	if casework.CodeOf(err) == casework.CodeStale && err != nil {
		return s.renderImport(w, r, http.StatusConflict, r.text(err))
	}
	if err != nil {
		return err
	}
	if taken {
		f, err := r.viewer.Import(r.Context(), id)
		if err != nil {
			return err
		}
		s.record(r, schema.AccessImported, "", f.Name+" "+f.Digest, false)
		s.imports.start(id)
	}
	redirect(w, r, importAddress(id))
	return nil
}

package site

// evidence.go: a piece of evidence as a browser gets it: from a path with headers of
// its own, so that whatever somebody handed in runs nothing here.

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"duban/casework"
	"duban/engine"
	"duban/evidence"
	"duban/schema"
)

// Policies of what evidence may do in a browser: nothing. A browser's own reader of
// PDF does not run in a sandboxed page, so PDF goes without that word and is shut
// in by the rest; every other kind is in a sandbox without any permission.
const (
	evidencePolicy    = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
	evidenceSandboxed = evidencePolicy + "; sandbox"
	kindPDF           = "application/pdf"
)

// serveEvidence gives the bytes to whoever may see the case. Safe pictures and PDF
// are shown, everything else is saved.
func (s *Site) serveEvidence(w http.ResponseWriter, r *request) error {
	sum := r.PathValue("sum")
	if !evidence.Digest(sum) {
		return casework.Errorf(casework.CodeNotFound, "notfound.evidence")
	}
	id := casework.CaseID(r.PathValue("id"))
	piece, content, err := r.viewer.OpenEvidence(r.Context(), id, sum)
	if err != nil {
		return err
	}
	return s.serve(w, r, id, piece, content)
}

// serveSiteEvidence gives what was photographed on site to whoever sees the record.
func (s *Site) serveSiteEvidence(w http.ResponseWriter, r *request) error {
	sum := r.PathValue("sum")
	task, err := strconv.Atoi(r.PathValue("task"))
	if err != nil || !evidence.Digest(sum) {
		return casework.Errorf(casework.CodeNotFound, "notfound.evidence")
	}
	id := casework.CaseID(r.PathValue("case"))
	piece, content, err := r.viewer.OpenSiteEvidence(r.Context(), r.PathValue("id"), id, task, sum)
	if err != nil {
		return err
	}
	return s.serve(w, r, id, piece, content)
}

// serve sends the bytes, and that somebody looked goes on record before.
func (s *Site) serve(w http.ResponseWriter, r *request, id casework.CaseID, piece engine.Piece, content io.ReadSeekCloser) error {
	defer content.Close()
	sum := piece.SHA256
	h := w.Header()
	h.Set("Content-Security-Policy", evidenceSandboxed)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	// What it is named by cannot change; a shared computer keeps nothing all the same.
	h.Set("ETag", `"`+sum+`"`)
	disposition, kind := "attachment", "application/octet-stream"
	if piece.Shown && r.URL.Query().Get("save") == "" {
		disposition, kind = "inline", piece.Kind
		if kind == kindPDF {
			h.Set("Content-Security-Policy", evidencePolicy)
		}
	}
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": piece.Name}))
	if r.Header.Get("Range") == "" || strings.HasPrefix(r.Header.Get("Range"), "bytes=0-") {
		s.record(r, schema.AccessSaw, id, piece.Name+" "+sum[:16], false)
	}
	http.ServeContent(w, r.Request, "", piece.At, content)
	return nil
}

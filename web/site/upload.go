package site

// upload.go: files that come in by parts, so that a phone goes on where it lost the
// connection. The protocol is tus 1.0 (core, creation, termination), whose clients
// can be used too; docs/evidence.md says what is sent. What is answered is plain.

import (
	"net/http"
	"net/url"
	"strconv"

	"duban/casework"
	"duban/web/tus"
)

func (s *Site) startUpload(w http.ResponseWriter, r *request) error {
	size, err := strconv.ParseInt(r.Header.Get(tus.HeaderLength), 10, 64)
	if err != nil {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	id := casework.CaseID(r.PathValue("id"))
	name, sum := tus.Announced(r.Header.Get(tus.HeaderMetadata))
	u, err := r.viewer.Offer(r.Context(), id, name, size, sum)
	if err != nil {
		return s.plainly(w, r, err)
	}
	tus.Tell(w.Header(), u)
	w.Header().Set("Location", "/cases/"+url.PathEscape(string(id))+"/uploads/"+u.ID)
	w.WriteHeader(http.StatusCreated)
	return nil
}

func (s *Site) showUpload(w http.ResponseWriter, r *request) error {
	u, err := r.viewer.Upload(r.Context(), casework.CaseID(r.PathValue("id")), r.PathValue("upload"))
	if err != nil {
		return s.plainly(w, r, err)
	}
	tus.Tell(w.Header(), u)
	w.WriteHeader(http.StatusOK)
	return nil
}

func (s *Site) appendUpload(w http.ResponseWriter, r *request) error {
	offset, err := strconv.ParseInt(r.Header.Get(tus.HeaderOffset), 10, 64)
	if err != nil || r.Header.Get("Content-Type") != tus.PartType {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	u, err := r.viewer.Append(r.Context(), casework.CaseID(r.PathValue("id")), r.PathValue("upload"), offset, r.Body)
	if err != nil {
		if u.ID != "" {
			tus.Tell(w.Header(), u)
		}
		return s.plainly(w, r, err)
	}
	tus.Tell(w.Header(), u)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Site) dropUpload(w http.ResponseWriter, r *request) error {
	err := r.viewer.Withdraw(r.Context(), casework.CaseID(r.PathValue("id")), r.PathValue("upload"))
	if err != nil {
		return s.plainly(w, r, err)
	}
	w.Header().Set(tus.HeaderVersion, tus.Version)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// plainly answers a script with the sentence alone. What is denied or fails goes
// the way of all pages, which writes it down.
func (s *Site) plainly(w http.ResponseWriter, r *request, err error) error {
	e := shown(err)
	switch e.Code {
	case casework.CodeForbidden, casework.CodeInternal:
		return err
	}
	if e.Cause != nil {
		s.log.Warn("upload", "path", r.URL.Path, "error", err)
	}
	w.Header().Set(tus.HeaderVersion, tus.Version)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(statuses[e.Code])
	_, _ = w.Write([]byte(r.text(e))) //nolint:gosec // plain text by its type, which no browser guesses at
	return nil
}

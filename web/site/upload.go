package site

// upload.go: files that come in by parts, so that a phone goes on where it lost the
// connection. The protocol is tus 1.0 (core, creation, termination), whose clients
// can be used too; docs/evidence.md says what is sent. What is answered is plain.

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/schema"
)

// The protocol's headers.
const (
	tusVersion      = "1.0.0"
	headerTus       = "Tus-Resumable"
	headerOffset    = "Upload-Offset"
	headerLength    = "Upload-Length"
	headerMetadata  = "Upload-Metadata"
	headerSum       = "X-Content-Sha256" // ours: tells that the upload is complete
	contentTypePart = "application/offset+octet-stream"
)

func (s *Site) startUpload(w http.ResponseWriter, r *request) error {
	size, err := strconv.ParseInt(r.Header.Get(headerLength), 10, 64)
	if err != nil {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	id := casework.CaseID(r.PathValue("id"))
	u, err := r.viewer.StartUpload(r.Context(), id, fileName(r.Header.Get(headerMetadata)), size)
	if err != nil {
		return s.plainly(w, r, err)
	}
	tellUpload(w, u)
	w.Header().Set("Location", "/cases/"+url.PathEscape(string(id))+"/uploads/"+u.ID)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// fileName finds the name in the protocol's list of keys and Base64 values.
func fileName(metadata string) string {
	for pair := range strings.SplitSeq(metadata, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if key != "filename" {
			continue
		}
		if name, err := base64.StdEncoding.DecodeString(value); err == nil {
			return string(name)
		}
	}
	return ""
}

func (s *Site) showUpload(w http.ResponseWriter, r *request) error {
	u, err := r.viewer.Upload(r.Context(), casework.CaseID(r.PathValue("id")), r.PathValue("upload"))
	if err != nil {
		return s.plainly(w, r, err)
	}
	tellUpload(w, u)
	w.WriteHeader(http.StatusOK)
	return nil
}

func (s *Site) appendUpload(w http.ResponseWriter, r *request) error {
	offset, err := strconv.ParseInt(r.Header.Get(headerOffset), 10, 64)
	if err != nil || r.Header.Get("Content-Type") != contentTypePart {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	u, err := r.viewer.Append(r.Context(), casework.CaseID(r.PathValue("id")), r.PathValue("upload"), offset, r.Body)
	if err != nil {
		if u.ID != "" {
			tellUpload(w, u)
		}
		return s.plainly(w, r, err)
	}
	tellUpload(w, u)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Site) dropUpload(w http.ResponseWriter, r *request) error {
	err := r.viewer.Withdraw(r.Context(), casework.CaseID(r.PathValue("id")), r.PathValue("upload"))
	if err != nil {
		return s.plainly(w, r, err)
	}
	w.Header().Set(headerTus, tusVersion)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func tellUpload(w http.ResponseWriter, u schema.Upload) {
	h := w.Header()
	h.Set(headerTus, tusVersion)
	h.Set(headerOffset, strconv.FormatInt(u.Received, 10))
	h.Set(headerLength, strconv.FormatInt(u.Size, 10))
	if u.SHA256 != "" {
		h.Set(headerSum, u.SHA256)
	}
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
	w.Header().Set(headerTus, tusVersion)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(statuses[e.Code])
	_, _ = w.Write([]byte(e.Text(r.lang))) //nolint:gosec // plain text by its type, which no browser guesses at
	return nil
}

package site

// forms.go: what the pages' forms share: their keys, the days and the file that
// come in with them, and what goes back to them when it is refused.

import (
	"errors"
	"io"
	"net/http"

	"github.com/google/uuid"

	"duban/casework"
	"duban/casework/calendar"
)

// freshKey names a form, so that a repeated click does it once.
func freshKey() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return id.String(), nil
}

// dayTyped reads a day that may be left out.
func dayTyped(text string, today calendar.Date) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, nil
	}
	day, err := calendar.ReadDate(text, today.Year)
	if err != nil {
		return day, casework.Errorf(casework.CodeInvalid, "invalid.date", text)
	}
	return day, nil
}

// uploadInMemory is how much of an uploaded file stays in memory while it is read.
const uploadInMemory = 4 << 20

// fileOf gives the one file of a form; its name is "" where none was chosen.
func fileOf(r *request) (name string, content []byte, err error) {
	if err := r.ParseMultipartForm(uploadInMemory); err != nil {
		return "", nil, casework.Wrap(casework.CodeInvalid, err, "invalid.upload")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	in, header, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, casework.Wrap(casework.CodeInvalid, err, "invalid.upload")
	}
	defer func() { _ = in.Close() }() // of a request
	if content, err = io.ReadAll(in); err != nil {
		return "", nil, casework.Wrap(casework.CodeInvalid, err, "invalid.upload")
	}
	return header.Filename, content, nil
}

// again tells whether an error goes back to the form that caused it, and what it says.
func (r *request) again(err error) (text string, status int, ok bool) {
	e := shown(err)
	switch e.Code {
	case casework.CodeInvalid, casework.CodeRefused, casework.CodeConflict, casework.CodeStale:
		return r.text(e), statuses[e.Code], true
	case casework.CodeNotFound: // a file that was taken back elsewhere, not the page
		return r.text(e), statuses[e.Code], e.Key == "notfound.upload"
	}
	return "", 0, false
}

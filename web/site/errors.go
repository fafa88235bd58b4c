package site

// errors.go: the one error type as a page.

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"duban/casework"
	"duban/casework/wording"
)

// statuses maps the one error type to HTTP.
var statuses = map[casework.Code]int{
	casework.CodeInvalid: http.StatusUnprocessableEntity, casework.CodeRefused: http.StatusUnprocessableEntity,
	casework.CodeForbidden: http.StatusForbidden, casework.CodeStale: http.StatusConflict,
	casework.CodeNotFound: http.StatusNotFound, casework.CodeConflict: http.StatusConflict,
	casework.CodeUnavailable: http.StatusServiceUnavailable, casework.CodeInternal: http.StatusInternalServerError,
}

// shown gives an error that may be shown: whatever is not ours is a fault of ours.
func shown(err error) *casework.Error {
	var e *casework.Error
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &tooLarge):
		return casework.Errorf(casework.CodeInvalid, "invalid.form_too_large")
	case errors.Is(err, context.Canceled):
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.interrupted")
	}
	return casework.Wrap(casework.CodeInternal, err, "internal.fault")
}

// text gives an error as a sentence in the reader's language, with the names that they
// know persons and units by.
func (r *request) text(err error) string {
	e := shown(err)
	if r.viewer != nil {
		e = r.viewer.Named(r.Context(), e)
	}
	return besideNames(r.lang, e.Text(r.lang))
}

// besideNames takes the spaces out that stand beside names in a Chinese sentence: names
// take none, logins and numbers do.
func besideNames(lang wording.Language, text string) string {
	if lang != wording.Chinese {
		return text
	}
	return besideHan.ReplaceAllString(text, "$1$2")
}

var besideHan = regexp.MustCompile(`([\p{Han}，。“”]) +([\p{Han}，。“”])`)

// errorBody is what the error page shows.
type errorBody struct {
	Code casework.Code
	Text string
	Back string // where to go on
}

func (s *Site) renderError(w http.ResponseWriter, r *request, e *casework.Error) {
	s.renderErrorAs(w, r, statuses[e.Code], e)
}

func (s *Site) renderErrorAs(w http.ResponseWriter, r *request, status int, e *casework.Error) {
	body := errorBody{Code: e.Code, Text: r.text(e), Back: "/"}
	name := "error"
	if r.part() {
		// htmx swaps it into the page's place for messages.
		w.Header().Set("HX-Retarget", "#messages")
		w.Header().Set("HX-Reswap", "innerHTML")
		name = "error-part"
	}
	s.render(w, r, status, name, "web.error."+string(e.Code), body)
}

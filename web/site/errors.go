package site

// errors.go: the one error type as a page.

import (
	"context"
	"errors"
	"net/http"

	"duban/casework"
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
	body := errorBody{Code: e.Code, Text: e.Text(r.lang), Back: "/"}
	name := "error"
	if r.part() {
		// htmx swaps it into the page's place for messages.
		w.Header().Set("HX-Retarget", "#messages")
		w.Header().Set("HX-Reswap", "innerHTML")
		name = "error-part"
	}
	s.render(w, r, status, name, "web.error."+string(e.Code), body)
}

package site

// errors.go: the one error type as a page.

import (
	"context"
	"errors"
	"net/http"
	"slices"

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

// errorBody is what the error page shows.
type errorBody struct {
	Code casework.Code
	Text string
	Back string // where to go on
}

// byName gives an error's sentence with the reader's name where it stands by login.
func byName(r *request, e *casework.Error) string {
	if r.viewer == nil || r.account.Name == "" {
		return e.Text(r.lang)
	}
	told := *e
	told.Args = slices.Clone(e.Args)
	for i, arg := range told.Args {
		if arg == string(r.viewer.By.Person) {
			told.Args[i] = r.account.Name
		}
	}
	text := told.Text(r.lang)
	if r.lang == wording.Chinese {
		text = besideHan.ReplaceAllString(text, "$1$2")
	}
	return text
}

func (s *Site) renderError(w http.ResponseWriter, r *request, e *casework.Error) {
	body := errorBody{Code: e.Code, Text: byName(r, e), Back: "/"}
	name := "error"
	if r.part() {
		// htmx swaps it into the page's place for messages.
		w.Header().Set("HX-Retarget", "#messages")
		w.Header().Set("HX-Reswap", "innerHTML")
		name = "error-part"
	}
	s.render(w, r, statuses[e.Code], name, "web.error."+string(e.Code), body)
}

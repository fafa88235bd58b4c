package api

// problem.go: the one error type as problem+json (RFC 9457).

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"duban/casework"
	"duban/casework/wording"
)

// Problem is why something was not done.
type Problem struct { //nolint:errname // the standard's name, and the schema's
	Type   string `json:"type" example:"about:blank" doc:"Always about:blank: code and key say which problem it is"`
	Title  string `json:"title" example:"Unprocessable Entity"`
	Status int    `json:"status" example:"422"`
	Detail string `json:"detail" doc:"A sentence for people, in the language asked for" example:"此环节当前不能办理该操作"`
	Code   string `json:"code" enum:"invalid,refused,forbidden,stale,not_found,conflict,unavailable,internal,too_many" doc:"What can be done about it: mend the input (invalid), wait for another moment (refused), ask somebody else (forbidden), look again (stale), try again (unavailable, too_many)" example:"refused"`
	Key    string `json:"key" doc:"Names the sentence" example:"refused.wrong_step"`

	Errors []Fault `json:"errors,omitempty" doc:"Where the input is malformed"`

	retry string // seconds
}

// Fault is one place at which a request is malformed.
type Fault struct {
	Location string `json:"location,omitempty" example:"body.type"`
	Message  string `json:"message" example:"expected required property type to be present"`
}

// Error gives the sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType says that it is a problem.
func (p *Problem) ContentType(string) string { return problemType }

const problemType = "application/problem+json"

// codeTooMany is not among the codes of the rules: only programs ask too often.
const codeTooMany = "too_many"

// statuses maps the one error type to HTTP. What is stale is 412 where the program
// said what it had seen: see [problemOf].
var statuses = map[casework.Code]int{
	casework.CodeInvalid: http.StatusUnprocessableEntity, casework.CodeRefused: http.StatusUnprocessableEntity,
	casework.CodeForbidden: http.StatusForbidden, casework.CodeStale: http.StatusConflict,
	casework.CodeNotFound: http.StatusNotFound, casework.CodeConflict: http.StatusConflict,
	casework.CodeUnavailable: http.StatusServiceUnavailable, casework.CodeInternal: http.StatusInternalServerError,
}

// retryUnavailable is when a program may ask again that found a server away.
const retryUnavailable = "5"

// problemOf gives an error that may be shown; whatever is not ours is a fault of ours.
func problemOf(err error, lang wording.Language) *Problem {
	var e *casework.Error
	switch {
	case errors.As(err, &e):
	case errors.Is(err, context.Canceled):
		e = casework.Wrap(casework.CodeUnavailable, err, "unavailable.interrupted")
	default:
		e = casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	status := statuses[e.Code]
	if e.Key == "stale.state" { // the precondition is the state that was named
		status = http.StatusPreconditionFailed
	}
	p := newProblem(status, string(e.Code), e.Key, e.Text(lang))
	if e.Code == casework.CodeUnavailable {
		p.retry = retryUnavailable
	}
	return p
}

func newProblem(status int, code, key, detail string) *Problem {
	return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Code: code, Key: key}
}

// write sends a problem outside of the library's own way.
func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", problemType)
	if p.retry != "" {
		w.Header().Set("Retry-After", p.retry)
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the program has gone: nobody to tell
}

// languageOf gives the language that a program asks for, Chinese by default.
func languageOf(accept string) wording.Language {
	for _, part := range strings.Split(accept, ",") {
		tag := strings.ToLower(strings.TrimSpace(part))
		if strings.HasPrefix(tag, "zh") {
			return wording.Chinese
		}
		if strings.HasPrefix(tag, "en") {
			return wording.English
		}
	}
	return wording.Chinese
}

// The library says by these what is malformed. They are variables of its package:
// there is no other way to give every answer the one form.
func init() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		lang := wording.Chinese
		if ctx != nil {
			lang = languageOf(ctx.Header("Accept-Language"))
		}
		if status >= http.StatusInternalServerError {
			return newProblem(status, string(casework.CodeInternal), "internal.fault", wording.Text(lang, "internal.fault"))
		}
		var faults []Fault
		said := []string{message}
		for _, err := range errs {
			if err == nil {
				continue
			}
			f := Fault{Message: err.Error()}
			var detailer huma.ErrorDetailer
			if errors.As(err, &detailer) {
				d := detailer.ErrorDetail()
				f = Fault{Location: d.Location, Message: d.Message}
			}
			faults = append(faults, f)
			said = append(said, strings.TrimSpace(f.Location+" "+f.Message))
		}
		p := newProblem(status, string(casework.CodeInvalid), "invalid.request", wording.Text(lang, "invalid.request", strings.Join(said, "; ")))
		p.Errors = faults
		return p
	}
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return huma.NewErrorWithContext(nil, status, message, errs...)
	}
}

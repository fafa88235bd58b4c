package casework

// errors.go: the one error type of the project. A code decides HTTP status and
// exit code; the text comes from the catalogue in the reader's language.

import (
	"errors"

	"duban/casework/wording"
)

// Code sorts errors by what the caller can do about them.
type Code string

// The codes.
const (
	CodeInvalid     Code = "invalid"     // the input is malformed: mend it
	CodeRefused     Code = "refused"     // the rules do not allow it now
	CodeForbidden   Code = "forbidden"   // none of the person's posts allows it
	CodeStale       Code = "stale"       // something changed meanwhile: look again
	CodeNotFound    Code = "not_found"   // there is no such thing
	CodeConflict    Code = "conflict"    // it exists already, and differs
	CodeUnavailable Code = "unavailable" // a server does not answer: try again
	CodeInternal    Code = "internal"    // a fault of ours
)

// Error is a refusal or failure that a person can read. Key and Args lead to
// its sentence in the catalogue; Cause is for the log and is never shown.
type Error struct {
	Code  Code     `json:"code"`
	Key   string   `json:"key"`
	Args  []string `json:"args,omitempty"`
	Cause error    `json:"-"`
}

// Error gives the English sentence, with the cause for the log.
func (e *Error) Error() string {
	text := e.Text(wording.English)
	if e.Cause != nil {
		return text + ": " + e.Cause.Error()
	}
	return text
}

// Text gives the sentence in a language, without the cause.
func (e *Error) Text(lang wording.Language) string { return wording.Text(lang, e.Key, e.Args...) }

// Hinted gives the sentence with how it is put right on the command line.
func (e *Error) Hinted(lang wording.Language) string {
	return wording.Hinted(lang, e.Key, e.Args...)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an error of a code with its catalogue key and arguments.
func Errorf(code Code, key string, args ...string) *Error {
	return &Error{Code: code, Key: key, Args: args}
}

// Wrap makes an error of a code around a cause that only the log may see.
func Wrap(code Code, cause error, key string, args ...string) *Error {
	return &Error{Code: code, Key: key, Args: args, Cause: cause}
}

// CodeOf gives the code of the first [Error] in err's chain, or
// [CodeInternal] when there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

func invalid(key string, args ...string) *Error   { return Errorf(CodeInvalid, key, args...) }
func refused(key string, args ...string) *Error   { return Errorf(CodeRefused, key, args...) }
func forbidden(key string, args ...string) *Error { return Errorf(CodeForbidden, key, args...) }

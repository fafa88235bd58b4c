package workflows

// errors.go: casework's error type across Temporal's boundary and back.

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"duban/casework"
)

// toTemporal turns a refusal into an application error that is not retried. Its
// message and details are sealed by the codec like every payload.
func toTemporal(err error) error {
	var e *casework.Error
	if !errors.As(err, &e) {
		return err
	}
	return temporal.NewApplicationErrorWithOptions(e.Error(), string(e.Code), temporal.ApplicationErrorOptions{
		NonRetryable: true,
		Details:      []any{e},
	})
}

// FromTemporal gives back the refusal inside an error of an update, or nil if
// there is none.
func FromTemporal(err error) *casework.Error {
	var app *temporal.ApplicationError
	if !errors.As(err, &app) || !app.HasDetails() {
		return nil
	}
	var e casework.Error
	if app.Details(&e) != nil || e.Key == "" {
		return nil
	}
	return &e
}

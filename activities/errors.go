package activities

// errors.go: casework's error type across Temporal's boundary and back.

import (
	"errors"

	"go.temporal.io/sdk/temporal"

	"duban/casework"
)

// ToTemporal turns a refusal into an application error that is not retried. Its
// message and details are sealed by the codec like every payload. Other errors
// are left as they are.
func ToTemporal(err error) error {
	var e *casework.Error
	if !errors.As(err, &e) {
		return err
	}
	return temporal.NewApplicationErrorWithOptions(e.Error(), string(e.Code), temporal.ApplicationErrorOptions{
		NonRetryable: true,
		Details:      []any{e},
	})
}

// FromTemporal gives back the refusal inside an error of an update or activity,
// or nil if there is none.
func FromTemporal(err error) *casework.Error {
	var app *temporal.ApplicationError
	if !errors.As(err, &app) || !app.HasDetails() {
		return nil
	}
	var e casework.Error
	if err := app.Details(&e); err != nil || e.Key == "" {
		return nil //nolint:nilerr // an error that holds no refusal of ours: that is the answer
	}
	return &e
}

// final marks what repeating cannot mend: a case that does not exist, a ledger
// that has lost events. A database that does not answer is worth repeating.
func final(err error) error {
	switch casework.CodeOf(err) {
	case casework.CodeConflict, casework.CodeNotFound, casework.CodeInvalid:
		return ToTemporal(err)
	}
	return err
}

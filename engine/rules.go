package engine

// rules.go: loading policies and holiday tables, and telling everybody whom a table
// moves.

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/api/serviceerror"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/workflows"
)

// CalendarLoaded says what loading a table changed.
type CalendarLoaded struct {
	Revision int   `json:"revision"`
	Years    []int `json:"years"`
	Told     int   `json:"told"` // cases in a holding period whose end moved
}

// LoadPolicy puts a version of a policy into the ledger; new cases take it. The zero
// Requester is the operator of the machine.
func (e *Engine) LoadPolicy(ctx context.Context, by casework.Requester, document []byte) (*casework.Policy, error) {
	if err := unlessOperator(by, casework.AuthoriseOperating); err != nil {
		return nil, err
	}
	return e.Ledger.SavePolicy(ctx, document)
}

// unlessOperator asks whether somebody may, if somebody is named: whoever stands at
// the machine's command line has the database anyway.
func unlessOperator(by casework.Requester, may func(casework.Requester) (casework.Actor, error)) error {
	if by.System() {
		return nil
	}
	_, err := may(by)
	return err
}

// LoadCalendar puts a table in force: running cases count with it from now on. The
// zero Requester is the operator of the machine.
// Workers may count with the old one for a moment, so that moment is waited for
// before the rows are counted again.
func (e *Engine) LoadCalendar(ctx context.Context, by casework.Requester, table calendar.Table, progress Progress) (CalendarLoaded, error) {
	if err := unlessOperator(by, casework.AuthoriseOperating); err != nil {
		return CalendarLoaded{}, err
	}
	cal, err := calendar.New(table)
	if err != nil {
		return CalendarLoaded{}, casework.Wrap(casework.CodeInvalid, err, "invalid.calendar", err.Error())
	}
	revision, err := e.Ledger.SaveCalendar(ctx, table)
	if err != nil {
		return CalendarLoaded{}, err
	}
	select {
	case <-time.After(activities.CalendarTTL):
	case <-ctx.Done():
		return CalendarLoaded{}, casework.Wrap(casework.CodeUnavailable, ctx.Err(), "unavailable.interrupted")
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	moved, err := e.Ledger.Recompute(ctx, cal, e.Ledger.PolicyOf(ctx), time.Now(), progress)
	if err != nil {
		return CalendarLoaded{}, err
	}
	for _, id := range moved {
		if err := e.wake(ctx, id); err != nil {
			return CalendarLoaded{}, err
		}
	}
	return CalendarLoaded{Revision: revision, Years: cal.Years(), Told: len(moved)}, nil
}

// wake tells a case to count its next wake-up again. One that has ended
// meanwhile needs none.
func (e *Engine) wake(ctx context.Context, id casework.CaseID) error {
	err := e.Client.SignalWorkflow(ctx, workflows.CaseWorkflowID(id), "", workflows.SignalWake, nil)
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return nil
	}
	return translate(err)
}

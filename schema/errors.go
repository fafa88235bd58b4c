package schema

// errors.go: from what the driver says to what a person can read.

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/lib/pq"

	"duban/casework"
)

// SQLSTATEs that the migrations raise.
const (
	stateAppendOnly = "DB001" // a change to a table that only grows
	statePosition   = "DB002" // the case does not stand where the step builds on
)

// translate gives an error its code. The cause is kept for the log, without
// the details and queries of the database, which can quote rows.
func translate(err error) error {
	var known *casework.Error
	var pg *pq.Error
	var network net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.As(err, &pg):
		return translateState(pg)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return casework.Wrap(casework.CodeUnavailable, err, "unavailable.ledger")
	}
	return casework.Wrap(casework.CodeInternal, err, "internal.fault")
}

func translateState(pg *pq.Error) error {
	state := pg.SQLState()
	cause := fmt.Errorf("database: %s (%s) %s", pg.Message, state, pg.Constraint)
	switch state {
	case statePosition:
		return casework.Wrap(casework.CodeConflict, cause, "conflict.position")
	case "23505", "21000": // unique_violation; the same row twice in one write
		return casework.Wrap(casework.CodeConflict, cause, "conflict.row")
	case "23503": // foreign_key_violation
		return casework.Wrap(casework.CodeInvalid, cause, "invalid.reference")
	case "40001", "40P01", "55P03": // serialisation, deadlock, lock not available
		return casework.Wrap(casework.CodeUnavailable, cause, "unavailable.ledger")
	}
	switch state[:min(2, len(state))] {
	case "08", "53", "57": // connection, resources, operator intervention and timeouts
		return casework.Wrap(casework.CodeUnavailable, cause, "unavailable.ledger")
	}
	return casework.Wrap(casework.CodeInternal, cause, "internal.fault")
}

package schema

// encode.go: values on their way to the database and back: JSON, moments, days.

import (
	"bytes"
	"encoding/json"
	"time"

	"duban/casework/calendar"
)

// noDay stands for no due date: rows of it sort behind all others.
const noDay = "9999-12-31"

// rowsJSON gives rows as a JSON array; none as [].
func rowsJSON[T any](rows []T) json.RawMessage {
	if len(rows) == 0 {
		return json.RawMessage("[]")
	}
	return rowJSON(rows)
}

// rowJSON gives one row as JSON. PostgreSQL has no character NUL: an attempt
// to store it would make the step unrecordable, so it is left out.
func rowJSON(row any) json.RawMessage {
	b, err := json.Marshal(row)
	if err != nil {
		panic("schema: rows: " + err.Error()) // plain fields only
	}
	if !bytes.Contains(b, []byte(`\u0000`)) {
		return b
	}
	clean := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] != '\\':
			clean = append(clean, b[i])
		case bytes.HasPrefix(b[i:], []byte(`\u0000`)):
			i += len(`\u0000`) - 1
		default: // another escape: it takes the next character along
			clean = append(clean, b[i], b[i+1])
			i++
		}
	}
	return clean
}

// stored gives a moment as a column keeps it: whole microseconds, never rounded
// up, so that what a key names is not passed over.
func stored(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func dayText(d calendar.Date) string {
	if d.IsZero() {
		return noDay
	}
	return d.String()
}

// dayOf reads a due date: noDay is none.
func dayOf(t time.Time) calendar.Date {
	if t.Year() == 9999 {
		return calendar.Date{}
	}
	return calendar.DateOf(t, time.UTC)
}

// texts gives names of any kind as the driver takes them.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

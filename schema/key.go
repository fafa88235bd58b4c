package schema

// key.go: a place in a list as text, for addresses.

import (
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
)

// Text gives the place as text, "" for none: due date, task, case.
func (k Key) Text() string {
	if k.IsZero() {
		return ""
	}
	due := ""
	if !k.Due.IsZero() {
		due = k.Due.String()
	}
	return due + "." + strconv.Itoa(k.Task) + "." + string(k.Case)
}

// ReadKey is the inverse of [Key.Text]; what cannot be read is [casework.CodeInvalid].
func ReadKey(text string) (k Key, err error) {
	if text == "" {
		return k, nil
	}
	bad := casework.Errorf(casework.CodeInvalid, "invalid.page", text)
	parts := strings.SplitN(text, ".", 3)
	if len(parts) != 3 {
		return k, bad
	}
	if parts[0] != "" {
		if k.Due, err = calendar.ParseDate(parts[0]); err != nil {
			return k, bad
		}
	}
	if k.Task, err = strconv.Atoi(parts[1]); err != nil {
		return k, bad
	}
	k.Case = casework.CaseID(parts[2])
	return k, nil
}

// Package webhook holds what is told to other programs when something happens to
// a case: what a subscription may be, what a message says and how it is signed,
// and when it is tried again. Sending is not here.
package webhook

// webhook.go: a subscription, and when a message is tried again.

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/casework"
)

// Subscription says who is told, and of what. Empty fields do not filter.
type Subscription struct {
	Title  string
	URL    string
	Plan   string
	Unit   casework.UnitID      // with those below it
	Events []casework.EventType // or [All]; none with no slips either: every event
	Slips  []string             // rungs of the ladder, or [All]; none: no slips
}

// All stands for every type of event, or for every rung of the ladder.
const All = "all"

// maxTitle bounds a title, in characters.
const maxTitle = 60

// Check fails with [casework.CodeInvalid]; rungs are those of the ladders in force.
// Where the address may lead is for who sends to say.
func (s Subscription) Check(rungs []string) error {
	if n := len([]rune(strings.TrimSpace(s.Title))); n == 0 || n > maxTitle {
		return casework.Errorf(casework.CodeInvalid, "invalid.webhook_title", strconv.Itoa(maxTitle))
	}
	for _, t := range s.Events {
		if t != All && !slices.Contains(casework.EventTypes, t) {
			return casework.Errorf(casework.CodeInvalid, "invalid.webhook_event", string(t))
		}
	}
	for _, id := range s.Slips {
		if id != All && !slices.Contains(rungs, id) {
			return casework.Errorf(casework.CodeInvalid, "invalid.webhook_slip", id)
		}
	}
	return nil
}

// How often a message is tried: soon at first, then each hour, for three days. A
// receiver that has been away longer reads what it missed through the API.
const (
	firstWait = 5 * time.Second
	longest   = time.Hour
	// GiveUpAfter is how old a message gets.
	GiveUpAfter = 72 * time.Hour
)

// Wait gives how long to wait after so many failures in a row.
func Wait(failures int) time.Duration {
	wait := firstWait
	for range failures - 1 {
		if wait *= 2; wait >= longest {
			return longest
		}
	}
	return wait
}

// Again gives when a message that has failed is tried next; false when it is
// given up.
func Again(made, now time.Time, attempts int) (time.Time, bool) {
	at := now.Add(Wait(attempts))
	return at, at.Sub(made) < GiveUpAfter
}

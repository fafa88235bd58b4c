package casework

// slip.go: the papers of the ladder (催办单, 督办通知单 …). Slips are time's acts:
// a stream of their own beside a case's events, chained the same way.

import (
	"encoding/json"
	"time"

	"duban/casework/calendar"
)

// Slip is one paper issued by the ladder. Its key within a case is task, round,
// mark and rung: each rung once per breach.
type Slip struct {
	Case      CaseID        `json:"case"`
	Seq       int64         `json:"seq"` // 1, 2, 3 … within the case's slips
	Task      int           `json:"task"`
	Round     int           `json:"round"`
	Mark      int64         `json:"mark"` // the breach: the event that set the clock
	Step      StepID        `json:"step"`
	Rung      int           `json:"rung"`
	RungID    string        `json:"rung_id"`
	Light     Light         `json:"light"`
	Due       calendar.Date `json:"due"`
	Scheduled time.Time     `json:"scheduled"` // when it should have gone out
	At        time.Time     `json:"at"`        // when it did
	Late      bool          `json:"late,omitempty"`
	Skipped   int           `json:"skipped,omitempty"` // missed rungs that collapsed into it
	Jumped    bool          `json:"jumped,omitempty"`  // raised because of red breaches running
	To        []Addressee   `json:"to"`
	Prev      string        `json:"prev"`
	Hash      string        `json:"hash,omitempty"`
}

// Body gives the bytes that the ledger stores and the hash covers.
func (s Slip) Body() []byte {
	s.Hash = ""
	b, err := json.Marshal(s)
	if err != nil {
		panic("casework: slip: " + err.Error()) // plain fields only
	}
	return b
}

// Seal sets Prev and Hash.
func (s *Slip) Seal(prev string) {
	s.Prev = prev
	s.Hash = HashBody(s.Body())
}

package inspection

// record.go: what teams see on site and find wrong.

import (
	"time"

	"duban/casework"
	"duban/casework/calendar"
)

// Verdict is what an inspector saw on site against what the ledger says.
type Verdict string

// The verdicts.
const (
	Confirmed    Verdict = "confirmed"    // 属实
	Partly       Verdict = "partly"       // 部分属实
	Contradicted Verdict = "contradicted" // 不属实
)

// Verdicts lists every verdict once.
var Verdicts = []Verdict{Confirmed, Partly, Contradicted}

// Drawn is one task of the sample and the team that looks at it.
type Drawn struct {
	Case    casework.CaseID `json:"case_id"`
	Task    int             `json:"task"`
	Unit    casework.UnitID `json:"unit"`
	Stratum string          `json:"stratum"`
	Team    int             `json:"team"`
}

// Record is what was seen on site. Records are never changed: a later one of the
// same task stands beside the earlier, and counts.
type Record struct {
	No       int64               `json:"no"`
	Case     casework.CaseID     `json:"case_id"`
	Task     int                 `json:"task"`
	By       casework.PersonID   `json:"by"`
	At       time.Time           `json:"at"`
	Verdict  Verdict             `json:"verdict"`
	Text     string              `json:"text"`
	Location string              `json:"location"`
	Evidence []casework.Evidence `json:"evidence"`
}

// Outcome is what became of a finding.
type Outcome string

// The outcomes.
const (
	OutcomeCase     Outcome = "case"     // a finding case of its own
	OutcomeReopened Outcome = "reopened" // the contradicted case, in its next round
	OutcomeRefused  Outcome = "refused"  // it could not be given out, for the reason in its text; the office sees to it
)

// Finding is what an inspection found wrong, and the case that carries it.
type Finding struct {
	Record   int64             `json:"record"`
	Outcome  Outcome           `json:"outcome"`
	Case     casework.CaseID   `json:"case_id"` // that carries it
	Round    int               `json:"round"`
	Unit     casework.UnitID   `json:"unit"`
	Severity string            `json:"severity"`
	Text     string            `json:"text"`
	Feedback calendar.Date     `json:"feedback_by"`
	Due      calendar.Date     `json:"due"`
	By       casework.PersonID `json:"by"`
	At       time.Time         `json:"at"`
}

package casework

// policy.go: a policy as data: its steps, limits, ladder and permissions.
// Parsing and checking are in policy_parse.go, the built-in ones in builtin.go.

import (
	"slices"
	"strconv"

	"duban/casework/calendar"
)

// PolicyRef names one version of a policy. Its digest makes sure that the same
// reference means the same rules everywhere.
type PolicyRef struct {
	Kind    Kind   `json:"kind" yaml:"kind"`
	Version int    `json:"version" yaml:"version"`
	Digest  string `json:"digest,omitempty" yaml:"-"`
}

// String gives the reference as kind/vN.
func (r PolicyRef) String() string { return string(r.Kind) + "/v" + strconv.Itoa(r.Version) }

// Title is a name in both languages.
type Title struct {
	Zh string `json:"zh" yaml:"zh"`
	En string `json:"en" yaml:"en"`
}

// Policy is the rules of one kind of case. A running case keeps the version
// that it started with until somebody moves it.
type Policy struct {
	Kind        Kind                     `json:"kind" yaml:"kind"`
	Version     int                      `json:"version" yaml:"version"`
	Title       Title                    `json:"title" yaml:"title"`
	Steps       []Step                   `json:"steps" yaml:"steps"`
	AtOnce      calendar.Limit           `json:"at_once" yaml:"at_once"`           // 立行立改, from dispatch
	ReviewEvery calendar.Limit           `json:"review_every" yaml:"review_every"` // 长期坚持
	May         map[CommandType][]Holder `json:"may" yaml:"may"`
	Extension   ExtensionRule            `json:"extension" yaml:"extension"`
	LookBack    LookBackRule             `json:"look_back" yaml:"look_back"`
	ReopenAt    StepID                   `json:"reopen_at" yaml:"reopen_at"`
	Ladder      []Rung                   `json:"ladder" yaml:"ladder"`

	Overall     OverallRule                `json:"overall,omitzero" yaml:"overall,omitempty"`
	Urgency     map[Urgency]calendar.Limit `json:"urgency,omitempty" yaml:"urgency,omitempty"`         // limits of matters given out, from their opening
	CloseWith   []TaskRole                 `json:"close_with,omitempty" yaml:"close_with,omitempty"`   // the case ends with these tasks; none = all
	Elimination *EliminationRule           `json:"elimination,omitempty" yaml:"elimination,omitempty"` // of a household's risk

	Digest string `json:"digest" yaml:"-"` // SHA-256 of the document it was parsed from
}

// Step is an obligation inside a stage. It ends by an act of its holder, if it
// has a hold by time, or if it joins by the end of other tasks of the case.
type Step struct {
	ID       StepID      `json:"id" yaml:"id"`
	Title    Title       `json:"title" yaml:"title"`
	Stage    Stage       `json:"stage" yaml:"stage"`
	Act      CommandType `json:"act,omitempty" yaml:"act,omitempty"`
	Holder   []Holder    `json:"holder" yaml:"holder"`
	Limit    StepLimit   `json:"limit,omitzero" yaml:"limit,omitempty"`
	Hold     StepLimit   `json:"hold,omitzero" yaml:"hold,omitempty"` // a holding period, 公示
	Evidence int         `json:"evidence,omitempty" yaml:"evidence,omitempty"`
	Tasks    []TaskRole  `json:"tasks,omitempty" yaml:"tasks,omitempty"` // which tasks pass through; none = all
	ReturnTo []StepID    `json:"return_to,omitempty" yaml:"return_to,omitempty"`
	Joins    []TaskRole  `json:"joins,omitempty" yaml:"joins,omitempty"` // waits until the tasks of these roles have ended
	// Eliminates marks the submission that proposes a household's elimination:
	// it must meet the policy's conditions.
	Eliminates bool `json:"eliminates,omitempty" yaml:"eliminates,omitempty"`
}

// OverallRule is a limit over several steps, from the dispatch to the end of a
// step: 15 days for a whole identification. It runs beside the steps' own
// limits, and the tighter of the two is what a task is due by.
type OverallRule struct {
	Until StepID         `json:"until" yaml:"until"`
	Limit calendar.Limit `json:"limit" yaml:"limit"`
}

// EliminationRule says when a household's risk counts as eliminated (风险消除):
// DOMAIN section 3, sources 20 and 21.
type EliminationRule struct {
	Province string         `json:"province" yaml:"province"` // whose income lines hold
	Listed   calendar.Limit `json:"listed" yaml:"listed"`     // monitored at least so long
	Window   calendar.Limit `json:"window" yaml:"window"`     // income above the line at least so long
	Landed   int            `json:"landed" yaml:"landed"`     // help measures landed at least
}

// StepLimit is how long a step may take: a limit from its opening, or the
// task's own deadline ("due").
type StepLimit struct {
	Due   bool           `json:"due,omitempty"`
	Limit calendar.Limit `json:"limit,omitzero"`
}

// IsZero tells whether no limit is set.
func (l StepLimit) IsZero() bool { return !l.Due && l.Limit == (calendar.Limit{}) }

// MarshalText gives "due" or the limit.
func (l StepLimit) MarshalText() ([]byte, error) {
	if l.Due {
		return []byte("due"), nil
	}
	if l.IsZero() {
		return nil, nil
	}
	return l.Limit.MarshalText()
}

// UnmarshalText reads "due" or a limit such as 5wd.
func (l *StepLimit) UnmarshalText(b []byte) error {
	*l = StepLimit{}
	switch string(b) {
	case "":
		return nil
	case "due":
		l.Due = true
		return nil
	}
	return l.Limit.UnmarshalText(b)
}

// ExtensionRule says how a deadline may be extended (延期).
type ExtensionRule struct {
	Approvers      []Holder `json:"approvers" yaml:"approvers"`
	Most           int      `json:"most" yaml:"most"`
	AtMostOriginal bool     `json:"at_most_original" yaml:"at_most_original"`
}

// LookBackRule says when and how many closed cases are looked at again (回头看).
type LookBackRule struct {
	After  calendar.Limit `json:"after" yaml:"after"`
	Sample int            `json:"sample" yaml:"sample"`
}

// Rung is one step of the ladder of reminders and escalation.
type Rung struct {
	ID        string     `json:"id" yaml:"id"`
	At        int        `json:"at" yaml:"at"` // working days from due; negative is before
	Light     Light      `json:"light" yaml:"light"`
	Form      Title      `json:"form" yaml:"form"` // the paper that is issued
	To        []Receiver `json:"to" yaml:"to"`
	AfterReds int        `json:"after_reds,omitempty" yaml:"after_reds,omitempty"` // or at once at so many red breaches running
}

// Ref gives the reference of the policy.
func (p *Policy) Ref() PolicyRef {
	return PolicyRef{Kind: p.Kind, Version: p.Version, Digest: p.Digest}
}

// Step gives the step of an ID, or nil.
func (p *Policy) Step(id StepID) *Step {
	for i := range p.Steps {
		if p.Steps[i].ID == id {
			return &p.Steps[i]
		}
	}
	return nil
}

// StageOf gives the stage of a step; the empty step lies behind the last stage.
func (p *Policy) StageOf(id StepID) Stage {
	if s := p.Step(id); s != nil {
		return s.Stage
	}
	return StageClosed
}

// First gives the step at which a task of a role starts.
func (p *Policy) First(role TaskRole) StepID { return p.after(-1, role) }

// ActStep gives the step that an act ends for tasks of a role, or nil.
func (p *Policy) ActStep(act CommandType, role TaskRole) *Step {
	for i := range p.Steps {
		if p.Steps[i].Act == act && p.Steps[i].passes(role) {
			return &p.Steps[i]
		}
	}
	return nil
}

// Enters gives the step at which a task that is added to a running case starts:
// the first of its role behind the dispatch.
func (p *Policy) Enters(role TaskRole) StepID { return p.after(0, role) }

// Next gives the step that follows for a task of a role, "" at the end.
func (p *Policy) Next(id StepID, role TaskRole) StepID {
	return p.after(slices.IndexFunc(p.Steps, func(s Step) bool { return s.ID == id }), role)
}

func (p *Policy) after(i int, role TaskRole) StepID {
	for _, s := range p.Steps[i+1:] {
		if s.passes(role) {
			return s.ID
		}
	}
	return ""
}

func (s *Step) passes(role TaskRole) bool {
	return len(s.Tasks) == 0 || slices.Contains(s.Tasks, role)
}

// before tells whether step a comes before step b.
func (p *Policy) before(a, b StepID) bool {
	for i := range p.Steps {
		switch p.Steps[i].ID {
		case a:
			return a != b
		case b:
			return false
		}
	}
	return false
}

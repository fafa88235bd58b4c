package engine

// rounds.go: the monthly round as people see it: who owes what, minutes and
// decisions, the frozen month and the same month counted again.

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/casework/round"
	"duban/schema"
	"duban/workflows"
)

// runsRounds refuses who may not open a month's round and enter its minutes: they are
// of the whole city.
func (e *Engine) runsRounds(ctx context.Context, by casework.Requester) (casework.Actor, error) {
	seats, err := e.seats(ctx)
	if err != nil {
		return casework.Actor{}, err
	}
	return casework.AuthoriseOpening(by, seats, nil)
}

// OpenRound opens a month's round by hand and starts its workflow; one that runs
// goes on as it is. A month that lies ahead is refused: its round would keep the
// units and plans of today. A round is of the whole city: see [casework.AuthoriseOpening].
func (e *Engine) OpenRound(ctx context.Context, by casework.Requester, m round.Month) (schema.Round, error) {
	if _, err := e.runsRounds(ctx, by); err != nil {
		return schema.Round{}, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return schema.Round{}, err
	}
	if m.First().Start(cal.Zone()).After(time.Now()) {
		return schema.Round{}, casework.Errorf(casework.CodeRefused, "round.ahead", m.String())
	}
	r, err := e.Ledger.OpenRound(ctx, m, round.DefaultDocument(), time.Now())
	if err != nil {
		return r, err
	}
	return r, e.startRound(ctx, m.String())
}

// startRound starts the workflow of a month's round; one that runs goes on.
func (e *Engine) startRound(ctx context.Context, month string) error {
	_, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: workflows.RoundWorkflowID(month), TaskQueue: e.queue,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, workflows.TypeMonthlyCheck, workflows.RoundInput{Month: month})
	return translate(err)
}

// RoundView is a month's round: its dates, minutes and decisions.
type RoundView struct {
	Month   string           `json:"month"`
	Opened  time.Time        `json:"opened"`
	Digest  string           `json:"digest,omitempty"`
	Steps   []RoundStep      `json:"steps"`
	Decided []schema.Matter  `json:"decided,omitempty"`
	Minutes []schema.Minutes `json:"minutes,omitempty"`
}

// RoundStep is a dated step of a round.
type RoundStep struct {
	Step round.Step    `json:"step"`
	Due  calendar.Date `json:"due"`
	Held calendar.Date `json:"held,omitzero"`
}

// Round gives a month's round.
func (e *Engine) Round(ctx context.Context, m round.Month) (RoundView, error) {
	r, err := e.Ledger.Round(ctx, m)
	if err != nil {
		return RoundView{}, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return RoundView{}, err
	}
	v := RoundView{Month: m.String(), Opened: r.Opened}
	if v.Minutes, err = e.Ledger.RoundMinutes(ctx, m); err != nil {
		return v, err
	}
	for _, s := range round.Steps {
		step := RoundStep{Step: s, Due: r.Rules.Day(cal, m, s)}
		for _, n := range v.Minutes {
			if n.Step == s {
				step.Held = n.Held
			}
		}
		v.Steps = append(v.Steps, step)
	}
	for _, s := range round.Meetings {
		decided, err := e.Ledger.MattersOf(ctx, sourceMeeting, meetingRef(m, s))
		if err != nil {
			return v, err
		}
		v.Decided = append(v.Decided, decided...)
	}
	_, v.Digest, err = e.Ledger.SnapshotOf(ctx, m)
	if casework.CodeOf(err) == casework.CodeNotFound {
		err = nil
	}
	return v, err
}

// sourceMeeting is the source of what a meeting decides.
const sourceMeeting = "meeting"

func meetingRef(m round.Month, s round.Step) string { return m.String() + "/" + string(s) }

// Owing gives what is owed in a month as the ledger stands now, done or not.
func (e *Engine) Owing(ctx context.Context, m round.Month) ([]activities.OwedLine, error) {
	r, err := e.Ledger.Round(ctx, m)
	if err != nil {
		return nil, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	if end := m.End(cal.Zone()); end.Before(now) {
		now = end
	}
	lines, err := e.Rules.Owing(ctx, r, cal, now, func() {})
	if err != nil {
		return nil, err
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return nil, err
	}
	people.ByUnit(chart, lines, func(l *activities.OwedLine) casework.UnitID { return l.Unit })
	return lines, nil
}

// Alerts gives the alerts of a frozen month, by kind and unit.
func (e *Engine) Alerts(ctx context.Context, m round.Month) ([]round.Alert, error) {
	_, digest, err := e.Ledger.SnapshotOf(ctx, m)
	if err != nil {
		return nil, err
	}
	s, err := e.frozen(ctx, m, digest)
	if err != nil {
		return nil, err
	}
	return e.alertsInOrder(ctx, s.Alerts)
}

// alertsInOrder gives alerts by kind and, within one, in the order of the tree. The
// snapshot itself keeps its bytes.
func (e *Engine) alertsInOrder(ctx context.Context, alerts []round.Alert) ([]round.Alert, error) {
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return nil, err
	}
	alerts = slices.Clone(alerts)
	slices.SortStableFunc(alerts, func(a, b round.Alert) int {
		return cmp.Or(cmp.Compare(slices.Index(round.Kinds, a.Kind), slices.Index(round.Kinds, b.Kind)), chart.Compare(a.Unit, b.Unit))
	})
	return alerts, nil
}

// Agenda is a meeting's list with the words of the directives that it names.
type Agenda struct {
	round.Agenda

	Directives []schema.Matter `json:"directives,omitempty"`
}

// Agenda gives the list of a meeting of the round: as of the opening of its day,
// or as of now while that lies ahead.
func (e *Engine) Agenda(ctx context.Context, m round.Month, s round.Step) (Agenda, error) {
	if !slices.Contains(round.Meetings, s) {
		return Agenda{}, casework.Errorf(casework.CodeInvalid, "round.no_meeting", string(s), meetingNames())
	}
	r, err := e.Ledger.Round(ctx, m)
	if err != nil {
		return Agenda{}, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return Agenda{}, err
	}
	list, err := e.Rules.Agenda(ctx, r, s, r.Rules.AgendaAt(cal, m, s, time.Now()))
	if err != nil {
		return Agenda{}, err
	}
	if list.Alerts, err = e.alertsInOrder(ctx, list.Alerts); err != nil || len(list.Given) == 0 {
		return Agenda{Agenda: list}, err
	}
	words, err := e.Ledger.MattersOfCases(ctx, list.Given)
	return Agenda{list, words}, err
}

// EnterMinutes records what a meeting of the round said, and gives its decisions
// out as directives. Only a leader or an office of the city may.
func (e *Engine) EnterMinutes(ctx context.Context, by casework.Requester, m round.Month, n schema.Minutes, decisions []Raise) ([]casework.CaseID, error) {
	actor, err := e.runsRounds(ctx, by)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(round.Meetings, n.Step) {
		return nil, casework.Errorf(casework.CodeInvalid, "round.no_meeting", string(n.Step), meetingNames())
	}
	if strings.TrimSpace(n.Text) == "" {
		return nil, casework.Errorf(casework.CodeInvalid, "round.empty_minutes")
	}
	if _, err := e.Ledger.Round(ctx, m); err != nil {
		return nil, err
	}
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	if n.Held.After(calendar.DateOf(time.Now(), cal.Zone())) {
		return nil, casework.Errorf(casework.CodeInvalid, "round.held_ahead", n.Held.String())
	}
	for i := range decisions {
		d := &decisions[i]
		d.Kind, d.Source, d.SourceRef, d.Assigner = casework.KindDirective, sourceMeeting, meetingRef(m, n.Step), by.Person
		d.Key = "meeting/" + d.SourceRef + "/" + string(d.Lead) + "/" + d.Title
	}
	// Minutes are never taken back: decisions that cannot be given out are refused first.
	if _, err := e.mayGive(ctx, by, decisions); err != nil {
		return nil, err
	}
	if _, err := e.Rules.Openings(ctx, by, decisions, time.Now()); err != nil {
		return nil, err
	}
	n.By, n.At = actor.Person, time.Now()
	if err := e.Ledger.PutMinutes(ctx, m, n); err != nil {
		return nil, err
	}
	if len(decisions) == 0 {
		return nil, nil
	}
	return e.GiveOut(ctx, by, decisions)
}

func meetingNames() string {
	names := make([]string, len(round.Meetings))
	for i, s := range round.Meetings {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}

// VerifySnapshot counts a frozen month again and compares the bytes. A difference
// is a [casework.CodeConflict].
func (e *Engine) VerifySnapshot(ctx context.Context, m round.Month) (string, error) {
	r, err := e.Ledger.Round(ctx, m)
	if err != nil {
		return "", err
	}
	_, frozen, err := e.Ledger.SnapshotOf(ctx, m)
	if err != nil {
		return "", err
	}
	snapshot, err := e.Rules.Count(ctx, r, func() {})
	if err != nil {
		return "", err
	}
	if _, digest := snapshot.Document(); digest != frozen {
		return "", casework.Errorf(casework.CodeConflict, "round.differs", m.String(), digest[:12], frozen[:12])
	}
	return frozen, nil
}

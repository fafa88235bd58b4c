package engine

// sweeps.go: the sweep (大排查大整改): every unit answers for every standard; what
// is found becomes a measure of the same plan.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/schema"
)

// The sources of what a sweep finds.
const (
	sourceSelf  = "自查自纠"
	sourceAlike = "举一反三"
)

// OpenSweep opens a sweep from a workbook of standards: the units that are columns
// of the completion table answer, until a day. Only a leader or an office may.
func (e *Engine) OpenSweep(ctx context.Context, by casework.Requester, plan string, file *ledgerfile.Standards, due calendar.Date) (schema.Screening, error) {
	var s schema.Screening
	if _, err := casework.AuthoriseGiving(by); err != nil {
		return s, err
	}
	if strings.TrimSpace(plan) == "" || due.IsZero() {
		return s, casework.Errorf(casework.CodeInvalid, "invalid.sweep")
	}
	units, err := e.Ledger.Units(ctx)
	if err != nil {
		return s, err
	}
	known := map[casework.UnitID]bool{}
	s = schema.Screening{Plan: plan, Title: file.Title, Due: due, By: by.Person, Opened: time.Now()}
	if s.Title == "" {
		s.Title = plan
	}
	for _, u := range units {
		known[u.ID] = true
		if u.Column {
			s.Units = append(s.Units, u.ID)
		}
	}
	if len(s.Units) == 0 {
		return s, casework.Errorf(casework.CodeRefused, "refused.no_columns")
	}
	var classes []schema.Class
	numbers := map[string]string{}
	standards := make([]schema.Standard, len(file.Rows))
	for i, r := range file.Rows {
		if numbers[r.Class] == "" {
			numbers[r.Class] = fmt.Sprint(len(classes) + 1)
			classes = append(classes, schema.Class{No: numbers[r.Class], Name: r.Class, Position: len(classes)})
		}
		lead := casework.UnitID(r.LeadUnit)
		if lead == "" { // nobody could check what is put right
			return s, casework.Errorf(casework.CodeInvalid, "invalid.standard_lead", r.No)
		}
		if !known[lead] {
			return s, casework.Errorf(casework.CodeNotFound, "notfound.unit", r.LeadUnit)
		}
		standards[i] = schema.Standard{No: r.No, Class: numbers[r.Class], Text: r.Text, LeadUnit: lead, Position: i}
	}
	return s, e.Ledger.OpenScreening(ctx, s, classes, standards, due.Year)
}

// SelfFound is a problem that a unit found against a standard, and what it will do.
type SelfFound struct {
	Standard string
	Unit     casework.UnitID
	Problem  string // what is wrong
	Measure  string // what will be done
	Due      calendar.Date
	Person   casework.PersonID // of the unit, if named
	Like     casework.CaseID   // 举一反三: the case that it was looked for after
	Key      string            // makes repeating it harmless
}

// AnswerNone records that a unit found nothing against a standard.
func (e *Engine) AnswerNone(ctx context.Context, by casework.Requester, plan, standard string, unit casework.UnitID, text, key string) error {
	if _, _, _, err := e.mayAnswer(ctx, by, plan, standard, unit); err != nil {
		return err
	}
	_, err := e.Ledger.PutAnswer(ctx, plan, schema.Answer{Key: key, Standard: standard, Unit: unit, Text: text, By: by.Person, At: time.Now()}, nil)
	return err
}

// AnswerFound records a problem, opens the case of its measure in the sweep's plan
// and gives it. The unit is responsible, the standard's lead unit checks.
func (e *Engine) AnswerFound(ctx context.Context, by casework.Requester, plan string, f SelfFound) (casework.CaseID, error) {
	sweep, standard, answerer, err := e.mayAnswer(ctx, by, plan, f.Standard, f.Unit)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(f.Problem) == "" || strings.TrimSpace(f.Measure) == "" || f.Due.IsZero() {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.found")
	}
	policy, err := e.Rules.Newest(ctx, casework.KindMeasure)
	if err != nil {
		return "", err
	}
	chart, today, err := e.chart(ctx, time.Now())
	if err != nil {
		return "", err
	}
	if f.Due.Before(today) {
		return "", casework.Errorf(casework.CodeRefused, "refused.date_past", f.Due.String())
	}
	source := sourceSelf
	if f.Like != "" {
		source = sourceAlike
		if _, err := e.Ledger.State(ctx, f.Like); err != nil {
			return "", err
		}
	}
	unit := f.Unit
	if slices.Contains(chart.Below(unit), answerer.Unit) {
		unit = answerer.Unit // the department that found it, not the column that counts it
	}
	opening := casework.Opening{Kind: casework.KindMeasure, Plan: sweep.Plan,
		Parties: casework.Parties{Office: chart.Office(), LeadUnit: standard.LeadUnit},
		Tasks: []casework.OpeningTask{{Role: casework.RoleResponsible, Unit: unit, Person: f.Person,
			Deadline: casework.Deadline{Type: calendar.ByDate, Date: f.Due}, Original: f.Due}}}
	if actor, err := casework.AuthoriseGiving(by); err == nil {
		opening.Dispatch = &actor // 交办: what an office or a leader gives needs no office to give it again
	}
	if leaders := chart.Leaders(unit, today); len(leaders) > 0 {
		opening.Parties.LeadLeader = leaders[0] // 包抓领导
	}
	now := time.Now()
	id, err := e.Ledger.PutAnswer(ctx, plan, schema.Answer{Key: f.Key, Standard: f.Standard, Unit: f.Unit, Like: f.Like, Text: f.Problem, By: by.Person, At: now},
		func(no string) (schema.Problem, schema.Measure, schema.CaseStart) {
			id := caseIDOf(plan, no)
			return schema.Problem{No: no, Class: standard.Class, Text: f.Problem, Source: source, Position: standard.Position},
				schema.Measure{Case: id, Problem: no, No: no, Text: f.Measure, Target: standard.Text, LeadUnit: string(standard.LeadUnit), Position: standard.Position},
				schema.CaseStart{Case: id, Opening: opening, Policy: policy.Ref(), Created: now}
		})
	if err != nil {
		return "", err
	}
	_, err = e.StartPending(ctx, plan, nil)
	return id, err
}

// Spread (举一反三) makes every other unit of the sweep, or those named, look for
// the problem of a case: each gets a measure of its own. It gives the cases.
func (e *Engine) Spread(ctx context.Context, by casework.Requester, plan string, like casework.CaseID, units []casework.UnitID, due calendar.Date) ([]casework.CaseID, error) {
	if _, err := casework.AuthoriseGiving(by); err != nil {
		return nil, err
	}
	sweep, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return nil, err
	}
	answers, err := e.Ledger.Answers(ctx, plan)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(answers, func(a schema.Answer) bool { return a.Case == like })
	if at < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.case", string(like))
	}
	first := answers[at]
	view, err := e.Ledger.CaseView(ctx, like)
	if err != nil {
		return nil, err
	}
	if len(units) == 0 {
		units = sweep.Units
	}
	for _, unit := range units { // before the first is given
		if !slices.Contains(sweep.Units, unit) {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.sweep_unit", string(unit), plan)
		}
	}
	var out []casework.CaseID
	for _, unit := range units {
		if unit == first.Unit {
			continue
		}
		id, err := e.AnswerFound(ctx, by, plan, SelfFound{Standard: first.Standard, Unit: unit, Problem: first.Text, Measure: view.Text, Due: due, Like: like,
			Key: fmt.Sprintf("spread/%s/%s", like, unit)})
		if err != nil {
			return out, err
		}
		out = append(out, id)
	}
	return out, nil
}

// mayAnswer finds the standard and refuses who may not answer for the unit: its
// reporter, its head, whoever may give matters out.
func (e *Engine) mayAnswer(ctx context.Context, by casework.Requester, plan, standard string, unit casework.UnitID) (schema.Screening, schema.Standard, casework.Actor, error) {
	sweep, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return sweep, schema.Standard{}, casework.Actor{}, err
	}
	list, err := e.Ledger.Standards(ctx, plan)
	if err != nil {
		return sweep, schema.Standard{}, casework.Actor{}, err
	}
	at := slices.IndexFunc(list, func(s schema.Standard) bool { return s.No == standard })
	if at < 0 {
		return sweep, schema.Standard{}, casework.Actor{}, casework.Errorf(casework.CodeNotFound, "notfound.standard", standard, plan)
	}
	if !slices.Contains(sweep.Units, unit) {
		return sweep, schema.Standard{}, casework.Actor{}, casework.Errorf(casework.CodeNotFound, "notfound.sweep_unit", string(unit), plan)
	}
	below, err := e.grouped(ctx, unit)
	if err != nil {
		return sweep, schema.Standard{}, casework.Actor{}, err
	}
	actor, err := casework.AuthoriseAnswering(by, unit, below...)
	return sweep, list[at], actor, err
}

// grouped gives the units for which a column stands that is no unit itself (市直部门):
// nobody has a post in it, so those of its departments answer.
func (e *Engine) grouped(ctx context.Context, column casework.UnitID) ([]casework.UnitID, error) {
	units, err := e.Ledger.Units(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(units, func(u schema.Unit) bool { return u.ID == column && u.Kind == string(ledgerfile.UnitDepartments) }) {
		return nil, nil
	}
	chart, err := e.Rules.Chart(ctx)
	if err != nil {
		return nil, err
	}
	return chart.Below(column)[1:], nil
}

// SweepRow is how far a unit has come.
type SweepRow struct {
	Unit     casework.UnitID `json:"unit"`
	None     int             `json:"none"`  // standards against which nothing was found
	Found    int             `json:"found"` // those against which something was
	Owing    []string        `json:"owing"` // those without an answer
	Problems int             `json:"problems"`
	Closed   int             `json:"closed"` // of the problems
}

// SweepMatrix gives how far each unit has come: standard × unit, counted.
func (e *Engine) SweepMatrix(ctx context.Context, plan string) ([]SweepRow, error) {
	sweep, err := e.Ledger.Screening(ctx, plan)
	if err != nil {
		return nil, err
	}
	standards, err := e.Ledger.Standards(ctx, plan)
	if err != nil {
		return nil, err
	}
	answers, err := e.Ledger.Answers(ctx, plan)
	if err != nil {
		return nil, err
	}
	policies := map[casework.PolicyRef]*casework.Policy{}
	stands := map[casework.CaseID]standing{}
	for s, err := range e.statesAsOf(ctx, plan, time.Now()) {
		if err != nil {
			return nil, err
		}
		policy := policies[s.Policy]
		if policy == nil {
			if policy, err = e.Rules.Policy(ctx, s.Policy.Kind, s.Policy.Version); err != nil {
				return nil, err
			}
			policies[s.Policy] = policy
		}
		stands[s.Case] = standingOf(policy, s)
	}
	type place struct {
		unit     casework.UnitID
		standard string
	}
	said, found := map[place]bool{}, map[place]bool{}
	rows := make([]SweepRow, len(sweep.Units))
	for _, a := range answers {
		at := place{a.Unit, a.Standard}
		if a.Case == "" {
			said[at] = true
			continue
		}
		how := stands[a.Case]
		// What was given to a unit is its answer only when it has claimed it, or
		// when it was found not to be its own.
		said[at] = said[at] || a.Like == "" || how != standingGiven
		if how == standingNone {
			continue
		}
		found[at] = found[at] || a.Like == "" || how != standingGiven
		if i := slices.Index(sweep.Units, a.Unit); i >= 0 {
			rows[i].Problems++
			if how == standingClosed {
				rows[i].Closed++
			}
		}
	}
	for i, unit := range sweep.Units {
		rows[i].Unit = unit
		for _, s := range standards {
			switch at := (place{unit, s.No}); {
			case found[at]:
				rows[i].Found++
			case said[at]:
				rows[i].None++
			default:
				rows[i].Owing = append(rows[i].Owing, s.No)
			}
		}
	}
	return rows, nil
}

// standing is how a problem of a sweep stands.
type standing int

const (
	standingGiven   standing = iota // not claimed yet, or its case is being opened
	standingClaimed                 // by its unit
	standingClosed
	standingNone // excluded by arbitration, or cancelled: no problem of the unit's
)

func standingOf(p *casework.Policy, s *casework.State) standing {
	closed := func(t casework.Task) bool { return t.Outcome == casework.OutcomeClosed }
	switch {
	case s.Done() && slices.ContainsFunc(s.Tasks, closed):
		return standingClosed
	case s.Done():
		return standingNone
	case s.Stage(p) == casework.StageAssign:
		return standingGiven
	}
	return standingClaimed
}

// RemindSweep tells the heads of the units that have not answered for every
// standard, once a day, and gives how many.
func (e *Engine) RemindSweep(ctx context.Context, by casework.Requester, plan string, now time.Time) (int, error) {
	if _, err := casework.AuthoriseGiving(by); err != nil {
		return 0, err
	}
	rows, err := e.SweepMatrix(ctx, plan)
	if err != nil {
		return 0, err
	}
	_, today, err := e.chart(ctx, now)
	if err != nil {
		return 0, err
	}
	var notices []schema.NewNotice
	for _, r := range rows {
		if len(r.Owing) > 0 {
			notices = append(notices, schema.NewNotice{Kind: casework.NoticeSweepOwing, Key: fmt.Sprintf("sweep/%s/%s/%s", plan, r.Unit, today),
				To: casework.Addressee{Unit: r.Unit, Role: casework.PostHead}})
		}
	}
	return len(notices), e.Ledger.PutNotices(ctx, casework.CaseID("sweep/"+plan), notices, now)
}

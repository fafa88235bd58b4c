package engine

// viewer_rounds.go: the months as a person sees them: dates and minutes, who
// owes what, alerts, the frozen count.

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/schema"
)

// RoundLine is a month in the list.
type RoundLine struct {
	schema.RoundLine
	Next *RoundStep // the next dated step that has not been held; nil when the month is over
}

// Rounds gives the months, the newest first.
func (v *Viewer) Rounds(ctx context.Context) ([]RoundLine, error) {
	if err := v.seesRounds(); err != nil {
		return nil, err
	}
	lines, err := v.e.Ledger.Rounds(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]RoundLine, len(lines))
	for i, l := range lines {
		out[i].RoundLine = l
		if l.Digest != "" || i > 1 { // a frozen month waits for its circular alone
			continue
		}
		m, err := round.ParseMonth(l.Month)
		if err != nil {
			return nil, err
		}
		view, err := v.e.Round(ctx, m)
		if err != nil {
			return nil, err
		}
		for j := range view.Steps {
			if s := &view.Steps[j]; s.Held.IsZero() && !s.Due.Before(v.Today) {
				out[i].Next = s
				break
			}
		}
	}
	return out, nil
}

// seesRounds refuses whoever has no part in any case.
func (v *Viewer) seesRounds() error {
	if v.takesPart() {
		return nil
	}
	return casework.Errorf(casework.CodeForbidden, "forbidden.rounds", string(v.By.Person))
}

// AlertGroup are the alerts of a kind that the person sees.
type AlertGroup struct {
	Kind   round.Kind
	Alerts []AlertLine
}

// AlertLine is an alert with the directive that it raised, if the rules raise one.
type AlertLine struct {
	round.Alert
	Name      string // of the unit
	Directive casework.CaseID
}

// RoundPage is a month as a person sees it.
type RoundPage struct {
	RoundView
	Reminders []Reminder
	Meetings  []round.Step
	Alerts    []AlertGroup
	Frozen    *round.Snapshot // nil until the month is frozen; units that the person does not see are left out
	FrozenAt  time.Time
	Whole     bool // minutes and the count of all units are shown
	MayEnter  bool // minutes
	MayCount  bool // again
	Names     map[casework.UnitID]string
	Persons   map[casework.PersonID]string
}

// Reminder is a day on which laggards are reminded.
type Reminder struct {
	Day  calendar.Date
	Told int // how many were; 0: nobody, or not yet
}

// MayRunRounds tells whether the person may open a month and enter its minutes.
func (v *Viewer) MayRunRounds(ctx context.Context) bool {
	_, err := v.e.runsRounds(ctx, v.By)
	return err == nil
}

// Round gives a month.
func (v *Viewer) Round(ctx context.Context, m round.Month) (*RoundPage, error) {
	if err := v.seesRounds(); err != nil {
		return nil, err
	}
	view, err := v.e.Round(ctx, m)
	if err != nil {
		return nil, err
	}
	_, whole, err := v.Columns(ctx)
	if err != nil {
		return nil, err
	}
	p := &RoundPage{RoundView: view, Whole: whole, Meetings: round.Meetings}
	p.MayEnter, p.MayCount = v.MayRunRounds(ctx), v.Sight.Everything
	if !whole {
		p.Minutes, p.Decided = nil, nil
	}
	p.Decided = slices.DeleteFunc(p.Decided, func(d schema.Matter) bool { _, err := v.See(ctx, d.Case); return err != nil })
	writers := make([]casework.PersonID, len(p.Minutes))
	for i, n := range p.Minutes {
		writers[i] = n.By
	}
	if _, p.Persons, err = v.e.Ledger.Names(ctx, nil, writers); err != nil {
		return nil, err
	}
	r, err := v.e.Ledger.Round(ctx, m)
	if err != nil {
		return nil, err
	}
	p.Names = make(map[casework.UnitID]string, len(r.Basis.Units))
	for _, u := range r.Basis.Units {
		p.Names[u.ID] = u.Name
	}
	cal, err := v.e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	sent, err := v.e.Ledger.RoundReminders(ctx, m)
	if err != nil {
		return nil, err
	}
	for i, day := range r.Rules.Reminders(cal, m) {
		one := Reminder{Day: day}
		for _, n := range sent {
			if n.No == i+1 {
				one.Told = n.Told
			}
		}
		p.Reminders = append(p.Reminders, one)
	}
	return p, v.frozen(ctx, p, r)
}

// frozen adds the frozen count, as far as the person sees its units.
func (v *Viewer) frozen(ctx context.Context, p *RoundPage, r schema.Round) error {
	if p.Digest == "" {
		return nil
	}
	body, _, err := v.e.Ledger.SnapshotOf(ctx, r.Month)
	if err != nil {
		return err
	}
	var s round.Snapshot
	if err := json.Unmarshal(body, &s); err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	p.Frozen, p.FrozenAt = &s, s.AsOf
	s.Units = slices.DeleteFunc(s.Units, func(u round.Row) bool { return !v.Sight.Unit(u.Unit) })
	if s.Alerts, err = v.e.alertsInOrder(ctx, s.Alerts); err != nil {
		return err
	}
	var raised []casework.CaseID
	for _, a := range s.Alerts {
		if !v.Sight.Unit(a.Unit) {
			continue
		}
		if n := len(p.Alerts); n == 0 || p.Alerts[n-1].Kind != a.Kind {
			p.Alerts = append(p.Alerts, AlertGroup{Kind: a.Kind})
		}
		line := AlertLine{Alert: a, Name: cmp.Or(p.Names[a.Unit], string(a.Unit))}
		if r.Rules.Alerts[a.Kind].Raise != "" {
			line.Directive = schema.MatterID(casework.KindDirective, "alert/"+s.Month+"/"+a.Ref())
			raised = append(raised, line.Directive)
		}
		at := &p.Alerts[len(p.Alerts)-1]
		at.Alerts = append(at.Alerts, line)
	}
	there, err := v.e.Ledger.Opened(ctx, raised) // they are raised a moment after the freezing
	if err != nil {
		return err
	}
	for _, g := range p.Alerts {
		for i := range g.Alerts {
			if !slices.Contains(there, g.Alerts[i].Directive) {
				g.Alerts[i].Directive = ""
			}
		}
	}
	return nil
}

// OwingUnit is what a unit owes in a month.
type OwingUnit struct {
	Unit   casework.UnitID
	Name   string
	Mine   bool // the person holds a post in it or below it
	Duties []OwingDuty
	Owed   int
	Late   []activities.OwedLine // not done yet
}

// OwingDuty counts a duty of a unit.
type OwingDuty struct {
	Duty       round.Duty
	Owed, Done int
}

// Owing gives what is owed in a month by unit, as far as the person sees: their
// own unit first, then those with the most open. Units are those of the
// completion table where the person sees them whole, else the tasks' own.
func (v *Viewer) Owing(ctx context.Context, m round.Month) ([]OwingUnit, error) {
	if err := v.seesRounds(); err != nil {
		return nil, err
	}
	r, err := v.e.Ledger.Round(ctx, m)
	if err != nil {
		return nil, err
	}
	lines, err := v.e.Owing(ctx, m)
	if err != nil {
		return nil, err
	}
	names, column := map[casework.UnitID]string{}, v.columnsOf(r.Basis.Units)
	for _, u := range r.Basis.Units {
		names[u.ID] = u.Name
	}
	at := map[casework.UnitID]*OwingUnit{}
	var order []casework.UnitID
	for _, l := range lines {
		if !v.Sight.Unit(l.Unit) && !(l.To.Person != "" && slices.Contains(v.Sight.Persons, l.To.Person)) {
			continue
		}
		id := cmp.Or(column[l.Unit], l.Unit)
		u := at[id]
		if u == nil {
			u = &OwingUnit{Unit: id, Name: cmp.Or(names[id], string(id)), Mine: v.postIn(id, r.Basis.Units)}
			at[id] = u
			order = append(order, id)
		}
		u.add(l)
	}
	duties := []round.Duty{round.DutyClaim, round.DutyProgress, round.DutyMilestone, round.DutyVisit}
	out := make([]OwingUnit, len(order))
	for i, id := range order {
		out[i] = *at[id]
		slices.SortFunc(out[i].Duties, func(a, b OwingDuty) int {
			return cmp.Compare(slices.Index(duties, a.Duty), slices.Index(duties, b.Duty))
		})
	}
	slices.SortStableFunc(out, func(a, b OwingUnit) int {
		if a.Mine != b.Mine {
			if a.Mine {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(len(b.Late), len(a.Late)), v.chart.Compare(a.Unit, b.Unit))
	})
	return out, nil
}

func (u *OwingUnit) add(l activities.OwedLine) {
	i := slices.IndexFunc(u.Duties, func(d OwingDuty) bool { return d.Duty == l.Duty })
	if i < 0 {
		i = len(u.Duties)
		u.Duties = append(u.Duties, OwingDuty{Duty: l.Duty})
	}
	u.Owed++
	u.Duties[i].Owed++
	if l.Done {
		u.Duties[i].Done++
		return
	}
	u.Late = append(u.Late, l)
}

// columnsOf gives for each unit the column of the completion table that it
// counts in, where the person sees that column whole.
func (v *Viewer) columnsOf(units []round.Unit) map[casework.UnitID]casework.UnitID {
	up, column := map[casework.UnitID]casework.UnitID{}, map[casework.UnitID]bool{}
	for _, u := range units {
		up[u.ID], column[u.ID] = u.Parent, u.Column
	}
	out := map[casework.UnitID]casework.UnitID{}
	for _, u := range units {
		for at, steps := u.ID, 0; at != "" && steps < 32; at, steps = up[at], steps+1 {
			if column[at] {
				if v.Sight.Unit(at) {
					out[u.ID] = at
				}
				break
			}
		}
	}
	return out
}

// postIn tells whether the person holds a post in a unit or below it.
func (v *Viewer) postIn(unit casework.UnitID, units []round.Unit) bool {
	up := map[casework.UnitID]casework.UnitID{}
	for _, u := range units {
		up[u.ID] = u.Parent
	}
	return slices.ContainsFunc(v.By.Posts, func(p casework.Post) bool {
		for at, steps := p.Unit, 0; at != "" && steps < 32; at, steps = up[at], steps+1 {
			if at == unit {
				return true
			}
		}
		return false
	})
}

// EnterMinutes records a meeting's minutes: see [Engine.EnterMinutes].
func (v *Viewer) EnterMinutes(ctx context.Context, m round.Month, n schema.Minutes, decisions []Raise) ([]casework.CaseID, error) {
	return v.e.EnterMinutes(ctx, v.By, m, n, decisions)
}

// MeetingPage is a meeting's list with the names that it needs.
type MeetingPage struct {
	Agenda
	Names map[casework.UnitID]string
	Rungs map[string]casework.Title // of the ladders: what a slip is called
}

// Meeting gives the list of a meeting of the month. It is counted over the whole
// ledger, so it is for those who see everything.
func (v *Viewer) Meeting(ctx context.Context, m round.Month, s round.Step) (*MeetingPage, error) {
	if !v.Sight.Everything {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.rounds_meeting", string(v.By.Person))
	}
	agenda, err := v.e.Agenda(ctx, m, s)
	if err != nil {
		return nil, err
	}
	p := &MeetingPage{Agenda: agenda, Rungs: map[string]casework.Title{}}
	var units []casework.UnitID
	for _, a := range agenda.Alerts {
		units = append(units, a.Unit)
	}
	for _, l := range agenda.Slow {
		units = append(units, l.Unit)
	}
	if p.Names, _, err = v.e.Ledger.Names(ctx, units, nil); err != nil {
		return nil, err
	}
	for _, kind := range []casework.Kind{casework.KindDirective, casework.KindFinding, casework.KindHousehold, casework.KindMeasure} {
		policy, err := v.e.Rules.Newest(ctx, kind)
		if err != nil {
			return nil, err
		}
		for _, rung := range policy.Ladder {
			p.Rungs[rung.ID] = rung.Form
		}
	}
	return p, nil
}

// CountAgain counts a frozen month again and gives its digest if the bytes are
// the same. It reads the whole ledger, so only those may ask who see it.
func (v *Viewer) CountAgain(ctx context.Context, m round.Month) (string, error) {
	if !v.Sight.Everything {
		return "", casework.Errorf(casework.CodeForbidden, "forbidden.count_again", string(v.By.Person))
	}
	return v.e.VerifySnapshot(ctx, m)
}

// OpenRound opens this month's round by hand: who may is [Engine.OpenRound]'s to say.
func (v *Viewer) OpenRound(ctx context.Context, m round.Month) error {
	_, err := v.e.OpenRound(ctx, v.By, m)
	return err
}

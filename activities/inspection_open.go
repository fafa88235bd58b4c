package activities

// inspection_open.go: opening an inspection: its window, units and teams.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/people"
	"duban/casework/round"
	"duban/casework/wording"
	"duban/schema"
)

// InspectionOpening asks for an inspection. What is left empty is taken from
// the rules.
type InspectionOpening struct {
	ID     string
	Kind   inspection.Kind
	Title  string
	Window inspection.Window // a quarter's or the usual length from today
	Units  []casework.UnitID // in place of those that the rules name
	Also   []casework.UnitID // beside them: key departments
	Filter schema.InspectionFilter
	Rules  []byte // the document; empty: the rules that come with the program
	By     casework.PersonID

	// Allowed judges whether somebody may inspect the units; nil: the engine itself opens it.
	Allowed func(casework.Seats, []casework.UnitID) error `json:"-"`
}

// SeatsIn gives the organisation as authority is judged by. A task force stands
// where its lead unit does.
func SeatsIn(rows schema.OrganisationRows) casework.Seats {
	seats := casework.Seats{}
	for _, u := range rows.Units {
		seats[u.ID] = casework.Seat{Parent: u.Parent, Kind: u.Kind}
	}
	for _, f := range rows.Forces {
		if s := seats[f.ID]; s.Parent == "" {
			s.Parent = f.LeadUnit
			seats[f.ID] = s
		}
	}
	return seats
}

// OpenInspection enters an inspection and proposes its teams. One that exists is
// given as it stands, and opened is false. A unit that nobody may inspect has a
// team without members.
func OpenInspection(ctx context.Context, l *schema.Ledger, cal *calendar.Calendar, o InspectionOpening, now time.Time) (one schema.Inspection, opened bool, err error) {
	if len(o.Rules) == 0 {
		o.Rules = inspection.DefaultDocument()
	}
	rules, err := inspection.ParseRules(o.Rules)
	if err != nil {
		return one, false, err
	}
	in := schema.Inspection{ID: o.ID, Kind: o.Kind, Title: o.Title, Rules: rules, Filter: o.Filter, OpenedBy: o.By, Opened: now}
	if in.Window, err = windowOf(cal, rules, o, now); err != nil {
		return in, false, err
	}
	rows, err := l.LoadOrganisation(ctx)
	if err != nil {
		return in, false, err
	}
	units, err := inspectedUnits(rows.Units, rules.Units[o.Kind], o)
	if err != nil {
		return in, false, err
	}
	if o.Allowed != nil {
		if err := o.Allowed(SeatsIn(rows), units); err != nil {
			return in, false, err
		}
	}
	org := OrganisationIn(rows, in.Window)
	if opened, err = l.PutInspection(ctx, in, o.Rules, org.Propose(rules.Teams, units, org.Pool())); err != nil {
		return in, false, err
	}
	one, err = l.Inspection(ctx, in.ID)
	return one, opened, err
}

// windowOf gives the window that was asked for, checked, or the usual one.
func windowOf(cal *calendar.Calendar, rules *inspection.Rules, o InspectionOpening, now time.Time) (w inspection.Window, err error) {
	today := calendar.DateOf(now, cal.Zone())
	switch {
	case o.Kind == inspection.Quarterly:
		if w, err = rules.QuarterWindow(cal, o.ID); err != nil {
			return w, err
		}
		next, err := rules.QuarterWindow(cal, inspection.QuarterOf(w.To.AddDays(1)))
		if err != nil {
			return w, err
		}
		switch {
		case !o.Window.From.IsZero():
			w = rules.WindowFrom(cal, o.Window.From)
		case w.To.Before(today) && today.Before(next.From): // opened late, after an outage: held late
			w = rules.WindowFrom(cal, today)
		}
	case o.Window.From.IsZero():
		w = rules.WindowFrom(cal, today)
	default:
		w = rules.WindowFrom(cal, o.Window.From)
	}
	if !o.Window.To.IsZero() {
		w.To = o.Window.To
	}
	if w.To.Before(w.From) {
		return w, casework.Errorf(casework.CodeInvalid, "inspection.window_order", w.From.String(), w.To.String())
	}
	if w.To.Before(today) {
		return w, casework.Errorf(casework.CodeRefused, "inspection.window_past", w.From.String(), w.To.String())
	}
	return w, nil
}

// inspectedUnits gives the units asked for, or those of the rules, in the order
// of the organisation, and those asked for besides.
func inspectedUnits(units []schema.Unit, rule inspection.UnitRule, o InspectionOpening) ([]casework.UnitID, error) {
	var out []casework.UnitID
	known := map[casework.UnitID]bool{}
	for _, u := range units {
		known[u.ID] = true
		wanted := slices.Contains(o.Units, u.ID)
		if len(o.Units) == 0 {
			wanted = slices.Contains(rule.Kinds, u.Kind) || slices.Contains(rule.Names, u.ID)
		}
		if wanted || slices.Contains(o.Also, u.ID) {
			out = append(out, u.ID)
		}
	}
	for _, u := range slices.Concat(o.Units, o.Also, rule.Names) {
		if !known[u] {
			return nil, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(u))
		}
	}
	if len(out) == 0 {
		return nil, casework.Errorf(casework.CodeInvalid, "inspection.no_units")
	}
	return out, nil
}

// OrganisationIn gives the unit tree and every post in which somebody may act on
// some day of a window: their own, and those of whom they stand in for then.
func OrganisationIn(rows schema.OrganisationRows, w inspection.Window) *inspection.Organisation {
	org := &inspection.Organisation{Parent: map[casework.UnitID]casework.UnitID{}, Posts: map[casework.PersonID][]casework.Post{}}
	for _, u := range rows.Units {
		org.Parent[u.ID] = u.Parent
	}
	for _, f := range rows.Forces { // a post in a task force is a post in its lead unit's matters
		if _, isUnit := org.Parent[f.ID]; !isUnit || org.Parent[f.ID] == "" {
			org.Parent[f.ID] = f.LeadUnit
		}
	}
	window := people.Span{From: w.From, To: w.To}
	for _, p := range rows.Posts {
		if !(people.Span{From: p.From, To: p.To}).Overlaps(window) {
			continue
		}
		org.Posts[p.Person] = append(org.Posts[p.Person], p.Post)
		for _, s := range rows.Substitutions {
			if s.Person == p.Person && s.Overlaps(window) {
				post := p.Post
				post.For = p.Person
				org.Posts[s.Substitute] = append(org.Posts[s.Substitute], post)
			}
		}
	}
	return org
}

// ScheduledInput asks for the inspection of a period.
type ScheduledInput struct {
	Of      time.Time // a moment of the quarter or month
	Now     time.Time
	Opening ScheduledOpening
}

// ScheduledOpening is what a schedule may say: a title, and which units are
// inspected instead of those that the rules name, or beside them.
type ScheduledOpening struct {
	Title string            `json:"title,omitempty"`
	Units []casework.UnitID `json:"units,omitempty"`
	Also  []casework.UnitID `json:"also,omitempty"`
}

// OpenQuarter opens the inspection of a quarter, as the schedule does, and gives
// its ID.
func (a *Activities) OpenQuarter(ctx context.Context, in ScheduledInput) (string, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return "", err
	}
	o := InspectionOpening{ID: inspection.QuarterOf(calendar.DateOf(in.Of, cal.Zone())), Kind: inspection.Quarterly,
		Title: in.Opening.Title, Units: in.Opening.Units, Also: in.Opening.Also}
	if o.Title == "" {
		o.Title = o.ID
	}
	one, _, err := OpenInspection(ctx, a.ledger, cal, o, in.Now)
	return one.ID, final(err)
}

// LookBackID gives the ID of a month's look-back by the schedule. No other one may
// have an ID of this form.
func LookBackID(m round.Month) string { return fmt.Sprintf("L-%04d-M%02d", m.Year, m.Month) }

// OpenLookBack opens the look-back of a month, as the schedule does, and gives its
// ID: "" when no case's policy asks for one by now. One that is open stays as it is.
func (a *Activities) OpenLookBack(ctx context.Context, in ScheduledInput) (string, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return "", err
	}
	month := round.MonthOf(in.Of, cal.Zone())
	o := InspectionOpening{ID: LookBackID(month), Kind: inspection.LookBack, Title: in.Opening.Title, Units: in.Opening.Units, Also: in.Opening.Also}
	if o.Title == "" { // in Chinese: the language of the offices
		o.Title = month.String() + " " + wording.Text(wording.Chinese, "inspection.kind."+string(o.Kind))
	}
	if one, err := a.ledger.Inspection(ctx, o.ID); casework.CodeOf(err) != casework.CodeNotFound {
		return one.ID, final(err)
	}
	rows, err := a.ledger.LoadOrganisation(ctx)
	if err != nil {
		return "", err
	}
	rules := inspection.Default()
	units, err := inspectedUnits(rows.Units, rules.Units[o.Kind], o)
	if err != nil {
		return "", final(err)
	}
	today := calendar.DateOf(in.Now, cal.Zone())
	ripe, err := a.candidates(ctx, schema.Inspection{Kind: o.Kind, Rules: rules, Window: rules.WindowFrom(cal, today)}, units, in.Now)
	if err != nil || len(ripe) == 0 {
		return "", final(err)
	}
	one, _, err := OpenInspection(ctx, a.ledger, cal, o, in.Now)
	return one.ID, final(err)
}

package engine

// viewer_households.go: households as a person sees them: places, lists, files,
// and the acts that belong to a household alone.

import (
	"context"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/people"
	"duban/schema"
)

// HouseholdRow is a household with what the clock of its own task shows.
type HouseholdRow struct {
	schema.HouseholdLine
	Light     casework.Light
	Overdue   bool
	DaysLeft  int
	StepTitle casework.Title

	HelperName string
}

// Households gives a page of the households that the person may see.
func (v *Viewer) Households(ctx context.Context, f schema.HouseholdFilter) ([]HouseholdRow, casework.CaseID, error) {
	f.Sight = &v.Sight
	lines, next, err := v.e.Ledger.ListHouseholds(ctx, f)
	if err != nil {
		return nil, "", err
	}
	read, err := v.e.reader(ctx, v.now)
	if err != nil {
		return nil, "", err
	}
	helpers := make([]casework.PersonID, len(lines))
	for i := range lines {
		helpers[i] = lines[i].Helper
	}
	_, names, err := v.e.Ledger.Names(ctx, nil, helpers)
	if err != nil {
		return nil, "", err
	}
	out := make([]HouseholdRow, len(lines))
	for i := range lines {
		if out[i], err = rowOf(read, &lines[i]); err != nil {
			return nil, "", err
		}
		out[i].HelperName = names[lines[i].Helper]
	}
	return out, next, nil
}

func rowOf(read func(*schema.CaseLine) (Line, error), h *schema.HouseholdLine) (HouseholdRow, error) {
	line, err := read(&schema.CaseLine{Case: h.Case, Clock: h.Clock, Policy: h.Policy, Step: h.Step, Due: h.Due})
	return HouseholdRow{HouseholdLine: *h, Light: line.Light, Overdue: line.Overdue, DaysLeft: line.DaysLeft, StepTitle: line.StepTitle}, err
}

// Place is a unit with how the households in it stand.
type Place struct {
	Unit casework.UnitID
	Name string // what its own level calls it
	schema.HouseholdPlace
	Rate float64 // eliminated of listed households, percent, one decimal
}

// HouseholdPlaces are the places below a unit, and the way up from it.
type HouseholdPlaces struct {
	Way    []Place // from the county down to the unit asked for
	Below  []Place // counties, or the townships of one, or its villages
	Total  Place
	Level  string // what Below are: county, township, village, "" for none
	InUnit string // the name of the unit asked for
}

// HouseholdPlaces counts the households that the person may see, by the places
// below a unit ("" = by county).
func (v *Viewer) HouseholdPlaces(ctx context.Context, unit casework.UnitID) (*HouseholdPlaces, error) {
	villages, err := v.e.Ledger.HouseholdPlaces(ctx, unit, &v.Sight, v.Today)
	if err != nil {
		return nil, err
	}
	units, err := v.e.Ledger.Units(ctx)
	if err != nil {
		return nil, err
	}
	names := map[casework.UnitID]string{}
	for _, u := range units {
		names[u.ID] = u.Name
	}
	p := &HouseholdPlaces{Level: "county"}
	if len(villages) > 0 {
		switch one := villages[0]; unit {
		case "":
		case one.County:
			p.Level, p.Way = "township", []Place{{Unit: one.County}}
		case one.Township:
			p.Level, p.Way = "village", []Place{{Unit: one.County}, {Unit: one.Township}}
		default:
			p.Level, p.Way = "", []Place{{Unit: one.County}, {Unit: one.Township}, {Unit: one.Village}}
		}
	}
	for i := range p.Way {
		p.Way[i].Name = names[p.Way[i].Unit]
		p.InUnit = p.Way[i].Name
	}
	for _, at := range villages {
		p.Total.add(at)
		id := map[string]casework.UnitID{"county": at.County, "township": at.Township, "village": at.Village}[p.Level]
		if id == "" {
			continue
		}
		i := slices.IndexFunc(p.Below, func(b Place) bool { return b.Unit == id })
		if i < 0 {
			i = len(p.Below)
			p.Below = append(p.Below, Place{Unit: id, Name: names[id]})
		}
		p.Below[i].add(at)
	}
	people.ByUnit(v.chart, p.Below, func(b *Place) casework.UnitID { return b.Unit })
	return p, nil
}

func (p *Place) add(at schema.HouseholdPlace) {
	p.Identifying += at.Identifying
	p.Monitored.Households += at.Monitored.Households
	p.Monitored.People += at.Monitored.People
	p.Eliminated += at.Eliminated
	p.Late += at.Late
	p.Rate = casework.Percent(p.Eliminated, p.Eliminated+p.Monitored.Households)
}

// CourseStep is a step of a household's way and where it stands.
type CourseStep struct {
	Step  casework.Step
	State string    // done, now, ahead
	At    time.Time // when it was done in this round, as far as an act says so
}

// HouseholdPage is a household's file as a person sees it, without personal data.
type HouseholdPage struct {
	*CasePage
	Household HouseholdRow
	Course    []CourseStep
	Help      []casework.Task
	Visits    []casework.Event  // the newest first
	Photos    map[int64][]Piece // by the event that handed them in
	Ready     []schema.Upload   // what the reader has sent in and not handed in yet
	Events    []casework.Event  // the newest first
	MayRead   bool              // the personal data, for a purpose
	Readings  []schema.Reading  // who read them, for those who may; the newest first
}

// readingsShown is how many readings a file shows, of those that are looked at.
const readingsShown, readingsLooked = 30, 10_000

// Household gives a household's file to somebody who may see it.
func (v *Viewer) Household(ctx context.Context, id casework.CaseID) (*HouseholdPage, error) {
	page, err := v.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	line, err := v.e.Ledger.Household(ctx, id)
	if err != nil {
		return nil, err
	}
	read, err := v.e.reader(ctx, v.now)
	if err != nil {
		return nil, err
	}
	p := &HouseholdPage{CasePage: page}
	if p.Household, err = rowOf(read, &line); err != nil {
		return nil, err
	}
	p.Events = slices.Clone(page.Events)
	slices.Reverse(p.Events)
	for _, e := range p.Events {
		if e.Type == casework.EventVisited {
			p.Visits = append(p.Visits, e)
		}
	}
	pieces, err := v.Evidence(ctx, page.State, page.Events)
	if err != nil {
		return nil, err
	}
	p.Photos = map[int64][]Piece{}
	for _, piece := range pieces {
		p.Photos[piece.Seq] = append(p.Photos[piece.Seq], piece)
	}
	if p.Ready, err = v.Ready(ctx, id); err != nil {
		return nil, err
	}
	for _, t := range page.State.Tasks {
		if t.Role == casework.RoleHelp {
			p.Help = append(p.Help, t)
		}
	}
	p.Course = courseOf(page.Policy, page.State, p.Events)
	if _, err := casework.AuthorisePersonal(page.State, v.By); err == nil {
		p.MayRead = true
		if p.Readings, err = v.e.Ledger.Readings(ctx, id, "", 0, readingsLooked); err != nil {
			return nil, err
		}
		slices.Reverse(p.Readings)
		p.Readings = p.Readings[:min(len(p.Readings), readingsShown)]
	}
	return p, nil
}

// acted are the events by which the steps of a household's own task end.
var acted = map[casework.CommandType]casework.EventType{
	casework.CommandDispatch: casework.EventDispatched, casework.CommandSurvey: casework.EventSurveyed,
	casework.CommandDeliberate: casework.EventDeliberated, casework.CommandEndorse: casework.EventEndorsed,
	casework.CommandApprove: casework.EventApproved, casework.CommandEnter: casework.EventEntered, casework.CommandPlan: casework.EventPlanned,
	casework.CommandSubmit: casework.EventSubmitted, casework.CommandPass: casework.EventPassed,
	casework.CommandSign: casework.EventSigned, casework.CommandRecognise: casework.EventRecognised,
}

// courseOf gives the steps of a household's own task; events come newest first.
func courseOf(p *casework.Policy, s *casework.State, events []casework.Event) []CourseStep {
	own := s.Task(1)
	var out []CourseStep
	state := "done"
	for _, step := range p.Steps {
		if own == nil || (len(step.Tasks) > 0 && !slices.Contains(step.Tasks, own.Role)) {
			continue
		}
		c := CourseStep{Step: step, State: state}
		if own.Open() && step.ID == own.Step {
			c.State, state = "now", "ahead"
		}
		if !own.Open() && own.Outcome != casework.OutcomeClosed {
			c.State = "ahead" // it ended on the way
		}
		for _, e := range events {
			if c.State != "ahead" && step.Act != "" && e.Task == own.No && e.Round == s.Round && e.Type == acted[step.Act] {
				c.At = e.At
				break
			}
		}
		out = append(out, c)
	}
	return out
}

// Conditions gives the conditions of an elimination of a household; a is what a
// proposal states, nil before there is one.
func (v *Viewer) Conditions(ctx context.Context, p *HouseholdPage, a *casework.Assessment) ([]casework.Condition, error) {
	rule := p.Policy.Elimination
	if rule == nil {
		return nil, nil
	}
	lines, err := v.e.Ledger.IncomeLines(ctx, rule.Province)
	if err != nil {
		return nil, err
	}
	facts := casework.Facts{Known: true, Today: v.Today, Lines: map[int]int{}}
	for _, l := range lines {
		facts.Lines[l.Year] = l.Yuan
	}
	return casework.EliminationConditions(p.Policy, p.State, a, facts), nil
}

// ReadPersonal gives a household's personal data for a purpose: see [Engine.ReadPersonal].
// Whoever may read may see; a denial stands in the record of readings.
func (v *Viewer) ReadPersonal(ctx context.Context, id casework.CaseID, purpose string) (Personal, error) {
	return v.e.ReadPersonal(ctx, v.By, id, purpose)
}

// FindHousehold looks a household up by an ID number: see [Engine.FindHousehold].
func (v *Viewer) FindHousehold(ctx context.Context, number, purpose string) (casework.CaseID, error) {
	return v.e.FindHousehold(ctx, v.By, number, purpose)
}

// PublicationList gives the masked list of a unit that the person sees.
func (v *Viewer) PublicationList(ctx context.Context, unit casework.UnitID) ([]casework.Published, error) {
	if !v.Sight.Unit(unit) {
		return nil, casework.Errorf(casework.CodeForbidden, "forbidden.see_unit", string(v.By.Person), string(unit))
	}
	return v.e.PublicationList(ctx, unit, "")
}

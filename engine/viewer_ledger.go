package engine

// viewer_ledger.go: the ledger's pages as a person may see them: lists, the board,
// the month's deadlines, a plan's outline, views kept under a name.

import (
	"context"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/schema"
)

// Outline gives the problems of a plan as far as the person sees tasks of theirs.
func (v *Viewer) Outline(ctx context.Context, f schema.Filter) ([]schema.Outlined, error) {
	f.Sight = &v.Sight
	return v.e.Ledger.PlanOutline(ctx, f, v.Today)
}

// Day is a day of the working calendar with what is due on it.
type Day struct {
	Date    calendar.Date
	Working bool
	Moved   bool // a holiday on a weekday, or a weekend day that is worked
	Tasks   int  // open and due that day
	Late    int  // of those: already overdue
}

// Month gives the days of a month with the open tasks of a filter that are due.
func (v *Viewer) Month(ctx context.Context, f schema.Filter, first calendar.Date) ([]Day, error) {
	cal, err := v.e.Rules.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	f.Sight = &v.Sight
	last := first.EndOfMonth()
	counts, err := v.e.Ledger.DaysOfTasks(ctx, f, first, last)
	if err != nil {
		return nil, err
	}
	var out []Day
	for d := first; !d.After(last); d = d.AddDays(1) {
		working, _ := cal.Workday(d)
		weekend := d.Weekday() == 0 || d.Weekday() == 6
		day := Day{Date: d, Working: working, Moved: working == weekend}
		if len(counts) > 0 && counts[0].Day == d {
			day.Tasks = counts[0].Tasks
			if d.Before(v.Today) {
				day.Late = counts[0].Running
			}
			counts = counts[1:]
		}
		out = append(out, day)
	}
	return out, nil
}

// SavedViews gives the person's own views and those shared with their units.
func (v *Viewer) SavedViews(ctx context.Context) ([]schema.SavedView, error) {
	return v.e.Ledger.SavedViews(ctx, v.By.Person, v.units())
}

// SaveView keeps a view, shared with a unit in which the person has a post or with
// nobody.
func (v *Viewer) SaveView(ctx context.Context, name, query string, unit casework.UnitID) error {
	name = strings.TrimSpace(name)
	switch {
	case name == "" || len([]rune(name)) > 60:
		return casework.Errorf(casework.CodeInvalid, "invalid.view_name")
	case len(query) > 2000:
		return casework.Errorf(casework.CodeInvalid, "invalid.form_too_large")
	case unit != "" && !slices.Contains(v.units(), unit):
		return casework.Errorf(casework.CodeForbidden, "forbidden.share_view", string(unit))
	}
	return v.e.Ledger.PutSavedView(ctx, schema.SavedView{Owner: v.By.Person, Unit: unit, Name: name, Query: query}, v.now)
}

// DropView forgets one of the person's own views.
func (v *Viewer) DropView(ctx context.Context, id int64) error {
	return v.e.Ledger.DropSavedView(ctx, id, v.By.Person)
}

// units gives the units in which the person has a post.
func (v *Viewer) units() []casework.UnitID {
	var out []casework.UnitID
	for _, p := range v.By.Posts {
		if !slices.Contains(out, p.Unit) {
			out = append(out, p.Unit)
		}
	}
	return out
}

// OwnUnits gives the units in which the person has a post.
func (v *Viewer) OwnUnits() []casework.UnitID { return v.units() }

// UnitBranch is a place in the tree of units as a picker shows it.
type UnitBranch struct {
	At    casework.UnitID
	Above []casework.UnitID // the topmost first
	Below []casework.UnitID // right below it
	Found []casework.UnitID // what a search found, anywhere
}

// unitsFound is how many units a search shows.
const unitsFound = 30

// Branch gives the tree of units round one ("" = from the top), as far as the
// person sees; a search finds units by a part of their names.
func (v *Viewer) Branch(at casework.UnitID, search string) UnitBranch {
	out := UnitBranch{At: at}
	if !v.chart.HasUnit(at) {
		out.At = ""
	}
	visible := func(u casework.UnitID) bool { return v.Sight.Unit(u) }
	if out.At != "" {
		out.Above = slices.Clone(v.chart.Above(out.At))
		slices.Reverse(out.Above)
		out.Below = v.chart.Children(out.At)
	} else {
		out.Below = v.tops()
	}
	out.Above = slices.DeleteFunc(out.Above, func(u casework.UnitID) bool { return !visible(u) })
	out.Below = slices.DeleteFunc(out.Below, func(u casework.UnitID) bool { return !visible(u) })
	if search = strings.TrimSpace(search); search != "" {
		v.walk("", 0, func(u casework.UnitID) bool {
			if visible(u) && strings.Contains(string(u), search) {
				out.Found = append(out.Found, u)
			}
			return len(out.Found) < unitsFound
		})
	}
	return out
}

// tops gives the topmost units that the person sees.
func (v *Viewer) tops() []casework.UnitID {
	if v.Sight.Everything {
		return v.chart.Children("")
	}
	var out []casework.UnitID
	for _, u := range v.Sight.Units {
		if !slices.ContainsFunc(v.chart.Above(u), v.Sight.Unit) {
			out = append(out, u)
		}
	}
	return out
}

// walk goes through the tree from the top; a loop in it ends at a depth that no
// organisation has.
func (v *Viewer) walk(at casework.UnitID, depth int, visit func(casework.UnitID) bool) bool {
	if depth > 32 {
		return true
	}
	for _, u := range v.chart.Children(at) {
		if !visit(u) || !v.walk(u, depth+1, visit) {
			return false
		}
	}
	return true
}

// Why tells why a line lies with the person.
func (v *Viewer) Why(l *DeskLine) people.Why { return v.chart.Why(l.Rest, v.By.Person, v.Today) }

// Steps gives the titles of all steps of the policies in force, by ID, and in
// which stage each is.
func (v *Viewer) Steps(ctx context.Context) ([]casework.Step, error) {
	var out []casework.Step
	for _, k := range []casework.Kind{casework.KindMeasure, casework.KindHousehold, casework.KindFinding, casework.KindDirective} {
		p, err := v.e.Rules.Newest(ctx, k)
		if err != nil {
			return nil, err
		}
		for _, s := range p.Steps {
			if !slices.ContainsFunc(out, func(o casework.Step) bool { return o.ID == s.ID }) {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// PersonCalled gives the person of a login or a name that somebody typed.
func (v *Viewer) PersonCalled(ctx context.Context, word string) (casework.PersonID, error) {
	return v.e.Ledger.PersonCalled(ctx, word)
}

// Names gives the names of persons, for lists.
func (v *Viewer) Names(ctx context.Context, ids []casework.PersonID) (map[casework.PersonID]string, error) {
	return v.e.Ledger.PersonNames(ctx, ids)
}

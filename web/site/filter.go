package site

// filter.go: which tasks a list shows, as its address says. A filter stands in
// the address alone, so that a link gives the same list to whoever may see it.

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// filter is a list's filter as typed.
type filter struct {
	Plan, Unit, Stage, Step, Kind, Person, Text, Light, Slip string
	DueFrom, DueTo                                           string // days, both included
	Problem, Class                                           string // of a plan
	Overdue, Ended                                           bool   // late only; ended ones too
	Sort                                                     string // one of [schema.Order]
	Columns                                                  string // keys with dots between; "" = the usual ones
	Month                                                    string // of the calendar: 2026-05
	After                                                    string // the key of the page before
}

// The names in the address.
const (
	paramAfter = "after"
)

func filterOf(q url.Values) filter {
	return filter{
		Plan: q.Get("plan"), Unit: q.Get("unit"), Stage: q.Get("stage"), Step: q.Get("step"), Kind: q.Get("kind"),
		Person: q.Get("person"), Text: q.Get("text"), Light: q.Get("light"), Slip: q.Get("slip"), DueFrom: q.Get("from"), DueTo: q.Get("to"),
		Problem: q.Get("problem"), Class: q.Get("class"), Sort: q.Get("sort"), Columns: q.Get("columns"), Month: q.Get("month"),
		Overdue: q.Get("overdue") == "1", Ended: q.Get("ended") == "1", After: q.Get(paramAfter),
	}
}

// query gives the filter's address, without the place in the list.
func (f filter) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("plan", f.Plan)
	set("unit", f.Unit)
	set("stage", f.Stage)
	set("step", f.Step)
	set("kind", f.Kind)
	set("person", f.Person)
	set("text", f.Text)
	set("light", f.Light)
	set("slip", f.Slip)
	set("from", f.DueFrom)
	set("to", f.DueTo)
	set("problem", f.Problem)
	set("class", f.Class)
	set("sort", f.Sort)
	set("columns", f.Columns)
	if f.Overdue {
		q.Set("overdue", "1")
	}
	if f.Ended {
		q.Set("ended", "1")
	}
	return q
}

// Active tells whether anything is filtered.
func (f filter) Active() bool {
	f.Sort, f.Columns = "", ""
	return len(f.query()) > 0
}

// Query gives the filter as an address's query.
func (f filter) Query() string { return f.query().Encode() }

// With gives the address of a page with the filter, some fields set otherwise.
func (f filter) With(path string, pairs ...any) string {
	q := f.query()
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1])
		if q.Del(name); value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Hidden gives the filter's fields as a form hands them on, without those named.
func (f filter) Hidden(without ...string) []hiddenField {
	var out []hiddenField
	for name, values := range f.query() {
		if !slices.Contains(without, name) {
			out = append(out, hiddenField{name, values[0]})
		}
	}
	slices.SortFunc(out, func(a, b hiddenField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// hiddenField is a field of a form that nobody types.
type hiddenField struct{ Name, Value string }

// of gives the filter as the ledger takes it; what cannot be read is
// [casework.CodeInvalid].
func (f filter) of(today calendar.Date) (schema.Filter, error) {
	out := schema.Filter{Plan: f.Plan, Unit: casework.UnitID(f.Unit), Stage: casework.Stage(f.Stage), Step: casework.StepID(f.Step),
		Person: casework.PersonID(f.Person), Text: strings.TrimSpace(f.Text), Problem: f.Problem, Class: f.Class, Open: !f.Ended}
	switch order := schema.Order(f.Sort); order {
	case schema.OrderLatest, schema.OrderCase:
		out.Order = order
	}
	if f.Kind != "" {
		out.Kinds = []casework.Kind{casework.Kind(f.Kind)}
	}
	if f.Overdue {
		out.Overdue = today
	}
	for _, d := range []struct {
		text string
		at   *calendar.Date
		move int
	}{{f.DueFrom, &out.DueAfter, -1}, {f.DueTo, &out.DueBefore, 1}} {
		if d.text == "" {
			continue
		}
		day, err := calendar.ReadDate(d.text, today.Year)
		if err != nil {
			return out, casework.Errorf(casework.CodeInvalid, "invalid.date", d.text)
		}
		*d.at = day.AddDays(d.move)
	}
	var err error
	out.After, err = schema.ReadKey(f.After)
	return out, err
}

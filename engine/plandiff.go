package engine

// plandiff.go: what a file would change in the ledger, row by row, and what of
// it the rules allow. A running case is its workflow's: what it owes to whom
// changes by commands, not by a file.

import (
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// What an import does with a measure.
const (
	RowNew       = "new"
	RowSame      = "same"
	RowChanged   = "changed"   // as the rules allow
	RowRefused   = "refused"   // some of its changes take a command of a person
	RowUnstarted = "unstarted" // its opening is replaced: the case has not started
	RowMissing   = "missing"   // in the ledger, not in the file: it stays
)

// ImportRow says what happens with one measure.
type ImportRow struct {
	Case    casework.CaseID `json:"case"`
	No      string          `json:"no"`
	Text    string          `json:"text"`
	Units   []string        `json:"units,omitempty"`
	Due     string          `json:"due,omitempty"`
	Carried int             `json:"carried,omitempty"` // acts carried over from paper
	Action  string          `json:"action"`
	Breach  bool            `json:"breach,omitempty"` // a value beyond its threshold: a directive comes of it
	Changes []ImportChange  `json:"changes,omitempty"`
}

// ImportChange is one field that differs.
type ImportChange struct {
	Field   string `json:"field"`
	From    string `json:"from"`
	To      string `json:"to"`
	Refused bool   `json:"refused,omitempty"`
	Hint    string `json:"hint,omitempty"` // a catalogue key: what to do instead
}

type correction struct {
	id   casework.CaseID
	task int
	date calendar.Date
}

type planDiff struct {
	rows        []ImportRow
	corrections []correction
}

// comparePlans compares a file's rows with the ledger's. mayCorrect tells
// whether somebody stands behind corrections of deadlines.
func comparePlans(known, rows schema.PlanRows, states map[casework.CaseID]*casework.State, mayCorrect bool) planDiff {
	var d planDiff
	starts := map[casework.CaseID]schema.CaseStart{}
	for _, s := range known.Starts {
		starts[s.Case] = s
	}
	measures := map[casework.CaseID]schema.Measure{}
	for _, m := range known.Measures {
		measures[m.Case] = m
	}
	for i, m := range rows.Measures {
		start := rows.Starts[i]
		row := ImportRow{Case: m.Case, No: m.No, Text: m.Text, Action: RowSame, Carried: len(start.Opening.Carried)}
		for _, t := range start.Opening.Tasks {
			row.Units = append(row.Units, string(t.Unit))
		}
		row.Due = dueText(start.Opening.Tasks[0].Deadline)
		before, ok := measures[m.Case]
		delete(measures, m.Case)
		switch was := starts[m.Case]; {
		case !ok:
			row.Action = RowNew
		case was.Started.IsZero():
			row.Action = RowUnstarted
		default:
			d.compareStarted(&row, before, m, was.Opening, start.Opening, states[m.Case], mayCorrect)
		}
		d.rows = append(d.rows, row)
	}
	for _, m := range known.Measures {
		if _, left := measures[m.Case]; left {
			d.rows = append(d.rows, ImportRow{Case: m.Case, No: m.No, Text: m.Text, Action: RowMissing})
		}
	}
	return d
}

func (d *planDiff) compareStarted(row *ImportRow, before, after schema.Measure, was, now casework.Opening,
	state *casework.State, mayCorrect bool) {
	change := func(field, from, to, hint string) {
		if from != to {
			row.Changes = append(row.Changes, ImportChange{Field: field, From: from, To: to, Refused: hint != "", Hint: hint})
		}
	}
	change("text", before.Text, after.Text, "")
	change("target", before.Target, after.Target, "")
	change("metric", before.Metric, after.Metric, "")
	change("problem", before.Problem, after.Problem, "")
	change("milestones", milestonesText(was), milestonesText(now), "hint.milestones")
	change("units", unitsText(was.Tasks), unitsText(now.Tasks), "hint.reassign")
	change("lead_unit", string(was.Parties.LeadUnit), string(now.Parties.LeadUnit), "hint.parties")
	change("leader", string(was.Parties.LeadLeader), string(now.Parties.LeadLeader), "hint.parties")
	if unitsText(was.Tasks) == unitsText(now.Tasks) {
		d.compareDeadlines(row, was, now, state, mayCorrect)
	}
	if len(row.Changes) == 0 {
		return
	}
	row.Action = RowChanged
	if slices.ContainsFunc(row.Changes, func(c ImportChange) bool { return c.Refused }) {
		row.Action = RowRefused
	}
}

func (d *planDiff) compareDeadlines(row *ImportRow, was, now casework.Opening, state *casework.State, mayCorrect bool) {
	for i := range was.Tasks {
		from, to := was.Tasks[i].Deadline, now.Tasks[i].Deadline
		var task *casework.Task
		if state != nil {
			if task = state.Task(i + 1); task != nil {
				from = task.Deadline
			}
		}
		// A standing measure's first review depends on the day of the import.
		if from == to || (from.Type == calendar.Standing && to.Type == calendar.Standing) {
			continue
		}
		c := ImportChange{Field: "deadline " + string(was.Tasks[i].Unit), From: dueText(from), To: dueText(to)}
		open := task != nil && task.Open()
		switch {
		case open && task.Dispatched.IsZero() && from.Type == to.Type && !to.Date.IsZero() && mayCorrect:
			d.corrections = append(d.corrections, correction{row.Case, i + 1, to.Date})
		case open && task.Dispatched.IsZero() && !mayCorrect:
			c.Refused, c.Hint = true, "hint.correct_as"
		default:
			c.Refused, c.Hint = true, "hint.extension"
		}
		row.Changes = append(row.Changes, c)
	}
}

func milestonesText(o casework.Opening) string {
	var parts []string
	for _, m := range o.Tasks[0].Milestones {
		parts = append(parts, m.ID+" "+m.Text)
	}
	return strings.Join(parts, "；")
}

func unitsText(tasks []casework.OpeningTask) string {
	parts := make([]string, len(tasks))
	for i, t := range tasks {
		parts[i] = string(t.Unit)
		if t.Role == casework.RoleCo {
			parts[i] += "(配合)"
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "、")
}

func dueText(d casework.Deadline) string {
	if d.Type == calendar.ByDate {
		return d.Date.String()
	}
	return string(d.Type)
}

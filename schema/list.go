package schema

// list.go: lists of tasks for pages, one line a task, paged by key.

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// Filter says which tasks a list shows. Empty fields do not filter.
type Filter struct {
	Plan      string
	Case      casework.CaseID
	Unit      casework.UnitID // with every unit below it
	Person    casework.PersonID
	Holders   []casework.Addressee // open tasks that name one of these persons, or could rest with one of these posts
	Stage     casework.Stage       // of the task
	Step      casework.StepID
	Kinds     []casework.Kind
	Problem   string        // of a measure: its problem's number
	Class     string        // of a measure: the number of its problem's class; with Plan
	Text      string        // part of a measure's text or number, or of a case's ID
	DueAfter  calendar.Date // due later than this day
	DueBefore calendar.Date // due earlier than this day
	Open      bool          // tasks that have not ended
	Overdue   calendar.Date // as of this day: due before it, with a clock that runs
	// Sight leaves out what somebody may not see; nil is the engine itself.
	Sight *casework.Sight
	// Keep has the last word on each line: for what only rules can tell, such as
	// a light. It is asked for lines that all other fields let through.
	Keep  func(*CaseLine) bool
	Order Order
	After Key // the line after which the page starts
	Limit int // 1 to 1000; 0 = 50
}

// Order is one of the orders that an index has.
type Order string

// The orders.
const (
	OrderDue    Order = ""       // the earliest due date first
	OrderLatest Order = "latest" // the latest due date first
	OrderCase   Order = "case"   // by the case's ID
)

// Key names a line's place in a list: due date, case, task.
type Key struct {
	Due  calendar.Date
	Case casework.CaseID
	Task int
}

// IsZero tells whether the key names no line.
func (k Key) IsZero() bool { return k == Key{} }

// CaseLine is one task with what a list shows beside it.
type CaseLine struct {
	Case      casework.CaseID
	Kind      casework.Kind
	Plan      string
	Opened    time.Time
	Policy    casework.PolicyRef // without digest
	CaseStage casework.Stage
	Parties   casework.Parties // without the office

	Problem string // its number
	Measure string // its number
	Text    string // of the measure

	Task       int
	Role       casework.TaskRole
	Unit       casework.UnitID
	UnitName   string
	Person     casework.PersonID
	PersonName string
	Step       casework.StepID
	Stage      casework.Stage
	Outcome    casework.Outcome
	Round      int
	Percent    int
	Progressed time.Time
	Since      time.Time
	Clock      *casework.Clock // for the light: see [casework.Policy.Read]; nil for an ended task
	Paused     bool
	Due        calendar.Date // zero for none
	Provisional,
	Disputed bool
	Original    calendar.Date
	Holder      casework.Addressee // with whom it rests, by the rules
	Submission  string             // digest of what was handed in
	Request     string             // digest of an extension applied for
	LastRung    int                // of the running breach, or [casework.NoRung]
	RedsRunning int
	Ended       time.Time
}

// Key gives the line's place.
func (c *CaseLine) Key() Key { return Key{c.Due, c.Case, c.Task} }

const (
	defaultLines = 50
	maxLines     = 1000
)

// keptBatch is how many lines are read at once where Keep has the last word: it
// may drop most of them.
const keptBatch = 500

// ListCases gives a page of tasks in the order asked for, those without a due date
// last, and the key to ask for the next page with; a zero key says that there is no
// more.
func (l *Ledger) ListCases(ctx context.Context, f Filter) ([]CaseLine, Key, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = defaultLines
	}
	limit = min(limit, maxLines)
	params, err := l.listParams(ctx, f)
	if err != nil {
		return nil, Key{}, err
	}
	batch := limit
	if f.Keep != nil {
		batch = max(limit, keptBatch)
	}
	var out []CaseLine
	for {
		rows, last, err := l.listBatch(ctx, f, params, batch)
		if err != nil {
			return nil, Key{}, translate(err)
		}
		for i, r := range rows {
			line, err := lineOf(r)
			if err != nil {
				return nil, Key{}, translate(err)
			}
			if f.Keep == nil || f.Keep(&line) {
				out = append(out, line)
			}
			if len(out) == limit && (last != nil || i+1 < len(rows)) {
				return out, line.Key(), nil
			}
		}
		if last == nil {
			return out, Key{}, nil
		}
		params.AfterDue, params.AfterCase, params.AfterNo = last.due, last.id, last.no
	}
}

// place is where a batch ended.
type place struct {
	due time.Time
	id  string
	no  int
}

// listBatch reads up to so many lines, and where it ended if there are others behind.
func (l *Ledger) listBatch(ctx context.Context, f Filter, p db.ListTasksParams, batch int) ([]db.ListTasksRow, *place, error) {
	if len(f.Holders) > 0 && p.SeesAll && f.Order == OrderDue {
		return l.deskBatch(ctx, p, batch)
	}
	p.Batch = batch + 1 // one more tells whether there is a next page
	rows, err := l.q.ListTasks(ctx, p)
	if len(rows) <= batch {
		return rows, nil, err
	}
	last := rows[batch-1]
	return rows[:batch], &place{last.DueOn, last.CaseID, last.No}, err
}

// deskBatch reads what waits for somebody: first which tasks these are, place by
// place in the order of its index, however many wait there; then the lines.
func (l *Ledger) deskBatch(ctx context.Context, p db.ListTasksParams, batch int) ([]db.ListTasksRow, *place, error) {
	keys, err := l.q.DeskKeys(ctx, db.DeskKeysParams{Holders: p.Holders, Posts: p.Posts, AfterDue: p.AfterDue, AfterCase: p.AfterCase,
		AfterNo: p.AfterNo, Batch: batch + 1})
	if err != nil || len(keys) == 0 {
		return nil, nil, err
	}
	var end *place
	if len(keys) > batch {
		keys = keys[:batch]
		last := keys[batch-1]
		end = &place{last.DueOn, last.CaseID, last.No}
	}
	p.Few, p.FewCases, p.Batch = true, make([]string, len(keys)), math.MaxInt32
	wanted := make(map[place]bool, len(keys))
	for i, k := range keys {
		p.FewCases[i] = k.CaseID
		wanted[place{id: k.CaseID, no: k.No}] = true
	}
	rows, err := l.q.ListTasks(ctx, p)
	// Another task of the same case may wait as well, but further down.
	return slices.DeleteFunc(rows, func(r db.ListTasksRow) bool { return !wanted[place{id: r.CaseID, no: r.No}] }), end, err
}

func (l *Ledger) listParams(ctx context.Context, f Filter) (db.ListTasksParams, error) {
	p := db.ListTasksParams{
		Plan: f.Plan, CaseID: string(f.Case), Person: string(f.Person), Stage: string(f.Stage), Step: string(f.Step),
		OpenOnly: f.Open, DueAfter: time.Time{}, DueBefore: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		Units: []string{}, Kinds: []string{}, Holders: []string{}, Posts: []string{}, AfterDue: time.Time{}, AfterNo: f.After.Task, AfterCase: string(f.After.Case),
	}
	p.LatestFirst, p.ByCase = f.Order == OrderLatest, f.Order == OrderCase
	switch {
	case !f.After.IsZero():
		p.AfterDue = keyDay(f.After.Due)
	case p.LatestFirst:
		p.AfterDue = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	p.Problem, p.Class = f.Problem, f.Class
	seen, err := l.sight(ctx, f)
	if err != nil {
		return p, err
	}
	if err := l.named(ctx, &seen, f); err != nil {
		return p, err
	}
	if f.Unit != "" {
		units, err := l.q.UnitSubtree(ctx, string(f.Unit))
		if err != nil {
			return p, translate(err)
		}
		// One unit is read in the order of its index, which a set is not.
		if len(units) == 1 {
			p.Unit = units[0]
		} else {
			p.Units = units
		}
		if seen.holds(units) && len(f.Holders) == 0 {
			seen.all = true // of these units' tasks, which then an index tells alone
		}
	}
	p.SeesAll, p.SeesUnits, p.SeesPersons, p.SeesCases, p.SeesParties = seen.all, seen.units, seen.persons, seen.led, seen.parties
	p.Few, p.FewCases = seen.few, seen.cases
	if !f.DueAfter.IsZero() {
		p.DueAfter = f.DueAfter.Start(time.UTC)
	}
	if !f.DueBefore.IsZero() {
		p.DueBefore = f.DueBefore.Start(time.UTC)
	}
	if !f.Overdue.IsZero() {
		p.RunningOnly = true
		if day := f.Overdue.Start(time.UTC); day.Before(p.DueBefore) {
			p.DueBefore = day
		}
	}
	if f.Text != "" {
		p.Text = likeText(f.Text)
	}
	for _, h := range f.Holders {
		if h.Person != "" {
			p.Holders = append(p.Holders, string(h.Person))
		} else {
			p.Posts = append(p.Posts, string(h.Unit)+"/"+string(h.Role))
		}
	}
	for _, k := range f.Kinds {
		p.Kinds = append(p.Kinds, string(k))
	}
	return p, nil
}

// keyDay gives the day that a line without a due date sorts by.
func keyDay(d calendar.Date) time.Time {
	if d.IsZero() {
		return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return d.Start(time.UTC)
}

func lineOf(r db.ListTasksRow) (CaseLine, error) {
	line := CaseLine{
		Case: casework.CaseID(r.CaseID), Kind: casework.Kind(r.Kind), Plan: r.Plan,
		Policy:    casework.PolicyRef{Kind: casework.Kind(r.PolicyKind), Version: r.PolicyVersion},
		CaseStage: casework.Stage(r.CaseStage), Opened: r.OpenedAt.UTC(),
		Parties: casework.Parties{LeadUnit: casework.UnitID(r.LeadUnit), Force: casework.UnitID(r.Force),
			LeadLeader: casework.PersonID(r.LeadLeader)},
		Problem: r.Problem, Measure: r.Measure, Text: r.Text,
		Task: r.No, Role: casework.TaskRole(r.Role), Unit: casework.UnitID(r.Unit), UnitName: r.UnitName,
		Person: casework.PersonID(r.Person), PersonName: r.PersonName, Step: casework.StepID(r.Step),
		Stage: casework.Stage(r.Stage), Outcome: casework.Outcome(r.Outcome), Round: r.Round, Percent: r.Percent,
		Progressed: moment(r.ProgressedAt), Since: r.Since.UTC(), Paused: r.Paused, Due: dayOf(r.DueOn),
		Provisional: r.Provisional, Disputed: r.Disputed, Submission: r.SubmissionDigest, Request: r.RequestDigest,
		Holder: casework.Addressee{Person: casework.PersonID(r.HolderPerson), Unit: casework.UnitID(r.HolderUnit),
			Role: casework.PostRole(r.HolderRole)},
		LastRung: r.LastRung, RedsRunning: r.RedsRunning, Ended: moment(r.EndedAt),
	}
	if r.OriginalDue.Valid {
		line.Original = dayOf(r.OriginalDue.Time)
	}
	if err := json.Unmarshal(r.Clock, &line.Clock); err != nil {
		return line, fmt.Errorf("clock of task %d of %s: %w", r.No, r.CaseID, err)
	}
	return line, nil
}

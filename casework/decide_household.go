package casework

// decide_household.go: what households bring besides the steps: visits, help
// measures, the green channel, and when a risk counts as eliminated.

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/casework/calendar"
)

// Mode says how a household's risk came to an end.
type Mode string

// The modes.
const (
	ModeHelp    Mode = "help"    // 帮扶消除: the conditions are met
	ModeNatural Mode = "natural" // 自然消除: death, moving away, family change
)

// Assessment is what a proposed elimination rests on: a statement by the one
// who proposes it, judged by the rules now and by the verifier afterwards.
type Assessment struct {
	Mode       Mode          `json:"mode"`
	Income     int           `json:"income,omitempty"` // yuan per head in the window, counted to a year
	From       calendar.Date `json:"from,omitzero"`    // the window
	To         calendar.Date `json:"to,omitzero"`
	Spending   bool          `json:"spending,omitempty"` // no large spending left unsolved
	Guarantees Guarantees    `json:"guarantees,omitzero"`
}

// Guarantees are the three guarantees and safe water (三保障和饮水安全).
type Guarantees struct {
	Education bool `json:"education,omitempty"`
	Medical   bool `json:"medical,omitempty"`
	Housing   bool `json:"housing,omitempty"`
	Water     bool `json:"water,omitempty"`
}

// All tells whether all four are stable.
func (g Guarantees) All() bool { return g.Education && g.Medical && g.Housing && g.Water }

// maxTasks bounds a case: help measures of one household are a handful.
const maxTasks = 60

// visit (走访; 回访 after the elimination) records that somebody was there; the
// next visit is due by the end of the month after. Only the household's own task
// is visited: a department's help keeps the date that it was given.
func (d *decision) visit() error {
	t := d.s.Task(max(d.c.Task, 1))
	if t == nil {
		return Errorf(CodeNotFound, "notfound.task", itoa(d.c.Task), string(d.s.Case))
	}
	if t.Role != RoleLead {
		return refused("refused.visit_of_share", itoa(t.No))
	}
	by, err := d.p.Authorise(d.s, t, CommandVisit, d.c.By)
	if err != nil {
		return err
	}
	switch {
	case d.s.Listed.IsZero():
		return refused("refused.not_listed", string(d.s.Case))
	case d.c.Date.IsZero():
		return invalid("invalid.date_missing")
	case strings.TrimSpace(d.c.Text) == "":
		return invalid("invalid.visit_empty")
	case d.facts.Known && d.c.Date.After(d.today()):
		return refused("refused.date_future", d.c.Date.String())
	case d.facts.Known && d.c.Date.Before(d.listed()):
		return refused("refused.visit_before", d.c.Date.String())
	case d.c.Date == t.Visited:
		return refused("refused.visited_already", d.c.Date.String())
	}
	if t.Open() { // who visits has a part in the help
		if err := apart(t, StageAct, by); err != nil {
			return err
		}
	}
	next := d.c.Date
	if next.Before(t.Visited) { // entered late: it does not turn the next date back
		next = t.Visited
	}
	d.emit(Event{Type: EventVisited, Task: t.No, By: by, Detail: Detail{
		Text: d.c.Text, Evidence: d.c.Evidence, On: d.c.Date, Date: next.AddMonths(1).EndOfMonth()}})
	return nil
}

// amend says what has become of the household: how many live in it, how many of
// them can work. Its elimination and the figures go by that.
func (d *decision) amend() error {
	by, err := d.p.Authorise(d.s, d.s.Task(1), CommandAmend, d.c.By)
	if err != nil {
		return err
	}
	now := d.c.Household
	switch {
	case d.s.Household == nil:
		return refused("refused.no_household", string(d.s.Case))
	case now == nil || now.Members < 1 || now.Members > maxMembers || now.Labour < 0 || now.Labour > now.Members:
		return invalid("invalid.household_facts", itoa(maxMembers))
	case strings.TrimSpace(d.c.Reason) == "":
		return invalid("invalid.reason_missing")
	case *now == *d.s.Household:
		return refused("refused.nothing_to_amend", string(d.s.Case))
	}
	d.emit(Event{Type: EventAmended, By: by, Detail: Detail{Reason: d.c.Reason, Household: now}})
	return nil
}

// maxMembers bounds a household: a slip of the hand is larger.
const maxMembers = 99

// exclude (不予纳入) ends an identification that found no household at risk. It is
// about the household: leaving out one comparison alone would list it unproved.
func (d *decision) exclude() error {
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	identifying := func(t *Task) bool {
		return d.p.StageOf(t.Step) == StageAssign && (d.c.Task == 0 || t.Role == RoleLead)
	}
	return d.each(identifying, func(t *Task, by Actor) error {
		d.emit(Event{Type: EventExcluded, Task: t.No, By: by, Detail: Detail{Reason: d.c.Reason}})
		return nil
	})
}

// addTasks gives further units a share in a running case. A household gets help
// once it is listed, or before by the green channel.
func (d *decision) addTasks() error {
	by, err := d.p.Authorise(d.s, nil, CommandAddTasks, d.c.By)
	if err != nil {
		return err
	}
	if d.s.Household != nil && d.s.Listed.IsZero() && !d.s.Green {
		return refused("refused.help_before_listing")
	}
	added, err := d.added()
	if err != nil {
		return err
	}
	d.emit(Event{Type: EventTasksAdded, By: by, Detail: Detail{Text: d.c.Text, Added: added}})
	return nil
}

// greenChannel (绿色通道): an urgent case gets help first, the papers follow. The
// identification goes on beside it, by its own limits.
func (d *decision) greenChannel() error {
	by, err := d.p.Authorise(d.s, nil, CommandGreenChannel, d.c.By)
	if err != nil {
		return err
	}
	if strings.TrimSpace(d.c.Reason) == "" {
		return invalid("invalid.reason_missing")
	}
	if !d.s.Listed.IsZero() {
		return refused("refused.green_too_late", string(d.s.Case))
	}
	added, err := d.added()
	if err != nil {
		return err
	}
	d.emit(Event{Type: EventGreenChannel, By: by, Detail: Detail{Reason: d.c.Reason, Added: added}})
	return nil
}

// added checks the tasks that a command names and says where they start. A plan
// may come without any when help of this round was given before it.
func (d *decision) added() ([]OpeningTask, error) {
	if len(d.c.Tasks) == 0 {
		if d.c.Type == CommandPlan && d.s.Helped() {
			return nil, nil
		}
		return nil, invalid("invalid.tasks_missing")
	}
	if len(d.s.Tasks)+len(d.c.Tasks) > maxTasks {
		return nil, refused("refused.too_many_tasks", strconv.Itoa(maxTasks))
	}
	for _, t := range d.c.Tasks {
		switch {
		case t.Unit == "" || strings.TrimSpace(t.Title) == "" || len([]rune(t.Title)) > maxTitle:
			return nil, invalid("invalid.task_title", string(t.Unit), strconv.Itoa(maxTitle))
		case d.p.Enters(t.Role) == "" || (t.Role != RoleHelp && t.Role != RoleCo):
			return nil, invalid("invalid.opening_role", string(t.Role))
		case t.Deadline.Type != calendar.AtOnce && (t.Deadline.Type != calendar.ByDate || d.pastDate(t.Deadline.Date)):
			return nil, invalid("invalid.opening_deadline", string(t.Unit))
		}
	}
	return d.entering(d.c.Tasks), nil
}

// maxTitle is how long the title of a task may be, in characters.
const maxTitle = 200

// entering gives tasks with the steps at which they start.
func (d *decision) entering(tasks []OpeningTask) []OpeningTask {
	out := slices.Clone(tasks)
	for i := range out {
		out[i].Step = d.p.Enters(out[i].Role)
	}
	return out
}

// eliminable checks the conditions of an elimination (DOMAIN section 3, sources
// 20 and 21). Natural change needs a reason and no more; a household in which
// nobody can work is never eliminated by help.
func (d *decision) eliminable() error {
	a, rule := d.c.Assessment, d.p.Elimination
	switch {
	case a == nil || (a.Mode != ModeHelp && a.Mode != ModeNatural):
		return invalid("invalid.assessment_missing")
	case a.Mode == ModeNatural && strings.TrimSpace(d.c.Reason) == "":
		return invalid("invalid.reason_missing")
	case a.Mode == ModeNatural:
		return nil
	case d.s.Household == nil || d.s.Household.Labour == 0:
		return refused("refused.no_labour")
	case a.From.IsZero() || a.To.IsZero() || addPeriod(a.From, rule.Window).After(a.To.AddDays(1)):
		return refused("refused.income_window", nameOfLimit(rule.Window))
	case !a.Spending:
		return refused("refused.large_spending")
	case !a.Guarantees.All():
		return refused("refused.guarantees")
	}
	if landed := d.landed(); landed < rule.Landed {
		return refused("refused.help_not_landed", itoa(landed), itoa(rule.Landed))
	}
	if !d.facts.Known {
		return nil // the rest takes the ledger's day and lines
	}
	today, listed := d.today(), d.listed()
	if earliest := addPeriod(listed, rule.Listed); today.Before(earliest) {
		return refused("refused.listed_too_short", listed.String(), earliest.String())
	}
	if a.To.After(today) {
		return refused("refused.date_future", a.To.String())
	}
	if until := addPeriod(a.To, rule.Window); until.Before(today) {
		return refused("refused.income_old", a.To.String(), nameOfLimit(rule.Window))
	}
	line, ok := d.facts.Lines[a.To.Year]
	if !ok {
		return refused("refused.no_income_line", rule.Province, itoa(a.To.Year))
	}
	if a.Income <= line {
		return refused("refused.income_below", itoa(a.Income), itoa(line), itoa(a.To.Year))
	}
	return nil
}

// listed gives the local day of the listing; without the ledger's calendar, the
// day in UTC.
func (d *decision) listed() calendar.Date {
	if !d.facts.Listed.IsZero() {
		return d.facts.Listed
	}
	return calendar.DateOf(d.s.Listed, time.UTC)
}

// landed counts the help measures of this round that have landed.
func (d *decision) landed() int {
	n := 0
	for i := range d.s.Tasks {
		if t := &d.s.Tasks[i]; d.s.helps(t) && t.Outcome == OutcomeClosed {
			n++
		}
	}
	return n
}

package api

// cases.go: lists of tasks, and one case with what happened to it.

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// Task is one unit's share of a case, as lists show it.
type Task struct {
	Case      casework.CaseID   `json:"case" example:"2021-001"`
	Kind      casework.Kind     `json:"kind" enum:"measure,household,finding,directive" example:"measure"`
	Plan      string            `json:"plan" example:"2021"`
	Problem   string            `json:"problem,omitempty" doc:"Its number in the plan" example:"12"`
	Measure   string            `json:"measure,omitempty" doc:"Its number in the plan" example:"12.3"`
	Text      string            `json:"text" doc:"Of the measure" example:"完成饮水管网改造"`
	Task      int               `json:"task" doc:"Its number in the case" example:"1"`
	Role      casework.TaskRole `json:"role" example:"responsible"`
	Unit      casework.UnitID   `json:"unit" example:"西吉县"`
	UnitName  string            `json:"unit_name" example:"西吉县"`
	Person    casework.PersonID `json:"person,omitempty" doc:"Responsible by name" example:"yuxiaomei"`
	Name      string            `json:"person_name,omitempty" example:"虞小梅"`
	Stage     casework.Stage    `json:"stage" enum:"assign,act,verify,close,closed,cancelled" example:"act"`
	Step      casework.StepID   `json:"step,omitempty" example:"rectify"`
	Title     *casework.Title   `json:"step_title,omitempty"`
	Outcome   casework.Outcome  `json:"outcome" example:"open"`
	Round     int               `json:"round" example:"1"`
	Percent   int               `json:"percent" example:"60"`
	Due       *calendar.Date    `json:"due,omitempty"`
	Original  *calendar.Date    `json:"original_due,omitempty" doc:"Before any extension"`
	Light     casework.Light    `json:"light" enum:"green,blue,yellow,red,none" example:"yellow"`
	Overdue   bool              `json:"overdue"`
	DaysLeft  int               `json:"days_left" doc:"Working days; negative when past" example:"3"`
	Paused    bool              `json:"paused,omitempty"`
	Disputed  bool              `json:"disputed,omitempty"`
	Uncertain bool              `json:"provisional,omitempty" doc:"Counted on a year whose holidays are not known yet"`
	Digest    string            `json:"digest,omitempty" doc:"Of what was handed in: an approval names it"`
	Request   string            `json:"request_digest,omitempty" doc:"Of an extension applied for: an approval names it"`
	Ended     *time.Time        `json:"ended,omitempty"`

	Rests []casework.PersonID `json:"rests_with,omitempty" doc:"With whom it lies today; in a case and on a desk"`
}

func taskOf(l *engine.Line) Task {
	t := Task{Case: l.Case, Kind: l.Kind, Plan: l.Plan, Problem: l.Problem, Measure: l.Measure, Text: l.Text, Task: l.Task, Role: l.Role,
		Unit: l.Unit, UnitName: l.UnitName, Person: l.Person, Name: l.PersonName, Stage: l.Stage, Step: l.Step, Outcome: l.Outcome,
		Round: l.Round, Percent: l.Percent, Due: dayOf(l.Due), Original: dayOf(l.Original), Light: l.Light, Overdue: l.Overdue,
		DaysLeft: l.DaysLeft, Paused: l.Paused, Disputed: l.Disputed, Uncertain: l.Provisional, Digest: l.Submission, Request: l.Request,
		Ended: momentOf(l.Ended)}
	if l.StepTitle != (casework.Title{}) {
		t.Title = &l.StepTitle
	}
	return t
}

func dayOf(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

func momentOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Paging says which page of a list.
type Paging struct {
	After string `query:"after" doc:"The place after which the page begins: next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"How many at most"`
}

// listInput filters a list of tasks, as the pages' addresses do.
type listInput struct {
	Plan    string            `query:"plan" doc:"Of one plan" example:"2021"`
	Unit    casework.UnitID   `query:"unit" doc:"A unit and those below it" example:"西吉县"`
	Stage   casework.Stage    `query:"stage" enum:"assign,act,verify,close,closed,cancelled"`
	Step    casework.StepID   `query:"step" example:"claim"`
	Kind    casework.Kind     `query:"kind" enum:"measure,household,finding,directive"`
	Person  casework.PersonID `query:"person" doc:"Responsible by name"`
	Text    string            `query:"text" doc:"Part of a text or a number"`
	Light   casework.Light    `query:"light" enum:"green,blue,yellow,red"`
	Slip    string            `query:"slip" doc:"The last slip is of this rung of the ladder"`
	From    string            `query:"from" format:"date" doc:"Due on this day or later"`
	To      string            `query:"to" format:"date" doc:"Due on this day or earlier"`
	Overdue bool              `query:"overdue" doc:"Only what is late"`
	Ended   bool              `query:"ended" doc:"What has ended as well"`
	Paging
}

func (in *listInput) filter(ctx context.Context, c *call) (schema.Filter, error) {
	f := schema.Filter{Plan: in.Plan, Unit: in.Unit, Stage: in.Stage, Step: in.Step, Person: in.Person, Text: in.Text, Open: !in.Ended, Limit: in.Limit}
	if in.Kind != "" {
		f.Kinds = []casework.Kind{in.Kind}
	}
	if in.Overdue {
		f.Overdue = c.Today
	}
	if in.Slip != "" {
		f.Keep = c.OnRung(ctx, in.Slip)
	}
	for _, d := range []struct {
		text string
		at   *calendar.Date
		move int
	}{{in.From, &f.DueAfter, -1}, {in.To, &f.DueBefore, 1}} {
		if d.text == "" {
			continue
		}
		day, err := calendar.ParseDate(d.text)
		if err != nil {
			return f, casework.Errorf(casework.CodeInvalid, "invalid.date", d.text)
		}
		*d.at = day.AddDays(d.move)
	}
	var err error
	f.After, err = schema.ReadKey(in.After)
	return f, err
}

// query gives the filter's address, for the link to the next page.
func (in *listInput) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"plan": in.Plan, "unit": string(in.Unit), "stage": string(in.Stage), "step": string(in.Step),
		"kind": string(in.Kind), "person": string(in.Person), "text": in.Text, "light": string(in.Light), "slip": in.Slip, "from": in.From, "to": in.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if in.Overdue {
		q.Set("overdue", "true")
	}
	if in.Ended {
		q.Set("ended", "true")
	}
	q.Set("limit", strconv.Itoa(in.Limit))
	return q
}

// Case is one supervised matter as the person sees it.
type Case struct {
	Case        casework.CaseID  `json:"case" example:"2021-001"`
	Kind        casework.Kind    `json:"kind" example:"measure"`
	Plan        string           `json:"plan" example:"2021"`
	PlanTitle   string           `json:"plan_title,omitempty"`
	Class       string           `json:"class,omitempty"`
	Problem     string           `json:"problem,omitempty" example:"12"`
	ProblemText string           `json:"problem_text,omitempty"`
	Measure     string           `json:"measure,omitempty" example:"12.3"`
	Text        string           `json:"text,omitempty"`
	Target      string           `json:"target,omitempty"`
	Metric      string           `json:"metric,omitempty"`
	Source      string           `json:"source,omitempty"`
	Stage       casework.Stage   `json:"stage" example:"act"`
	Round       int              `json:"round" example:"1"`
	Seq         int64            `json:"seq" doc:"Of the last event: what If-Match names" example:"7"`
	Head        string           `json:"head" doc:"Hash of the last event"`
	Policy      string           `json:"policy" example:"measure/v1"`
	Parties     casework.Parties `json:"parties"`
	Opened      *time.Time       `json:"opened,omitempty"`
	Ended       *time.Time       `json:"ended,omitempty"`
	Tasks       []Task           `json:"tasks" nullable:"false"`
	Offers      []Offer          `json:"offers" nullable:"false" doc:"What the person may do now, and what not and why"`

	Units   map[casework.UnitID]string   `json:"units" doc:"Names of the units that the case mentions"`
	Persons map[casework.PersonID]string `json:"persons" doc:"Names of the persons that the case mentions"`
}

// Offer is a command that concerns the person.
type Offer struct {
	Command casework.CommandType `json:"command" example:"claim"`
	Task    int                  `json:"task,omitempty" doc:"0 or missing: the whole case" example:"1"`
	Step    bool                 `json:"ends_step,omitempty" doc:"It ends the open step"`
	Allowed bool                 `json:"allowed"`
	Key     string               `json:"key,omitempty" doc:"Names why not" example:"refused.was_doer"`
	Reason  string               `json:"reason,omitempty" doc:"Why not, in the language asked for"`
}

// CaseInput names a case.
type CaseInput struct {
	ID casework.CaseID `path:"case" doc:"The case" example:"2021-001" maxLength:"200"`
}

func (in *CaseInput) about() casework.CaseID { return in.ID }

// tagged is a document with the state that it shows.
type stateOf[T any] struct {
	ETag string `header:"ETag" doc:"The state shown: send it back as If-Match with a command"`
	Body T
}

func seqTag(seq int64) string { return `"` + strconv.FormatInt(seq, 10) + `"` }

func caseDocument(p *engine.CasePage, c *call) Case {
	s := p.State
	out := Case{Case: s.Case, Kind: s.Kind, Plan: s.Plan, PlanTitle: p.PlanTitle, Class: p.ClassName, Problem: p.Problem, ProblemText: p.ProblemText,
		Measure: p.Measure, Text: p.Text, Target: p.Target, Metric: p.Metric, Source: p.Source, Stage: p.Stage, Round: s.Round, Seq: s.Seq,
		Head: s.Head, Policy: s.Policy.String(), Parties: s.Parties, Opened: momentOf(s.Opened), Ended: momentOf(s.Ended),
		Tasks: []Task{}, Offers: []Offer{}, Units: p.Units, Persons: p.Persons}
	for i := range p.Lines {
		t := taskOf(&p.Lines[i])
		t.Rests = p.Rests[i].Persons
		out.Tasks = append(out.Tasks, t)
	}
	for _, o := range p.Offers {
		one := Offer{Command: o.Command, Task: o.Task, Step: o.Step, Allowed: o.Shut == nil}
		if o.Shut != nil {
			one.Key, one.Reason = o.Shut.Key, o.Shut.Text(c.lang)
		}
		out.Offers = append(out.Offers, one)
	}
	return out
}

// Explanation is the count behind a due date.
type Explanation struct {
	Step        casework.StepID `json:"step" example:"rectify"`
	Title       casework.Title  `json:"step_title"`
	Due         *calendar.Date  `json:"due,omitempty"`
	Original    *calendar.Date  `json:"original_due,omitempty"`
	Provisional bool            `json:"provisional,omitempty" doc:"Counted on a year whose holidays are not known yet"`
	Days        []calendar.Day  `json:"days" nullable:"false"`
}

type taskInput struct {
	CaseInput
	Task int `path:"task" doc:"The task's number" example:"1"`
}

func (a *API) caseRoutes() {
	missing := []int{http.StatusNotFound}
	handle(a, spec{path: "/cases", id: "list-cases", tag: "Cases", summary: "Tasks in order of their due dates",
		about: "One line a task: a case of five units is five lines. Only what the person sees."},
		func(ctx context.Context, c *call, in *listInput) (*page[Task], error) {
			f, err := in.filter(ctx, c)
			if err != nil {
				return nil, err
			}
			lines, next, err := c.Lines(ctx, f, in.Light)
			if err != nil {
				return nil, err
			}
			items := each(lines, taskOf)
			return pageOf(items, "/cases", in.query(), next.Text()), nil
		})
	handle(a, spec{path: "/cases/{case}", id: "get-case", tag: "Cases", summary: "One case with its tasks and what the person may do", errors: missing},
		func(ctx context.Context, c *call, in *CaseInput) (*stateOf[Case], error) {
			p, err := c.Case(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			a.saw(ctx, c, in.ID)
			return &stateOf[Case]{ETag: seqTag(p.State.Seq), Body: caseDocument(p, c)}, nil
		})
	handle(a, spec{path: "/cases/{case}/events", id: "list-events", tag: "Cases", summary: "What happened to a case, in order", errors: missing,
		about: "Each event names the hash of the one before: the chain can be checked."},
		func(ctx context.Context, c *call, in *CaseInput) (*all[casework.Event], error) {
			list, err := c.Events(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return allOf(list), nil
		})
	handle(a, spec{path: "/cases/{case}/slips", id: "list-slips", tag: "Cases", summary: "The papers of the ladder that a case has had", errors: missing},
		func(ctx context.Context, c *call, in *CaseInput) (*all[casework.Slip], error) {
			list, err := c.Slips(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return allOf(list), nil
		})
	handle(a, spec{path: "/cases/{case}/tasks/{task}/clock", id: "explain-clock", tag: "Cases",
		summary: "The day-by-day count behind a due date", errors: missing},
		func(ctx context.Context, c *call, in *taskInput) (*one[Explanation], error) {
			x, err := c.Explain(ctx, in.ID, in.Task)
			if err != nil {
				return nil, err
			}
			return &one[Explanation]{Explanation{Step: x.Clock.Step, Title: x.Title, Due: dayOf(x.Due.Date), Original: dayOf(x.Task.Original),
				Provisional: x.Due.Provisional, Days: append([]calendar.Day{}, x.Days...)}}, nil
		})
	a.actRoute()
	a.uploadRoutes()
}

func (a *API) saw(ctx context.Context, c *call, id casework.CaseID) {
	err := a.engine.Ledger.RecordAccess(ctx, schema.Access{At: a.now(), Person: c.By.Person, Act: schema.AccessSaw, Case: id,
		Detail: "token " + c.Token.Hint, Address: c.address})
	if err != nil {
		a.log.Error("access not recorded", "error", err)
	}
}

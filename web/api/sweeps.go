package api

// sweeps.go: sweeps and a year's task lists, as far as the person sees them.

import (
	"context"
	"net/http"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// Sweep is a sweep: every unit answers for every standard.
type Sweep struct {
	ID        string            `json:"id" example:"DPC-2026"`
	Title     string            `json:"title"`
	Due       calendar.Date     `json:"due" doc:"Until when units answer"`
	State     engine.SweepState `json:"state" enum:"running,late,answered,closed,withdrawn" example:"running"`
	Opened    time.Time         `json:"opened"`
	Withdrawn *Withdrawal       `json:"withdrawn,omitempty"`
	Total     SweepCount        `json:"total"`
	Units     []SweepCount      `json:"units" nullable:"false" doc:"Those that the person sees"`
	Standards []SweepStandard   `json:"standards,omitempty" doc:"In a single sweep only"`
	Places    []SweepPlace      `json:"places,omitempty" doc:"In a single sweep only: standard × unit"`
}

// Withdrawal says that what was opened by mistake was withdrawn. What was said in it
// stays on record.
type Withdrawal struct {
	At     time.Time         `json:"at"`
	By     casework.PersonID `json:"by"`
	Reason string            `json:"reason"`
}

func withdrawalOf(w *schema.Withdrawal) *Withdrawal {
	if w == nil {
		return nil
	}
	return &Withdrawal{w.At, w.By, w.Reason}
}

// SweepCount is how far a unit is.
type SweepCount struct {
	Unit     casework.UnitID `json:"unit,omitempty" example:"西吉县"`
	None     int             `json:"none" doc:"Standards against which nothing was found" example:"60"`
	Found    int             `json:"found" doc:"Those against which something was" example:"4"`
	Others   int             `json:"others,omitempty" doc:"To one department: those that another one of its column has answered" example:"0"`
	Owing    int             `json:"owing" doc:"Those without an answer" example:"36"`
	Problems int             `json:"problems" example:"5"`
	Closed   int             `json:"closed" doc:"Of the problems" example:"2"`
}

func sweepCountOf(r *engine.SweepRow) SweepCount {
	return SweepCount{r.Unit, r.None, r.Found, r.Others, len(r.Owing), r.Problems, r.Closed}
}

// SweepStandard is a standard that units hold themselves against.
type SweepStandard struct {
	No    string          `json:"no" example:"7.1"`
	Class string          `json:"class"`
	Text  string          `json:"text"`
	Lead  casework.UnitID `json:"lead_unit" doc:"That checks what is put right"`
}

// SweepPlace is how a unit stands to a standard.
type SweepPlace struct {
	Standard string            `json:"standard" example:"7.1"`
	Unit     casework.UnitID   `json:"unit" example:"西吉县"`
	State    engine.PlaceState `json:"state" enum:"owing,given,none,found,closed,others" example:"found"`
	Cases    []casework.CaseID `json:"cases,omitempty" doc:"Of the problems that were found, where the person reads them"`
}

func sweepOf(s *engine.SweepSeen, whole bool) Sweep {
	out := Sweep{ID: s.Plan, Title: s.Title, Due: s.Due, State: s.State, Opened: s.Opened, Withdrawn: withdrawalOf(s.Withdrawn), Total: sweepCountOf(&s.Total), Units: []SweepCount{}}
	for i := range s.Rows {
		out.Units = append(out.Units, sweepCountOf(&s.Rows[i]))
	}
	if !whole {
		return out
	}
	for _, one := range s.Standards {
		out.Standards = append(out.Standards, SweepStandard{one.No, one.ClassName, one.Text, one.LeadUnit})
	}
	for i := range s.Places {
		p := &s.Places[i]
		place := SweepPlace{Standard: p.Standard.No, Unit: p.Unit, State: p.State}
		for _, a := range p.Answers {
			if a.Case != "" {
				place.Cases = append(place.Cases, a.Case)
			}
		}
		out.Places = append(out.Places, place)
	}
	return out
}

// TaskList is a year's task list.
type TaskList struct {
	ID         string         `json:"id" example:"RWQD-2026"`
	Title      string         `json:"title"`
	Year       int            `json:"year" example:"2026"`
	Milestones MilestoneCount `json:"milestones"`
	Overdue    int            `json:"overdue" doc:"Tasks past their due date" example:"1"`
	Count      int            `json:"count" doc:"Tasks that the person sees" example:"45"`
	Withdrawn  *Withdrawal    `json:"withdrawn,omitempty"`
	Tasks      []ListTask     `json:"tasks,omitempty" doc:"In a single list only"`
}

// MilestoneCount counts milestones by how they stand.
type MilestoneCount struct {
	Reached int `json:"reached" doc:"In time" example:"40"`
	Late    int `json:"late" doc:"Reached after their day" example:"3"`
	Missed  int `json:"missed" doc:"Their day has passed" example:"2"`
	Ahead   int `json:"ahead" example:"135"`
	Ended   int `json:"ended" doc:"The task ended before" example:"0"`
}

// ListTask is a task of a list.
type ListTask struct {
	Case     casework.CaseID  `json:"case" example:"RWQD-2026-001"`
	Task     int              `json:"task" example:"1"`
	No       string           `json:"no"`
	Class    string           `json:"class"`
	Text     string           `json:"text"`
	Unit     casework.UnitID  `json:"unit" example:"西吉县"`
	Outcome  casework.Outcome `json:"outcome" example:"open"`
	Percent  int              `json:"percent" example:"60"`
	Due      *calendar.Date   `json:"due,omitempty"`
	Light    casework.Light   `json:"light" example:"green"`
	Overdue  bool             `json:"overdue"`
	Quarters []ListQuarter    `json:"quarters" nullable:"false"`
}

// ListQuarter is a milestone and how it stands.
type ListQuarter struct {
	ID    string              `json:"id" example:"2026Q1"`
	Text  string              `json:"text"`
	Due   calendar.Date       `json:"due"`
	State engine.QuarterState `json:"state" enum:"reached,late,missed,ahead,ended" example:"ahead"`
}

func taskListOf(l *engine.TaskListSeen, whole bool) TaskList {
	out := TaskList{ID: l.ID, Title: l.Title, Year: l.Year, Milestones: MilestoneCount(l.Sums), Overdue: l.Late, Count: len(l.Tasks), Withdrawn: withdrawalOf(l.Withdrawn)}
	if !whole {
		return out
	}
	for i := range l.Tasks {
		t := &l.Tasks[i]
		one := ListTask{Case: t.Case, Task: t.Task, No: t.No, Class: t.Class, Text: t.Text, Unit: t.Unit, Outcome: t.Outcome, Percent: t.Percent,
			Due: dayOf(t.Line.Due), Light: t.Line.Light, Overdue: t.Line.Overdue, Quarters: []ListQuarter{}}
		for _, q := range t.Quarters {
			one.Quarters = append(one.Quarters, ListQuarter{q.ID, q.Text, q.Due, q.State})
		}
		out.Tasks = append(out.Tasks, one)
	}
	return out
}

type sweepInput struct {
	Sweep string `path:"sweep" example:"DPC-2026"`
}

type taskListInput struct {
	List string `path:"list" example:"RWQD-2026"`
}

func (a *API) sweepRoutes() {
	missing := []int{http.StatusNotFound}
	handle(a, spec{path: "/sweeps", id: "list-sweeps", tag: "Matters", summary: "The sweeps that concern the person, the newest first"},
		func(ctx context.Context, c *call, _ *nothing) (*all[Sweep], error) {
			list, err := c.Sweeps(ctx)
			return every(list, err, func(s **engine.SweepSeen) Sweep { return sweepOf(*s, false) })
		})
	handle(a, spec{path: "/sweeps/{sweep}", id: "get-sweep", tag: "Matters", summary: "A sweep: standards × units", errors: missing,
		about: "Places of units that the person sees or answers for, and of standards that a unit of theirs checks. Of a column that stands for departments one of them reads its own answers and what was said of all of them."},
		func(ctx context.Context, c *call, in *sweepInput) (*one[Sweep], error) {
			s, err := c.SweepSeen(ctx, in.Sweep)
			if err != nil {
				return nil, err
			}
			return &one[Sweep]{sweepOf(s, true)}, nil
		})
	handle(a, spec{path: "/task-lists", id: "list-task-lists", tag: "Matters", summary: "The task lists in which the person sees a task, the newest year first"},
		func(ctx context.Context, c *call, _ *nothing) (*all[TaskList], error) {
			list, err := c.TaskLists(ctx)
			return every(list, err, func(l **engine.TaskListSeen) TaskList { return taskListOf(*l, false) })
		})
	handle(a, spec{path: "/task-lists/{list}", id: "get-task-list", tag: "Matters", summary: "A task list: its tasks with their quarters", errors: missing},
		func(ctx context.Context, c *call, in *taskListInput) (*one[TaskList], error) {
			l, err := c.TaskListSeen(ctx, in.List)
			if err != nil {
				return nil, err
			}
			return &one[TaskList]{taskListOf(l, true)}, nil
		})
}

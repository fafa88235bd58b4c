package site

// tasklists.go: a year's task lists (任务清单): which there are, and a list's tasks
// with their quarters. A list comes in by the one way of imports.

import (
	"net/http"
	"slices"
	"strconv"

	"duban/casework"
	"duban/engine"
)

func (s *Site) routesTaskLists(mux *http.ServeMux) {
	s.page(mux, "GET /tasklists", s.showTaskLists)
	s.page(mux, "GET /tasklists/{plan}", s.showTaskList)
	s.page(mux, "POST /tasklists/{plan}/withdraw", s.withdrawTaskList)
}

// taskListsBody is the lists of a year.
type taskListsBody struct {
	Year  int
	Years []int
	Lists []*engine.TaskListSeen
	Gone  []*engine.TaskListSeen // that were withdrawn
	May   bool                   // take one in
}

func (s *Site) showTaskLists(w http.ResponseWriter, r *request) error {
	all, err := r.viewer.TaskLists(r.Context())
	if err != nil {
		return err
	}
	body := taskListsBody{May: r.viewer.MayImportLedgers()}
	for _, l := range all {
		if !slices.Contains(body.Years, l.Year) {
			body.Years = append(body.Years, l.Year)
		}
	}
	if text := r.URL.Query().Get("year"); text != "" {
		if body.Year, err = strconv.Atoi(text); err != nil {
			return casework.Errorf(casework.CodeInvalid, "invalid.number", text)
		}
	} else if len(body.Years) > 0 {
		body.Year = body.Years[0]
	}
	for _, l := range all {
		if l.Year == body.Year {
			body.Lists = append(body.Lists, l)
		}
	}
	body.Lists, body.Gone = gone(body.Lists, listGone, false), gone(body.Lists, listGone, true)
	s.render(w, r, http.StatusOK, "tasklists", "web.nav.tasklists", body)
	return nil
}

// taskListBody is a list's page.
type taskListBody struct {
	*engine.TaskListSeen

	Unit, Quarter, State string
	States               []engine.QuarterState
	Groups               []taskGroup
	Shown                int
	MayWithdraw          bool
	Withdraw             withdrawForm
}

// taskGroup is a measure of the list with the tasks of its units.
type taskGroup struct {
	Case    casework.CaseID
	No      string
	Text    string
	Class   string
	Opens   bool                     // its class begins here
	Targets []engine.TaskLineQuarter // what each quarter must have come to
	Tasks   []engine.SeenTask
}

var quarterStates = []engine.QuarterState{engine.QuarterMissed, engine.QuarterLate, engine.QuarterReached, engine.QuarterAhead, engine.QuarterEnded}

// The groups of states that figures count.
const (
	quartersDone = "done"    // reached, in time or late
	quartersDue  = "due"     // reached or missed: their day has come
	tasksOverdue = "overdue" // tasks past their due date
)

func (s *Site) showTaskList(w http.ResponseWriter, r *request) error {
	return s.renderTaskList(w, r, http.StatusOK, withdrawForm{})
}

func (s *Site) renderTaskList(w http.ResponseWriter, r *request, status int, withdraw withdrawForm) error {
	l, err := r.viewer.TaskListSeen(r.Context(), r.PathValue("plan"))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	body := taskListBody{TaskListSeen: l, Unit: q.Get("unit"), Quarter: q.Get("quarter"), State: q.Get("state"), States: quarterStates,
		MayWithdraw: l.Withdrawn == nil && r.viewer.MayWithdrawLists(), Withdraw: withdraw}
	for _, t := range l.Tasks {
		if (body.Unit != "" && string(t.Unit) != body.Unit) || !body.asked(&t) {
			continue
		}
		body.Shown++
		if n := len(body.Groups); n == 0 || body.Groups[n-1].Case != t.Case {
			g := taskGroup{Case: t.Case, No: t.No, Text: t.Text, Class: t.Class, Targets: t.Quarters}
			g.Opens = n == 0 || body.Groups[n-1].Class != t.Class
			body.Groups = append(body.Groups, g)
		}
		at := &body.Groups[len(body.Groups)-1]
		at.Tasks = append(at.Tasks, t)
	}
	if r.part() {
		s.renderPart(w, r, "tasklist", "tasklist-state", body)
		return nil
	}
	s.render(w, r, status, "tasklist", "web.tasklist.title", body)
	return nil
}

// asked tells whether a task has a quarter as asked for.
func (b *taskListBody) asked(t *engine.SeenTask) bool {
	if b.State == tasksOverdue {
		return t.Line.Overdue
	}
	return slices.ContainsFunc(t.Quarters, func(q engine.TaskLineQuarter) bool {
		if b.Quarter != "" && q.ID != b.Quarter {
			return false
		}
		done := q.State == engine.QuarterReached || q.State == engine.QuarterLate
		switch b.State {
		case "":
			return true
		case quartersDone:
			return done
		case quartersDue:
			return done || q.State == engine.QuarterMissed
		}
		return string(q.State) == b.State
	})
}

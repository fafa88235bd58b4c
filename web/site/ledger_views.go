package site

// ledger_views.go: the other views of the ledger: by plan, as a board of stages, as
// a month of deadlines, as a plan's timeline.

import (
	"net/http"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// planOf gives the filter's plan, else the newest; "" where there is none.
func planOf(r *request, f filter) (string, error) {
	if f.Plan != "" {
		return f.Plan, nil
	}
	return r.viewer.NewestPlan(r.Context())
}

// treeClass is a class of a plan with its problems.
type treeClass struct {
	No, Name                     string
	Problems                     []schema.Outlined
	Measures, Tasks, Ended, Late int
}

// treeBody is what the view by plan shows.
type treeBody struct {
	ledgerFrame
	Plan    string
	Classes []treeClass
	Lines   []engine.Line // of one problem, as a part
	More    string
}

// problemLines is how many tasks of one problem are shown below it.
const problemLines = 200

func (s *Site) showTree(w http.ResponseWriter, r *request) error {
	frame, asked, err := s.frame(r, "/cases/tree")
	if err != nil {
		return err
	}
	body := treeBody{ledgerFrame: frame}
	if body.Plan, err = planOf(r, frame.Filter); err != nil {
		return err
	}
	body.Filter.Plan = body.Plan // what is shown is what the filter says
	if r.part() && frame.Filter.Problem != "" {
		asked.Limit, asked.Order, asked.Open = problemLines, schema.OrderCase, false
		var next schema.Key
		if body.Lines, next, err = r.viewer.Lines(r.Context(), asked, casework.Light(frame.Filter.Light)); err != nil {
			return err
		}
		if !next.IsZero() {
			body.More = frame.Filter.With("/cases")
		}
		s.renderPart(w, r, "tree", "problem-lines", body)
		return nil
	}
	if body.Plan != "" {
		asked.Plan = body.Plan
		problems, err := r.viewer.Outline(r.Context(), asked)
		if err != nil {
			return err
		}
		body.Classes = classesOf(problems)
	}
	s.render(w, r, http.StatusOK, "tree", "web.nav.ledger", body)
	return nil
}

func classesOf(problems []schema.Outlined) []treeClass {
	var out []treeClass
	for _, p := range problems {
		if len(out) == 0 || out[len(out)-1].No != p.Class {
			out = append(out, treeClass{No: p.Class, Name: p.ClassName})
		}
		c := &out[len(out)-1]
		c.Problems = append(c.Problems, p)
		c.Measures, c.Tasks, c.Ended, c.Late = c.Measures+p.Measures, c.Tasks+p.Tasks, c.Ended+p.Ended, c.Late+p.Late
	}
	return out
}

// boardColumn is a stage with the most urgent of its tasks.
type boardColumn struct {
	Stage casework.Stage
	Lines []engine.Line
	More  bool
}

// boardBody is what the board shows.
type boardBody struct {
	ledgerFrame
	Columns []boardColumn
}

// boardLines is how many tasks of a stage the board shows.
const boardLines = 20

func (s *Site) showBoard(w http.ResponseWriter, r *request) error {
	frame, asked, err := s.frame(r, "/cases/board")
	if err != nil {
		return err
	}
	body := boardBody{ledgerFrame: frame}
	asked.Limit, asked.Open, asked.After, asked.Order = boardLines, true, schema.Key{}, schema.OrderDue
	for _, stage := range openStages {
		if frame.Filter.Stage != "" && frame.Filter.Stage != string(stage) {
			continue
		}
		asked.Stage = stage
		lines, next, err := r.viewer.Lines(r.Context(), asked, casework.Light(frame.Filter.Light))
		if err != nil {
			return err
		}
		body.Columns = append(body.Columns, boardColumn{stage, lines, !next.IsZero()})
	}
	if r.part() {
		s.renderPart(w, r, "board", "columns", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "board", "web.nav.ledger", body)
	return nil
}

// calendarBody is what the month of deadlines shows.
type calendarBody struct {
	ledgerFrame
	First        calendar.Date
	Before, Next string // months
	Blank, Rest  []int  // days of the first and the last week that are not of the month
	Days         []engine.Day
	Tasks, Late  int
}

func (s *Site) showCalendar(w http.ResponseWriter, r *request) error {
	frame, asked, err := s.frame(r, "/cases/calendar")
	if err != nil {
		return err
	}
	first := calendar.Clamp(r.viewer.Today.Year, r.viewer.Today.Month, 1)
	if frame.Filter.Month != "" {
		at, err := time.Parse("2006-01", frame.Filter.Month)
		if err != nil || at.Year() < 2000 || at.Year() > 2100 {
			return casework.Errorf(casework.CodeInvalid, "invalid.date", frame.Filter.Month)
		}
		first = calendar.Clamp(at.Year(), at.Month(), 1)
	}
	month := func(d calendar.Date) string { return d.String()[:len("2006-01")] }
	body := calendarBody{ledgerFrame: frame, First: first, Before: month(first.AddDays(-1)), Next: month(first.AddMonths(1))}
	body.Blank = make([]int, (int(first.Weekday())+6)%7) // weeks begin on Monday
	if body.Days, err = r.viewer.Month(r.Context(), asked, first); err != nil {
		return err
	}
	body.Rest = make([]int, (7-(len(body.Blank)+len(body.Days))%7)%7)
	for _, d := range body.Days {
		body.Tasks, body.Late = body.Tasks+d.Tasks, body.Late+d.Late
	}
	s.render(w, r, http.StatusOK, "calendar", "web.nav.ledger", body)
	return nil
}

package api

// plans.go: plans, their completion, and how everything stands.

import (
	"context"
	"net/http"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

// Plan is an imported ledger of problems and measures.
type Plan struct {
	ID       string    `json:"id" example:"2021"`
	Title    string    `json:"title"`
	Year     int       `json:"year" example:"2021"`
	Digest   string    `json:"digest" doc:"Of the file last imported"`
	Imported time.Time `json:"imported"`

	Withdrawn bool `json:"withdrawn" doc:"It was opened by mistake: nothing of it counts"`
}

// Completion is the completion table of a plan: problem × unit.
type Completion struct {
	Plan     string         `json:"plan" example:"2021"`
	Title    string         `json:"title"`
	Problems int            `json:"problems" example:"57"`
	Rows     []casework.Row `json:"rows" nullable:"false" doc:"One a unit that the person sees"`
	Cells    []Cell         `json:"cells" nullable:"false" doc:"One a problem and unit that has tasks"`
}

// Cell is how a problem stands for a unit.
type Cell struct {
	Problem string          `json:"problem" example:"12"`
	Unit    casework.UnitID `json:"unit" example:"西吉县"`
	Tasks   int             `json:"tasks" example:"3"`
	Open    int             `json:"open" doc:"Of them, those that are not closed" example:"1"`
}

func completionOf(c *engine.Completion) Completion {
	out := Completion{Plan: c.Plan.ID, Title: c.Plan.Title, Problems: c.Table.Problems, Rows: append([]casework.Row{}, c.Rows...), Cells: []Cell{}}
	for _, p := range c.Problems {
		for _, col := range c.Columns {
			if t, ok := c.Cells[p.No][col.ID]; ok && t.Tasks > 0 {
				out.Cells = append(out.Cells, Cell{Problem: p.No, Unit: col.ID, Tasks: t.Tasks, Open: t.Open})
			}
		}
	}
	return out
}

// Overview is how everything stands that the person sees.
type Overview struct {
	AsOf       time.Time            `json:"as_of"`
	Whole      bool                 `json:"whole" doc:"Of everything, or of whole columns; else of the person's own units"`
	Plan       string               `json:"plan,omitempty" doc:"Whose completion is shown" example:"2021"`
	Completion []casework.Row       `json:"completion" nullable:"false"`
	Tasks      casework.TaskFigures `json:"tasks"`
	Week       []DayCount           `json:"week" nullable:"false" doc:"Due in the next seven days"`
	Households HouseholdCounts      `json:"households"`
	Trend      []engine.TrendPoint  `json:"trend" nullable:"false" doc:"Frozen months, the oldest first"`
}

// DayCount is how many tasks are due on a day.
type DayCount struct {
	Day calendar.Date `json:"day"`
	N   int           `json:"n" example:"4"`
}

// HouseholdCounts is how the monitored households stand.
type HouseholdCounts struct {
	Identifying casework.Heads `json:"identifying"`
	Open        casework.Heads `json:"open"`
	Eliminated  casework.Heads `json:"eliminated"`
	Rate        float64        `json:"rate" doc:"Eliminated of listed households, percent" example:"67.4"`
}

type overviewInput struct {
	Plan string `query:"plan" doc:"Whose completion; missing: the newest" example:"2021"`
}

type planInput struct {
	Plan string `path:"plan" example:"2021"`
}

func (a *API) planRoutes() {
	handle(a, spec{path: "/plans", id: "list-plans", tag: "Plans", summary: "Every plan, the newest first"},
		func(ctx context.Context, c *call, _ *nothing) (*all[Plan], error) {
			list, gone, err := c.Plans(ctx)
			return every(list, err, func(p *schema.Plan) Plan {
				_, withdrawn := gone[p.ID]
				return Plan{p.ID, p.Title, p.Year, p.Digest, p.Imported, withdrawn}
			})
		})
	handle(a, spec{path: "/plans/{plan}/completion", id: "completion", tag: "Plans", summary: "The completion table: problem × unit",
		errors: []int{http.StatusNotFound}},
		func(ctx context.Context, c *call, in *planInput) (*one[Completion], error) {
			t, err := c.Completion(ctx, in.Plan)
			if err != nil {
				return nil, err
			}
			return &one[Completion]{completionOf(t)}, nil
		})
	handle(a, spec{path: "/overview", id: "overview", tag: "Plans", summary: "How everything stands that the person sees"},
		func(ctx context.Context, c *call, in *overviewInput) (*one[Overview], error) {
			o, err := c.Overview(ctx, in.Plan)
			if err != nil {
				return nil, err
			}
			out := Overview{AsOf: o.AsOf, Whole: o.Whole, Plan: o.Plan.ID, Completion: append([]casework.Row{}, o.Completion.Rows...),
				Tasks: o.Tasks, Week: []DayCount{}, Trend: append([]engine.TrendPoint{}, o.Trend...),
				Households: HouseholdCounts{o.Households.Identifying, o.Households.Open, o.Households.Eliminated, o.Households.Rate}}
			for _, d := range o.Week {
				out.Week = append(out.Week, DayCount{d.Day, d.N})
			}
			return &one[Overview]{out}, nil
		})
}

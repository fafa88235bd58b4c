package api

// rules.go: policies and the working calendar, to be read.

import (
	"context"
	"net/http"

	"duban/casework"
	"duban/casework/calendar"
)

// PolicyLine is a version of a policy in a list.
type PolicyLine struct {
	Kind    casework.Kind  `json:"kind" example:"measure"`
	Version int            `json:"version" example:"1"`
	Title   casework.Title `json:"title"`
	Digest  string         `json:"digest"`
}

// Calendar is the working calendar in force.
type Calendar struct {
	ID       string         `json:"id" example:"cn"`
	Revision int            `json:"revision" example:"1"`
	Zone     string         `json:"zone" example:"Asia/Shanghai"`
	Opens    string         `json:"opens" doc:"Slips go out within working hours" example:"08:30"`
	Closes   string         `json:"closes" example:"18:00"`
	Years    []CalendarYear `json:"years" nullable:"false"`
}

// CalendarYear is one year's public holidays and make-up workdays.
type CalendarYear struct {
	Year   int             `json:"year" example:"2026"`
	Off    []Span          `json:"off" nullable:"false" doc:"Days off, weekends within them included"`
	Work   []calendar.Date `json:"work" nullable:"false" doc:"Weekend days on which people work"`
	Source string          `json:"source,omitempty"`
}

// Span is a run of days, both included.
type Span struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

type policyInput struct {
	Kind    casework.Kind `path:"kind" enum:"measure,household,finding,directive" example:"measure"`
	Version int           `path:"version" minimum:"1" example:"1"`
}

func (a *API) ruleRoutes() {
	handle(a, spec{path: "/policies", id: "list-policies", tag: "Rules", summary: "Every version of every policy"},
		func(ctx context.Context, c *call, _ *nothing) (*all[PolicyLine], error) {
			list, err := c.Policies(ctx)
			return every(list, err, func(p **casework.Policy) PolicyLine {
				return PolicyLine{(*p).Kind, (*p).Version, (*p).Title, (*p).Digest}
			})
		})
	handle(a, spec{path: "/policies/{kind}/{version}", id: "get-policy", tag: "Rules", summary: "A policy: steps, limits, permissions, ladder",
		errors: []int{http.StatusNotFound}},
		func(ctx context.Context, c *call, in *policyInput) (*one[casework.Policy], error) {
			p, err := c.Policy(ctx, in.Kind, in.Version)
			if err != nil {
				return nil, err
			}
			return &one[casework.Policy]{*p}, nil
		})
	handle(a, spec{path: "/calendar", id: "get-calendar", tag: "Rules", summary: "The working calendar in force", errors: []int{http.StatusNotFound}},
		func(ctx context.Context, c *call, _ *nothing) (*one[Calendar], error) {
			t, revision, err := c.CalendarTable(ctx)
			if err != nil {
				return nil, err
			}
			out := Calendar{ID: t.ID, Revision: revision, Zone: t.Zone, Opens: t.Hours.Open, Closes: t.Hours.Close, Years: []CalendarYear{}}
			for _, y := range t.Years {
				year := CalendarYear{Year: y.Year, Off: []Span{}, Work: append([]calendar.Date{}, y.Work...), Source: y.Source}
				for _, s := range y.Off {
					year.Off = append(year.Off, Span{s.From, s.To})
				}
				out.Years = append(out.Years, year)
			}
			return &one[Calendar]{out}, nil
		})
}

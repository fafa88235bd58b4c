package api

// matters.go: households, rounds and inspections.

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/engine"
	"duban/schema"
)

// Household is a monitored household without what tells who it is.
type Household struct {
	Case     casework.CaseID  `json:"case" example:"HU-0001"`
	County   casework.UnitID  `json:"county" example:"西吉县"`
	Township casework.UnitID  `json:"township"`
	Village  casework.UnitID  `json:"village"`
	Type     string           `json:"type"`
	Category string           `json:"category"`
	People   int              `json:"people" example:"4"`
	Labour   int              `json:"labour" doc:"Members able to work" example:"2"`
	Stage    casework.Stage   `json:"stage" example:"act"`
	Step     casework.StepID  `json:"step,omitempty"`
	Outcome  casework.Outcome `json:"outcome" example:"open"`
	Round    int              `json:"round" example:"1"`
	Due      *calendar.Date   `json:"due,omitempty"`
	Light    casework.Light   `json:"light" example:"green"`
	Overdue  bool             `json:"overdue"`
	Ended    *time.Time       `json:"ended,omitempty"`
}

func householdOf(h *engine.SeenHousehold) Household {
	return Household{Case: h.Line.Case, County: h.County, Township: h.Township, Village: h.Village, Type: h.Type, Category: h.Category,
		People: h.People, Labour: h.Labour, Stage: h.CaseStage, Step: h.Line.Step, Outcome: h.Line.Outcome, Round: h.Line.Round,
		Due: dayOf(h.Line.Due), Light: h.Light, Overdue: h.Overdue, Ended: momentOf(h.Line.Ended)}
}

type householdInput struct {
	Unit  casework.UnitID `query:"unit" doc:"A unit and those below it" example:"西吉县"`
	Ended bool            `query:"ended" doc:"What has ended as well"`
	After string          `query:"after" doc:"The place after which the page begins: next of the page before"`
	Limit int             `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most"`
}

// Inspection is an inspection with its teams.
type Inspection struct {
	ID       string               `json:"id" example:"2026Q1"`
	Kind     inspection.Kind      `json:"kind" example:"quarterly"`
	Title    string               `json:"title"`
	State    string               `json:"state"`
	Window   inspection.Window    `json:"window"`
	Opened   time.Time            `json:"opened"`
	Closed   *time.Time           `json:"closed,omitempty"`
	Teams    []inspection.Team    `json:"teams" nullable:"false"`
	Findings []inspection.Finding `json:"findings,omitempty" doc:"In a single inspection only"`
}

func inspectionOf(i *engine.Inspected) Inspection {
	return Inspection{ID: i.ID, Kind: i.Kind, Title: i.Title, State: i.State, Window: i.Window, Opened: i.Opened, Closed: momentOf(i.Closed),
		Teams: append([]inspection.Team{}, i.Teams...), Findings: i.Says}
}

type monthInput struct {
	Month string `path:"month" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2026-11"`
}

type inspectionInput struct {
	ID string `path:"inspection" example:"2026Q1"`
}

func (a *API) matterRoutes() {
	missing := []int{http.StatusNotFound}
	handle(a, spec{path: "/households", id: "list-households", tag: "Matters", summary: "Monitored households, by due date",
		about: "No names, numbers or health: those are read on the pages, with a purpose and on record."},
		func(ctx context.Context, c *call, in *householdInput) (*page[Household], error) {
			after, err := schema.ReadKey(in.After)
			if err != nil {
				return nil, err
			}
			list, next, err := c.SeenHouseholds(ctx, schema.Filter{Unit: in.Unit, Open: !in.Ended, After: after, Limit: in.Limit})
			if err != nil {
				return nil, err
			}
			items := each(list, householdOf)
			q := url.Values{"limit": {strconv.Itoa(in.Limit)}}
			if in.Unit != "" {
				q.Set("unit", string(in.Unit))
			}
			if in.Ended {
				q.Set("ended", "true")
			}
			return pageOf(items, "/households", q, next.Text()), nil
		})
	handle(a, spec{path: "/rounds", id: "list-rounds", tag: "Matters", summary: "The monthly rounds, the newest first"},
		func(ctx context.Context, c *call, _ *nothing) (*all[schema.RoundLine], error) {
			list, err := c.RoundsSeen(ctx)
			if err != nil {
				return nil, err
			}
			return allOf(list), nil
		})
	handle(a, spec{path: "/rounds/{month}", id: "get-round", tag: "Matters", summary: "A month's round: its dates, minutes and decisions", errors: missing,
		about: "Minutes and decisions are for whoever sees everything."},
		func(ctx context.Context, c *call, in *monthInput) (*one[engine.RoundView], error) {
			m, err := round.ParseMonth(in.Month)
			if err != nil {
				return nil, err
			}
			r, err := c.RoundSeen(ctx, m)
			if err != nil {
				return nil, err
			}
			return &one[engine.RoundView]{r}, nil
		})
	handle(a, spec{path: "/inspections", id: "list-inspections", tag: "Matters", summary: "The inspections that concern the person"},
		func(ctx context.Context, c *call, _ *nothing) (*all[Inspection], error) {
			list, err := c.InspectionsSeen(ctx)
			return every(list, err, inspectionOf)
		})
	handle(a, spec{path: "/inspections/{inspection}", id: "get-inspection", tag: "Matters", summary: "An inspection with its findings", errors: missing},
		func(ctx context.Context, c *call, in *inspectionInput) (*one[Inspection], error) {
			i, err := c.InspectionSeen(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return &one[Inspection]{inspectionOf(&i)}, nil
		})
}

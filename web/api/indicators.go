package api

// indicators.go: watched indicators and dated obligations.

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/indicator"
	"duban/casework/obligation"
	"duban/engine"
	"duban/schema"
)

// Indicator is a watched figure with the units that the person sees.
type Indicator struct {
	ID        string              `json:"id" example:"payment_rate"`
	Title     casework.Title      `json:"title"`
	Direction indicator.Direction `json:"direction" doc:"up: the more the better; down: the less" example:"up"`
	Watched   bool                `json:"watched" doc:"By this month's rules"`
	Threshold string              `json:"threshold" doc:"Of this month, percent" example:"65"`
	Units     []IndicatorUnit     `json:"units" nullable:"false" doc:"The worst first"`
}

// IndicatorUnit is how a unit stands.
type IndicatorUnit struct {
	Unit     casework.UnitID    `json:"unit" example:"西吉县"`
	Standing indicator.Standing `json:"standing" doc:"breach, short (of this month's threshold, though its own month was good), good, missing" example:"breach"`
	Month    string             `json:"month" doc:"Of the newest value" example:"2026-06"`
	Value    string             `json:"value" doc:"Percent" example:"60.2"`
	Since    string             `json:"since,omitempty" doc:"The month in which a breach that goes on began" example:"2026-06"`
	Case     casework.CaseID    `json:"case,omitempty" doc:"The directive that it became" example:"D-550A1B9507"`
}

// Reading is a unit's value of a month.
type Reading struct {
	Unit      casework.UnitID   `json:"unit" example:"西吉县"`
	Month     string            `json:"month" example:"2026-06"`
	Value     string            `json:"value" doc:"Percent" example:"60.2"`
	Threshold string            `json:"threshold,omitempty" doc:"Of its month, percent; missing: nobody watched" example:"65"`
	Breach    bool              `json:"breach"`
	Edition   int               `json:"edition,omitempty" doc:"Of the rules that judge it" example:"1"`
	Source    string            `json:"source,omitempty"`
	By        casework.PersonID `json:"by" example:"zhoushuyi"`
	At        time.Time         `json:"at"`
	Before    int               `json:"before" doc:"How many values it replaced" example:"0"`
}

// IndicatorReadings is an indicator with its values.
type IndicatorReadings struct {
	Indicator
	Readings []Reading `json:"readings" nullable:"false" doc:"The newest month first"`
}

// NewReading is a value to be entered.
type NewReading struct {
	Unit   casework.UnitID `json:"unit" example:"西吉县"`
	Month  string          `json:"month" pattern:"^[0-9]{4}-[0-9]{2}$" example:"2026-06"`
	Value  string          `json:"value" doc:"Percent with at most two decimals" example:"60.2"`
	Source string          `json:"source,omitempty" maxLength:"200"`
	Seen   string          `json:"seen,omitempty" doc:"The value in force that it replaces; another one in force is refused with 409" example:"61"`
}

// Entered is what entering a value came to.
type Entered struct {
	Indicator string             `json:"indicator" example:"payment_rate"`
	Unit      casework.UnitID    `json:"unit" example:"西吉县"`
	Breaches  []indicator.Breach `json:"breaches" nullable:"false" doc:"Of the unit's series, the oldest first"`
	Cases     []casework.CaseID  `json:"cases" nullable:"false" doc:"One a breach"`
}

// Obligation is something that must be met by a day.
type Obligation struct {
	No      string           `json:"no" example:"XD-2021-0009"`
	Kind    string           `json:"kind" example:"loan"`
	Title   string           `json:"title"`
	Unit    casework.UnitID  `json:"unit" doc:"That sees to it"`
	Amount  string           `json:"amount" doc:"Yuan" example:"20000"`
	Due     calendar.Date    `json:"due"`
	State   obligation.State `json:"state" doc:"overdue, maturing, open, settled" example:"open"`
	Settled *calendar.Date   `json:"settled,omitempty"`
	Next    *calendar.Date   `json:"next,omitempty" doc:"When it is reminded of or collected next"`
	Case    casework.CaseID  `json:"case,omitempty" doc:"That collects what the day owed"`
}

func obligationOf(o *engine.ObligationLine) Obligation {
	return Obligation{No: o.No, Kind: o.Kind, Title: o.Title, Unit: o.Unit, Amount: o.Amount.String(), Due: o.Due, State: o.State,
		Settled: dayOf(o.Settled), Next: dayOf(o.Next.On), Case: o.Case}
}

func indicatorOf(l *engine.IndicatorLine) Indicator {
	out := Indicator{ID: l.ID, Title: l.Title, Direction: l.Direction, Watched: l.Watched, Threshold: l.Threshold.String(), Units: []IndicatorUnit{}}
	for i := range l.Units {
		u := &l.Units[i]
		one := IndicatorUnit{Unit: u.Unit, Standing: u.Standing, Month: u.Last.Month, Value: u.Last.Value.String(), Case: u.Case}
		if u.Breach != nil {
			one.Since = u.Breach.From
		}
		out.Units = append(out.Units, one)
	}
	return out
}

func readingsOf(p *engine.IndicatorPage) IndicatorReadings {
	out := IndicatorReadings{Indicator: indicatorOf(&p.IndicatorLine), Readings: []Reading{}}
	for i := range p.Readings {
		r := &p.Readings[i]
		one := Reading{Unit: r.Unit, Month: r.Month, Value: r.Value.String(), Breach: r.Bad, Edition: r.Edition, Source: r.Source,
			By: r.By, At: r.At, Before: len(r.Earlier)}
		if r.Judged {
			one.Threshold = r.Limit.String()
		}
		out.Readings = append(out.Readings, one)
	}
	return out
}

type indicatorInput struct {
	ID   string          `path:"indicator" example:"payment_rate"`
	Unit casework.UnitID `query:"unit" doc:"One unit's values only" example:"西吉县"`
}

type readingInput struct {
	ID   string `path:"indicator" example:"payment_rate"`
	Body NewReading
}

type obligationsInput struct {
	Unit    casework.UnitID `query:"unit" doc:"A unit and those below it" example:"西吉县"`
	Kind    string          `query:"kind" example:"loan"`
	Settled bool            `query:"settled" doc:"What is settled as well"`
	Until   string          `query:"until" format:"date" doc:"Due by this day"`
	After   string          `query:"after" doc:"The place after which the page begins: next of the page before"`
	Limit   int             `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most"`
}

type obligationInput struct {
	No string `path:"no" example:"XD-2021-0009"`
}

func (a *API) indicatorRoutes() {
	missing := []int{http.StatusNotFound}
	handle(a, spec{path: "/indicators", id: "list-indicators", tag: "Matters", summary: "The watched indicators and how the units stand"},
		func(ctx context.Context, c *call, _ *nothing) (*all[Indicator], error) {
			lines, err := c.Indicators(ctx)
			return every(lines, err, indicatorOf)
		})
	handle(a, spec{path: "/indicators/{indicator}", id: "get-indicator", tag: "Matters", summary: "An indicator with its values in force", errors: missing},
		func(ctx context.Context, c *call, in *indicatorInput) (*one[IndicatorReadings], error) {
			p, err := c.Indicator(ctx, in.ID, in.Unit)
			if err != nil {
				return nil, err
			}
			return &one[IndicatorReadings]{readingsOf(p)}, nil
		})
	handle(a, spec{method: http.MethodPost, path: "/indicators/{indicator}/readings", id: "enter-reading", tag: "Matters", scope: casework.TokenAct,
		summary: "Enter a unit's value of a month; a breach becomes a directive", errors: []int{http.StatusNotFound, http.StatusConflict},
		about: "Entering the value that is in force changes nothing, so that a repeated request is harmless. To replace another one, name it in seen."},
		enterReading)
	handle(a, spec{path: "/obligations", id: "list-obligations", tag: "Matters", summary: "Dated obligations, by due date"},
		listObligations)
	handle(a, spec{path: "/obligations/{no}", id: "get-obligation", tag: "Matters", summary: "An obligation", errors: missing},
		func(ctx context.Context, c *call, in *obligationInput) (*one[Obligation], error) {
			p, err := c.Obligation(ctx, in.No)
			if err != nil {
				return nil, err
			}
			return &one[Obligation]{obligationOf(&p.ObligationLine)}, nil
		})
}

func enterReading(ctx context.Context, c *call, in *readingInput) (*one[Entered], error) {
	value, err := indicator.ParseValue(in.Body.Value)
	if err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.indicator_value", in.Body.Value)
	}
	var seen *indicator.Value
	if in.Body.Seen != "" {
		was, err := indicator.ParseValue(in.Body.Seen)
		if err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.indicator_value", in.Body.Seen)
		}
		seen = &was
	}
	w, err := c.EnterReading(ctx, schema.IndicatorValue{Indicator: in.ID, Unit: in.Body.Unit, Month: in.Body.Month, Value: value, Source: in.Body.Source}, seen)
	if err != nil {
		return nil, err
	}
	return &one[Entered]{Entered{w.Indicator, w.Unit, append([]indicator.Breach{}, w.Breaches...), append([]casework.CaseID{}, w.Cases...)}}, nil
}

func listObligations(ctx context.Context, c *call, in *obligationsInput) (*page[Obligation], error) {
	asked := schema.ObligationAsked{Unit: in.Unit, Kind: in.Kind, Open: !in.Settled, Limit: in.Limit}
	var err error
	if in.Until != "" {
		if asked.Until, err = calendar.ParseDate(in.Until); err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.date", in.Until)
		}
	}
	if asked.After, err = schema.ReadObligationKey(in.After); err != nil {
		return nil, err
	}
	list, next, err := c.Obligations(ctx, asked)
	if err != nil {
		return nil, err
	}
	items := each(list, obligationOf)
	q := url.Values{"limit": {strconv.Itoa(in.Limit)}}
	for name, text := range map[string]string{"unit": string(in.Unit), "kind": in.Kind, "until": in.Until} {
		if text != "" {
			q.Set(name, text)
		}
	}
	if in.Settled {
		q.Set("settled", "true")
	}
	return pageOf(items, "/obligations", q, next.Text()), nil
}

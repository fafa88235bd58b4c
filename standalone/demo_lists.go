package main

// What make demo shows beside plan and households: watched indicators, loans that
// mature, a year's task list. Each is taken in once, by the calls that pages use.

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/indicator"
	"duban/casework/obligation"
	"duban/casework/round"
	"duban/engine"
	"duban/examples"
	"duban/examples/city"
	"duban/ledgerfile"
	"duban/schema"
)

// office is who enters and opens things in the example: of the city's office.
const office casework.PersonID = "zhoushuyi"

// lively is the demonstration's people at work.
type lively struct {
	e     *engine.Engine
	plan  string // the plan of 113 measures
	today calendar.Date
	rows  schema.OrganisationRows
}

// as gives somebody of the example as the pages know them.
func (l *lively) as(ctx context.Context, person casework.PersonID) (*engine.Viewer, error) {
	return l.e.Viewer(ctx, person, time.Now())
}

// reporter gives who reports for a unit.
func (l *lively) reporter(ctx context.Context, unit casework.UnitID) (*engine.Viewer, error) {
	at := slices.IndexFunc(l.rows.Posts, func(p schema.PostRow) bool { return p.Unit == unit && p.Role == casework.PostReporter })
	if at < 0 {
		return nil, casework.Errorf(casework.CodeNotFound, "notfound.unit", string(unit))
	}
	return l.as(ctx, l.rows.Posts[at].Person)
}

// obligations takes the loans in, moved to today, and looks at them as the schedule
// does daily, so that what is overdue is being collected.
func (l *lively) obligations(ctx context.Context) error {
	known, err := l.e.Ledger.Obligations(ctx, schema.ObligationFilter{})
	if err != nil {
		return err
	}
	if len(known) == 0 {
		rows, err := ledgerfile.ReadObligationsFrom(bytes.NewReader(examples.Obligations), int64(len(examples.Obligations)), ledgerfile.Options{})
		if err != nil {
			return err
		}
		days := city.AsOf.DaysUntil(l.today)
		list := make([]obligation.Obligation, len(rows))
		for i, r := range rows {
			list[i] = obligation.Obligation{No: r.No, Kind: r.Kind, Title: r.Title, Unit: casework.UnitID(r.Unit), Amount: r.Amount, Due: r.Due.AddDays(days)}
			if !r.Settled.IsZero() {
				list[i].Settled = r.Settled.AddDays(days)
			}
		}
		v, err := l.as(ctx, office)
		if err != nil {
			return err
		}
		if _, err := l.e.EnterObligations(ctx, v.By, list, "obligations.xlsx"); err != nil {
			return err
		}
	}
	_, err = l.e.LookAtObligations(ctx, time.Now())
	return err
}

// indicators enters the payment rates of the last June that has come, because
// thresholds go by the month of the year, and the overdue rates of the loans as they
// stand.
func (l *lively) indicators(ctx context.Context) error {
	rows, err := ledgerfile.ReadIndicatorsFrom(bytes.NewReader(examples.Indicators), int64(len(examples.Indicators)), ledgerfile.Options{})
	if err != nil {
		return err
	}
	this := round.Month{Year: l.today.Year, Month: l.today.Month}
	var list []schema.IndicatorValue
	for _, r := range rows {
		m, err := round.ParseMonth(r.Month)
		if err != nil {
			return err
		}
		if m.Year = this.Year; m.First().After(this.First()) {
			m.Year--
		}
		list = append(list, schema.IndicatorValue{Indicator: r.Indicator, Unit: casework.UnitID(r.Unit), Month: m.String(), Value: r.Value, Source: "indicators.xlsx"})
	}
	tallies, _, err := l.e.TallyObligations(ctx, time.Now())
	if err != nil {
		return err
	}
	for i := range tallies {
		list = append(list, schema.IndicatorValue{Indicator: "loan_overdue", Unit: tallies[i].Unit, Month: this.String(),
			Value: indicator.Value(tallies[i].Rate()), Source: "obligations.xlsx"})
	}
	v, err := l.as(ctx, office)
	if err != nil {
		return err
	}
	_, err = l.e.EnterIndicators(ctx, v.By, list)
	return err
}

// taskList takes the list in as this year's, given out in January, and lets the
// counties report some of its quarters.
func (l *lively) taskList(ctx context.Context) error {
	file, err := ledgerfile.ReadFrom(bytes.NewReader(examples.TaskList), int64(len(examples.TaskList)), ledgerfile.Options{})
	if err != nil {
		return err
	}
	ledgerfile.Shift(file, calendar.NewDate(file.Year, time.December, 31), calendar.NewDate(l.today.Year, time.December, 31))
	given := calendar.NewDate(l.today.Year, time.January, 4)
	if given.After(l.today) {
		given = l.today
	}
	for i := range file.Measures {
		for j := range file.Measures[i].Shares {
			s := &file.Measures[i].Shares[j]
			s.DispatchedAt, s.Claim, s.ClaimedAt = given, ledgerfile.Claimed, given
		}
	}
	// Under the same digest the list is in already, whatever the day of the first start.
	res, err := l.e.ImportPlan(ctx, file, "demo", engine.ImportOptions{}, nil)
	if err != nil {
		return err
	}
	lines, err := l.e.TaskList(ctx, res.Plan, time.Now())
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for i, line := range lines {
		group.Go(func() error {
			for q, stone := range line.Quarters {
				reported := stone.State == engine.QuarterMissed || stone.State == engine.QuarterAhead && i%6 == 0
				if !reported || (i+3*q)%4 == 0 { // some are missed
					continue
				}
				if err := l.reaches(ctx, line, stone.Milestone, 25*(q+1)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func (l *lively) reaches(ctx context.Context, line engine.TaskLine, stone casework.Milestone, percent int) error {
	v, err := l.reporter(ctx, line.Unit)
	if err != nil {
		return err
	}
	_, err = v.Act(ctx, line.Case, casework.Command{ID: casework.CommandID(fmt.Sprintf("demo/%d/%s", line.Task, stone.ID)), Type: casework.CommandProgress,
		Task: line.Task, Milestone: stone.ID, Text: stone.Text, Percent: &percent})
	return err
}

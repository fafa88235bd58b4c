package main

// monthly.go: the monthly check over all cases of the ledger, early and late in
// the run, and the start of a city's households.

import (
	"context"
	"fmt"
	"time"

	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
	"duban/examples/city"
)

// households is how many the example city has ever taken in.
const households = 5618

// startHouseholds takes the city's household ledger in and starts every case.
func (b *bench) startHouseholds(ctx context.Context) error {
	worker, err := b.startWorker()
	if err != nil {
		return err
	}
	defer func() { _ = worker.stop() }() // measured already
	file := city.Households(true)
	file.Rows = file.Rows[:b.n(households)]
	began := time.Now()
	res, err := b.e.ImportHouseholds(ctx, file, "bench", engine.ImportOptions{}, nil)
	if err != nil {
		return err
	}
	if res.Started != len(file.Rows) {
		return fmt.Errorf("%d of %d households started", res.Started, len(file.Rows))
	}
	b.figures["households_5618_s"] = seconds(began)
	return nil
}

// fewCases counts a month while the ledger holds few cases.
func (b *bench) fewCases(ctx context.Context) error {
	var err error
	b.few, err = b.countMonth(ctx, round.Month{Year: 2098, Month: time.January})
	return err
}

// manyCases counts one when it holds many: time a case must not grow.
func (b *bench) manyCases(ctx context.Context) error {
	many, err := b.countMonth(ctx, round.Month{Year: 2098, Month: time.February})
	if err != nil {
		return err
	}
	b.figures["monthly_check_cases"] = float64(many.cases)
	b.figures["monthly_check_s"] = many.took
	b.figures["monthly_check_few_cases"] = float64(b.few.cases)
	b.figures["monthly_check_few_s"] = b.few.took
	b.figures["monthly_growth_per_case"] = round3((many.took / float64(many.cases)) / (b.few.took / float64(b.few.cases)))
	return nil
}

// counted is a month that was counted.
type counted struct {
	cases int
	took  float64
}

// countMonth opens a month of the far future and counts it over every case.
func (b *bench) countMonth(ctx context.Context, m round.Month) (counted, error) {
	r, err := b.e.Ledger.OpenRound(ctx, m, round.DefaultDocument(), time.Now())
	if err != nil {
		return counted{}, err
	}
	cases, err := b.e.Ledger.CountCases(ctx)
	if err != nil {
		return counted{}, err
	}
	began := time.Now()
	snapshot, err := b.e.Rules.Count(ctx, r, func() {})
	if err != nil {
		return counted{}, err
	}
	took := seconds(began)
	if snapshot.Total.Open == 0 {
		return counted{}, fmt.Errorf("nothing was counted in %s", calendar.DateOf(began, time.UTC))
	}
	return counted{cases, took}, nil
}

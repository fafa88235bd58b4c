package main

// monthly.go: the monthly check over very many open cases, and the start of a
// city's households.

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"duban/activities"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/engine"
	"duban/examples/city"
	"duban/schema"
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

// monthlyCheck counts a month over 10,000 and over 100,000 open cases of one kind,
// in a ledger of its own: the time a case must not grow with their number.
func (b *bench) monthlyCheck(ctx context.Context) error {
	l, err := b.anotherLedger(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // measured already
	r, err := l.OpenRound(ctx, round.Month{Year: 2031, Month: time.March}, round.DefaultDocument(), time.Now())
	if err != nil {
		return err
	}
	rules := activities.NewRules(l)
	due := calendar.NewDate(2031, time.June, 27)
	var took [2]float64
	few, many := b.n(10_000), b.n(100_000)
	for i, n := range []int{few, many} {
		if err := seed(ctx, l, fmt.Sprintf("monthly%d", i), n-i*few, due); err != nil {
			return err
		}
		began := time.Now()
		snapshot, err := rules.Count(ctx, r, func() {})
		if err != nil {
			return err
		}
		took[i] = seconds(began)
		if snapshot.Total.Open != n {
			return fmt.Errorf("%d of %d open cases were counted", snapshot.Total.Open, n)
		}
	}
	b.figures["monthly_check_10000_s"], b.figures["monthly_check_100000_s"] = took[0], took[1]
	b.figures["monthly_check_growth"] = round3(took[1] / took[0] * float64(few) / float64(many))
	return nil
}

// anotherLedger makes a second database beside the one that is measured.
func (b *bench) anotherLedger(ctx context.Context) (*schema.Ledger, error) {
	const name = "duban_monthly"
	if _, err := b.e.Ledger.DB().ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return nil, err
	}
	address, err := url.Parse(b.cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	address.Path = "/" + name
	l, err := schema.Open(ctx, address.String())
	if err != nil {
		return nil, err
	}
	return l, schema.Migrate(ctx, l.DB())
}

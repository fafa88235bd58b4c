package main

// importing.go: a ledger of thousands of measures, from file to running cases,
// and the dispatch of them all.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/ledgerfile"
)

const (
	ledgerMeasures = 5000
	openCases      = 20000
)

func (b *bench) importAndDispatch(ctx context.Context) error {
	worker, err := b.startWorker()
	if err != nil {
		return err
	}
	defer func() { _ = worker.stop() }() // measured already
	n := b.n(ledgerMeasures)
	before, err := b.sizes(ctx)
	if err != nil {
		return err
	}
	if b.figures["import_5000_s"], err = b.importOf(ctx, "bench1", n); err != nil {
		return err
	}
	began := time.Now()
	if err := b.dispatch(ctx, "bench1", n); err != nil {
		return err
	}
	b.figures["dispatch_5000_s"] = seconds(began)
	// The rest of the open cases, in ledgers of the same size.
	for i := n; i < b.n(openCases); i += n {
		if _, err := b.importOf(ctx, fmt.Sprintf("bench%d", i/n+1), n); err != nil {
			return err
		}
	}
	after, err := b.sizes(ctx)
	if err != nil {
		return err
	}
	open := float64(b.n(openCases))
	b.figures["ledger_bytes_per_case"] = round3((after.ledger - before.ledger) / open)
	b.figures["temporal_bytes_per_case"] = round3((after.temporal - before.temporal) / open)
	b.figures["worker_rss_20000_mib"], err = worker.rss()
	return err
}

type sizes struct{ ledger, temporal float64 }

func (b *bench) sizes(ctx context.Context) (s sizes, err error) {
	for name, into := range map[string]*float64{"duban": &s.ledger, "temporal": &s.temporal, "temporal_visibility": &s.temporal} {
		n, err := b.e.Ledger.DatabaseSize(ctx, name)
		if err != nil {
			return s, err
		}
		*into += float64(n)
	}
	return s, nil
}

// importOf writes a ledger file and takes it in; only the taking in is timed.
func (b *bench) importOf(ctx context.Context, plan string, measures int) (float64, error) {
	folder, err := os.MkdirTemp("", "duban-bench-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, plan+".xlsx")
	if err := ledgerfile.Write(path, ledgerOf(plan, measures)); err != nil {
		return 0, err
	}
	began := time.Now()
	res, err := b.e.Import(ctx, path, engine.ImportOptions{Plan: plan, CreateUnits: true}, nil)
	if err != nil {
		return 0, err
	}
	if res.Started != measures {
		return 0, fmt.Errorf("%d of %d cases started", res.Started, measures)
	}
	return seconds(began), nil
}

// ledgerOf makes a plan of so many measures of one unit each.
func ledgerOf(plan string, measures int) *ledgerfile.Plan {
	p := &ledgerfile.Plan{Title: "整改台账 " + plan, Code: plan, Year: 2029}
	p.Units = []ledgerfile.Unit{
		{Name: string(caseworktest.OfficeUnit), Kind: casework.UnitOffice},
		{Name: string(caseworktest.County), Kind: casework.UnitCounty, Column: true},
		{Name: string(caseworktest.LeadUnit), Kind: casework.UnitDepartment},
	}
	p.Persons = []ledgerfile.Person{
		{Name: "王芳", Login: string(caseworktest.Office.Person), Unit: string(caseworktest.OfficeUnit), Role: string(casework.PostOffice)},
		{Name: "李明", Login: "liming", Unit: string(caseworktest.County), Role: string(casework.PostReporter)},
	}
	for i := range measures {
		problem := i/2 + 1
		p.Measures = append(p.Measures, ledgerfile.Measure{
			No: fmt.Sprint(i + 1), Text: fmt.Sprintf("对第%d项问题开展整改，按月报告进展", problem),
			ProblemNo: fmt.Sprint(problem), Problem: fmt.Sprintf("第%d项问题", problem), Class: fmt.Sprintf("第%d类", problem%14+1),
			Year: "2028", Source: "国家", Target: "全部完成", LeadUnit: string(caseworktest.LeadUnit),
			Deadline: calendar.Deadline{Kind: calendar.ByDate, Date: calendar.NewDate(2029, time.June, 29)},
			Shares: []ledgerfile.Share{{Unit: string(caseworktest.County), Person: "李明",
				Deadline: calendar.Deadline{Kind: calendar.ByDate, Date: calendar.NewDate(2029, time.June, 29)}}},
		})
	}
	return p
}

// dispatch sends every case of a plan on its way.
func (b *bench) dispatch(ctx context.Context, plan string, n int) error {
	ids, err := b.casesOf(ctx, plan)
	if err != nil {
		return err
	}
	if len(ids) != n {
		return fmt.Errorf("%d cases in plan %s, expected %d", len(ids), plan, n)
	}
	_, err = timed(len(ids), func(i int) error {
		_, err := b.e.Act(ctx, ids[i], caseworktest.Command("dispatch", casework.CommandDispatch, caseworktest.Office))
		return err
	})
	return err
}

func (b *bench) casesOf(ctx context.Context, plan string) ([]casework.CaseID, error) {
	rows, ok, err := b.e.Ledger.LoadPlan(ctx, plan)
	if err != nil || !ok {
		return nil, fmt.Errorf("plan %s: %w", plan, err)
	}
	ids := make([]casework.CaseID, len(rows.Measures))
	for i, m := range rows.Measures {
		ids[i] = m.Case
	}
	return ids, nil
}

// latencies collects how long steps took.
type latencies struct {
	mu  sync.Mutex
	all []time.Duration
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, d)
}

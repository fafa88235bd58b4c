package main

// pages.go: how long pages take while fifty people read a ledger of a million
// cases, beside the bare SQL of the same pages in the same run.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"runtime/pprof"
	"sort"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
	"duban/web/server"
)

const (
	readers      = 50
	bareReaders  = 10
	thinkTime    = time.Second
	readFor      = 60 * time.Second
	warmFor      = 10 * time.Second
	pagePassword = "everybody reads at once"
)

// readPages are the pages that are read, as often as each other.
var readPages = []string{"overview", "ledger", "matrix", "case"}

// samples collects how long what took.
type samples struct {
	mu   sync.Mutex
	took map[string][]time.Duration
}

func (s *samples) add(name string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took[name] = append(s.took[name], d)
}

// quantile gives a quantile in milliseconds.
func (s *samples) quantile(name string, q float64) float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.took[name]
	if len(list) == 0 {
		return 0
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return round3(list[min(int(q*float64(len(list))), len(list)-1)].Seconds() * 1000)
}

// reader is somebody who reads: what they may see, and the cases that they open.
type reader struct {
	login string
	sight casework.Sight
	today calendar.Date
	units []casework.UnitID // to filter by
	cases []casework.CaseID
}

func (b *bench) pages(ctx context.Context) error {
	e, err := b.millionLedger(ctx)
	if err != nil {
		return err
	}
	defer e.Close()
	if err := e.OpenDemoAccounts(ctx, pagePassword, time.Now()); err != nil {
		return err
	}
	people, err := b.readers(ctx, e)
	if err != nil {
		return err
	}
	s, err := server.Start(server.Options{Engine: e, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})), Address: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer func() { _ = s.Stop() }() // measured already
	clients := make([]*http.Client, readers)
	var signing errgroup.Group // passwords are slow on purpose: nobody reads meanwhile
	for i := range clients {
		signing.Go(func() (err error) {
			clients[i], err = signedIn(s.URL, people[i%len(people)].login)
			return err
		})
	}
	if err := signing.Wait(); err != nil {
		return err
	}
	took := &samples{took: map[string][]time.Duration{}}
	stop, err := profile()
	if err != nil {
		return err
	}
	defer stop()
	until := time.Now().Add(warmFor + b.readFor())
	from := until.Add(-b.readFor())
	var group errgroup.Group
	for i := range readers {
		group.Go(func() error { return people[i%len(people)].read(ctx, s.URL, clients[i], i, from, until, took) })
	}
	for i := range bareReaders {
		group.Go(func() error { return people[i%len(people)].readBare(ctx, e, from, until, took) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, page := range readPages {
		p99, bare := took.quantile(page, .99), took.quantile("sql "+page, .99)
		b.figures["page_"+page+"_p50_ms"], b.figures["page_"+page+"_p99_ms"] = took.quantile(page, .5), p99
		b.figures["sql_"+page+"_p50_ms"], b.figures["sql_"+page+"_p99_ms"] = took.quantile("sql "+page, .5), bare
		b.figures["page_"+page+"_vs_sql"] = round3(p99 / bare)
	}
	return nil
}

// profile writes a CPU profile of the pages where PAGES_PROFILE names a file.
func profile() (stop func(), err error) {
	name := os.Getenv("PAGES_PROFILE")
	if name == "" {
		return func() {}, nil
	}
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = file.Close() }, nil
}

func (b *bench) readFor() time.Duration { return max(readFor/time.Duration(b.scale), 10*time.Second) }

// readers gives persons of the office, of counties and of townships, in turn.
func (b *bench) readers(ctx context.Context, e *engine.Engine) ([]*reader, error) {
	logins := []string{"bgs0", "yz.jc1", "yz01.zr", "bgs1", "xj.jc1", "xj03.zr", "ld0", "ld.jc1", "ld02.zr", "py.jc1"}
	villages := villagesOf(cityRows())
	now := time.Now()
	out := make([]*reader, len(logins))
	for i, login := range logins {
		v, err := e.Viewer(ctx, casework.PersonID(login), now)
		if err != nil {
			return nil, err
		}
		r := &reader{login: login, sight: v.Sight, today: v.Today, units: v.Sight.Units}
		if v.Sight.Everything {
			r.units = []casework.UnitID{"原州区", "西吉县", "隆德县"}
		}
		for n := range b.n(pageCases) {
			if v.Sight.Unit(villages[n%len(villages)]) {
				r.cases = append(r.cases, pageCase(n))
			}
		}
		if len(r.cases) == 0 {
			return nil, fmt.Errorf("%s may open none of the cases", login)
		}
		out[i] = r
	}
	return out, nil
}

// read is one reader in front of a browser, signed in already.
func (p *reader) read(ctx context.Context, site string, client *http.Client, n int, from, until time.Time, took *samples) error {
	random := rand.New(rand.NewPCG(uint64(n), 1)) //nolint:gosec // a measurement is repeatable
	if err := pauseFor(ctx, time.Duration(random.Int64N(int64(thinkTime)))); err != nil {
		return err
	}
	for time.Now().Before(until) {
		page := readPages[random.IntN(len(readPages))]
		began := time.Now()
		answer, err := client.Get(site + p.path(page, random))
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if closed := answer.Body.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s for %s", answer.Request.URL, answer.Status, p.login)
		}
		if began.After(from) {
			took.add(page, time.Since(began))
		}
		if err := pauseFor(ctx, thinkTime); err != nil {
			return err
		}
	}
	return nil
}

// path gives a page's address, with filters as people set them.
func (p *reader) path(page string, random *rand.Rand) string {
	switch page {
	case "ledger":
		q := url.Values{}
		switch random.IntN(6) {
		case 0:
		case 1:
			q.Set("overdue", "1")
		case 2:
			q.Set("unit", string(p.units[random.IntN(len(p.units))]))
		case 3:
			q.Set("plan", fmt.Sprintf("P%03d", random.IntN(200)))
		case 4:
			q.Set("stage", "verify")
		case 5:
			q.Set("kind", "directive")
			q.Set("from", p.today.String())
		}
		return "/cases?" + q.Encode()
	case "matrix":
		return fmt.Sprintf("/matrix?plan=P%03d", random.IntN(200))
	case "case":
		return "/cases/" + string(p.cases[random.IntN(len(p.cases))])
	}
	return "/"
}

// readBare asks the ledger what the pages ask it, and does nothing with it.
func (p *reader) readBare(ctx context.Context, e *engine.Engine, from, until time.Time, took *samples) error {
	random := rand.New(rand.NewPCG(9, uint64(len(p.login)))) //nolint:gosec // a measurement is repeatable
	for time.Now().Before(until) {
		page := readPages[random.IntN(len(readPages))]
		began := time.Now()
		if err := p.bare(ctx, e, page, random); err != nil {
			return err
		}
		if began.After(from) {
			took.add("sql "+page, time.Since(began))
		}
		if err := pauseFor(ctx, thinkTime); err != nil {
			return err
		}
	}
	return nil
}

func (p *reader) bare(ctx context.Context, e *engine.Engine, page string, random *rand.Rand) error {
	l := e.Ledger
	switch page {
	case "ledger":
		f := schema.Filter{Sight: &p.sight, Open: true, Limit: 50}
		switch random.IntN(6) {
		case 1:
			f.Overdue = p.today
		case 2:
			f.Unit = p.units[random.IntN(len(p.units))]
		case 3:
			f.Plan = fmt.Sprintf("P%03d", random.IntN(200))
		case 4:
			f.Stage = casework.StageVerify
		case 5:
			f.Kinds, f.DueAfter = []casework.Kind{casework.KindDirective}, p.today.AddDays(-1)
		}
		_, _, err := l.ListCases(ctx, f)
		return err
	case "matrix":
		return bareMatrix(ctx, l, fmt.Sprintf("P%03d", random.IntN(200)))
	case "case":
		id := p.cases[random.IntN(len(p.cases))]
		if _, err := l.CaseView(ctx, id); err != nil {
			return err
		}
		if _, err := l.Events(ctx, id); err != nil {
			return err
		}
		_, err := l.Slips(ctx, id)
		return err
	}
	f := schema.TallyFilter{Today: p.today, Until: p.today.AddDays(6)}
	switch {
	case p.sight.Everything:
	case strings.HasSuffix(p.login, ".jc1"):
		f.Columns = []casework.UnitID{"原州区"}
	default:
		f.Units = p.sight.Units
	}
	if _, err := l.Tallies(ctx, f); err != nil {
		return err
	}
	if _, err := l.DueByDay(ctx, f); err != nil {
		return err
	}
	if _, err := l.HouseholdCounts(ctx, p.sight.Units); err != nil {
		return err
	}
	return bareMatrix(ctx, l, "P011")
}

func bareMatrix(ctx context.Context, l *schema.Ledger, plan string) error {
	if _, err := l.Plans(ctx); err != nil {
		return err
	}
	if _, err := l.Problems(ctx, plan); err != nil {
		return err
	}
	_, err := l.ProblemTallies(ctx, plan)
	return err
}

func pauseFor(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return errors.New("interrupted")
	}
}

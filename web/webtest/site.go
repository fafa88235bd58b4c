package webtest

// site.go: the pages over an engine of their own, with the example ledger.

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/examples"
	"duban/ledgerfile"
	"duban/web/server"
)

// Password lets every person of a test in.
const Password = "a sentence for tests"

// Site is a running site over a ledger of its own.
type Site struct {
	URL    string
	Engine *engine.Engine
	Plan   string // of the example, "" without it

	config engine.Config
}

// New serves an empty ledger; all of it ends with the test.
func New(tb testing.TB) *Site {
	tb.Helper()
	cfg := enginetest.Config(tb)
	s := serve(tb, cfg)
	enginetest.Work(tb, s.Engine)
	return s
}

func serve(tb testing.TB, cfg engine.Config) *Site {
	tb.Helper()
	e := enginetest.Open(tb, cfg)
	s, err := server.Start(server.Options{Engine: e, Log: slog.New(slog.DiscardHandler), Address: "127.0.0.1:0"})
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.Stop()) })
	return &Site{URL: s.URL, Engine: e, config: cfg}
}

// Beside serves the same ledger by a second program whose configuration differs.
func (s *Site) Beside(tb testing.TB, edit func(*engine.Config)) *Site {
	tb.Helper()
	cfg := s.config
	edit(&cfg)
	other := serve(tb, cfg)
	other.Plan = s.Plan
	return other
}

// WithExample serves the example: the plan of 113 measures, whose texts and
// deadlines are moved to today, and an account for everybody.
func WithExample(tb testing.TB) *Site {
	tb.Helper()
	return withPlan(tb, func(*ledgerfile.Plan) {})
}

// WithMeasures serves the example's organisation with one measure a share, all of
// the same text, numbered from 1: see [Site.Case].
func WithMeasures(tb testing.TB, shares ...ledgerfile.Share) *Site {
	tb.Helper()
	return withPlan(tb, func(p *ledgerfile.Plan) {
		at := slices.IndexFunc(p.Measures, func(m ledgerfile.Measure) bool { return strings.TrimLeft(m.No, "0") == exampleMeasure })
		require.GreaterOrEqual(tb, at, 0)
		pattern := p.Measures[at]
		p.Measures = nil
		for i, share := range shares {
			m := pattern
			m.No = fmt.Sprintf("%03d", i+1)
			if share.Deadline.Kind == "" {
				share.Deadline = m.Deadline
			}
			m.Shares = []ledgerfile.Share{share}
			p.Measures = append(p.Measures, m)
		}
	})
}

// exampleMeasure is led by hongjichuan and checked by shenrunsheng; yuxiaomei's
// county has a share in it.
const exampleMeasure = "55"

// Case gives the case of a measure.
func (s *Site) Case(measure int) casework.CaseID {
	return casework.CaseID(fmt.Sprintf("%s-%03d", s.Plan, measure))
}

func withPlan(tb testing.TB, edit func(*ledgerfile.Plan)) *Site {
	tb.Helper()
	s := New(tb)
	file, err := ledgerfile.ReadFrom(bytes.NewReader(examples.Plan), int64(len(examples.Plan)), ledgerfile.Options{})
	require.NoError(tb, err)
	cal, err := s.Engine.Rules.Calendar(tb.Context())
	require.NoError(tb, err)
	ledgerfile.Shift(file, file.AsOf, calendar.DateOf(time.Now(), cal.Zone()))
	edit(file)
	s.Plan = enginetest.Prefix() // workflow IDs are shared by all tests of a server
	_, err = s.Engine.ImportPlan(tb.Context(), file, "test", engine.ImportOptions{Plan: s.Plan}, nil)
	require.NoError(tb, err)
	s.Accounts(tb)
	return s
}

// Accounts lets everybody whom the ledger knows sign in.
func (s *Site) Accounts(tb testing.TB) {
	tb.Helper()
	require.NoError(tb, s.Engine.OpenDemoAccounts(tb.Context(), Password, time.Now()))
}

var shared = sync.OnceValues(func() (*Browser, error) { return Launch(context.Background()) })

func stopShared() {
	if b, err := shared(); err == nil {
		b.Close()
	}
}

// Main runs a package's tests and ends the browser that they share.
func Main(m *testing.M) int {
	defer stopShared()
	return m.Run()
}

// As opens a session of somebody who has signed in, on a screen.
func (s *Site) As(tb testing.TB, login string, look Look) *Person {
	tb.Helper()
	p := s.Visitor(tb, look)
	require.NoError(tb, p.SignIn(login, Password))
	return p
}

// Visitor opens a session of nobody.
func (s *Site) Visitor(tb testing.TB, look Look) *Person {
	tb.Helper()
	b, err := shared()
	require.NoError(tb, err)
	p, err := b.Open(s.URL, look)
	require.NoError(tb, err)
	tb.Cleanup(p.Close)
	return p
}

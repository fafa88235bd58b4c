package crash

// crash_test.go: two hundred cases are driven to their end by concurrent
// clients while worker, Temporal and PostgreSQL are killed in turn.

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/workflows"
)

var (
	casesFlag = flag.Int("cases", 200, "how many cases are driven at least")
	turnsFlag = flag.Int("turns", 2, "how often each process is killed at least; more cases are driven until then")
	pauseFlag = flag.Duration("pause", 2*time.Second, "between two kills")
	seedFlag  = flag.Uint64("seed", 0, "of the order of kills; 0 takes one from the clock")
)

const clients = 12

// patience bounds the whole; a hang is a failure, not a long test.
const patience = 10 * time.Minute

func TestCrash(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", seed)
	tr := startTree(t)
	desk := &desk{tree: tr}
	t.Cleanup(desk.close)

	policy, doc := caseworktest.Short()
	desk.do(ctx, t, func(e *engine.Engine) error { _, err := e.Ledger.SavePolicy(ctx, doc); return err })

	acks := newAcks()
	queue := make(chan int)
	stopKilling := make(chan struct{})
	killed := &kills{by: map[string]int{}}
	var killer sync.WaitGroup
	killer.Go(func() { killInTurn(t, tr, seed, stopKilling, killed) })

	var drivers sync.WaitGroup
	for range clients {
		drivers.Go(func() {
			for n := range queue {
				drive(ctx, t, desk, policy, caseID(n), acks)
			}
		})
	}
	cases := 0
	for ; cases < *casesFlag || killed.least() < *turnsFlag; cases++ {
		queue <- cases
	}
	close(queue)
	drivers.Wait()
	close(stopKilling)
	killer.Wait()
	t.Logf("%d cases; killed %v; %d steps acknowledged, %d attempts failed and were repeated",
		cases, killed.by, acks.count(), desk.failures.Load())
	require.GreaterOrEqual(t, killed.least(), *turnsFlag)
	check(ctx, t, desk, policy, acks, cases)
}

func caseID(n int) casework.CaseID { return casework.CaseID(fmt.Sprintf("crash-%03d", n)) }

var victims = []string{"worker", "temporal", "postgres"}

// kills counts how often each process was killed.
type kills struct {
	mu sync.Mutex
	by map[string]int
}

func (k *kills) add(victim string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.by[victim]++
}

// least gives how often the process was killed that was killed least.
func (k *kills) least() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	least := k.by[victims[0]]
	for _, v := range victims {
		least = min(least, k.by[v])
	}
	return least
}

// killInTurn kills one process after another, each in a random order.
func killInTurn(t *testing.T, tr *tree, seed uint64, stop <-chan struct{}, killed *kills) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	for {
		order := random.Perm(len(victims))
		for _, i := range order {
			select {
			case <-stop:
				return
			case <-time.After(*pauseFlag + time.Duration(random.Int64N(int64(*pauseFlag)))):
			}
			if err := tr.kill(victims[i]); err != nil {
				t.Logf("kill %s: %v", victims[i], err)
				continue
			}
			killed.add(victims[i])
		}
	}
}

// drive starts a case and sends each command of its life until it is
// acknowledged, always with the same ID.
func drive(ctx context.Context, t *testing.T, d *desk, policy *casework.Policy, id casework.CaseID, acks *acks) {
	t.Helper()
	opening := caseworktest.Opening(calendar.NewDate(2030, 6, 30))
	d.do(ctx, t, func(e *engine.Engine) error {
		_, err := e.Client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
			ID: workflows.CaseWorkflowID(id), TaskQueue: workflows.TaskQueue,
		}, workflows.TypeRectifyMeasure, workflows.CaseInput{Case: id, Policy: policy, Opening: opening})
		return err
	})
	for _, cmd := range caseworktest.Life(caseworktest.County) {
		if needsDigest(cmd.Type) {
			d.do(ctx, t, func(e *engine.Engine) error {
				s, err := e.Ledger.State(ctx, id)
				if err == nil {
					cmd = caseworktest.Approve(cmd, s)
				}
				return err
			})
		}
		d.do(ctx, t, func(e *engine.Engine) error {
			res, err := e.Act(ctx, id, cmd)
			if err == nil {
				acks.add(id, cmd.ID, res.Seq)
			}
			return err
		})
	}
}

func needsDigest(c casework.CommandType) bool {
	return c == casework.CommandPass || c == casework.CommandSign || c == casework.CommandRecognise
}

// check holds the ledger against what was acknowledged and what was asked.
func check(ctx context.Context, t *testing.T, d *desk, policy *casework.Policy, acks *acks, cases int) {
	t.Helper()
	var rec engine.Reconciliation
	d.do(ctx, t, func(e *engine.Engine) (err error) {
		rec, err = e.Reconcile(ctx, false, nil)
		return err
	})
	require.Empty(t, rec.Differences, "workflow and ledger must agree")
	require.Equal(t, cases, rec.Cases)
	asked := map[casework.CommandID]bool{"open": true}
	for _, c := range caseworktest.Life(caseworktest.County) {
		asked[c.ID] = true
	}
	for n := range cases {
		id := caseID(n)
		var events []casework.Event
		d.do(ctx, t, func(e *engine.Engine) (err error) {
			events, err = e.Ledger.Events(ctx, id)
			return err
		})
		seqs := map[casework.CommandID]int64{}
		closed := map[casework.CommandID]bool{}
		for _, ev := range events {
			require.True(t, asked[ev.Command], "%s: event %d is of a command that nobody gave: %s", id, ev.Seq, describe(ev))
			if last, ok := seqs[ev.Command]; ok {
				require.Equal(t, last+1, ev.Seq, "%s: command %s took effect twice", id, ev.Command)
			}
			seqs[ev.Command] = ev.Seq
			closed[ev.Command] = true
			require.Equal(t, ev.Hash, casework.HashBody(ev.Body()), "%s: event %d does not match its hash", id, ev.Seq)
		}
		state, err := casework.Fold(id, events)
		require.NoError(t, err, "%s", id)
		require.Equal(t, casework.StageClosed, state.Stage(policy), "%s", id)
		// opened, dispatched, claimed, completed, submitted, passed, signed, recognised, closed
		require.Len(t, events, 9, "%s", id)
		for command, seq := range acks.of(id) {
			require.Equal(t, seq, seqs[command], "%s: acknowledged %s at %d", id, command, seq)
		}
	}
}

// acks are what clients were told.
type acks struct {
	mu sync.Mutex
	by map[casework.CaseID]map[casework.CommandID]int64
}

func newAcks() *acks { return &acks{by: map[casework.CaseID]map[casework.CommandID]int64{}} }

func (a *acks) add(id casework.CaseID, c casework.CommandID, seq int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.by[id] == nil {
		a.by[id] = map[casework.CommandID]int64{}
	}
	a.by[id][c] = seq
}

func (a *acks) of(id casework.CaseID) map[casework.CommandID]int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.by[id]
}

func (a *acks) count() (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, m := range a.by {
		n += len(m)
	}
	return n
}

// desk is a client that survives the system: it connects anew after a failure,
// because addresses may change when a standalone starts again.
type desk struct {
	tree     *tree
	failures atomic.Int64

	mu     sync.Mutex
	engine *engine.Engine
}

// do repeats an act until it succeeds. Only a refusal by the rules fails the
// test: everything else is what this test is about.
func (d *desk) do(ctx context.Context, t *testing.T, act func(*engine.Engine) error) {
	t.Helper()
	for {
		e, err := d.get(ctx)
		if err == nil {
			err = act(e)
		}
		if err == nil {
			return
		}
		switch casework.CodeOf(err) {
		case casework.CodeRefused, casework.CodeForbidden, casework.CodeInvalid, casework.CodeStale, casework.CodeConflict:
			t.Errorf("refused: %v", err)
			return
		}
		d.failures.Add(1)
		d.drop(e)
		select {
		case <-ctx.Done():
			t.Errorf("gave up: %v", err)
			return
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (d *desk) get(ctx context.Context) (*engine.Engine, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.engine != nil {
		return d.engine, nil
	}
	cfg, err := d.tree.config()
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, cfg, slog.New(slog.NewTextHandler(io.Discard, nil)))
	d.engine = e
	return e, err
}

// drop forgets a connection that failed; others may still use it, so it is left
// to the end of the process.
func (d *desk) drop(e *engine.Engine) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if e != nil && d.engine == e {
		d.engine = nil
	}
}

func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.engine != nil {
		d.engine.Close()
	}
}

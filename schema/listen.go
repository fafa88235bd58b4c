package schema

// listen.go: hearing at once that a case has moved, for live pages. A word that
// is lost (a process killed between the step and its word, a broken connection)
// costs freshness, never truth: pages read the ledger.

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"duban/casework"
)

const stepsChannel = "duban_steps"

// Step is the word that a case has come to an event. The zero Step says that
// words may have been missed: look at everything again.
type Step struct {
	Case casework.CaseID
	Seq  int64
}

// announce tells listeners of a step that is written.
func (l *Ledger) announce(ctx context.Context, s Step) {
	// A word that does not come through is missed by pages alone; the step stands.
	_ = l.hot.Announce(ctx, strconv.FormatInt(s.Seq, 10)+" "+string(s.Case))
}

// Listen gives every step that is written from now on, by whatever process,
// until stop is called; the channel is closed then. It connects again by itself.
func (l *Ledger) Listen() (steps <-chan Step, stop func(), err error) {
	const soonest, latest, heartbeat = 200 * time.Millisecond, 10 * time.Second, 30 * time.Second
	listener := pq.NewListener(l.url, soonest, latest, nil)
	if err := listener.Listen(stepsChannel); err != nil {
		_ = listener.Close()
		return nil, nil, translate(err)
	}
	out, done := make(chan Step), make(chan struct{})
	go func() {
		defer close(out)
		beat := time.NewTicker(heartbeat)
		defer beat.Stop()
		for {
			var s Step
			select {
			case <-done:
				return
			case <-beat.C:
				_ = listener.Ping() // a dead connection is noticed, and replaced
				continue
			case n, open := <-listener.Notify:
				if !open {
					return
				}
				if n != nil { // nil: connected anew
					s = stepOf(n.Extra)
				}
			}
			select {
			case out <- s:
			case <-done:
				return
			}
		}
	}()
	return out, func() { close(done); _ = listener.Close() }, nil
}

func stepOf(payload string) Step {
	seq, id, _ := strings.Cut(payload, " ")
	n, err := strconv.ParseInt(seq, 10, 64)
	if err != nil {
		return Step{}
	}
	return Step{Case: casework.CaseID(id), Seq: n}
}

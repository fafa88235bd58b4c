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

// Step is the word that a case has come to an event, and whom that told. Without a
// case it says that somebody has been told something. The zero Step says that words
// may have been missed: look at everything again.
type Step struct {
	Case casework.CaseID
	Seq  int64
	Told []casework.Addressee // of notices
	All  bool                 // too many were told to be named
}

// Lost tells whether words may have been missed.
func (s Step) Lost() bool { return s.Case == "" && len(s.Told) == 0 && !s.All }

// maxWord bounds a word, in bytes: PostgreSQL takes less than 8,000.
const maxWord = 7900

// announce tells listeners of a step that is written.
func (l *Ledger) announce(ctx context.Context, s Step) {
	// A word that does not come through is missed by pages alone; the step stands.
	_ = l.hot.Announce(ctx, s.word())
}

// announceTold tells listeners that somebody has been told something.
func (l *Ledger) announceTold(ctx context.Context, told []casework.Addressee) {
	if len(told) > 0 {
		l.announce(ctx, Step{Told: told})
	}
}

// word gives the line of a step, and under it one for each whom it told.
func (s Step) word() string {
	head := strconv.FormatInt(s.Seq, 10) + " " + string(s.Case)
	var b strings.Builder
	b.WriteString(head)
	if s.All {
		return head + "\n*"
	}
	for _, a := range s.Told {
		line := "\n" + string(a.Person) + "\t" + string(a.Unit) + "\t" + string(a.Role)
		if b.Len()+len(line) > maxWord {
			return head + "\n*"
		}
		b.WriteString(line)
	}
	return b.String()
}

// toldBy gives the addressees of notices, each once.
func toldBy(rows []noticeRow) []casework.Addressee {
	var out []casework.Addressee
	seen := map[casework.Addressee]bool{}
	for _, r := range rows {
		if a := (casework.Addressee{Person: r.Person, Unit: r.Unit, Role: r.Role}); !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	return out
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
	head, rest, _ := strings.Cut(payload, "\n")
	seq, id, _ := strings.Cut(head, " ")
	n, err := strconv.ParseInt(seq, 10, 64)
	if err != nil {
		return Step{}
	}
	s := Step{Case: casework.CaseID(id), Seq: n, All: rest == "*"}
	for line := range strings.Lines(rest) {
		if part := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(part) == 3 {
			s.Told = append(s.Told, casework.Addressee{Person: casework.PersonID(part[0]), Unit: casework.UnitID(part[1]), Role: casework.PostRole(part[2])})
		}
	}
	return s
}

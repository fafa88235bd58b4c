package engine

// export.go: the ledger's streams as lines that can be checked offline.

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"duban/casework"
)

// ExportLine is one entry of an export. Body is the text that Hash covers.
type ExportLine struct {
	Stream string          `json:"stream"` // event or slip
	Case   casework.CaseID `json:"case"`
	Seq    int64           `json:"seq"`
	Body   string          `json:"body"`
	Hash   string          `json:"hash"`
}

// Export writes every entry of a plan ("" for all) recorded by a moment and
// gives how many there were.
func (e *Engine) Export(ctx context.Context, plan string, at time.Time, w io.Writer) (int, error) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	n := 0
	for row, err := range e.Ledger.ExportRows(ctx, plan, at) {
		if err != nil {
			return n, err
		}
		if err := enc.Encode(ExportLine(row)); err != nil {
			return n, casework.Wrap(casework.CodeUnavailable, err, "unavailable.file", "")
		}
		n++
	}
	return n, nil
}

// Fault is an entry of an export that does not hold.
type Fault struct {
	Stream string          `json:"stream"`
	Case   casework.CaseID `json:"case"`
	Seq    int64           `json:"seq"`
	What   string          `json:"what"`
}

// Verification is the result of checking an export.
type Verification struct {
	Cases       int     `json:"cases"`
	Entries     int     `json:"entries"`
	Faults      []Fault `json:"faults"`
	Fingerprint string  `json:"fingerprint"` // SHA-256 over the heads of all chains
}

// maxExportLine bounds a line of an export; an event is a few kilobytes.
const maxExportLine = 4 << 20

// chainKey names one chain.
type chainKey struct {
	stream string
	id     casework.CaseID
}

type chain struct {
	seq  int64
	head string
}

// Verify checks an export entry by entry. It fails only when the file cannot be
// read as an export; what does not hold is in the result.
func Verify(r io.Reader) (Verification, error) {
	var out Verification
	chains := map[chainKey]*chain{}
	states := map[casework.CaseID]*casework.State{}
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxExportLine)
	for lines.Scan() {
		var l ExportLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil || l.Stream == "" {
			return out, casework.Wrap(casework.CodeInvalid, err, "invalid.export", fmt.Sprint(out.Entries+1))
		}
		out.Entries++
		if what := check(&l, chains, states); what != "" {
			out.Faults = append(out.Faults, Fault{l.Stream, l.Case, l.Seq, what})
		}
	}
	if err := lines.Err(); err != nil {
		return out, casework.Wrap(casework.CodeInvalid, err, "invalid.export", fmt.Sprint(out.Entries+1))
	}
	out.Cases = len(states)
	out.Fingerprint = fingerprint(chains)
	return out, nil
}

// check holds one entry against its chain and moves the chain along.
func check(l *ExportLine, chains map[chainKey]*chain, states map[casework.CaseID]*casework.State) string {
	key := chainKey{l.Stream, l.Case}
	c := chains[key]
	if c == nil {
		c = &chain{}
		chains[key] = c
	}
	before := *c
	c.seq, c.head = l.Seq, l.Hash
	var named struct {
		Case casework.CaseID
		Seq  int64
		Prev string
	}
	switch err := json.Unmarshal([]byte(l.Body), &named); {
	case casework.HashBody([]byte(l.Body)) != l.Hash:
		return "its content does not match its hash"
	case err != nil || named.Case != l.Case || named.Seq != l.Seq:
		return "its content belongs elsewhere"
	case l.Seq != before.seq+1:
		return fmt.Sprintf("follows entry %d: something is missing between", before.seq)
	case named.Prev != before.head:
		return "does not name the entry before it"
	}
	if l.Stream == "event" {
		if err := foldLine(l, states); err != nil {
			return err.Error()
		}
	}
	return ""
}

func foldLine(l *ExportLine, states map[casework.CaseID]*casework.State) error {
	var ev casework.Event
	if err := json.Unmarshal([]byte(l.Body), &ev); err != nil {
		return errors.New("its content is no event")
	}
	ev.Hash = l.Hash
	s := states[l.Case]
	if s == nil {
		s = &casework.State{Case: l.Case}
		states[l.Case] = s
	}
	return s.Apply(ev)
}

func fingerprint(chains map[chainKey]*chain) string {
	lines := make([]string, 0, len(chains))
	for k, c := range chains {
		lines = append(lines, fmt.Sprintf("%s %s %d %s\n", k.stream, k.id, c.seq, c.head))
	}
	slices.Sort(lines)
	h := sha256.New()
	for _, l := range lines {
		_, _ = io.WriteString(h, l) // a hash never fails to write
	}
	return hex.EncodeToString(h.Sum(nil))
}

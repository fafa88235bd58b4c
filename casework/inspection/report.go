package inspection

// report.go: what the closing report counts.

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"duban/casework"
)

// Basis is everything that a report is a function of.
type Basis struct {
	Inspection string
	Kind       Kind
	Title      string
	Window     Window
	Rules      int
	RulesHash  string
	Seed       string
	Digest     string
	Strata     []Stratum
	Drawn      []Drawn
	Records    []Record
	Findings   []Finding
	AsOf       time.Time
}

// Row counts the sample of a unit or of everything.
type Row struct {
	Unit         casework.UnitID `json:"unit"`
	Drawn        int             `json:"drawn"`
	Recorded     int             `json:"recorded"`
	Confirmed    int             `json:"confirmed"`
	Partly       int             `json:"partly"`
	Contradicted int             `json:"contradicted"`
	Missing      int             `json:"missing"`
	Findings     int             `json:"findings"`
	Reopened     int             `json:"reopened"`
	Refused      int             `json:"refused,omitempty"` // findings that could not be given out
}

// Entry is one task of the sample as the report shows it; texts stay in the ledger.
type Entry struct {
	Drawn
	Verdict  Verdict           `json:"verdict,omitempty"` // none: nobody recorded it
	Late     bool              `json:"late,omitempty"`    // recorded after the window
	Findings []casework.CaseID `json:"findings,omitempty"`
}

// Report is the closing report (督查报告).
type Report struct {
	Inspection string    `json:"inspection"`
	Kind       Kind      `json:"kind"`
	Title      string    `json:"title"`
	Window     Window    `json:"window"`
	AsOf       time.Time `json:"as_of"`
	Rules      int       `json:"rules"`
	RulesHash  string    `json:"rules_digest"`
	Seed       string    `json:"seed"`
	Digest     string    `json:"candidates_digest"`
	Complete   bool      `json:"complete"`
	Total      Row       `json:"total"`
	Units      []Row     `json:"units"`
	Strata     []Stratum `json:"strata"`
	Cases      []Entry   `json:"cases"`
}

// Bytes gives the report's canonical form: what its digest covers.
func (r *Report) Bytes() []byte {
	b, err := json.Marshal(r)
	if err != nil {
		panic("inspection: report: " + err.Error()) // plain fields only
	}
	return b
}

// Settled tells whether nothing is left to do: every task of the sample has a
// record, and everything that was not confirmed has its finding.
func (b *Basis) Settled() bool { return len(b.OwingTeams()) == 0 }

// OwingTeams gives the numbers of the teams that still owe records or findings.
func (b *Basis) OwingTeams() []int {
	newest, unanswered := b.newest(), b.Unanswered()
	var out []int
	for _, d := range b.Drawn {
		_, recorded := newest[Candidate{Case: d.Case, Task: d.Task}.ID()]
		owes := !recorded || slices.ContainsFunc(unanswered, func(u Unanswered) bool { return u.Drawn == d })
		if owes && !slices.Contains(out, d.Team) {
			out = append(out, d.Team)
		}
	}
	slices.Sort(out)
	return out
}

// Unanswered is a task that was not confirmed on site, and that nobody has made
// a finding of.
type Unanswered struct {
	Drawn  Drawn
	Record Record
}

// Unanswered gives what was not confirmed and has no finding, in the order of
// the sample.
func (b *Basis) Unanswered() []Unanswered {
	newest := b.newest()
	var out []Unanswered
	for _, d := range b.Drawn {
		r, ok := newest[Candidate{Case: d.Case, Task: d.Task}.ID()]
		if ok && r.Verdict != Confirmed && len(b.findingsOf(d.Case, d.Task)) == 0 {
			out = append(out, Unanswered{d, r})
		}
	}
	return out
}

func (b *Basis) newest() map[string]Record {
	out := map[string]Record{}
	for _, r := range b.Records {
		id := Candidate{Case: r.Case, Task: r.Task}.ID()
		if old, ok := out[id]; !ok || r.No > old.No {
			out[id] = r
		}
	}
	return out
}

// findingsOf gives the findings from any record of a task.
func (b *Basis) findingsOf(id casework.CaseID, task int) []Finding {
	var out []Finding
	for _, f := range b.Findings {
		if slices.ContainsFunc(b.Records, func(r Record) bool { return r.No == f.Record && r.Case == id && r.Task == task }) {
			out = append(out, f)
		}
	}
	return out
}

// Report counts. zone says in which days the window was meant.
func (b *Basis) Report(zone *time.Location) *Report {
	out := &Report{Inspection: b.Inspection, Kind: b.Kind, Title: b.Title, Window: b.Window, AsOf: b.AsOf.UTC(),
		Rules: b.Rules, RulesHash: b.RulesHash, Seed: b.Seed, Digest: b.Digest, Complete: b.Settled(), Strata: b.Strata}
	newest := b.newest()
	rows := map[string]*Row{}
	for _, d := range b.Drawn {
		row := rows[string(d.Unit)]
		if row == nil {
			row = &Row{Unit: d.Unit}
			rows[string(d.Unit)] = row
		}
		e := Entry{Drawn: d}
		record, recorded := newest[Candidate{Case: d.Case, Task: d.Task}.ID()]
		if recorded {
			e.Verdict, e.Late = record.Verdict, !record.At.Before(b.Window.To.End(zone))
		}
		for _, counted := range []*Row{row, &out.Total} {
			counted.count(recorded, e.Verdict, b.findingsOf(d.Case, d.Task))
		}
		for _, f := range b.findingsOf(d.Case, d.Task) {
			if f.Outcome != OutcomeRefused {
				e.Findings = append(e.Findings, f.Case)
			}
		}
		out.Cases = append(out.Cases, e)
	}
	slices.SortFunc(out.Cases, func(a, b Entry) int {
		return strings.Compare(Candidate{Case: a.Case, Task: a.Task}.ID(), Candidate{Case: b.Case, Task: b.Task}.ID())
	})
	for _, name := range names(rows) {
		out.Units = append(out.Units, *rows[name])
	}
	return out
}

func (r *Row) count(recorded bool, v Verdict, findings []Finding) {
	r.Drawn++
	if recorded {
		r.Recorded++
	} else {
		r.Missing++
	}
	switch v {
	case Confirmed:
		r.Confirmed++
	case Partly:
		r.Partly++
	case Contradicted:
		r.Contradicted++
	}
	for _, f := range findings {
		switch f.Outcome {
		case OutcomeReopened:
			r.Reopened++
		case OutcomeRefused:
			r.Refused++
		default:
			r.Findings++
		}
	}
}

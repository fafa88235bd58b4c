package engine

// importing.go: a ledger file into the ledger: what would change, then all of it
// in one transaction, then the cases' workflows.

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
	"duban/schema"
)

// ImportOptions say how a file is taken in.
type ImportOptions struct {
	Name        string // of the file, where it is known: the source of a list's rows
	Plan        string // the plan's ID; "" takes the file's own
	DryRun      bool
	CreateUnits bool          // units that nobody knows are created
	ShiftFrom   calendar.Date // with ShiftTo: all dates move, for demonstrations
	ShiftTo     calendar.Date
	By          casework.Requester // who takes the file in, and asks for its corrections; empty: the operator, who corrects nothing
}

// Imported is what an import did or, with DryRun, would do.
type Imported struct {
	Kind       ledgerfile.SheetKind     `json:"kind"`
	Plan       string                   `json:"plan"`
	Title      string                   `json:"title"`
	DryRun     bool                     `json:"dry_run"`
	Unchanged  bool                     `json:"unchanged"` // the same file again
	Classes    int                      `json:"classes"`
	Problems   int                      `json:"problems"`
	Measures   int                      `json:"measures"`
	Tasks      int                      `json:"tasks"`
	Households int                      `json:"households,omitempty"`
	Milestones int                      `json:"milestones,omitempty"` // of a task list
	Units      int                      `json:"units"`
	Persons    int                      `json:"persons"`
	Started    int                      `json:"started"`
	Rows       []ImportRow              `json:"rows,omitempty"`
	Warnings   []ledgerfile.Finding     `json:"warnings,omitempty"`
	Sheets     []ledgerfile.SheetReport `json:"sheets,omitempty"`
}

// Import reads a ledger file and brings the ledger to it. It is all or nothing:
// a file with a fault changes nothing, and neither does the same file again. A
// changed file changes only what the rules allow; the rest is reported.
func (e *Engine) Import(ctx context.Context, path string, o ImportOptions, progress Progress) (Imported, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Imported{}, casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	o.Name = cmp.Or(o.Name, filepath.Base(path))
	out, err := e.EnterContent(ctx, content, o)
	if err != nil || o.DryRun {
		return out, err
	}
	out.Started, err = e.StartPending(ctx, out.Plan, progress) // also what an interrupted import left
	return out, err
}

// EnterContent brings the ledger to a file's content and leaves the workflows of
// new cases to be started: see [Engine.StartPending].
func (e *Engine) EnterContent(ctx context.Context, content []byte, o ImportOptions) (Imported, error) {
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:]) + o.shift()
	in, size := bytes.NewReader(content), int64(len(content))
	kind, err := ledgerfile.KindOfContent(in, size)
	if err != nil {
		return Imported{}, err
	}
	if kind == ledgerfile.SheetHouseholds {
		file, err := ledgerfile.ReadHouseholdsFrom(in, size, ledgerfile.Options{})
		if err != nil {
			return Imported{}, err
		}
		if !o.ShiftFrom.IsZero() {
			ledgerfile.ShiftHouseholds(file, o.ShiftFrom, o.ShiftTo)
		}
		return e.EnterHouseholds(ctx, file, digest, o)
	}
	switch source := cmp.Or(o.Name, digest); kind {
	case ledgerfile.SheetIndicators:
		return e.enterIndicatorFile(ctx, in, size, source, o)
	case ledgerfile.SheetObligations:
		return e.enterObligationFile(ctx, in, size, source, o)
	}
	file, err := ledgerfile.ReadFrom(in, size, ledgerfile.Options{})
	if err != nil {
		return Imported{}, err
	}
	if !o.ShiftFrom.IsZero() {
		ledgerfile.Shift(file, o.ShiftFrom, o.ShiftTo)
	}
	return e.EnterPlan(ctx, file, digest, o)
}

// shift makes the same file with other dates another file.
func (o ImportOptions) shift() string {
	if o.ShiftFrom.IsZero() {
		return ""
	}
	return fmt.Sprintf("+%d", o.ShiftFrom.DaysUntil(o.ShiftTo))
}

// ImportPlan is [Engine.Import] of a file that has been read; digest tells
// whether it is the one imported last.
func (e *Engine) ImportPlan(ctx context.Context, file *ledgerfile.Plan, digest string, o ImportOptions, progress Progress) (Imported, error) {
	out, err := e.EnterPlan(ctx, file, digest, o)
	if err != nil || o.DryRun {
		return out, err
	}
	out.Started, err = e.StartPending(ctx, out.Plan, progress) // also what an interrupted import left
	return out, err
}

// EnterPlan brings the ledger to a file and leaves the workflows of new cases
// to be started: see [Engine.StartPending].
func (e *Engine) EnterPlan(ctx context.Context, file *ledgerfile.Plan, digest string, o ImportOptions) (Imported, error) {
	if err := unlessOperator(o.By, casework.AuthoriseImporting); err != nil {
		return Imported{}, err
	}
	now := time.Now()
	cal, err := e.Rules.Calendar(ctx)
	if err != nil {
		return Imported{}, err
	}
	id := planID(file, o.Plan)
	known, exists, err := e.Ledger.LoadPlan(ctx, id)
	if err != nil {
		return Imported{}, err
	}
	policy, err := e.Rules.Newest(ctx, casework.KindMeasure)
	if err != nil {
		return Imported{}, err
	}
	build := planRows{file: file, id: id, known: known, policy: policy, zone: cal.Zone(), now: now, createUnits: o.CreateUnits}
	rows, err := build.build()
	if err != nil {
		return Imported{}, err
	}
	rows.Plan.Digest = digest
	out := Imported{
		Kind: ledgerfile.SheetMeasures, Plan: id, Title: file.Title, DryRun: o.DryRun, Warnings: file.Warnings, Sheets: file.Sheets,
		Classes: len(rows.Classes), Problems: len(rows.Problems), Measures: len(rows.Measures),
		Units: len(rows.Units), Persons: len(rows.Persons),
	}
	for _, s := range rows.Starts {
		out.Tasks += len(s.Opening.Tasks)
		for _, t := range s.Opening.Tasks {
			out.Milestones += len(t.Milestones)
		}
	}
	if exists && known.Plan.Digest == digest {
		out.Unchanged = true
		return out, nil
	}
	states, err := e.statesOf(ctx, known)
	if err != nil {
		return out, err
	}
	diff := comparePlans(known, rows, states, !o.By.System())
	out.Rows = diff.rows
	if o.DryRun {
		return out, nil
	}
	// The plan's digest says that the file is in, corrections and all. While any is
	// left to give, the plan has none, and the next import looks again.
	if len(diff.corrections) > 0 {
		rows.Plan.Digest = ""
	}
	// Openings of cases that have started are left alone by the ledger itself.
	if err := e.Ledger.ImportPlan(ctx, rows); err != nil || len(diff.corrections) == 0 {
		return out, err
	}
	if err := e.correct(ctx, diff.corrections, o.By); err != nil {
		return out, err
	}
	return out, e.Ledger.SetPlanDigest(ctx, id, digest)
}

// correct gives the commands for changed deadlines that the rules allow.
func (e *Engine) correct(ctx context.Context, corrections []correction, by casework.Requester) error {
	for _, c := range corrections {
		cmd := casework.Command{
			ID:   casework.CommandID(fmt.Sprintf("import/%d/%s", c.task, c.date)),
			Type: casework.CommandCorrectDeadline, Task: c.task, By: by, Date: c.date, Reason: "台账更正",
		}
		if _, err := e.Act(ctx, c.id, cmd); err != nil {
			return err
		}
	}
	return nil
}

// statesOf folds the started cases of a plan, for what may still change.
func (e *Engine) statesOf(ctx context.Context, known schema.PlanRows) (map[casework.CaseID]*casework.State, error) {
	out := map[casework.CaseID]*casework.State{}
	for _, s := range known.Starts {
		if s.Started.IsZero() {
			continue
		}
		state, err := e.Ledger.State(ctx, s.Case)
		if casework.CodeOf(err) == casework.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[s.Case] = state
	}
	return out, nil
}

// PlanID gives the ID that a ledger file asks for: its own code, else its year.
func PlanID(file *ledgerfile.Plan) string { return planID(file, "") }

func planID(file *ledgerfile.Plan, asked string) string {
	switch {
	case asked != "":
		return asked
	case file.Code != "":
		return file.Code
	case file.Year != 0:
		return fmt.Sprint(file.Year)
	}
	return "plan"
}

package engine

// import_run.go: taking in a file that somebody approved. Whoever works on it says
// so every few seconds; what a killed process left is taken up by the next one,
// which finds what is in already and goes on from there.

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"duban/casework"
	"duban/ledgerfile"
	"duban/schema"
)

// RunImport works on a file that has been taken ([Viewer.ApproveImport]) until all
// of its cases are there. What fails is kept with the file.
func (e *Engine) RunImport(ctx context.Context, id string) error {
	err := e.underLease(ctx, "import "+id, lease/3, func(ctx context.Context) (bool, error) {
		return true, e.Ledger.KeepImport(ctx, id, lease) // a second worker only finds done what the first did
	}, func(ctx context.Context) error { return e.runImport(ctx, id) })
	if err == nil || errors.Is(err, errLeaseOver) { // then another may be at it by now
		return err
	}
	code := casework.CodeOf(err)
	refused := code == casework.CodeInvalid || code == casework.CodeRefused || code == casework.CodeConflict || code == casework.CodeForbidden
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	failure := ""
	if ctx.Err() == nil { // else this process ends, and the next one takes it up
		failure = failureText(err)
	}
	if kept := e.Ledger.FailImport(after, id, failure, refused && ctx.Err() == nil); kept != nil {
		e.logger().Error("import: why it stopped is not kept", "import", id, "error", kept)
	}
	return err
}

func (e *Engine) runImport(ctx context.Context, id string) error {
	f, err := e.importFile(ctx, id)
	if err != nil {
		return err
	}
	content, err := e.importContent(ctx, f)
	if err != nil {
		return err
	}
	by, err := e.Requester(ctx, f.AppliedBy, time.Now())
	if err != nil {
		return err
	}
	seats, err := e.seats(ctx)
	if err != nil {
		return err
	}
	if _, err := casework.AuthoriseTakingIn(by, seats, IsList(ledgerfile.SheetKind(f.Kind))); err != nil {
		return err
	}
	out, err := e.EnterContent(ctx, content, ImportOptions{Name: f.Name, CreateUnits: f.CreateUnits, By: by})
	if err != nil {
		return readable(err)
	}
	if err := e.Ledger.PlaceImport(ctx, id, out.Plan); err != nil {
		return err
	}
	if _, err := e.StartPending(ctx, out.Plan, nil); err != nil {
		return err
	}
	return e.Ledger.EndImport(ctx, id, time.Now())
}

// failureText keeps why work stopped so that it can be told in any language.
func failureText(err error) string {
	e := casework.Errorf(casework.CodeInternal, "internal.fault")
	errors.As(err, &e)
	body, err := json.Marshal(e)
	if err != nil {
		panic("engine: failure: " + err.Error()) // plain fields only
	}
	return string(body)
}

// ImportFailure gives why the last attempt at a file stopped, or nil.
func ImportFailure(f schema.ImportFile) *casework.Error { return failureOf(f.Failure) }

// failureOf reads what [failureText] kept; nil for "".
func failureOf(text string) *casework.Error {
	if text == "" {
		return nil
	}
	var e casework.Error
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return &e
}

// ResumeImports takes up what killed processes left, one after another, and gives
// how many it brought to their end. One that cannot be does not keep the others back.
func (e *Engine) ResumeImports(ctx context.Context) (int, error) {
	ids, err := e.Ledger.LeftImports(ctx)
	if err != nil {
		return 0, err
	}
	done, failed := 0, error(nil)
	for _, id := range ids {
		if ctx.Err() != nil {
			break
		}
		taken, err := e.Ledger.TakeImport(ctx, id, "", time.Now(), lease)
		if err != nil {
			return done, err
		}
		if !taken {
			continue // by another process
		}
		if err := e.RunImport(ctx, id); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		done++
	}
	return done, failed
}

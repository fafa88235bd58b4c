package main

// inspection_onsite.go: what a team records on site and what it finds wrong.

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/inspection"
	"duban/engine"
)

func (a *app) inspectionRecordCommand() *cobra.Command {
	var as, id, verdict, text, location string
	var task int
	var evidence evidenceFlags
	cmd := &cobra.Command{
		Use: "record ID CASE --as PERSON", Short: "Record what was seen on site", Args: cobra.ExactArgs(2),
		Long: `Record what was seen on site of a task of the sample. Only members of the team that inspects
the unit can. Records are never changed; a later one of the same task counts instead.
In a look-back it is entered at the case too.`,
		Example: `  duban inspection record 2026-Q1 KHFK-2021-055 --as fenglicheng --verdict confirmed --text "点位已通水" --evidence photo.jpg`,
		RunE: func(c *cobra.Command, args []string) error {
			o := engine.OnSite{Key: id, Case: casework.CaseID(args[1]), Task: task, Verdict: inspection.Verdict(verdict), Text: text, Location: location}
			if o.Key == "" {
				key, err := uuid.NewV7()
				if err != nil {
					return casework.Wrap(casework.CodeInternal, err, "internal.fault")
				}
				o.Key = key.String()
			}
			files, err := evidence.attachments()
			if err != nil {
				return err
			}
			if o.Evidence, err = evidence.noted(); err != nil {
				return err
			}
			e, by, err := a.openAs(c.Context(), as)
			if err != nil {
				return err
			}
			defer e.Close()
			drawn, err := a.recordOnSite(c.Context(), e, by, args[0], o, files)
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(map[string]any{"inspection": args[0], "id": o.Key, "case": drawn.Case, "task": drawn.Task, "verdict": verdict})
			}
			a.tell("inspection.recorded", string(drawn.Case), strconv.Itoa(drawn.Task), a.say("inspection.verdict."+verdict))
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&as, "as", "", "the inspector (a login)")
	flags.StringVar(&id, "id", "", "idempotency key (default: a new one)")
	flags.IntVar(&task, "task", 0, "the task's number (default: the only one in the sample)")
	flags.StringVar(&verdict, "verdict", "", "confirmed, partly or contradicted")
	flags.StringVar(&text, "text", "", "what was seen")
	flags.StringVar(&location, "location", "", "where")
	evidence.bind(flags)
	return cmd
}

// recordOnSite sends files in for the case and records what was seen with them.
func (a *app) recordOnSite(ctx context.Context, e *engine.Engine, by casework.Requester, id string, o engine.OnSite, files []attachment) (inspection.Drawn, error) {
	if len(files) == 0 {
		return e.RecordOnSite(ctx, by, id, o)
	}
	uploads, err := a.sendAll(ctx, throughEngine(e), o.Case, by.Person, files)
	if err != nil {
		return inspection.Drawn{}, err
	}
	v, err := e.Viewer(ctx, by.Person, time.Now())
	if err != nil {
		return inspection.Drawn{}, err
	}
	pieces, err := v.HandIn(ctx, o.Case, uploads)
	if err != nil {
		return inspection.Drawn{}, err
	}
	o.Evidence = append(o.Evidence, pieces...)
	drawn, err := e.RecordOnSite(ctx, by, id, o)
	if err != nil {
		return drawn, err
	}
	return drawn, v.HandedIn(ctx, uploads)
}

func (a *app) inspectionFindingCommand() *cobra.Command {
	var as string
	var f engine.Found
	cmd := &cobra.Command{
		Use: "finding ID CASE --as PERSON", Short: "Make a finding of what was recorded", Args: cobra.ExactArgs(2),
		Long: `Make a finding of what was recorded and not confirmed: a case of its own for the unit that must
put it right, or, with --reopen, the next round of the closed case that was contradicted.
Until when is by the rules of inspections.`,
		Example: `  duban inspection finding 2026-Q1 KHFK-2021-055 --as fenglicheng --text "台账与现场不符" --severity grave
  duban inspection finding 2026-Q1 KHFK-2021-055 --as fenglicheng --text "虚假整改" --reopen`,
		RunE: func(c *cobra.Command, args []string) error {
			e, by, err := a.openAs(c.Context(), as)
			if err != nil {
				return err
			}
			defer e.Close()
			f.Case = casework.CaseID(args[1])
			found, err := e.FindOnSite(c.Context(), by, args[0], f)
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(found)
			}
			a.tell("inspection.found", string(found.Case), strconv.Itoa(found.Round), found.Due.String())
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&as, "as", "", "the inspector (a login)")
	flags.IntVar(&f.Task, "task", 0, "the task's number (default: the only one in the sample)")
	flags.StringVar(&f.Text, "text", "", "what is wrong")
	flags.StringVar((*string)(&f.Unit), "unit", "", "the unit that must put it right (default: the task's)")
	flags.StringVar(&f.Severity, "severity", "", "grave, ordinary or lasting (default: ordinary)")
	flags.BoolVar(&f.Reopen, "reopen", false, "reopen the contradicted case instead of opening another")
	return cmd
}

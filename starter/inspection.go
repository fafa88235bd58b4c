package main

// inspection.go: opening inspections. Reading them is in inspection_show.go, what
// teams record in inspection_onsite.go.

import (
	"context"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/engine"
	"duban/schema"
)

func (a *app) inspectionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "inspection",
		Short: "Quarterly and special inspections, look-backs (督查、回头看)",
		Long: `Inspections: teams, a sample drawn by a recorded seed, records on site, findings, the report.

A quarter's inspection opens by itself on the first day of the quarter's last month, or by
hand. Its window is the last ten days of the quarter; leaders and members are reminded ahead,
the sample is drawn as the window begins, teams with missing records are asked for them, and
the report closes when all is settled or the days of feedback are over.`,
		Example: `  duban inspection open --quarter 2026-Q1 --unit 原州区 --as zhoushuyi
  duban inspection open --special "安全饮水专项督查" --unit 西吉县 --stage closed --as zhoushuyi
  duban inspection sample 2026-Q1
  duban inspection record 2026-Q1 KHFK-2021-055 --as fenglicheng --verdict contradicted --text "3 处点位未通水"
  duban inspection finding 2026-Q1 KHFK-2021-055 --as fenglicheng --text "虚假整改" --reopen
  duban inspection report 2026-Q1
  duban inspection cancel S-2026-03 --as zhoushuyi --reason "与市委巡察重复"`,
	}
	cmd.AddCommand(a.inspectionOpenCommand(), a.inspectionListCommand(), a.inspectionShowCommand(), a.inspectionTeamsCommand(),
		a.inspectionSampleCommand(), a.inspectionCancelCommand(), a.inspectionRecordCommand(), a.inspectionFindingCommand(), a.inspectionReportCommand())
	return cmd
}

func (a *app) inspectionCancelCommand() *cobra.Command {
	var as, reason string
	cmd := &cobra.Command{
		Use: "cancel ID --as PERSON --reason TEXT", Short: "Call an inspection off", Args: cobra.ExactArgs(1),
		Long: `Call an inspection off that is not closed: whoever opened it may, and the office. Teams and
office are told. What was drawn, recorded and found stays; there is no closing report.`,
		Example: `  duban inspection cancel S-2026-03 --as zhoushuyi --reason "与市委巡察重复"`,
		RunE: func(c *cobra.Command, args []string) error {
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				if err := e.CancelInspection(ctx, by, args[0], reason); err != nil {
					return err
				}
				a.tell("inspection.called_off", args[0])
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who calls it off")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

type openFlags struct {
	as, id, quarter, special, title, stage, plan, from, to, rules string
	lookBack                                                      bool
	units, also                                                   []string
}

func (a *app) inspectionOpenCommand() *cobra.Command {
	var f openFlags
	cmd := &cobra.Command{
		Use:   "open (--quarter Q | --special TITLE | --look-back) --as PERSON",
		Short: "Open an inspection and propose its teams",
		Long: `Open an inspection. Teams are proposed from everybody with an inspector's post who has no
post in the inspected unit, below it or above it; "duban inspection teams" changes them.

The rules come with the program, or from --rules FILE; the inspection keeps them.`,
		Example: `  duban inspection open --quarter 2026-Q1 --as zhoushuyi
  duban inspection open --special "资金支付专项督查" --unit 市财政局 --stage act --plan 2021 --as zhoushuyi
  duban inspection open --look-back --as zhoushuyi`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := f.opening(a)
			if err != nil {
				return err
			}
			e, by, err := a.openAs(c.Context(), f.as)
			if err != nil {
				return err
			}
			defer e.Close()
			one, err := e.OpenInspection(c.Context(), by, o)
			if err != nil {
				return err
			}
			a.tell("inspection.opened", one.ID, one.Window.From.String(), one.Window.To.String())
			a.showTeams(one.Teams, one)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.as, "as", "", "who opens it: an office's or a leader's login")
	flags.StringVar(&f.id, "id", "", "the ID of a special inspection or look-back (default: the year's next number)")
	flags.StringVar(&f.quarter, "quarter", "", "a quarter's inspection: 2026-Q1")
	flags.StringVar(&f.special, "special", "", "a special inspection: what it is about")
	flags.BoolVar(&f.lookBack, "look-back", false, "a look-back on closed cases, by their policies")
	flags.StringVar(&f.title, "title", "", "the title of a quarter's inspection or look-back")
	flags.StringArrayVar(&f.units, "unit", nil, "a unit to inspect, with all below it (repeatable; default: by the rules)")
	flags.StringArrayVar(&f.also, "also", nil, "a unit beside those of the rules, such as a key department (repeatable)")
	flags.StringVar(&f.stage, "stage", "", "only open, closed, or one of assign, act, verify, close")
	flags.StringVar(&f.plan, "plan", "", "only of this plan")
	flags.StringVar(&f.from, "from", "", "first day on site (default: today)")
	flags.StringVar(&f.to, "to", "", "last day on site (default: by the rules)")
	flags.StringVar(&f.rules, "rules", "", "a rules document (YAML)")
	cmd.MarkFlagsMutuallyExclusive("quarter", "special", "look-back")
	return cmd
}

func (f *openFlags) opening(a *app) (activities.InspectionOpening, error) {
	o := activities.InspectionOpening{ID: f.id, Title: f.title, Filter: schema.InspectionFilter{Plan: f.plan}}
	switch {
	case f.quarter != "":
		o.Kind, o.ID = inspection.Quarterly, f.quarter
	case f.special != "":
		o.Kind, o.Title = inspection.Special, f.special
	case f.lookBack:
		o.Kind = inspection.LookBack
	default:
		return o, casework.Errorf(casework.CodeInvalid, "inspection.which")
	}
	if o.Title == "" {
		o.Title = strings.TrimSpace(f.quarter + " " + a.say("inspection.kind."+string(o.Kind)))
	}
	if f.stage == "open" || f.stage == "closed" {
		o.Filter.State = f.stage
	} else {
		o.Filter.Stage = casework.Stage(f.stage)
	}
	for _, u := range f.units {
		o.Units = append(o.Units, casework.UnitID(u))
	}
	for _, u := range f.also {
		o.Also = append(o.Also, casework.UnitID(u))
	}
	for _, d := range []struct {
		text string
		into *calendar.Date
	}{{f.from, &o.Window.From}, {f.to, &o.Window.To}} {
		if d.text == "" {
			continue
		}
		day, err := calendar.ReadDate(d.text, time.Now().Year())
		if err != nil {
			return o, casework.Wrap(casework.CodeInvalid, err, "invalid.date", d.text)
		}
		*d.into = day
	}
	if f.rules != "" {
		doc, err := os.ReadFile(f.rules)
		if err != nil {
			return o, casework.Wrap(casework.CodeInvalid, err, "invalid.file", f.rules)
		}
		o.Rules = doc
	}
	return o, nil
}

package main

// inspection.go: opening, manning and reading inspections. What teams record is
// in inspection_onsite.go.

import (
	"encoding/json"
	"os"
	"strconv"
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
  duban inspection report 2026-Q1`,
	}
	cmd.AddCommand(a.inspectionOpenCommand(), a.inspectionListCommand(), a.inspectionShowCommand(), a.inspectionTeamsCommand(),
		a.inspectionSampleCommand(), a.inspectionRecordCommand(), a.inspectionFindingCommand(), a.inspectionReportCommand())
	return cmd
}

// requester gives the person behind --as with today's posts.
func requester(c *cobra.Command, e *engine.Engine, as, act string) (casework.Requester, error) {
	if as == "" {
		return casework.Requester{}, casework.Errorf(casework.CodeForbidden, "forbidden.nobody", act)
	}
	return e.Requester(c.Context(), casework.PersonID(as), time.Now())
}

type openFlags struct {
	as, id, quarter, special, title, stage, plan, from, to, rules string
	lookBack                                                      bool
	units                                                         []string
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
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			by, err := requester(c, e, f.as, "inspection open")
			if err != nil {
				return err
			}
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

func (a *app) inspectionListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "All inspections, the newest first", Args: cobra.NoArgs,
		Example: "  duban inspection list",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			list, err := e.Ledger.Inspections(c.Context())
			if err != nil {
				return err
			}
			rows := make([][]any, len(list))
			for i, one := range list {
				rows[i] = []any{one.ID, one.Title, a.say("inspection.state." + one.State), one.Window.From, one.Window.To}
			}
			a.show(list, []string{"inspection.col.inspection", "cli.title", "inspection.col.state", "inspection.col.from", "inspection.col.to"}, rows)
			return nil
		},
	}
}

// readInspection is a command that shows something of an inspection.
func (a *app) readInspection(use, short string, show func(engine.Inspected) error) *cobra.Command {
	name, _, _ := strings.Cut(use, " ")
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.ExactArgs(1), Example: "  duban inspection " + name + " 2026-Q1",
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			one, err := e.Inspection(c.Context(), args[0])
			if err != nil {
				return err
			}
			return show(one)
		},
	}
}

func (a *app) inspectionShowCommand() *cobra.Command {
	return a.readInspection("show ID", "An inspection: window, seed, figures so far", func(one engine.Inspected) error {
		if a.output == "json" {
			a.json(one)
			return nil
		}
		a.tell("inspection.head", one.ID, one.Title, a.say("inspection.state."+one.State), one.Window.From.String(), one.Window.To.String())
		if one.Seed != "" {
			a.tell("inspection.seed", one.Seed, one.Digest)
		}
		a.showFigures(one.Sofar)
		return nil
	})
}

func (a *app) showFigures(r *inspection.Report) {
	rows := make([][]any, 0, len(r.Units)+1)
	total := r.Total
	total.Unit = casework.UnitID(a.say("inspection.col.total"))
	for _, u := range append(r.Units, total) {
		rows = append(rows, []any{u.Unit, u.Drawn, u.Recorded, u.Missing, u.Confirmed, u.Partly, u.Contradicted, u.Findings, u.Reopened})
	}
	a.show(r, []string{"cli.unit", "inspection.col.drawn", "inspection.col.recorded", "inspection.col.missing", "inspection.verdict.confirmed", "inspection.verdict.partly",
		"inspection.verdict.contradicted", "inspection.col.findings", "inspection.col.reopened"}, rows)
}

func (a *app) inspectionSampleCommand() *cobra.Command {
	return a.readInspection("sample ID", "What was drawn, for which team, and what it saw", func(one engine.Inspected) error {
		rows := make([][]any, len(one.Sofar.Cases))
		for i, c := range one.Sofar.Cases {
			verdict := ""
			if c.Verdict != "" {
				verdict = a.say("inspection.verdict." + string(c.Verdict))
			}
			rows[i] = []any{c.Case, c.Task, c.Unit, c.Team, c.Stratum, verdict}
		}
		a.show(one.Sofar.Cases, []string{"cli.case", "cli.task", "cli.unit", "inspection.col.team", "inspection.col.stratum", "inspection.col.verdict"}, rows)
		return nil
	})
}

func (a *app) inspectionReportCommand() *cobra.Command {
	return &cobra.Command{
		Use: "report ID", Short: "The closing report as it was frozen", Args: cobra.ExactArgs(1),
		Example: "  duban inspection report 2026-Q1 -o json",
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			frozen, err := e.Ledger.InspectionReport(c.Context(), args[0])
			if err != nil {
				return err
			}
			if a.output == "json" {
				a.json(frozen)
				return nil
			}
			var r inspection.Report
			if err := json.Unmarshal(frozen.Body, &r); err != nil {
				return casework.Wrap(casework.CodeInternal, err, "internal.fault")
			}
			a.tell("inspection.report", r.Inspection, r.Title, frozen.AsOf.Format(time.RFC3339), frozen.Digest)
			a.showFigures(&r)
			return nil
		},
	}
}

func (a *app) inspectionTeamsCommand() *cobra.Command {
	var as string
	var set []string
	cmd := &cobra.Command{
		Use: "teams ID", Short: "The teams, or who is in them from now on", Args: cobra.ExactArgs(1),
		Long: `The teams of an inspection. --set 原州区=LEADER,MEMBER,MEMBER gives the team that inspects a
unit another leader and other members. Whoever holds a post in the unit, below it or above it
is refused, with the post.`,
		Example: "  duban inspection teams 2026-Q1\n  duban inspection teams 2026-Q1 --set 原州区=zhenghuaiyuan,fenglicheng --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			if len(set) > 0 {
				teams, err := readTeams(set)
				if err != nil {
					return err
				}
				by, err := requester(c, e, as, "inspection teams")
				if err != nil {
					return err
				}
				if _, err := e.ManTeams(c.Context(), by, args[0], teams); err != nil {
					return err
				}
			}
			one, err := e.Inspection(c.Context(), args[0])
			if err != nil {
				return err
			}
			a.showTeams(one.Teams, one.Teams)
			return nil
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who sets them: an office's or a leader's login")
	cmd.Flags().StringArrayVar(&set, "set", nil, "UNIT=LEADER,MEMBER,MEMBER (repeatable)")
	return cmd
}

func readTeams(set []string) ([]inspection.Team, error) {
	out := make([]inspection.Team, len(set))
	for i, s := range set {
		unit, persons, ok := strings.Cut(s, "=")
		names := strings.Split(persons, ",")
		if !ok || unit == "" || len(names) < 2 {
			return nil, casework.Errorf(casework.CodeInvalid, "inspection.set_form", s)
		}
		out[i] = inspection.Team{Unit: casework.UnitID(unit), Leader: casework.PersonID(strings.TrimSpace(names[0]))}
		for _, n := range names[1:] {
			out[i].Members = append(out[i].Members, casework.PersonID(strings.TrimSpace(n)))
		}
	}
	return out, nil
}

func (a *app) showTeams(teams []inspection.Team, v any) {
	rows := make([][]any, len(teams))
	for i, t := range teams {
		members := make([]string, len(t.Members))
		for j, m := range t.Members {
			members[j] = string(m)
		}
		if len(members) == 0 {
			members = []string{a.say("inspection.nobody_may")}
		}
		rows[i] = []any{strconv.Itoa(t.No), t.Unit, t.Leader, strings.Join(members, ", ")}
	}
	a.show(v, []string{"inspection.col.team", "cli.unit", "inspection.col.leader", "inspection.col.members"}, rows)
}

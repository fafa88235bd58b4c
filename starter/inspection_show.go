package main

// inspection_show.go: inspections as they stand: the list, teams, sample, figures
// and the closing report.

import (
	"encoding/json"
	"strconv"
	"strings"

	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/inspection"
	"duban/casework/wording"
	"duban/engine"
)

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
		if c := one.Cancelled; c != nil {
			a.tell("inspection.called_off_by", string(c.By), c.At.Format(time.RFC3339), c.Reason)
		}
		if one.Seed != "" {
			a.tell("inspection.seed", one.Seed, one.Digest)
		}
		a.showFigures(one.Sofar)
		a.showFindings(one.Says)
		return nil
	})
}

// showFindings lists what was found wrong and what became of it; nothing when
// nothing was.
func (a *app) showFindings(list []inspection.Finding) {
	if len(list) == 0 {
		return
	}
	rows := make([][]any, len(list))
	for i, f := range list {
		rows[i] = []any{f.Case, f.Unit, a.say("inspection.outcome." + string(f.Outcome)), a.word("inspection.severity.", f.Severity), f.Due, f.By, clip(f.Text, 40)}
	}
	a.show(list, []string{"cli.case", "cli.unit", "inspection.col.outcome", "inspection.col.severity", "cli.due", "cli.person", "inspection.col.finding"}, rows)
}

// word gives the catalogue's word for what a rules document names, or the name
// itself: a document may name others.
func (a *app) word(room, name string) string {
	if !wording.Has(room + name) {
		return name
	}
	return a.say(room + name)
}

func (a *app) showFigures(r *inspection.Report) {
	rows := make([][]any, 0, len(r.Units)+1)
	total := r.Total
	total.Unit = casework.UnitID(a.say("inspection.col.total"))
	for _, u := range append(r.Units, total) {
		rows = append(rows, []any{u.Unit, u.Drawn, u.Recorded, u.Missing, u.Confirmed, u.Partly, u.Contradicted, u.Findings, u.Reopened, u.Refused})
	}
	a.show(r, []string{"cli.unit", "inspection.col.drawn", "inspection.col.recorded", "inspection.col.missing", "inspection.verdict.confirmed", "inspection.verdict.partly",
		"inspection.verdict.contradicted", "inspection.col.findings", "inspection.col.reopened", "inspection.col.refused"}, rows)
}

func (a *app) inspectionSampleCommand() *cobra.Command {
	return a.readInspection("sample ID", "What was drawn, for which team, and what it saw", func(one engine.Inspected) error {
		rows := make([][]any, len(one.Sofar.Cases))
		for i, c := range one.Sofar.Cases {
			verdict := ""
			if c.Verdict != "" {
				verdict = a.say("inspection.verdict." + string(c.Verdict))
			}
			rows[i] = []any{c.Case, c.Task, c.Unit, c.Team, inspection.StratumText(a.language(), c.Stratum), verdict}
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
			if err := e.ReportInOrder(c.Context(), &r); err != nil {
				return err
			}
			a.tell("inspection.report", r.Inspection, r.Title, frozen.AsOf.Format(time.RFC3339), frozen.Digest)
			a.showFigures(&r)
			one, err := e.Inspection(c.Context(), args[0]) // closed: nothing is found any more
			if err != nil {
				return err
			}
			a.showFindings(one.Says)
			return nil
		},
	}
}

func (a *app) inspectionTeamsCommand() *cobra.Command {
	var as string
	var set []string
	var history bool
	cmd := &cobra.Command{
		Use: "teams ID", Short: "The teams, or who is in them from now on", Args: cobra.ExactArgs(1),
		Long: `The teams of an inspection. --set 原州区=LEADER,MEMBER,MEMBER gives the team that inspects a
unit another leader and other members. Whoever holds a post in the unit, below it or above it
is refused, with the post. --history shows who changed them.`,
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
				by, err := a.asking(c.Context(), e, as)
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
			if history {
				return a.showTeamChanges(c, e, one.ID)
			}
			a.showTeams(one.Teams, one.Teams)
			return nil
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who sets them: an office's or a leader's login")
	cmd.Flags().StringArrayVar(&set, "set", nil, "UNIT=LEADER,MEMBER,MEMBER (repeatable)")
	cmd.Flags().BoolVar(&history, "history", false, "who changed the teams, when, from what to what")
	return cmd
}

func (a *app) showTeamChanges(c *cobra.Command, e *engine.Engine, id string) error {
	list, err := e.Ledger.InspectionTeamChanges(c.Context(), id)
	if err != nil {
		return err
	}
	cal, err := e.Rules.Calendar(c.Context())
	if err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{local(l.At, cal.Zone()), l.By, l.After.Unit, teamWords(l.Before), teamWords(l.After)}
	}
	a.show(list, []string{"cli.date", "cli.person", "cli.unit", "inspection.col.before", "inspection.col.after"}, rows)
	return nil
}

// teamWords gives a team as --set takes it: its leader, then the members.
func teamWords(t inspection.Team) string {
	out := []string{string(t.Leader)}
	for _, m := range t.Members {
		out = append(out, string(m))
	}
	return strings.Join(out, ",")
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

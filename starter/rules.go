package main

// rules.go: policies and calendars.

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
)

func (a *app) policyCommand() *cobra.Command {
	c := &cobra.Command{Use: "policy", Short: "Policies: validate, list, show, load, diff"}
	c.AddCommand(a.policyLoad(), &cobra.Command{
		Use: "validate FILE", Short: "Check a policy document without loading it", Args: cobra.ExactArgs(1),
		Example: "  duban policy validate measure.v2.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := readPolicy(args[0])
			if err != nil {
				return err
			}
			a.show(p, []string{"cli.policy", "cli.steps", "cli.rungs", "cli.digest"},
				[][]any{{p.Ref().String(), len(p.Steps), len(p.Ladder), p.Digest[:12]}})
			return nil
		},
	}, &cobra.Command{
		Use: "list", Short: "The policies in the ledger", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			policies, err := e.Ledger.Policies(c.Context())
			if err != nil {
				return err
			}
			rows := make([][]any, len(policies))
			for i, p := range policies {
				rows[i] = []any{p.Ref().String(), p.Title.Zh, len(p.Steps), len(p.Ladder), p.Digest[:12]}
			}
			a.show(policies, []string{"cli.policy", "cli.title", "cli.steps", "cli.rungs", "cli.digest"}, rows)
			return nil
		},
	}, &cobra.Command{
		Use: "show KIND/vN", Short: "A policy's steps and ladder", Args: cobra.ExactArgs(1),
		Example: "  duban policy show measure/v1",
		RunE: func(c *cobra.Command, args []string) error {
			p, err := a.policyOf(c, args[0])
			if err != nil {
				return err
			}
			a.showPolicy(p)
			return nil
		},
	}, &cobra.Command{
		Use: "diff A B", Short: "What differs between two policies (files or KIND/vN)", Args: cobra.ExactArgs(2),
		Example: "  duban policy diff measure/v1 measure.v2.yaml",
		RunE: func(c *cobra.Command, args []string) error {
			from, err := a.policyOf(c, args[0])
			if err != nil {
				return err
			}
			to, err := a.policyOf(c, args[1])
			if err != nil {
				return err
			}
			changes := casework.Diff(from, to)
			rows := make([][]any, len(changes))
			for i, d := range changes {
				rows[i] = []any{d.Path, d.From, d.To}
			}
			a.show(changes, []string{"cli.field", "cli.from", "cli.to"}, rows)
			return nil
		},
	})
	return c
}

func (a *app) policyLoad() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "load FILE", Short: "Put a new version into the ledger; new cases take it", Args: cobra.ExactArgs(1),
		Example: "  duban policy load measure.v2.yaml --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := readPolicy(args[0]); err != nil {
				return err
			}
			doc, err := os.ReadFile(args[0])
			if err != nil {
				return casework.Wrap(casework.CodeInvalid, err, "invalid.file", args[0])
			}
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				by, err := a.behind(ctx, e, as)
				if err != nil {
					return err
				}
				p, err := e.LoadPolicy(ctx, by, doc)
				if err != nil {
					return err
				}
				a.tell("cli.policy_loaded", p.Ref().String())
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", asOperator)
	return cmd
}

// asOperator describes --as where it may be left out.
const asOperator = "an office's or administrator's login (default: the operator of this machine)"

// behind gives who asks, or nobody: whoever operates the machine.
func (a *app) behind(ctx context.Context, e *engine.Engine, as string) (casework.Requester, error) {
	if as == "" {
		return casework.Requester{}, nil
	}
	return a.asking(ctx, e, as)
}

func readPolicy(path string) (*casework.Policy, error) {
	doc, err := os.ReadFile(path)
	if err != nil {
		return nil, casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	return casework.ParsePolicy(doc)
}

// policyOf gives a policy from a file or, as KIND/vN, from the ledger; built-in
// ones are known without a ledger.
func (a *app) policyOf(c *cobra.Command, name string) (*casework.Policy, error) {
	kind, version, ok := strings.Cut(name, "/v")
	n, err := strconv.Atoi(version)
	if !ok || err != nil {
		return readPolicy(name)
	}
	for _, b := range casework.Builtin() {
		if b.Policy.Kind == casework.Kind(kind) && b.Policy.Version == n {
			return b.Policy, nil
		}
	}
	e, err := a.openLedger(c.Context())
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return e.Rules.Policy(c.Context(), casework.Kind(kind), n)
}

func (a *app) showPolicy(p *casework.Policy) {
	if a.output == "json" {
		a.json(p)
		return
	}
	rows := make([][]any, len(p.Steps))
	for i, s := range p.Steps {
		limit, _ := s.Limit.MarshalText() // never fails
		if !s.Hold.IsZero() {
			limit, _ = s.Hold.MarshalText()
		}
		rows[i] = []any{s.ID, a.title(s.Title), a.say("stage." + string(s.Stage)), join(s.Holder), string(limit), join(s.ReturnTo)}
	}
	a.show(nil, []string{"cli.step", "cli.title", "cli.stage", "cli.holder", "cli.limit", "cli.returns"}, rows)
	rows = make([][]any, len(p.Ladder))
	for i, r := range p.Ladder {
		rows[i] = []any{r.At, a.say("light." + string(r.Light)), a.title(r.Form), join(r.To)}
	}
	a.show(nil, []string{"cli.workdays", "cli.light", "cli.form", "cli.receivers"}, rows)
}

func join[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}

func (a *app) calendarCommand() *cobra.Command {
	c := &cobra.Command{Use: "calendar", Short: "Holiday tables: show, load"}
	var year int
	var as string
	show := &cobra.Command{
		Use: "show", Short: "The table in force: days off and make-up workdays", Args: cobra.NoArgs,
		Example: "  duban calendar show --year 2026",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			table, revision, err := e.Ledger.Calendar(c.Context())
			if err != nil {
				return err
			}
			rows := [][]any{}
			for _, y := range table.Years {
				if year != 0 && y.Year != year {
					continue
				}
				for _, s := range y.Off {
					text, _ := s.MarshalText() // never fails
					rows = append(rows, []any{y.Year, string(text), a.say("day.holiday")})
				}
				for _, d := range y.Work {
					rows = append(rows, []any{y.Year, d.String(), a.say("day.makeup")})
				}
			}
			a.show(table, []string{"cli.year", "cli.date", "cli.kind"}, rows)
			a.tell("cli.calendar", table.ID, strconv.Itoa(revision), table.Zone, table.Hours.Open, table.Hours.Close)
			return nil
		},
	}
	show.Flags().IntVar(&year, "year", 0, "one year only")
	load := &cobra.Command{
		Use: "load FILE", Short: "Put a table, or one more year, in force for all running cases", Args: cobra.ExactArgs(1),
		Long: `Load a calendar document (YAML). Years that it holds replace those in force; the others stay.
Due dates and alarms of all open cases are counted again; cases in a public notice are told.`,
		Example: "  duban calendar load cn-2027.yaml",
		RunE:    func(c *cobra.Command, args []string) error { return a.loadCalendar(c, args[0], as) },
	}
	load.Flags().StringVar(&as, "as", "", asOperator)
	c.AddCommand(show, load)
	return c
}

func (a *app) loadCalendar(c *cobra.Command, path, as string) error {
	doc, err := os.ReadFile(path)
	if err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	loaded, err := calendar.ParseTable(doc)
	if err != nil {
		return casework.Errorf(casework.CodeInvalid, "invalid.calendar", err.Error())
	}
	e, err := a.open(c.Context())
	if err != nil {
		return err
	}
	defer e.Close()
	by, err := a.behind(c.Context(), e, as)
	if err != nil {
		return err
	}
	table, _, err := e.Ledger.Calendar(c.Context())
	if err != nil {
		return err
	}
	table.ID, table.Zone, table.Hours = loaded.ID, loaded.Zone, loaded.Hours
	for _, y := range loaded.Years {
		if table, err = table.Merge(y); err != nil {
			return casework.Errorf(casework.CodeInvalid, "invalid.calendar", err.Error())
		}
	}
	res, err := e.LoadCalendar(c.Context(), by, table, a.progress("cli.recounting"))
	if err != nil {
		return err
	}
	if a.output == "json" {
		a.json(res)
		return nil
	}
	a.tell("cli.calendar_loaded", strconv.Itoa(res.Revision), strconv.Itoa(res.Told))
	return nil
}

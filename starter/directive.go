package main

// directive.go: giving out matters that stand by themselves (交办事项).

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

func (a *app) directiveCommand() *cobra.Command {
	c := &cobra.Command{Use: "directive", Short: "Meeting decisions and leaders' instructions: give out, list"}
	c.AddCommand(a.directiveGive(), a.directiveList())
	return c
}

func (a *app) directiveGive() *cobra.Command {
	var as, key, text, source, ref, urgency, lead, person, due string
	var co []string
	cmd := &cobra.Command{
		Use: "give TITLE --as PERSON --lead UNIT", Short: "Give a matter out; giving it out is its dispatch", Args: cobra.ExactArgs(1),
		Long: `Give out a meeting decision or an instruction. The lead unit signs for it, consults the
co-units and replies for all of them; the assigner takes the reply and arbitrates.

A co-unit contributes by the lead unit's day or, as --co UNIT@DATE, by one before it.

Without --due the limit follows from the urgency: urgent, ordinary or difficult, as the
policy of directives says. The same --key opens one case however often it is given.`,
		Example: `  duban directive give "加快衔接资金支付" --as zhoushuyi --lead 原州区 --co 市财政局@2026-12-10 --urgency difficult
  duban directive give "核实供水投诉" --as zhoushuyi --lead 市水务局 --due 2026-12-31 --source instruction`,
		RunE: func(c *cobra.Command, args []string) error {
			r := engine.Raise{
				Matter: schema.Matter{Kind: casework.KindDirective, Key: key, Title: args[0], Text: text, Source: source,
					SourceRef: ref, Urgency: casework.Urgency(urgency)},
				Assigner: casework.PersonID(as), Lead: casework.UnitID(lead), Person: casework.PersonID(person),
			}
			if err := coUnits(&r, co); err != nil {
				return err
			}
			if r.Key == "" {
				r.Key = uuid.NewString()
			}
			if due != "" {
				date, err := calendar.ReadDate(due, time.Now().Year())
				if err != nil {
					return casework.Wrap(casework.CodeInvalid, err, "invalid.date", due)
				}
				r.Due = date
			}
			return a.ordered(c, as, func(ctx context.Context, e *engine.Engine, by casework.Requester) error {
				ids, err := e.GiveOut(ctx, by, []engine.Raise{r})
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(ids)
					return nil
				}
				a.tell("cli.given", string(ids[0]), lead)
				return nil
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&as, "as", "", "who gives it out")
	flags.StringVar(&lead, "lead", "", "the lead unit (主办)")
	flags.StringVar(&person, "person", "", "a person of the lead unit")
	flags.StringArrayVar(&co, "co", nil, "a co-unit (协办), with @DATE for a day of its own; repeatable")
	flags.StringVar(&text, "text", "", "what is asked, in full")
	flags.StringVar(&urgency, "urgency", string(casework.Ordinary), "urgent, ordinary or difficult")
	flags.StringVar(&due, "due", "", "a due date, if not by urgency")
	flags.StringVar(&source, "source", "instruction", "where it comes from: meeting, instruction …")
	flags.StringVar(&ref, "ref", "", "of which meeting or paper")
	flags.StringVar(&key, "key", "", "idempotency key (default: a new one)")
	return cmd
}

// coUnits reads UNIT and UNIT@DATE.
func coUnits(r *engine.Raise, list []string) error {
	for _, text := range list {
		name, day, dated := strings.Cut(text, "@")
		unit := casework.UnitID(name)
		r.Co = append(r.Co, unit)
		if !dated {
			continue
		}
		date, err := calendar.ReadDate(day, time.Now().Year())
		if err != nil {
			return casework.Wrap(casework.CodeInvalid, err, "invalid.date", day)
		}
		if r.CoDue == nil {
			r.CoDue = map[casework.UnitID]calendar.Date{}
		}
		r.CoDue[unit] = date
	}
	return nil
}

func (a *app) directiveList() *cobra.Command {
	var source, ref string
	var refused bool
	cmd := &cobra.Command{
		Use: "list", Short: "Everything that was given out, with its case", Args: cobra.NoArgs,
		Long: `List what was given out: by leaders, meetings, alerts, indicators, obligations, inspections.

With --refused: what the engine was to give out and could not, and why. It leaves the list
when it is given out after all.`,
		Example: "  duban directive list\n  duban directive list --source meeting --ref 2026-03/dispatch\n  duban directive list --refused",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			if ref != "" && source == "" {
				return casework.Errorf(casework.CodeInvalid, "cli.ref_without_source")
			}
			if refused {
				return a.showRefused(c, e, source)
			}
			matters, err := e.Ledger.MattersOf(c.Context(), source, ref)
			if err != nil {
				return err
			}
			rows := make([][]any, len(matters))
			for i, m := range matters {
				rows[i] = []any{m.Case, a.say("urgency." + string(m.Urgency)), a.word("source.", m.Source), m.SourceRef, clip(m.Title, 40), m.Created.Format(time.DateOnly)}
			}
			a.show(matters, []string{"cli.case", "cli.urgency", "cli.source", "cli.source_ref", "cli.title", "cli.date"}, rows)
			return nil
		},
	}
	cmd.Flags().StringVar(&source, "source", "", "only of instruction, meeting, alert, inspection, indicator or obligation")
	cmd.Flags().StringVar(&ref, "ref", "", "one meeting, round or inspection of the source only")
	cmd.Flags().BoolVar(&refused, "refused", false, "what could not be given out, and why")
	return cmd
}

func (a *app) showRefused(c *cobra.Command, e *engine.Engine, source string) error {
	list, err := e.Ledger.Refusals(c.Context(), source)
	if err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, r := range list {
		rows[i] = []any{r.Unit, a.word("source.", r.Source), r.Ref, clip(r.Title, 40), r.Reason.Text(a.language()), r.At.Format(time.DateOnly)}
	}
	a.show(list, []string{"cli.unit", "cli.source", "cli.source_ref", "cli.title", "cli.text", "cli.date"}, rows)
	return nil
}

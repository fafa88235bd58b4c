package main

// edition.go: the rules of lists (indicators, obligations): show them, load an
// edition that holds from a day on.

import (
	"context"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
	"duban/engine"
)

type editionLoader func(*engine.Engine, context.Context, casework.Requester, []byte, calendar.Date) (edition.Document, error)

// editionCommand gives the command "rules" of a list.
func (a *app) editionCommand(subject edition.Subject, load editionLoader) *cobra.Command {
	c := &cobra.Command{Use: "rules", Short: "The list's rules by edition: show, load"}
	c.AddCommand(a.editionShow(subject), a.editionLoad(subject, load))
	return c
}

func (a *app) editionShow(subject edition.Subject) *cobra.Command {
	var version int
	cmd := &cobra.Command{
		Use: "show", Short: "Every edition, who loaded it and from when it holds; with --version its document", Args: cobra.NoArgs,
		Example: "  duban " + string(subject) + " rules show\n  duban " + string(subject) + " rules show --version 1 > rules.yaml",
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				list, err := e.Ledger.Editions(ctx, subject)
				if err != nil {
					return err
				}
				if version != 0 {
					return a.showEdition(list, version)
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				a.showEditions(list, calendar.DateOf(time.Now(), cal.Zone()))
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&version, "version", 0, "print this edition's document")
	return cmd
}

func (a *app) showEdition(list []edition.Document, version int) error {
	if version < 1 || version > len(list) {
		return casework.Errorf(casework.CodeNotFound, "notfound.edition", strconv.Itoa(version))
	}
	if d := list[version-1]; a.output == "json" {
		a.json(d)
	} else {
		writeLine(a.out, d.Text)
	}
	return nil
}

func (a *app) showEditions(list []edition.Document, today calendar.Date) {
	book := make(edition.Book[struct{}], len(list))
	for i, d := range list {
		book[i].Document = d
	}
	held, _ := book.On(today)
	rows := make([][]any, len(list))
	for i, d := range list {
		from, by, state := d.From.String(), string(d.By), ""
		if by == "" {
			from, by = "", a.say("cli.builtin")
		}
		if d.Version == held.Version {
			state = a.say("cli.in_force")
		}
		rows[i] = []any{d.Version, from, state, by, d.At.Format(time.DateOnly), d.Digest[:12]}
	}
	a.show(list, []string{"cli.version", "cli.holds_from", "cli.result", "cli.by", "cli.date", "cli.digest"}, rows)
}

func (a *app) editionLoad(subject edition.Subject, load editionLoader) *cobra.Command {
	var as, from string
	cmd := &cobra.Command{
		Use: "load FILE --from MONTH --as PERSON", Short: "Load an edition that holds from a month or day on", Args: cobra.ExactArgs(1),
		Long: `Load rules (YAML) as the next edition. Nothing is judged anew: it may not begin before the running
month (obligations: before today). One that has yet to begin is replaced by a later one.`,
		Example: "  duban " + string(subject) + " rules show --version 1 > rules.yaml\n  duban " + string(subject) + " rules load rules.yaml --from 2027-01 --as zhoushuyi",
		RunE: func(c *cobra.Command, args []string) error {
			day, err := edition.ReadFrom(from)
			if err != nil {
				return err
			}
			text, err := os.ReadFile(args[0])
			if err != nil {
				return casework.Wrap(casework.CodeInvalid, err, "invalid.file", args[0])
			}
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				by, err := a.asking(ctx, e, as)
				if err != nil {
					return err
				}
				loaded, err := load(e, ctx, by, text, day)
				if err != nil {
					return err
				}
				if a.output == "json" {
					a.json(loaded)
					return nil
				}
				a.tell("cli.edition_loaded", strconv.Itoa(loaded.Version), loaded.From.String())
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&as, "as", "", "who loads it: an office or an administrator")
	cmd.Flags().StringVar(&from, "from", "", "the month, or day, from which it holds: 2027-01")
	return cmd
}

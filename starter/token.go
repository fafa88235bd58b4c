package main

// token.go: tokens of persons, for the operator of the machine.

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/engine"
)

func (a *app) tokenCommand() *cobra.Command {
	c := &cobra.Command{Use: "token", Short: "Tokens with which programs come in as a person"}
	c.AddCommand(a.tokenMake(), a.tokenList(), a.tokenRevoke())
	return c
}

func (a *app) tokenMake() *cobra.Command {
	var asked casework.NewToken
	var scope string
	cmd := &cobra.Command{
		Use: "make PERSON", Short: "Make a token, printed once",
		Long: `Make a token for a person who has an account. It shows and does what the person may, as far as its
scope goes: read, act (read as well), admin (manage webhooks as well). It is printed once.`,
		Example: `  duban token make zhoushuyi --name 月报取数 --scope read --days 30`, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				person := casework.PersonID(args[0])
				if _, err := e.Ledger.Account(ctx, person); err != nil {
					return err
				}
				asked.Scopes = []casework.TokenScope{casework.TokenScope(scope)}
				text, made, err := e.MakeToken(ctx, person, asked, "", time.Now())
				if err != nil {
					return err
				}
				a.show(map[string]any{"id": made.ID, "person": person, "token": text, "scopes": made.Scopes, "expires": made.Expires},
					[]string{"cli.token_id", "cli.token", "cli.scopes", "cli.expires"},
					[][]any{{made.ID, text, scopesText(made.Scopes), made.Expires.Format("2006-01-02")}})
				a.tell("cli.token_once")
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&asked.Name, "name", "", "what it is for")
	cmd.Flags().StringVar(&scope, "scope", string(casework.TokenRead), "read, act or admin")
	cmd.Flags().IntVar(&asked.Days, "days", casework.TokenDays, "how long it lives")
	return cmd
}

func (a *app) tokenList() *cobra.Command {
	return &cobra.Command{
		Use: "list [PERSON]", Short: "Tokens of a person, or of everybody", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				person := ""
				if len(args) == 1 {
					person = args[0]
				}
				list, err := e.Ledger.Tokens(ctx, casework.PersonID(person))
				if err != nil {
					return err
				}
				cal, err := e.Rules.Calendar(ctx)
				if err != nil {
					return err
				}
				rows := make([][]any, len(list))
				for i, t := range list {
					state := "valid"
					if !t.Revoked.IsZero() {
						state = "revoked"
					} else if !t.Valid(time.Now()) {
						state = "over"
					}
					rows[i] = []any{t.ID, t.Person, t.Name, t.Hint + "…", scopesText(t.Scopes), local(t.Expires, cal.Zone()), local(t.Used, cal.Zone()), a.say("token.state." + state)}
				}
				a.show(list, []string{"cli.token_id", "cli.person", "cli.name", "cli.token", "cli.scopes", "cli.expires", "cli.used", "cli.state"}, rows)
				return nil
			})
		},
	}
}

func (a *app) tokenRevoke() *cobra.Command {
	return &cobra.Command{
		Use: "revoke NUMBER", Short: "End a token at once", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c, func(ctx context.Context, e *engine.Engine) error {
				id, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil {
					return casework.Errorf(casework.CodeNotFound, "notfound.token")
				}
				if err := e.RevokeToken(ctx, "", id, "", time.Now()); err != nil {
					return err
				}
				a.tell("cli.token_revoked", args[0])
				return nil
			})
		},
	}
}

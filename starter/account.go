package main

// account.go: who may sign in, for the operator of the machine.

import (
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/engine"
)

func (a *app) accountCommand() *cobra.Command {
	c := &cobra.Command{Use: "account", Short: "Who may sign in to the pages"}
	c.AddCommand(a.accountSet(), a.accountList())
	return c
}

func (a *app) accountSet() *cobra.Command {
	return &cobra.Command{
		Use: "set PERSON", Short: "Give a person an account, or a new one-time password",
		Long: `Give a person an account, or a new password where the old one is lost. The password is
printed once and has to be changed at the first sign-in; every session of the person ends.`,
		Example: "  duban account set zhoushuyi", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			person := casework.PersonID(args[0])
			if _, err := e.Viewer(c.Context(), person, time.Now()); err != nil {
				return err
			}
			password := engine.OneTimePassword()
			if err := e.SetPassword(c.Context(), casework.Requester{}, person, password, time.Now()); err != nil {
				return err
			}
			a.show(map[string]any{"person": person, "password": password},
				[]string{"cli.person", "cli.password"}, [][]any{{person, password}})
			return nil
		},
	}
}

func (a *app) accountList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "Every account", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			cal, err := e.Rules.Calendar(c.Context())
			if err != nil {
				return err
			}
			accounts, err := e.Ledger.Accounts(c.Context())
			if err != nil {
				return err
			}
			rows := make([][]any, len(accounts))
			for i := range accounts {
				at := &accounts[i]
				at.Password = "" // a digest is no business of a list
				state := ""
				switch {
				case at.Disabled:
					state = a.say("cli.account.disabled")
				case time.Now().Before(at.LockedUntil):
					state = a.say("cli.account.locked")
				case at.MustChange:
					state = a.say("cli.account.must")
				}
				rows[i] = []any{at.Person, at.Name, local(at.PasswordAt, cal.Zone()), state}
			}
			a.show(accounts, []string{"cli.person", "cli.name", "cli.at", "cli.state"}, rows)
			return nil
		},
	}
}

package main

// login.go: keeping a token for a server, in a file that only its user reads.

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/client"
)

func loginsFile() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", casework.Wrap(casework.CodeUnavailable, err, "invalid.file", "tokens.json")
	}
	return filepath.Join(folder, "duban", "tokens.json"), nil
}

// readLogins gives the token kept for each server.
func readLogins() (map[string]string, error) {
	path, err := loginsFile()
	if err != nil {
		return nil, err
	}
	kept := map[string]string{}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return kept, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if err != nil {
		return nil, casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	return kept, nil
}

func writeLogins(kept map[string]string) error {
	path, err := loginsFile()
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(kept, "", "  ")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = os.WriteFile(path, text, 0o600)
	}
	if err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.file", path)
	}
	return nil
}

func (a *app) loginCommand() *cobra.Command {
	return &cobra.Command{
		Use: "login", Short: "Keep a token for a server", Args: cobra.NoArgs,
		Long: `Keep a person's token for a server, so that --server alone is enough afterwards. The token is made on
the page Account and is read from DUBAN_TOKEN or from standard input; it is tried before it is kept.`,
		Example: "  duban login --server https://duban.example.org",
		RunE: func(c *cobra.Command, _ []string) error {
			token := os.Getenv(envToken)
			if token == "" {
				writeLine(a.errOut, a.say("cli.login_prompt"))
				line, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
				if token = strings.TrimSpace(line); token == "" {
					return casework.Wrap(casework.CodeForbidden, err, "forbidden.no_token")
				}
			}
			r, err := a.dial(token)
			if err != nil {
				return err
			}
			res, err := r.MeWithResponse(c.Context())
			if err != nil {
				return r.answered(nil, nil, err, nil)
			}
			var me client.Me
			if err := r.answered(res.HTTPResponse, res.Body, nil, &me); err != nil {
				return err
			}
			kept, err := readLogins()
			if err != nil {
				return err
			}
			kept[a.server] = token
			if err := writeLogins(kept); err != nil {
				return err
			}
			a.show(me, []string{"cli.person", "cli.name", "cli.scopes", "cli.expires"}, [][]any{{me.Person, me.Name, scopesText(me.Scopes), me.Expires.Format("2006-01-02")}})
			a.tell("cli.logged_in", a.server, me.Person)
			return nil
		},
	}
}

func scopesText[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return strings.Join(out, " ")
}

func (a *app) logoutCommand() *cobra.Command {
	return &cobra.Command{
		Use: "logout", Short: "Forget the token kept for a server", Args: cobra.NoArgs,
		Example: "  duban logout --server https://duban.example.org",
		RunE: func(*cobra.Command, []string) error {
			kept, err := readLogins()
			if err != nil {
				return err
			}
			delete(kept, a.server)
			if err := writeLogins(kept); err != nil {
				return err
			}
			a.tell("cli.logged_out", a.server)
			return nil
		},
	}
}

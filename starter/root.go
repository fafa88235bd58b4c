package main

// root.go: the root command, what all commands share, and how they end.

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/wording"
	"duban/client"
	"duban/engine"
)

// app is what a command works with.
type app struct {
	folder string
	server string // talked to instead of the database
	output string
	lang   string
	out    io.Writer
	errOut io.Writer
}

// run executes one command line and gives the exit code.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	a := &app{out: out, errOut: errOut}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errOut)
	return a.report(root.ExecuteContext(ctx))
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "duban",
		Short: "Supervise matters from assignment to closing (督办)",
		Long: `duban imports ledgers, gives commands to cases and shows what the ledger holds.

It finds a standalone that runs in this folder or above. For services set DATABASE_URL,
DUBAN_KEYS (or DUBAN_KEY_FILE) and Temporal's own variables (TEMPORAL_ADDRESS …).
With --server and a person's token (DUBAN_TOKEN, or kept by "duban login") the commands case,
act, matrix and people desk talk to a server's API instead: as the person, by the same rules.

Exit codes: 0 done, 1 fault, 2 bad input, 3 refused by the rules, 4 not permitted,
5 changed meanwhile, 6 not found, 7 in conflict, 8 no server answers.`,
		Example: `  duban import examples/plan.xlsx --dry-run
  duban matrix
  duban case list --unit 原州区 --stage act
  duban act KHFK-2021-055 claim --as yuxiaomei --task 泾源县`,
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			if a.output != "table" && a.output != "json" {
				return casework.Errorf(casework.CodeInvalid, "invalid.output", a.output)
			}
			if a.language() != wording.Chinese && a.language() != wording.English {
				return casework.Errorf(casework.CodeInvalid, "invalid.language", a.lang)
			}
			return a.checkRemote(c)
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.folder, "folder", "", "folder of a running standalone (default: found by itself)")
	flags.StringVar(&a.server, "server", os.Getenv(envServer), "a server to talk to instead of the database (default from DUBAN_SERVER)")
	flags.StringVarP(&a.output, "output", "o", "table", "table or json")
	flags.StringVar(&a.lang, "lang", defaultLanguage(), "zh or en (default from DUBAN_LANG)")
	root.AddCommand(
		a.importCommand(), a.caseCommand(), a.actCommand(), a.matrixCommand(),
		a.figuresCommand(), a.householdCommand(), a.incomeLineCommand(), a.directiveCommand(), a.roundCommand(), a.indicatorCommand(),
		a.policyCommand(), a.calendarCommand(), a.scheduleCommand(), a.clockCommand(),
		a.accountCommand(), a.tokenCommand(), a.loginCommand(), a.logoutCommand(), a.inspectionCommand(), a.peopleCommand(), a.obligationCommand(), a.tasklistCommand(), a.sweepCommand(),
		a.reconcileCommand(), a.exportCommand(), a.verifyCommand(), a.keysCommand(),
	)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return casework.Errorf(casework.CodeInvalid, "invalid.flags", err.Error(), c.CommandPath())
	})
	return root
}

func defaultLanguage() string {
	if l := os.Getenv("DUBAN_LANG"); l != "" {
		return l
	}
	return string(wording.Chinese)
}

func (a *app) language() wording.Language { return wording.Language(a.lang) }

// say gives a sentence of the catalogue in the user's language.
func (a *app) say(key string, args ...string) string { return wording.Text(a.language(), key, args...) }

// open connects to ledger and Temporal.
func (a *app) open(ctx context.Context) (*engine.Engine, error) {
	cfg, err := engine.Find(a.folder)
	if err != nil {
		return nil, err
	}
	return engine.Open(ctx, cfg, a.logger())
}

// openLedger connects to the ledger alone.
func (a *app) openLedger(ctx context.Context) (*engine.Engine, error) {
	cfg, err := engine.Find(a.folder)
	if err != nil {
		return nil, err
	}
	return engine.OpenLedger(ctx, cfg, a.logger())
}

// withLedger runs work on an open ledger.
func (a *app) withLedger(c *cobra.Command, work func(context.Context, *engine.Engine) error) error {
	e, err := a.openLedger(c.Context())
	if err != nil {
		return err
	}
	defer e.Close()
	return work(c.Context(), e)
}

// asking gives who asks, with the posts of today.
func (a *app) asking(ctx context.Context, e *engine.Engine, as string) (casework.Requester, error) {
	if as == "" {
		return casework.Requester{}, casework.Errorf(casework.CodeForbidden, "forbidden.nobody")
	}
	return e.Requester(ctx, casework.PersonID(as), time.Now())
}

// openAs opens the engine for a person who asks, with the posts of today.
func (a *app) openAs(ctx context.Context, as string) (*engine.Engine, casework.Requester, error) {
	e, err := a.open(ctx)
	if err != nil {
		return nil, casework.Requester{}, err
	}
	by, err := a.asking(ctx, e, as)
	if err != nil {
		e.Close()
		return nil, casework.Requester{}, err
	}
	return e, by, nil
}

func (a *app) logger() *slog.Logger {
	level := slog.LevelError + 4 // causes are shown with DUBAN_DEBUG only
	if os.Getenv("DUBAN_DEBUG") != "" {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(a.errOut, &slog.HandlerOptions{Level: level}))
}

// exitCodes maps the one error type to the shell.
var exitCodes = map[casework.Code]int{
	casework.CodeInternal: 1, casework.CodeInvalid: 2, casework.CodeRefused: 3, casework.CodeForbidden: 4,
	casework.CodeStale: 5, casework.CodeNotFound: 6, casework.CodeConflict: 7, casework.CodeUnavailable: 8,
}

// report shows an error as one sentence and gives its exit code.
func (a *app) report(err error) int {
	if err == nil {
		return 0
	}
	var told *toldError
	if errors.As(err, &told) {
		return told.code
	}
	var problem *client.Problem
	if errors.As(err, &problem) {
		return a.reportProblem(problem)
	}
	var e *casework.Error
	if !errors.As(err, &e) {
		// Cobra's own complaints about commands and arguments.
		e = casework.Errorf(casework.CodeInvalid, "invalid.usage", strings.TrimSpace(err.Error()))
		if errors.Is(err, context.Canceled) {
			e = casework.Wrap(casework.CodeUnavailable, err, "unavailable.interrupted")
		}
	}
	if a.output == "json" {
		a.json(map[string]any{"error": map[string]any{"code": e.Code, "key": e.Key, "text": e.Hinted(a.language())}})
	} else {
		writeLine(a.errOut, a.say("cli.error")+e.Hinted(a.language()))
	}
	if e.Cause != nil {
		a.logger().Error("cause", "error", e.Cause)
	}
	return exitCodes[e.Code]
}

// reportProblem shows what a server refused, in its words, with how it is put right here.
func (a *app) reportProblem(p *client.Problem) int {
	text := wording.WithHint(a.language(), p.Key, p.Detail)
	if a.output == "json" {
		a.json(map[string]any{"error": map[string]any{"code": p.Code, "key": p.Key, "text": text}})
	} else {
		writeLine(a.errOut, a.say("cli.error")+text)
	}
	if code, known := exitCodes[casework.Code(p.Code)]; known {
		return code
	}
	return exitCodes[casework.CodeUnavailable] // asked too often
}

// toldError ends with a code after everything has been said.
type toldError struct{ code int }

func (*toldError) Error() string { return "" }

package main

// act.go: giving a command to one case, or to every case of a filter.

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"duban/casework"
	"duban/casework/calendar"
	"duban/client"
	"duban/engine"
	"duban/workflows"
)

// actFlags are a command's fields as flags.
type actFlags struct {
	as, id, task, reason, text, digest, date, to, unit, person string
	percent, members, labour                                   int
	upheld, fake, relapsed                                     bool
	policy, milestone                                          string
	filter                                                     filterFlags
	shares                                                     shareFlags
	assessment                                                 assessmentFlags
	evidence                                                   evidenceFlags
}

func (a *app) actCommand() *cobra.Command {
	var f actFlags
	cmd := &cobra.Command{
		Use:   "act [CASE] COMMAND --as PERSON",
		Short: "Give a command to a case, or to all cases of a filter",
		Long: `Give a command to a case. Without CASE the command goes to every task of the filter
(--plan, --unit, --stage, --step …), with one result per row.

Commands: ` + strings.Join(commandNames(), ", ") + `.

An approval (pass, sign, recognise, approve_extension) names the digest of what it approves:
its first 8 characters at least, as "duban case show" prints it. With a filter the digest that
the list shows at that moment is taken.

Files (--evidence) come in as on the pages: looked at, scanned where there is a scanner, and kept
in the store of evidence; one that is there already is not sent again. What is no file for the
store stays where it is and goes on record by --evidence-digest.

The same --id never takes effect twice on a case: repeat a command safely after a failure.`,
		Example: `  duban act 2021-001 dispatch --as bgs1
  duban act 2021-001 claim --as yz.reporter --task 原州区
  duban act 2021-001 submit --as yz.reporter --text "已整改" --evidence photo.jpg
  duban act 2021-001 return --as verifier1 --reason "佐证不足" --to self_check
  duban act 2021-001 apply_extension --as yz.reporter --date 2026-12-31 --reason "汛期延误"
  duban act HU-0001 visit --as helper12 --date 2026-03-08 --text "生活平稳"
  duban act HU-0001 plan --as helper12 --text "医疗、住房两项" --help-by 原州区医保局=大病救助 --help-by 原州区住建局=危房改造@2026-09-30
  duban act HU-0001 submit --as helper12 --task 1 --text "收入稳定" --mode help --income 12500 \
    --income-from 2026-01-01 --income-to 2026-06-30 --spending-solved --stable education,medical,housing,water
  duban act dispatch --as bgs1 --plan 2021 --step dispatch`,
		Args: cobra.RangeArgs(1, 2),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return commandNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && f.filter.empty() {
				return casework.Errorf(casework.CodeInvalid, "invalid.bulk_filter")
			}
			files, err := f.evidence.attachments()
			if err != nil {
				return err
			}
			if r, err := a.remote(); err != nil || r != nil {
				if err != nil {
					return err
				}
				return a.actThrough(c, r, args, &f, files)
			}
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			command, err := f.command(c, e, args[len(args)-1])
			if err != nil {
				return err
			}
			if len(args) == 1 {
				lines, err := f.filter.every(c.Context(), e)
				if err != nil {
					return err
				}
				return a.actAll(c.Context(), lines, throughEngine(e), command, files)
			}
			if f.task != "" {
				if command.Task, err = taskNumber(c.Context(), e, casework.CaseID(args[0]), f.task); err != nil {
					return err
				}
			}
			return a.actOne(c.Context(), casework.CaseID(args[0]), throughEngine(e), command, files)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.as, "as", "", "who acts (a person's login)")
	flags.StringVar(&f.id, "id", "", "idempotency key (default: a new one)")
	flags.StringVar(&f.task, "task", "", "one task: its number or its unit (default: all that fit)")
	flags.StringVar(&f.reason, "reason", "", "why")
	flags.StringVar(&f.text, "text", "", "progress, self-check, comment")
	flags.IntVar(&f.percent, "percent", 0, "progress in percent")
	flags.StringVar(&f.digest, "digest", "", "digest of what is approved, 8 characters at least")
	flags.StringVar(&f.date, "date", "", "a date: new due date, end of a suspension")
	flags.StringVar(&f.to, "to", "", "the step to return to")
	flags.StringVar(&f.unit, "to-unit", "", "the unit to reassign to")
	flags.StringVar(&f.person, "to-person", "", "the person to reassign to")
	flags.BoolVar(&f.upheld, "upheld", false, "arbitration: the unit is right")
	flags.BoolVar(&f.fake, "fake", false, "return: the rectification was fake")
	flags.BoolVar(&f.relapsed, "relapsed", false, "look-back: the problem is back")
	flags.StringVar(&f.milestone, "milestone", "", "progress: the quarter's milestone that is reached, such as 2026Q1")
	flags.StringVar(&f.policy, "policy", "", "move_policy: the version to move to, such as household/v2")
	flags.IntVar(&f.members, "members", 0, "amend: how many live in the household")
	flags.IntVar(&f.labour, "labour", 0, "amend: how many of them can work")
	f.evidence.bind(flags)
	f.shares.bind(flags)
	f.assessment.bind(flags)
	f.filter.bind(flags)
	return cmd
}

func commandNames() []string {
	out := make([]string, len(casework.PersonCommands))
	for i, c := range casework.PersonCommands {
		out[i] = string(c)
	}
	return out
}

// actThrough gives a command through a server: the person is the token's.
func (a *app) actThrough(c *cobra.Command, r *remote, args []string, f *actFlags, files []attachment) error {
	for flag, value := range map[string]string{"--as": f.as, "--policy": f.policy} {
		if value != "" {
			return casework.Errorf(casework.CodeInvalid, "invalid.remote", flag)
		}
	}
	command, err := f.asked(c, args[len(args)-1])
	if err != nil {
		return err
	}
	if len(args) == 1 {
		lines, err := r.every(c.Context(), &f.filter)
		if err != nil {
			return err
		}
		return a.actAll(c.Context(), lines, desk{r.act, r.send}, command, files)
	}
	id := casework.CaseID(args[0])
	if f.task != "" {
		if command.Task, err = r.taskNumber(c.Context(), id, f.task); err != nil {
			return err
		}
	}
	return a.actOne(c.Context(), id, desk{r.act, r.send}, command, files)
}

// command builds the command from the flags, with the person's posts.
func (f *actFlags) command(c *cobra.Command, e *engine.Engine, name string) (casework.Command, error) {
	cmd, err := f.asked(c, name)
	if err != nil {
		return cmd, err
	}
	if f.as == "" {
		return cmd, casework.Errorf(casework.CodeForbidden, "forbidden.nobody")
	}
	if cmd.By, err = e.Requester(c.Context(), casework.PersonID(f.as), time.Now()); err != nil {
		return cmd, err
	}
	if cmd.Type == casework.CommandMovePolicy {
		cmd.Policy, err = policyNamed(c, e, f.policy)
	}
	return cmd, err
}

// asked builds the command from the flags, by nobody yet.
func (f *actFlags) asked(c *cobra.Command, name string) (casework.Command, error) {
	cmd := casework.Command{
		ID: casework.CommandID(f.id), Type: casework.CommandType(name),
		Reason: f.reason, Text: f.text, Digest: f.digest, To: casework.StepID(f.to),
		Upheld: f.upheld, Fake: f.fake, Relapsed: f.relapsed,
		Unit: casework.UnitID(f.unit), Person: casework.PersonID(f.person), Milestone: f.milestone,
	}
	if cmd.ID == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return cmd, casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
		cmd.ID = casework.CommandID(id.String())
	}
	if c.Flags().Changed("percent") {
		cmd.Percent = &f.percent
	}
	if c.Flags().Changed("members") || c.Flags().Changed("labour") {
		cmd.Household = &casework.HouseholdFacts{Members: f.members, Labour: f.labour}
	}
	if f.date != "" {
		date, err := calendar.ReadDate(f.date, time.Now().Year())
		if err != nil {
			return cmd, casework.Wrap(casework.CodeInvalid, err, "invalid.date", f.date)
		}
		cmd.Date = date
	}
	var err error
	if cmd.Evidence, err = f.evidence.noted(); err != nil {
		return cmd, err
	}
	if cmd.Tasks, err = f.shares.tasks(); err != nil {
		return cmd, err
	}
	cmd.Assessment, err = f.assessment.assessment()
	return cmd, err
}

// acting is how a command reaches its case, with files that were sent in for it.
type acting func(ctx context.Context, id casework.CaseID, cmd casework.Command, uploads []string) (workflows.ActResult, error)

// desk is how a person acts: through the engine or a server.
type desk struct {
	act  acting
	send sending
}

// give sends files in and gives the command with them.
func (a *app) give(ctx context.Context, d desk, id casework.CaseID, cmd casework.Command, files []attachment) (workflows.ActResult, error) {
	uploads, err := a.sendAll(ctx, d, id, cmd.By.Person, files)
	if err != nil {
		return workflows.ActResult{}, err
	}
	return d.act(ctx, id, cmd, uploads)
}

func (a *app) actOne(ctx context.Context, id casework.CaseID, d desk, cmd casework.Command, files []attachment) error {
	res, err := a.give(ctx, d, id, cmd, files)
	if err != nil {
		return err
	}
	if a.output == "json" {
		a.json(map[string]any{"case": id, "command": cmd.Type, "id": cmd.ID, "result": res})
		return nil
	}
	a.tell("cli.acted", string(id), a.say("command."+string(cmd.Type)), a.say("stage."+string(res.Stage)), strconv.FormatInt(res.Seq, 10))
	return nil
}

// own acts through the engine, by the person's own door, as the pages do: what they
// may not see they do not act on, and what is denied goes on record.
type own struct{ *engine.Engine }

func throughEngine(e *engine.Engine) desk { o := &own{e}; return desk{o.act, o.send} }

func (o *own) viewer(ctx context.Context, by casework.PersonID) (*engine.Viewer, error) {
	return o.Viewer(ctx, by, time.Now())
}

func (o *own) act(ctx context.Context, id casework.CaseID, cmd casework.Command, uploads []string) (workflows.ActResult, error) {
	v, err := o.viewer(ctx, cmd.By.Person)
	if err != nil {
		return workflows.ActResult{}, err
	}
	return v.ActWith(ctx, id, cmd, uploads)
}

// taskNumber finds a task by its number or its unit.
func taskNumber(ctx context.Context, e *engine.Engine, id casework.CaseID, task string) (int, error) {
	if no, err := strconv.Atoi(task); err == nil {
		return no, nil
	}
	s, err := e.Ledger.State(ctx, id)
	if err != nil {
		return 0, err
	}
	ended := 0
	for _, t := range s.Tasks {
		switch {
		case t.Unit != casework.UnitID(task):
		case t.Open():
			return t.No, nil
		default:
			ended = t.No
		}
	}
	if ended != 0 {
		return ended, nil
	}
	return 0, casework.Errorf(casework.CodeNotFound, "notfound.task", task, string(id))
}

// bulkAtOnce is how many cases a bulk command acts on together.
const bulkAtOnce = 16

// bulkRow is the result for one task of a bulk command.
type bulkRow struct {
	Case  casework.CaseID `json:"case"`
	Task  int             `json:"task"`
	Unit  string          `json:"unit"`
	Done  bool            `json:"done"`
	Stage casework.Stage  `json:"stage,omitempty"`
	Error string          `json:"error,omitempty"`
	Code  casework.Code   `json:"code,omitempty"`
}

// actAll gives the command to every task of a list.
func (a *app) actAll(ctx context.Context, lines []engine.Line, d desk, cmd casework.Command, files []attachment) error {
	rows := make([]bulkRow, len(lines))
	whole := cmd.Type == casework.CommandDispatch // one dispatch covers all tasks of a case
	seen := map[casework.CaseID]bool{}
	progress := a.progress("cli.acting")
	var mu sync.Mutex
	done := 0
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(bulkAtOnce)
	if len(files) > 0 {
		group.SetLimit(1) // the first case brings them in, the others find them there
	}
	for i, line := range lines {
		rows[i] = bulkRow{Case: line.Case, Task: line.Task, Unit: line.UnitName}
		if whole && seen[line.Case] {
			rows[i].Done = true
			continue
		}
		seen[line.Case] = true
		one := cmd
		one.ID = casework.CommandID(string(cmd.ID) + "/" + strconv.Itoa(line.Task))
		if !whole {
			one.Task = line.Task
		}
		if one.Digest == "" {
			one.Digest = line.DigestFor(cmd.Type)
		}
		group.Go(func() error {
			res, err := a.give(gctx, d, line.Case, one, files)
			rows[i].Done, rows[i].Stage = err == nil, res.Stage
			if err != nil {
				rows[i].Error, rows[i].Code = a.sentence(err), codeOf(err)
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if progress != nil {
				progress(done, len(lines))
			}
			return gctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return a.showBulk(rows)
}

func (a *app) showBulk(rows []bulkRow) error {
	failed := 0
	table := make([][]any, 0, len(rows))
	for _, r := range rows {
		result := a.say("cli.done")
		if !r.Done {
			failed++
			result = r.Error
		}
		table = append(table, []any{r.Case, r.Task, r.Unit, result})
	}
	a.show(rows, []string{"cli.case", "cli.task", "cli.unit", "cli.result"}, table)
	a.tell("cli.bulk", strconv.Itoa(len(rows)-failed), strconv.Itoa(failed))
	if failed > 0 {
		return &toldError{code: exitCodes[casework.CodeRefused]}
	}
	return nil
}

// codeOf gives the code of what the rules or a server refused.
func codeOf(err error) casework.Code {
	var p *client.Problem
	if errors.As(err, &p) {
		return casework.Code(p.Code)
	}
	return casework.CodeOf(err)
}

func (a *app) sentence(err error) string {
	var e *casework.Error
	if errors.As(err, &e) {
		return e.Hinted(a.language())
	}
	return err.Error()
}

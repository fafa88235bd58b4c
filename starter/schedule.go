package main

// schedule.go: what recurs: looking at it, and what people do with it.

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/cron"
	"duban/casework/schedule"
	"duban/engine"
)

func (a *app) scheduleCommand() *cobra.Command {
	c := &cobra.Command{Use: "schedule", Short: "What recurs: list, preview, apply, set, pause, resume, trigger, backfill",
		Long: `Schedules are rows of the ledger; Temporal Schedules are made equal to them when a worker
starts and by "duban schedule apply". Who changed what is in "duban schedule history".
A firing on a rest day moves to the next working day where the schedule says so.`}
	c.AddCommand(a.scheduleList(), a.schedulePreview(), a.scheduleApply(), a.scheduleSet(), a.schedulePause(),
		a.scheduleResume(), a.scheduleTrigger(), a.scheduleBackfill(), a.scheduleRemove(), a.scheduleHistory())
	return c
}

func (a *app) scheduleList() *cobra.Command {
	var n int
	c := &cobra.Command{Use: "list", Short: "Every schedule: its next dates, its last run, whether it is paused", Args: cobra.NoArgs,
		Example: "  duban schedule list\n  duban schedule list -n 12 -o json",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			list, err := e.ScheduleStatuses(c.Context(), n)
			if err != nil {
				return err
			}
			rows := make([][]any, len(list))
			for i, s := range list {
				rows[i] = a.statusRow(s)
			}
			a.show(list, []string{"cli.schedule", "cli.title", "cli.when", "cli.nominal", "cli.actual", "cli.last", "cli.outcome", "cli.state", "cli.note"}, rows)
			return nil
		}}
	c.Flags().IntVarP(&n, "count", "n", 3, "how many dates")
	return c
}

func (a *app) statusRow(s engine.ScheduleStatus) []any {
	var nominal, actual []string
	for _, f := range s.Next {
		nominal = append(nominal, local(f.Nominal, f.Nominal.Location()))
		actual = append(actual, local(f.Actual, f.Nominal.Location()))
	}
	when := s.Cron
	if s.Every != 0 {
		when = a.say("cli.every") + " " + s.Every.String()
	}
	last, outcome := "", ""
	if !s.Last.IsZero() {
		last = local(s.Last, zoneOf(s.Zone))
		outcome = a.say("schedule.outcome." + s.Outcome)
	}
	if s.Missed > 0 {
		outcome = strings.TrimSpace(outcome + " " + a.say("schedule.missed", strconv.Itoa(s.Missed)))
	}
	return []any{s.ID, a.title(s.Title), when + "\n" + s.Zone, strings.Join(nominal, "\n"), strings.Join(actual, "\n"),
		last, outcome, a.say("schedule.state." + string(s.State)), s.Note}
}

func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC // the row's state says that it cannot be used
	}
	return zone
}

func (a *app) schedulePreview() *cobra.Command {
	var zone string
	var n int
	c := &cobra.Command{
		Use: "preview SPEC|ID", Short: "The next times of a cron spec or a schedule, and where rest days move them", Args: cobra.ExactArgs(1),
		Example: "  duban schedule preview '0 9 20 * *'\n  duban schedule preview @monthly --zone Asia/Shanghai -n 5\n  duban schedule preview quarterly_inspection",
		RunE: func(c *cobra.Command, args []string) error {
			firings, err := a.firings(c, args[0], zone, n)
			if err != nil {
				return err
			}
			a.showFirings(firings)
			if isSpec(args[0]) {
				// It comes, but a schedule that goes by it would be refused.
				var fault *casework.Error
				if errors.As(schedule.CheckTime(args[0], zone), &fault) {
					writeLine(a.errOut, fault.Text(a.language()))
				}
			}
			return nil
		},
	}
	c.Flags().StringVar(&zone, "zone", "Asia/Shanghai", "time zone of a spec")
	c.Flags().IntVarP(&n, "count", "n", 10, "how many")
	return c
}

// firings gives the next firings of a spec, by the built-in calendar and without
// a server, or of a schedule, by the ledger's.
func (a *app) firings(c *cobra.Command, what, zone string, n int) ([]cron.Firing, error) {
	if isSpec(what) {
		spec, err := cron.Parse(what, zone)
		if err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "invalid.cron", err.Error())
		}
		cal, err := calendar.New(calendar.China())
		if err != nil {
			return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
		}
		return spec.PreviewOn(cal, time.Now(), n), nil
	}
	e, err := a.openLedger(c.Context())
	if err != nil {
		return nil, err
	}
	defer e.Close()
	s, err := e.Ledger.Schedule(c.Context(), what)
	if err != nil {
		return nil, err
	}
	cal, err := e.Rules.Calendar(c.Context())
	if err != nil {
		return nil, err
	}
	return s.Next(cal, time.Now(), n)
}

// isSpec tells a cron spec from a schedule's ID.
func isSpec(what string) bool {
	return strings.HasPrefix(what, "@") || strings.Contains(strings.TrimSpace(what), " ")
}

func (a *app) showFirings(firings []cron.Firing) {
	rows, provisional := make([][]any, len(firings)), false
	for i, f := range firings {
		note := ""
		if !f.Actual.Equal(f.Nominal) {
			note = a.say("cli.moved")
		}
		if f.Provisional {
			note += "*"
			provisional = true
		}
		rows[i] = []any{local(f.Nominal, f.Nominal.Location()), local(f.Actual, f.Nominal.Location()), note}
	}
	a.show(firings, []string{"cli.nominal", "cli.actual", ""}, rows)
	if provisional {
		a.tell("cli.provisional")
	}
}

func (a *app) scheduleApply() *cobra.Command {
	var dry bool
	c := &cobra.Command{Use: "apply", Short: "Make Temporal's schedules equal to the ledger's rows", Args: cobra.NoArgs,
		Long: `Create, update and delete Temporal Schedules until they are what the ledger's rows say. Schedules
of others are left alone. Applied again it changes nothing. A worker does the same when it starts.`,
		Example: "  duban schedule apply --dry-run",
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			do, told := e.ApplySchedules, "cli.schedules_applied"
			if dry {
				do, told = e.PlanSchedules, "cli.schedules_planned"
			}
			changes, err := do(c.Context())
			if err == nil || len(changes) > 0 { // a row that cannot be used does not hide the others
				a.showChanges(changes)
				a.tell(told, strconv.Itoa(len(changes)))
			}
			return err
		}}
	c.Flags().BoolVar(&dry, "dry-run", false, "only tell what would change")
	return c
}

func (a *app) showChanges(changes []schedule.Change) {
	rows := [][]any{}
	for _, x := range changes {
		if len(x.Fields) == 0 {
			rows = append(rows, []any{x.ID, a.say("schedule.change." + string(x.Kind)), "", "", ""})
		}
		for _, f := range x.Fields {
			rows = append(rows, []any{x.ID, a.say("schedule.change." + string(x.Kind)), f.Name, f.From, f.To})
		}
	}
	if a.output == "json" || len(rows) > 0 {
		a.show(changes, []string{"cli.schedule", "cli.what", "cli.field", "cli.from", "cli.to"}, rows)
	}
}

package main

// schedule_acts.go: changing schedules, and firing them out of turn.

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/schedule"
	"duban/engine"
)

// onSchedule makes a command that does something with one schedule.
func (a *app) onSchedule(c *cobra.Command, do func(c *cobra.Command, e *engine.Engine, id string) error) *cobra.Command {
	c.Args = cobra.ExactArgs(1)
	c.RunE = func(c *cobra.Command, args []string) error {
		e, err := a.open(c.Context())
		if err != nil {
			return err
		}
		defer e.Close()
		return do(c, e, args[0])
	}
	return c
}

// orderSchedule makes a command that changes or fires one schedule: who orders it
// must be said.
func (a *app) orderSchedule(c *cobra.Command, do func(c *cobra.Command, e *engine.Engine, by casework.Requester, id string) error) *cobra.Command {
	as := c.Flags().String("as", "", "who orders it: an administrator's or an office's login")
	return a.onSchedule(c, func(c *cobra.Command, e *engine.Engine, id string) error {
		by, err := a.asking(c.Context(), e, *as)
		if err != nil {
			return err
		}
		return do(c, e, by, id)
	})
}

func (a *app) scheduleSet() *cobra.Command {
	var f setFlags
	c := a.onSchedule(&cobra.Command{Use: "set ID", Short: "Change a schedule: checked, previewed, recorded, then applied",
		Example: `  duban schedule set monthly_check --cron '5 1 1 * *' --dry-run
  duban schedule set clock --every 5m --as bgs1
  duban schedule set quarterly_inspection --catch-up 40d --overlap buffer_one --jitter 10m --as bgs1`,
	}, func(c *cobra.Command, e *engine.Engine, id string) error { return a.setSchedule(c, e, id, &f) })
	flags := c.Flags()
	flags.StringVar(&f.cron, "cron", "", "minute hour day month weekday, or a descriptor such as @monthly")
	flags.StringVar(&f.every, "every", "", "an interval such as 1m, for the clock")
	flags.StringVar(&f.zone, "zone", "", "time zone such as Asia/Shanghai")
	flags.StringVar(&f.catchUp, "catch-up", "", "how late a firing may happen after an outage, such as 35d")
	flags.StringVar(&f.overlap, "overlap", "", "skip, buffer_one, buffer_all, cancel_other, terminate_other or allow_all")
	flags.StringVar(&f.jitter, "jitter", "", "spread firings over this time, such as 10m; 0s for none")
	flags.BoolVar(&f.move, "move-to-workday", false, "a firing on a rest day moves to the next working day")
	flags.StringVar(&f.args, "args", "", "the action's input, a JSON object")
	flags.BoolVar(&f.dry, "dry-run", false, "check and preview only")
	flags.StringVar(&f.as, "as", "", "who orders it: an administrator's or an office's login; needless with --dry-run")
	return c
}

type setFlags struct {
	cron, every, zone, catchUp, overlap, jitter, args, as string
	move, dry                                             bool
}

// edit gives what the flags that were set change.
func (f *setFlags) edit(c *cobra.Command) (func(*schedule.Schedule), error) {
	var every, catchUp, jitter schedule.Duration
	for _, d := range []struct {
		text string
		to   *schedule.Duration
	}{{f.every, &every}, {f.catchUp, &catchUp}, {f.jitter, &jitter}} {
		if d.text == "" {
			continue
		}
		if err := d.to.UnmarshalText([]byte(d.text)); err != nil {
			return nil, casework.Errorf(casework.CodeInvalid, "schedule.faults", err.Error())
		}
	}
	set := c.Flags().Changed
	return func(s *schedule.Schedule) {
		if set("cron") {
			s.Cron, s.Every = f.cron, every
		}
		if set("every") {
			s.Every = every
			if !set("cron") {
				s.Cron = ""
			}
		}
		if set("zone") {
			s.Zone = f.zone
		}
		if set("catch-up") {
			s.CatchUp = catchUp
		}
		if set("overlap") {
			s.Overlap = schedule.Overlap(f.overlap)
		}
		if set("jitter") {
			s.Jitter = jitter
		}
		if set("move-to-workday") {
			s.MoveToWorkday = f.move
		}
		if set("args") {
			s.Args = []byte(f.args)
		}
	}, nil
}

func (a *app) setSchedule(c *cobra.Command, e *engine.Engine, id string, f *setFlags) error {
	edit, err := f.edit(c)
	if err != nil {
		return err
	}
	before, err := e.Ledger.Schedule(c.Context(), id)
	if err != nil {
		return err
	}
	after := before
	edit(&after)
	if err := e.CheckSchedule(after); err != nil {
		return err
	}
	cal, err := e.Rules.Calendar(c.Context())
	if err != nil {
		return err
	}
	next, err := after.Next(cal, time.Now(), 3)
	if err != nil {
		return err
	}
	changes := schedule.Diff([]schedule.Schedule{before}, []schedule.Schedule{after})
	if a.output == "json" {
		a.json(map[string]any{"changes": changes, "next": next, "dry_run": f.dry})
	} else {
		a.showChanges(changes)
		a.showFirings(next)
	}
	if f.dry {
		a.tell("cli.schedules_planned", strconv.Itoa(len(changes)))
		return nil
	}
	by, err := a.asking(c.Context(), e, f.as)
	if err != nil {
		return err
	}
	if _, err := e.EditSchedule(c.Context(), by, id, edit); err != nil {
		return err
	}
	a.tell("cli.schedule_set", id)
	return nil
}

func (a *app) schedulePause() *cobra.Command {
	var note string
	c := a.orderSchedule(&cobra.Command{Use: "pause ID", Short: "Stop a schedule until it is resumed; what is missed can be backfilled",
		Example: "  duban schedule pause clock --note '节前核对' --as bgs1"},
		func(c *cobra.Command, e *engine.Engine, by casework.Requester, id string) error {
			if err := e.PauseSchedule(c.Context(), by, id, note); err != nil {
				return err
			}
			a.tell("cli.schedule_paused", id)
			return nil
		})
	c.Flags().StringVar(&note, "note", "", "why")
	return c
}

func (a *app) scheduleResume() *cobra.Command {
	return a.orderSchedule(&cobra.Command{Use: "resume ID", Short: "Start a paused schedule again"},
		func(c *cobra.Command, e *engine.Engine, by casework.Requester, id string) error {
			if err := e.ResumeSchedule(c.Context(), by, id); err != nil {
				return err
			}
			a.tell("cli.schedule_resumed", id)
			return nil
		})
}

func (a *app) scheduleTrigger() *cobra.Command {
	return a.orderSchedule(&cobra.Command{Use: "trigger ID", Short: "Fire a schedule now, paused or not"},
		func(c *cobra.Command, e *engine.Engine, by casework.Requester, id string) error {
			if err := e.TriggerSchedule(c.Context(), by, id); err != nil {
				return err
			}
			a.tell("cli.schedule_triggered", id)
			return nil
		})
}

func (a *app) scheduleBackfill() *cobra.Command {
	var from, to string
	c := a.orderSchedule(&cobra.Command{Use: "backfill ID --from DATE --to DATE", Short: "Make up for missed firings, each once",
		Long: `Run the firings that were due from a day or moment to another, both included, and have not run.
One that ran already is not run again. What lies ahead is left to the schedule.`,
		Example: "  duban schedule backfill monthly_check --from 2026-03-01 --to 2026-05-31 --as bgs1"},
		func(c *cobra.Command, e *engine.Engine, by casework.Requester, id string) error {
			return a.backfill(c, e, by, id, from, to)
		})
	c.Flags().StringVar(&from, "from", "", "first day, or moment such as 2026-03-01T00:00:00Z")
	c.Flags().StringVar(&to, "to", "", "last day, or moment")
	return c
}

func (a *app) backfill(c *cobra.Command, e *engine.Engine, by casework.Requester, id, from, to string) error {
	s, err := e.Ledger.Schedule(c.Context(), id)
	if err != nil {
		return err
	}
	first, err := firstMoment(from, zoneOf(s.Zone), 0)
	if err != nil {
		return err
	}
	last, err := firstMoment(to, zoneOf(s.Zone), 1)
	if err != nil {
		return err
	}
	if _, err := calendar.ParseDate(to); err == nil {
		last = last.Add(-time.Nanosecond) // the day's end, not the next day's start
	}
	list, err := e.BackfillSchedule(c.Context(), by, id, first.Add(-time.Nanosecond), last)
	if err != nil {
		return err
	}
	rows, started := make([][]any, len(list)), 0
	for i, f := range list {
		what := a.say("schedule.ran")
		if f.Started {
			started++
			what = a.say("schedule.started")
		}
		rows[i] = []any{local(f.Nominal, f.Nominal.Location()), what, a.say("schedule.outcome." + f.Outcome)}
	}
	a.show(list, []string{"cli.nominal", "cli.what", "cli.outcome"}, rows)
	a.tell("cli.schedule_backfilled", strconv.Itoa(started), strconv.Itoa(len(list)-started))
	return nil
}

// firstMoment reads a moment, or a day as its start some days later.
func firstMoment(text string, zone *time.Location, later int) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	d, err := calendar.ParseDate(text)
	if err != nil {
		return time.Time{}, casework.Errorf(casework.CodeInvalid, "invalid.moment", text)
	}
	return d.AddDays(later).Start(zone), nil
}

func (a *app) scheduleRemove() *cobra.Command {
	return a.orderSchedule(&cobra.Command{Use: "remove ID", Short: "Take a schedule away for good; to stop it for a while, pause it"},
		func(c *cobra.Command, e *engine.Engine, by casework.Requester, id string) error {
			if err := e.RemoveSchedule(c.Context(), by, id); err != nil {
				return err
			}
			a.tell("cli.schedule_removed", id)
			return nil
		})
}

func (a *app) scheduleHistory() *cobra.Command {
	return &cobra.Command{Use: "history [ID]", Short: "Who changed what on schedules, and when", Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			e, err := a.openLedger(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			id := ""
			if len(args) > 0 {
				id = args[0]
			}
			edits, err := e.Ledger.ScheduleEdits(c.Context(), id)
			if err != nil {
				return err
			}
			rows := [][]any{}
			for _, x := range edits {
				head := []any{local(x.At, time.Local), x.By, x.Schedule}
				switch {
				case x.Before == nil:
					rows = append(rows, append(head, a.say("schedule.change.created"), "", ""))
				case x.After == nil:
					rows = append(rows, append(head, a.say("schedule.change.removed"), "", ""))
				default:
					for _, f := range schedule.Fields(*x.Before, *x.After) {
						rows = append(rows, append(head[:len(head):len(head)], f.Name, f.From, f.To))
					}
				}
			}
			a.show(edits, []string{"cli.date", "cli.by", "cli.schedule", "cli.field", "cli.from", "cli.to"}, rows)
			return nil
		}}
}

// clockCommand shows the one schedule that everybody asks about.
func (a *app) clockCommand() *cobra.Command {
	c := &cobra.Command{Use: "clock", Short: "The sweep that sends slips: status (a schedule: duban schedule pause clock …)"}
	c.AddCommand(&cobra.Command{Use: "status", Short: "Whether it runs, and when next", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := a.open(c.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			s, err := e.Clock(c.Context())
			if err != nil {
				return err
			}
			a.show(s, []string{"cli.paused", "cli.every", "cli.last", "cli.next", "cli.note"},
				[][]any{{s.Paused, s.Every, local(s.Last, s.Last.Location()), local(s.Next, s.Next.Location()), s.Note}})
			return nil
		}})
	return c
}

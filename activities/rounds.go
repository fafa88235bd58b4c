package activities

// rounds.go: what a monthly round does to the ledger: it is opened, laggards are
// reminded, the month is frozen, alerts become directives.

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/schema"
)

// RoundInput names a month and the moment of asking.
type RoundInput struct {
	Month string
	Now   time.Time
}

// OpenRound opens the round of the month in which a moment lies and gives the
// month. One that is open stays as it was opened.
func (a *Activities) OpenRound(ctx context.Context, of, now time.Time) (string, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return "", err
	}
	m := round.MonthOf(of, cal.Zone())
	if _, err := a.ledger.OpenRound(ctx, m, round.DefaultDocument(), now); err != nil {
		return "", final(err)
	}
	return m.String(), nil
}

// RoundMoment is one thing that a round does by itself.
type RoundMoment struct {
	ID string    // remind/1, freeze, circular
	At time.Time // on the calendar as it stands
}

// settling is how long a month rests before it is frozen: a step that was decided
// in its last second may take until then to be written.
const settling = time.Hour

// RoundAgenda gives what a round does by itself, in order: reminders at the
// opening of working hours, the freezing when the month is over, the circular.
func (a *Activities) RoundAgenda(ctx context.Context, in RoundInput) ([]RoundMoment, error) {
	r, cal, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return nil, err
	}
	var out []RoundMoment
	for i, day := range r.Rules.Reminders(cal, r.Month) {
		out = append(out, RoundMoment{fmt.Sprintf("remind/%d", i+1), cal.Alarm(day)})
	}
	out = append(out, RoundMoment{"freeze", r.Month.End(cal.Zone()).Add(settling)},
		RoundMoment{"circular", cal.Alarm(r.Rules.Day(cal, r.Month, round.StepCircular))})
	slices.SortStableFunc(out, func(x, y RoundMoment) int { return x.At.Compare(y.At) })
	return out, nil
}

func (a *Activities) roundOf(ctx context.Context, month string) (schema.Round, *calendar.Calendar, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return schema.Round{}, nil, err
	}
	m, err := round.ParseMonth(month)
	if err != nil {
		return schema.Round{}, nil, final(err)
	}
	r, err := a.ledger.Round(ctx, m)
	return r, cal, final(err)
}

// Kinds of the notices of a round.
const (
	noticeLaggard  = "round_laggard"  // you owe something of this month
	noticeCircular = "round_circular" // 通报: the month is closed
)

// RemindInput names a reminder of a round.
type RemindInput struct {
	RoundInput
	Reminder string
}

// RemindLaggards tells those, and only those, who still owe something of the
// month: one notice a person or post, however many cases. It gives how many.
func (a *Activities) RemindLaggards(ctx context.Context, in RemindInput) (int, error) {
	r, cal, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return 0, err
	}
	owing, err := a.rules.Owing(ctx, r, cal, in.Now, func() { activity.RecordHeartbeat(ctx) })
	if err != nil {
		return 0, err
	}
	var notices []schema.NewNotice
	seen := map[casework.Addressee]bool{}
	for _, o := range owing {
		if o.Done || seen[o.To] {
			continue
		}
		seen[o.To] = true
		notices = append(notices, schema.NewNotice{Kind: noticeLaggard, To: o.To,
			Key: fmt.Sprintf("round/%s/%s/%s/%s/%s", in.Month, in.Reminder, o.To.Person, o.To.Unit, o.To.Role)})
	}
	return len(notices), a.ledger.PutNotices(ctx, schema.RoundTopic(r.Month), notices, in.Now)
}

// OwedLine is something that somebody owes in a month.
type OwedLine struct {
	Case casework.CaseID
	Kind casework.Kind
	Unit casework.UnitID
	round.Owed
}

// Owing gives what is owed in a month as the cases stand at a moment, by unit
// and case. alive is called now and then.
func (r *Rules) Owing(ctx context.Context, in schema.Round, cal *calendar.Calendar, now time.Time, alive func()) ([]OwedLine, error) {
	var out []OwedLine
	err := r.eachCase(ctx, now, alive, func(p *casework.Policy, s *casework.State, events []casework.Event) {
		for _, o := range in.Rules.Owing(p, cal, in.Month, s, events, now) {
			out = append(out, OwedLine{s.Case, s.Kind, s.Task(o.Task).Unit, o})
		}
	})
	slices.SortFunc(out, func(a, b OwedLine) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Case, b.Case), cmp.Compare(a.Task, b.Task))
	})
	return out, err
}

// eachCase folds case after case as of a moment.
func (r *Rules) eachCase(ctx context.Context, asOf time.Time, alive func(), visit func(*casework.Policy, *casework.State, []casework.Event)) error {
	n := 0
	for events, err := range r.ledger.EventsAsOf(ctx, "", asOf) {
		if err != nil {
			return err
		}
		s, err := casework.Fold(events[0].Case, events)
		if err != nil {
			return casework.Wrap(casework.CodeConflict, err, "conflict.chain", string(events[0].Case))
		}
		p, err := r.Policy(ctx, s.Policy.Kind, s.Policy.Version)
		if err != nil {
			return err
		}
		visit(p, s, events)
		if n++; n%1000 == 0 {
			alive()
		}
	}
	return nil
}

// Count counts a month as of its end: the cases, the alerts, the households. The
// same round always gives the same bytes.
func (r *Rules) Count(ctx context.Context, in schema.Round, alive func()) (round.Snapshot, error) {
	table, err := r.ledger.CalendarOf(ctx, in.Basis.Calendar)
	if err != nil {
		return round.Snapshot{}, err
	}
	cal, err := calendar.New(table)
	if err != nil {
		return round.Snapshot{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	counter := round.NewCounter(in.Rules, in.Basis, in.Month, cal)
	households := casework.NewHouseholdFigures(counter.Columns()).Since(in.Month.First().Start(cal.Zone()))
	err = r.eachCase(ctx, in.Month.End(cal.Zone()), alive, func(p *casework.Policy, s *casework.State, events []casework.Event) {
		counter.Add(p, s, events)
		households.Add(s)
	})
	if err != nil {
		return round.Snapshot{}, err
	}
	return counter.Snapshot(households), nil
}

// Frozen is what freezing a month gave.
type Frozen struct {
	Digest string
	Raise  []Raise // directives that the rules ask for
}

// FreezeMonth counts the month and freezes its snapshot in the ledger. A month
// that is frozen stays as it is, and its alerts are given again.
func (a *Activities) FreezeMonth(ctx context.Context, in RoundInput) (Frozen, error) {
	r, _, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return Frozen{}, err
	}
	snapshot, err := a.rules.Count(ctx, r, func() { activity.RecordHeartbeat(ctx) })
	if err != nil {
		return Frozen{}, err
	}
	body, digest := snapshot.Document()
	if err := a.ledger.PutSnapshot(ctx, r.Month, snapshot.AsOf, body, digest, in.Now); err != nil {
		return Frozen{}, err
	}
	return Frozen{Digest: digest, Raise: raisesOf(r, snapshot)}, nil
}

// raisesOf gives the directives that a month's alerts ask for, one for each unit
// and alert.
func raisesOf(r schema.Round, s round.Snapshot) []Raise {
	var out []Raise
	for _, alert := range s.Alerts {
		urgency := r.Rules.Alerts[alert.Kind].Raise
		if urgency == "" {
			continue
		}
		ref := s.Month + "/" + string(alert.Kind) + "/" + string(alert.Unit)
		out = append(out, Raise{Lead: alert.Unit, Matter: schema.Matter{Kind: casework.KindDirective, Key: "alert/" + ref, Source: "alert",
			SourceRef: ref, Urgency: urgency, Title: alert.Title(s.Month), Text: alert.Explain()}})
	}
	return out
}

// TellCircular tells every unit's head that the month is closed (通报).
func (a *Activities) TellCircular(ctx context.Context, in RoundInput) error {
	r, _, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return err
	}
	to := casework.Addressee{Unit: casework.AllUnits, Role: casework.PostHead}
	notice := schema.NewNotice{Key: "round/" + in.Month + "/circular", Kind: noticeCircular, To: to}
	return a.ledger.PutNotices(ctx, schema.RoundTopic(r.Month), []schema.NewNotice{notice}, in.Now)
}

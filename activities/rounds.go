package activities

// rounds.go: what a monthly round does to the ledger: it is opened, laggards are
// reminded, the month is frozen, alerts become directives.

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/round"
	"duban/casework/wording"
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
	ID string    // remind/1, meeting/analysis, freeze, circular
	At time.Time // on the calendar as it stands
}

// settling is how long a month rests before it is frozen: a step that was decided
// in its last second may take until then to be written.
const settling = time.Hour

// RoundAgenda gives what a round does by itself, in order: reminders at the
// opening of working hours, the meetings' days, the freezing when the month is over, the circular.
func (a *Activities) RoundAgenda(ctx context.Context, in RoundInput) ([]RoundMoment, error) {
	r, cal, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return nil, err
	}
	var out []RoundMoment
	for i, day := range r.Rules.Reminders(cal, r.Month) {
		out = append(out, RoundMoment{fmt.Sprintf("remind/%d", i+1), cal.Alarm(day)})
	}
	for _, s := range round.Meetings {
		out = append(out, RoundMoment{"meeting/" + string(s), cal.Alarm(r.Rules.Day(cal, r.Month, s))})
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

// meetingNotices are the kinds that tell of a meeting: its day has come, its list is
// ready.
var meetingNotices = map[round.Step]casework.NoticeKind{
	round.StepAnalysis: casework.NoticeRoundAnalysis, round.StepReview: casework.NoticeRoundReview, round.StepDispatch: casework.NoticeRoundDispatch,
}

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
	notices := laggards(in, owing)
	return len(notices), a.ledger.PutNotices(ctx, schema.RoundTopic(r.Month), notices, in.Now)
}

// laggards gives a notice for each person, or post where nobody is named, that
// still owes something.
func laggards(in RemindInput, owing []OwedLine) (notices []schema.NewNotice) {
	seen := map[casework.Addressee]bool{}
	for _, o := range owing {
		who := o.To
		if who.Person != "" { // named: one notice, in however many units and posts they owe
			who = casework.Addressee{Person: who.Person}
		}
		if o.Done || seen[who] {
			continue
		}
		seen[who] = true
		// It keeps its unit and post: should the person have left, it climbs from there.
		notices = append(notices, schema.NewNotice{Kind: casework.NoticeRoundLaggard, To: o.To,
			Key: fmt.Sprintf("round/%s/%s/%s/%s/%s", in.Month, in.Reminder, who.Person, who.Unit, who.Role)})
	}
	return notices
}

// MeetingInput names a meeting of a round.
type MeetingInput struct {
	RoundInput
	Step round.Step
}

// TellMeeting tells the office that the day of a meeting has come.
func (a *Activities) TellMeeting(ctx context.Context, in MeetingInput) error {
	r, _, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return err
	}
	units, err := a.ledger.Units(ctx)
	if err != nil {
		return err
	}
	notice := schema.NewNotice{Key: "round/" + in.Month + "/meeting/" + string(in.Step), Kind: meetingNotices[in.Step], To: officePost(units)}
	return a.ledger.PutNotices(ctx, schema.RoundTopic(r.Month), []schema.NewNotice{notice}, in.Now)
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
	err := r.eachOf(ctx, r.ledger.EventsOfMoved(ctx, movedIn(in, cal, now), now), alive, func(p *casework.Policy, s *casework.State, events []casework.Event) {
		for _, o := range in.Rules.Owing(p, cal, in.Month, s, events, now) {
			out = append(out, OwedLine{s.Case, s.Kind, s.Task(o.Task).Unit, o})
		}
	})
	slices.SortFunc(out, func(a, b OwedLine) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Case, b.Case), cmp.Compare(a.Task, b.Task))
	})
	return out, err
}

// movedIn says which cases a month can be about: of years of a ledger most are
// settled long since.
func movedIn(in schema.Round, cal *calendar.Calendar, asOf time.Time) schema.Moved {
	ended, recorded := in.Rules.Settled(in.Month, cal.Zone(), asOf)
	return schema.Moved{Ended: ended, Recorded: recorded}
}

// eachOf folds case after case.
func (r *Rules) eachOf(ctx context.Context, cases iter.Seq2[[]casework.Event, error], alive func(),
	visit func(*casework.Policy, *casework.State, []casework.Event),
) error {
	n := 0
	for events, err := range cases {
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
	cal, err := r.calendarOf(ctx, in)
	if err != nil {
		return round.Snapshot{}, err
	}
	asOf := in.Month.End(cal.Zone())
	counter := round.NewCounter(in.Rules, in.Basis, in.Month, cal, asOf)
	households := casework.NewHouseholdFigures(counter.Columns()).Since(in.Month.First().Start(cal.Zone()))
	err = r.eachOf(ctx, r.ledger.EventsAsOf(ctx, "", asOf), alive, func(p *casework.Policy, s *casework.State, events []casework.Event) {
		counter.Add(p, s, events)
		households.Add(s)
	})
	if err != nil {
		return round.Snapshot{}, err
	}
	return counter.Snapshot(households), nil
}

// Agenda gives the list of a meeting as of a moment.
func (r *Rules) Agenda(ctx context.Context, in schema.Round, step round.Step, asOf time.Time) (round.Agenda, error) {
	cal, err := r.calendarOf(ctx, in)
	if err != nil {
		return round.Agenda{}, err
	}
	counter := round.NewCounter(in.Rules, in.Basis, in.Month, cal, asOf)
	cases := r.ledger.EventsOfMoved(ctx, movedIn(in, cal, asOf), asOf)
	if step == round.StepReview { // alerts ask for shares and households of every case that ever was
		cases = r.ledger.EventsAsOf(ctx, "", asOf)
	}
	if err := r.eachOf(ctx, cases, func() {}, counter.Add); err != nil {
		return round.Agenda{}, err
	}
	return counter.Agenda(step), nil
}

// calendarOf gives the holiday table with which a round was opened.
func (r *Rules) calendarOf(ctx context.Context, in schema.Round) (*calendar.Calendar, error) {
	table, err := r.ledger.CalendarOf(ctx, in.Basis.Calendar)
	if err != nil {
		return nil, err
	}
	cal, err := calendar.New(table)
	if err != nil {
		return nil, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return cal, nil
}

// Frozen is what freezing a month gave.
type Frozen struct {
	Digest string
	Raise  []Raise // directives that the rules ask for
}

// Bounds of an outage at a month's end.
const (
	lateWrites = 15 * time.Second   // steps are brought to the ledger again every ten seconds at most
	longPast   = 7 * 24 * time.Hour // then nothing of the month is still on its way
)

// rest is how long a month rests once more before it is counted. When the hour of
// settling passed in an outage, steps of the month's last moments may be on their
// way still; counted at once, the month would lack them and differ ever after.
func rest(m round.Month, cal *calendar.Calendar, now time.Time) time.Duration {
	late := now.Sub(m.End(cal.Zone()).Add(settling))
	if late > time.Minute && late < longPast {
		return lateWrites
	}
	return 0
}

// FreezeMonth counts the month and freezes its snapshot in the ledger. A month
// that is frozen stays as it is, and its own alerts are given again: a newer
// program that counts otherwise must not raise what the snapshot does not say.
func (a *Activities) FreezeMonth(ctx context.Context, in RoundInput) (Frozen, error) {
	r, cal, err := a.roundOf(ctx, in.Month)
	if err != nil {
		return Frozen{}, err
	}
	body, digest, err := a.ledger.SnapshotOf(ctx, r.Month)
	if casework.CodeOf(err) == casework.CodeNotFound {
		select {
		case <-time.After(rest(r.Month, cal, in.Now)):
		case <-ctx.Done():
			return Frozen{}, ctx.Err()
		}
		snapshot, err := a.rules.Count(ctx, r, func() { activity.RecordHeartbeat(ctx) })
		if err != nil {
			return Frozen{}, err
		}
		counted, sum := snapshot.Document()
		if err := a.ledger.PutSnapshot(ctx, r.Month, snapshot.AsOf, counted, sum, in.Now); err != nil {
			return Frozen{}, err
		}
		// Another attempt may have been faster: what stands in the ledger holds.
		body, digest, err = a.ledger.SnapshotOf(ctx, r.Month)
		if err != nil {
			return Frozen{}, err
		}
	} else if err != nil {
		return Frozen{}, err
	}
	var frozen round.Snapshot
	if err := json.Unmarshal(body, &frozen); err != nil {
		return Frozen{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return Frozen{Digest: digest, Raise: raisesOf(r, frozen)}, nil
}

// raisesOf gives the directives that a month's alerts ask for, one for each of
// their occasions.
func raisesOf(r schema.Round, s round.Snapshot) []Raise {
	var out []Raise
	for _, alert := range s.Alerts {
		urgency := r.Rules.Alerts[alert.Kind].Raise
		if urgency == "" {
			continue
		}
		ref := s.Month + "/" + alert.Ref()
		out = append(out, Raise{Lead: alert.Unit, Matter: schema.Matter{Kind: casework.KindDirective, Key: "alert/" + ref, Source: "alert",
			SourceRef: ref, Urgency: urgency, // In Chinese: the language of the offices that it goes to.
			Title: alert.Title(wording.Chinese, s.Month), Text: alert.Explain(wording.Chinese)}})
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
	notice := schema.NewNotice{Key: "round/" + in.Month + "/circular", Kind: casework.NoticeRoundCircular, To: to}
	return a.ledger.PutNotices(ctx, schema.RoundTopic(r.Month), []schema.NewNotice{notice}, in.Now)
}

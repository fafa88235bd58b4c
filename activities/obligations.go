package activities

// obligations.go: the daily look at dated obligations: who is reminded, what is
// collected.

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/schema"
)

const (
	obligationTopic = casework.CaseID("obligations")
	noticeMaturity  = "obligation_due" // 到期提醒
)

// SourceObligation is the source of what an overdue obligation raises.
const SourceObligation = "obligation"

// Looked is what a look at the obligations found.
type Looked struct {
	Open     int     // obligations looked at
	Reminded int     // reminders that stand today, sent now or before
	Raise    []Raise // collections that are to be raised
	More     bool    // and there are more of them: look again
}

// collectBatch is how many collections are given at once: their texts must fit
// into one payload.
const collectBatch = 200

// LookAtObligations reminds the units of what matures, each reminder once, and
// gives the collections that are new, a batch at a time. Repeating it changes
// nothing.
func (a *Activities) LookAtObligations(ctx context.Context, now time.Time) (Looked, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return Looked{}, err
	}
	today := calendar.DateOf(now, cal.Zone())
	list, err := a.ledger.Obligations(ctx, schema.ObligationFilter{Open: true})
	if err != nil {
		return Looked{}, err
	}
	activity.RecordHeartbeat(ctx, len(list))
	raised := map[string]bool{}
	matters, err := a.ledger.MattersOf(ctx, SourceObligation, "")
	if err != nil {
		return Looked{}, err
	}
	for _, m := range matters {
		raised[m.Key] = true
	}
	refused := map[string]bool{}
	refusals, err := a.ledger.Refusals(ctx, SourceObligation)
	if err != nil {
		return Looked{}, err
	}
	for _, r := range refusals {
		refused[r.Key] = true
	}
	out := Looked{Open: len(list)}
	var again []Raise // refused before: tried after the others, and nothing is looked at again for them
	var reminders []schema.NewNotice
	for _, o := range list {
		rule, err := obligation.RuleOf(o.Kind)
		if err != nil {
			return out, final(err)
		}
		call := rule.On(o.Obligation, today)
		switch {
		case call.Collect:
			matter := CollectionOf(rule, o.Obligation)
			switch {
			case raised[matter.Key]:
			case refused[matter.Key]:
				again = append(again, matter)
			case len(out.Raise) == collectBatch:
				out.More = true
			default:
				out.Raise = append(out.Raise, matter)
			}
		case call.Reminder > 0:
			reminders = append(reminders, schema.NewNotice{Kind: noticeMaturity, To: casework.Addressee{Unit: o.Unit, Role: casework.PostReporter},
				Key: fmt.Sprintf("obligation/%s/%s/%d", o.No, o.Due, call.Reminder)})
		}
	}
	if !out.More {
		out.Raise = append(out.Raise, again[:min(len(again), collectBatch-len(out.Raise))]...)
	}
	out.Reminded = len(reminders)
	return out, a.ledger.PutNotices(ctx, obligationTopic, reminders, now)
}

// CollectionOf gives the directive that collects an overdue obligation, one for
// each number and day: a day that was put off and missed again is collected again.
func CollectionOf(rule obligation.Rule, o obligation.Obligation) Raise {
	return Raise{Lead: o.Unit, Matter: schema.Matter{Kind: casework.KindDirective, Key: fmt.Sprintf("obligation/%s/%s", o.No, o.Due),
		Source: SourceObligation, SourceRef: o.No, Urgency: rule.Urgency,
		Title: fmt.Sprintf("%s逾期清收 %s", rule.Title.Zh, o.No),
		Text:  fmt.Sprintf("%s，%s 元，%s 到期未结清", o.Title, o.Amount, o.Due)}}
}

package activities

// obligations.go: the daily look at dated obligations: who is reminded, what is
// collected.

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.temporal.io/sdk/activity"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/casework/people"
	"duban/schema"
)

const obligationTopic = casework.CaseID("obligations")

// SourceObligation is the source of what an overdue obligation raises.
const SourceObligation = "obligation"

// Looked is what a look at the obligations found.
type Looked struct {
	Open     int     // obligations that are not settled
	Reminded int     // reminders told today, now or before
	Raise    []Raise // collections that are to be raised
	More     bool    // and there are more of them: look again
}

// collectBatch is how many collections are given at once: their texts must fit
// into one payload.
const collectBatch = 200

// LookAtObligations gives the collections that are new, a batch at a time, and
// with the last of them reminds of what matures: each person or post by one notice
// a day, each reminder once. Repeating it changes nothing, and on a rest day
// nothing happens.
func (a *Activities) LookAtObligations(ctx context.Context, now time.Time) (Looked, error) {
	cal, err := a.rules.Calendar(ctx)
	if err != nil {
		return Looked{}, err
	}
	var out Looked
	if out.Open, err = a.ledger.CountOpenObligations(ctx); err != nil {
		return out, err
	}
	today := calendar.DateOf(now, cal.Zone())
	if working, _ := cal.Workday(today); !working {
		return out, nil
	}
	book, err := a.ledger.ObligationBook(ctx)
	if err != nil {
		return out, final(err)
	}
	rules := book.Held(today)
	var windows []obligation.Window
	for _, kind := range slices.Sorted(maps.Keys(rules)) {
		windows = append(windows, rules[kind].WindowOn(cal, today))
	}
	overdue, err := a.ledger.ObligationsToCollect(ctx, windows, false, collectBatch+1)
	if err != nil {
		return out, err
	}
	if out.More = len(overdue) > collectBatch; out.More {
		overdue = overdue[:collectBatch]
	} else if len(overdue) < collectBatch {
		// What was refused before is tried after the others, and nothing is looked at
		// again for it.
		again, err := a.ledger.ObligationsToCollect(ctx, windows, true, collectBatch-len(overdue))
		if err != nil {
			return out, err
		}
		overdue = append(overdue, again...)
	}
	for i := range overdue {
		out.Raise = append(out.Raise, CollectionOf(rules[overdue[i].Kind], &overdue[i]))
	}
	activity.RecordHeartbeat(ctx, len(overdue))
	if out.More {
		return out, nil
	}
	maturing, err := a.ledger.ObligationsToRemind(ctx, windows, today)
	if err != nil {
		return out, err
	}
	chart, err := a.rules.Chart(ctx)
	if err != nil {
		return out, err
	}
	notices, reminders := remindersOf(rules, cal, chart, maturing, today)
	if err := a.ledger.PutReminders(ctx, obligationTopic, notices, reminders, now); err != nil {
		return out, err
	}
	told, err := a.ledger.RemindersOn(ctx, today)
	out.Reminded = len(told)
	return out, err
}

// remindersOf gives what is to be told on a day and the notices that tell it: one
// to each person who holds the unit's post, whatever units they hold it in, or to
// the post where nobody does.
func remindersOf(rules map[string]obligation.Rule, cal *calendar.Calendar, chart *people.Chart,
	maturing []schema.ToRemind, today calendar.Date) (notices []schema.NewNotice, reminders []schema.Reminder) {
	seen := map[string]bool{}
	for _, o := range maturing {
		call := rules[o.Kind].On(cal, o.Obligation, today)
		if call.Reminder == 0 || o.Told > 0 && o.Told <= call.Reminder {
			continue
		}
		r := schema.Reminder{No: o.No, Due: o.Due, Days: call.Reminder, On: today}
		for _, to := range chart.Each(casework.Addressee{Unit: o.Unit, Role: casework.PostReporter}, today) {
			who := fmt.Sprintf("/%s/%s", to.Unit, to.Role)
			if to.Person != "" {
				who = string(to.Person)
			}
			key := fmt.Sprintf("obligations/%s/%s", today, who)
			r.Notices = append(r.Notices, key)
			if !seen[key] {
				seen[key] = true
				// It keeps its unit and post: should the person have left, it climbs from there.
				notices = append(notices, schema.NewNotice{Kind: casework.NoticeObligationDue, To: to, Key: key})
			}
		}
		reminders = append(reminders, r)
	}
	return notices, reminders
}

// CollectionKey names the occasion on which an obligation's day was missed; after a
// settlement was taken back it is another one. The query of what is to be collected
// makes the same key (collection_key).
func CollectionKey(o *schema.ObligationEntry) string {
	if o.TakenBack != 0 {
		return fmt.Sprintf("obligation/%s/%s/%d", o.No, o.Due, o.TakenBack)
	}
	return fmt.Sprintf("obligation/%s/%s", o.No, o.Due)
}

// CollectionOf gives the directive that collects an overdue obligation, one for
// each number and day: a day that was put off and missed again is collected again,
// and so is one whose case had ended before its settlement was taken back.
func CollectionOf(rule obligation.Rule, o *schema.ObligationEntry) Raise {
	return Raise{Lead: o.Unit, Matter: schema.Matter{Kind: casework.KindDirective, Key: CollectionKey(o),
		Source: SourceObligation, SourceRef: o.No, Urgency: rule.Urgency,
		Title: fmt.Sprintf("%s逾期清收 %s", rule.Title.Zh, o.No),
		Text:  fmt.Sprintf("%s，%s 元，%s 到期未结清", o.Title, o.Amount, o.Due)}}
}

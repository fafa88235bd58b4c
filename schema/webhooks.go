package schema

// webhooks.go: who is told of events and slips, and what came of it.

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"duban/casework"
	"duban/casework/webhook"
	"duban/schema/db"
)

// Webhook is a receiver of messages with how it is doing.
type Webhook struct {
	webhook.Subscription

	ID     int64
	Active bool
	By     casework.PersonID // who made it
	Made   time.Time

	Key    string // of the ring that sealed the secret
	Sealed []byte
	Place  string // what it is sealed for

	Failures  int       // one after another
	Resume    time.Time // left alone until then
	Waiting   int       // messages that are to be sent
	Delivered time.Time // the newest one; zero for never
}

// AddWebhook enters a receiver and gives its number.
func (l *Ledger) AddWebhook(ctx context.Context, w Webhook) (int64, error) {
	id, err := l.q.AddWebhook(ctx, db.AddWebhookParams{Title: w.Title, Url: w.URL, KeyID: w.Key, Sealed: w.Sealed, Place: w.Place,
		Plan: w.Plan, Unit: string(w.Unit), Events: texts(w.Events), Slips: append([]string{}, w.Slips...), MadeBy: string(w.By), CreatedAt: w.Made})
	return id, translate(err)
}

// Webhooks gives every receiver, in the order of their making.
func (l *Ledger) Webhooks(ctx context.Context) ([]Webhook, error) {
	rows, err := l.q.Webhooks(ctx)
	out := make([]Webhook, len(rows))
	for i, r := range rows {
		out[i] = webhookOf(db.Webhook{ID: r.ID, Title: r.Title, Url: r.Url, KeyID: r.KeyID, Sealed: r.Sealed, Place: r.Place, Plan: r.Plan,
			Unit: r.Unit, Events: r.Events, Slips: r.Slips, Active: r.Active, MadeBy: r.MadeBy, CreatedAt: r.CreatedAt, Failures: r.Failures, ResumeAt: r.ResumeAt})
		out[i].Waiting = int(r.Waiting)
		if r.DeliveredAt.Unix() > 0 {
			out[i].Delivered = r.DeliveredAt.UTC()
		}
	}
	return out, translate(err)
}

// Webhook gives one receiver, or [casework.CodeNotFound].
func (l *Ledger) Webhook(ctx context.Context, id int64) (Webhook, error) {
	r, err := l.q.Webhook(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Webhook{}, casework.Errorf(casework.CodeNotFound, "notfound.webhook")
	}
	return webhookOf(r), translate(err)
}

func webhookOf(r db.Webhook) Webhook {
	w := Webhook{Subscription: webhook.Subscription{Title: r.Title, URL: r.Url, Plan: r.Plan, Unit: casework.UnitID(r.Unit), Slips: r.Slips},
		ID: r.ID, Active: r.Active, By: casework.PersonID(r.MadeBy), Made: r.CreatedAt.UTC(),
		Key: r.KeyID, Sealed: r.Sealed, Place: r.Place, Failures: r.Failures, Resume: r.ResumeAt.UTC()}
	for _, t := range r.Events {
		w.Events = append(w.Events, casework.EventType(t))
	}
	return w
}

// SetWebhookActive stops a receiver's messages or lets them go on. What happens
// meanwhile is not told.
func (l *Ledger) SetWebhookActive(ctx context.Context, id int64, active bool) error {
	return oneWebhook(l.q.SetWebhookActive(ctx, active, id))
}

// DropWebhook removes a receiver with its log.
func (l *Ledger) DropWebhook(ctx context.Context, id int64) error {
	return oneWebhook(l.q.DropWebhook(ctx, id))
}

func oneWebhook(n int64, err error) error {
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.webhook")
	}
	return translate(err)
}

// AnyWebhook tells whether anybody is to be told of anything.
func (l *Ledger) AnyWebhook(ctx context.Context) (bool, error) {
	some, err := l.q.AnyWebhook(ctx)
	return some.Bool, translate(err)
}

// SpreadEvents makes messages of up to limit events and slips that nobody has looked at, one
// for each receiver that wants them, and gives how many it looked at.
func (l *Ledger) SpreadEvents(ctx context.Context, limit int, now time.Time) (int, error) {
	n, err := l.q.SpreadEvents(ctx, limit, now)
	return int(n), translate(err)
}

// DueWebhooks gives the receivers that have something to be told now.
func (l *Ledger) DueWebhooks(ctx context.Context, now time.Time) ([]int64, error) {
	ids, err := l.q.DueWebhooks(ctx, now)
	return ids, translate(err)
}

// Due is a message that is to be sent.
type Due struct {
	ID       int64
	Attempts int // this one included
	Made     time.Time
	Message  webhook.Message
	Unread   error // why there is no message: what it tells of cannot be read
}

// ClaimDelivery takes a receiver's next message and keeps other processes off it
// for the lease; false when there is none.
func (l *Ledger) ClaimDelivery(ctx context.Context, webhookID int64, now time.Time, lease time.Duration) (Due, bool, error) {
	rows, err := l.q.ClaimDelivery(ctx, now, now.Add(lease), webhookID)
	if err != nil || len(rows) == 0 {
		return Due{}, false, translate(err)
	}
	r := rows[0]
	due := Due{ID: r.ID, Attempts: r.Attempts, Made: r.CreatedAt.UTC()}
	due.Message, due.Unread, err = l.message(ctx, r.CaseID, r.Seq, r.Slip)
	return due, err == nil, err
}

// message gives what is told of an event or a slip. That it is gone, or that its bytes
// say nothing, is unread: only this message suffers from it. A database that does not
// answer is err: nobody is told anything then.
func (l *Ledger) message(ctx context.Context, id string, seq int64, slip bool) (m webhook.Message, unread, err error) {
	if slip {
		r, err := l.q.SlipBody(ctx, id, seq)
		if errors.Is(err, sql.ErrNoRows) {
			return m, err, nil
		}
		if err != nil {
			return m, nil, translate(err)
		}
		s, unread := slipOf(r.Body, r.Hash)
		return webhook.OfSlip(s, casework.Kind(r.Kind), r.Plan, casework.UnitID(r.Unit)), unread, nil
	}
	r, err := l.q.EventBody(ctx, id, seq)
	if errors.Is(err, sql.ErrNoRows) {
		return m, err, nil
	}
	if err != nil {
		return m, nil, translate(err)
	}
	e, unread := eventOf(r.Body, r.Hash)
	return webhook.Of(e, casework.Kind(r.Kind), r.Plan), unread, nil
}

// DeliverySucceeded notes that a message has arrived.
func (l *Ledger) DeliverySucceeded(ctx context.Context, id int64, status int, now time.Time) error {
	return translate(l.q.DeliverySucceeded(ctx, now, status, id))
}

// Failure is why a message has not arrived, and when it is tried again.
type Failure struct {
	Status  int    // of the answer; 0 for none
	Problem string // key of a sentence
	Next    time.Time
	GivenUp bool
	Resume  time.Time // the receiver is left alone until then; zero: it is not to blame
}

// DeliveryFailed notes that a message has not arrived.
func (l *Ledger) DeliveryFailed(ctx context.Context, id int64, f Failure) error {
	return translate(l.q.DeliveryFailed(ctx, db.DeliveryFailedParams{ID: id, Status: f.Status, Problem: f.Problem,
		NextAt: sql.NullTime{Time: f.Next, Valid: !f.GivenUp}, ResumeAt: sql.NullTime{Time: f.Resume, Valid: !f.Resume.IsZero()}}))
}

// Delivery is a line of a receiver's log.
type Delivery struct {
	ID        int64
	Case      casework.CaseID
	Seq       int64
	Event     casework.EventType // "" of a slip
	Slip      string             // the rung of a slip; "" of an event
	Made      time.Time
	Attempts  int
	Tried     time.Time // the last time
	Next      time.Time // zero: delivered or given up
	Delivered time.Time
	Status    int
	Problem   string // key of a sentence
}

// GivenUp tells whether the message is tried no more.
func (d Delivery) GivenUp() bool { return d.Next.IsZero() && d.Delivered.IsZero() }

// Deliveries gives a receiver's log, the newest first, before an ID (0 = all), and
// the ID to go on with (0 = that was all).
func (l *Ledger) Deliveries(ctx context.Context, webhookID, before int64, limit int) ([]Delivery, int64, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	if limit <= 0 {
		limit = defaultLines
	}
	limit = min(limit, maxLines)
	rows, err := l.q.Deliveries(ctx, webhookID, before, limit+1)
	if err != nil {
		return nil, 0, translate(err)
	}
	var next int64
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ID
	}
	out := make([]Delivery, len(rows))
	for i, r := range rows {
		out[i] = Delivery{ID: r.ID, Case: casework.CaseID(r.CaseID), Seq: r.Seq, Made: r.CreatedAt.UTC(),
			Attempts: r.Attempts, Tried: moment(r.TriedAt), Next: moment(r.NextAt), Delivered: moment(r.DeliveredAt),
			Status: r.Status, Problem: r.Problem}
		if r.Slip {
			out[i].Slip = r.EventType
		} else {
			out[i].Event = casework.EventType(r.EventType)
		}
	}
	return out, next, nil
}

// SendAgain tries a message once more that was delivered or given up.
func (l *Ledger) SendAgain(ctx context.Context, webhookID, id int64, now time.Time) error {
	n, err := l.q.SendAgain(ctx, now, id, webhookID)
	if err == nil && n == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.delivery")
	}
	return translate(err)
}

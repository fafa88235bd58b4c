package activities

// messages.go: telling other programs of events. What is to be told waits in the
// ledger, written there by the step itself; every attempt is noted before it is
// made, so that a process killed at any instant leaves the message to be tried
// again: at least once, never not at all.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"go.temporal.io/sdk/activity"
	"golang.org/x/sync/errgroup"

	"duban/activities/outbound"
	"duban/casework"
	"duban/casework/webhook"
	"duban/schema"
)

// SecretOf opens the secret that signs what a receiver is told.
type SecretOf func(schema.Webhook) ([]byte, error)

// Messages is what sending takes.
type Messages struct {
	ledger   *schema.Ledger
	secretOf SecretOf
	client   *http.Client
	log      *slog.Logger
}

// NewMessages makes the set of activities that send.
func NewMessages(l *schema.Ledger, secretOf SecretOf, allowed outbound.Policy, log *slog.Logger) *Messages {
	return &Messages{ledger: l, secretOf: secretOf, client: allowed.Client(), log: log}
}

// SendInput says how long to stay and send what happens meanwhile.
type SendInput struct {
	Stay time.Duration `json:"stay"`
}

// Sent counts what was done.
type Sent struct {
	Events    int `json:"events"` // looked at
	Delivered int `json:"delivered"`
	Failed    int `json:"failed"`
}

const (
	spreadBatch = 1000
	// sendLease is how long an attempt may take at most, with its note.
	sendLease = time.Minute
	// lookEvery is how soon an event is told of after it happened.
	lookEvery = time.Second
	// toldAtOnce is how many receivers are told side by side; each gets one message at a time.
	toldAtOnce = 8
	// turn bounds how long one receiver is served before all are looked at again.
	turn = 10 * time.Second
)

// SendMessages sends what waits, and stays to send what comes. Without any
// receiver it ends at once.
func (m *Messages) SendMessages(ctx context.Context, in SendInput) (Sent, error) {
	var out Sent
	over := time.NewTimer(in.Stay)
	defer over.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		some, err := m.ledger.AnyWebhook(ctx)
		if err != nil || !some {
			return out, err
		}
		if err := m.sendDue(ctx, &out); err != nil {
			return out, err
		}
		activity.RecordHeartbeat(ctx, out)
		select {
		case <-ctx.Done():
			return out, ctx.Err()
		case <-activity.GetWorkerStopChannel(ctx):
			return out, nil // the next firing goes on
		case <-over.C:
			return out, nil
		case <-look.C:
		}
	}
}

func (m *Messages) sendDue(ctx context.Context, out *Sent) error {
	for {
		n, err := m.ledger.SpreadEvents(ctx, spreadBatch, time.Now())
		if err != nil {
			return err
		}
		out.Events += n
		if n < spreadBatch {
			break
		}
	}
	ids, err := m.ledger.DueWebhooks(ctx, time.Now())
	if err != nil {
		return err
	}
	sent := make([]Sent, len(ids))
	var group errgroup.Group // what goes wrong with one receiver breaks off no other
	group.SetLimit(toldAtOnce)
	for i, id := range ids {
		group.Go(func() error { return m.serve(ctx, id, &sent[i]) })
	}
	err = group.Wait()
	for _, s := range sent {
		out.Delivered += s.Delivered
		out.Failed += s.Failed
	}
	return err
}

// serve sends one receiver its messages, the oldest first, until one fails.
func (m *Messages) serve(ctx context.Context, id int64, out *Sent) error {
	until := time.Now().Add(turn)
	for time.Now().Before(until) && ctx.Err() == nil {
		due, ok, err := m.ledger.ClaimDelivery(ctx, id, time.Now(), sendLease)
		if err != nil || !ok {
			return err
		}
		if due.Unread != nil {
			if err := m.unread(ctx, id, due, out); err != nil {
				return err
			}
			continue // the receiver is told everything else
		}
		to, err := m.ledger.Webhook(ctx, id) // as it is now: it may have been stopped meanwhile
		if casework.CodeOf(err) == casework.CodeNotFound {
			return nil // or removed: no reason to break off what others are told
		}
		if err != nil {
			return err
		}
		status, problem := m.post(ctx, to, due)
		if ctx.Err() != nil {
			return ctx.Err() // cut off by ourselves: not the receiver's failure; the lease ends by itself
		}
		now := time.Now()
		if problem == "" {
			out.Delivered++
			if err := m.ledger.DeliverySucceeded(ctx, due.ID, status, now); err != nil {
				return err
			}
			continue
		}
		out.Failed++
		next, again := webhook.Again(due.Made, now, due.Attempts)
		return m.ledger.DeliveryFailed(ctx, due.ID, schema.Failure{Status: status, Problem: problem, Next: next, GivenUp: !again,
			Resume: now.Add(webhook.Wait(to.Failures + 1))})
	}
	return nil
}

// unread notes that what a message tells of cannot be read. That is nobody's fault at
// the receiver's: it is tried again like any other, and holds up itself alone.
func (m *Messages) unread(ctx context.Context, webhookID int64, due schema.Due, out *Sent) error {
	m.log.Error("what a message tells of cannot be read", "webhook", webhookID, "delivery", due.ID, "error", due.Unread)
	out.Failed++
	next, again := webhook.Again(due.Made, time.Now(), due.Attempts)
	return m.ledger.DeliveryFailed(ctx, due.ID, schema.Failure{Problem: problemUnread, Next: next, GivenUp: !again})
}

// What can go wrong, as keys of sentences. What a receiver's network says stays in
// the log of the program: it would tell whoever typed the address what stands there.
const (
	problemUnread  = "webhook.problem.unread" // in the ledger
	problemSecret  = "webhook.problem.secret"
	problemAddress = "webhook.problem.address" // not a public one
	problemReach   = "webhook.problem.reach"
	problemAnswer  = "webhook.problem.answer"
)

// maxAnswer is how much of an answer is read: nobody looks at it.
const maxAnswer = 64 << 10

// post makes one attempt.
func (m *Messages) post(ctx context.Context, to schema.Webhook, due schema.Due) (status int, problem string) {
	secret, err := m.secretOf(to)
	if err != nil {
		m.log.Error("a webhook's secret cannot be opened", "webhook", to.ID, "error", err)
		return 0, problemSecret
	}
	body, at := due.Message.Body(), time.Now()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return 0, problemReach
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "duban")
	r.Header.Set(webhook.HeaderID, due.Message.ID)
	r.Header.Set(webhook.HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	r.Header.Set(webhook.HeaderSignature, webhook.Sign(secret, due.Message.ID, at, body))
	res, err := m.client.Do(r)
	if errors.Is(err, outbound.ErrForbidden) {
		return 0, problemAddress
	}
	if err != nil {
		m.log.Warn("a webhook is not reached", "webhook", to.ID, "error", err)
		return 0, problemReach
	}
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer) // so that the connection can be used again
	_ = res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return res.StatusCode, problemAnswer
	}
	return res.StatusCode, ""
}

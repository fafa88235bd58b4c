package engine

// webhooks.go: who is told of the events and slips of cases. An office or an administrator
// says so, and sees what came of it.

import (
	"context"
	"crypto/rand"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"duban/casework"
	"duban/casework/webhook"
	"duban/codec"
	"duban/schema"
)

// secretBytes is how long a secret is.
const secretBytes = 32

// secretOf opens a receiver's secret.
func (e *Engine) secretOf(w schema.Webhook) ([]byte, error) {
	return e.keys.OpenCell(codec.Cell{Key: w.Key, Sealed: w.Sealed}, w.Place)
}

// AddWebhook enters a receiver and gives the secret that signs what it is told,
// which is shown only now.
func (v *Viewer) AddWebhook(ctx context.Context, s webhook.Subscription, address string) (secret string, made schema.Webhook, err error) {
	if _, err := casework.AuthoriseWebhooks(v.By); err != nil {
		return "", made, err
	}
	rungs, err := v.Rungs(ctx)
	if err != nil {
		return "", made, err
	}
	ids := make([]string, len(rungs))
	for i, r := range rungs {
		ids[i] = r.ID
	}
	if err := s.Check(ids); err != nil {
		return "", made, err
	}
	if err := v.e.outbound.CheckURL(s.URL); err != nil {
		return "", made, err
	}
	if s.Unit != "" {
		if err := v.e.KnownUnit(ctx, s.Unit); err != nil {
			return "", made, err
		}
	}
	place, err := uuid.NewV7()
	if err != nil {
		return "", made, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	var random [secretBytes]byte
	_, _ = rand.Read(random[:]) // never fails
	made = schema.Webhook{Subscription: s, Active: true, By: v.By.Person, Made: v.now, Place: "webhook/" + place.String()}
	cell, err := v.e.keys.SealCell(random[:], made.Place)
	if err != nil {
		return "", made, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	made.Key, made.Sealed = cell.Key, cell.Sealed
	if made.ID, err = v.e.Ledger.AddWebhook(ctx, made); err != nil {
		return "", made, err
	}
	return webhook.SecretText(random[:]), made, v.recordWebhook(ctx, "add", made.ID, address)
}

// Rungs gives the rungs of every policy's ladder, each once: the kinds of slips.
func (v *Viewer) Rungs(ctx context.Context) ([]casework.Rung, error) {
	list, err := v.Policies(ctx)
	if err != nil {
		return nil, err
	}
	var out []casework.Rung
	for _, p := range list {
		for _, r := range p.Ladder {
			if !slices.ContainsFunc(out, func(o casework.Rung) bool { return o.ID == r.ID }) {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b casework.Rung) int { return a.At - b.At })
	return out, nil
}

// Webhooks gives every receiver.
func (v *Viewer) Webhooks(ctx context.Context) ([]schema.Webhook, error) {
	if _, err := casework.AuthoriseWebhooks(v.By); err != nil {
		return nil, err
	}
	return v.e.Ledger.Webhooks(ctx)
}

// Webhook gives one receiver.
func (v *Viewer) Webhook(ctx context.Context, id int64) (schema.Webhook, error) {
	if _, err := casework.AuthoriseWebhooks(v.By); err != nil {
		return schema.Webhook{}, err
	}
	return v.e.Ledger.Webhook(ctx, id)
}

// SetWebhookActive stops a receiver's messages or lets them go on.
func (v *Viewer) SetWebhookActive(ctx context.Context, id int64, active bool, address string) error {
	if _, err := casework.AuthoriseWebhooks(v.By); err != nil {
		return err
	}
	if err := v.e.Ledger.SetWebhookActive(ctx, id, active); err != nil {
		return err
	}
	what := "stop"
	if active {
		what = "resume"
	}
	return v.recordWebhook(ctx, what, id, address)
}

// DropWebhook removes a receiver with its log.
func (v *Viewer) DropWebhook(ctx context.Context, id int64, address string) error {
	if _, err := casework.AuthoriseWebhooks(v.By); err != nil {
		return err
	}
	if err := v.e.Ledger.DropWebhook(ctx, id); err != nil {
		return err
	}
	return v.recordWebhook(ctx, "drop", id, address)
}

// Deliveries gives a receiver's log: see [schema.Ledger.Deliveries].
func (v *Viewer) Deliveries(ctx context.Context, id, before int64, limit int) ([]schema.Delivery, int64, error) {
	if _, err := v.Webhook(ctx, id); err != nil {
		return nil, 0, err
	}
	return v.e.Ledger.Deliveries(ctx, id, before, limit)
}

// SendAgain tries a message once more.
func (v *Viewer) SendAgain(ctx context.Context, id, delivery int64) error {
	if _, err := v.Webhook(ctx, id); err != nil {
		return err
	}
	return v.e.Ledger.SendAgain(ctx, id, delivery, v.now)
}

func (v *Viewer) recordWebhook(ctx context.Context, what string, id int64, address string) error {
	return v.e.Ledger.RecordAccess(ctx, schema.Access{At: v.now, Person: v.By.Person, Act: schema.AccessWebhook,
		Detail: what + " " + strconv.FormatInt(id, 10), Address: address})
}

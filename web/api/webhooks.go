package api

// webhooks.go: who is told of events and slips, for programs that set themselves up.

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/webhook"
	"duban/casework/wording"
	"duban/schema"
)

// Webhook is a receiver of messages.
type Webhook struct {
	ID        int64                `json:"id" example:"1"`
	Title     string               `json:"title" example:"市监测平台"`
	URL       string               `json:"url" example:"https://example.org/duban"`
	Plan      string               `json:"plan,omitempty"`
	Unit      casework.UnitID      `json:"unit,omitempty"`
	Events    []casework.EventType `json:"events" nullable:"false" doc:"all: every type. None, with no slips either: all of them"`
	Slips     []string             `json:"slips" nullable:"false" doc:"Rungs of the ladder; all: every one. None: no slips"`
	Active    bool                 `json:"active"`
	Made      time.Time            `json:"made"`
	By        casework.PersonID    `json:"made_by"`
	Failures  int                  `json:"failures" doc:"One after another"`
	Waiting   int                  `json:"waiting" doc:"Messages that are to be sent; in lists only"`
	Delivered *time.Time           `json:"delivered,omitempty" doc:"The newest message; in lists only"`
}

func webhookOf(w schema.Webhook) Webhook {
	return Webhook{ID: w.ID, Title: w.Title, URL: w.URL, Plan: w.Plan, Unit: w.Unit, Events: append([]casework.EventType{}, w.Events...), Slips: append([]string{}, w.Slips...),
		Active: w.Active, Made: w.Made, By: w.By, Failures: w.Failures, Waiting: w.Waiting, Delivered: momentOf(w.Delivered)}
}

// NewWebhook is a receiver as it is asked for.
type NewWebhook struct {
	Title  string               `json:"title" example:"市监测平台"`
	URL    string               `json:"url" doc:"https, a public address unless the configuration allows others" example:"https://example.org/duban"`
	Plan   string               `json:"plan,omitempty" doc:"Of one plan only"`
	Unit   casework.UnitID      `json:"unit,omitempty" doc:"Of a unit and those below it only"`
	Events []casework.EventType `json:"events,omitempty" doc:"Of these types only; all: of every type. None, with no slips either: of every type" example:"[\"returned\",\"closed\"]"`
	Slips  []string             `json:"slips,omitempty" doc:"Of slips of these rungs of the ladder too; all: of every slip. With slips and no events: of slips only" example:"[\"urging\",\"supervision\"]"`
}

// MadeWebhook is a fresh receiver with its secret.
type MadeWebhook struct {
	Webhook
	Secret string `json:"secret" doc:"Signs what is sent, as the Standard Webhooks convention says; shown only now" example:"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"`
}

// Delivery is a line of a receiver's log.
type Delivery struct {
	ID        int64              `json:"id"`
	Case      casework.CaseID    `json:"case" example:"2021-001"`
	Seq       int64              `json:"seq" example:"7"`
	Event     casework.EventType `json:"event,omitempty" doc:"Missing for a slip" example:"submitted"`
	Slip      string             `json:"slip,omitempty" doc:"The rung of a slip; missing for an event" example:"urging"`
	Made      time.Time          `json:"made"`
	Attempts  int                `json:"attempts" example:"1"`
	Next      *time.Time         `json:"next,omitempty" doc:"When it is tried again"`
	Delivered *time.Time         `json:"delivered,omitempty"`
	Status    int                `json:"status,omitempty" doc:"Of the receiver's last answer" example:"204"`
	Problem   string             `json:"problem,omitempty" doc:"What went wrong last, in the language asked for"`
}

// WebhookInput names a receiver.
type WebhookInput struct {
	ID int64 `path:"webhook" example:"1"`
}

type logInput struct {
	WebhookInput
	After int64 `query:"after" doc:"The place after which the page begins: next of the page before"`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"How many at most"`
}

type changeInput struct {
	WebhookInput
	Body struct {
		Active bool `json:"active" doc:"False stops the messages: what happens meanwhile is not told"`
	}
}

func (a *API) webhookRoutes() {
	missing := []int{http.StatusNotFound}
	handle(a, spec{path: "/webhooks", id: "list-webhooks", tag: "Webhooks", summary: "Who is told of events and slips", scope: casework.TokenAdmin},
		func(ctx context.Context, c *call, _ *nothing) (*all[Webhook], error) {
			list, err := c.Webhooks(ctx)
			return every(list, err, func(w *schema.Webhook) Webhook { return webhookOf(*w) })
		})
	handle(a, spec{method: http.MethodPost, path: "/webhooks", id: "add-webhook", tag: "Webhooks", summary: "Tell another program of events and slips",
		about: "Each event and each slip of a case that the receiver wants is posted at least once, as the schema Message says, signed by HMAC-SHA256 over ID, moment and body in the headers " +
			"webhook-id, webhook-timestamp and webhook-signature. Any 2xx accepts it. Failures are tried again for three days.",
		scope: casework.TokenAdmin, status: http.StatusCreated},
		func(ctx context.Context, c *call, in *one[NewWebhook]) (*one[MadeWebhook], error) {
			b := in.Body
			secret, made, err := c.AddWebhook(ctx, webhook.Subscription{Title: b.Title, URL: b.URL, Plan: b.Plan, Unit: b.Unit, Events: b.Events, Slips: b.Slips}, c.address)
			if err != nil {
				return nil, err
			}
			return &one[MadeWebhook]{MadeWebhook{webhookOf(made), secret}}, nil
		})
	handle(a, spec{method: http.MethodPatch, path: "/webhooks/{webhook}", id: "set-webhook", tag: "Webhooks", summary: "Stop a receiver's messages, or let them go on",
		scope: casework.TokenAdmin, status: http.StatusNoContent, errors: missing},
		func(ctx context.Context, c *call, in *changeInput) (*nothing, error) {
			return nil, c.SetWebhookActive(ctx, in.ID, in.Body.Active, c.address)
		})
	handle(a, spec{method: http.MethodDelete, path: "/webhooks/{webhook}", id: "drop-webhook", tag: "Webhooks", summary: "Remove a receiver with its log",
		scope: casework.TokenAdmin, status: http.StatusNoContent, errors: missing},
		func(ctx context.Context, c *call, in *WebhookInput) (*nothing, error) {
			return nil, c.DropWebhook(ctx, in.ID, c.address)
		})
	handle(a, spec{path: "/webhooks/{webhook}/deliveries", id: "list-deliveries", tag: "Webhooks", summary: "What a receiver was sent, the newest first",
		scope: casework.TokenAdmin, errors: missing},
		func(ctx context.Context, c *call, in *logInput) (*page[Delivery], error) {
			list, next, err := c.Deliveries(ctx, in.ID, in.After, in.Limit)
			if err != nil {
				return nil, err
			}
			items := make([]Delivery, len(list))
			for i, d := range list {
				items[i] = Delivery{ID: d.ID, Case: d.Case, Seq: d.Seq, Event: d.Event, Slip: d.Slip, Made: d.Made, Attempts: d.Attempts, Next: momentOf(d.Next),
					Delivered: momentOf(d.Delivered), Status: d.Status}
				if d.Problem != "" {
					items[i].Problem = wording.Text(c.lang, d.Problem)
				}
			}
			key := ""
			if next != 0 {
				key = strconv.FormatInt(next, 10)
			}
			path := "/webhooks/" + strconv.FormatInt(in.ID, 10) + "/deliveries"
			return pageOf(items, path, url.Values{"limit": {strconv.Itoa(in.Limit)}}, key), nil
		})
}

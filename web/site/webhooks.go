package site

// webhooks.go: which programs are told of events and slips, and what came of it.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/webhook"
	"duban/schema"
	"duban/web/caller"
)

// webhooksBody is what the page of receivers shows.
type webhooksBody struct {
	Hooks  []schema.Webhook
	Plans  []schema.Plan
	Types  []casework.EventType
	Rungs  []casework.Rung
	Form   webhook.Subscription // what was typed and not taken
	Chosen map[casework.EventType]bool

	ChosenSlips map[string]bool
	Error       string
	Secret      string // of a fresh receiver: only now
}

// EveryEvent tells whether every type of event is chosen.
func (b webhooksBody) EveryEvent() bool { return b.Chosen[webhook.All] }

// RungTitle names a kind of slip as the rules name it; one that no rule knows any more
// keeps its ID.
func (b webhooksBody) RungTitle(id string) casework.Title {
	for _, r := range b.Rungs {
		if r.ID == id {
			return r.Form
		}
	}
	return casework.Title{Zh: id, En: id}
}

// deliveriesBody is what the page of a receiver's log shows.
type deliveriesBody struct {
	Hook  schema.Webhook
	Lines []schema.Delivery
	Next  string
}

const deliveriesPerPage = 50

func (s *Site) routesWebhooks(mux *http.ServeMux) {
	s.page(mux, "GET /webhooks", s.showWebhooks)
	s.page(mux, "POST /webhooks", s.addWebhook)
	s.page(mux, "GET /webhooks/{id}", s.showDeliveries)
	s.page(mux, "POST /webhooks/{id}/{act}", s.changeWebhook)
	s.page(mux, "POST /webhooks/{id}/deliveries/{delivery}/again", s.sendAgain)
}

func (s *Site) showWebhooks(w http.ResponseWriter, r *request) error {
	return s.renderWebhooks(w, r, http.StatusOK, webhooksBody{})
}

func (s *Site) renderWebhooks(w http.ResponseWriter, r *request, status int, body webhooksBody) (err error) {
	if body.Hooks, err = r.viewer.Webhooks(r.Context()); err != nil {
		return err
	}
	if body.Plans, err = r.viewer.PlansToChoose(r.Context()); err != nil {
		return err
	}
	body.Types, body.Chosen, body.ChosenSlips = casework.EventTypes, map[casework.EventType]bool{}, map[string]bool{}
	for _, t := range body.Form.Events {
		body.Chosen[t] = true
	}
	for _, id := range body.Form.Slips {
		body.ChosenSlips[id] = true
	}
	if body.Rungs, err = r.viewer.Rungs(r.Context()); err != nil {
		return err
	}
	s.render(w, r, status, "webhooks", "web.webhooks.title", body)
	return nil
}

// addWebhook enters a receiver and shows its secret in the answer itself: kept for
// another page it would stand somewhere.
func (s *Site) addWebhook(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	f := webhook.Subscription{Title: strings.TrimSpace(r.PostForm.Get("title")), URL: strings.TrimSpace(r.PostForm.Get("url")),
		Plan: r.PostForm.Get("plan"), Unit: casework.UnitID(strings.TrimSpace(r.PostForm.Get("unit")))}
	for _, t := range r.PostForm["event"] {
		f.Events = append(f.Events, casework.EventType(t))
	}
	f.Slips = r.PostForm["slip"]
	secret, _, err := r.viewer.AddWebhook(r.Context(), f, caller.Address(r.Request))
	if err == nil {
		return s.renderWebhooks(w, r, http.StatusOK, webhooksBody{Secret: secret})
	}
	e := shown(err)
	if e.Code != casework.CodeInvalid && e.Code != casework.CodeNotFound {
		return err
	}
	return s.renderWebhooks(w, r, http.StatusUnprocessableEntity, webhooksBody{Form: f, Error: r.text(e)})
}

func (s *Site) changeWebhook(w http.ResponseWriter, r *request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	from := caller.Address(r.Request)
	switch act := r.PathValue("act"); act {
	case "stop", "resume":
		err = r.viewer.SetWebhookActive(r.Context(), id, act == "resume", from)
	case "drop":
		err = r.viewer.DropWebhook(r.Context(), id, from)
	default:
		err = casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	if err != nil {
		return err
	}
	s.notice(r, "web.webhooks.done")
	redirect(w, r, "/webhooks")
	return nil
}

func (s *Site) showDeliveries(w http.ResponseWriter, r *request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get(paramAfter), 10, 64) // what is no number is the newest
	body := deliveriesBody{}
	if body.Hook, err = r.viewer.Webhook(r.Context(), id); err != nil {
		return err
	}
	var next int64
	if body.Lines, next, err = r.viewer.Deliveries(r.Context(), id, before, deliveriesPerPage); err != nil {
		return err
	}
	if next != 0 {
		body.Next = r.URL.Path + "?" + url.Values{paramAfter: {strconv.FormatInt(next, 10)}}.Encode()
	}
	s.render(w, r, http.StatusOK, "deliveries", "web.webhooks.log", body)
	return nil
}

func (s *Site) sendAgain(w http.ResponseWriter, r *request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	delivery, err := numberIn(r, "delivery")
	if err != nil {
		return err
	}
	if err := r.viewer.SendAgain(r.Context(), id, delivery); err != nil {
		return err
	}
	s.notice(r, "web.webhooks.done")
	redirect(w, r, "/webhooks/"+strconv.FormatInt(id, 10))
	return nil
}

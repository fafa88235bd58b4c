package site

// directives.go: giving a matter out (交办): a meeting's decision, a leader's
// instruction. Its case is then a case like all others.

import (
	"net/http"
	"net/url"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/engine"
	"duban/schema"
)

func (s *Site) routesDirectives(mux *http.ServeMux) {
	s.page(mux, "GET /directives/give", s.showGive)
	s.page(mux, "POST /directives/give", s.giveOut)
}

// coRow is one co-unit as typed, with a day of its own or none.
type coRow struct{ Unit, Date string }

// giveBody is what the form shows: as typed, and why it was not taken.
type giveBody struct {
	Key                                               string // names the occasion: a repeated click opens one case
	Title, Text, Lead, Person, Urgency, Due, From, Of string
	Co                                                []coRow
	Urgencies                                         []casework.Urgency
	Sources                                           []string
	Error                                             string
}

// coRows is how many co-units the form has room for; more are added by tasks on
// the case's page.
const coRows = 4

// givenFrom are the sources that a person may name; the others are the engine's.
var givenFrom = []string{"instruction", "meeting"}

func (s *Site) showGive(w http.ResponseWriter, r *request) error {
	if err := r.viewer.MayGive(r.Context()); err != nil {
		return err
	}
	key, err := freshKey()
	if err != nil {
		return err
	}
	s.renderGive(w, r, http.StatusOK, giveBody{Key: key, Urgency: string(casework.Ordinary), From: givenFrom[0]})
	return nil
}

func (s *Site) renderGive(w http.ResponseWriter, r *request, status int, b giveBody) {
	b.Urgencies, b.Sources = casework.Urgencies, givenFrom
	for len(b.Co) < coRows {
		b.Co = append(b.Co, coRow{})
	}
	s.render(w, r, status, "give", "web.give.title", b)
}

func giveOf(q url.Values) giveBody {
	b := giveBody{Key: q.Get("key"), Title: strings.TrimSpace(q.Get("title")), Text: strings.TrimSpace(q.Get("text")), Lead: q.Get("lead"),
		Person: q.Get("person"), Urgency: q.Get("urgency"), Due: q.Get("due"), From: q.Get("from"), Of: strings.TrimSpace(q.Get("of"))}
	for i, unit := range q["co"] {
		if days := q["co_due"]; i < len(days) && unit != "" {
			b.Co = append(b.Co, coRow{unit, days[i]})
		}
	}
	return b
}

// raise gives the form as a matter, its units and person found by what was typed.
func (b giveBody) raise(r *request) (engine.Raise, error) {
	ctx := r.Context()
	out := engine.Raise{Matter: schema.Matter{Kind: casework.KindDirective, Key: b.Key, Title: b.Title, Text: b.Text, Source: b.From, SourceRef: b.Of,
		Urgency: casework.Urgency(b.Urgency)}, Assigner: r.viewer.By.Person, CoDue: map[casework.UnitID]calendar.Date{}}
	if b.Key == "" || b.Title == "" || b.Lead == "" {
		return out, casework.Errorf(casework.CodeInvalid, "web.give.empty")
	}
	if b.From != givenFrom[0] && b.From != givenFrom[1] {
		return out, casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	var err error
	if out.Lead, err = r.viewer.UnitNamed(ctx, b.Lead); err != nil {
		return out, err
	}
	if out.Person, err = r.viewer.PersonNamed(ctx, b.Person); err != nil {
		return out, err
	}
	if out.Due, err = dayTyped(b.Due, r.viewer.Today); err != nil {
		return out, err
	}
	for _, co := range b.Co {
		unit, err := r.viewer.UnitNamed(ctx, co.Unit)
		if err != nil {
			return out, err
		}
		out.Co = append(out.Co, unit)
		day, err := dayTyped(co.Date, r.viewer.Today)
		if err != nil {
			return out, err
		}
		if !day.IsZero() {
			out.CoDue[unit] = day
		}
	}
	return out, nil
}

// giveOut gives the matter out and leads to its case. What is refused comes back as it
// was typed.
func (s *Site) giveOut(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	if err := r.viewer.MayGive(r.Context()); err != nil {
		return err
	}
	body := giveOf(r.PostForm)
	matter, err := body.raise(r)
	var cases []casework.CaseID
	if err == nil {
		cases, err = r.viewer.GiveOut(r.Context(), []engine.Raise{matter})
	}
	if err == nil {
		s.notice(r, "web.give.done", string(cases[0]))
		redirect(w, r, "/cases/"+url.PathEscape(string(cases[0])))
		return nil
	}
	e := shown(err)
	if e.Code == casework.CodeForbidden || e.Code == casework.CodeInternal || e.Code == casework.CodeUnavailable {
		return err
	}
	body.Error = r.text(e)
	s.renderGive(w, r, statuses[e.Code], body)
	return nil
}

package site

// people_acts.go: changing who holds what, who stands in, and who may sign in.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/engine"
	"duban/schema"
)

// appointForm is an appointment as typed.
type appointForm struct{ Person, Name, Unit, Role, From, To string }

func appointFormOf(q url.Values) appointForm {
	field := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	return appointForm{field("person"), field("name"), field("unit"), field("role"), field("from"), field("to")}
}

// dayOf reads a day; an empty one is the zero day.
func (r *request) dayOf(text string) (calendar.Date, error) {
	if text = strings.TrimSpace(text); text == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.ReadDate(text, r.viewer.Today.Year)
	if err != nil {
		return d, casework.Errorf(casework.CodeInvalid, "invalid.date", text)
	}
	return d, nil
}

func (r *request) spanOf(from, to string) (s people.Span, err error) {
	if s.From, err = r.dayOf(from); err != nil {
		return s, err
	}
	s.To, err = r.dayOf(to)
	return s, err
}

// appoint gives somebody a post, who may be new.
func (s *Site) appoint(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form := appointFormOf(r.PostForm)
	err := form.check()
	var span people.Span
	if err == nil {
		span, err = r.spanOf(form.From, form.To)
	}
	if err == nil {
		if span.From.IsZero() {
			span.From = r.viewer.Today
		}
		err = r.viewer.Appoint(r.Context(), schema.PostRow{Person: casework.PersonID(form.Person), From: span.From, To: span.To,
			Post: casework.Post{Unit: casework.UnitID(form.Unit), Role: casework.PostRole(form.Role)}}, form.Name)
	}
	if err == nil {
		s.notice(r, "web.people.appointed", form.Person, form.Unit, r.say("post."+form.Role))
		redirect(w, r, "/people/persons/"+url.PathEscape(form.Person))
		return nil
	}
	e := shown(err)
	if e.Code == casework.CodeInternal || e.Code == casework.CodeForbidden {
		return err
	}
	return s.renderPeople(w, r, statuses[e.Code], peopleBody{Form: form, Error: r.text(e)})
}

// check refuses a login that could not be typed, or be taken for a path.
func (f appointForm) check() error {
	bad := func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_'
	}
	if f.Person == "" || len(f.Person) > 60 || f.Name != "" && strings.ContainsFunc(f.Person, bad) {
		return casework.Errorf(casework.CodeInvalid, "invalid.login")
	}
	return nil
}

// setArea lets a leader answer for a unit (包抓).
func (s *Site) setArea(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	span, err := r.spanOf(q.Get("from"), q.Get("to"))
	if err == nil {
		err = r.viewer.SetArea(r.Context(), people.Area{Leader: casework.PersonID(q.Get("leader")), Unit: casework.UnitID(q.Get("unit")), Span: span})
	}
	if err == nil {
		s.notice(r, "web.people.area_set", q.Get("leader"), q.Get("unit"))
		redirect(w, r, "/people")
		return nil
	}
	e := shown(err)
	if e.Code == casework.CodeInternal || e.Code == casework.CodeForbidden {
		return err
	}
	return s.renderPeople(w, r, statuses[e.Code], peopleBody{Error: r.text(e)})
}

// personForm is what was typed on a person's page.
type personForm struct{ Part, Post, Last, To, Reason, Substitute, From, Until string }

func personFormOf(q url.Values) personForm {
	return personForm{q.Get("part"), q.Get("post"), q.Get("last"), q.Get("to"), q.Get("reason"), q.Get("substitute"), q.Get("from"), q.Get("until")}
}

// leavePost ends a post and hands over what rests with it.
func (s *Site) leavePost(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form, who := personFormOf(r.PostForm), casework.PersonID(r.PathValue("person"))
	role, unit, _ := strings.Cut(form.Post, "@")
	last, err := r.dayOf(form.Last)
	if err == nil && last.IsZero() {
		err = casework.Errorf(casework.CodeInvalid, "invalid.date_missing")
	}
	if err != nil {
		return s.personError(w, r, err)
	}
	done, over, err := r.viewer.Leave(r.Context(), engine.Leaving{Of: who, Post: casework.Post{Unit: casework.UnitID(unit), Role: casework.PostRole(role)},
		Last: last, To: casework.PersonID(strings.TrimSpace(form.To)), Appoint: r.PostForm.Get("appoint") == "1", Reason: strings.TrimSpace(form.Reason)})
	if err != nil {
		return s.personError(w, r, err)
	}
	switch {
	case form.To == "":
		s.notice(r, "web.person.left", last.String())
	case !over:
		s.notice(r, "web.person.hand_over_waits", last.AddDays(1).String(), form.To)
	case len(done.Refused) > 0:
		s.notice(r, "web.person.handed_over_partly", strconv.Itoa(done.Cases), form.To, strconv.Itoa(len(done.Refused)))
	default:
		s.notice(r, "web.person.handed_over", strconv.Itoa(done.Cases), form.To)
	}
	redirect(w, r, "/people/persons/"+url.PathEscape(string(who)))
	return nil
}

// substitute names who stands in for somebody for a time.
func (s *Site) substitute(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form, who := personFormOf(r.PostForm), casework.PersonID(r.PathValue("person"))
	span, err := r.spanOf(form.From, form.Until)
	if err == nil {
		err = r.viewer.Substitute(r.Context(), schema.SubstitutionRow{Reason: strings.TrimSpace(form.Reason),
			Substitution: people.Substitution{Person: who, Substitute: casework.PersonID(strings.TrimSpace(form.Substitute)), Span: span}})
	}
	if err != nil {
		return s.personError(w, r, err)
	}
	s.notice(r, "web.person.substituted", form.Substitute, span.From.String(), span.To.String())
	redirect(w, r, "/people/persons/"+url.PathEscape(string(who)))
	return nil
}

// endSubstitution ends a substitution with yesterday: it takes effect at once.
func (s *Site) endSubstitution(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	who := casework.PersonID(r.PathValue("person"))
	if err := r.viewer.EndSubstitution(r.Context(), who, casework.PersonID(r.PostForm.Get("substitute")), r.viewer.Today.AddDays(-1)); err != nil {
		return s.personError(w, r, err)
	}
	s.notice(r, "web.person.substitution_ended")
	redirect(w, r, "/people/persons/"+url.PathEscape(string(who)))
	return nil
}

// setAccount opens, shuts, unlocks an account, or gives a new one-time password,
// which this one answer shows and nothing keeps.
func (s *Site) setAccount(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	ctx, who := r.Context(), casework.PersonID(r.PathValue("person"))
	var err error
	switch act := r.PostForm.Get("act"); act {
	case "open":
		password, failure := r.viewer.OpenAccount(ctx, who)
		if failure != nil {
			return s.personError(w, r, failure)
		}
		return s.renderPerson(w, r, http.StatusOK, personBody{Password: password})
	case "disable", "enable":
		err = r.viewer.DisableAccount(ctx, who, act == "disable")
	case "unlock":
		err = r.viewer.UnlockAccount(ctx, who)
	case "second":
		err = r.viewer.DropSecond(ctx, who)
	default:
		err = casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	if err != nil {
		return s.personError(w, r, err)
	}
	s.notice(r, "web.person.account_set")
	redirect(w, r, "/people/persons/"+url.PathEscape(string(who)))
	return nil
}

// setIdentity enters who somebody is at the provider, or takes it back.
func (s *Site) setIdentity(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q, who := r.PostForm, casework.PersonID(r.PathValue("person"))
	change := r.viewer.LinkIdentity
	if q.Get("act") == "remove" {
		change = r.viewer.UnlinkIdentity
	}
	if err := change(r.Context(), q.Get("issuer"), q.Get("subject"), who); err != nil {
		return s.personError(w, r, err)
	}
	s.notice(r, "web.person.account_set")
	redirect(w, r, "/people/persons/"+url.PathEscape(string(who)))
	return nil
}

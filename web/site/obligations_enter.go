package site

// obligations_enter.go: entering an obligation, changing it, saying that it was met,
// taking that back.

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/obligation"
	"duban/engine"
	"duban/schema"
)

// obligationForm is an obligation as typed. Seen is the entry that its person saw in
// force: what changed meanwhile is shown before it is replaced.
type obligationForm struct {
	No, Kind, Title, Unit, Amount, Due, Source string
	Seen                                       int64
}

// settleForm says that an obligation was met.
type settleForm struct{ On, Note string }

// backForm takes a settlement back.
type backForm struct {
	Reason string
	Typed  bool
}

func formOf(o *schema.ObligationEntry) obligationForm {
	return obligationForm{No: o.No, Kind: o.Kind, Title: o.Title, Unit: string(o.Unit), Amount: o.Amount.String(), Due: o.Due.String(), Seen: o.Entry}
}

func obligationFormOf(q url.Values) obligationForm {
	seen, _ := strconv.ParseInt(q.Get("seen"), 10, 64) // what cannot be read saw nothing
	return obligationForm{No: strings.TrimSpace(q.Get("no")), Kind: q.Get("kind"), Title: strings.TrimSpace(q.Get("title")),
		Unit: strings.TrimSpace(q.Get("unit")), Amount: strings.TrimSpace(q.Get("amount")), Due: q.Get("due"),
		Source: strings.TrimSpace(q.Get("source")), Seen: seen}
}

// obligation gives the form as an obligation.
func (f obligationForm) obligation(r *request) (obligation.Obligation, error) {
	o := obligation.Obligation{No: f.No, Kind: f.Kind, Title: f.Title}
	if f.No == "" || f.Title == "" || f.Unit == "" || f.Due == "" {
		return o, casework.Errorf(casework.CodeInvalid, "web.obligations.empty")
	}
	var err error
	if o.Unit, err = r.viewer.UnitNamed(r.Context(), f.Unit); err != nil {
		return o, err
	}
	if o.Amount, err = obligation.ParseAmount(f.Amount); err != nil {
		return o, casework.Errorf(casework.CodeInvalid, "invalid.amount", f.Amount)
	}
	o.Due, err = dayTyped(f.Due, r.viewer.Today)
	return o, err
}

// newObligation is the page on which one is entered.
type newObligation struct {
	Kinds []engine.ObligationKind
	Form  obligationForm
	Error string
}

func (s *Site) askObligation(w http.ResponseWriter, r *request) error {
	may, err := r.viewer.MayEnterLists(r.Context())
	if err != nil {
		return err
	}
	if !may {
		return casework.Errorf(casework.CodeForbidden, "forbidden.enter_list", string(r.viewer.By.Person))
	}
	return s.renderNewObligation(w, r, http.StatusOK, newObligation{})
}

func (s *Site) renderNewObligation(w http.ResponseWriter, r *request, status int, body newObligation) error {
	var err error
	body.Kinds, err = r.viewer.ObligationKinds(r.Context())
	if err != nil {
		return err
	}
	s.render(w, r, status, "obligation_new", "web.obligations.new", body)
	return nil
}

func (s *Site) enterObligation(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form := obligationFormOf(r.PostForm)
	form.Seen = 0
	err := s.takeObligation(w, r, form)
	if err == nil {
		return nil
	}
	reason, status, ok := r.again(err)
	if e := shown(err); e.Key == "forbidden.obligation" || e.Key == "notfound.obligation_kind" { // a number of another unit
		reason, status, ok = r.text(e), statuses[e.Code], true
	}
	if !ok {
		return err
	}
	return s.renderNewObligation(w, r, status, newObligation{Form: form, Error: reason})
}

// changeObligation enters another entry of a number in the place of the one seen.
func (s *Site) changeObligation(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	form := obligationFormOf(r.PostForm)
	form.No = r.PathValue("no")
	err := s.takeObligation(w, r, form)
	if err == nil {
		return nil
	}
	return s.obligationAgain(w, r, err, func(body *obligationBody) {
		form.Seen = body.Form.Seen // what changed is shown: the next try knows it
		body.Form = form
	})
}

// takeObligation enters the form and leads to its page.
func (s *Site) takeObligation(w http.ResponseWriter, r *request, form obligationForm) error {
	o, err := form.obligation(r)
	if err != nil {
		return err
	}
	taken, err := r.viewer.EnterObligation(r.Context(), o, form.Source, form.Seen)
	if err != nil {
		return err
	}
	key := "web.obligations.same"
	if taken.New+taken.Changed > 0 {
		key = "web.obligations.entered"
	}
	s.notice(r, key, o.No)
	redirect(w, r, obligationPath(o.No))
	return nil
}

// obligationAgain shows an obligation's page again with what was typed and why it was
// not taken.
func (s *Site) obligationAgain(w http.ResponseWriter, r *request, err error, typed func(*obligationBody)) error {
	reason, status, ok := r.again(err)
	if e := shown(err); e.Key == "notfound.obligation_kind" {
		reason, status, ok = r.text(e), http.StatusUnprocessableEntity, true
	}
	if !ok {
		return err
	}
	body, failure := s.obligationOf(r)
	if failure != nil {
		return failure
	}
	typed(&body)
	body.Error = reason
	s.render(w, r, status, "obligation", "web.obligations.title", body)
	return nil
}

func (s *Site) settleObligation(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	no, form := r.PathValue("no"), settleForm{On: r.PostForm.Get("on"), Note: strings.TrimSpace(r.PostForm.Get("note"))}
	day, err := calendar.ReadDate(form.On, r.viewer.Today.Year)
	if err != nil {
		err = casework.Errorf(casework.CodeInvalid, "invalid.date", form.On)
	} else {
		err = r.viewer.Settle(r.Context(), no, day, form.Note)
	}
	if err == nil {
		s.notice(r, "cli.obligation_settled", no, day.String())
		redirect(w, r, obligationPath(no))
		return nil
	}
	return s.obligationAgain(w, r, err, func(body *obligationBody) { body.Settle = form })
}

// takeSettlementBack takes a settlement back that was entered by mistake.
func (s *Site) takeSettlementBack(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	no, form := r.PathValue("no"), backForm{Reason: strings.TrimSpace(r.PostForm.Get("reason")), Typed: true}
	seen, err := strconv.ParseInt(r.PostForm.Get("seen"), 10, 64)
	if err != nil {
		return casework.Errorf(casework.CodeInvalid, "invalid.form")
	}
	err = r.viewer.TakeBack(r.Context(), no, form.Reason, seen)
	if err == nil {
		s.notice(r, "cli.obligation_taken_back", no)
		redirect(w, r, obligationPath(no))
		return nil
	}
	return s.obligationAgain(w, r, err, func(body *obligationBody) { body.Back = form })
}

package site

// inspections.go: inspections from their opening to the closing report. What a
// team does on site is in inspection_onsite.go.

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/engine"
	"duban/schema"
)

// routesInspections are the pages of inspections.
func (s *Site) routesInspections(mux *http.ServeMux) {
	s.page(mux, "GET /inspections", s.showInspections)
	s.page(mux, "GET /inspections/new", s.askInspection)
	s.page(mux, "POST /inspections", s.openInspection)
	s.page(mux, "GET /inspections/{id}", s.showInspection)
	s.page(mux, "POST /inspections/{id}/teams", s.manTeam)
	s.page(mux, "POST /inspections/{id}/redraw", s.redraw)
	s.page(mux, "GET /inspections/{id}/candidates.txt", s.writeCandidates)
	s.page(mux, "GET /inspections/{id}/report", s.showReport)
	s.page(mux, "GET /inspections/{id}/tasks/{case}/{task}", s.showSample)
	s.page(mux, "POST /inspections/{id}/tasks/{case}/{task}/record", s.recordOnSite)
	s.page(mux, "POST /inspections/{id}/tasks/{case}/{task}/finding", s.findOnSite)
	s.page(mux, "GET /inspections/{id}/tasks/{case}/{task}/evidence/{sum}", s.serveSiteEvidence)
}

// inspectionsBody is the list of inspections.
type inspectionsBody struct {
	List    []schema.Inspection
	MayOpen bool
}

func (s *Site) showInspections(w http.ResponseWriter, r *request) error {
	list, err := r.viewer.Inspections(r.Context())
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "inspections", "web.nav.inspections", inspectionsBody{list, r.viewer.MayOpenInspections() == nil})
	return nil
}

// openingBody is the form of an inspection.
type openingBody struct {
	Kind, Title, From, To, State, Plan string
	Units                              []string
	Choices                            []schema.Unit // who can be inspected
	Plans                              []schema.Plan
	Quarter, Error                     string
}

func (b openingBody) Asked(id casework.UnitID) bool { return slices.Contains(b.Units, string(id)) }

func (s *Site) choices(r *request, b *openingBody) error {
	units, err := s.engine.Ledger.Units(r.Context())
	if err != nil {
		return err
	}
	for _, u := range units {
		if u.Kind == casework.UnitCounty || u.Kind == casework.UnitDepartment {
			b.Choices = append(b.Choices, u)
		}
	}
	slices.SortStableFunc(b.Choices, func(x, y schema.Unit) int { return cmp.Compare(x.Kind, y.Kind) }) // counties first
	b.Quarter = fmt.Sprintf("%d-Q%d", r.viewer.Today.Year, (int(r.viewer.Today.Month)+2)/3)
	b.Plans, err = r.viewer.PlansToChoose(r.Context())
	return err
}

func (s *Site) askInspection(w http.ResponseWriter, r *request) error {
	if err := r.viewer.MayOpenInspections(); err != nil {
		return err
	}
	body := openingBody{Kind: string(inspection.Special), From: r.viewer.Today.String()}
	if err := s.choices(r, &body); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "inspection_new", "web.inspection.new", body)
	return nil
}

func (s *Site) openInspection(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	q := r.PostForm
	b := openingBody{Kind: q.Get("kind"), Title: strings.TrimSpace(q.Get("title")), From: q.Get("from"), To: q.Get("to"),
		State: q.Get("state"), Plan: q.Get("plan"), Units: q["unit"]}
	if err := s.choices(r, &b); err != nil {
		return err
	}
	o, err := b.opening(r.viewer.Today, b.Quarter)
	var one engine.Inspected
	if err == nil {
		one, err = r.viewer.OpenInspection(r.Context(), o)
	}
	if err == nil {
		s.notice(r, "inspection.opened", one.ID, one.Window.From.String(), one.Window.To.String())
		redirect(w, r, "/inspections/"+url.PathEscape(one.ID))
		return nil
	}
	text, status, ok := r.again(err)
	if !ok {
		return err
	}
	b.Error = text
	s.render(w, r, status, "inspection_new", "web.inspection.new", b)
	return nil
}

func (b openingBody) opening(today calendar.Date, quarter string) (activities.InspectionOpening, error) {
	o := activities.InspectionOpening{Kind: inspection.Kind(b.Kind), Title: b.Title, Filter: schema.InspectionFilter{Plan: b.Plan, State: b.State}}
	if o.Kind == inspection.Quarterly { // a quarter has its own ID and window
		o.ID = quarter
		return o, nil
	}
	for _, u := range b.Units {
		o.Units = append(o.Units, casework.UnitID(u))
	}
	for _, d := range []struct {
		text string
		into *calendar.Date
	}{{b.From, &o.Window.From}, {b.To, &o.Window.To}} {
		if d.text == "" {
			continue
		}
		day, err := calendar.ReadDate(d.text, today.Year)
		if err != nil {
			return o, casework.Errorf(casework.CodeInvalid, "invalid.date", d.text)
		}
		*d.into = day
	}
	return o, nil
}

// inspectionBody is an inspection's page.
type inspectionBody struct {
	*engine.InspectionPage
	Error   string
	Redrawn string // what drawing again gave: same, differs
	Own     []inspection.Entry
}

func (s *Site) inspectionOf(r *request) (inspectionBody, error) {
	page, err := r.viewer.Inspection(r.Context(), r.PathValue("id"))
	if err != nil {
		return inspectionBody{}, err
	}
	b := inspectionBody{InspectionPage: page}
	for _, e := range page.Sofar.Cases {
		if slices.Contains(page.Mine, e.Team) {
			b.Own = append(b.Own, e)
		}
	}
	slices.SortStableFunc(b.Own, func(x, y inspection.Entry) int { // what is left to do first
		switch {
		case (x.Verdict == "") == (y.Verdict == ""):
			return 0
		case x.Verdict == "":
			return -1
		}
		return 1
	})
	return b, nil
}

func (s *Site) showInspection(w http.ResponseWriter, r *request) error {
	body, err := s.inspectionOf(r)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "inspection", "web.inspection.title", body)
	return nil
}

func (s *Site) manTeam(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	t := inspection.Team{Unit: casework.UnitID(r.PostForm.Get("unit")), Leader: casework.PersonID(strings.TrimSpace(r.PostForm.Get("leader")))}
	for _, m := range r.PostForm["member"] {
		t.Members = append(t.Members, casework.PersonID(m))
	}
	err := r.viewer.ManTeam(r.Context(), r.PathValue("id"), t)
	if err == nil {
		s.notice(r, "web.inspection.manned", string(t.Unit))
		redirect(w, r, "/inspections/"+url.PathEscape(r.PathValue("id"))+"#teams")
		return nil
	}
	text, status, ok := r.again(err)
	if !ok {
		return err
	}
	body, err := s.inspectionOf(r)
	if err != nil {
		return err
	}
	body.Error = text
	s.render(w, r, status, "inspection", "web.inspection.title", body)
	return nil
}

// redraw draws the sample again from what was recorded.
func (s *Site) redraw(w http.ResponseWriter, r *request) error {
	body, err := s.inspectionOf(r)
	if err != nil {
		return err
	}
	same, err := r.viewer.Redraw(r.Context(), body.ID)
	if err != nil {
		return err
	}
	body.Redrawn = "differs"
	if same {
		body.Redrawn = "same"
	}
	s.render(w, r, http.StatusOK, "inspection", "web.inspection.title", body)
	return nil
}

// writeCandidates gives the list that the sample was drawn from, in the form that
// its digest covers.
func (s *Site) writeCandidates(w http.ResponseWriter, r *request) error {
	list, err := r.viewer.Candidates(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b inspection.Candidate) int { return strings.Compare(a.ID(), b.ID()) })
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="candidates.txt"`)
	for _, c := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\n", c.ID(), c.Unit, c.Stratum, c.Share) //nolint:gosec // plain text to be saved, nosniff
	}
	return nil
}

func (s *Site) showReport(w http.ResponseWriter, r *request) error {
	report, err := r.viewer.ClosingReport(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "report", "web.inspection.report", report)
	return nil
}

package site

// audit.go: the record: who did and saw what, what was changed in organisation and
// schedules, who read households' data, and whether the chains hold.

import (
	"net/http"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
)

// auditLines is how many lines a page of the record shows.
const auditLines = 50

func (s *Site) routesAudit(mux *http.ServeMux) {
	s.page(mux, "GET /audit", s.showAudit)
	s.page(mux, "GET /audit/organisation", s.showOrganisationChanges)
	s.page(mux, "GET /audit/schedules", s.showScheduleChanges)
	s.page(mux, "GET /audit/readings", s.showReadings)
	s.page(mux, "GET /audit/chains", s.showChains)
	s.page(mux, "POST /audit/chains", s.verifyChain)
	s.page(mux, "POST /audit/fingerprint", s.sparingly(s.showFingerprint))
}

// auditTab is one part of the record.
type auditTab struct {
	Path, Key string
	Current   bool
}

// auditBody is what every part of the record shows around its own.
type auditBody struct {
	Tabs []auditTab
	All  bool // the reader reads all of it
	Next string

	Filter   auditFilter
	Accesses []schema.Access
	Acts     []schema.AccessAct
	Readings []schema.Reading
	Changes  []changeLine
	Edits    []schema.ScheduleEdit
	Chain    *engine.ChainState
	Digest   string // of the whole ledger
	Cases    int
	Error    string
	Asked    bool // something was looked for
	Names    map[casework.PersonID]string
}

// auditFilter is the filter as it stands in the address.
type auditFilter struct {
	Person, Case, Act string
	Denied            bool
	before            int64
}

func auditFilterOf(r *request) (auditFilter, error) {
	q := r.URL.Query()
	f := auditFilter{Person: strings.TrimSpace(q.Get("person")), Case: strings.TrimSpace(q.Get("case")), Act: q.Get("act"), Denied: q.Get("denied") == "1"}
	if text := q.Get("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n <= 0 {
			return f, casework.Errorf(casework.CodeInvalid, "invalid.page", text)
		}
		f.before = n
	}
	return f, nil
}

func (f auditFilter) ledger() schema.AccessFilter {
	return schema.AccessFilter{Person: casework.PersonID(f.Person), Case: casework.CaseID(f.Case), Act: schema.AccessAct(f.Act),
		Denied: f.Denied, Before: f.before, Limit: auditLines + 1}
}

// Any tells whether the filter leaves anything out.
func (f auditFilter) Any() bool { return f.Person != "" || f.Case != "" || f.Act != "" || f.Denied }

// next gives the address of the lines before one.
func (f auditFilter) next(path string, before int64) (string, error) {
	denied := ""
	if f.Denied {
		denied = "1"
	}
	return link(path, "person", f.Person, "case", f.Case, "act", f.Act, "denied", denied, "before", before)
}

func (s *Site) auditBody(r *request) auditBody {
	_, all := r.viewer.Audits()
	body := auditBody{All: all, Acts: schema.AccessActs}
	for _, t := range []auditTab{{"/audit", "web.audit.accesses", false}, {"/audit/readings", "web.audit.readings", false},
		{"/audit/chains", "web.audit.chains", false}, {"/audit/organisation", "web.audit.organisation", false}, {"/audit/schedules", "web.audit.schedules", false}} {
		if !all && (t.Path == "/audit/organisation" || t.Path == "/audit/schedules") {
			continue
		}
		t.Current = r.URL.Path == t.Path
		body.Tabs = append(body.Tabs, t)
	}
	return body
}

// waits tells whether the reader, who may read the record of single cases only, has
// named none yet: the page then asks for one.
func (b auditBody) waits(r *request, id string) bool {
	some, _ := r.viewer.Audits()
	return some && !b.All && id == ""
}

func (s *Site) showAudit(w http.ResponseWriter, r *request) (err error) {
	body := s.auditBody(r)
	if body.Filter, err = auditFilterOf(r); err != nil {
		return err
	}
	if body.Asked = !body.waits(r, body.Filter.Case); body.Asked {
		if body.Accesses, err = r.viewer.Accesses(r.Context(), body.Filter.ledger()); err != nil {
			return err
		}
		if len(body.Accesses) > auditLines {
			body.Accesses = body.Accesses[:auditLines]
			if body.Next, err = body.Filter.next("/audit", body.Accesses[auditLines-1].ID); err != nil {
				return err
			}
		}
	}
	if err := s.nameAudit(r, &body); err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "audit", "access-rows", body)
		return nil
	}
	if body.Filter.Any() && body.Asked { // looking at people's tracks leaves a track
		s.record(r, schema.AccessAudit, casework.CaseID(body.Filter.Case), body.Filter.Person, false)
	}
	s.render(w, r, http.StatusOK, "audit", "web.nav.audit", body)
	return nil
}

func (s *Site) showReadings(w http.ResponseWriter, r *request) (err error) {
	body := s.auditBody(r)
	if body.Filter, err = auditFilterOf(r); err != nil {
		return err
	}
	if body.Asked = !body.waits(r, body.Filter.Case); body.Asked {
		if body.Readings, err = r.viewer.Readings(r.Context(), body.Filter.ledger()); err != nil {
			return err
		}
		if len(body.Readings) > auditLines {
			body.Readings = body.Readings[:auditLines]
			if body.Next, err = body.Filter.next("/audit/readings", body.Readings[auditLines-1].ID); err != nil {
				return err
			}
		}
	}
	if err := s.nameAudit(r, &body); err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "audit-readings", "reading-rows", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "audit-readings", "web.audit.readings", body)
	return nil
}

// nameAudit looks up what those are called whom a part of the record shows.
func (s *Site) nameAudit(r *request, body *auditBody) (err error) {
	var ids []casework.PersonID
	for _, a := range body.Accesses {
		ids = append(ids, a.Person)
	}
	for _, a := range body.Readings {
		ids = append(ids, a.By.Person)
	}
	for _, c := range body.Changes {
		ids = append(ids, casework.PersonID(c.By))
	}
	for _, e := range body.Edits {
		ids = append(ids, casework.PersonID(e.By))
	}
	body.Names, err = s.engine.Ledger.PersonNames(r.Context(), ids)
	return err
}

func (s *Site) showScheduleChanges(w http.ResponseWriter, r *request) error {
	list, err := r.viewer.ScheduleEdits(r.Context())
	if err != nil {
		return err
	}
	body := s.auditBody(r)
	body.Edits = list[:min(len(list), 4*auditLines)]
	if err := s.nameAudit(r, &body); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "audit-schedules", "web.audit.schedules", body)
	return nil
}

// detailText writes what a line of the record says besides, in words: a command or a
// matter that was tried, then whom or what it was about.
func detailText(lang wording.Language, a schema.Access) string {
	what, of, _ := strings.Cut(a.Detail, " ")
	for _, key := range []string{"web.audit.detail." + what, "command." + what} {
		if !wording.Has(key) {
			continue
		}
		if of == "" {
			return wording.Text(lang, key)
		}
		return wording.Text(lang, key) + " " + of
	}
	return a.Detail
}

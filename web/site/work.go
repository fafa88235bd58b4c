package site

// work.go: what waits for the reader, the most urgent first: why it waits with
// them, until when, and what they can do about it at once.

import (
	"net/http"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/people"
	"duban/engine"
)

// deskLimit is how many waiting tasks one page shows: nobody works through more
// in a day, and the most urgent come first.
const deskLimit = 200

// routesWork are the paths of one's own work.
func (s *Site) routesWork(mux *http.ServeMux) {
	s.page(mux, "GET /work", s.showWork)
	s.page(mux, "POST /work/bulk", s.actOnMany)
	s.page(mux, "GET /work/rows/{case}/{task}", s.showRow)
	s.page(mux, "POST /work/rows/{case}/{task}", s.actOnRow)
}

// bulkActs are what may be done to many at once: what takes no word of one's own
// and what a look at the list is enough for. Signing and recognising are not.
var bulkActs = []casework.CommandType{casework.CommandDispatch, casework.CommandClaim, casework.CommandPass}

// workRow is a waiting task.
type workRow struct {
	engine.DeskLine
	Why    people.Why
	Digest string // of the submission that the list shows
	Result *rowResult
}

// Bulk tells whether the row may be ticked.
func (w workRow) Bulk() bool { return slices.Contains(bulkActs, w.Act) && !w.Disputed }

// actCount is an act with how many rows wait for it.
type actCount struct {
	Act   casework.CommandType // "" = what time or others end
	Count int
}

// workBody is what the page of one's own work shows.
type workBody struct {
	Beside  []engine.Waiting // what waits beside cases
	Today   calendar.Date
	Rows    []workRow
	Acts    []actCount
	Act     string // shown alone
	All     int
	Full    bool                   // there may be more
	Bulk    []casework.CommandType // that a row here waits for
	Nonce   string                 // makes the commands of this page its own, so that a repeated one is harmless
	Names   map[casework.PersonID]string
	Results []manyResult // of a bulk act without JavaScript
	Done    int
}

func (s *Site) showWork(w http.ResponseWriter, r *request) error {
	body, err := s.workOf(r)
	if err != nil {
		return err
	}
	if r.part() {
		s.renderPart(w, r, "work", "desk", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "work", "web.nav.work", body)
	return nil
}

func (s *Site) workOf(r *request) (workBody, error) {
	nonce, err := freshKey()
	if err != nil {
		return workBody{}, err
	}
	body := workBody{Act: r.URL.Query().Get("act"), Nonce: nonce}
	lines, err := r.viewer.Desk(r.Context(), deskLimit)
	if err != nil {
		return body, err
	}
	if body.Beside, err = r.viewer.Beside(r.Context()); err != nil {
		return body, err
	}
	body.Today = r.viewer.Today
	body.All, body.Full = len(lines), len(lines) == deskLimit
	for i := range lines {
		at := slices.IndexFunc(body.Acts, func(a actCount) bool { return a.Act == lines[i].Act })
		if at < 0 {
			body.Acts, at = append(body.Acts, actCount{Act: lines[i].Act}), len(body.Acts)
		}
		body.Acts[at].Count++
	}
	if body.Act != "" {
		if lines, err = r.viewer.DeskOf(r.Context(), casework.CommandType(body.Act), deskLimit); err != nil {
			return body, err
		}
		body.Full = len(lines) == deskLimit
	}
	var ids []casework.PersonID
	for i := range lines {
		row := workRow{DeskLine: lines[i], Why: r.viewer.Why(&lines[i]), Digest: lines[i].DigestFor(lines[i].Act)}
		if row.Bulk() && !slices.Contains(body.Bulk, row.Act) {
			body.Bulk = append(body.Bulk, row.Act)
		}
		body.Rows, ids = append(body.Rows, row), append(ids, row.Why.For, row.Person)
	}
	body.Names, err = r.viewer.Names(r.Context(), ids)
	return body, err
}

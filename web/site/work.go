package site

// work.go: what waits for the reader, the most urgent first.

import (
	"net/http"

	"duban/engine"
)

// deskLimit is how many waiting tasks one page shows: nobody works through more
// in a day, and the most urgent come first.
const deskLimit = 200

// workBody is what the page of one's own work shows.
type workBody struct {
	Lines []engine.DeskLine
	Full  bool // there may be more
}

func (s *Site) showWork(w http.ResponseWriter, r *request) error {
	lines, err := r.viewer.Desk(r.Context(), deskLimit)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "work", "web.nav.work", workBody{Lines: lines, Full: len(lines) == deskLimit})
	return nil
}

package site

// limit.go: what is dear to make, one person may ask for so often and no oftener. Pages
// that people read have no limit: a person clicks slowly, and a page costs little.

import (
	"net/http"

	"duban/casework"
	"duban/web/limit"
)

// dear bounds what reads a whole ledger: more than anybody wants by hand, too little for
// a script that runs with somebody's session to keep the database busy.
var dear = limit.Rate{PerSecond: 0.1, AtOnce: 10}

// sparingly bounds how often each person gets what a handler makes.
func (s *Site) sparingly(h handler) handler {
	return func(w http.ResponseWriter, r *request) error {
		wait := s.costly.Take(string(r.viewer.By.Person), dear, r.now)
		if wait == "" {
			return h(w, r)
		}
		e := casework.Errorf(casework.CodeUnavailable, "refused.too_many")
		w.Header().Set("Retry-After", wait)
		s.renderErrorAs(w, r, http.StatusTooManyRequests, e)
		return nil
	}
}

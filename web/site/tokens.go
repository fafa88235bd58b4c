package site

// tokens.go: the tokens with which a person lets programs in.

import (
	"net/http"
	"strconv"

	"duban/casework"
	"duban/schema"
	"duban/web/caller"
)

// tokensBody is what the page of tokens shows.
type tokensBody struct {
	Tokens []tokenRow
	Scopes []casework.TokenScope
	Days   []int
	Made   string // the text of a fresh token: only now
	Error  string
	Name   string // what was typed and not taken
}

// tokenRow is a token with whether it lets in.
type tokenRow struct {
	schema.Token
	State string // valid, over, revoked
}

func stateOf(t schema.Token, r *request) string {
	switch {
	case !t.Revoked.IsZero():
		return "revoked"
	case !t.Valid(r.now):
		return "over"
	}
	return "valid"
}

// tokenDays are the lives to choose from.
var tokenDays = []int{7, 30, casework.TokenDays, casework.MaxTokenDays - 1}

func (s *Site) routesTokens(mux *http.ServeMux) {
	s.page(mux, "GET /account/tokens", s.showTokens)
	s.page(mux, "POST /account/tokens", s.makeToken)
	s.page(mux, "POST /account/tokens/{id}/revoke", s.revokeToken)
}

func (s *Site) showTokens(w http.ResponseWriter, r *request) error {
	return s.renderTokens(w, r, http.StatusOK, tokensBody{})
}

func (s *Site) renderTokens(w http.ResponseWriter, r *request, status int, body tokensBody) error {
	list, err := s.engine.Ledger.Tokens(r.Context(), r.viewer.By.Person)
	if err != nil {
		return err
	}
	for _, t := range list {
		body.Tokens = append(body.Tokens, tokenRow{t, stateOf(t, r)})
	}
	body.Scopes, body.Days = casework.TokenScopes, tokenDays
	s.render(w, r, status, "tokens", "web.tokens.title", body)
	return nil
}

// makeToken makes a token and shows it in the answer itself: kept for another page
// it would stand somewhere.
func (s *Site) makeToken(w http.ResponseWriter, r *request) error {
	if r.account.MustChange { // a password that somebody else knows gives nothing that outlives it
		redirect(w, r, "/account?must=1")
		return nil
	}
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	asked := casework.NewToken{Name: r.PostForm.Get("name"), Scopes: []casework.TokenScope{casework.TokenScope(r.PostForm.Get("scope"))}}
	asked.Days, _ = strconv.Atoi(r.PostForm.Get("days")) // what is no number is the usual life
	text, _, err := s.engine.MakeToken(r.Context(), r.viewer.By.Person, asked, caller.Address(r.Request), r.now)
	if err == nil {
		return s.renderTokens(w, r, http.StatusOK, tokensBody{Made: text})
	}
	e := shown(err)
	if e.Code != casework.CodeInvalid && e.Code != casework.CodeRefused {
		return err
	}
	return s.renderTokens(w, r, statuses[e.Code], tokensBody{Error: r.text(e), Name: asked.Name})
}

func (s *Site) revokeToken(w http.ResponseWriter, r *request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	if err := s.engine.RevokeToken(r.Context(), r.viewer.By.Person, id, caller.Address(r.Request), r.now); err != nil {
		return err
	}
	s.notice(r, "web.tokens.revoked")
	redirect(w, r, "/account/tokens")
	return nil
}

// numberIn reads a number out of a path.
func numberIn(r *request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil {
		return 0, casework.Errorf(casework.CodeNotFound, "notfound.page")
	}
	return n, nil
}

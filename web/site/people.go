package site

// people.go: who is who: the tree of units with posts, vacancies, task forces and
// areas, and one person.

import (
	"net/http"
	"slices"
	"strings"

	"duban/casework"
	"duban/casework/rights"
	"duban/engine"
	"duban/schema"
)

// branchesAtOnce is how many units one page spells out; a larger tree opens level
// by level.
const branchesAtOnce = 150

func (s *Site) routesPeople(mux *http.ServeMux) {
	s.page(mux, "GET /people", s.showPeople)
	s.page(mux, "GET /people/rights", s.showRights)
	s.page(mux, "GET /people/accounts", s.showAccounts)
	s.page(mux, "GET /people/persons/{person}", s.showPerson)
	s.page(mux, "POST /people/appoint", s.appoint)
	s.page(mux, "POST /people/areas", s.setArea)
	s.page(mux, "POST /people/persons/{person}/leave", s.leavePost)
	s.page(mux, "POST /people/persons/{person}/substitute", s.substitute)
	s.page(mux, "POST /people/persons/{person}/substitute/end", s.endSubstitution)
	s.page(mux, "POST /people/persons/{person}/account", s.setAccount)
	s.page(mux, "POST /people/persons/{person}/identity", s.setIdentity)
}

// peopleBody is what the page of the tree shows.
type peopleBody struct {
	*engine.Organisation
	Unit     casework.UnitID // only it and what lies below
	Text     string
	Roles    []casework.PostRole
	Mine     []engine.Branch // where the reader may appoint
	Accounts bool
	Form     appointForm
	Error    string
}

func (s *Site) showPeople(w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	return s.renderPeople(w, r, http.StatusOK, peopleBody{Unit: casework.UnitID(q.Get("unit")), Text: strings.TrimSpace(q.Get("text"))})
}

func (s *Site) renderPeople(w http.ResponseWriter, r *request, status int, body peopleBody) error {
	o, err := r.viewer.Organisation(r.Context())
	if err != nil {
		return err
	}
	body.Organisation, body.Accounts = o, r.viewer.MayAccounts()
	body.Roles = slices.DeleteFunc(slices.Clone(casework.PostRoles), func(p casework.PostRole) bool {
		return p == casework.PostAdministrator && !body.Accounts
	})
	for _, b := range o.Branches {
		if b.Mine {
			body.Mine = append(body.Mine, b)
		}
	}
	o.Branches = narrowed(o.Branches, body.Unit, body.Text)
	if body.Text != "" {
		o.Forces = slices.DeleteFunc(o.Forces, func(f engine.Force) bool { return !holds(f.Name, f.Holders, body.Text) })
	} else if body.Unit != "" {
		o.Forces = nil
	}
	s.render(w, r, status, "people", "web.nav.people", body)
	return nil
}

// narrowed keeps a unit with what lies below it, or the units in which a text
// stands; of a large tree its upper levels.
func narrowed(list []engine.Branch, unit casework.UnitID, text string) []engine.Branch {
	var out []engine.Branch
	switch {
	case text != "":
		for _, b := range list {
			if holds(b.Name, b.Holders, text) {
				b.Depth = 0
				out = append(out, b)
			}
		}
	case unit != "":
		top := -1
		for _, b := range list {
			if b.ID == unit {
				top = b.Depth
			} else if top >= 0 && b.Depth <= top {
				break
			}
			if top >= 0 {
				b.Depth -= top
				out = append(out, b)
			}
		}
	default:
		out = list
	}
	for depth := 4; len(out) > branchesAtOnce && depth > 0; depth-- {
		out = slices.DeleteFunc(out, func(b engine.Branch) bool { return b.Depth >= depth })
	}
	return out[:min(len(out), 4*branchesAtOnce)]
}

func holds(name string, holders []engine.Holder, text string) bool {
	return strings.Contains(name, text) || slices.ContainsFunc(holders, func(h engine.Holder) bool {
		return strings.Contains(h.Name, text) || strings.Contains(string(h.Person), text)
	})
}

// personBody is what one person's page shows.
type personBody struct {
	*engine.PersonPage
	Error    string
	Password string // a one-time password, told once
	Issuer   string // of the provider that people come in by
	Form     personForm
	Today    string
}

func (s *Site) showPerson(w http.ResponseWriter, r *request) error {
	return s.renderPerson(w, r, http.StatusOK, personBody{})
}

func (s *Site) renderPerson(w http.ResponseWriter, r *request, status int, body personBody) error {
	page, err := r.viewer.Person(r.Context(), casework.PersonID(r.PathValue("person")))
	if err != nil {
		return err
	}
	body.PersonPage, body.Today = page, r.viewer.Today.String()
	if s.openid != nil {
		body.Issuer = s.openid.Issuer
	}
	s.render(w, r, status, "person", "web.person.title", body)
	return nil
}

// personError shows a refusal on the person's page, with what was typed.
func (s *Site) personError(w http.ResponseWriter, r *request, err error) error {
	e := shown(err)
	if e.Code == casework.CodeInternal || e.Code == casework.CodeForbidden {
		return err
	}
	return s.renderPerson(w, r, statuses[e.Code], personBody{Error: r.text(e), Form: personFormOf(r.PostForm)})
}

// accountsAtOnce is how many accounts one page lists.
const accountsAtOnce = 100

// accountsBody is the list of accounts.
type accountsBody struct {
	Accounts []schema.Account
	Count    int // that fit
	Next     string
	Text     string
	Only     string // locked, disabled, must, none
}

func (s *Site) showAccounts(w http.ResponseWriter, r *request) error {
	list, err := r.viewer.Accounts(r.Context())
	if err != nil {
		return err
	}
	body := accountsBody{Text: strings.TrimSpace(r.URL.Query().Get("text")), Only: r.URL.Query().Get("only")}
	for _, a := range list {
		if body.Text != "" && !strings.Contains(a.Name, body.Text) && !strings.Contains(string(a.Person), body.Text) {
			continue
		}
		locked := r.now.Before(a.LockedUntil)
		if (body.Only == "locked" && !locked) || (body.Only == "disabled" && !a.Disabled) || (body.Only == "must" && !a.MustChange) {
			continue
		}
		body.Count++
		if string(a.Person) > r.URL.Query().Get("after") {
			body.Accounts = append(body.Accounts, a)
		}
	}
	if len(body.Accounts) > accountsAtOnce {
		body.Accounts = body.Accounts[:accountsAtOnce]
		if body.Next, err = link("/people/accounts", "text", body.Text, "only", body.Only, "after", body.Accounts[accountsAtOnce-1].Person); err != nil {
			return err
		}
	}
	if r.part() {
		s.renderPart(w, r, "accounts", "account-rows", body)
		return nil
	}
	s.render(w, r, http.StatusOK, "accounts", "web.accounts.title", body)
	return nil
}

// rightsBody is the table of who may do what.
type rightsBody struct {
	Roles     []casework.PostRole
	Relations []rights.Relation
	Kinds     []rightsOfKind
	Sees      [][]rights.Relation
}

type rightsOfKind struct {
	Kind     casework.Kind
	Commands []rightsRow
}

type rightsRow struct {
	Command casework.CommandType
	Cells   [][]rights.Relation
}

func (s *Site) showRights(w http.ResponseWriter, r *request) error {
	s.render(w, r, http.StatusOK, "rights", "rights.title", rightsTable())
	return nil
}

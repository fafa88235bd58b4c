package site

// rights.go: the table of who may do what, as the authoriser computes it.

import (
	"sync"

	"duban/casework"
	"duban/casework/rights"
)

// rightsTable is computed once: it changes with the program alone.
var rightsTable = sync.OnceValue(func() rightsBody {
	body := rightsBody{Roles: casework.PostRoles, Relations: rights.Relations}
	cells := func(may func(casework.PostRole, rights.Relation) bool) (out [][]rights.Relation) {
		for _, role := range casework.PostRoles {
			out = append(out, rights.Where(func(rel rights.Relation) bool { return may(role, rel) }))
		}
		return out
	}
	body.Sees = cells(rights.Sees)
	for _, kind := range rights.Kinds {
		of := rightsOfKind{Kind: kind}
		for _, c := range rights.Commands(kind) {
			of.Commands = append(of.Commands, rightsRow{c, cells(func(role casework.PostRole, rel rights.Relation) bool {
				return rights.May(kind, c, role, rel)
			})})
		}
		body.Kinds = append(body.Kinds, of)
	}
	return body
})

package site

// rights.go: the table of who may do what, as the authoriser computes it.

import (
	"slices"
	"sync"

	"duban/casework"
	"duban/casework/rights"
)

// rightsTable is computed once: it changes with the program alone.
var rightsTable = sync.OnceValue(func() rightsBody {
	body := rightsBody{Roles: casework.PostRoles, Relations: append(slices.Clone(rights.Relations), rights.Seen)}
	for _, role := range casework.PostRoles {
		body.Sees = append(body.Sees, rights.Where(func(rel rights.Relation) bool { return rights.Sees(role, rel) }))
	}
	for _, kind := range rights.Kinds {
		of := rightsOfKind{Kind: kind}
		for _, c := range rights.Commands(kind) {
			row := rightsRow{Command: c}
			for _, role := range casework.PostRoles {
				row.Cells = append(row.Cells, rights.Short(role, func(rel rights.Relation) bool { return rights.May(kind, c, role, rel) }))
			}
			of.Commands = append(of.Commands, row)
		}
		body.Kinds = append(body.Kinds, of)
	}
	return body
})

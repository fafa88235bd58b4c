package casework_test

// authority_operating_test.go: which posts may change what recurs.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
)

func TestWhoMayOperate(t *testing.T) {
	t.Parallel()
	for _, role := range casework.PostRoles {
		by := casework.Requester{Person: "wang", Posts: []casework.Post{{Unit: "a", Role: role, For: "li"}}}
		a, err := casework.AuthoriseOperating(by)
		if role != casework.PostOffice && role != casework.PostAdministrator {
			require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), role)
			continue
		}
		require.NoError(t, err, role)
		require.Equal(t, casework.Actor{Person: "wang", Unit: "a", Role: role, For: "li"}, a)
		by.Posts[0].Vacant = true
		_, err = casework.AuthoriseOperating(by)
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), "an empty post opens nothing")
	}
}

package site

// matrix_internal_test.go: why there is no completion table.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
)

func TestWhyThereIsNoCompletion(t *testing.T) {
	t.Parallel()
	one := []schema.Plan{{ID: "one"}}
	for want, c := range map[string]*engine.Completion{
		"web.matrix.empty":       {},
		"web.matrix.no_problems": {Plans: one, Plan: one[0]},
		"web.matrix.unseen":      {Plans: one, Plan: one[0], Problems: []schema.Problem{{No: "1"}}},
	} {
		require.Equal(t, want, matrixBody{Completion: c}.Empty())
		require.True(t, wording.Has(want))
	}
}

package wording

// wording_test.go: sentences with their arguments.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestArgumentsAreFilledIn(t *testing.T) {
	t.Parallel()
	require.Equal(t, "case c has no task 7", Text(English, "notfound.task", "7", "c"))
	require.Equal(t, "事项 c 没有任务 7", Text(Chinese, "notfound.task", "7", "c"))
	require.Equal(t, "事项 c 没有任务 填报人", Text(Chinese, "notfound.task", Word("post.reporter"), "c"), "a word of the catalogue")
	require.Equal(t, "case c has no task {no.such}", Text(English, "notfound.task", Word("no.such"), "c"))
	require.Equal(t, "no.such: a, b", Text(English, "no.such", "a", "b"), "a missing sentence is seen")
}

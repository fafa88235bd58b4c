package site_test

// case_test.go: a case's page in the hands of its people.

import (
	"testing"

	"github.com/stretchr/testify/require"

	"duban/web/webtest"
)

func TestAUnitClaimsItsShare(t *testing.T) {
	t.Parallel()
	s := webtest.WithExample(t)
	p := s.As(t, "yuxiaomei", webtest.Desk)
	require.NoError(t, p.Visit("/work"))
	text, err := p.Text("h1")
	require.NoError(t, err)
	require.Equal(t, "我的待办", text)
	require.NoError(t, p.Visit("/cases/"+s.Plan+"-055"))
	text, err = p.Text(".case-head")
	require.NoError(t, err)
	require.Contains(t, text, "整改措施")
}

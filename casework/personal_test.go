package casework_test

// personal_test.go: who may read personal data, role by role, and masked names.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/caseworktest"
)

// Every role in every unit round a household: only its helper, its village, its
// township and its county's office read, and the comparing department while it
// compares.
func TestWhoReadsPersonalData(t *testing.T) {
	t.Parallel()
	units := []casework.UnitID{caseworktest.Village, caseworktest.Township, caseworktest.Monitoring, caseworktest.Medical,
		caseworktest.Housing, "原州区", "西吉县", "另一个村", caseworktest.OfficeUnit}
	allowed := map[casework.Post]bool{
		{Unit: caseworktest.Village, Role: casework.PostReporter}:  true,
		{Unit: caseworktest.Village, Role: casework.PostHead}:      true,
		{Unit: caseworktest.Township, Role: casework.PostVerifier}: true,
		{Unit: caseworktest.Township, Role: casework.PostHead}:     true,
		{Unit: caseworktest.Monitoring, Role: casework.PostOffice}: true,
	}
	comparing := map[casework.Post]bool{
		{Unit: caseworktest.Medical, Role: casework.PostReporter}: true,
		{Unit: caseworktest.Medical, Role: casework.PostHead}:     true,
	}
	b := household(t)
	for _, open := range []bool{true, false} {
		for _, unit := range units {
			for _, role := range casework.PostRoles {
				post := casework.Post{Unit: unit, Role: role}
				by := casework.Requester{Person: "somebody", Posts: []casework.Post{post}}
				_, err := casework.AuthorisePersonal(b.s, by)
				want := allowed[post] || (open && comparing[post])
				require.Equal(t, want, err == nil, "%v, comparison open: %v", post, open)
				for _, home := range []casework.EventType{casework.EventVisited, casework.EventSurveyed, casework.EventCompared, casework.EventLookedBack} {
					require.Equal(t, want, casework.AuthoriseEvidence(b.s, home, by) == nil, "%v, a picture of a home", post)
				}
				require.NoError(t, casework.AuthoriseEvidence(b.s, casework.EventSubmitted, by), "who sees the case judges its proof")
			}
		}
		helper := casework.Requester{Person: "helper", Posts: []casework.Post{{Unit: caseworktest.Village, Role: casework.PostHelper}}}
		_, err := casework.AuthorisePersonal(b.s, helper)
		require.NoError(t, err)
		helper.Person = "another household's helper"
		_, err = casework.AuthorisePersonal(b.s, helper)
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))
		if open {
			b.list()
		}
	}
	_, err := casework.AuthorisePersonal(b.s, casework.Requester{})
	require.Error(t, err, "not even the engine")
}

func TestMaskedNames(t *testing.T) {
	t.Parallel()
	require.Equal(t, "李*", casework.MaskName(" 李四 "))
	for name, want := range map[string]string{"马晓梅": "马**", "欧阳修远": "欧阳**", "欧阳": "欧*", "王": "*", "": ""} {
		require.Equal(t, want, casework.MaskName(name))
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom([]rune("马王李张欧阳修梅晓远")), 2, 6, -1).Draw(t, "name")
		masked := casework.Publish(casework.Title{Zh: "村内公示"}, name, "村", 4, "突发严重困难户").Head()
		require.Len(t, []rune(masked), len([]rune(name)))
		require.True(t, strings.HasSuffix(masked, "*"))
	})
}

func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	for text, masked := range map[string]string{
		"户主 64040219700307123X 已核实":          "户主 *** 已核实",
		"电话13900001234，13900001235":          "电话***，***",
		"卡 6222 0200 0000 1234 567":          "卡 ***",
		"账号6222020000001234567。":             "账号***。",
		"2026-01-05 走访，人均 12000 元，补助 3500 元": "",
		"户编号 640402-00001，2026年1月5日":         "",
		"13900001234 13900001235":            "*** ***",
	} {
		if masked == "" {
			masked = text
		}
		require.Equal(t, masked, casework.MaskNumbers(text))
		require.Equal(t, masked != text, casework.NamesNumbers(text), text)
	}
}

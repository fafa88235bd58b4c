package wording

// wording_test.go: sentences with their arguments.

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFlagsAreForTheCommandLineAlone(t *testing.T) {
	t.Parallel()
	require.Equal(t, "请写明理由", Text(Chinese, "invalid.reason_missing"))
	require.Equal(t, "请写明理由（--reason）", Hinted(Chinese, "invalid.reason_missing"))
	require.Equal(t, "a date is required (--date, such as 2026-06-30)", Hinted(English, "invalid.date_missing"))
	require.Equal(t, Text(English, "stale.state", "1", "2"), Hinted(English, "stale.state", "1", "2"), "nothing to hint at")
}

// What the rules refuse is shown by pages too: none of it speaks of flags.
func TestRefusalsNameNoFlags(t *testing.T) {
	t.Parallel()
	for _, key := range Keys() {
		if strings.HasPrefix(key, "refused.") || strings.HasPrefix(key, "forbidden.") || strings.HasPrefix(key, "stale.") {
			m, _ := Lookup(key)
			require.NotContains(t, m.Zh, "--", key)
			require.NotContains(t, m.En, "--", key)
		}
	}
}

func TestArgumentsAreFilledIn(t *testing.T) {
	t.Parallel()
	require.Equal(t, "case c has no task 7", Text(English, "notfound.task", "7", "c"))
	require.Equal(t, "事项 c 没有任务 7", Text(Chinese, "notfound.task", "7", "c"))
	require.Equal(t, "事项 c 没有任务 填报人", Text(Chinese, "notfound.task", Word("post.reporter"), "c"), "a word of the catalogue")
	require.Equal(t, "case c has no task {no.such}", Text(English, "notfound.task", Word("no.such"), "c"))
	require.Equal(t, "no.such: a, b", Text(English, "no.such", "a", "b"), "a missing sentence is seen")
}

func TestArgumentsThatAreWords(t *testing.T) {
	t.Parallel()
	step := Both("核验", "Check")
	require.Equal(t, "事项 核验 没有任务 1", Text(Chinese, "notfound.task", "1", step))
	require.Equal(t, "case Check has no task 1", Text(English, "notfound.task", "1", step))
	list := List(step, Word("post.head"), "甲")
	require.Equal(t, "没有人员 核验、单位负责人、甲", Text(Chinese, "notfound.person", list))
	require.Equal(t, "there is no person Check, head, 甲", Text(English, "notfound.person", list))
	nested := Say("notfound.task", "2", list)
	require.Equal(t, "没有人员 事项 核验、单位负责人、甲 没有任务 2", Text(Chinese, "notfound.person", nested))
	named := Rename(nested, func(id string) string { return strings.ReplaceAll(id, "甲", `乙 "b"`) })
	require.Equal(t, `there is no person case Check, head, 乙 "b" has no task 2`, Text(English, "notfound.person", named))
	require.Equal(t, "there is no person {0}", Text(English, "notfound.person", "{0}"), "an argument is no sentence")
	require.Equal(t, "there is no person \x1fbroken", Text(English, "notfound.person", "\x1fbroken"))
}

// Both languages say the same, with the same arguments; forms stand where the language has
// several.
func TestBothLanguagesAreComplete(t *testing.T) {
	t.Parallel()
	places := func(text string) map[string]bool {
		out := map[string]bool{}
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			out[m[1]] = true
		}
		return out
	}
	for _, key := range Keys() {
		m, _ := Lookup(key)
		require.NotEmpty(t, m.Zh, key)
		require.NotEmpty(t, m.En, key)
		require.Equal(t, places(m.Zh), places(m.En), key)
		require.NotContains(t, m.Zh, "|", "%s: Chinese has one form", key)
		for _, p := range placeholder.FindAllStringSubmatch(m.En, -1) {
			if p[2] != "" {
				require.Equal(t, 2, strings.Count(p[2], "|"), "%s: one and other", key)
			}
		}
	}
}

func TestNumbersTakeTheirForm(t *testing.T) {
	t.Parallel()
	for n, want := range map[string]string{"0": "cases", "1": "case", "2": "cases", "21": "cases", "101": "cases", "-1": "case",
		"1.0": "cases", "1,000": "cases", "": "cases"} {
		require.Equal(t, n+" "+want, fill(English, "{0} {0|case|cases}", []string{n}), n)
	}
	require.Equal(t, "3 件", fill(Chinese, "{0} 件", []string{"3"}))
	require.Equal(t, "1 task is open, 2 are not", fill(English, "{0} {0|task is|tasks are} open, {1} {1|is|are} not", []string{"1", "2"}))
	require.Equal(t, "no {1}", fill(English, "no {1}", []string{"x"}), "a place without its argument is seen")
}

// A noun that has its forms somewhere has them wherever a number stands before it.
func TestEveryCountHasItsForm(t *testing.T) {
	t.Parallel()
	bounds := map[string]bool{"finding.file_bomb_ratio": true, "invalid.text_too_long": true, "invalid.task_title": true} // never one
	nouns := map[string]bool{}
	for _, key := range Keys() {
		m, _ := Lookup(key)
		for _, p := range placeholder.FindAllStringSubmatch(m.En, -1) {
			if words := strings.Split(p[2], "|"); len(words) == 3 && strings.HasSuffix(words[2], "s") && len(words[2]) > 3 {
				nouns[words[2]] = true
			}
		}
	}
	require.Greater(t, len(nouns), 20)
	// What is at most so many, or up to so many, is a bound, and no bound of ours is one.
	counted := regexp.MustCompile(`(at most |to )?\{\d\} (?:open |more |working |empty |valid |older |recovery |help )?([a-z]+)`)
	for _, key := range Keys() {
		m, _ := Lookup(key)
		require.NotContains(t, m.En, "(s)", key)
		for _, c := range counted.FindAllStringSubmatch(m.En, -1) {
			require.False(t, nouns[c[2]] && c[1] == "" && !bounds[key], "%s: %q is not right for one", key, m.En)
		}
	}
}

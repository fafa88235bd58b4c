package casework_test

// policy_test.go: the built-in policy, and what the parser says of bad ones.

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/caseworktest"
	"duban/casework/wording"
)

// Policies are never edited after they landed: running cases name them by
// digest. A change is a new version, in a new file.
func TestBuiltinPoliciesAreFrozen(t *testing.T) {
	t.Parallel()
	frozen := map[string]string{
		"directive/v1": "20ef30296c0e64ec07eec4abc26a489bf607e665814faf2ef0a723be25e1ea78",
		"finding/v1":   "2108b3185d88e06ef1016c077b61ec72cee07a07f7bcb62bece7f6c496ae8678",
		"household/v1": "c79f3c3600683cfbef1a386a7f89ac86ce5bda651791705f628ce7b7bfd15354",
		"measure/v1":   "5657c8fe6cdecb45910e5f252cf4cffbd96845ee33b3390ae5c018be7861d836",
	}
	require.Len(t, casework.Builtin(), len(frozen), "freeze each policy")
	for _, b := range casework.Builtin() {
		require.Equal(t, frozen[b.Policy.Ref().String()], b.Policy.Digest, "%s was edited: add a new version instead", b.Policy.Ref())
	}
}

func TestMeasurePolicyIsTheTable(t *testing.T) {
	t.Parallel()
	p := casework.DefaultPolicy(casework.KindMeasure)
	want := [][4]string{ // step, stage, holder, limit or hold
		{"dispatch", "assign", "office", "1wd"},
		{"claim", "assign", "task_unit", "5wd"},
		{"rectify", "act", "task_unit", "due"},
		{"self_check", "act", "task_unit", "due"},
		{"check", "verify", "lead_unit", "5wd"},
		{"sign_off", "close", "lead_leader", "5wd"},
		{"notice", "close", "lead_unit", "10wd inclusive"},
		{"recognise", "close", "office", "5wd"},
	}
	require.Len(t, p.Steps, len(want))
	for i, s := range p.Steps {
		limit := s.Limit
		if !s.Hold.IsZero() {
			limit = s.Hold
		}
		text, err := limit.MarshalText()
		require.NoError(t, err)
		got := [4]string{string(s.ID), string(s.Stage), string(s.Holder[0]), string(text)}
		require.Equal(t, want[i], got)
	}
	ladder := []int{-10, -5, -3, 1, 5, 10, 15, 30}
	for i, r := range p.Ladder {
		require.Equal(t, ladder[i], r.At)
	}
	require.Equal(t, 1, p.Extension.Most)
	require.True(t, p.Extension.AtMostOriginal)
	require.Equal(t, 30, p.LookBack.Sample)
	require.Equal(t, "90d", p.LookBack.After.String())
}

func TestPolicyFaultsAreNamedByPlace(t *testing.T) {
	t.Parallel()
	good := string(caseworktest.Document(casework.KindMeasure))
	for change, want := range map[[2]string]string{
		{"kind: measure", "kind: measures"}:                            "kind:",
		{"version: 1", "version: 0"}:                                   "version:",
		{"version: 1", "version: 1\nsurprise: 2"}:                      "surprise",
		{"stage: verify", "stage: close"}:                              "stages go assign, act, verify, close",
		{"limit: 1wd", "limit: soon"}:                                  "soon",
		{"holder: [office]", "holder: [nobody]"}:                       "nobody",
		{"return_to: [rectify, self_check]", "return_to: [recognise]"}: "recognise",
		{"return_to: [rectify, self_check]", "return_to: [claim]"}:     "does not undo a claim",
		{"at: -5,", "at: -50,"}:                                        "ladder[1]",
		{"light: blue", "light: purple"}:                               "purple",
		{"at_once: 15wd", "at_once: 0wd"}:                              "0wd",
		{"review_every: 3m", "review_every: 3wd"}:                      "review_every",
		{"reopen_at: rectify", "reopen_at: dispatch"}:                  "reopen_at",
		{"sample: 30", "sample: 300"}:                                  "look_back.sample",
		{"to: [all_units, office]", "to: []"}:                          "nobody would hear of it",
		{"evidence: 1 ", "evidence: -1 "}:                              "evidence",
	} {
		doc := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, doc, change[0])
		_, err := casework.ParsePolicy([]byte(doc))
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), change[1])
		require.ErrorContains(t, err, want, change[1])
	}
	good = string(caseworktest.Document(casework.KindHousehold))
	for change, want := range map[[2]string]string{
		{"joins: [comparison]", "joins: [comparison]\n    act: claim"}:       "more than one of act, hold and joins",
		{"joins: [comparison]", "joins: [lead]"}:                             "wait for itself",
		{"joins: [comparison]", "joins: [nobody]"}:                           "nobody",
		{"joins: [comparison]", "return_to: []"}:                             "needs an act",
		{"until: enter", "until: never"}:                                     "overall.until",
		{"limit: 15d}", "limit: 0d}"}:                                        "0d",
		{"close_with: [lead]", "close_with: [none]"}:                         "close_with",
		{"listed: 6m", "listed: 6wd"}:                                        "elimination: listed and window",
		{"province: 宁夏", "province: ''"}:                                     "elimination.province",
		{"landed: 1", "landed: -1"}:                                          "elimination.landed",
		{"act: compare", "act: compare\n    eliminates: true"}:               "eliminates",
		{"tasks: [help]\n  - id: confirm", "tasks: [lead]\n  - id: confirm"}: "ends another step of the same tasks",
	} {
		doc := strings.Replace(good, change[0], change[1], 1)
		require.NotEqual(t, good, doc, change[0])
		_, err := casework.ParsePolicy([]byte(doc))
		require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), change[1])
		require.ErrorContains(t, err, want, change[1])
	}
	for _, doc := range []string{"", "---\n---\n", strings.Repeat("a", 300<<10), good + "\n---\n" + good} {
		_, err := casework.ParsePolicy([]byte(doc))
		require.Error(t, err)
	}
}

func TestDiffNamesWhatChanged(t *testing.T) {
	t.Parallel()
	a := casework.DefaultPolicy(casework.KindMeasure)
	require.Empty(t, casework.Diff(a, a))
	b, _ := caseworktest.Short()
	changes := casework.Diff(a, b)
	paths := make([]string, len(changes))
	for i, c := range changes {
		paths[i] = c.Path
	}
	require.Contains(t, paths, "version")
	require.Contains(t, paths, "steps.notice.hold")
	require.NotContains(t, paths, "steps.recognise.limit", "a step that only moved up did not change")
}

func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	for _, key := range wording.Keys() {
		m, _ := wording.Lookup(key)
		require.NotEmpty(t, m.Zh, key)
		require.NotEmpty(t, m.En, key)
		for i := range 8 {
			hole := "{" + string(rune('0'+i)) + "}"
			require.Equal(t, strings.Contains(m.Zh, hole), strings.Contains(m.En, hole), "%s %s", key, hole)
		}
	}
	for _, c := range casework.PersonCommands {
		require.True(t, wording.Has("forbidden."+string(c)), c)
		require.True(t, wording.Has("command."+string(c)), c)
	}
}

func FuzzParsePolicy(f *testing.F) {
	for _, b := range casework.Builtin() {
		f.Add(b.Document)
	}
	f.Add([]byte("kind: measure\nversion: 1\nsteps: [{id: a, stage: assign, act: dispatch}]"))
	f.Add([]byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := casework.ParsePolicy(doc)
		if err != nil {
			require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
			return
		}
		require.NotEmpty(t, p.Steps)
		require.Empty(t, casework.Diff(p, p))
	})
}

package inspection

// rules_parse.go: reading a rules document, with every fault named by place.

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the rules that come with the program
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/casework"
	"duban/casework/calendar"
)

// maxRulesBytes bounds a rules document; real ones are about 2 KB.
const maxRulesBytes = 64 << 10

//go:embed rules.v1.yaml
var builtin []byte

// DefaultDocument gives the rules that come with the program, as YAML.
func DefaultDocument() []byte { return bytes.Clone(builtin) }

// Default gives the rules that come with the program.
func Default() *Rules {
	r, err := ParseRules(builtin)
	if err != nil {
		panic("inspection: built-in rules: " + err.Error())
	}
	return r
}

// ParseRules reads and checks a rules document. All faults are reported at once
// in an error of [casework.CodeInvalid].
func ParseRules(doc []byte) (*Rules, error) {
	if len(doc) > maxRulesBytes {
		return nil, casework.Errorf(casework.CodeInvalid, "inspection.rules_too_large", fmt.Sprint(len(doc)), fmt.Sprint(maxRulesBytes))
	}
	dec := yaml.NewDecoder(bytes.NewReader(doc))
	dec.KnownFields(true)
	var r Rules
	if err := dec.Decode(&r); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the document is empty")
		}
		return nil, casework.Errorf(casework.CodeInvalid, "inspection.rules_unreadable",
			strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", ";"))
	}
	if faults := r.check(); len(faults) > 0 {
		return nil, casework.Errorf(casework.CodeInvalid, "inspection.rules_faults", strings.Join(faults, "; "))
	}
	sum := sha256.Sum256(doc)
	r.Digest = hex.EncodeToString(sum[:])
	return &r, nil
}

// check gives every fault as "place: fault, expectation".
func (r *Rules) check() (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if r.Version < 1 {
		fault("version: %d, expected 1 or more", r.Version)
	}
	for _, l := range []struct {
		name  string
		limit calendar.Limit
	}{{"window", r.Window}, {"feedback", r.Feedback}, {"rectification", r.Rectification}, {"recent", r.Recent}} {
		if l.limit.N == 0 {
			fault("%s: missing, expected a limit such as 10d", l.name)
		}
	}
	if r.Window.Unit == calendar.Months {
		fault("window: expected days or working days")
	}
	for name, list := range map[string][]int{"reminders": r.Reminders, "missing": r.Missing, "handing_over": r.HandingOver} {
		for i, n := range list {
			if n >= 0 || n < -60 || (i > 0 && n <= list[i-1]) {
				fault("%s[%d]: %d, expected working days before, from -60 to -1, rising", name, i, n)
			}
		}
	}
	for kind := range r.Units {
		if !slices.Contains(Kinds, kind) {
			fault("units.%s: is none of quarterly, special, look_back", kind)
		}
	}
	for _, kind := range Kinds {
		if u := r.Units[kind]; len(u.Kinds)+len(u.Names) == 0 {
			fault("units.%s: names no unit to inspect", kind)
		}
	}
	r.checkTeams(fault)
	r.checkSample(fault)
	slices.Sort(faults)
	return faults
}

func (r *Rules) checkTeams(fault func(string, ...any)) {
	if r.Teams.Size < 1 || r.Teams.Size > 50 {
		fault("teams.size: %d, expected 1 to 50", r.Teams.Size)
	}
	for _, role := range slices.Concat(r.Teams.Above, r.Teams.LeaderAbove) {
		if !slices.Contains(casework.PostRoles, role) {
			fault("teams: %q is no role of posts", role)
		}
	}
}

func (r *Rules) checkSample(fault func(string, ...any)) {
	if len(r.Kinds) == 0 {
		fault("kinds: none; there would be nothing to draw from")
	}
	for i, d := range r.Strata {
		if d != ByUnit && d != ByState && d != ByLight {
			fault("strata[%d]: %q is none of unit, state, light", i, d)
		}
		if slices.Contains(r.Strata[:i], d) {
			fault("strata[%d]: %s stands twice", i, d)
		}
	}
	seen := map[casework.Light]bool{}
	for i, c := range r.Lights {
		if c.ID == "" {
			fault("lights[%d].id: missing", i)
		}
		for _, l := range c.Lights {
			if seen[l] {
				fault("lights[%d]: %s is in two classes", i, l)
			}
			seen[l] = true
		}
	}
	for _, l := range []casework.Light{casework.LightNone, casework.LightGreen, casework.LightBlue, casework.LightYellow, casework.LightRed} {
		if !seen[l] {
			fault("lights: %s is in no class", l)
		}
		delete(seen, l)
	}
	for l := range seen {
		fault("lights: %q is no light", l)
	}
	s := r.Sample
	if (s.Share == 0) == (s.Count == 0) {
		fault("sample: give share or count, one of the two")
	}
	if s.Share < 0 || s.Share > 100 {
		fault("sample.share: %d, expected 1 to 100 percent", s.Share)
	}
	if s.Count < 0 {
		fault("sample.count: %d is negative", s.Count)
	}
	if s.Minimum < 1 {
		fault("sample.minimum: %d, expected 1 or more: every stratum is looked at", s.Minimum)
	}
	if s.Maximum != 0 && s.Maximum < s.Minimum {
		fault("sample.maximum: %d is less than the minimum", s.Maximum)
	}
	if len(r.Severities) == 0 {
		fault("severities: none; a finding needs one")
	}
}

package inspection

// draw.go: the sample. Whoever has the recorded seed and the recorded list of
// candidates can draw it again with nothing but SHA-256.

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"duban/casework"
)

// Candidate is one task that the sample may fall on.
type Candidate struct {
	Case    casework.CaseID `json:"case_id"`
	Task    int             `json:"task"`
	Unit    casework.UnitID `json:"unit"` // the inspected unit that it belongs to
	Stratum string          `json:"stratum"`
	Share   int             `json:"share"` // percent of a rule of its own (a policy's look-back); 0 = the rules'
}

// ID names a candidate: case/task.
func (c Candidate) ID() string { return string(c.Case) + "/" + strconv.Itoa(c.Task) }

// Stratum is how many were drawn out of how many.
type Stratum struct {
	Name  string `json:"name"`
	Of    int    `json:"of"`
	Drawn int    `json:"drawn"`
}

// Sample is what was drawn, in order of ID, and from how many.
type Sample struct {
	Digest string      `json:"digest"` // of the candidates
	Picked []Candidate `json:"picked"`
	Strata []Stratum   `json:"strata"`
}

// DigestOf gives the digest of a list of candidates: the SHA-256, in hex, over
// one line "case/task TAB unit TAB stratum TAB share" each, in the byte order of
// case/task, every line ended by a line feed. The order of the list does not matter.
func DigestOf(list []Candidate) string {
	h := sha256.New()
	for _, c := range sorted(list) {
		fmt.Fprintf(h, "%s\t%s\t%s\t%d\n", c.ID(), c.Unit, c.Stratum, c.Share)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func sorted(list []Candidate) []Candidate {
	return slices.SortedFunc(slices.Values(list), func(a, b Candidate) int { return strings.Compare(a.ID(), b.ID()) })
}

// Draw draws the sample. The algorithm is fixed, and a changed one would be a
// new function beside it:
//
//  1. Each candidate gets the lot SHA-256(seed LF digest LF case/task), in hex:
//     the seed as recorded, the digest by [DigestOf].
//  2. Each stratum is allotted a number, see [Allot].
//  3. The candidates of each stratum with the smallest lots are drawn.
//
// Lots by a hash instead of a generator's shuffle: the result cannot change with
// a version of Go, one stratum's draw does not depend on another's size, and a
// sceptic checks a single lot with sha256sum.
//
// The seed must have been recorded, with the digest, before anybody draws. A
// candidate that stands twice is [casework.CodeInvalid].
func Draw(seed string, list []Candidate, rule SampleRule) (Sample, error) {
	if seed == "" {
		return Sample{}, casework.Errorf(casework.CodeInvalid, "inspection.no_seed")
	}
	list = sorted(list)
	out := Sample{Digest: DigestOf(list)}
	members := map[string][]Candidate{}
	for i, c := range list {
		if i > 0 && list[i-1].ID() == c.ID() {
			return Sample{}, casework.Errorf(casework.CodeInvalid, "inspection.twice", c.ID())
		}
		members[c.Stratum] = append(members[c.Stratum], c)
	}
	quota := Allot(list, rule)
	for _, name := range names(members) {
		group := slices.SortedFunc(slices.Values(members[name]), func(a, b Candidate) int {
			return strings.Compare(lot(seed, out.Digest, a), lot(seed, out.Digest, b))
		})
		n := quota[name]
		out.Picked = append(out.Picked, group[:n]...)
		out.Strata = append(out.Strata, Stratum{Name: name, Of: len(group), Drawn: n})
	}
	out.Picked = sorted(out.Picked)
	return out, nil
}

func lot(seed, digest string, c Candidate) string {
	sum := sha256.Sum256([]byte(seed + "\n" + digest + "\n" + c.ID()))
	return hex.EncodeToString(sum[:])
}

func names[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Allot gives how many are drawn from each stratum. By count, that many. By
// share, that percentage of all, rounded up, goes to the strata by proportion,
// the rest to the largest remainders (ties in order of name). Candidates with a
// share of their own are allotted among themselves, and the maximum does not cut
// what a policy asks for. Afterwards each stratum is brought within minimum,
// maximum and its size.
func Allot(list []Candidate, rule SampleRule) map[string]int {
	sizes := map[int]map[string]int{} // own share, or 0 → stratum → how many
	for _, c := range list {
		if sizes[c.Share] == nil {
			sizes[c.Share] = map[string]int{}
		}
		sizes[c.Share][c.Stratum]++
	}
	quota := map[string]int{}
	for own, strata := range sizes {
		share := own
		if own == 0 {
			share = rule.Share
		}
		given := proportional(strata, share)
		for name, size := range strata {
			n := given[name]
			if share == 0 {
				n = rule.Count
			}
			if rule.Maximum > 0 && own == 0 {
				n = min(n, rule.Maximum)
			}
			quota[name] += min(max(n, rule.Minimum), size)
		}
	}
	return quota
}

// proportional allots percent of all, rounded up, by largest remainder.
func proportional(strata map[string]int, percent int) map[string]int {
	all := 0
	for _, size := range strata {
		all += size
	}
	want := (all*percent + 99) / 100
	given := map[string]int{}
	order := names(strata)
	left := want
	for _, name := range order {
		given[name] = want * strata[name] / all
		left -= given[name]
	}
	slices.SortStableFunc(order, func(a, b string) int {
		return cmp.Compare(want*strata[b]%all, want*strata[a]%all)
	})
	for _, name := range order[:left] {
		given[name]++
	}
	return given
}

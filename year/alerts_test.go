package year_test

// alerts_test.go: the alerts of a month and the samples of the inspections, worked
// out once more from the script and from the recorded lots.

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/inspection"
	"duban/casework/round"
	"duban/engine"
	"duban/schema"
)

// held is a time during which a share of a measure lay with its unit.
type held struct {
	id       casework.CaseID
	from, to time.Time
	progress []time.Time
}

// quietIn gives the measures that lay with a unit at a moment and had been without
// progress for more than sixty days.
func (c *city) quietIn(end time.Time) []casework.CaseID {
	out := map[casework.CaseID]bool{}
	for _, h := range c.held {
		if !h.from.Before(end) || h.to.Before(end) {
			continue
		}
		last := h.from
		for _, p := range h.progress {
			if p.Before(end) && p.After(last) {
				last = p
			}
		}
		if midnight(end).Sub(midnight(last)) > 60*24*time.Hour {
			out[h.id] = true
		}
	}
	return keysOf(out)
}

func keysOf[K ~string](m map[K]bool) []K {
	out := []K{}
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// unclaimed gives, for each column with any share in the plan, the problems in
// which it has none, as "column/problem".
func unclaimed(rows schema.PlanRows, units []schema.Unit) []string {
	column := map[casework.UnitID]casework.UnitID{}
	parent := map[casework.UnitID]schema.Unit{}
	for _, u := range units {
		parent[u.ID] = u
	}
	for _, u := range units {
		for up := u; up.ID != ""; up = parent[up.Parent] {
			if up.Column {
				column[u.ID] = up.ID
				break
			}
		}
	}
	problems := map[string]map[casework.UnitID]bool{}
	answers := map[casework.UnitID]bool{}
	for i, m := range rows.Measures {
		if problems[m.Problem] == nil {
			problems[m.Problem] = map[casework.UnitID]bool{}
		}
		for _, t := range rows.Starts[i].Opening.Tasks {
			if at := column[t.Unit]; at != "" && t.Role != casework.RoleCo {
				problems[m.Problem][at], answers[at] = true, true
			}
		}
	}
	out := []string{}
	for no, has := range problems {
		for at := range answers {
			if !has[at] {
				out = append(out, string(at)+"/"+no)
			}
		}
	}
	sort.Strings(out)
	return out
}

// checkAlerts compares a month's alerts with the script.
func (c *city) checkAlerts(s *round.Snapshot, end time.Time, missing []string) {
	c.t.Helper()
	quiet := map[casework.CaseID]bool{}
	claims := []string{}
	for _, a := range s.Alerts {
		for _, id := range a.Cases.Cases {
			if _, measure := c.measured[id]; !measure {
				continue // a directive that an alert raised: nobody works on those
			}
			require.NotEqual(c.t, round.NoEvidence, a.Kind, "the script hands nothing in without evidence")
			if a.Kind == round.NoProgress {
				require.LessOrEqual(c.t, a.Cases.Count, 200, "else the list is cut")
				quiet[id] = true
			}
		}
		if a.Kind == round.UnderClaiming {
			for _, no := range a.Problems {
				claims = append(claims, string(a.Unit)+"/"+no)
			}
		}
	}
	require.Equal(c.t, c.quietIn(end), keysOf(quiet), "no progress in %s", s.Month)
	sort.Strings(claims)
	require.Equal(c.t, missing, claims, "under-claiming in %s", s.Month)
}

// checkSamples draws every inspection's sample again, with nothing but SHA-256.
func (c *city) checkSamples(e *engine.Engine, list []schema.Inspection) {
	c.t.Helper()
	closed := 0
	for _, one := range list {
		candidates, err := e.Ledger.InspectionCandidates(c.t.Context(), one.ID)
		require.NoError(c.t, err)
		require.NotEmpty(c.t, candidates, one.ID)
		name := func(k inspection.Candidate) string { return fmt.Sprintf("%s/%d", k.Case, k.Task) }
		slices.SortFunc(candidates, func(a, b inspection.Candidate) int { return strings.Compare(name(a), name(b)) })
		text := ""
		for _, k := range candidates {
			text += fmt.Sprintf("%s\t%s\t%s\t%d\n", name(k), k.Unit, k.Stratum, k.Share)
		}
		digest := sha256.Sum256([]byte(text))
		require.Equal(c.t, hex.EncodeToString(digest[:]), one.Digest)
		basis, err := e.Ledger.InspectionBasis(c.t.Context(), one.ID)
		require.NoError(c.t, err)
		want := []string{}
		for _, stratum := range basis.Strata {
			var lots []string
			for _, k := range candidates {
				if k.Stratum == stratum.Name {
					sum := sha256.Sum256([]byte(one.Seed + "\n" + one.Digest + "\n" + name(k)))
					lots = append(lots, hex.EncodeToString(sum[:])+" "+name(k))
				}
			}
			require.Len(c.t, lots, stratum.Of, stratum.Name)
			// A tenth of the whole by proportion: never off by more than one, at least one, at most twenty.
			require.InDelta(c.t, min(max(float64(stratum.Of)/10, 1), 20), stratum.Drawn, 1, stratum.Name)
			sort.Strings(lots)
			for _, l := range lots[:stratum.Drawn] {
				want = append(want, strings.Fields(l)[1])
			}
		}
		drawn := []string{}
		for _, d := range basis.Drawn {
			drawn = append(drawn, fmt.Sprintf("%s/%d", d.Case, d.Task))
		}
		sort.Strings(want)
		sort.Strings(drawn)
		require.Equal(c.t, want, drawn, one.ID)
		stored, err := e.Ledger.InspectionReport(c.t.Context(), one.ID)
		if casework.CodeOf(err) == casework.CodeNotFound {
			continue
		}
		require.NoError(c.t, err)
		closed++
		var report inspection.Report
		require.NoError(c.t, json.Unmarshal(stored.Body, &report))
		require.Equal(c.t, inspection.Row{Drawn: len(drawn), Missing: len(drawn)}, report.Total, "nobody went to see in this year")
		require.False(c.t, report.Complete)
	}
	require.Equal(c.t, 3, closed, "the fourth has days of feedback in the next year")
}

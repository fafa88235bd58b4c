// Package indicator holds the watched indicators (督办指标) as data and as pure
// functions: exact monthly values, thresholds, and when a breach begins and ends.
package indicator

// indicator.go: the document, checked; values; breaches.

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/casework"
)

// Indicator is one watched figure.
type Indicator struct {
	ID         string           `yaml:"id" json:"id"`
	Title      casework.Title   `yaml:"title" json:"title"`
	Direction  Direction        `yaml:"direction" json:"direction"`
	Urgency    casework.Urgency `yaml:"urgency" json:"urgency"` // of the directive that a breach raises
	Thresholds map[int]Value    `yaml:"thresholds" json:"thresholds"`
}

// Direction says which way is good.
type Direction string

// The directions.
const (
	Up   Direction = "up"   // the more the better
	Down Direction = "down" // the less the better
)

// Value is a percentage in hundredths of a percent: 63.47 % is 6347, exactly.
type Value int64

// ParseValue reads 63.47, 63.5 or 64, with or without a percent sign.
func ParseValue(s string) (Value, error) {
	text := strings.TrimSuffix(strings.TrimSpace(s), "%")
	whole, rest, _ := strings.Cut(text, ".")
	bad := fmt.Errorf("value %q: expected a percentage with at most two decimals, such as 63.47", s)
	for len(rest) > 2 && rest[len(rest)-1] == '0' {
		rest = rest[:len(rest)-1]
	}
	if len(rest) > 2 || len(whole) == 0 || len(whole) > 6 || strings.ContainsAny(text, "+-eE ") {
		return 0, bad
	}
	n, err := strconv.ParseInt(whole+rest+"00"[len(rest):], 10, 64)
	if err != nil {
		return 0, bad
	}
	return Value(n), nil
}

// String gives the percentage as it was written: 63.47, 64.3, 60.
func (v Value) String() string {
	text := fmt.Sprintf("%d.%02d", v/100, v%100)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// UnmarshalYAML reads a threshold.
func (v *Value) UnmarshalYAML(n *yaml.Node) error {
	value, err := ParseValue(n.Value)
	*v = value
	return err
}

// MarshalText gives the percentage.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a percentage.
func (v *Value) UnmarshalText(b []byte) error {
	value, err := ParseValue(string(b))
	*v = value
	return err
}

// Parse reads and checks a document; all faults are reported at once.
func Parse(doc []byte) ([]Indicator, error) {
	dec := yaml.NewDecoder(io.LimitReader(bytes.NewReader(doc), 64<<10))
	dec.KnownFields(true)
	var d struct {
		Indicators []Indicator `yaml:"indicators"`
	}
	if err := dec.Decode(&d); err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "indicator.faults", strings.ReplaceAll(err.Error(), "\n", ";"))
	}
	var faults []string
	seen := map[string]bool{}
	for n, i := range d.Indicators {
		at := fmt.Sprintf("indicators[%d] %s", n, i.ID)
		if i.ID == "" || seen[i.ID] {
			faults = append(faults, at+": each needs an id of its own")
		}
		seen[i.ID] = true
		if i.Title.Zh == "" || i.Title.En == "" {
			faults = append(faults, at+".title: both zh and en are required")
		}
		if i.Direction != Up && i.Direction != Down {
			faults = append(faults, fmt.Sprintf("%s.direction: %q is neither up nor down", at, i.Direction))
		}
		if !slices.Contains(casework.Urgencies, i.Urgency) {
			faults = append(faults, fmt.Sprintf("%s.urgency: %q is none of urgent, ordinary, difficult", at, i.Urgency))
		}
		if _, ok := i.Thresholds[1]; !ok {
			faults = append(faults, at+".thresholds: month 1 is missing; it holds until the next")
		}
		for month := range i.Thresholds {
			if month < 1 || month > 12 {
				faults = append(faults, fmt.Sprintf("%s.thresholds: %d is no month", at, month))
			}
		}
	}
	if len(d.Indicators) == 0 {
		faults = append(faults, "indicators: none")
	}
	if len(faults) > 0 {
		slices.Sort(faults)
		return nil, casework.Errorf(casework.CodeInvalid, "indicator.faults", strings.Join(faults, "; "))
	}
	return d.Indicators, nil
}

// Threshold gives the threshold of a month of the year: the newest up to it.
func (i Indicator) Threshold(month int) Value {
	for m := month; m >= 1; m-- {
		if v, ok := i.Thresholds[m]; ok {
			return v
		}
	}
	return 0
}

// Point is a value of a month, written 2026-03.
type Point struct {
	Month string `json:"month"`
	Value Value  `json:"value"`
}

// Breaches tells whether a month's value is a breach. A month that cannot be
// read is none.
func (i Indicator) Breaches(p Point) bool {
	month, err := strconv.Atoi(p.Month[max(len(p.Month)-2, 0):])
	if err != nil {
		return false
	}
	if i.Direction == Down {
		return p.Value > i.Threshold(month)
	}
	return p.Value < i.Threshold(month)
}

// Breach is a run of months beyond the threshold.
type Breach struct {
	From      string `json:"from"`
	Value     Value  `json:"value"`               // of its first month
	Threshold Value  `json:"threshold"`           // of its first month
	Recovered string `json:"recovered,omitempty"` // the first month that was good again
}

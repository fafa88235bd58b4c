package obligation

// rules.go: the document, checked.

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/casework"
)

// Rule is how one kind of obligation is seen to.
type Rule struct {
	Kind         string           `yaml:"kind" json:"kind"`
	Title        casework.Title   `yaml:"title" json:"title"`
	Remind       []int            `yaml:"remind" json:"remind"` // calendar days before maturity
	CollectAfter int              `yaml:"collect_after" json:"collect_after"`
	Urgency      casework.Urgency `yaml:"urgency" json:"urgency"`
}

// Parse reads and checks a document; all faults are reported at once.
func Parse(doc []byte) ([]Rule, error) {
	dec := yaml.NewDecoder(io.LimitReader(bytes.NewReader(doc), 64<<10))
	dec.KnownFields(true)
	var d struct {
		Obligations []Rule `yaml:"obligations"`
	}
	if err := dec.Decode(&d); err != nil {
		return nil, casework.Errorf(casework.CodeInvalid, "obligation.faults", strings.ReplaceAll(err.Error(), "\n", ";"))
	}
	var faults []string
	seen := map[string]bool{}
	for n, r := range d.Obligations {
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Sprintf("obligations[%d] %s: ", n, r.Kind)+fmt.Sprintf(format, args...))
		}
		if r.Kind == "" || seen[r.Kind] {
			fault("each needs a kind of its own")
		}
		seen[r.Kind] = true
		if r.Title.Zh == "" || r.Title.En == "" {
			fault("title: both zh and en are required")
		}
		for _, days := range r.Remind {
			if days < 1 || days > 366 {
				fault("remind: %d, expected 1 to 366 days before maturity", days)
			}
		}
		if r.CollectAfter < 1 || r.CollectAfter > 366 {
			fault("collect_after: %d, expected 1 to 366 days", r.CollectAfter)
		}
		if !slices.Contains(casework.Urgencies, r.Urgency) {
			fault("urgency: %q is none of urgent, ordinary, difficult", r.Urgency)
		}
	}
	if len(d.Obligations) == 0 {
		faults = append(faults, "obligations: none")
	}
	if len(faults) > 0 {
		return nil, casework.Errorf(casework.CodeInvalid, "obligation.faults", strings.Join(faults, "; "))
	}
	return d.Obligations, nil
}

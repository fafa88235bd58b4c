package casework

// policy_diff.go: what differs between two policies, in words of the document.

import (
	"cmp"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Change is one place at which two policies differ; From or To is empty where
// the place is missing.
type Change struct {
	Path string `json:"path"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Diff gives every difference, in the order of their paths. Steps and rungs are
// compared by their IDs, so that inserting one does not change all behind it.
func Diff(a, b *Policy) []Change {
	from, to := flatten(a), flatten(b)
	var out []Change
	for path, x := range from { //workflowcheck:ignore sorted below
		if y, ok := to[path]; !ok || x != y {
			out = append(out, Change{path, x, y})
		}
	}
	for path, y := range to { //workflowcheck:ignore sorted below
		if _, ok := from[path]; !ok {
			out = append(out, Change{path, "", y})
		}
	}
	slices.SortFunc(out, func(x, y Change) int { return cmp.Compare(x.Path, y.Path) })
	return out
}

// flatten gives each leaf of the policy's document by its path.
func flatten(p *Policy) map[string]string {
	doc, err := yaml.Marshal(p)
	if err != nil {
		panic("casework: policy: " + err.Error()) // plain fields only
	}
	var root any
	if err := yaml.Unmarshal(doc, &root); err != nil {
		panic("casework: policy: " + err.Error())
	}
	out := map[string]string{}
	walk("", root, out)
	return out
}

func walk(path string, v any, out map[string]string) {
	join := func(name string) string {
		if path == "" {
			return name
		}
		return path + "." + name
	}
	switch v := v.(type) {
	case map[string]any:
		for k, one := range v { //workflowcheck:ignore each key has a place of its own
			walk(join(k), one, out)
		}
	case []any:
		named := len(v) > 0
		for _, one := range v {
			m, ok := one.(map[string]any)
			named = named && ok && m["id"] != nil
		}
		if !named {
			out[path] = fmt.Sprint(v)
			return
		}
		for _, one := range v {
			m, _ := one.(map[string]any) // checked above
			walk(join(fmt.Sprint(m["id"])), m, out)
		}
	default:
		out[path] = fmt.Sprint(v)
	}
}

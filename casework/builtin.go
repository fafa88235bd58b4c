package casework

// builtin.go: the policies that come with the program. A city loads its own
// versions beside them; these are the defaults of a new ledger.

import "embed"

//go:embed policies/*.yaml
var policyFiles embed.FS

// BuiltinPolicy is a policy that comes with the program, and its document.
type BuiltinPolicy struct {
	Policy   *Policy
	Document []byte
}

var builtin = loadBuiltin()

// Builtin gives the built-in policies, oldest version first within a kind.
func Builtin() []BuiltinPolicy { return builtin }

func loadBuiltin() []BuiltinPolicy {
	entries, err := policyFiles.ReadDir("policies")
	if err != nil {
		panic("casework: built-in policies: " + err.Error())
	}
	out := make([]BuiltinPolicy, 0, len(entries))
	for _, e := range entries {
		doc, err := policyFiles.ReadFile("policies/" + e.Name())
		if err != nil {
			panic("casework: built-in policies: " + err.Error())
		}
		p, err := ParsePolicy(doc)
		if err != nil {
			panic("casework: " + e.Name() + ": " + err.Error())
		}
		out = append(out, BuiltinPolicy{Policy: p, Document: doc})
	}
	return out
}

// DefaultPolicy gives the newest built-in policy of a kind, or nil.
func DefaultPolicy(kind Kind) *Policy {
	var newest *Policy
	for _, b := range Builtin() {
		if b.Policy.Kind == kind && (newest == nil || b.Policy.Version > newest.Version) {
			newest = b.Policy
		}
	}
	return newest
}

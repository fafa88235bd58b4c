package casework

// naming.go: how a refusal names what the rules know by an identifier: in words that a
// reader knows, in the reader's language.

import (
	"strconv"

	"duban/casework/calendar"
	"duban/casework/wording"
)

func nameOfCommand(c CommandType) string { return nameOf("command.", c) }

// NameOfKind names a kind of case in a refusal.
func NameOfKind(k Kind) string { return nameOf("kind.", k) }

// NameOfPost names a role of a post in a refusal.
func NameOfPost(r PostRole) string { return nameOf("post.", r) }

// nameOf gives what the catalogue calls a member of a vocabulary; what it does not know
// is shown as it was typed.
func nameOf[T ~string](vocabulary string, of T) string {
	if key := vocabulary + string(of); wording.Has(key) {
		return wording.Word(key)
	}
	return string(of)
}

// nameOfStep names a step by the title that the policy gives it.
func (p *Policy) nameOfStep(id StepID) string {
	if s := p.Step(id); s != nil {
		return wording.Both(s.Title.Zh, s.Title.En)
	}
	return string(id)
}

func (p *Policy) namesOfSteps(ids []StepID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.nameOfStep(id)
	}
	return wording.List(names...)
}

// Named names a version of a policy: its kind and its number.
func (r PolicyRef) Named() string {
	return wording.Say("policy.named", NameOfKind(r.Kind), strconv.Itoa(r.Version))
}

// nameOfLimit gives a limit in words.
func nameOfLimit(l calendar.Limit) string {
	return wording.Say("limit."+string(l.Unit), strconv.Itoa(l.N))
}

// listOf gives identifiers that are names themselves, such as units, as one list.
func listOf[T ~string](ids []T) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return wording.List(names...)
}

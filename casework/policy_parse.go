package casework

// policy_parse.go: reading a policy document, with every fault named by place.

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"duban/casework/calendar"
)

// maxPolicyBytes bounds a policy document; real ones are about 4 KB.
const maxPolicyBytes = 256 << 10

// ParsePolicy reads and checks a policy document. All faults are reported at
// once, each with its place, in an [Error] of [CodeInvalid].
func ParsePolicy(doc []byte) (*Policy, error) {
	if len(doc) > maxPolicyBytes {
		return nil, invalid("policy.too_large", fmt.Sprint(len(doc)), fmt.Sprint(maxPolicyBytes))
	}
	dec := yaml.NewDecoder(bytes.NewReader(doc))
	dec.KnownFields(true)
	var p Policy
	if err := dec.Decode(&p); err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the document is empty")
		}
		return nil, invalid("policy.unreadable", strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", ";"))
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, invalid("policy.unreadable", "more than one document in the file")
	}
	if faults := p.check(); len(faults) > 0 {
		return nil, invalid("policy.faults", strings.Join(faults, "; "))
	}
	sum := sha256.Sum256(doc)
	p.Digest = hex.EncodeToString(sum[:])
	return &p, nil
}

// check gives every fault of the policy as "place: fault, expectation".
func (p *Policy) check() (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }

	if !slices.Contains([]Kind{KindMeasure, KindHousehold, KindFinding, KindDirective}, p.Kind) {
		fault("kind: %q is none of measure, household, finding, directive", p.Kind)
	}
	if p.Version < 1 {
		fault("version: %d, expected 1 or more", p.Version)
	}
	if p.Title.Zh == "" || p.Title.En == "" {
		fault("title: both zh and en are required")
	}
	p.checkSteps(fault)
	p.checkPermissions(fault)
	p.checkLadder(fault)
	p.checkWhole(fault)
	if p.AtOnce.N == 0 {
		fault("at_once: missing, expected a limit such as 15wd")
	}
	if p.ReviewEvery.N == 0 || p.ReviewEvery.Unit == calendar.WorkingDays {
		fault("review_every: expected months or days, such as 3m")
	}
	if p.Extension.Most < 0 {
		fault("extension.most: %d is negative", p.Extension.Most)
	}
	if p.Extension.Most > 0 && len(p.Extension.Approvers) == 0 {
		fault("extension.approvers: nobody could approve; name at least one holder")
	}
	if p.LookBack.Sample < 0 || p.LookBack.Sample > 100 {
		fault("look_back.sample: %d, expected a percentage from 0 to 100", p.LookBack.Sample)
	}
	return faults
}

func (p *Policy) checkSteps(fault func(string, ...any)) {
	if len(p.Steps) == 0 {
		fault("steps: none; at least one for each of assign, act, verify, close")
		return
	}
	seen := map[StepID]bool{}
	acts := map[CommandType][]Step{}
	rank := 1
	for i, s := range p.Steps {
		at := fmt.Sprintf("steps[%d] %s", i, s.ID)
		if s.ID == "" || seen[s.ID] {
			fault("%s: each step needs an id of its own", at)
		}
		seen[s.ID] = true
		if s.Title.Zh == "" || s.Title.En == "" {
			fault("%s.title: both zh and en are required", at)
		}
		r, known := stageOrder[s.Stage]
		if !known || r > stageOrder[StageClose] {
			fault("%s.stage: %q is none of assign, act, verify, close", at, s.Stage)
		} else {
			if r < rank || r > rank+1 {
				fault("%s.stage: stages go assign, act, verify, close without a gap", at)
			}
			rank = r
		}
		switch {
		case s.enders() == 0:
			fault("%s: needs an act that ends it, a hold, or tasks to join", at)
		case s.enders() > 1:
			fault("%s: has more than one of act, hold and joins; choose one", at)
		case s.Act != "" && !isStepAct(s.Act):
			fault("%s.act: %q is none of %s", at, s.Act, joinWords(stepActs))
		case s.Act != "" && slices.ContainsFunc(acts[s.Act], s.shares):
			fault("%s.act: %s ends another step of the same tasks already", at, s.Act)
		}
		acts[s.Act] = append(acts[s.Act], s)
		if s.Act != "" && s.Limit.IsZero() {
			fault("%s.limit: missing, expected a limit such as 5wd, or due", at)
		}
		if s.Hold.Due {
			fault("%s.hold: expected a limit such as 10wd inclusive", at)
		}
		if len(s.Holder) == 0 && len(s.Joins) == 0 {
			fault("%s.holder: nobody holds this step", at)
		}
		for _, h := range s.Holder {
			if !slices.Contains(Holders, h) {
				fault("%s.holder: %q is none of %s", at, h, joinWords(Holders))
			}
		}
		for _, r := range slices.Concat(s.Tasks, s.Joins) {
			if !slices.Contains(TaskRoles, r) {
				fault("%s: %q is none of %s", at, r, joinWords(TaskRoles))
			}
		}
		for _, r := range s.Joins {
			if s.passes(r) {
				fault("%s.joins: %s would wait for itself; name under tasks which tasks wait", at, r)
			}
		}
		if s.Eliminates && (s.Act != CommandSubmit || p.Elimination == nil) {
			fault("%s.eliminates: only a step that submits, in a policy with an elimination rule", at)
		}
		for _, to := range s.ReturnTo {
			if t := p.Step(to); t == nil || !p.before(to, s.ID) {
				fault("%s.return_to: %q is no earlier step", at, to)
			} else if p.undoes(t, &p.Steps[i]) {
				fault("%s.return_to: %q lies before the claim; returning does not undo a claim or a dispatch", at, to)
			}
		}
		if s.Evidence < 0 || (s.Evidence > 0 && s.Act != CommandSubmit) {
			fault("%s.evidence: only the step that submits can require evidence", at)
		}
	}
	if rank < stageOrder[StageClose] {
		fault("steps: the last stage is %s, expected close", p.Steps[len(p.Steps)-1].Stage)
	}
	if p.Steps[0].Act != CommandDispatch {
		fault("steps[0]: the first step is the dispatch: the clock starts there")
	}
	if len(acts[CommandSubmit]) == 0 {
		fault("steps: none has the act submit; there would be nothing to verify")
	}
	if s := p.Step(p.ReopenAt); s == nil || s.Stage == StageAssign {
		fault("reopen_at: %q is no step after the claim", p.ReopenAt)
	}
}

// undoes tells whether going back from a step to an earlier one would undo a claim
// or a dispatch.
func (p *Policy) undoes(to, from *Step) bool {
	on := false
	for i := range p.Steps {
		s := &p.Steps[i]
		if on = on || s.ID == to.ID; s.ID == from.ID {
			return false
		}
		if on && (s.Act == CommandDispatch || s.Act == CommandClaim) && s.shares(*from) {
			return true
		}
	}
	return false
}

// enders counts what ends the step.
func (s *Step) enders() int {
	n := 0
	for _, has := range []bool{s.Act != "", !s.Hold.IsZero(), len(s.Joins) > 0} {
		if has {
			n++
		}
	}
	return n
}

// shares tells whether tasks of some role pass through both steps.
func (s *Step) shares(o Step) bool {
	return slices.ContainsFunc(TaskRoles, func(r TaskRole) bool { return s.passes(r) && o.passes(r) })
}

// checkWhole checks what concerns the case as a whole.
func (p *Policy) checkWhole(fault func(string, ...any)) {
	if p.Overall != (OverallRule{}) {
		if p.Step(p.Overall.Until) == nil {
			fault("overall.until: %q is no step", p.Overall.Until)
		}
		if p.Overall.Limit.N == 0 {
			fault("overall.limit: missing, expected a limit such as 15d")
		}
	}
	for _, u := range Urgencies {
		if l, ok := p.Urgency[u]; ok && l.N == 0 {
			fault("urgency.%s: missing, expected a limit such as 15d", u)
		}
	}
	if len(p.Urgency) > 0 && len(p.Urgency) != len(Urgencies) {
		fault("urgency: name each of %s and nothing else", joinWords(Urgencies))
	}
	for _, r := range p.CloseWith {
		if !slices.Contains(TaskRoles, r) {
			fault("close_with: %q is none of %s", r, joinWords(TaskRoles))
		}
	}
	if e := p.Elimination; e != nil {
		if e.Province == "" {
			fault("elimination.province: missing; income lines are per province and year")
		}
		if e.Listed.N == 0 || e.Listed.Unit == calendar.WorkingDays || e.Window.N == 0 || e.Window.Unit == calendar.WorkingDays {
			fault("elimination: listed and window are months or days, such as 6m")
		}
		if e.Landed < 0 {
			fault("elimination.landed: %d is negative", e.Landed)
		}
	}
}

func (p *Policy) checkPermissions(fault func(string, ...any)) {
	for _, c := range sortedCommands(p.May) {
		if !slices.Contains(permissionCommands, c) {
			fault("may.%s: is none of %s", c, joinWords(permissionCommands))
		}
		for _, h := range p.May[c] {
			if !slices.Contains(Holders, h) {
				fault("may.%s: %q is none of %s", c, h, joinWords(Holders))
			}
		}
	}
	for _, h := range p.Extension.Approvers {
		if !slices.Contains(Holders, h) {
			fault("extension.approvers: %q is none of %s", h, joinWords(Holders))
		}
	}
}

func (p *Policy) checkLadder(fault func(string, ...any)) {
	seen := map[string]bool{}
	for i, r := range p.Ladder {
		at := fmt.Sprintf("ladder[%d] %s", i, r.ID)
		if r.ID == "" || seen[r.ID] {
			fault("%s: each rung needs an id of its own", at)
		}
		seen[r.ID] = true
		if i > 0 && r.At <= p.Ladder[i-1].At {
			fault("%s.at: %d, expected more than the rung before (%d)", at, r.At, p.Ladder[i-1].At)
		}
		if r.At == 0 || r.At < -260 || r.At > 260 {
			fault("%s.at: %d, expected -260 to 260 working days and not 0", at, r.At)
		}
		if lightOrder[r.Light] < lightOrder[LightGreen] {
			fault("%s.light: %q is none of green, blue, yellow, red", at, r.Light)
		}
		if i > 0 && p.Ladder[i-1].Light.Worse(r.Light) {
			fault("%s.light: %s, calmer than the rung before", at, r.Light)
		}
		if r.At < 0 && r.Light == LightRed {
			fault("%s.light: red before the due date", at)
		}
		if r.At > 0 && r.Light != LightRed {
			fault("%s.light: %s after the due date, expected red", at, r.Light)
		}
		if r.Form.Zh == "" || r.Form.En == "" {
			fault("%s.form: both zh and en are required", at)
		}
		if len(r.To) == 0 {
			fault("%s.to: nobody would hear of it", at)
		}
		for _, to := range r.To {
			if !slices.Contains(Receivers, to) {
				fault("%s.to: %q is none of %s", at, to, joinWords(Receivers))
			}
		}
		if r.AfterReds < 0 || (r.AfterReds > 0 && r.At < 0) {
			fault("%s.after_reds: only a rung after the due date can follow red breaches", at)
		}
	}
}

func joinWords[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

package casework_test

// naming_test.go: refusals name steps, acts and rules as their readers do.

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/wording"
)

// identifier is what no sentence shows to people: a name of the code.
var identifier = regexp.MustCompile(`[a-z]+_[a-z_]+|/v\d`)

func TestRefusalsNameStepsInWords(t *testing.T) {
	t.Parallel()
	said := func(err error, key, zh, en string) {
		t.Helper()
		var e *casework.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, key, e.Key)
		require.Equal(t, zh, e.Text(wording.Chinese))
		require.Equal(t, en, e.Text(wording.English))
	}
	c := newTurns(t)
	said(c.try(casework.Command{Type: casework.CommandClaim, Task: 1, By: caseworktest.Reporter(caseworktest.County)}), "refused.wrong_step",
		"任务 1 正处于“整改”环节，不能“认领”", "task 1 stands at the step “Rectify”, which does not allow “Claim”")
	require.NoError(t, c.try(casework.Command{Type: casework.CommandSubmit, By: caseworktest.Reporter(caseworktest.County), Text: "已完成",
		Evidence: []casework.Evidence{caseworktest.Evidence("e")}}))
	said(c.try(casework.Command{Type: casework.CommandReturn, Task: 1, By: caseworktest.Verifier, Reason: "佐证不足", To: "sign_off"}), "refused.return_to",
		"不能从“核验”退回到“签字”；可退回：整改、自评", "a task at “Check” cannot be returned to “Sign-off”, only to: Rectify, Self-check")
	said(c.try(casework.Command{Type: casework.CommandMovePolicy, By: caseworktest.Office, Policy: c.p}), "refused.policy_same",
		"已在使用整改措施规则第 1 版", "the case is under version 1 of the measure rules already")
	said(c.try(casework.Command{Type: casework.CommandMovePolicy, By: caseworktest.Office, Policy: casework.DefaultPolicy(casework.KindDirective)}),
		"refused.policy_kind", "规则类别“交办事项”与事项类别“整改措施”不符", "the rules are those of a directive, the case is a measure")
}

// Whoever gives whatever command at whatever step of whatever kind is not shown what the
// code calls it.
func TestNoRefusalShowsAnIdentifier(t *testing.T) {
	t.Parallel()
	all := casework.Requester{Person: "某人", Posts: []casework.Post{{Unit: caseworktest.County, Role: casework.PostReporter}, {Unit: caseworktest.County, Role: casework.PostHead},
		{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier}, {Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}, {Role: casework.PostInspector}}}
	refusals := map[string]bool{}
	for _, kind := range []casework.Kind{casework.KindMeasure, casework.KindDirective, casework.KindFinding, casework.KindHousehold} {
		p := casework.DefaultPolicy(kind)
		for i := range p.Steps {
			for _, cmd := range casework.PersonCommands {
				for _, by := range []casework.Requester{all, {Person: "某人"}} {
					s := &casework.State{Case: "C-1", Kind: kind, Seq: 1, Round: 1, Policy: p.Ref(), Parties: casework.Parties{Office: caseworktest.OfficeUnit,
						LeadUnit: caseworktest.LeadUnit}, Tasks: []casework.Task{{No: 1, Role: casework.RoleLead, Unit: caseworktest.County, Step: p.Steps[i].ID,
						Outcome: casework.OutcomeOpen, Deadline: casework.Deadline{Date: calendar.NewDate(2026, 12, 31)}}}}
					for _, task := range []int{0, 1} {
						_, err := casework.Decide(p, s, casework.Command{ID: "1", Type: cmd, Task: task, By: by, Text: "文字", Reason: "理由", To: "nowhere",
							Date: calendar.NewDate(2027, 1, 31), Unit: "西吉县", Policy: casework.DefaultPolicy(casework.KindFinding)}, casework.Facts{}, caseworktest.At("2026-03-02"))
						var e *casework.Error
						if err == nil {
							continue
						}
						require.ErrorAs(t, err, &e)
						refusals[e.Key] = true
						for _, lang := range []wording.Language{wording.Chinese, wording.English} {
							require.NotRegexp(t, identifier, e.Text(lang), "%s: %s of %s at %s", e.Key, cmd, kind, p.Steps[i].ID)
							require.NotContains(t, e.Text(lang), string(p.Steps[i].ID)+"，", e.Key)
						}
					}
				}
			}
		}
	}
	require.Greater(t, len(refusals), 40, "hardly anything was refused: %v", refusals)
}

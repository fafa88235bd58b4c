package site

// forms_test.go: every command has a form in words, every event a sentence.

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
)

func TestEveryEventHasItsSentence(t *testing.T) {
	t.Parallel()
	known := 0
	for _, key := range wording.Keys() {
		if kind, is := strings.CutPrefix(key, "event."); is {
			known++
			require.True(t, wording.Has("said."+kind), "%s has no sentence", kind)
		}
	}
	require.Greater(t, known, 40)
}

// bodyOf is a case at a step of a policy, as somebody's page would show it.
func bodyOf(p *casework.Policy, step casework.StepID, lang wording.Language) caseBody {
	digest := strings.Repeat("ab", 32)
	day := calendar.Date{Year: 2026, Month: 6, Day: 30}
	task := casework.Task{No: 1, Role: casework.RoleResponsible, Unit: "西吉县", Outcome: casework.OutcomeOpen, Step: step,
		Deadline: casework.Deadline{Type: calendar.ByDate, Date: day}, Submission: &casework.Submission{Digest: digest, Revision: 2},
		Request: &casework.Request{Date: day, Digest: digest}}
	view := &schema.CaseView{State: &casework.State{Case: "A-1", Seq: 7, Tasks: []casework.Task{task}, Opened: time.Now()}}
	return caseBody{CasePage: &engine.CasePage{CaseView: view, Policy: p}, r: &request{lang: lang}, Form: actForm{ID: "id"}}
}

func TestEveryCommandHasItsFormInWords(t *testing.T) {
	t.Parallel()
	for _, builtin := range casework.Builtin() {
		for _, lang := range []wording.Language{wording.Chinese, wording.English} {
			for _, step := range builtin.Policy.Steps {
				b := bodyOf(builtin.Policy, step.ID, lang)
				for _, c := range casework.PersonCommands {
					if c == casework.CommandReturn && len(step.ReturnTo) == 0 {
						continue
					}
					v := b.offer(casework.Offer{Command: c, Task: 1})
					require.NotContains(t, v.Word, "command.", c)
					for _, f := range v.Fields {
						if c == casework.CommandMovePolicy || c == casework.CommandHandOver || c == casework.CommandCorrectDeadline {
							continue // desks of their own
						}
						require.NotContains(t, f.Label+f.Hint, "web.", "%s %s", c, f.Name)
						require.NotEmpty(t, f.Label, "%s %s", c, f.Name)
					}
				}
			}
		}
	}
}

func TestAnApprovalNamesWhatThePageShows(t *testing.T) {
	t.Parallel()
	for _, builtin := range casework.Builtin() {
		if builtin.Policy.Kind != casework.KindMeasure {
			continue
		}
		b := bodyOf(builtin.Policy, "check", wording.Chinese)
		for c, shown := range map[casework.CommandType]bool{casework.CommandPass: true, casework.CommandSign: true, casework.CommandRecognise: true,
			casework.CommandApproveExtension: true, casework.CommandReturn: false, casework.CommandProgress: false} {
			v := b.offer(casework.Offer{Command: c, Task: 1})
			require.Equal(t, shown, v.Digest != "", c)
			require.Equal(t, shown, v.Shows != "", c)
			require.Equal(t, int64(7), v.Seq)
		}
	}
}

func TestARefusedFormComesBackAsTyped(t *testing.T) {
	t.Parallel()
	b := bodyOf(casework.Builtin()[0].Policy, casework.Builtin()[0].Policy.Steps[0].ID, wording.Chinese)
	b.Form = actForm{ID: "mine", Type: "apply_extension", Task: 1, Reason: "汛期", Date: "2026-12-31", Text: "过半", Percent: "50"}
	v := b.offer(casework.Offer{Command: casework.CommandApplyExtension, Task: 1})
	require.True(t, v.Open)
	require.Equal(t, "mine", v.ID, "sent again it is the same command")
	got := map[string]string{}
	for _, f := range v.Fields {
		got[f.Name] = f.Value
	}
	require.Equal(t, map[string]string{"reason": "汛期", "date": "2026-12-31", "text": "过半", "percent": "50"}, got)
	other := b.offer(casework.Offer{Command: casework.CommandSuspend, Task: 1})
	require.False(t, other.Open)
	require.NotEqual(t, v.ID, other.ID)
}

package site

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
)

var placeholder = regexp.MustCompile(`\{\d\}`)

// Every kind of notice that the rules can write has its sentence, its class, its
// page, and where it may be muted its line in the account, in both languages.
func TestEveryKindOfNoticeHasASentence(t *testing.T) {
	t.Parallel()
	for _, lang := range []wording.Language{wording.Chinese, wording.English} {
		r := &request{Request: httptest.NewRequest(http.MethodGet, "/notices", nil), lang: lang, viewer: &engine.Viewer{By: casework.Requester{Person: "li"}}}
		b := noticesBody{r: r, NoticePage: &engine.NoticePage{Units: map[casework.UnitID]string{"u": "泾源县"}, Names: map[casework.PersonID]string{"wang": "王芳"}}}
		policy := casework.DefaultPolicy(casework.KindMeasure)
		for _, kind := range casework.NoticeKinds() {
			n := engine.Told{ShownNotice: schema.ShownNotice{Notice: schema.Notice{ID: 1, Case: "round/2026-03", Kind: kind.String(), Task: 1}}}
			switch {
			case kind == casework.NoticeOfSlip:
				n.SlipSeq, n.Slip = 1, &casework.Slip{Seq: 1, Task: 1, Step: "rectify", RungID: "urging", At: time.Now()}
			case isEvent(kind):
				n.EventSeq, n.Event = 2, &casework.Event{Seq: 2, Type: casework.EventType(kind.String()), Task: 1, By: casework.Actor{Person: "wang", Unit: "u"}}
			case kind == casework.NoticeMentioned:
				n.EventSeq, n.Event = 2, &casework.Event{Seq: 2, Type: casework.EventCommented, By: casework.Actor{Person: "wang"}, Detail: casework.Detail{Mentions: []casework.PersonID{"li"}}}
			}
			if n.Event != nil || n.Slip != nil {
				n.Policy, n.About = policy, schema.ToldCase{Kind: casework.KindMeasure, Units: map[int]casework.UnitID{1: "u"}}
			}
			text := b.Says(n)
			require.NotContains(t, text, "said.", kind.String())
			require.NotContains(t, text, "told.", kind.String())
			require.False(t, placeholder.MatchString(text), "%s: %s", kind, text)
			require.True(t, wording.Has("web.notices.class."+string(kind.Class())), kind.String())
			require.Equal(t, kind.Mutable(), wording.Has("web.notice."+kind.String()), "%s: what may be muted is offered, and nothing else", kind)
			target := noticeTarget(n.Notice)
			require.True(t, strings.HasPrefix(target, "/"), target)
			if target == "/notices" {
				require.Equal(t, casework.NoticeRaiseRefused, kind, "has no page of its own")
			}
		}
	}
}

func isEvent(kind casework.NoticeKind) bool {
	for _, t := range casework.EventTypes {
		if string(t) == kind.String() && t != casework.EventHandedOver {
			return true
		}
	}
	return false
}

func TestAPostIsNotNamedTwice(t *testing.T) {
	t.Parallel()
	zh, en := &request{lang: wording.Chinese}, &request{lang: wording.English}
	require.Equal(t, "领导小组办公室", postOf(zh, "领导小组办公室", casework.PostOffice))
	require.Equal(t, "各责任单位负责人", postOf(zh, "各责任单位", casework.PostHead))
	require.Equal(t, "泾源县填报人", postOf(zh, "泾源县", casework.PostReporter))
	require.Equal(t, "领导小组办公室, office", postOf(en, "领导小组办公室", casework.PostOffice))
}

package casework_test

// extension_test.go: each turn of an extension's chain is another person's than any turn
// before it and than the asker's; and it always has somebody to go to.

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/casework/wording"
)

// turns is a measure whose county asks for more time.
type turns struct {
	p   *casework.Policy
	s   *casework.State
	all []casework.Event
	now time.Time
	n   int
}

func newTurns(t require.TestingT) *turns {
	c := &turns{p: casework.DefaultPolicy(casework.KindMeasure), s: &casework.State{Case: "x-1"}, now: caseworktest.At("2026-03-02")}
	require.NoError(t, c.try(casework.Command{Type: casework.CommandOpen,
		Opening: caseworktest.Opening(calendar.NewDate(2026, time.June, 30))}))
	require.NoError(t, c.try(casework.Command{Type: casework.CommandDispatch, By: caseworktest.Office}))
	require.NoError(t, c.try(casework.Command{Type: casework.CommandClaim, By: caseworktest.Reporter(caseworktest.County)}))
	return c
}

func (c *turns) try(cmd casework.Command) error {
	c.n++
	cmd.ID = casework.CommandID(fmt.Sprint(c.n))
	events, err := casework.Decide(c.p, c.s, caseworktest.Approve(cmd, c.s), casework.Facts{}, c.now)
	for _, e := range events {
		if err := c.s.Apply(e); err != nil {
			return err
		}
	}
	c.all = append(c.all, events...)
	return err
}

func (c *turns) ask(by casework.Requester) error {
	return c.try(casework.Command{Type: casework.CommandApplyExtension, By: by, Reason: "汛期", Date: calendar.NewDate(2026, time.July, 30)})
}

func (c *turns) agree(by casework.Requester) error {
	return c.try(casework.Command{Type: casework.CommandApproveExtension, Task: 1, By: by})
}

// hats gives a person several posts, and some of them in another's stead.
func hats(who casework.PersonID, posts ...casework.Post) casework.Requester {
	return casework.Requester{Person: who, Posts: posts}
}

var (
	asHead     = casework.Post{Unit: caseworktest.County, Role: casework.PostHead}
	asVerifier = casework.Post{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier}
	asLeader   = casework.Post{Unit: "市政府", Role: casework.PostLeader}
	asOffice   = casework.Post{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}
)

func TestNobodyDecidesTwoTurnsOfAnExtension(t *testing.T) {
	t.Parallel()
	leader := caseworktest.Leader.Person
	refuses := func(c *turns, by casework.Requester, key, zh string) {
		t.Helper()
		err := c.agree(by)
		var refusal *casework.Error
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, casework.CodeRefused, refusal.Code)
		require.Equal(t, key, refusal.Key)
		require.True(t, casework.IsRecused(err))
		require.Contains(t, refusal.Text(wording.Chinese), zh, "it says who decides instead")
	}
	c := newTurns(t)
	require.NoError(t, c.ask(hats("two", asHead)))
	refuses(c, hats("two", asHead), "refused.recused.task_head", "原州区的其他负责人")
	refuses(c, hats("spare", casework.Post{Unit: caseworktest.County, Role: casework.PostHead, For: "two"}), "refused.recused.task_head", "上一级")
	require.Error(t, c.agree(hats("three", casework.Post{Unit: caseworktest.County, Role: casework.PostHead, Recused: true, Task: 2})),
		"what is lent for another task's turn opens nothing")
	require.NoError(t, c.agree(hats("three", casework.Post{Unit: caseworktest.County, Role: casework.PostHead, Recused: true, Task: 1})),
		"who stands above decides in the post of the only head")
	require.True(t, c.all[len(c.all)-1].By.Recused)
	refuses(c, hats("two", asVerifier), "refused.recused.lead_unit", "市农业农村局、产业帮扶专班的其他核验人或负责人")
	require.NoError(t, c.agree(hats(leader, asVerifier)), "nobody is kept from one turn")
	refuses(c, hats(leader, asLeader, asOffice), "refused.recused.lead_leader", "请由领导小组办公室审批")
	refuses(c, hats("two", asOffice), "refused.recused.office", "领导小组办公室的其他人员")
	require.Contains(t, c.p.Notifications(c.s, c.all[len(c.all)-1]), casework.Notification{Key: "x-1/6/1/3", Kind: kindOf(t, "extension_advanced"), Task: 1, Seq: 6,
		To: casework.Addressee{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice}}, "the office is told that it is its turn")
	require.NoError(t, c.agree(caseworktest.Office), "the office stands behind the leader")
	require.Equal(t, calendar.NewDate(2026, time.July, 30), c.s.Task(1).Deadline.Date)

	c = newTurns(t)
	require.NoError(t, c.ask(hats("two", asHead)))
	require.NoError(t, c.agree(hats("spare", casework.Post{Unit: caseworktest.County, Role: casework.PostHead, For: "two"},
		casework.Post{Unit: caseworktest.County, Role: casework.PostHead, For: "other"})), "in another one's stead they may")
	require.Equal(t, casework.PersonID("other"), c.all[len(c.all)-1].By.For)
	require.NoError(t, c.try(casework.Command{Type: casework.CommandRefuseExtension, By: hats("two", asHead), Reason: "不需要了"}),
		"a refusal gives nothing away: whoever asked may take it back")
	require.NoError(t, c.ask(hats("two", asHead)))
	require.Equal(t, []casework.PersonID{"two"}, c.s.Task(1).Request.Hands, "a request anew has hands of its own")
}

func kindOf(t *testing.T, name string) casework.NoticeKind {
	t.Helper()
	k, ok := casework.NoticeKindOf(name)
	require.True(t, ok)
	return k
}

// A post lent for a turn opens nothing else.
func TestARecusedPostOpensNothingButTheTurn(t *testing.T) {
	t.Parallel()
	above := hats("above", casework.Post{Unit: caseworktest.County, Role: casework.PostHead, Recused: true},
		casework.Post{Unit: caseworktest.LeadUnit, Role: casework.PostVerifier, Recused: true},
		casework.Post{Unit: caseworktest.OfficeUnit, Role: casework.PostOffice, Recused: true})
	for _, kind := range []casework.Kind{casework.KindMeasure, casework.KindDirective, casework.KindFinding, casework.KindHousehold} {
		p := casework.DefaultPolicy(kind)
		for _, c := range casework.PersonCommands {
			s := &casework.State{Case: "x-1", Kind: kind, Seq: 1, Round: 1,
				Parties: casework.Parties{Office: caseworktest.OfficeUnit, LeadUnit: caseworktest.LeadUnit},
				Tasks: []casework.Task{{No: 1, Role: casework.RoleLead, Unit: caseworktest.County, Outcome: casework.OutcomeOpen, Step: p.Steps[0].ID,
					Request: &casework.Request{Hands: []casework.PersonID{"head"}}}}}
			_, err := p.Authorise(s, &s.Tasks[0], c, above)
			require.Equal(t, c == casework.CommandApproveExtension && kind != casework.KindHousehold, err == nil, "%s of %s", c, kind)
		}
	}
}

// Whoever holds which posts, in whosever stead: no person and nobody for whom they stand
// in is found twice among those who asked and agreed.
func TestTurnsOfAnExtensionAreDifferentPersons(t *testing.T) {
	t.Parallel()
	posts := []casework.Post{asHead, asVerifier, asLeader, asOffice, {Unit: caseworktest.LeadUnit, Role: casework.PostHead},
		{Unit: caseworktest.County, Role: casework.PostReporter}, {Unit: caseworktest.County, Role: casework.PostHead, Recused: true},
		{Unit: caseworktest.County, Role: casework.PostHead, Vacant: true}}
	persons := []casework.PersonID{caseworktest.Leader.Person, "a", "b", "c"}
	granted, recused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := newTurns(t)
		for range rapid.IntRange(4, 30).Draw(t, "acts") {
			held := rapid.SliceOfN(rapid.SampledFrom(posts), 1, 4).Draw(t, "posts")
			if rapid.Bool().Draw(t, "as a substitute") {
				for i := range held {
					held[i].For = rapid.SampledFrom(persons).Draw(t, "for")
				}
			}
			by := hats(rapid.SampledFrom(persons).Draw(t, "who"), held...)
			var err error
			if c.s.Task(1).Request == nil {
				err = c.ask(by)
			} else {
				err = c.agree(by)
			}
			if casework.IsRecused(err) {
				recused++
			}
		}
		var hands []casework.PersonID
		for _, e := range c.all {
			switch e.Type {
			case casework.EventExtensionApplied:
				hands = nil
			case casework.EventExtensionApproved:
				granted++
			case casework.EventExtensionAdvanced:
			default:
				continue
			}
			for _, who := range e.By.Persons() {
				require.NotContains(t, hands, who, "event %d: %s has a hand in it already", e.Seq, who)
			}
			hands = append(hands, e.By.Persons()...)
		}
	})
	require.Positive(t, granted, "no extension was granted: the test would prove little")
	require.Positive(t, recused)
	t.Logf("%d granted, %d refused to somebody with a hand in it", granted, recused)
}

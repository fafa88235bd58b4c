// Package caseworktest is the cast and the plot that tests, benchmarks and the
// history recorder share: who acts, what a case opens with, and the commands of
// a whole life.
package caseworktest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"duban/casework"
	"duban/casework/calendar"
)

// The units of the cast.
const (
	OfficeUnit casework.UnitID = "领导小组办公室"
	LeadUnit   casework.UnitID = "市农业农村局"
	Force      casework.UnitID = "产业帮扶专班"
	County     casework.UnitID = "原州区"
)

func person(id casework.PersonID, unit casework.UnitID, role casework.PostRole) casework.Requester {
	return casework.Requester{Person: id, Posts: []casework.Post{{Unit: unit, Role: role}}}
}

// The cast.
var (
	Office    = person("office", OfficeUnit, casework.PostOffice)
	Leader    = person("leader", "市政府", casework.PostLeader)
	Verifier  = person("verifier", LeadUnit, casework.PostVerifier)
	Inspector = person("inspector", "督查组", casework.PostInspector)
)

// Reporter gives a unit's reporter.
func Reporter(unit casework.UnitID) casework.Requester {
	return person(casework.PersonID("reporter@"+unit), unit, casework.PostReporter)
}

// Head gives a unit's head.
func Head(unit casework.UnitID) casework.Requester {
	return person(casework.PersonID("head@"+unit), unit, casework.PostHead)
}

// Opening gives an opening with one responsible task a unit, due at a date.
func Opening(due calendar.Date, units ...casework.UnitID) *casework.Opening {
	o := &casework.Opening{
		Kind: casework.KindMeasure, Plan: "test",
		Parties: casework.Parties{Office: OfficeUnit, LeadUnit: LeadUnit, Force: Force, LeadLeader: Leader.Person},
	}
	if len(units) == 0 {
		units = []casework.UnitID{County}
	}
	for _, u := range units {
		o.Tasks = append(o.Tasks, casework.OpeningTask{Role: casework.RoleResponsible, Unit: u,
			Deadline: casework.Deadline{Type: calendar.ByDate, Date: due}})
	}
	return o
}

// Evidence gives a piece of evidence of a name.
func Evidence(name string) casework.Evidence {
	return casework.Evidence{ID: name, Name: name + ".jpg", Size: 1234, SHA256: casework.HashBody([]byte(name))}
}

// Command makes a command with its ID.
func Command(id string, t casework.CommandType, by casework.Requester, with ...func(*casework.Command)) casework.Command {
	c := casework.Command{ID: casework.CommandID(id), Type: t, By: by}
	for _, w := range with {
		w(&c)
	}
	return c
}

// Life gives the commands that bring a case of one unit from dispatch to the
// public notice, or to its end where the policy has none. The digest of what is
// approved is filled in by the caller from the state: see [Approve].
func Life(unit casework.UnitID) []casework.Command {
	return []casework.Command{
		Command("dispatch", casework.CommandDispatch, Office),
		Command("claim", casework.CommandClaim, Reporter(unit)),
		Command("submit", casework.CommandSubmit, Reporter(unit), func(c *casework.Command) {
			c.Text = "已按要求完成整改"
			c.Evidence = []casework.Evidence{Evidence("photo")}
		}),
		Command("pass", casework.CommandPass, Verifier),
		Command("sign", casework.CommandSign, Leader),
		Command("recognise", casework.CommandRecognise, Office),
	}
}

// Approve fills in the digest of what a command approves, as a person who looks
// at the case before approving would.
func Approve(c casework.Command, s *casework.State) casework.Command {
	no := max(c.Task, 1)
	t := s.Task(no)
	switch {
	case t == nil:
	case c.Type == casework.CommandApproveExtension && t.Request != nil:
		c.Digest = t.Request.Digest
	case t.Submission != nil:
		c.Digest = t.Submission.Digest
	}
	return c
}

// Document gives the newest built-in policy document of a kind.
func Document(kind casework.Kind) []byte {
	for _, b := range casework.Builtin() {
		if b.Policy == casework.DefaultPolicy(kind) {
			return b.Document
		}
	}
	return nil
}

// Short gives the policy of measures without the public notice, so that a life
// can be led without waiting for days, and its document.
func Short() (*casework.Policy, []byte) { return ShortOf(casework.KindMeasure) }

// ShortOf gives a kind's policy without holding periods, and its document.
func ShortOf(kind casework.Kind) (*casework.Policy, []byte) {
	p := *casework.DefaultPolicy(kind)
	p.Version = 9001
	p.Steps = slices.DeleteFunc(slices.Clone(p.Steps), func(s casework.Step) bool { return !s.Hold.IsZero() })
	doc, err := yaml.Marshal(&p)
	if err != nil {
		panic(fmt.Sprintf("caseworktest: %v", err))
	}
	short, err := casework.ParsePolicy(doc)
	if err != nil {
		panic(fmt.Sprintf("caseworktest: %v\n%s", err, doc))
	}
	return short, doc
}

// Calendar gives the built-in calendar.
func Calendar() *calendar.Calendar {
	c, err := calendar.New(calendar.China())
	if err != nil {
		panic(fmt.Sprintf("caseworktest: %v", err))
	}
	return c
}

// At reads a local moment such as "2026-03-02 09:00".
func At(s string) time.Time {
	if !strings.Contains(s, " ") {
		s += " 09:00"
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Calendar().Zone())
	if err != nil {
		panic(fmt.Sprintf("caseworktest: %v", err))
	}
	return t
}

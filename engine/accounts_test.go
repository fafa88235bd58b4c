package engine_test

// accounts_test.go: first accounts by two programs at once; what offices may not.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/people"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/schema"
)

func TestOneOfManyProgramsMakesTheAdministrator(t *testing.T) {
	t.Parallel()
	cfg := enginetest.Config(t)
	const programs = 6
	told := make(chan string, programs)
	for range programs {
		e := enginetest.Open(t, cfg)
		go func() {
			password, err := e.EnsureAdministrator(t.Context(), time.Now())
			if err != nil {
				password = err.Error()
			}
			told <- password
		}()
	}
	var password string
	for range programs {
		if p := <-told; p != "" {
			require.Empty(t, password, "two passwords were told, one of them wrong")
			password = p
		}
	}
	account, err := enginetest.Open(t, cfg).SignIn(t.Context(), string(engine.FirstAdministrator), password, "", time.Now())
	require.NoError(t, err)
	require.True(t, account.MustChange)
}

func TestAnOfficeBelowReachesNoFurtherThanItsLevel(t *testing.T) {
	t.Parallel()
	e := staffed(t)
	rows := schema.OrganisationRows{
		Units:   []schema.Unit{{ID: "县监测办", Name: "县监测办", Kind: casework.UnitMonitoring, Parent: countyUnit}},
		Persons: []schema.Person{{ID: "monitor", Name: "monitor"}, {ID: "root", Name: "root"}},
		Posts: []schema.PostRow{{Person: "monitor", Post: casework.Post{Unit: "县监测办", Role: casework.PostOffice}},
			{Person: "root", Post: casework.Post{Unit: officeUnit, Role: casework.PostAdministrator}}},
	}
	require.NoError(t, e.Ledger.PutOrganisation(t.Context(), "test", rows))
	by := func(who casework.PersonID) casework.Requester {
		r, err := e.Requester(t.Context(), who, time.Now())
		require.NoError(t, err)
		return r
	}
	post := func(who casework.PersonID, unit casework.UnitID, role casework.PostRole) schema.PostRow {
		return schema.PostRow{Person: who, Post: casework.Post{Unit: unit, Role: role}, From: today(t, e)}
	}
	forbidden := func(err error, why string) {
		t.Helper()
		require.Equal(t, casework.CodeForbidden, casework.CodeOf(err), why)
	}
	require.NoError(t, e.Appoint(t.Context(), by("monitor"), post("spare", townUnit, casework.PostReporter), ""), "within its county")
	forbidden(e.Appoint(t.Context(), by("monitor"), post("spare", leadUnit, casework.PostVerifier), ""), "a department of the city")
	forbidden(e.Appoint(t.Context(), by("monitor"), post("spare", townUnit, casework.PostAdministrator), ""), "an administrator")
	forbidden(e.Appoint(t.Context(), by("clerk"), post("spare", officeUnit, casework.PostAdministrator), ""), "an administrator, by the city's office")
	forbidden(e.Appoint(t.Context(), by("root"), post("root", officeUnit, casework.PostOffice), ""), "oneself")
	_, _, err := e.Leave(t.Context(), by("monitor"), engine.Leaving{Of: "clerk", Post: casework.Post{Unit: officeUnit, Role: casework.PostOffice}, Last: today(t, e)})
	forbidden(err, "the city's clerk")
	forbidden(e.SetArea(t.Context(), by("monitor"), people.Area{Leader: "leader", Unit: leadUnit}), "an area elsewhere")
	require.NoError(t, e.Appoint(t.Context(), by("root"), post("spare", officeUnit, casework.PostAdministrator), ""))
	require.Equal(t, casework.CodeRefused, casework.CodeOf(e.DisableAccount(t.Context(), by("root"), "root", true, time.Now())))
	forbidden(e.SetPassword(t.Context(), by("clerk"), "root", "a sentence of their own", time.Now()), "an administrator's password")
}

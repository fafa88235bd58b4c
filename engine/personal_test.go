package engine_test

// personal_test.go: personal data in the ledger: sealed, found without being
// opened, read only on record.

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/caseworktest"
	"duban/engine"
	"duban/engine/enginetest"
	"duban/ledgerfile"
	"duban/schema"
)

var (
	number   = ledgerfile.IDNumber("64040219700307123")
	daughter = ledgerfile.IDNumber("64040219950606004")
)

const (
	phone  = "13900001234"
	bank   = "6222020000001234567"
	health = "尿毒症透析"
)

// secret are strings that must not stand anywhere in the clear.
var secret = []string{number, phone, bank, health, daughter}

func village(t *testing.T, e *engine.Engine) casework.CaseID {
	t.Helper()
	no := enginetest.Prefix() // workflow IDs are shared between tests
	on := calendar.DateOf(time.Now(), caseworktest.Calendar().Zone())
	file := &ledgerfile.Households{Title: "监测户台账", Rows: []ledgerfile.Household{{
		No: no, Head: "欧阳建国", IDNumber: number, Phone: phone, Bank: bank, People: 2, Labour: 1,
		County: "原州区", Township: "原州区张易镇", Village: "原州区张易镇上马泉村", Category: "sudden", Risks: []string{"illness"},
		Members: []ledgerfile.Member{{Name: "欧阳小梅", Relation: "女儿", IDNumber: secret[4], Health: health}},
		Clue:    on, SurveyedAt: on, ComparedAt: on, ReviewedAt: on,
	}}, Units: []ledgerfile.Unit{{Name: "原州区", Kind: casework.UnitCounty, Column: true},
		{Name: "原州区张易镇", Parent: "原州区", Kind: casework.UnitTownship},
		{Name: "原州区张易镇上马泉村", Parent: "原州区张易镇", Kind: casework.UnitVillage, Households: 250}}}
	entered, err := e.EnterHouseholds(t.Context(), file, "one", engine.ImportOptions{})
	require.NoError(t, err)
	_, err = e.StartPending(t.Context(), entered.Plan, nil)
	require.NoError(t, err)
	return entered.Rows[0].Case
}

func TestPersonalDataAreSealed(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	id := village(t, e)
	// Every table of the ledger, row by row, as text.
	rows, err := e.Ledger.DB().QueryContext(t.Context(), `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	require.NoError(t, err)
	var tables []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	require.NoError(t, rows.Err())
	require.Contains(t, tables, "households")
	seen := 0
	for _, table := range tables {
		content, err := e.Ledger.DB().QueryContext(t.Context(), fmt.Sprintf(`SELECT t::text FROM %s t`, table))
		require.NoError(t, err)
		for content.Next() {
			var row string
			require.NoError(t, content.Scan(&row))
			seen++
			for _, s := range secret {
				require.NotContains(t, row, s, table)
				require.NotContains(t, row, fmt.Sprintf("%x", s), table)
			}
		}
		require.NoError(t, content.Err())
	}
	require.Greater(t, seen, 20)
	require.NotContains(t, string(id), number)
}

func TestReadingPersonalDataIsOnRecord(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	id := village(t, e)
	clerk := caseworktest.TownClerk
	clerk.Posts = []casework.Post{{Unit: "原州区张易镇", Role: casework.PostVerifier}}
	_, err := e.ReadPersonal(t.Context(), clerk, id, " ")
	require.ErrorContains(t, err, "purpose")
	p, err := e.ReadPersonal(t.Context(), clerk, id, "核对救助材料")
	require.NoError(t, err)
	require.Equal(t, engine.Personal{IDNumber: number, Phone: phone, Bank: bank, Risks: []string{"illness"}, Members: p.Members}, p)
	require.Equal(t, health, p.Members[0].Health)
	_, err = e.ReadPersonal(t.Context(), caseworktest.Inspector, id, "好奇")
	require.Equal(t, casework.CodeForbidden, casework.CodeOf(err))

	readings, err := e.Ledger.Readings(t.Context(), id, "", 0, 10)
	require.NoError(t, err)
	require.Len(t, readings, 2)
	require.Equal(t, casework.Actor{Person: clerk.Person, Unit: "原州区张易镇", Role: casework.PostVerifier}, readings[0].By)
	require.Equal(t, "核对救助材料", readings[0].Purpose)
	require.False(t, readings[0].Denied)
	require.True(t, readings[1].Denied)
	require.Equal(t, caseworktest.Inspector.Person, readings[1].By.Person)
	_, err = e.Ledger.DB().ExecContext(t.Context(), `DELETE FROM household_readings`)
	require.ErrorContains(t, err, "append-only")
	_, err = e.Ledger.DB().ExecContext(t.Context(), `UPDATE household_readings SET purpose = 'other'`)
	require.ErrorContains(t, err, "append-only")
	// A reading that cannot be put on record is not given.
	_, err = e.Ledger.DB().ExecContext(t.Context(), `ALTER TABLE household_readings ADD CONSTRAINT closed CHECK (purpose <> 'unrecorded')`)
	require.NoError(t, err)
	p, err = e.ReadPersonal(t.Context(), clerk, id, "unrecorded")
	require.Error(t, err)
	require.Empty(t, p)
}

func TestFindByNumberAcrossRotations(t *testing.T) {
	t.Parallel()
	cfg := enginetest.Config(t)
	e := enginetest.Open(t, cfg)
	enginetest.Work(t, e)
	id := village(t, e)
	clerk := casework.Requester{Person: "clerk", Posts: []casework.Post{{Unit: "原州区张易镇", Role: casework.PostVerifier}}}
	old := cfg.Keys.Newest()
	find := func() {
		t.Helper()
		found, err := e.FindHousehold(t.Context(), clerk, " "+number, "受理申报")
		require.NoError(t, err)
		require.Equal(t, id, found)
	}
	find()
	require.NoError(t, cfg.Keys.Rotate(time.Now()))
	find()
	n, err := e.Reseal(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	n, err = e.Reseal(t.Context(), nil)
	require.NoError(t, err)
	require.Zero(t, n, "nothing is left under an older key")
	require.NoError(t, cfg.Keys.Drop(old))
	find()
	p, err := e.ReadPersonal(t.Context(), clerk, id, "核对")
	require.NoError(t, err)
	require.Equal(t, number, p.IDNumber)

	found, err := e.FindHousehold(t.Context(), clerk, daughter, "受理申报")
	require.NoError(t, err)
	require.Equal(t, id, found, "by a member's number, under the new key")
	_, err = e.FindHousehold(t.Context(), clerk, number, "核对 "+number)
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "the record of readings tells no number")
	_, err = e.FindHousehold(t.Context(), clerk, "64040219700307123", "受理")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err))
	_, err = e.FindHousehold(t.Context(), caseworktest.Inspector, number, "受理")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err), "whoever may not read it is not told that it is there")
	readings, err := e.Ledger.Readings(t.Context(), id, caseworktest.Inspector.Person, 0, 10)
	require.NoError(t, err)
	require.Len(t, readings, 1)
	require.True(t, readings[0].Denied)

	_, err = e.FindHousehold(t.Context(), caseworktest.Inspector, ledgerfile.IDNumber("64040219600101123"), "受理")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	readings, err = e.Ledger.Readings(t.Context(), "", caseworktest.Inspector.Person, 0, 10)
	require.NoError(t, err)
	require.Len(t, readings, 2, "trying a number out is on record though nobody has it")
}

func TestBooksFilesAndPublication(t *testing.T) {
	t.Parallel()
	e := enginetest.New(t)
	id := village(t, e)
	for _, unit := range []casework.UnitID{"原州区张易镇上马泉村", "原州区张易镇", "原州区"} {
		book, err := e.VillageBook(t.Context(), unit)
		require.NoError(t, err)
		require.Equal(t, casework.Heads{Households: 1, People: 2}, book.Open)
		require.Equal(t, 1, book.ByCategory["sudden"])
		require.Equal(t, 250, book.Total)
		require.Zero(t, book.Monitored.Households, "it is still being identified")
		list, err := e.PublicationList(t.Context(), unit, "")
		require.NoError(t, err)
		require.Len(t, list, 1, "it is in the village's notice")
		require.Equal(t, "欧阳**", list[0].Head())
		require.Equal(t, "村内公示", list[0].Notice().Zh)
		require.NotContains(t, fmt.Sprintf("%+v", list), "建国")
		list, err = e.PublicationList(t.Context(), unit, "elimination_notice")
		require.NoError(t, err)
		require.Empty(t, list, "it is in no notice of an elimination")
	}
	_, err := e.PublicationList(t.Context(), "原州区", "survey")
	require.Equal(t, casework.CodeInvalid, casework.CodeOf(err), "that is no notice")
	_, err = e.PublicationList(t.Context(), "没有的村", "")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	_, err = e.VillageBook(t.Context(), "没有的村")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	f, err := e.HouseholdFile(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, casework.StepID("listing_notice"), f.Household.Step)
	for _, s := range secret {
		require.NotContains(t, fmt.Sprintf("%+v", f), s)
	}
	_, err = e.HouseholdFile(t.Context(), "HU-0")
	require.Equal(t, casework.CodeNotFound, casework.CodeOf(err))
	lines, next, err := e.Ledger.ListHouseholds(t.Context(), schema.HouseholdFilter{Text: "建国", Open: true})
	require.NoError(t, err)
	require.Len(t, lines, 1)
	require.Empty(t, next)
}

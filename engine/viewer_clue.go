package engine

// viewer_clue.go: a single clue (线索) that a household may be at risk, typed in a form.
// It comes in by the one way of imports: a workbook of one row, put up, shown, applied.

import (
	"bytes"
	"context"
	"slices"

	"duban/casework"
	"duban/casework/calendar"
	"duban/ledgerfile"
)

// Clue is a household that somebody is to look at.
type Clue struct {
	No, Head, IDNumber, Phone string
	People, Labour            int
	Village                   casework.UnitID
	Group                     string
	Type, Category, Channel   string // codes: see [ledgerfile.Household]
	On                        calendar.Date
	Risks                     []string
	Helper                    string // by login or name
}

// PutClue keeps a clue for its preview and gives its ID: see [Viewer.PutImport], whose
// authority it asks for. A household that is known already is a [casework.CodeConflict].
func (v *Viewer) PutClue(ctx context.Context, c Clue) (string, error) {
	if _, err := casework.AuthoriseTakingIn(v.By, nil, false); err != nil {
		return "", err
	}
	if c.No == "" || c.Head == "" || c.People < 1 || c.On.IsZero() {
		return "", casework.Errorf(casework.CodeInvalid, "invalid.clue")
	}
	if c.On.After(v.Today) {
		return "", casework.Errorf(casework.CodeInvalid, "refused.date_future", c.On.String())
	}
	switch _, err := v.e.Ledger.Household(ctx, householdID(c.No)); {
	case err == nil:
		return "", casework.Errorf(casework.CodeConflict, "conflict.clue", c.No)
	case casework.CodeOf(err) != casework.CodeNotFound:
		return "", err
	}
	row := ledgerfile.Household{No: c.No, Head: c.Head, IDNumber: c.IDNumber, Phone: c.Phone, People: c.People, Labour: c.Labour, Group: c.Group,
		Village: string(c.Village), Type: c.Type, Category: c.Category, Channel: c.Channel, Clue: c.On, Risks: c.Risks, Helper: c.Helper}
	if err := v.placeClue(ctx, &row); err != nil {
		return "", err
	}
	var file bytes.Buffer
	if err := ledgerfile.WriteHouseholdsTo(&file, &ledgerfile.Households{Title: clueTitle, Rows: []ledgerfile.Household{row}}); err != nil {
		return "", casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	return v.PutImport(ctx, clueTitle+" "+c.No, file.Bytes(), false)
}

// clueTitle is the title of the workbook, and begins the name under which the page of
// imports shows it.
const clueTitle = "线索"

// placeClue names the township and the county of a clue's village.
func (v *Viewer) placeClue(ctx context.Context, row *ledgerfile.Household) error {
	units, err := v.e.Ledger.Units(ctx)
	if err != nil {
		return err
	}
	kind := make(map[casework.UnitID]casework.UnitKind, len(units))
	for _, u := range units {
		kind[u.ID] = u.Kind
	}
	village := casework.UnitID(row.Village)
	above := v.chart.Above(village)
	of := func(k casework.UnitKind) string {
		if i := slices.IndexFunc(above, func(u casework.UnitID) bool { return kind[u] == k }); i >= 0 {
			return string(above[i])
		}
		return ""
	}
	row.Township, row.County = of(casework.UnitTownship), of(casework.UnitCounty)
	if kind[village] != casework.UnitVillage || row.Township == "" || row.County == "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.clue_village", row.Village)
	}
	return nil
}

// ClueWords are the codes of a clue that are chosen from.
var ClueWords = struct{ Types, Categories, Channels, Risks []string }{
	Types: []string{"lifted", "general"}, Categories: []string{"unstable", "marginal", "sudden"}, Channels: []string{"self", "cadre", "screening"},
	Risks: []string{"illness", "school", "disability", "disaster", "accident", "industry", "employment", "housing", "water"},
}

package engine

// listfile.go: files of lists (values of watched indicators, dated obligations) by
// the way on which ledgers are taken in: what would change row by row, then exactly
// that. They open no case of a plan; directives may come of them.

import (
	"context"
	"io"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/indicator"
	"duban/casework/obligation"
	"duban/ledgerfile"
	"duban/schema"
)

// IsList tells whether files of a kind hold a list that is kept beside the cases.
func IsList(kind ledgerfile.SheetKind) bool {
	return kind == ledgerfile.SheetIndicators || kind == ledgerfile.SheetObligations
}

// listCheck gives what the ledger says of a list's rows, for whoever takes them in.
func (e *Engine) listCheck(ctx context.Context, by casework.Requester) (ledgerfile.ListCheck, calendar.Date, error) {
	var c ledgerfile.ListCheck
	chart, today, err := e.chart(ctx, time.Now())
	if err != nil {
		return c, today, err
	}
	sight := chart.Sight(by, today)
	seats, err := e.seats(ctx)
	if err != nil {
		return c, today, err
	}
	if _, err := casework.AuthoriseEntering(by, seats); err != nil {
		return c, today, err
	}
	units, err := e.unitNames(ctx)
	c.Unit = func(name string) bool { return units[casework.UnitID(name)] }
	c.Reaches = func(name string) bool {
		_, err := casework.AuthoriseEntering(by, seats, casework.UnitID(name))
		return err == nil && sight.Unit(casework.UnitID(name))
	}
	return c, today, err
}

func (e *Engine) enterIndicatorFile(ctx context.Context, in io.ReaderAt, size int64, source string, o ImportOptions) (Imported, error) {
	out := Imported{Kind: ledgerfile.SheetIndicators, Plan: schema.PlanOf(casework.KindDirective), DryRun: o.DryRun}
	check, today, err := e.listCheck(ctx, o.By)
	if err != nil {
		return out, err
	}
	book, err := e.Ledger.IndicatorBook(ctx)
	if err != nil {
		return out, err
	}
	rows, err := ledgerfile.ReadIndicatorsFrom(in, size, ledgerfile.Options{Words: book.Words()})
	if err != nil {
		return out, err
	}
	watched := func(id, month string) bool { _, err := book.Find(id, month); return err == nil }
	if err := ledgerfile.CheckIndicators(rows, check, watched, func(month string) bool { return monthCame(month, today) != nil }); err != nil {
		return out, err
	}
	held := map[schema.IndicatorValue]indicator.Value{}
	known, err := e.Ledger.IndicatorValues(ctx, "", "")
	if err != nil {
		return out, err
	}
	for _, v := range known {
		held[schema.IndicatorValue{Indicator: v.Indicator, Unit: v.Unit, Month: v.Month}] = v.Value
	}
	list := make([]schema.IndicatorValue, len(rows))
	for i, r := range rows {
		def, _ := book.Find(r.Indicator, r.Month) // checked above
		key := schema.IndicatorValue{Indicator: r.Indicator, Unit: casework.UnitID(r.Unit), Month: r.Month}
		row := ImportRow{No: r.Month, Text: def.Title.Zh + " " + r.Value.String() + "%", Units: []string{r.Unit}, Action: RowNew,
			Breach: def.Breaches(indicator.Point{Month: r.Month, Value: r.Value})}
		switch was, ok := held[key]; {
		case ok && was == r.Value:
			row.Action = RowSame
		case ok:
			row.Action, row.Changes = RowChanged, []ImportChange{{Field: "value", From: was.String() + "%", To: r.Value.String() + "%"}}
		}
		out.Rows, list[i] = append(out.Rows, row), key
		list[i].Value, list[i].Source = r.Value, source
	}
	if o.DryRun {
		return out, nil
	}
	_, err = e.EnterIndicators(ctx, o.By, list)
	return out, err
}

func (e *Engine) enterObligationFile(ctx context.Context, in io.ReaderAt, size int64, source string, o ImportOptions) (Imported, error) {
	out := Imported{Kind: ledgerfile.SheetObligations, Plan: schema.PlanOf(casework.KindDirective), DryRun: o.DryRun}
	check, today, err := e.listCheck(ctx, o.By)
	if err != nil {
		return out, err
	}
	book, err := e.Ledger.ObligationBook(ctx)
	if err != nil {
		return out, err
	}
	rows, err := ledgerfile.ReadObligationsFrom(in, size, ledgerfile.Options{Words: book.Words()})
	if err != nil {
		return out, err
	}
	list := make([]obligation.Obligation, len(rows))
	for i, r := range rows {
		list[i] = obligation.Obligation{No: r.No, Kind: r.Kind, Title: r.Title, Unit: casework.UnitID(r.Unit), Amount: r.Amount, Due: r.Due, Settled: r.Settled}
	}
	held, err := e.heldOf(ctx, list)
	if err != nil {
		return out, err
	}
	kinds := func(no, kind string) bool { // what was entered under a kind may outlast it
		_, err := book.RuleOf(kind, today)
		return err == nil || held[no].Kind == kind
	}
	if err := ledgerfile.CheckObligations(rows, check, kinds, func(no string) casework.UnitID { return held[no].Unit }, today); err != nil {
		return out, err
	}
	for _, now := range list {
		out.Rows = append(out.Rows, obligationRow(now, held))
	}
	if o.DryRun {
		return out, nil
	}
	_, err = e.EnterObligations(ctx, o.By, list, source)
	return out, err
}

// obligationRow tells what a row changes of what is held.
func obligationRow(now obligation.Obligation, held map[string]schema.ObligationEntry) ImportRow {
	row := ImportRow{No: now.No, Text: now.Title + " " + now.Amount.String() + " 元", Units: []string{string(now.Unit)}, Due: now.Due.String(), Action: RowNew}
	was, ok := held[now.No]
	if !ok {
		return row
	}
	if now.Settled.IsZero() {
		now.Settled = was.Settled // a blank says nothing of what was settled here
	}
	add := func(field, from, to string) {
		if from != to {
			row.Changes = append(row.Changes, ImportChange{Field: field, From: from, To: to})
		}
	}
	day := func(d calendar.Date) string {
		if d.IsZero() {
			return ""
		}
		return d.String()
	}
	add("title", was.Title, now.Title)
	add("kind", was.Kind, now.Kind)
	add("units", string(was.Unit), string(now.Unit))
	add("amount", was.Amount.String(), now.Amount.String())
	add("due", day(was.Due), day(now.Due))
	add("settled", day(was.Settled), day(now.Settled))
	row.Action = RowSame
	if len(row.Changes) > 0 {
		row.Action = RowChanged
	}
	return row
}

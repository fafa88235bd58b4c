package engine

// obligations_back.go: taking back a settlement that was entered by mistake.

import (
	"context"
	"fmt"
	"strings"
	"time"

	"duban/activities"
	"duban/casework"
	"duban/casework/calendar"
	"duban/schema"
)

// TakeBackSettlement takes back that an obligation was met: it is open again from its
// old day on, and the cases of its collection say so. Who may settle it may take that
// back: see [casework.AuthoriseSettling]. What was entered stays, and the reason with
// it. seen is the entry that the person saw in force, 0 for whichever it is. Repeating
// it for the same reason makes good what broke off.
func (e *Engine) TakeBackSettlement(ctx context.Context, by casework.Requester, no, reason string, seen int64) error {
	reason = strings.TrimSpace(reason)
	if err := casework.CheckTexts(reason); err != nil {
		return err
	}
	if reason == "" {
		return casework.Errorf(casework.CodeInvalid, "invalid.reason_missing")
	}
	list, err := e.Ledger.Obligations(ctx, schema.ObligationFilter{Nos: []string{no}})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return casework.Errorf(casework.CodeNotFound, "notfound.obligation", no)
	}
	entry := list[0]
	seats, err := e.seats(ctx)
	if err != nil {
		return err
	}
	if _, err := casework.AuthoriseSettling(by, seats, entry.Unit, no); err != nil {
		return err
	}
	if entry.Settled.IsZero() {
		if entry.TakenBack != entry.Entry || entry.By != by.Person || entry.Source != reason {
			return casework.Errorf(casework.CodeRefused, "refused.not_settled", no)
		}
		return e.tellTakenBack(ctx, &entry)
	}
	if seen != 0 && seen != entry.Entry {
		return casework.Errorf(casework.CodeStale, "stale.obligation", no)
	}
	back := entry
	back.Settled, back.Source, back.By, back.At, back.TakesBack = calendar.Date{}, reason, by.Person, time.Now(), entry.Entry
	if err := e.Ledger.PutObligations(ctx, []schema.ObligationEntry{back}, unchanged(&entry)); err != nil {
		return err
	}
	if list, err = e.Ledger.Obligations(ctx, schema.ObligationFilter{Nos: []string{no}}); err != nil || len(list) == 0 {
		return err
	}
	return e.tellTakenBack(ctx, &list[0])
}

// tellTakenBack says on the cases of a number's collection that its settlement was
// taken back, once each.
func (e *Engine) tellTakenBack(ctx context.Context, entry *schema.ObligationEntry) error {
	collections, err := e.Ledger.MattersOf(ctx, activities.SourceObligation, entry.No)
	if err != nil {
		return err
	}
	for _, m := range collections {
		text := fmt.Sprintf("%s 的结清登记已撤回，仍未结清：%s", entry.No, entry.Source)
		if err := e.remark(ctx, m.Case, fmt.Sprintf("taken_back/%d", entry.TakenBack), text); err != nil {
			return err
		}
	}
	return nil
}

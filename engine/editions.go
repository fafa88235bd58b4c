package engine

// editions.go: rules of lists are loaded as editions: they hold from a day on, and
// what was judged before it stays judged.

import (
	"context"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/edition"
	"duban/casework/indicator"
	"duban/casework/obligation"
)

// editionBytes bounds a document: what parses it reads no more.
const editionBytes = 64 << 10

// LoadIndicators puts an edition of the watched indicators in force from the first
// day of a month on: of the running one at the earliest.
func (e *Engine) LoadIndicators(ctx context.Context, by casework.Requester, text []byte, from calendar.Date) (edition.Document, error) {
	if _, err := casework.AuthoriseOperating(by); err != nil {
		return edition.Document{}, err
	}
	if _, err := indicator.Parse(text); err != nil {
		return edition.Document{}, err
	}
	if from.Day != 1 {
		return edition.Document{}, casework.Errorf(casework.CodeInvalid, "invalid.edition_month", from.String())
	}
	_, today, err := e.chart(ctx, time.Now())
	if err != nil {
		return edition.Document{}, err
	}
	return e.loadEdition(ctx, by, edition.Indicators, text, from, calendar.NewDate(today.Year, today.Month, 1))
}

// LoadObligationRules puts an edition of the rules of dated obligations in force
// from a day on: today at the earliest.
func (e *Engine) LoadObligationRules(ctx context.Context, by casework.Requester, text []byte, from calendar.Date) (edition.Document, error) {
	if _, err := casework.AuthoriseOperating(by); err != nil {
		return edition.Document{}, err
	}
	if _, err := obligation.Parse(text); err != nil {
		return edition.Document{}, err
	}
	_, today, err := e.chart(ctx, time.Now())
	if err != nil {
		return edition.Document{}, err
	}
	return e.loadEdition(ctx, by, edition.Obligations, text, from, today)
}

// loadEdition keeps a document that has been checked. The one loaded last, loaded
// again for the same day, stays as it is.
func (e *Engine) loadEdition(ctx context.Context, by casework.Requester, subject edition.Subject, text []byte, from, earliest calendar.Date) (edition.Document, error) {
	if len(text) > editionBytes {
		return edition.Document{}, casework.Errorf(casework.CodeInvalid, "invalid.edition_size", strconv.Itoa(editionBytes>>10))
	}
	known, err := e.Ledger.Editions(ctx, subject)
	if err != nil {
		return edition.Document{}, err
	}
	if n := len(known); n > 0 && known[n-1].From == from && known[n-1].Text == string(text) {
		return known[n-1], nil
	}
	if err := edition.CheckFrom(from, earliest); err != nil {
		return edition.Document{}, err
	}
	return e.Ledger.AddEdition(ctx, edition.Document{Subject: subject, From: from, Text: string(text), By: by.Person, At: time.Now()})
}

package engine

// households.go: households at risk: their personal data, which nobody reads
// without a record, and the views that need none of it: the village's book, the
// household's file, the publication list.

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"duban/casework"
	"duban/codec"
	"duban/ledgerfile"
	"duban/schema"
)

// Personal is what is sealed of a household.
type Personal struct {
	IDNumber string              `json:"id_number,omitempty"`
	Phone    string              `json:"phone,omitempty"`
	Bank     string              `json:"bank,omitempty"`
	Risks    []string            `json:"risks,omitempty"` // illness and disability are health data
	Members  []ledgerfile.Member `json:"members,omitempty"`
}

// What a reading was of.
const (
	readPersonal = "personal"
	readLookUp   = "look-up"
)

func personalPlace(id casework.CaseID) string { return string(id) + "/personal" }

// seal gives a household's row with its personal data sealed.
func (e *Engine) seal(h schema.Household, p Personal, now time.Time) (schema.HouseholdRow, error) {
	plain, err := json.Marshal(p)
	if err != nil {
		return schema.HouseholdRow{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	cell, err := e.keys.SealCell(plain, personalPlace(h.Case))
	if err != nil {
		return schema.HouseholdRow{}, casework.Wrap(casework.CodeInternal, err, "internal.fault")
	}
	row := schema.HouseholdRow{Household: h, Key: cell.Key, Sealed: cell.Sealed, Updated: now}
	if p.IDNumber != "" {
		row.Index = e.keys.Index(p.IDNumber)
	}
	for _, m := range p.Members {
		if m.IDNumber != "" && m.IDNumber != p.IDNumber { // the head may stand among the members
			row.Members = append(row.Members, e.keys.Index(m.IDNumber))
		}
	}
	return row, nil
}

// ReadPersonal gives a household's personal data to somebody whose post allows
// it, for a purpose. The reading is on record before anything is given; a denied
// one is on record too.
func (e *Engine) ReadPersonal(ctx context.Context, by casework.Requester, id casework.CaseID, purpose string) (Personal, error) {
	var p Personal
	if err := checkPurpose(purpose); err != nil {
		return p, err
	}
	actor, err := e.mayRead(ctx, by, id, readPersonal, purpose)
	if err != nil {
		return p, err
	}
	key, sealed, err := e.Ledger.ReadSealed(ctx, schema.Reading{Case: id, By: actor, Fields: readPersonal, Purpose: purpose, At: time.Now()})
	if err != nil {
		return p, err
	}
	plain, err := e.keys.OpenCell(codec.Cell{Key: key, Sealed: sealed}, personalPlace(id))
	if err != nil {
		return p, casework.Wrap(casework.CodeInternal, err, "internal.sealed")
	}
	if err := json.Unmarshal(plain, &p); err != nil {
		return p, casework.Wrap(casework.CodeInternal, err, "internal.sealed")
	}
	return p, nil
}

// checkPurpose wants to know what for, in words that tell no number: the record
// of readings is not sealed.
func checkPurpose(purpose string) error {
	switch {
	case strings.TrimSpace(purpose) == "":
		return casework.Errorf(casework.CodeInvalid, "invalid.purpose_missing")
	case casework.NamesNumbers(purpose):
		return casework.Errorf(casework.CodeInvalid, "invalid.personal_number")
	}
	return nil
}

// mayRead authorises a reading and puts a denial on record.
func (e *Engine) mayRead(ctx context.Context, by casework.Requester, id casework.CaseID, fields, purpose string) (casework.Actor, error) {
	s, err := e.Ledger.State(ctx, id)
	if err != nil {
		return casework.Actor{}, err
	}
	actor, denied := casework.AuthorisePersonal(s, by)
	if denied == nil {
		return actor, nil
	}
	err = e.Ledger.RecordReading(ctx, schema.Reading{Case: id, By: somebody(by), Fields: fields, Purpose: purpose, Denied: true, At: time.Now()})
	if err != nil {
		return casework.Actor{}, err
	}
	return casework.Actor{}, denied
}

// somebody gives a requester as who asked, in whatever post.
func somebody(by casework.Requester) casework.Actor {
	if len(by.Posts) == 0 {
		return casework.Actor{Person: by.Person}
	}
	return by.As(by.Posts[0])
}

// FindHousehold looks a household up by the ID number of its head or of a member,
// without opening anything. Only somebody who may read the household is told that it is there.
func (e *Engine) FindHousehold(ctx context.Context, by casework.Requester, number, purpose string) (casework.CaseID, error) {
	if err := checkPurpose(purpose); err != nil {
		return "", err
	}
	if !ledgerfile.ValidIDNumber(strings.ToUpper(strings.TrimSpace(number))) { // a slip of the hand is not "nobody"
		return "", casework.Errorf(casework.CodeInvalid, "invalid.id_number")
	}
	found, err := e.Ledger.HouseholdsByIndex(ctx, e.keys.Indexes(number))
	if err != nil {
		return "", err
	}
	for _, id := range found {
		actor, err := e.mayRead(ctx, by, id, readLookUp, purpose)
		if casework.CodeOf(err) == casework.CodeForbidden {
			continue
		}
		if err != nil {
			return "", err
		}
		return id, e.Ledger.RecordReading(ctx, schema.Reading{Case: id, By: actor, Fields: readLookUp, Purpose: purpose, At: time.Now()})
	}
	// Trying numbers out is on record as well; which number, nobody can tell.
	if len(found) == 0 {
		err := e.Ledger.RecordReading(ctx, schema.Reading{By: somebody(by), Fields: readLookUp, Purpose: purpose, At: time.Now()})
		if err != nil {
			return "", err
		}
	}
	return "", casework.Errorf(casework.CodeNotFound, "notfound.household_of_number")
}

// resealBatch is how many households are moved to the newest key at once.
const resealBatch = 500

// Reseal moves everything personal to the newest key, so that an older one can
// be dropped. Interrupted, it goes on where it stopped.
func (e *Engine) Reseal(ctx context.Context, progress Progress) (int, error) {
	done, after := 0, casework.CaseID("")
	for {
		batch, err := e.Ledger.ToReseal(ctx, e.keys.Newest(), after, resealBatch)
		if err != nil || len(batch) == 0 {
			return done, err
		}
		for _, row := range batch {
			if err := e.resealOne(ctx, row); err != nil {
				return done, err
			}
			after = row.Case
			done++
		}
		if progress != nil {
			progress(done, done+len(batch)/resealBatch) // how many are left nobody counts
		}
	}
}

func (e *Engine) resealOne(ctx context.Context, row schema.Sealed) error {
	plain, err := e.keys.OpenCell(codec.Cell{Key: row.Key, Sealed: row.Sealed}, personalPlace(row.Case))
	if err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.sealed")
	}
	var p Personal
	if err := json.Unmarshal(plain, &p); err != nil {
		return casework.Wrap(casework.CodeInternal, err, "internal.sealed")
	}
	fresh, err := e.seal(schema.Household{Case: row.Case}, p, time.Time{})
	if err != nil {
		return err
	}
	return e.Ledger.Reseal(ctx, schema.Sealed{Case: row.Case, Key: fresh.Key, Sealed: fresh.Sealed, Index: fresh.Index, Members: fresh.Members}, row.Key)
}

// PublicationList gives what may be published of the households of a unit: those
// in a public notice at the moment, of the listing or of the elimination; with a
// step, those of that notice alone.
func (e *Engine) PublicationList(ctx context.Context, unit casework.UnitID, step casework.StepID) ([]casework.Published, error) {
	if err := e.KnownUnit(ctx, unit); err != nil {
		return nil, err
	}
	policies, err := e.Ledger.Policies(ctx)
	if err != nil {
		return nil, err
	}
	notices := map[casework.StepID]casework.Title{} // of every version: cases keep theirs
	for _, p := range policies {
		for _, s := range p.Steps {
			if p.Kind == casework.KindHousehold && !s.Hold.IsZero() && (step == "" || step == s.ID) {
				notices[s.ID] = s.Title
			}
		}
	}
	if len(notices) == 0 {
		return nil, casework.Errorf(casework.CodeInvalid, "invalid.notice", string(step))
	}
	var out []casework.Published
	err = e.EachHousehold(ctx, schema.HouseholdFilter{Unit: unit, Open: true}, func(h schema.HouseholdLine) {
		if notice, ok := notices[h.Step]; ok {
			out = append(out, casework.Publish(notice, h.Head, string(h.Village), h.People, h.Category))
		}
	})
	return out, err
}

// SetIncomeLine puts a province's line of a year in force: an elimination must
// exceed it.
func (e *Engine) SetIncomeLine(ctx context.Context, by casework.Requester, line schema.IncomeLine) error {
	if _, err := casework.AuthoriseIncomeLine(by); err != nil {
		return err
	}
	line.By, line.At = by.Person, time.Now()
	return e.Ledger.SaveIncomeLine(ctx, line)
}

// KnownUnit refuses a unit that nobody knows: an empty list would look like an
// empty village.
func (e *Engine) KnownUnit(ctx context.Context, unit casework.UnitID) error {
	chart, err := e.Rules.Chart(ctx)
	if err == nil && !chart.HasUnit(unit) {
		err = casework.Errorf(casework.CodeNotFound, "notfound.unit", string(unit))
	}
	return err
}

// EachHousehold goes through every household of a filter, page by page.
func (e *Engine) EachHousehold(ctx context.Context, f schema.HouseholdFilter, visit func(schema.HouseholdLine)) error {
	f.Limit = 1000
	for {
		lines, next, err := e.Ledger.ListHouseholds(ctx, f)
		if err != nil {
			return err
		}
		for _, h := range lines {
			visit(h)
		}
		if next == "" {
			return nil
		}
		f.After = next
	}
}

// VillageBook is a village's book (一村一册).
type VillageBook struct {
	Unit       casework.UnitID        `json:"unit"`
	Total      int                    `json:"total"`     // households that live there
	Rate       float64                `json:"rate"`      // of those monitored, percent, one decimal
	Monitored  casework.Heads         `json:"monitored"` // of the open ones: taken in
	Open       casework.Heads         `json:"open"`      // monitored or being identified
	Ended      casework.Heads         `json:"ended"`
	ByCategory map[string]int         `json:"by_category"` // open households
	Lines      []schema.HouseholdLine `json:"lines"`
}

// VillageBook gives the book of a village; of a township or county, the same
// over its villages.
func (e *Engine) VillageBook(ctx context.Context, unit casework.UnitID) (VillageBook, error) {
	book := VillageBook{Unit: unit, ByCategory: map[string]int{}}
	if err := e.KnownUnit(ctx, unit); err != nil {
		return book, err
	}
	err := e.EachHousehold(ctx, schema.HouseholdFilter{Unit: unit}, func(h schema.HouseholdLine) {
		book.Lines = append(book.Lines, h)
		count := &book.Ended
		if h.Ended.IsZero() {
			count = &book.Open
			book.ByCategory[h.Category]++
			if h.Stage != casework.StageAssign && h.Stage != "" {
				book.Monitored.Households++
				book.Monitored.People += h.People
			}
		}
		count.Households++
		count.People += h.People
	})
	if err != nil {
		return book, err
	}
	book.Total, err = e.householdsIn(ctx, unit)
	book.Rate = casework.Percent(book.Monitored.Households, book.Total)
	return book, err
}

// householdsIn gives how many households live in a unit: its own count, else that
// of what lies below it.
func (e *Engine) householdsIn(ctx context.Context, unit casework.UnitID) (int, error) {
	units, err := e.Ledger.Units(ctx)
	if err != nil {
		return 0, err
	}
	own, below := map[casework.UnitID]int{}, map[casework.UnitID][]casework.UnitID{}
	for _, u := range units {
		own[u.ID] = u.Households
		below[u.Parent] = append(below[u.Parent], u.ID)
	}
	var sum func(casework.UnitID) int
	sum = func(id casework.UnitID) int {
		n := own[id]
		if n == 0 {
			children := below[id]
			delete(below, id) // each once, whatever the tree
			for _, child := range children {
				n += sum(child)
			}
		}
		return n
	}
	return sum(unit), nil
}

// HouseholdFile is a household's file (一户一档) without its personal data:
// those take [Engine.ReadPersonal].
type HouseholdFile struct {
	Household schema.HouseholdLine `json:"household"`
	State     *casework.State      `json:"state"`
	Help      []casework.Task      `json:"help"` // 一户一策
	Events    []casework.Event     `json:"events"`
}

// HouseholdFile gives a household's file.
func (e *Engine) HouseholdFile(ctx context.Context, id casework.CaseID) (HouseholdFile, error) {
	var f HouseholdFile
	var err error
	if f.Household, err = e.Ledger.Household(ctx, id); err != nil {
		return f, err
	}
	if f.Events, err = e.Ledger.Events(ctx, id); err != nil {
		return f, err
	}
	if f.State, err = casework.Fold(id, f.Events); err != nil {
		return f, casework.Wrap(casework.CodeConflict, err, "conflict.chain", string(id))
	}
	for _, t := range f.State.Tasks {
		if t.Role == casework.RoleHelp {
			f.Help = append(f.Help, t)
		}
	}
	return f, nil
}

package schema

// households.go: households at risk as lists and files show them. Their course
// is their cases'; their personal data are sealed before they come here.

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/schema/db"
)

// Household is a household without its personal data.
type Household struct {
	Case     casework.CaseID
	No       string
	Head     string
	People   int
	Labour   int
	County   casework.UnitID
	Township casework.UnitID
	Village  casework.UnitID
	Group    string
	Type     string
	Category string
	Channel  string
	Clue     calendar.Date

	Income               int // yuan per head
	IncomeFrom, IncomeTo calendar.Date
	Guarantees           casework.Guarantees
}

// HouseholdRow is a household as it is written: with its sealed data.
type HouseholdRow struct {
	Household

	Key     string // of the ring
	Sealed  []byte
	Index   string   // blind index of the head's ID number
	Members []string // and of the members'
	Updated time.Time
}

// HouseholdLine is a household with where its case stands.
type HouseholdLine struct {
	Household

	Stage   casework.Stage   // of the case; "" before its workflow has begun
	Step    casework.StepID  // of the household's own task
	Outcome casework.Outcome // of it
	Round   int
	Due     calendar.Date
	Helper  casework.PersonID
	Ended   time.Time

	Clock  *casework.Clock    `json:"-"` // of the household's own task
	Paused bool               `json:"-"`
	Policy casework.PolicyRef `json:"-"`
}

// HouseholdFilter says which households a list shows. Empty fields do not filter.
type HouseholdFilter struct {
	Case     casework.CaseID
	Unit     casework.UnitID // a village, a township or a county
	Category string
	Open     bool // monitored or being identified
	Ended    bool // eliminated or excluded
	Text     string
	Helper   casework.PersonID // whom the household names
	Late     calendar.Date     // as of this day: due before it
	Sight    *casework.Sight   // leaves out what somebody may not see; nil is the engine itself
	After    casework.CaseID   // the line after which the page starts
	Limit    int               // 1 to 1000; 0 = 50
}

type householdWire struct {
	Case       casework.CaseID `json:"case_id"`
	No         string          `json:"no"`
	Head       string          `json:"head"`
	People     int             `json:"people"`
	Labour     int             `json:"labour"`
	County     casework.UnitID `json:"county"`
	Township   casework.UnitID `json:"township"`
	Village    casework.UnitID `json:"village"`
	Group      string          `json:"village_group"`
	Type       string          `json:"type"`
	Category   string          `json:"category"`
	Channel    string          `json:"channel"`
	Clue       *calendar.Date  `json:"clue_on"`
	Income     int             `json:"income"`
	IncomeFrom *calendar.Date  `json:"income_from"`
	IncomeTo   *calendar.Date  `json:"income_to"`
	Education  bool            `json:"education"`
	Medical    bool            `json:"medical"`
	Housing    bool            `json:"housing"`
	Water      bool            `json:"water"`
	Key        string          `json:"key_id"`
	Sealed     string          `json:"sealed"`
	Index      string          `json:"id_index"`
	Members    []string        `json:"member_indexes"`
	Updated    time.Time       `json:"updated_at"`
}

// optionalDay gives a day as a nullable column keeps it.
func optionalDay(d calendar.Date) *calendar.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// PutHouseholds enters households; known ones are replaced.
func (l *Ledger) PutHouseholds(ctx context.Context, rows []HouseholdRow) error {
	wire := make([]householdWire, len(rows))
	for i, h := range rows {
		wire[i] = householdWire{h.Case, h.No, h.Head, h.People, h.Labour, h.County, h.Township, h.Village, h.Group, h.Type,
			h.Category, h.Channel, optionalDay(h.Clue), h.Income, optionalDay(h.IncomeFrom), optionalDay(h.IncomeTo),
			h.Guarantees.Education, h.Guarantees.Medical, h.Guarantees.Housing, h.Guarantees.Water,
			h.Key, `\x` + hex.EncodeToString(h.Sealed), h.Index, append([]string{}, h.Members...), stored(h.Updated)}
	}
	return l.within(ctx, func(q *db.Queries, _ *sql.Tx) error { return inBatches(ctx, wire, q.PutHouseholds) })
}

// ListHouseholds gives a page of households in order of their cases, and the
// case to ask for the next page with; "" says that there is no more.
func (l *Ledger) ListHouseholds(ctx context.Context, f HouseholdFilter) ([]HouseholdLine, casework.CaseID, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = defaultLines
	}
	limit = min(limit, maxLines)
	p := db.ListHouseholdsParams{After: string(f.After), CaseID: string(f.Case), Unit: string(f.Unit), Category: f.Category,
		OpenOnly: f.Open, EndedOnly: f.Ended, Batch: limit + 1}
	if f.Text != "" {
		p.Text = likeText(f.Text)
	}
	p.Helper, p.LateOnly, p.Today = string(f.Helper), !f.Late.IsZero(), f.Late.Start(time.UTC)
	p.SeesAll, p.SeesUnits, p.SeesPersons = seeing(f.Sight)
	rows, err := l.q.ListHouseholds(ctx, p)
	if err != nil {
		return nil, "", translate(err)
	}
	out := make([]HouseholdLine, 0, min(len(rows), limit))
	for i, r := range rows {
		if i == limit {
			return out, out[limit-1].Case, nil
		}
		line, err := householdLineOf(r)
		if err != nil {
			return nil, "", err
		}
		out = append(out, line)
	}
	return out, "", nil
}

// Household gives one household, or [casework.CodeNotFound].
func (l *Ledger) Household(ctx context.Context, id casework.CaseID) (HouseholdLine, error) {
	lines, _, err := l.ListHouseholds(ctx, HouseholdFilter{Case: id, Limit: 1})
	if err == nil && len(lines) == 0 {
		err = casework.Errorf(casework.CodeNotFound, "notfound.household", string(id))
	}
	if err != nil {
		return HouseholdLine{}, err
	}
	return lines[0], nil
}

func householdLineOf(r db.ListHouseholdsRow) (HouseholdLine, error) {
	line := HouseholdLine{
		Household: Household{Case: casework.CaseID(r.CaseID), No: r.No, Head: r.Head, People: r.People, Labour: r.Labour,
			County: casework.UnitID(r.County), Township: casework.UnitID(r.Township), Village: casework.UnitID(r.Village),
			Group: r.VillageGroup, Type: r.Type, Category: r.Category, Channel: r.Channel, Clue: nullDay(r.ClueOn),
			Income: r.Income, IncomeFrom: nullDay(r.IncomeFrom), IncomeTo: nullDay(r.IncomeTo),
			Guarantees: casework.Guarantees{Education: r.Education, Medical: r.Medical, Housing: r.Housing, Water: r.Water}},
		Stage: casework.Stage(r.Stage), Step: casework.StepID(r.Step), Outcome: casework.Outcome(r.Outcome), Round: r.Round,
		Due: nullDay(r.DueOn), Helper: casework.PersonID(r.Helper), Ended: moment(r.EndedAt), Paused: r.Paused,
		Policy: casework.PolicyRef{Kind: casework.Kind(r.PolicyKind), Version: r.PolicyVersion},
	}
	return line, translate(json.Unmarshal(r.Clock, &line.Clock))
}

// nullDay reads a nullable day.
func nullDay(t sql.NullTime) calendar.Date {
	if !t.Valid {
		return calendar.Date{}
	}
	return dayOf(t.Time)
}

// likeText makes a pattern that finds a text anywhere.
func likeText(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ReplaceAll(text, "\x00", "")) + "%"
}

// HouseholdsByIndex gives the cases in which the head's ID number or a member's has
// one of the blind indexes.
func (l *Ledger) HouseholdsByIndex(ctx context.Context, indexes []string) ([]casework.CaseID, error) {
	rows, err := l.q.HouseholdsByIndex(ctx, indexes)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]casework.CaseID, len(rows))
	for i, r := range rows {
		out[i] = casework.CaseID(r)
	}
	return out, nil
}

// Reading is one reading of personal data, allowed or denied.
type Reading struct {
	ID      int64           `json:"id"`
	Case    casework.CaseID `json:"case"`
	By      casework.Actor  `json:"by"`
	Fields  string          `json:"fields"`
	Purpose string          `json:"purpose"`
	Denied  bool            `json:"denied"`
	At      time.Time       `json:"at"`
}

// RecordReading puts a reading on record.
func (l *Ledger) RecordReading(ctx context.Context, r Reading) error {
	return translate(l.q.InsertReading(ctx, readingParams(r)))
}

func readingParams(r Reading) db.InsertReadingParams {
	return db.InsertReadingParams{CaseID: string(r.Case), Person: string(r.By.Person), Unit: string(r.By.Unit),
		Role: string(r.By.Role), Fields: r.Fields, Purpose: r.Purpose, Denied: r.Denied, At: stored(r.At)}
}

// ReadSealed gives a household's sealed data, and puts the reading on record in
// the same transaction: there is no other way to them.
func (l *Ledger) ReadSealed(ctx context.Context, r Reading) (key string, sealed []byte, err error) {
	err = l.within(ctx, func(q *db.Queries, _ *sql.Tx) error {
		row, err := q.SealedHousehold(ctx, string(r.Case))
		if errors.Is(err, sql.ErrNoRows) {
			return casework.Errorf(casework.CodeNotFound, "notfound.household", string(r.Case))
		}
		if err != nil {
			return err
		}
		key, sealed = row.KeyID, row.Sealed
		return q.InsertReading(ctx, readingParams(r))
	})
	if err != nil {
		return "", nil, err
	}
	return key, sealed, nil
}

// Readings gives up to limit readings of a case ("" = all) by a person ("" =
// all), oldest first, after the one of the given ID.
func (l *Ledger) Readings(ctx context.Context, id casework.CaseID, person casework.PersonID, after int64, limit int) ([]Reading, error) {
	rows, err := l.q.HouseholdReadings(ctx, db.HouseholdReadingsParams{After: after, CaseID: string(id), Person: string(person), Batch: limit})
	return readingsOf(rows), translate(err)
}

// NewestReadings gives readings that a filter leaves, the newest first.
func (l *Ledger) NewestReadings(ctx context.Context, f AccessFilter) ([]Reading, error) {
	if f.Before == 0 {
		f.Before = math.MaxInt64
	}
	rows, err := l.q.NewestReadings(ctx, db.NewestReadingsParams{Before: f.Before, CaseID: string(f.Case), Person: string(f.Person),
		DeniedOnly: f.Denied, Batch: min(max(f.Limit, 1), maxLines)})
	return readingsOf(rows), translate(err)
}

func readingsOf(rows []db.HouseholdReading) []Reading {
	out := make([]Reading, len(rows))
	for i, r := range rows {
		out[i] = Reading{r.ID, casework.CaseID(r.CaseID), casework.Actor{Person: casework.PersonID(r.Person),
			Unit: casework.UnitID(r.Unit), Role: casework.PostRole(r.Role)}, r.Fields, r.Purpose, r.Denied, r.At.UTC()}
	}
	return out
}

// Sealed is a household's sealed data, for moving them to another key.
type Sealed struct {
	Case    casework.CaseID
	Key     string
	Sealed  []byte
	Index   string
	Members []string
}

// ToReseal gives up to limit households that are not sealed with a key, after a
// case. It gives no plain data, so it is no reading.
func (l *Ledger) ToReseal(ctx context.Context, newest string, after casework.CaseID, limit int) ([]Sealed, error) {
	rows, err := l.q.HouseholdsToReseal(ctx, newest, string(after), limit)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]Sealed, len(rows))
	for i, r := range rows {
		out[i] = Sealed{Case: casework.CaseID(r.CaseID), Key: r.KeyID, Sealed: r.Sealed, Index: r.IDIndex}
	}
	return out, nil
}

// Reseal replaces a household's sealed data if they are still under the old key.
func (l *Ledger) Reseal(ctx context.Context, s Sealed, old string) error {
	_, err := l.q.ResealHousehold(ctx, db.ResealHouseholdParams{KeyID: s.Key, Sealed: s.Sealed, IDIndex: s.Index,
		MemberIndexes: append([]string{}, s.Members...), CaseID: string(s.Case), OldKey: old})
	return translate(err)
}

// IncomeLine is the line that a household's income must exceed.
type IncomeLine struct {
	Province string            `json:"province"`
	Year     int               `json:"year"`
	Yuan     int               `json:"yuan"` // per head
	By       casework.PersonID `json:"by"`
	At       time.Time         `json:"at"`
}

// SaveIncomeLine puts a line in force; earlier entries of the year are kept.
func (l *Ledger) SaveIncomeLine(ctx context.Context, line IncomeLine) error {
	if line.Province == "" || line.Year < 2000 || line.Year > 2200 || line.Yuan <= 0 {
		return casework.Errorf(casework.CodeInvalid, "invalid.income_line")
	}
	return translate(l.q.InsertIncomeLine(ctx, db.InsertIncomeLineParams{Province: line.Province, Year: line.Year,
		Yuan: line.Yuan, LoadedBy: string(line.By), LoadedAt: stored(line.At)}))
}

// IncomeLines gives the lines in force of a province ("" = all).
func (l *Ledger) IncomeLines(ctx context.Context, province string) ([]IncomeLine, error) {
	rows, err := l.q.IncomeLines(ctx, province)
	if err != nil {
		return nil, translate(err)
	}
	out := make([]IncomeLine, len(rows))
	for i, r := range rows {
		out[i] = IncomeLine{r.Province, r.Year, r.Yuan, casework.PersonID(r.LoadedBy), r.LoadedAt.UTC()}
	}
	return out, nil
}

package ledgerfile

// columns.go: the columns as written: order, width, what a cell says, and how
// high a row has to be for it.

import (
	"fmt"
	"math"
	"strings"
	"time"

	"duban/casework/calendar"
)

// level says whose cell it is; cells of a problem and of a measure are merged
// over their rows.
type level int

const (
	levelProblem level = iota
	levelMeasure
	levelShare
)

type ledgerColumn struct {
	field  field
	level  level
	width  float64
	left   bool // long text stands left, short text in the middle
	always bool // written though no row has a value
	value  func(*Measure, *Share) any
}

func onMeasure(f field, width float64, left, always bool, get func(*Measure) string) ledgerColumn {
	return ledgerColumn{f, levelMeasure, width, left, always, func(m *Measure, _ *Share) any { return textOrNil(get(m)) }}
}

func onProblem(f field, width float64, left, always bool, get func(*Measure) string) ledgerColumn {
	c := onMeasure(f, width, left, always, get)
	c.level = levelProblem
	return c
}

func onShare(f field, width float64, left bool, get func(*Share) any) ledgerColumn {
	return ledgerColumn{f, levelShare, width, left, false, func(_ *Measure, s *Share) any { return get(s) }}
}

func dateColumn(f field, get func(*Share) calendar.Date) ledgerColumn {
	return onShare(f, 11, false, func(s *Share) any { return dateOrNil(get(s)) })
}

// ledgerColumns is the ledger from left to right. The first three say which
// row it is and stay in sight when the sheet is scrolled or printed; the class
// is first because its cells are merged over problems.
var ledgerColumns = []ledgerColumn{
	onProblem(fieldClass, 8, false, true, func(m *Measure) string { return m.Class }),
	onProblem(fieldProblemNo, 6, false, true, func(m *Measure) string { return m.ProblemNo }),
	onMeasure(fieldNo, 6, false, true, func(m *Measure) string { return m.No }),
	onProblem(fieldSource, 8, false, false, func(m *Measure) string { return m.Source }),
	onProblem(fieldYear, 6, false, false, func(m *Measure) string { return m.Year }),
	onProblem(fieldProblem, 28, true, true, func(m *Measure) string { return m.Problem }),
	onMeasure(fieldText, 36, true, true, func(m *Measure) string { return m.Text }),
	onMeasure(fieldTarget, 20, true, false, func(m *Measure) string { return m.Target }),
	onMeasure(fieldMetric, 16, true, false, func(m *Measure) string { return m.Metric }),
	onMeasure(fieldQuarter1, 20, true, false, func(m *Measure) string { return m.Quarters[0] }),
	onMeasure(fieldQuarter2, 20, true, false, func(m *Measure) string { return m.Quarters[1] }),
	onMeasure(fieldQuarter3, 20, true, false, func(m *Measure) string { return m.Quarters[2] }),
	onMeasure(fieldQuarter4, 20, true, false, func(m *Measure) string { return m.Quarters[3] }),
	onMeasure(fieldLeader, 9, false, false, func(m *Measure) string { return m.Leader }),
	onMeasure(fieldForce, 11, false, false, func(m *Measure) string { return m.Force }),
	onMeasure(fieldLeadUnit, 12, false, false, func(m *Measure) string { return m.LeadUnit }),
	{fieldUnit, levelShare, 12, false, true, func(_ *Measure, s *Share) any { return s.Unit }},
	onMeasure(fieldCoUnits, 13, false, false, coUnits),
	onShare(fieldPerson, 9, false, func(s *Share) any { return textOrNil(s.Person) }),
	onShare(fieldKind, 9, false, func(s *Share) any { return kindName(s.Deadline.Kind) }),
	{fieldDeadline, levelShare, 11, false, true, func(_ *Measure, s *Share) any { return dateOrNil(s.Deadline.Date) }},
	dateColumn(fieldOriginal, func(s *Share) calendar.Date { return s.OriginalDue }),
	dateColumn(fieldDispatched, func(s *Share) calendar.Date { return s.DispatchedAt }),
	onShare(fieldClaim, 9, false, claimName),
	dateColumn(fieldClaimed, func(s *Share) calendar.Date { return s.ClaimedAt }),
	onShare(fieldProgress, 54, true, progressText),
	onShare(fieldPercent, 7, false, lastPercent),
	dateColumn(fieldDone, func(s *Share) calendar.Date { return s.DoneAt }),
	dateColumn(fieldSubmitted, func(s *Share) calendar.Date { return s.SubmittedAt }),
	dateColumn(fieldChecked, func(s *Share) calendar.Date { return s.CheckedAt }),
	dateColumn(fieldSigned, func(s *Share) calendar.Date { return s.SignedAt }),
	dateColumn(fieldNotice, func(s *Share) calendar.Date { return s.NoticeFrom }),
	dateColumn(fieldRecognised, func(s *Share) calendar.Date { return s.RecognisedAt }),
	dateColumn(fieldClosed, func(s *Share) calendar.Date { return s.ClosedAt }),
	onShare(fieldStatus, 8, false, func(s *Share) any {
		if s.Status() == StatusNew {
			return nil
		}
		return statusNames[s.Status()]
	}),
}

// usedColumns leaves out the optional columns that would be empty.
func usedColumns(p *Plan) []ledgerColumn {
	var used []ledgerColumn
	for _, c := range ledgerColumns {
		if c.always || anyValue(p, c) {
			used = append(used, c)
		}
	}
	return used
}

func anyValue(p *Plan, c ledgerColumn) bool {
	for i := range p.Measures {
		m := &p.Measures[i]
		for j := range m.Shares {
			if !m.Shares[j].Co && c.value(m, &m.Shares[j]) != nil {
				return true
			}
		}
	}
	return false
}

func textOrNil(s string) any {
	if s = cleanText(s); s == "" {
		return nil
	}
	return s
}

func dateOrNil(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

func kindName(k calendar.DeadlineKind) any {
	switch k {
	case calendar.AtOnce:
		return "立行立改"
	case calendar.Standing:
		return "长期坚持"
	case calendar.ByDate:
		return "限期"
	}
	return nil
}

func claimName(s *Share) any {
	switch {
	case s.Claim == Claimed:
		return "已认领"
	case s.Claim == Declined && s.Reason != "":
		return "不适用：" + cleanText(s.Reason)
	case s.Claim == Declined:
		return "不适用"
	case !s.DispatchedAt.IsZero():
		return "未认领"
	}
	return nil
}

func coUnits(m *Measure) string {
	var list []string
	for i := range m.Shares {
		if m.Shares[i].Co {
			list = append(list, m.Shares[i].Unit)
		}
	}
	return strings.Join(list, "、")
}

func progressText(s *Share) any {
	if len(s.Progress) == 0 {
		return nil
	}
	lines := make([]string, len(s.Progress))
	for i, p := range s.Progress {
		day := writeDate(p.At)
		if day != "" {
			day += " "
		}
		lines[i] = fmt.Sprintf("%s%d%%：%s", day, p.Percent, cleanText(p.Text))
	}
	return strings.Join(lines, "\n")
}

func lastPercent(s *Share) any {
	if n := len(s.Progress); n > 0 {
		return float64(s.Progress[n-1].Percent) / 100
	}
	return nil
}

// writeDate gives a date as offices write it, "" for none.
func writeDate(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, int(d.Month), d.Day)
}

// titleSpan gives how many columns the title stands over: those of the first
// printed page.
func titleSpan(cols []ledgerColumn) int {
	width := 0.0
	for i, c := range cols {
		if width += c.width; width > 190 {
			return i
		}
	}
	return len(cols)
}

// need gives the height the cells of a level want, in points.
func (l *ledgerWriter) need(lv level, m *Measure, s *Share) float64 {
	lines := 1
	for _, c := range l.cols {
		if c.level != lv {
			continue
		}
		if text, ok := c.value(m, s).(string); ok {
			lines = max(lines, wrapped(text, c.width))
		}
	}
	return float64(lines)*12.5 + 5
}

// wrapped counts the lines of a text in a column; Chinese characters are two
// wide. A little is taken off for the cell's margins and for breaking early.
func wrapped(text string, width float64) int {
	n := 0
	for _, line := range strings.Split(text, "\n") {
		w := 0.0
		for _, r := range line {
			if r < 0x2e80 {
				w++
			} else {
				w += 1.85
			}
		}
		n += max(1, int(math.Ceil(w/(width-1.2))))
	}
	return n
}

// stretch adds to the rows of a block what its merged cells need beyond them.
func stretch(heights []float64, need float64) {
	sum := 0.0
	for _, h := range heights {
		sum += h
	}
	if sum >= need {
		return
	}
	more := (need - sum) / float64(len(heights))
	for i := range heights {
		heights[i] += more
	}
}

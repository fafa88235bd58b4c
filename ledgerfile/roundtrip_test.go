package ledgerfile

// roundtrip_test.go: what is written reads back the same.

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"duban/casework"
	"duban/casework/calendar"
)

// words are what texts are made of; some begin as formulas do, some hold what
// XML, spreadsheets and this package treat specially.
var words = []string{
	"培训", "监测对象", "供水", "=1+1", "+86", "-5℃", "@all", "<b>", "&amp;", "“引号”", "10％", "（一）", "A1", "，", "。", "、", "；",
	"_x000D_", "_x0041_", "1.5万元", "\U00020BB7", "é", "100%", "无", "'单引号", "\"",
}

func textGen(lines bool) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := "文"
		if rapid.Bool().Draw(t, "formula-like") {
			s = rapid.SampledFrom([]string{"=", "+", "-", "@", "'"}).Draw(t, "first") + s
		}
		for range rapid.IntRange(0, 6).Draw(t, "words") {
			s += rapid.SampledFrom(words).Draw(t, "word")
			if lines && rapid.IntRange(0, 4).Draw(t, "break") == 0 {
				s += "\n又"
			}
		}
		return s
	})
}

func optionalText(t *rapid.T, label string, lines bool) string {
	if rapid.Bool().Draw(t, label+"?") {
		return textGen(lines).Draw(t, label)
	}
	return ""
}

func dateGen(t *rapid.T, label string, from, days int) calendar.Date {
	return date(2021, 1, 1).AddDays(rapid.IntRange(from, from+days).Draw(t, label))
}

// shareGen makes a share whose dates follow one another, as reading demands.
func shareGen(t *rapid.T, unit string) Share {
	s := Share{Unit: unit, Deadline: deadlineGen(t)}
	if rapid.Bool().Draw(t, "person?") {
		s.Person = rapid.SampledFrom([]string{"张三", "李四", "王五"}).Draw(t, "person")
	}
	if rapid.Bool().Draw(t, "original?") {
		s.OriginalDue = dateGen(t, "original", 0, 700)
	}
	day := 0
	for _, m := range s.milestones() {
		if rapid.Bool().Draw(t, string(m.field)) {
			*m.at = dateGen(t, "day", day, 20)
			day = date(2021, 1, 1).DaysUntil(*m.at)
		}
	}
	switch {
	case !s.ClaimedAt.IsZero() || rapid.Bool().Draw(t, "claimed"):
		s.Claim = Claimed
	case statusRank[s.Status()] < statusRank[StatusDone] && rapid.Bool().Draw(t, "declined"):
		s.Claim, s.Reason = Declined, textGen(false).Draw(t, "reason")
	}
	day, percent := 0, 0
	if s.Claim != Declined {
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			p := Progress{Text: optionalText(t, "progress", false), At: dateGen(t, "at", day, 60)}
			day = date(2021, 1, 1).DaysUntil(p.At)
			percent += rapid.IntRange(0, 100-percent).Draw(t, "percent")
			p.Percent = percent
			s.Progress = append(s.Progress, p)
		}
	}
	return s
}

func deadlineGen(t *rapid.T) calendar.Deadline {
	switch rapid.IntRange(0, 3).Draw(t, "deadline") {
	case 0:
		return calendar.Deadline{Kind: calendar.AtOnce}
	case 1:
		return calendar.Deadline{Kind: calendar.Standing}
	case 2:
		return calendar.Deadline{Kind: calendar.Standing, Date: dateGen(t, "review", 0, 900)}
	}
	return calendar.Deadline{Kind: calendar.ByDate, Date: dateGen(t, "due", 0, 900)}
}

func planGen(t *rapid.T) *Plan {
	p := &Plan{Title: "整改台账" + rapid.SampledFrom([]string{"", "（2022）", "=A1"}).Draw(t, "title"), Code: "KH-2021", Year: 2022, AsOf: date(2030, 1, 1)}
	var units []string
	for i := range rapid.IntRange(2, 6).Draw(t, "units") {
		u := Unit{Name: fmt.Sprintf("单位%d", i), Kind: rapid.SampledFrom([]casework.UnitKind{casework.UnitCounty, casework.UnitDepartment, casework.UnitOther}).Draw(t, "kind"), Column: rapid.Bool().Draw(t, "column")}
		if i > 0 && rapid.Bool().Draw(t, "child") {
			u.Parent = units[0]
		}
		units = append(units, u.Name)
		p.Units = append(p.Units, u)
	}
	for i, name := range []string{"张三", "李四", "王五"} {
		p.Persons = append(p.Persons, Person{Name: name, Login: fmt.Sprintf("p%d", i), Unit: units[i%len(units)],
			Role: string(rapid.SampledFrom(casework.PostRoles).Draw(t, "role"))})
	}
	p.Forces = []TaskForce{{Name: "第一专班", Leader: "张三", LeadUnit: units[0], Members: units[1:]}}
	n := 0
	for c := range rapid.IntRange(1, 3).Draw(t, "classes") {
		for range rapid.IntRange(1, 3).Draw(t, "problems") {
			n++
			first := Measure{ProblemNo: fmt.Sprint(n), Problem: fmt.Sprintf("问题%d", n) + optionalText(t, "problem", true), Class: fmt.Sprintf("类%d", c),
				Source: optionalText(t, "source", false), Year: rapid.SampledFrom([]string{"", "2021"}).Draw(t, "year")}
			for k := range rapid.IntRange(1, 3).Draw(t, "measures") {
				p.Measures = append(p.Measures, measureGen(t, first, fmt.Sprintf("%d-%d", n, k+1), units))
			}
		}
	}
	return p
}

func measureGen(t *rapid.T, m Measure, no string, units []string) Measure {
	m.No, m.Text = no, textGen(true).Draw(t, "text")
	m.Target, m.Metric = optionalText(t, "target", true), optionalText(t, "metric", false)
	m.Force = rapid.SampledFrom([]string{"", "第一专班"}).Draw(t, "force")
	m.Leader = rapid.SampledFrom([]string{"", "李四"}).Draw(t, "leader")
	m.LeadUnit = rapid.SampledFrom([]string{"", units[0]}).Draw(t, "lead")
	chosen := rapid.Permutation(units).Draw(t, "units")
	n := rapid.IntRange(1, len(units)-1).Draw(t, "responsible")
	for _, u := range chosen[:n] {
		m.Shares = append(m.Shares, shareGen(t, u))
	}
	m.Deadline, m.OriginalDue = m.Shares[0].Deadline, m.Shares[0].OriginalDue
	for _, u := range chosen[n : n+rapid.IntRange(0, len(units)-n).Draw(t, "co")] {
		m.Shares = append(m.Shares, Share{Unit: u, Co: true, Deadline: m.Deadline, OriginalDue: m.OriginalDue})
	}
	m.FollowResponsible()
	return m
}

// bare drops what says only where something stood in the file.
func bare(p *Plan) *Plan {
	q := *p
	q.Sheets, q.Warnings = nil, nil
	q.Units, q.Persons, q.Forces = nil, nil, nil
	for _, u := range p.Units {
		u.Cell = Cell{}
		q.Units = append(q.Units, u)
	}
	for _, x := range p.Persons {
		x.Cell = Cell{}
		q.Persons = append(q.Persons, x)
	}
	for _, x := range p.Forces {
		x.Cell = Cell{}
		q.Forces = append(q.Forces, x)
	}
	q.Measures = nil
	for _, m := range p.Measures {
		m.Cell = Cell{}
		m.Shares = append([]Share(nil), m.Shares...)
		for i := range m.Shares {
			m.Shares[i].Cell = Cell{}
		}
		q.Measures = append(q.Measures, m)
	}
	return &q
}

func TestWhatIsWrittenReadsBackTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := planGen(t)
		var b bytes.Buffer
		require.NoError(t, WriteTo(&b, p))
		q, err := readBytes(b.Bytes(), Options{})
		require.NoError(t, err)
		require.Equal(t, bare(p), bare(q))
		require.Empty(t, q.Warnings)

		var again bytes.Buffer
		require.NoError(t, WriteTo(&again, q))
		require.True(t, bytes.Equal(b.Bytes(), again.Bytes()), "the same plan gives the same bytes")
	})
}

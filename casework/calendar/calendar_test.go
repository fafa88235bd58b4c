package calendar

// calendar_test.go: the published tables, counting, and what must hold for any
// count.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func china(t require.TestingT) *Calendar {
	c, err := New(China())
	require.NoError(t, err)
	return c
}

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// The State Council's tables give 248 working days in each of the two years.
func TestWorkingDaysOfTheYears(t *testing.T) {
	t.Parallel()
	c := china(t)
	for _, y := range []int{2025, 2026} {
		require.Equal(t, 248, c.WorkdaysBetween(Clamp(y-1, 12, 31), Clamp(y, 12, 31)), y)
	}
}

// Ten working days of public notice, the first day counted: two notices that
// were really published.
func TestPublicNoticesOnRecord(t *testing.T) {
	t.Parallel()
	c := china(t)
	ten, err := ParseLimit("10wd inclusive")
	require.NoError(t, err)
	require.Equal(t, Due{Date: day("2023-08-09"), Provisional: true}, c.Due(day("2023-07-27"), ten, nil))
	require.Equal(t, Due{Date: day("2025-09-12")}, c.Due(day("2025-09-01"), ten, nil))
}

func TestHolidaysAndMakeUpDays(t *testing.T) {
	t.Parallel()
	c := china(t)
	for s, want := range map[string]bool{
		"2026-02-14": true, "2026-02-15": false, "2026-02-23": false, "2026-02-24": true, "2026-02-28": true,
		"2026-03-01": false, "2026-10-08": true, "2026-10-10": true, "2026-10-11": false, "2025-01-26": true, "2025-10-08": false,
	} {
		work, provisional := c.Workday(day(s))
		require.Equal(t, want, work, s)
		require.False(t, provisional, s)
	}
	_, provisional := c.Workday(day("2027-01-01"))
	require.True(t, provisional, "a year without a table")
	require.Equal(t, day("2026-02-24"), c.OnOrAfter(day("2026-02-15")))
	require.Equal(t, day("2026-02-25"), c.AddWorkdays(day("2026-02-14"), 2))
}

func TestClamping(t *testing.T) {
	t.Parallel()
	require.Equal(t, day("2026-02-28"), Clamp(2026, 2, 31))
	require.Equal(t, day("2028-02-29"), day("2028-01-31").AddMonths(1))
	require.Equal(t, day("2026-11-30"), day("2026-08-31").AddMonths(3))
}

func TestAlarmsFallInWorkingHours(t *testing.T) {
	t.Parallel()
	c := china(t)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, c.Zone())
		require.NoError(t, err)
		return v
	}
	require.Equal(t, at("2026-02-24 08:30"), c.Alarm(day("2026-02-16")))
	require.True(t, c.InHours(at("2026-02-28 10:00")), "a make-up Saturday")
	require.False(t, c.InHours(at("2026-03-01 10:00")))
	require.False(t, c.InHours(at("2026-03-02 17:30")))
	require.Equal(t, at("2026-03-02 08:30"), c.NextOpen(at("2026-02-28 18:00")))
	require.Equal(t, at("2026-03-02 12:00"), c.NextOpen(at("2026-03-02 12:00")))
}

// A new year's table changes what is counted and takes the mark off.
func TestLoadingTheNextYear(t *testing.T) {
	t.Parallel()
	limit, err := ParseLimit("5wd")
	require.NoError(t, err)
	before := china(t).Due(day("2026-12-30"), limit, nil)
	require.Equal(t, Due{Date: day("2027-01-06"), Provisional: true}, before)
	table, err := China().Merge(Year{Year: 2027, Off: []Span{{day("2027-01-01"), day("2027-01-03")}}})
	require.NoError(t, err)
	c, err := New(table)
	require.NoError(t, err)
	require.Equal(t, Due{Date: day("2027-01-07")}, c.Due(day("2026-12-30"), limit, nil))
}

func TestTablesAreChecked(t *testing.T) {
	t.Parallel()
	head := "id: X\nzone: Asia/Shanghai\nhours: {open: \"08:30\", close: \"17:30\"}\n"
	for doc, want := range map[string]string{
		"": "empty",
		head + "years: [{year: 2026, work: [2026-03-02]}]":                    "Monday",
		head + "years: [{year: 2026, off: [2025-12-31]}]":                     "outside the year",
		head + "years: [{year: 2026, off: [2026-02-28], work: [2026-02-28]}]": "day off as well",
		head + "years: [{year: 2026, off: [2026-02-03..2026-02-01]}]":         "ends before",
		head + "years: [{year: 2026}, {year: 2026}]":                          "twice",
		head + "surprise: 1": "surprise",
		"id: X\nzone: Mars\nhours: {open: \"08:30\", close: \"17:30\"}":         "Mars",
		"id: X\nzone: Asia/Shanghai\nhours: {open: \"18:30\", close: \"8:30\"}": "hours",
	} {
		_, err := ParseTable([]byte(doc))
		require.ErrorContains(t, err, want, doc)
	}
	doc, err := China().Document()
	require.NoError(t, err)
	back, err := ParseTable(doc)
	require.NoError(t, err)
	require.Equal(t, China(), back)
}

func TestDeadlinesAsOfficesWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2022年6月底": "2022-06-30", "2022年6月30日前": "2022-06-30", "2022.6.30": "2022-06-30", "2022-06-30": "2022-06-30",
		"2022/6/30": "2022-06-30", "20220630": "2022-06-30", "6月30日前": "2022-06-30", "6月底": "2022-06-30", "２０２２年６月３０日": "2022-06-30",
		"2022年底": "2022-12-31", "年底前": "2022-12-31", "2022年第二季度": "2022-06-30", "二季度末": "2022-06-30", "上半年": "2022-06-30",
		"6月上旬": "2022-06-10", "6月中旬": "2022-06-20", "6月下旬": "2022-06-30", "　2022 年 2 月底 完成": "2022-02-28",
		"2022年6月底，长期坚持": "2022-06-30",
	} {
		d, err := ReadDeadline(text, 2022)
		require.NoError(t, err, text)
		require.Equal(t, Deadline{ByDate, day(want)}, d, text)
	}
	for text, want := range map[string]DeadlineKind{
		"立行立改": AtOnce, "立即整改": AtOnce, "长期坚持": Standing, "持续推进": Standing, "立行立改，长期坚持": Standing,
	} {
		d, err := ReadDeadline(text, 2022)
		require.NoError(t, err, text)
		require.Equal(t, Deadline{Kind: want}, d, text)
	}
	for _, text := range []string{"", "尽快", "2022年2月30日", "2022.13.1", "13月底", "99999", "6"} {
		_, err := ReadDeadline(text, 2022)
		require.Error(t, err, text)
	}
}

func anyDate(t *rapid.T, label string) Date {
	return day("2024-06-01").AddDays(rapid.IntRange(0, 1200).Draw(t, label))
}

func anyPauses(t *rapid.T) []Pause {
	var out []Pause
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		from := anyDate(t, "pause")
		out = append(out, Pause{from, from.AddDays(rapid.IntRange(0, 40).Draw(t, "length"))})
	}
	return out
}

func TestCountingHolds(t *testing.T) {
	t.Parallel()
	c := china(t)
	rapid.Check(t, func(t *rapid.T) {
		from := anyDate(t, "from")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		require.Equal(t, n, c.WorkdaysBetween(from, c.AddWorkdays(from, n)), "the n-th working day is n working days away")
		require.Equal(t, -c.WorkdaysBetween(c.AddWorkdays(from, -n), from), c.WorkdaysBetween(from, c.AddWorkdays(from, -n)))

		l := Limit{N: n, Unit: rapid.SampledFrom([]Unit{WorkingDays, Days}).Draw(t, "unit"), FirstDay: rapid.Bool().Draw(t, "first")}
		pauses := anyPauses(t)
		due := c.Due(from, l, pauses)
		require.False(t, due.Date.Before(c.Due(from, l, nil).Date), "a suspension never shortens")
		longer := l
		longer.N++
		require.True(t, c.Due(from, longer, pauses).Date.After(due.Date))
		days := c.Explain(from, l, pauses)
		last := days[len(days)-1]
		require.Equal(t, due.Date, last.Date)
		require.Equal(t, n, last.Count, "the explanation counts to the limit")
		require.True(t, last.Due)

		date := anyDate(t, "due")
		if date.Before(from) {
			from, date = date, from
		}
		shifted := c.Shift(date, from, pauses)
		require.False(t, shifted.Date.Before(date))
		explained := c.ExplainDate(from, date, pauses)
		require.Equal(t, shifted.Date, explained[len(explained)-1].Date)
		require.Equal(t, Due{Date: date}, c.Shift(date, from, nil))

		require.True(t, c.InHours(c.Alarm(date)))
		open := c.NextOpen(date.Start(c.Zone()))
		require.True(t, c.InHours(open))
	})
}

func TestTextsRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := Limit{N: rapid.IntRange(1, 100).Draw(t, "n"), Unit: rapid.SampledFrom([]Unit{WorkingDays, Days, Months}).Draw(t, "unit")}
		l.FirstDay = l.Unit != Months && rapid.Bool().Draw(t, "first")
		back, err := ParseLimit(l.String())
		require.NoError(t, err)
		require.Equal(t, l, back)
		d := anyDate(t, "date")
		require.Equal(t, d, day(d.String()))
		read, err := ReadDate(d.String(), 1999)
		require.NoError(t, err)
		require.Equal(t, d, read)
	})
}

// The count by arithmetic is the count day by day.
func TestWorkdaysBetweenIsTheSlowCount(t *testing.T) {
	c := china(t)
	rapid.Check(t, func(t *rapid.T) {
		a := anyDate(t, "a")
		b := a.AddDays(rapid.IntRange(0, 2000).Draw(t, "days"))
		slow := 0
		for d := a; d.Before(b); {
			d = d.AddDays(1)
			if work, _ := c.Workday(d); work {
				slow++
			}
		}
		require.Equal(t, slow, c.WorkdaysBetween(a, b))
		require.Equal(t, -slow, c.WorkdaysBetween(b, a))
	})
}

func FuzzReadDeadline(f *testing.F) {
	for _, s := range []string{"2022年6月底", "立行立改", "6月30日前", "二季度末", "2022.13.40", "０１月", "\x00\xff"} {
		f.Add(s, 2022)
	}
	f.Fuzz(func(t *testing.T, s string, year int) {
		d, err := ReadDeadline(s, year)
		if err == nil && d.Kind == ByDate {
			require.Equal(t, d.Date, day(d.Date.String()), "a date that exists")
		}
	})
}

func FuzzParseTable(f *testing.F) {
	f.Add(cn)
	f.Add([]byte("id: X\nzone: UTC\nhours: {open: \"08:00\", close: \"09:00\"}\nyears: [{year: 2026, off: [2026-01-01..2026-12-31]}]"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		table, err := ParseTable(doc)
		if err != nil {
			return
		}
		c, err := New(table)
		require.NoError(t, err)
		c.Due(day("2026-01-01"), Limit{N: 1, Unit: WorkingDays}, nil)
	})
}

func FuzzParseLimit(f *testing.F) {
	f.Add("10wd inclusive")
	f.Add("3m")
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := ParseLimit(s); err == nil {
			require.Equal(t, s, l.String())
		}
	})
}

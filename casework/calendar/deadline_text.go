package calendar

// deadline_text.go: deadlines as offices write them.

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DeadlineKind is the type of a deadline (时限类型).
type DeadlineKind string

// The types of deadlines.
const (
	AtOnce   DeadlineKind = "at_once"  // 立行立改
	ByDate   DeadlineKind = "by_date"  // 限期
	Standing DeadlineKind = "standing" // 长期坚持
)

// Deadline is what a deadline cell says. Date is zero for at once and standing.
type Deadline struct {
	Kind DeadlineKind
	Date Date
}

const acceptedForms = "2022年6月30日, 2022.6.30, 2022-06-30, 6月底, 2022年底, 第二季度, 上半年, 立行立改, 长期坚持"

var (
	atOnceWords   = regexp.MustCompile(`立行立改|立即整改|立查立改|立知立改|即知即改|立整立改`)
	standingWords = regexp.MustCompile(`长期坚持|持续推进|常态化|长期推进|持续坚持`)
	decoration    = regexp.MustCompile(`(之?前|以前|完成|整改到位|到位)+$`)

	fullDate   = regexp.MustCompile(`^(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})[日号]?$`)
	compact    = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	monthDay   = regexp.MustCompile(`^(\d{1,2})(?:月|[./\-])(\d{1,2})[日号]?$`)
	yearMonth  = regexp.MustCompile(`^(?:(\d{4})[年./\-])?(\d{1,2})月?(底|末|份|上旬|中旬|下旬)?$`)
	yearEnd    = regexp.MustCompile(`^(?:(\d{4})年?)?(?:年)?(底|末|年底|年末|全年)$`)
	quarter    = regexp.MustCompile(`^(?:(\d{4})年)?第?([一二三四1-4])季度(?:底|末)?$`)
	halfYear   = regexp.MustCompile(`^(?:(\d{4})年)?(上|下)半年(?:底|末)?$`)
	quarterNos = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
)

// ReadDeadline reads a deadline as an office writes it; year fills in for texts
// that name none. A text that says both a date and 长期坚持 is a date; one that
// says both 立行立改 and 长期坚持 is standing.
func ReadDeadline(text string, year int) (Deadline, error) {
	s := normalise(text)
	atOnce, standing := atOnceWords.MatchString(s), standingWords.MatchString(s)
	rest := strings.Trim(standingWords.ReplaceAllString(atOnceWords.ReplaceAllString(s, ""), ""), ",;、并且和")
	if rest != "" {
		d, err := readDate(rest, year)
		if err == nil {
			return Deadline{Kind: ByDate, Date: d}, nil
		}
		if !atOnce && !standing {
			return Deadline{}, fmt.Errorf("deadline %q: %w; accepted are %s", clip(text), err, acceptedForms)
		}
	}
	switch {
	case standing:
		return Deadline{Kind: Standing}, nil
	case atOnce:
		return Deadline{Kind: AtOnce}, nil
	}
	return Deadline{}, fmt.Errorf("deadline %q: nothing to read; accepted are %s", clip(text), acceptedForms)
}

// ReadDate reads a date as an office writes it.
func ReadDate(text string, year int) (Date, error) {
	d, err := readDate(normalise(text), year)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: %w", clip(text), err)
	}
	return d, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// normalise drops blanks and turns full-width characters into plain ones.
func normalise(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '。':
			r = '.'
		}
		if r <= ' ' || r == '\u00a0' || r == '\u3000' || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return r
	}, text)
}

func readDate(s string, year int) (Date, error) {
	s = decoration.ReplaceAllString(s, "")
	switch {
	case fullDate.MatchString(s):
		m := fullDate.FindStringSubmatch(s)
		return exact(m[1], m[2], m[3])
	case compact.MatchString(s):
		m := compact.FindStringSubmatch(s)
		return exact(m[1], m[2], m[3])
	case quarter.MatchString(s):
		m := quarter.FindStringSubmatch(s)
		return monthEnd(yearOr(m[1], year), 3*quarterNos[m[2]])
	case halfYear.MatchString(s):
		m := halfYear.FindStringSubmatch(s)
		month := 12
		if m[2] == "上" {
			month = 6
		}
		return monthEnd(yearOr(m[1], year), month)
	case yearEnd.MatchString(s):
		return monthEnd(yearOr(yearEnd.FindStringSubmatch(s)[1], year), 12)
	case monthDay.MatchString(s):
		m := monthDay.FindStringSubmatch(s)
		return exact(strconv.Itoa(year), m[1], m[2])
	case yearMonth.MatchString(s) && (strings.Contains(s, "月") || strings.ContainsAny(s, "./-")):
		m := yearMonth.FindStringSubmatch(s)
		month, _ := strconv.Atoi(m[2])
		day := map[string]int{"上旬": 10, "中旬": 20}[m[3]]
		if day == 0 {
			return monthEnd(yearOr(m[1], year), month)
		}
		return exact(strconv.Itoa(yearOr(m[1], year)), m[2], strconv.Itoa(day))
	}
	return Date{}, fmt.Errorf("not a date")
}

func yearOr(s string, year int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return year
}

func monthEnd(year, month int) (Date, error) {
	if month < 1 || month > 12 {
		return Date{}, fmt.Errorf("there is no month %d", month)
	}
	if year < 1900 || year > 2200 {
		return Date{}, fmt.Errorf("year %d is not between 1900 and 2200", year)
	}
	return Clamp(year, time.Month(month), 31), nil
}

// exact refuses days that do not exist, which a clerk would want to know.
func exact(y, m, d string) (Date, error) {
	year, _ := strconv.Atoi(y)
	month, _ := strconv.Atoi(m)
	day, _ := strconv.Atoi(d)
	last, err := monthEnd(year, month)
	if err != nil {
		return Date{}, err
	}
	if day < 1 || day > last.Day {
		return Date{}, fmt.Errorf("%d-%02d has no day %d", year, month, day)
	}
	return Date{year, time.Month(month), day}, nil
}

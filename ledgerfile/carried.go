package ledgerfile

// carried.go: the state a row had on paper: claim, progress and dates.

import (
	"regexp"
	"strconv"
	"strings"

	"duban/casework/calendar"
)

// state reads what a row says of its units.
func (l *line) state(asOf calendar.Date) Share {
	var s Share
	if people := l.names(fieldPerson); len(people) > 0 {
		s.Person = people[0]
		if len(people) > 1 {
			l.report(Warning, "several_persons", fieldPerson, people[0])
		}
	}
	s.OriginalDue = l.date(fieldOriginal)
	for _, m := range s.milestones() {
		*m.at = l.date(m.field)
	}
	l.claim(&s)
	s.Progress = l.progress()
	l.checkStatus(&s, asOf)
	l.checkOrder(&s, asOf)
	return s
}

var (
	claimYes  = regexp.MustCompile(`^(已认领|认领|同意认领|是|已领)$`)
	claimNot  = regexp.MustCompile(`^(未认领|待认领|否|尚未认领)$`)
	claimNone = regexp.MustCompile(`^(不适用|不认领|不予认领|不涉及|无此问题|不存在)[：:，,（(]?(.*?)[）)]?$`)
	inBracket = regexp.MustCompile(`^(.+?)[（(：:](.+?)[）)]?$`)
)

// claim reads 已认领, 已认领（4月6日）, a bare date, or 不适用：reason.
func (l *line) claim(s *Share) {
	c := l.get(fieldClaim)
	reason := l.text(fieldReason)
	if blankMark(cleanName(reason)) {
		reason = ""
	}
	if c.kind == cellNumber && c.format == formatDate {
		s.Claim, s.ClaimedAt = Claimed, l.date(fieldClaim)
		return
	}
	text := l.text(fieldClaim)
	short := cleanName(text)
	if m := claimNone.FindStringSubmatch(text); m != nil {
		s.Claim, s.Reason = Declined, m[2]
		if s.Reason == "" {
			s.Reason = reason
		}
		if s.Reason == "" {
			l.report(Warning, "decline_without_reason", fieldClaim)
		}
		return
	}
	if m := inBracket.FindStringSubmatch(short); m != nil && claimYes.MatchString(m[1]) {
		if d, err := calendar.ReadDate(m[2], l.year); err == nil {
			s.Claim = Claimed
			if s.ClaimedAt.IsZero() {
				s.ClaimedAt = d
			}
			return
		}
	}
	switch {
	case claimYes.MatchString(short):
		s.Claim = Claimed
	case claimNot.MatchString(short):
		if !s.ClaimedAt.IsZero() {
			l.report(Error, "claim_contradiction", fieldClaim, writeDate(s.ClaimedAt))
		}
	case blankMark(short):
		if !s.ClaimedAt.IsZero() {
			s.Claim = Claimed
		}
	default:
		if d, err := calendar.ReadDate(short, l.year); err == nil {
			s.Claim, s.ClaimedAt = Claimed, d
			return
		}
		l.report(Error, "claim_unknown", fieldClaim)
	}
}

// progressLine matches 2022年5月20日 40%：text and its shorter forms.
var progressLine = regexp.MustCompile(`^(?:截至)?(\d{4}(?:年|\.|-|/)\d{1,2}(?:月|\.|-|/)\d{1,2}日?|\d{1,2}月\d{1,2}日)?\s*[（(]?(?:(\d{1,3})[%％])?[）)]?\s*[：:，,]\s*(.*)$`)

// progress reads a progress cell: a line that begins with a date or a percent
// begins an entry, other lines continue it. The percent column belongs to the
// newest entry.
func (l *line) progress() []Progress {
	text := l.text(fieldProgress)
	percent, given := l.percent(fieldPercent)
	at := l.date(fieldProgressAt)
	var list []Progress
	if !blankMark(text) {
		lines := strings.Split(text, "\n")
		if len(lines) > maxNamesInCell {
			l.report(Error, "too_many_names", fieldProgress, strconv.Itoa(maxNamesInCell))
			return nil
		}
		for _, t := range lines {
			list = l.progressEntry(list, t)
		}
	}
	if len(list) == 0 && (percent > 0 || given && !at.IsZero()) {
		list = append(list, Progress{})
	}
	if n := len(list); n > 0 {
		if given {
			list[n-1].Percent = percent
		}
		if list[n-1].At.IsZero() {
			list[n-1].At = at
		}
	}
	return list
}

func (l *line) progressEntry(list []Progress, text string) []Progress {
	p := Progress{Text: text}
	n := len(list)
	if n > 0 {
		p.Percent = list[n-1].Percent
	}
	m := progressLine.FindStringSubmatch(text)
	if m == nil || m[1] == "" && m[2] == "" {
		if n == 0 {
			return append(list, p)
		}
		if list[n-1].Text != "" {
			text = list[n-1].Text + "\n" + text
		}
		list[n-1].Text = text
		return list
	}
	if m[1] != "" {
		d, err := calendar.ReadDate(m[1], l.year)
		if err != nil {
			l.report(Error, "progress_date", fieldProgress, m[1])
		}
		p.At = d
	}
	if m[2] != "" {
		p.Percent, _ = strconv.Atoi(m[2])
		if p.Percent > 100 {
			l.report(Error, "percent_unreadable", fieldProgress)
			p.Percent = 100
		}
	}
	p.Text = m[3]
	return append(list, p)
}

// statusWords are the states a ledger names. 已完成 is used loosely: it stands
// beside any later state.
var statusWords = map[string]Status{
	"未交办": StatusNew, "已交办": StatusDispatched, "未认领": StatusDispatched, "待认领": StatusDispatched,
	"不适用": StatusDeclined, "不认领": StatusDeclined, "已认领": StatusClaimed,
	"整改中": StatusActing, "正在整改": StatusActing, "推进中": StatusActing, "正在推进": StatusActing, "进行中": StatusActing,
	"未完成": StatusActing, "持续推进": StatusActing, "长期坚持": StatusActing, "否": StatusActing,
	"已完成": StatusDone, "完成": StatusDone, "已整改": StatusDone, "完成整改": StatusDone, "整改完成": StatusDone,
	"已办结": StatusDone, "是": StatusDone, "已核验": StatusChecked, "已认定": StatusRecognised,
	"已销号": StatusClosed, "销号": StatusClosed, "完成销号": StatusClosed,
}

// checkStatus holds the state column against the dates. The dates count; a
// state that claims more than they show needs a day of its own.
func (l *line) checkStatus(s *Share, asOf calendar.Date) {
	text := cleanName(l.text(fieldStatus))
	if blankMark(text) {
		return
	}
	said, ok := statusWords[text]
	if !ok {
		l.report(Warning, "status_unknown", fieldStatus)
		return
	}
	have := s.Status()
	switch {
	case said == StatusDeclined || have == StatusDeclined:
		if said == StatusDeclined && statusRank[have] < statusRank[StatusDone] {
			s.Claim = Declined
		} else if said != have {
			l.report(Error, "status_contradiction", fieldStatus, statusNames[have])
		}
	case statusRank[said] < statusRank[StatusDone] && statusRank[have] >= statusRank[StatusDone]:
		l.report(Error, "status_contradiction", fieldStatus, statusNames[have])
	case statusRank[said] <= statusRank[have]:
	case said == StatusDispatched: // when, is not known
	case said == StatusClaimed || said == StatusActing:
		s.Claim = Claimed
	case asOf.IsZero():
		l.report(Error, "status_without_date", fieldStatus)
	default:
		l.report(Warning, "status_date_assumed", fieldStatus, writeDate(asOf))
		switch said {
		case StatusDone:
			s.DoneAt = asOf
		case StatusChecked:
			s.CheckedAt = asOf
		case StatusRecognised:
			s.RecognisedAt = asOf
		case StatusClosed:
			s.ClosedAt = asOf
		default: // earlier states need no date
		}
	}
}

// checkOrder reports dates that cannot follow one another, and dates after the
// day the ledger describes.
func (l *line) checkOrder(s *Share, asOf calendar.Date) {
	var last milestone
	for _, m := range s.milestones() {
		if m.at.IsZero() {
			continue
		}
		if last.at != nil && m.at.Before(*last.at) {
			l.report(Error, "date_order", m.field, string(last.field), writeDate(*last.at))
		} else {
			last = m
		}
		if !asOf.IsZero() && m.at.After(asOf) {
			l.report(Warning, "date_after_as_of", m.field, writeDate(asOf))
		}
	}
	for i := 1; i < len(s.Progress); i++ {
		a, b := s.Progress[i-1].At, s.Progress[i].At
		if !a.IsZero() && !b.IsZero() && b.Before(a) {
			l.report(Warning, "progress_order", fieldProgress, writeDate(b), writeDate(a))
		}
	}
}

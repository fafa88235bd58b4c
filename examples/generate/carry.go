package main

// carry.go: what a share had come to on paper by the day described. Everything
// follows from the sources and from a hash of unit and measure, so that it is
// varied and always the same.

import (
	"fmt"
	"hash/fnv"
	"math"
	"regexp"
	"slices"
	"strconv"
	"time"

	"duban/casework/calendar"
	"duban/ledgerfile"
)

// situation is where a share stands in the plan.
type situation struct {
	column           string
	problem, measure int
	last             int // the measure that keeps the problem open for the column
	county           bool
	metric           metric
	standing         bool
	key              string
}

// draw gives a number below n, one for each share and purpose.
func (x situation) draw(purpose string, n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(x.key + "#" + purpose))
	return int(h.Sum32()>>4) % n
}

func (s *source) carry(share *ledgerfile.Share, x situation) {
	st := &s.states
	share.DispatchedAt = st.Dispatched
	done := slices.Contains(st.Done[x.column], x.problem)
	if slices.Contains(st.Second.Problems, x.problem) && !done {
		s.secondBatch(share, x)
		return
	}
	share.Claim = ledgerfile.Claimed
	share.ClaimedAt = after(st.Dispatched, 1+x.draw("claim", 4))
	switch {
	case done, x.last != x.measure && x.draw("ahead", 3) > 0:
		x.close(share)
	default:
		x.advance(share)
	}
}

// secondBatch is the state of measures handed out days before: declined,
// claimed, or not even that.
func (s *source) secondBatch(share *ledgerfile.Share, x situation) {
	share.DispatchedAt = s.states.Second.Dispatched
	for _, d := range s.states.Declined {
		if d.Unit == share.Unit && d.Measure == fmt.Sprintf("%d.%d", x.problem, x.measure) {
			share.Claim, share.Reason, share.ClaimedAt = ledgerfile.Declined, d.Reason, d.At
			return
		}
	}
	if x.draw("claim", 2) == 0 {
		share.Claim, share.ClaimedAt = ledgerfile.Claimed, after(share.DispatchedAt, 1+x.draw("day", 3))
	}
}

// close gives a share the whole way: done, self-check, check, sign-off, ten
// working days of public notice, recognised, closed.
func (x situation) close(share *ledgerfile.Share) {
	days := 18
	if share.Deadline.Kind == calendar.AtOnce {
		days = 8
	}
	share.DoneAt = after(calendar.NewDate(2022, time.April, 6), x.draw("done", days))
	first := after(share.ClaimedAt, 1+x.draw("first", 2))
	if first.Before(share.DoneAt) {
		share.Progress = append(share.Progress, ledgerfile.Progress{At: first, Percent: 20 + 5*x.draw("p1", 5), Text: x.began()})
	}
	share.Progress = append(share.Progress, ledgerfile.Progress{At: share.DoneAt, Percent: 100, Text: x.finished()})
	share.SubmittedAt = after(share.DoneAt, 1)
	share.CheckedAt = after(share.SubmittedAt, 2+x.draw("check", 3))
	share.SignedAt = after(share.CheckedAt, 1+x.draw("sign", 2))
	share.NoticeFrom = after(share.SignedAt, 1)
	share.RecognisedAt = after(share.NoticeFrom, 10)
	share.ClosedAt = after(share.RecognisedAt, x.draw("close", 2))
}

// advance gives a share part of the way.
func (x situation) advance(share *ledgerfile.Share) {
	stage := x.draw("stage", 12)
	if stage == 0 {
		return // claimed, nothing reported
	}
	percent := 15 + 5*x.draw("p1", 4)
	share.Progress = append(share.Progress, ledgerfile.Progress{At: after(share.ClaimedAt, 4+x.draw("first", 8)), Percent: percent, Text: x.began()})
	for n := range x.draw("entries", 3) {
		percent += 8 + x.draw("step"+strconv.Itoa(n), 24)
		at := after(calendar.NewDate(2022, time.Month(4+n), 27), x.draw("day"+strconv.Itoa(n), 2))
		if at.Before(share.Progress[len(share.Progress)-1].At) {
			continue
		}
		share.Progress = append(share.Progress, ledgerfile.Progress{At: at, Percent: percent, Text: x.underWay(percent)})
	}
	if stage < 10 || share.Deadline.Kind == calendar.Standing {
		return
	}
	// Done, waiting for the check, or in public notice.
	share.DoneAt = after(calendar.NewDate(2022, time.May, 9), 3+x.draw("done", 4))
	for len(share.Progress) > 0 && !share.Progress[len(share.Progress)-1].At.Before(share.DoneAt) {
		share.Progress = share.Progress[:len(share.Progress)-1]
	}
	share.Progress = append(share.Progress, ledgerfile.Progress{At: share.DoneAt, Percent: 100, Text: x.finished()})
	share.SubmittedAt = after(share.DoneAt, 1)
	if stage == 11 {
		share.CheckedAt = after(share.SubmittedAt, 2+x.draw("check", 2))
		share.SignedAt = after(share.CheckedAt, 1)
		share.NoticeFrom = after(share.SignedAt, 1)
	}
}

// recurring are metrics that count what is done month by month: whoever closed
// such a measure in spring had set up the routine, not made nine rounds.
var recurring = regexp.MustCompile(`^(月度|每月|季度|专题会议|到园)`)

func (x situation) began() string {
	county := []string{"已印发工作方案，任务分解到乡镇、到村", "召开专题会安排部署，明确分管领导和经办人员", "完成摸底排查，建立工作台账", "组织业务培训，统一工作口径和资料要求"}
	city := []string{"已制定工作方案，明确责任科室和经办人员", "召开部署会，与县区对接任务清单", "完成情况摸底，列出问题清单", "印发通知，明确报送时间和要求"}
	if x.county {
		return county[x.draw("began", len(county))]
	}
	return city[x.draw("began", len(city))]
}

func (x situation) underWay(percent int) string {
	m := x.metric
	done := m.Value * float64(percent) / 100
	switch {
	case m.Op != "≤" && m.Unit == "%" && m.Value >= 50:
		return fmt.Sprintf("%s达到%.1f%%，目标%s%%", m.What, math.Min(done, m.Value), m.written)
	case m.Op != "≤" && m.Unit != "%" && m.Value >= 4:
		return fmt.Sprintf("%s已完成%d%s，目标%s%s", m.What, int(done), m.Unit, m.written, m.Unit)
	}
	texts := []string{"正在推进，已完成工作量的%d%%，部分乡镇资料需补齐", "按计划推进，完成工作量的%d%%", "已完成%d%%，对进度慢的单位进行了提醒"}
	if !x.county {
		texts[0] = "正在推进，已完成工作量的%d%%，个别县区资料需补齐"
	}
	return fmt.Sprintf(texts[x.draw("under way", len(texts))], percent)
}

func (x situation) finished() string {
	m := x.metric
	switch {
	case recurring.MatchString(m.What) || x.standing:
		return "已形成制度并按期执行，转入常态化管理，资料已归档"
	case m.Op == "≤" || m.Op == "=" && m.Value == 0:
		return fmt.Sprintf("%s控制在%s%s以内，佐证资料已归档", m.What, m.written, m.Unit)
	case m.Op == "=" && m.Unit == "%":
		return fmt.Sprintf("%s达到%s%%，佐证资料已归档", m.What, m.written)
	}
	return fmt.Sprintf("%s达到%s%s，完成整改任务，资料已归档", m.What, m.written, m.Unit)
}

// after gives the n-th working day after d, and d itself for none. The spring's
// public holidays of 2022 are left out; make-up workdays are not needed here.
func after(d calendar.Date, n int) calendar.Date {
	for n > 0 {
		d = d.AddDays(1)
		if w := d.Weekday(); w == time.Saturday || w == time.Sunday || holiday(d) {
			continue
		}
		n--
	}
	return d
}

func holiday(d calendar.Date) bool {
	return d.Month == time.April && (d.Day >= 3 && d.Day <= 5 || d.Day == 30) || d.Month == time.May && d.Day <= 4
}

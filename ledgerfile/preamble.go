package ledgerfile

// preamble.go: the lines above the table: title, plan number, year, and the
// day the ledger describes.

import (
	"regexp"
	"strconv"
	"strings"

	"duban/casework/calendar"
)

var (
	annexLine = regexp.MustCompile(`^附件\s*[0-9一二三四五六七八九十]*\s*[：:]?$`)
	asOfText  = regexp.MustCompile(`截至\s*(\d{4}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}\s*日?)`)
	titleYear = regexp.MustCompile(`(20\d{2})\s*年(度)?`)
	fourDigit = regexp.MustCompile(`(20\d{2})`)
)

// preamble reads the rows above a table into the plan; what an earlier sheet
// said stays.
func (r *reader) preamble(sheet string, rows []row, header int) {
	for i := range rows {
		if rows[i].no >= header {
			return
		}
		for col := range rows[i].cells {
			c := &rows[i].cells[col]
			if c.blank() || c.filled {
				continue
			}
			r.preambleCell(Cell{sheet, rows[i].no, columnLetters(col)}, c.show(r.book.date1904))
		}
	}
}

func (r *reader) preambleCell(at Cell, text string) {
	if r.pendingKey != "" { // 填报日期： stands in the cell to the left
		key := r.pendingKey
		r.pendingKey = ""
		r.setting(at, key, text)
		return
	}
	if m := asOfText.FindStringSubmatch(text); m != nil {
		r.setting(at, "截至日期", m[1])
	}
	fields := strings.Fields(strings.ReplaceAll(text, ":", "："))
	settings := false
	for i, f := range fields {
		key, value, ok := strings.Cut(f, "：")
		if !ok || settingOf(key) == "" {
			continue
		}
		settings = true
		if value == "" && i+1 < len(fields) && !strings.Contains(fields[i+1], "：") {
			value = fields[i+1]
		}
		if value == "" {
			r.pendingKey = key
			continue
		}
		r.setting(at, key, value)
	}
	if !settings && r.plan.Title == "" && !annexLine.MatchString(text) {
		r.plan.Title = strings.ReplaceAll(text, "\n", "")
	}
}

// settingOf gives the meaning of a key above the table; units that fill the
// form and the like are known and of no use.
func settingOf(key string) string {
	switch key {
	case "计划编号", "方案编号", "台账编号":
		return "code"
	case "整改年度", "计划年度":
		return "year"
	case "截至日期", "截至时间", "截止日期", "截止时间", "填报日期", "填报时间", "统计时间":
		return "as_of"
	case "填报单位", "填报人", "联系人", "联系电话", "审核人", "单位", "制表人", "单位负责人", "制表单位", "责任单位":
		return "known"
	}
	return ""
}

func (r *reader) setting(at Cell, key, value string) {
	switch settingOf(key) {
	case "code":
		if r.plan.Code == "" {
			r.plan.Code = value
		}
	case "year":
		m := fourDigit.FindString(cleanNumber(value))
		if m == "" {
			r.findings.add(Finding{Code: "year_unreadable", Severity: Error, Cell: at, Header: key, Read: value})
			return
		}
		if r.plan.Year == 0 {
			r.plan.Year, _ = strconv.Atoi(m)
		}
	case "as_of":
		d, err := calendar.ReadDate(value, r.plan.Year)
		if err != nil {
			r.findings.add(Finding{Code: "as_of_unreadable", Severity: Warning, Cell: at, Header: key, Read: value})
			return
		}
		if r.plan.AsOf.IsZero() {
			r.plan.AsOf = d
		}
	}
}

// settleYear fixes the year that dates without one belong to: what the caller
// or the file says, else that of the day it describes, else that of the title.
// The findings of one year's assessment are mended in the next.
func (r *reader) settleYear() {
	if r.opt.Year != 0 {
		r.plan.Year = r.opt.Year
	}
	if r.plan.Year == 0 && !r.plan.AsOf.IsZero() {
		r.plan.Year = r.plan.AsOf.Year
	}
	if m := titleYear.FindStringSubmatch(r.plan.Title); r.plan.Year == 0 && m != nil {
		r.plan.Year, _ = strconv.Atoi(m[1])
		if m[2] != "" {
			r.plan.Year++
			r.findings.add(Finding{Code: "year_guessed", Severity: Warning, Read: r.plan.Title, Args: []string{strconv.Itoa(r.plan.Year)}})
		}
	}
}

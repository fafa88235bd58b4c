package ledgerfile

// household_write.go: a household ledger as offices keep it: the households, and
// beside them members, help, visits, units and people.

import (
	"io"

	"github.com/xuri/excelize/v2"

	"duban/casework/calendar"
)

// WriteHouseholds writes a household ledger, all or nothing.
func WriteHouseholds(path string, h *Households) error {
	return writeFile(path, func(w io.Writer) error { return WriteHouseholdsTo(w, h) })
}

// WriteHouseholdsTo writes the workbook to w. The same ledger gives the same bytes.
func WriteHouseholdsTo(w io.Writer, h *Households) error {
	main := listOf("监测户", householdColumns, h.Rows)
	main.title, main.freeze, main.wide = h.Title, 2, 3
	var members []memberRow
	var help []helpRow
	var visits []visitRow
	for i := range h.Rows {
		row := &h.Rows[i]
		for _, m := range row.Members {
			members = append(members, memberRow{row.No, m})
		}
		for _, m := range row.Help {
			help = append(help, helpRow{row.No, m})
		}
		for _, v := range row.Visits {
			visits = append(visits, visitRow{row.No, v})
		}
	}
	return writeBook(w, h.Title, main, listOf("家庭成员", memberColumns, members), listOf("帮扶措施", helpColumns, help),
		listOf("走访记录", visitColumns, visits), unitList(h.Units), personList(h.Persons))
}

// writeBook writes a workbook of lists, the first of them in front.
func writeBook(w io.Writer, title string, lists ...list) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	k, err := newKit(f)
	if err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", lists[0].sheet); err != nil {
		return err
	}
	if err := k.write(lists...); err != nil {
		return err
	}
	if err := setProperties(f, &Plan{Title: title}); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// longText is the width from which a column holds sentences, which stand left.
const longText = 30

func listOf[R any](sheet string, columns []tableColumn[R], rows []R) list {
	l := list{sheet: sheet, left: -1}
	for i, c := range columns {
		l.columns, l.widths = append(l.columns, c.field), append(l.widths, c.width)
		if l.left < 0 && c.width >= longText {
			l.left = i
		}
	}
	for i := range rows {
		values := make([]string, len(columns))
		for j, c := range columns {
			values[j] = c.write(&rows[i])
		}
		l.rows = append(l.rows, values)
	}
	return l
}

// ShiftHouseholds moves every date by the number of days from one day to the
// other, for demonstrations and rehearsals.
func ShiftHouseholds(h *Households, from, to calendar.Date) {
	days := from.DaysUntil(to)
	move := func(list ...*calendar.Date) {
		for _, d := range list {
			if !d.IsZero() {
				*d = d.AddDays(days)
			}
		}
	}
	for i := range h.Rows {
		r := &h.Rows[i]
		move(&r.Clue, &r.IncomeFrom, &r.IncomeTo, &r.AuthorisedAt, &r.SurveyedAt, &r.ComparedAt, &r.ReviewedAt, &r.NoticeFrom,
			&r.NoticeTo, &r.TownshipAt, &r.CountyAt, &r.AnnouncedAt, &r.EnteredAt, &r.ProposedAt, &r.CheckedAt,
			&r.ElimNoticeFrom, &r.ElimNoticeTo, &r.EliminatedAt, &r.ReversedAt)
		for j := range r.Help {
			move(&r.Help[j].PlannedAt, &r.Help[j].LandedAt)
		}
		for j := range r.Visits {
			move(&r.Visits[j].At)
		}
	}
}

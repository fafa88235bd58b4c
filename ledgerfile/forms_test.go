package ledgerfile

// forms_test.go: the forms offices keep ledgers in.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/casework/calendar"
)

// header and good are a ledger of the required columns and a row that fits.
func header(more ...any) []any {
	return append([]any{"问题类别", "问题编号", "问题表述", "措施序号", "整改措施", "责任单位", "完成时限"}, more...)
}

func good(more ...any) []any {
	return append([]any{"责任落实", "1", "学习不深", "1", "每月学习一次", "西吉县", "2022年6月30日"}, more...)
}

func units(m *Measure) (list []string) {
	for _, s := range m.Shares {
		name := s.Unit
		if s.Co {
			name = "(" + name + ")"
		}
		list = append(list, name)
	}
	return list
}

func TestHeaderNamesAndPlaces(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string][][]any{
		"as named":                                  {header(), good()},
		"other names":                               {{"类别", "问题序号", "反馈问题", "措施编号", "具体措施", "承办单位", "办结时限"}, good()},
		"in other order":                            {{"完成期限", "整改责任单位", "整改举措", "措施号", "存在的问题", "编号", "问题类型"}, {"2022.6.30", "西吉县", "每月学习一次", "1", "学习不深", "1", "责任落实"}},
		"decorated":                                 {{"问题类别*", "问 题\n编 号", "问题表述：", "措施序号（全市统一）", "整改措施", "责任单位【可多个】", "完成时限（年/月/日）"}, good()},
		"below titles":                              {{"附件1"}, {"整改台账"}, {"填报单位：办公室", nil, nil, "填报日期：2022年5月31日"}, {}, {}, header(), good()},
		"with a running number for the problem":     {{"问题类别", "序号", "问题表述", "措施序号", "整改措施", "责任单位", "完成时限"}, good()},
		"with a running number of no use":           {append(header(), "序号"), good(17)},
		"completion time as the deadline":           {{"问题类别", "问题编号", "问题表述", "措施序号", "整改措施", "责任单位", "完成时间"}, good()},
		"claiming units only":                       {{"问题类别", "问题编号", "问题表述", "措施序号", "整改措施", "认领单位", "完成时限"}, good()},
		"a measure numbered as a number":            {header(), {"责任落实", 1, "学习不深", 1, "每月学习一次", "西吉县", "2022年6月30日"}},
		"full-width digits and stray blanks":        {header(), {"责任 落实", "１", "学习不深　", "　１ ", "每月学习一次", "\u00a0西 吉 县", "２０２２年６月３０日"}},
		"a blank row and rows of blanks in between": {header(), {}, {" ", "　", nil}, good(), {}, {"  "}},
		"totals and notes below":                    {header(), good(), {"合计", "1", "1"}, {"注：以上已核对"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := mustRead(t, grid(t, rows, nil), Options{})
			require.Len(t, p.Measures, 1)
			m := p.Measures[0]
			require.Equal(t, []string{"1", "1", "责任落实", "学习不深", "每月学习一次"}, []string{m.No, m.ProblemNo, m.Class, m.Problem, m.Text})
			require.Equal(t, []string{"西吉县"}, units(&m))
			require.Equal(t, calendar.Deadline{Kind: calendar.ByDate, Date: date(2022, 6, 30)}, m.Deadline)
		})
	}
}

func TestDeadlinesInEveryForm(t *testing.T) {
	t.Parallel()
	due := func(y, m, d int) calendar.Deadline {
		return calendar.Deadline{Kind: calendar.ByDate, Date: date(y, m, d)}
	}
	for _, c := range []struct {
		value any
		want  calendar.Deadline
	}{
		{"2022年6月底", due(2022, 6, 30)}, {"2022.6.30", due(2022, 6, 30)}, {"6月30日前", due(2022, 6, 30)},
		{"2022-06-30 00:00:00", due(2022, 6, 30)}, {"２０２２／６／３０", due(2022, 6, 30)}, {"第三季度", due(2022, 9, 30)},
		{time.Date(2022, 6, 30, 0, 0, 0, 0, time.UTC), due(2022, 6, 30)}, {44742, due(2022, 6, 30)}, {20220630, due(2022, 6, 30)},
		{2022.9, due(2022, 9, 30)}, {"2022.10", due(2022, 10, 31)},
		{"立行立改", calendar.Deadline{Kind: calendar.AtOnce}}, {"长期坚持", calendar.Deadline{Kind: calendar.Standing}},
		{"立行立改并长期坚持", calendar.Deadline{Kind: calendar.Standing}},
	} {
		row := good()
		row[6] = c.value
		p := mustRead(t, grid(t, [][]any{header(), row}, nil), Options{Year: 2022})
		require.Equal(t, c.want, p.Measures[0].Deadline, "%v", c.value)
	}
}

func TestDeadlineTypeBesideTheDate(t *testing.T) {
	t.Parallel()
	read := func(kind, due any) *Measure {
		row := good(kind)
		row[6] = due
		return &mustRead(t, grid(t, [][]any{header("时限类型"), row}, nil), Options{}).Measures[0]
	}
	require.Equal(t, calendar.Deadline{Kind: calendar.Standing, Date: date(2022, 6, 30)}, read("长期坚持", "2022-06-30").Deadline)
	require.Equal(t, calendar.Deadline{Kind: calendar.AtOnce}, read("立行立改", nil).Deadline)
	require.Equal(t, calendar.Deadline{Kind: calendar.ByDate, Date: date(2022, 6, 30)}, read("限期整改", "2022-06-30").Deadline)
}

func TestMergedAndLeftOutCellsCarryDown(t *testing.T) {
	t.Parallel()
	rows := [][]any{
		header("配合单位", "进展情况"),
		{"责任落实", "1", "学习不深", "1", "每月学习", "原州区", "2022-06-30", "市财政局", "一期"},
		{nil, nil, nil, nil, nil, "西吉县", nil, nil, "二期"},
		{nil, nil, nil, "2", "编印口袋书", "市教育局", "2022-05-20", nil, nil},
		{nil, "2", "走访不实", "3", "每月走访", "隆德县；泾源县／彭阳县\n西吉县,原州区", "立行立改", nil, nil},
	}
	for name, merged := range map[string][][2]string{
		"merged": {{"A2", "A5"}, {"B2", "B4"}, {"C2", "C4"}, {"D2", "D3"}, {"E2", "E3"}, {"G2", "G3"}, {"H2", "H3"}}, "left out": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := mustRead(t, grid(t, rows, func(f *excelize.File) {
				for _, r := range merged {
					require.NoError(t, f.MergeCell("Sheet1", r[0], r[1]))
				}
			}), Options{})
			require.Len(t, p.Measures, 3)
			require.Equal(t, []string{"原州区", "西吉县", "(市财政局)"}, units(&p.Measures[0]))
			require.Equal(t, "二期", p.Measures[0].Shares[1].Progress[0].Text)
			require.Equal(t, p.Measures[0].Deadline, p.Measures[0].Shares[1].Deadline)
			require.Equal(t, []string{"1", "学习不深", "责任落实"}, []string{p.Measures[1].ProblemNo, p.Measures[1].Problem, p.Measures[1].Class})
			require.Equal(t, []string{"隆德县", "泾源县", "彭阳县", "西吉县", "原州区"}, units(&p.Measures[2]))
			require.Equal(t, "责任落实", p.Measures[2].Class)
		})
	}
}

func TestProgressOverSeveralRowsOfOneUnit(t *testing.T) {
	t.Parallel()
	p := mustRead(t, grid(t, [][]any{
		header("进展情况", "完成日期"),
		good("2022年4月20日 30%：一期", nil),
		{nil, nil, nil, nil, nil, nil, nil, "2022年5月20日 60%：二期", "2022-05-25"},
	}, func(f *excelize.File) {
		for _, col := range []string{"A", "B", "C", "D", "E", "F", "G"} {
			require.NoError(t, f.MergeCell("Sheet1", col+"2", col+"3"))
		}
	}), Options{})
	s := p.Measures[0].Shares[0]
	require.Equal(t, []Progress{{"一期", 30, date(2022, 4, 20)}, {"二期", 60, date(2022, 5, 20)}}, s.Progress)
	require.Equal(t, date(2022, 5, 25), s.DoneAt)
}

func TestUnitsThatClaimedNothingShow(t *testing.T) {
	t.Parallel()
	row := good("西吉县", "已认领")
	row[5] = "原州区、西吉县"
	p := mustRead(t, grid(t, [][]any{header("认领单位", "认领情况"), row}, nil), Options{})
	require.Equal(t, []string{"西吉县", "原州区"}, units(&p.Measures[0]))
	require.Equal(t, Claimed, p.Measures[0].Shares[0].Claim)
	require.Equal(t, StatusNew, p.Measures[0].Shares[1].Status())
}

func TestClassesInSectionLines(t *testing.T) {
	t.Parallel()
	p := mustRead(t, grid(t, [][]any{
		{"问题编号", "问题表述", "措施序号", "整改措施", "责任单位", "完成时限"},
		{"一、责任落实（2个问题）"},
		{"1", "学习不深", "1", "每月学习", "西吉县", "立行立改"},
		{"2", "走访不实", "2", "每月走访", "西吉县", "立行立改"},
		{"（二）饮水安全"},
		{"3", "水压不足", "3", "增设泵站", "西吉县", "立行立改"},
	}, nil), Options{})
	require.Equal(t, []string{"责任落实", "责任落实", "饮水安全"}, []string{p.Measures[0].Class, p.Measures[1].Class, p.Measures[2].Class})
	require.Len(t, p.Sheets[0].Ignored, 2)
}

func TestMeasureNumbersThatRestart(t *testing.T) {
	t.Parallel()
	var rows [][]any
	rows = append(rows, header())
	for _, p := range []string{"1", "2", "3"} {
		rows = append(rows, []any{"责任落实", p, "问题" + p, "1", "措施甲" + p, "西吉县", "立行立改"}, []any{nil, p, "问题" + p, "2", "措施乙" + p, "西吉县", "立行立改"})
	}
	p := mustRead(t, grid(t, rows, nil), Options{})
	require.Equal(t, "3-2", p.Measures[5].No)
	require.Equal(t, []string{"numbers_restart"}, codes(p.Warnings))
}

func TestOneSheetForEachCounty(t *testing.T) {
	t.Parallel()
	b := grid(t, [][]any{header(), good()}, func(f *excelize.File) {
		for _, name := range []string{"原州区", "说明", "隐藏"} {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
		}
		h, row := header(), good()
		row[5] = "原州区"
		require.NoError(t, f.SetSheetRow("原州区", "A1", &h))
		require.NoError(t, f.SetSheetRow("原州区", "A2", &row))
		require.NoError(t, f.SetCellStr("说明", "A1", "填表说明"))
		require.NoError(t, f.SetSheetVisible("隐藏", false))
	})
	p := mustRead(t, b, Options{})
	require.Len(t, p.Measures, 1)
	require.Equal(t, []string{"西吉县", "原州区"}, units(&p.Measures[0]))
	require.Equal(t, "原州区!F2", p.Measures[0].Shares[1].Cell.String())
	var reasons []string
	for _, s := range p.Sheets {
		reasons = append(reasons, s.Reason)
		require.NotContains(t, ReasonText(s.Reason, "zh"), "skip.")
	}
	require.Equal(t, []string{"", "", "skip.no_header", "skip.hidden"}, reasons)
}

func TestYearOfDatesWithoutOne(t *testing.T) {
	t.Parallel()
	row := good()
	row[6] = "6月30日前"
	for _, c := range []struct {
		title string
		opt   Options
		want  int
	}{
		{"整改台账", Options{Year: 2024}, 2024},
		{"整改年度：2023年", Options{}, 2023},
		{"整改台账（截至2022年5月31日）", Options{}, 2022},
		{"2022年整改台账", Options{}, 2022},
		{"2021年度考核评估整改台账", Options{}, 2022},
	} {
		p := mustRead(t, grid(t, [][]any{{c.title}, header(), row}, nil), c.opt)
		require.Equal(t, c.want, p.Measures[0].Deadline.Date.Year, c.title)
	}
}

func TestCarriedState(t *testing.T) {
	t.Parallel()
	read := func(headers []any, values ...any) *Share {
		p := mustRead(t, grid(t, [][]any{{"截至2022年5月31日"}, header(headers...), good(values...)}, nil), Options{})
		return &p.Measures[0].Shares[0]
	}
	s := read([]any{"认领情况", "进展情况", "进度", "更新日期"}, "已认领（4月6日）", "已开展培训", "60%", "5月27日")
	require.Equal(t, Claimed, s.Claim)
	require.Equal(t, date(2022, 4, 6), s.ClaimedAt)
	require.Equal(t, []Progress{{"已开展培训", 60, date(2022, 5, 27)}}, s.Progress)

	require.Equal(t, 60, read([]any{"进展情况", "进度"}, "x", 0.6).Progress[0].Percent)
	require.Equal(t, 60, read([]any{"进展情况", "进度"}, "x", 60).Progress[0].Percent)

	s = read([]any{"认领情况"}, "不适用：本县无此类项目")
	require.Equal(t, Declined, s.Claim)
	require.Equal(t, "本县无此类项目", s.Reason)

	s = read([]any{"整改状态", "销号日期"}, "已销号", "2022.5.20")
	require.True(t, s.Closed())
	s = read([]any{"整改状态"}, "已销号") // no date: the day the ledger describes
	require.Equal(t, date(2022, 5, 31), s.ClosedAt)
	s = read([]any{"状态"}, "正在整改")
	require.Equal(t, StatusClaimed, s.Status())
}

func TestCoUnitsFollow(t *testing.T) {
	t.Parallel()
	read := func(second any) *Measure {
		b := [][]any{header("配合单位", "交办日期", "认领日期", "完成日期", "销号日期"),
			good("市财政局", "2022-03-28", "2022-03-30", "2022-04-20", "2022-05-20"),
			{nil, nil, nil, nil, nil, "原州区", nil, nil, "2022-03-28", "2022-04-01", second, second}}
		return &mustRead(t, grid(t, b, nil), Options{}).Measures[0]
	}
	co := read(nil).Shares[2]
	require.Equal(t, []any{"市财政局", StatusClaimed, date(2022, 4, 1)}, []any{co.Unit, co.Status(), co.ClaimedAt})
	co = read("2022-05-10").Shares[2]
	require.Equal(t, []any{StatusChecked, date(2022, 5, 10), date(2022, 5, 20)}, []any{co.Status(), co.DoneAt, co.CheckedAt})
}

// A workbook may be written by other programs, with prefixes, absolute paths,
// rich texts, phonetic guides, the calendar of 1904.
func TestOtherProgramsWorkbooks(t *testing.T) {
	t.Parallel()
	text := func(s string) string { return `<x:c t="inlineStr"><x:is><x:t>` + s + `</x:t></x:is></x:c>` }
	row := func(cells ...string) string { return "<x:row>" + strings.Join(cells, "") + "</x:row>" }
	var head []string
	for _, h := range header() {
		head = append(head, text(fmt.Sprint(h)))
	}
	parts := rawParts("")
	parts[1].content = strings.Replace(parts[1].content, `Target="xl`, `Target="/xl`, 1)
	parts[2].content = strings.Replace(parts[2].content, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	parts[3].content = strings.Replace(parts[3].content, "</Relationships>", `<Relationship Id="rId3" Type="`+relBase+`/styles" Target="/xl/styles.xml"/></Relationships>`, 1)
	parts[4].content = `<?xml version="1.0"?><!-- made elsewhere --><x:worksheet xmlns:x="urn:x"><x:sheetData>` + row(head...) +
		row(text("类"), `<x:c><x:v>1</x:v></x:c>`, `<x:c t="s"><x:v>0</x:v></x:c>`, text("1"), text("一&#10;_x000D_二"), text("西吉县"), `<x:c s="1"><x:v>43280</x:v></x:c>`) +
		`</x:sheetData></x:worksheet>`
	parts = append(parts,
		part{"xl/sharedStrings.xml", `<sst><si><r><t>学</t></r><r><rPr><b/></rPr><t xml:space="preserve">习 </t></r><rPh sb="0" eb="1"><t>がく</t></rPh></si></sst>`},
		part{"xl/styles.xml", `<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>`})
	m := mustRead(t, zipParts(t, parts), Options{}).Measures[0]
	require.Equal(t, "学习", m.Problem)
	require.Equal(t, "一\n二", m.Text)
	require.Equal(t, date(2022, 6, 30), m.Deadline.Date)
}

func TestNumberFormats(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]numberFormat{
		"yyyy-mm-dd": formatDate, `yyyy"年"m"月"`: formatDate, "m/d": formatDate, "[$-804]aaaa;@": formatPlain, "mmm-yy": formatDate,
		"0.00%": formatPercent, "General": formatPlain, "0.00": formatPlain, "h:mm:ss": formatPlain, "[mm]:ss": formatPlain, `"day" 0`: formatPlain, `0\d`: formatPlain, "yyyy/m/d h:mm": formatDate,
	} {
		require.Equal(t, want, formatOf(code), code)
	}
}

// A state merged over the rows of two units is both units' state; one written
// in the first row only is the first unit's.
func TestMergedStateIsEachUnits(t *testing.T) {
	t.Parallel()
	rows := [][]any{header("具体责任人", "完成日期"), good("张三", "2022-05-20"), {nil, nil, nil, nil, nil, "原州区"}}
	p := mustRead(t, grid(t, rows, func(f *excelize.File) {
		require.NoError(t, f.MergeCell("Sheet1", "I2", "I3"))
	}), Options{})
	first, second := p.Measures[0].Shares[0], p.Measures[0].Shares[1]
	require.Equal(t, []any{"张三", date(2022, 5, 20)}, []any{first.Person, first.DoneAt})
	require.Equal(t, []any{"", date(2022, 5, 20)}, []any{second.Person, second.DoneAt})
}

package ledgerfile

// lists_test.go: the files beside a plan: households, indicators, obligations,
// standards, units and people. What is wrong is found at its cell; a mangled
// sheet gives findings and nothing else.

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/casework"
)

// lists are the readers of every file that is no plan.
var lists = map[string]func([]byte) error{
	"households": func(b []byte) error {
		_, err := ReadHouseholdsFrom(bytes.NewReader(b), int64(len(b)), Options{})
		return err
	},
	"indicators": func(b []byte) error {
		_, err := ReadIndicatorsFrom(bytes.NewReader(b), int64(len(b)), Options{})
		return err
	},
	"obligations": func(b []byte) error {
		_, err := ReadObligationsFrom(bytes.NewReader(b), int64(len(b)), Options{})
		return err
	},
	"standards": func(b []byte) error {
		_, err := ReadStandardsFrom(bytes.NewReader(b), int64(len(b)), Options{})
		return err
	},
	"organisation": func(b []byte) error {
		_, err := ReadOrganisationFrom(bytes.NewReader(b), int64(len(b)), Options{})
		return err
	},
}

// wrong reads a workbook that has to be turned down and gives its findings with
// their cells.
func wrong(t *testing.T, list string, rows [][]any) []string {
	t.Helper()
	var f *Findings
	require.ErrorAs(t, lists[list](grid(t, rows, nil)), &f)
	var found []string
	for _, one := range f.List {
		for _, lang := range []string{"zh", "en"} {
			require.NotContains(t, one.Text(lang), "{", "an argument is missing")
			require.NotEqual(t, one.Code, one.What(lang), "no sentence")
		}
		found = append(found, one.Code+"@"+one.Cell.String())
	}
	return found
}

func TestMistakesInLists(t *testing.T) {
	t.Parallel()
	for name := range lists {
		require.Len(t, wrong(t, name, [][]any{{"什么", "都", "不是"}}), 1, "%s: nothing to read is said once", name)
	}
	require.ElementsMatch(t, []string{"required@Sheet1!A2", "word_unknown@Sheet1!B2", "amount_unreadable@Sheet1!E2", "required@Sheet1!F3", "name_twice@Sheet1!A4"},
		wrong(t, "obligations", [][]any{
			{"台账编号", "事项类型", "摘要", "经办单位", "金额", "到期日期"},
			{nil, "借条", "贷款", "西吉县", "五万", "2022-06-30"},
			{"1", "小额信贷", "贷款", "西吉县", "50000", nil},
			{"1", "小额信贷", "贷款", "西吉县", "50000.00", "2022-06-30"},
		}))
	require.ElementsMatch(t, []string{"required@Sheet1!C2", "name_twice@Sheet1!B3", "required@Sheet1!D4"},
		wrong(t, "standards", [][]any{{"标准类别", "标准编号", "政策标准", "牵头单位"}, {"饮水安全", "1.1", nil, "市水务局"},
			{"饮水安全", "1.1", "水量达标", "市水务局"}, {"饮水安全", "1.2", "水质达标", nil}}))
	require.ElementsMatch(t, []string{"required@Sheet1!D2", "period_backwards@Sheet1!D3"},
		wrong(t, "organisation", [][]any{{"离岗人员", "代理人", "起始日期", "截止日期"}, {"王丽", "马秀", "2026-12-01", nil}, {"王丽", "马秀", "2026-12-10", "2026-12-01"}}))
	require.ElementsMatch(t, []string{"login_form@Sheet1!B2", "role_unknown@Sheet1!D3", "period_backwards@Sheet1!F4"},
		wrong(t, "organisation", [][]any{{"姓名", "账号", "单位", "岗位", "任职起", "任职止"}, {"王丽", "王丽二号", "西吉县", "填报人"},
			{"马秀", "maxiu", "西吉县", "队长"}, {"李强", "liqiang", "西吉县", "填报人", "2026-02-01", "2026-01-01"}}))
}

// A number that is wrong is not repeated: the finding goes to a screen.
func TestFindingsDoNotRepeatNumbers(t *testing.T) {
	t.Parallel()
	head := []any{"户编号", "户主姓名", "身份证号", "家庭人口数", "劳动力人数", "县区", "乡镇", "行政村", "监测类别"}
	number := "640402197003071299"
	b := grid(t, [][]any{head, {"H1", "马强", number, 3, 5, "原州区", "张易镇", "上马泉村", "边缘易致贫户"}}, nil)
	var f *Findings
	require.ErrorAs(t, lists["households"](b), &f)
	require.ElementsMatch(t, []string{"id_number", "labour_above_people"}, codes(f.List))
	require.NotContains(t, f.Text("zh")+f.Text("en"), number[:12])
}

// The course is taken from the dates: a file that says otherwise would be taken
// in with other figures than its own.
func TestHouseholdsSayOneThing(t *testing.T) {
	t.Parallel()
	head := []any{"户编号", "户主姓名", "身份证号", "家庭人口数", "劳动力人数", "县区", "乡镇", "行政村", "监测类别",
		"录入日期", "风险消除日期", "消除方式", "监测状态", "绿色通道"}
	id := IDNumber("64040219700307123")
	row := func(no string, rest ...any) []any {
		return append([]any{no, "马强", nil, 3, 2, "原州区", "张易镇", "上马泉村", "边缘易致贫户"}, rest...)
	}
	b := grid(t, [][]any{head,
		row("H1", nil, "2022-05-01", "帮扶消除"),
		row("H2", "2022-01-05", nil, nil, "风险消除"),
		row("H3", nil, nil, nil, "正在监测"),
		row(id),
		row("H5", "2022-01-05", "2022-08-01", "自然消除", "风险消除"),
	}, nil)
	var f *Findings
	require.ErrorAs(t, lists["households"](b), &f)
	require.ElementsMatch(t, []string{"eliminated_unlisted", "status_differs", "status_differs", "number_personal"}, codes(f.List))
	require.NotContains(t, f.Text("zh")+f.Text("en"), id[:12])
}

func TestShiftHouseholds(t *testing.T) {
	t.Parallel()
	h := &Households{Rows: []Household{{Clue: date(2022, 1, 31), Visits: []Visit{{At: date(2022, 6, 30)}}, Help: []HelpMeasure{{PlannedAt: date(2022, 2, 1)}}}}}
	ShiftHouseholds(h, date(2022, 6, 30), date(2026, 11, 24))
	require.Equal(t, date(2026, 11, 24), h.Rows[0].Visits[0].At)
	require.Equal(t, 150, h.Rows[0].Clue.DaysUntil(h.Rows[0].Visits[0].At), "distances stay")
	require.Equal(t, 1, h.Rows[0].Clue.DaysUntil(h.Rows[0].Help[0].PlannedAt))
	require.True(t, h.Rows[0].EliminatedAt.IsZero(), "what is not known stays so")
}

func FuzzLists(f *testing.F) {
	row := `<row r="1"><c r="A1" t="inlineStr"><is><t>台账编号</t></is></c><c r="B1" t="inlineStr"><is><t>到期日期</t></is></c></row>`
	f.Add(row)
	f.Add(rawHeader + row)
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>标准类别</t></is></c><c r="B1" t="inlineStr"><is><t>标准编号</t></is></c><c r="C1" t="inlineStr"><is><t>政策标准</t></is></c></row><row r="2"><c r="A2"><f>1</f></c></row>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		file := raw(t, sheet, part{"xl/sharedStrings.xml", "<sst><si><t>一</t></si></sst>"})
		for name, read := range lists {
			var findings *Findings
			if err := read(file); err != nil && !errors.As(err, &findings) {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}

func TestPublicationIsMasked(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/notice.xlsx"
	require.NoError(t, WritePublication(path, "公示名单", []casework.Published{casework.Publish(casework.Title{Zh: "村内公示"}, "马晓梅", "上马泉村", 4, "marginal")}))
	f, err := excelize.OpenFile(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	rows, err := f.GetRows("公示名单")
	require.NoError(t, err)
	require.Equal(t, [][]string{{"公示名单"}, {"公示事项", "户主", "所在村", "家庭人口", "监测类别"}, {"村内公示", "马**", "上马泉村", "4", "边缘易致贫户"}}, rows)
}

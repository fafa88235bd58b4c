package ledgerfile

// findings_test.go: every mistake is found, at its cell, with a sentence in
// both languages.

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/casework/wording"
)

func TestMistakesAreFoundAtTheirCells(t *testing.T) {
	t.Parallel()
	with := func(at int, v any) [][]any {
		row := good()
		row[at] = v
		return [][]any{header(), row}
	}
	extra := func(h string, v any) [][]any { return [][]any{header(h), good(v)} }
	second := func(change func(row []any)) [][]any {
		row := good()
		row[5] = "原州区"
		change(row)
		return [][]any{header("整改目标"), good("目标"), row}
	}
	for name, c := range map[string]struct {
		rows  [][]any
		found []string // code@cell
	}{
		"no class":               {with(0, nil), []string{"required@A2"}},
		"no problem number":      {with(1, nil), []string{"required@B2"}},
		"no problem":             {with(2, nil), []string{"required@C2"}},
		"no measure number":      {with(3, nil), []string{"required@D2"}},
		"no measure":             {with(4, nil), []string{"required@E2"}},
		"no unit":                {with(5, nil), []string{"required@F2"}},
		"no unit but a dash":     {with(5, "——"), []string{"required@F2"}},
		"no deadline":            {with(6, nil), []string{"required@G2"}},
		"several at once":        {[][]any{header(), {"类", nil, "问题", "1", nil, "西吉县", "某日"}}, []string{"required@B2"}},
		"a missing column":       {[][]any{{"问题类别", "问题编号", "问题表述", "措施序号", "整改措施", "责任单位"}, good()}, []string{"column_missing@1"}},
		"a column twice":         {[][]any{header("办结时限"), good()}, []string{"header_twice@H1"}},
		"no header":              {[][]any{{"a", "b"}}, []string{"no_measures@"}},
		"an impossible date":     {with(6, "2022年6月31日"), []string{"deadline_unreadable@G2"}},
		"no date":                {with(6, "尽快"), []string{"deadline_unreadable@G2"}},
		"a date without a year":  {with(6, "6月30日"), []string{"year_missing@G2"}},
		"a lost zero":            {with(6, 2022.1), []string{"date_lost_zero@G2"}},
		"a numbering as a date":  {with(3, time.Date(2022, 1, 2, 0, 0, 0, 0, time.UTC)), []string{"number_became_date@D2"}},
		"a vague unit":           {with(5, "各县（区）"), []string{"vague_unit@F2"}},
		"a unit twice in a cell": {with(5, "西吉县、西 吉 县"), []string{"name_twice_in_cell@F2"}},
		"a unit twice":           {second(func(r []any) { r[5] = "西吉县" }), []string{"unit_twice@F3"}},
		"a unit in both parts":   {extra("配合单位", "市教育局、西吉县"), []string{"unit_both@H2"}},
		"another problem text":   {second(func(r []any) { r[2] = "别的" }), []string{"contradiction@C3"}},
		"another class":          {second(func(r []any) { r[0] = "别的" }), []string{"contradiction@A3"}},
		"another measure text":   {second(func(r []any) { r[4] = "别的" }), []string{"contradiction@E3"}},
		"another target":         {[][]any{header("整改目标"), good("甲"), {nil, "1", nil, "1", nil, "原州区", nil, "乙"}}, []string{"contradiction@H3"}},
		"an unreadable percent":  {extra("完成进度", "过半"), []string{"percent_unreadable@H2"}},
		"more than the whole":    {extra("完成进度", "120%"), []string{"percent_unreadable@H2"}},
		"one":                    {extra("完成进度", 1), []string{"percent_one@H2"}},
		"an unknown claim":       {extra("认领情况", "再议"), []string{"claim_unknown@H2"}},
		"an impossible progress": {extra("进展情况", "2022年2月30日：完成"), []string{"progress_date@H2"}},
		"an unknown type":        {extra("时限类型", "随缘"), []string{"kind_unknown@H2"}},
		"types that differ":      {[][]any{header("时限类型"), {"类", "1", "问题", "1", "措施", "西吉县", "长期坚持", "立行立改"}}, []string{"deadline_contradiction@G2"}},
		"closed without a date":  {extra("整改状态", "已销号"), []string{"status_without_date@H2"}},
		"a state against dates":  {[][]any{header("整改状态", "销号日期"), good("整改中", "2022-05-20")}, []string{"status_contradiction@H2"}},
		"not claimed but dated":  {[][]any{header("认领情况", "认领日期"), good("未认领", "2022-05-20")}, []string{"claim_contradiction@H2"}},
		"dates out of order":     {[][]any{header("完成日期", "销号日期"), good("2022-05-20", "2022-05-10")}, []string{"date_order@I2"}},
		"an unreadable date":     {extra("完成日期", "下周"), []string{"date_unreadable@H2"}},
		"a percent for a date":   {extra("完成日期", "90%"), []string{"date_unreadable@H2"}},
		"one number, two problems": {[][]any{header(), good(), {"责任落实", "2", "走访", "2", "走访", "西吉县", "立行立改"},
			{"责任落实", "3", "水压", "3", "泵站", "西吉县", "立行立改"}, {"责任落实", "4", "住房", "4", "鉴定", "西吉县", "立行立改"},
			{"责任落实", "5", "产业", "1", "奖补", "西吉县", "立行立改"}}, []string{"number_twice@D6"}},
		"all of a file": {[][]any{header(), with(6, "尽快")[1], with(1, nil)[1], with(5, "有关部门")[1]},
			[]string{"deadline_unreadable@G2", "required@B3", "vague_unit@F4"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := mustFail(t, grid(t, c.rows, nil))
			var found []string
			for _, one := range f.List {
				if one.Severity == Error {
					at := one.Cell.String()
					found = append(found, one.Code+"@"+at[strings.IndexByte(at, '!')+1:])
				}
			}
			require.Equal(t, c.found, found, f.Text("en"))
		})
	}
}

func TestDoubtsAreWarnings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		code    string
		headers []any
		values  []any
	}{
		"several persons":         {"several_persons", []any{"责任人"}, []any{"张三、李四"}},
		"declined without reason": {"decline_without_reason", []any{"认领情况"}, []any{"不适用"}},
		"an unknown state":        {"status_unknown", []any{"整改状态"}, []any{"待定"}},
		"a state without a date":  {"status_date_assumed", []any{"整改状态"}, []any{"已完成"}},
		"a date to come":          {"date_after_as_of", []any{"完成日期"}, []any{"2022-06-20"}},
		"progress out of order":   {"progress_order", []any{"进展"}, []any{"5月20日：二\n4月20日：一"}},
		"at once with a date":     {"at_once_with_date", []any{"时限类型"}, []any{"立行立改"}},
	} {
		p := mustRead(t, grid(t, [][]any{{"截至2022年5月31日"}, header(c.headers...), good(c.values...)}, nil), Options{})
		require.Equal(t, []string{c.code}, codes(p.Warnings), name)
		require.Equal(t, 3, p.Warnings[0].Cell.Row, name)
	}
}

func TestListsBesideTheLedger(t *testing.T) {
	t.Parallel()
	f := mustFail(t, grid(t, [][]any{header("牵头单位", "专班", "责任人"), good("市交育局", "教育专班", "张三")}, func(f *excelize.File) {
		sheets := map[string][][]any{
			"单位": {{"单位名称", "上级单位", "类型", "统计列"}, {"西吉县", nil, "县区", "是"}, {"市教育局", "市直", "部门", "否"}, {"甲", "乙", "部门", nil}, {"乙", "甲", "机关", "大概"}, {"西吉县"}},
			"人员": {{"姓名", "账号", "单位", "岗位"}, {"李四", "lisi", "西吉县", "填报人"}, {"王五", "lisi", "西吉县", "填报人"}, {"赵六", "赵六", "西吉县", "填报人"}, {"钱七", "qianqi", "某县", "队长"}, {"李四", "lisi", "西吉县", "填报人"}, {"孙八"}},
			"专班": {{"专班名称", "牵头领导", "牵头单位", "成员单位"}, {"义务教育专班", "周九", "市教育局", "西吉县、某局"}, {"义务教育专班", nil, nil, nil}},
		}
		for _, name := range []string{"单位", "人员", "专班"} {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
			for i, row := range sheets[name] {
				at, err := excelize.CoordinatesToCellName(1, i+1)
				require.NoError(t, err)
				require.NoError(t, f.SetSheetRow(name, at, &row))
			}
		}
	}))
	var found []string
	for _, one := range f.List {
		found = append(found, one.Code+"@"+one.Cell.String())
	}
	require.ElementsMatch(t, []string{
		"unit_kind_unknown@单位!C5", "yes_no@单位!D5", "name_twice@单位!A6", "unit_unknown@单位!A3", "unit_circle@单位!A4",
		"login_of_two@人员!B3", "login_form@人员!B4", "role_unknown@人员!D5", "name_twice@人员!B6",
		"required@人员!B7", "required@人员!C7", "required@人员!D7",
		"name_twice@专班!A3", "unit_unknown@专班!A2", "unit_unknown@Sheet1!H2", "force_unknown@Sheet1!I2", "person_unknown@Sheet1!J2", "person_unknown@专班!A2",
	}, found)
	require.Contains(t, f.Text("zh"), "市教育局", "the nearest name is offered")
}

func TestFindingsAreCappedAndCounted(t *testing.T) {
	t.Parallel()
	rows := [][]any{header()}
	for range 500 {
		row := good()
		row[6] = "尽快"
		rows = append(rows, row)
	}
	f := mustFail(t, grid(t, rows, nil))
	require.Len(t, f.List, 200)
	require.Equal(t, 300, f.MoreErrors)
	require.Contains(t, f.Error(), "另有 300 处未列出")
	require.Len(t, strings.Split(f.Text("en"), "\n"), 201)
}

func TestAFindingSaysWhatWhereExpectedAndHowToMend(t *testing.T) {
	t.Parallel()
	row := good()
	row[6] = "尽快"
	f := mustFail(t, grid(t, [][]any{header(), row}, nil))
	require.Equal(t, "错误 Sheet1!G2（完成时限）：时限读不懂；读到“尽快”；应为：日期（2022年6月30日、2022年6月底、6月30日前、第二季度）、立行立改或长期坚持；改法：改写时限", f.List[0].Text("zh"))
	require.Equal(t, "error Sheet1!G2 (完成时限): the deadline cannot be read; read “尽快”; expected: a date (2022年6月30日, 2022年6月底, 6月30日前, 第二季度), 立行立改 or 长期坚持; to mend: correct the deadline", f.List[0].Text("en"))
}

// Every code has its sentences, and every sentence its code. That both languages
// have it with the same arguments, the catalogue's own tests see to.
func TestMessagesAreComplete(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	code := ""
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		code += string(b)
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?:refuse(?:At)?\((?:[^"\n]*, )?|Code: |report\((?:Error|Warning), |, (?:Error|Warning), )"([a-z_]+)"`).FindAllStringSubmatch(code, -1) {
		used[m[1]] = true
		require.True(t, wording.Has("finding."+m[1]), "no sentence for %s", m[1])
	}
	for _, key := range wording.Keys() {
		if name, ours := strings.CutPrefix(key, "finding."); ours && !strings.HasPrefix(name, "severity.") && !strings.HasPrefix(name, "line.") {
			name, _, _ = strings.Cut(name, ".")
			require.Contains(t, code, `"`+name+`"`, "nothing reports %s", name)
			require.True(t, wording.Has("finding."+name), "%s says what to do, and not what is wrong", name)
		}
	}
	require.Greater(t, len(used), 60)
}

package main

// messy.go: a small ledger with the habits of hand-kept ones: title lines, a
// header two rows high, other names for the columns, merged and left-out
// cells, dates in every form, several units in a cell, stray blanks, totals,
// notes, and a sheet that is no ledger.

import (
	"bytes"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"
)

type sheet struct {
	f    *excelize.File
	name string
	err  error
}

func (s *sheet) do(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *sheet) row(n int, values ...any) {
	at, err := excelize.CoordinatesToCellName(1, n)
	s.do(err)
	s.do(s.f.SetSheetRow(s.name, at, &values))
}

func (s *sheet) merge(ranges ...[2]string) {
	for _, r := range ranges {
		s.do(s.f.MergeCell(s.name, r[0], r[1]))
	}
}

func (s *sheet) style(from, to string, id int) { s.do(s.f.SetCellStyle(s.name, from, to, id)) }

func messyWorkbook() ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	first := &sheet{f: f, name: "国家反馈问题"}
	first.do(f.SetSheetName("Sheet1", first.name))
	styles, err := newStyles(f)
	if err != nil {
		return nil, err
	}
	messyFirst(first, styles)
	second := &sheet{f: f, name: "自查问题", err: first.err}
	_, err = f.NewSheet(second.name)
	second.do(err)
	messySecond(second, styles)
	third := &sheet{f: f, name: "填表说明", err: second.err}
	_, err = f.NewSheet(third.name)
	third.do(err)
	third.row(1, "填表说明")
	third.row(2, "一、本表由各责任单位每月25日前更新。")
	third.row(3, "二、完成整改的须附佐证材料。")
	third.do(f.SetDocProps(&excelize.DocProperties{Creator: "duban", LastModifiedBy: "duban", Created: "2022-05-31T00:00:00Z", Modified: "2022-05-31T00:00:00Z"}))
	if third.err != nil {
		return nil, third.err
	}
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	return b.Bytes(), err
}

type styles struct{ title, note, header, body, date, percent int }

func newStyles(f *excelize.File) (s styles, err error) {
	border := []excelize.Border{{Type: "left", Color: "000000", Style: 1}, {Type: "right", Color: "000000", Style: 1}, {Type: "top", Color: "000000", Style: 1}, {Type: "bottom", Color: "000000", Style: 1}} //nolint:misspell // the library's own word
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}                                                                                                                   //nolint:misspell // the library's own word
	font := &excelize.Font{Family: "仿宋", Size: 10}
	chinese := `yyyy"年"m"月"d"日"`
	for _, one := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Family: "宋体", Size: 18, Bold: true}, Alignment: middle}},
		{&s.note, excelize.Style{Font: font}},
		{&s.header, excelize.Style{Font: &excelize.Font{Family: "黑体", Size: 10}, Alignment: middle, Border: border}},
		{&s.body, excelize.Style{Font: font, Alignment: middle, Border: border}},
		{&s.date, excelize.Style{Font: font, Alignment: middle, Border: border, CustomNumFmt: &chinese}},
		{&s.percent, excelize.Style{Font: font, Alignment: middle, Border: border, NumFmt: 9}},
	} {
		if *one.id, err = f.NewStyle(&one.style); err != nil {
			return s, err
		}
	}
	return s, nil
}

func messyFirst(s *sheet, st styles) {
	s.row(1, "附件2")
	s.row(2, "2021年度考核评估反馈问题整改台账（国家反馈）")
	s.row(3, "填报单位：领导小组办公室", nil, nil, nil, nil, nil, nil, nil, "填报日期：", "2022年5月31日")
	s.row(4, "序号", "问题类型", "反馈问题", "措施编号", "具体措施", "责任", nil, nil, "办结时限", "整改进展", nil, nil, "备 注")
	s.row(5, nil, nil, nil, nil, nil, "承办单位", "协办单位", "责任人", nil, "进展情况", "完成比例", "完成时间", nil)
	s.merge([2]string{"A1", "B1"}, [2]string{"A2", "M2"}, [2]string{"A3", "C3"}, [2]string{"F4", "H4"}, [2]string{"J4", "L4"})
	for _, col := range []string{"A", "B", "C", "D", "E", "I", "M"} {
		s.merge([2]string{col + "4", col + "5"})
	}
	day := func(m time.Month, d int) time.Time { return time.Date(2022, m, d, 0, 0, 0, 0, time.UTC) }
	rows := [][]any{
		{1, "责任落实", "部分乡镇干部政策学习不深不透，\n抽查的7人答不全“三类人员”标准。", "1", "乡镇每月组织1次集中学习，县级每季度测试1次。", "原州区、西吉县", "市委组织部", nil, "2022年6月底", "5月10日：已组织学习2次\n5月27日（50%）：完成第一次测试", nil, nil, nil},
		{nil, nil, nil, nil, nil, "隆德县；泾源县/彭阳县", nil, nil, "2022.6.30", "已组织学习1次", 0.3, nil, nil},
		{nil, nil, nil, "2", "编印政策口袋书，发放到每名乡村干部。", "市 乡村振兴局", nil, "马晓霞", day(time.May, 20), "已全部发放", 1.0, day(time.May, 18), "已归档"},
		{2, nil, "帮扶责任人走访记录雷同。", "3", "取消照片打卡，每户每月走访不少于１次。", "原州区\n西吉县\n隆德县", "市乡村振兴局，市委组织部", nil, "６月３０日前", nil, nil, nil, nil},
		{3, "饮水安全", "高处住户高峰时段水压不足。", "4", "增设加压泵站23处，更换老旧管网。", "市水务局", "市财政局、市发展和改革委", "柳清源", "2022年第三季度", "截至5月27日，已完成8处", "35%", nil, nil},
		{nil, nil, nil, "5", "对反映问题的农户逐户上门检修。", "泾 源 县", nil, "于晓梅", "立行立改", "检修完成，户主已签字", "100%", "5月25日", nil},
		{nil, nil, nil, nil, nil, "\u00a0彭阳县　", nil, "虎春生", "立行立改", nil, nil, nil, nil},
		{4, "小额信贷", "贷款到期提醒不到位。", "6", "到期前60日、30日、10日分别提醒。", "原州区、西吉县、隆德县、泾源县、彭阳县", "市地方金融工作局", nil, "长期坚持", nil, nil, nil, nil},
	}
	for i, values := range rows {
		n := 6 + i
		s.row(n, values...)
		at := func(col string) string { return fmt.Sprintf("%s%d", col, n) }
		s.style(at("A"), at("M"), st.body)
		for col, v := range map[string]any{"I": values[8], "L": values[11]} {
			if _, ok := v.(time.Time); ok {
				s.style(at(col), at(col), st.date)
			}
		}
		if _, ok := values[10].(float64); ok {
			s.style(at("K"), at("K"), st.percent)
		}
		s.do(s.f.SetRowHeight(s.name, n, 48))
	}
	s.merge([2]string{"A6", "A8"}, [2]string{"B6", "B9"}, [2]string{"C6", "C8"}, [2]string{"D6", "D7"}, [2]string{"E6", "E7"}, [2]string{"G6", "G7"},
		[2]string{"A10", "A12"}, [2]string{"B10", "B12"}, [2]string{"C10", "C12"}, [2]string{"D11", "D12"}, [2]string{"E11", "E12"})
	s.row(14, "合计", nil, "4个问题", nil, "6条措施")
	s.row(15, "注：立行立改的自交办之日起15个工作日内完成。")
	s.merge([2]string{"A15", "M15"})
	s.style("A2", "M2", st.title)
	s.style("A3", "M3", st.note)
	s.style("A4", "M5", st.header)
	s.do(s.f.SetRowHeight(s.name, 2, 32))
	s.style("A30", "M40", st.body) // rows prepared and left blank
	for col, w := range map[string]float64{"A": 5, "B": 9, "C": 28, "D": 6, "E": 30, "F": 16, "G": 16, "H": 9, "I": 14, "J": 28, "K": 9, "L": 14, "M": 9} {
		s.do(s.f.SetColWidth(s.name, col, col, w))
	}
	s.landscape()
}

// messySecond has no column for the class: it stands in section lines, and
// measures are numbered through the workbook.
func messySecond(s *sheet, st styles) {
	s.row(1, "自查问题整改清单（截至2022年5月31日）")
	s.row(2, "序号", "存在的问题", "措施序号", "整改举措", "整改责任单位", "整改期限", "是否完成", "完成日期")
	s.row(3, "一、住房安全（1个问题）")
	s.row(4, "自1", "汛期排查不彻底，2户靠山切坡农户未列入监测。", "7", "重新排查靠山切坡农户，列入监测并落实避险措施。", "隆德县", "2022-05-31", "是", "2022/5/20")
	s.row(5, nil, nil, "8", "组织鉴定机构对2户住房进行鉴定。", "市住房和城乡建设局", 44742, "否", nil)
	s.row(6, "二、兜底保障（1个问题）")
	s.row(7, "自2", "3户低保对象死亡后未及时退出。", "9", "每月比对死亡名单，次月停发。", "西吉县", "2022年底", "未完成", nil)
	s.merge([2]string{"A1", "H1"}, [2]string{"A3", "H3"}, [2]string{"A6", "H6"})
	s.style("A1", "H1", st.title)
	s.style("A2", "H2", st.header)
	s.style("A3", "H7", st.body)
	for col, w := range map[string]float64{"A": 7, "B": 34, "C": 9, "D": 36, "E": 20, "F": 14, "G": 10, "H": 14} {
		s.do(s.f.SetColWidth(s.name, col, col, w))
	}
	for n := 2; n <= 7; n++ {
		s.do(s.f.SetRowHeight(s.name, n, 34))
	}
	s.landscape()
}

// landscape prints the sheet as wide as an A4 page.
func (s *sheet) landscape() {
	yes, one, zero, paper, orientation := true, 1, 0, 9, "landscape"
	s.do(s.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	s.do(s.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &one, FitToHeight: &zero}))
}

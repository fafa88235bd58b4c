package ledgerfile

// household_columns.go: the columns of a household ledger: what they are called,
// how each is read and what is written. One table serves both ways.

import (
	"strings"

	"duban/casework/calendar"
)

// The words of coded columns, as offices write them.
var (
	householdTypes = map[string]string{"脱贫户": "lifted", "一般户": "general", "一般农户": "general"}
	categories     = map[string]string{"脱贫不稳定户": "unstable", "边缘易致贫户": "marginal", "突发严重困难户": "sudden"}
	channels       = map[string]string{"农户自主申报": "self", "基层干部排查": "cadre", "部门筛查预警": "screening"}
	statuses       = map[string]string{"识别中": "identifying", "正在监测": "monitored", "风险消除": "eliminated", "已消除": "eliminated"}
	modes          = map[string]string{"帮扶消除": "help", "自然消除": "natural"}
	riskWords      = map[string]string{"因病": "illness", "因学": "school", "因残": "disability", "因灾": "disaster",
		"因意外": "accident", "因产业": "industry", "因就业": "employment", "住房": "housing", "饮水": "water"}
)

const (
	fieldHousehold  field = "户编号"
	fieldHead       field = "户主姓名"
	fieldIDNumber   field = "身份证号"
	fieldPhone      field = "联系电话"
	fieldBank       field = "银行账号"
	fieldPeople     field = "家庭人口数"
	fieldLabour     field = "劳动力人数"
	fieldCounty     field = "县区"
	fieldTownship   field = "乡镇"
	fieldVillage    field = "行政村"
	fieldCategory   field = "监测类别"
	fieldClue       field = "线索日期"
	fieldEntered    field = "录入日期"
	fieldMonitored  field = "监测状态"
	fieldVisitDay   field = "走访日期"
	fieldHelpUnit   field = "帮扶单位"
	fieldHelpText   field = "帮扶措施"
	fieldMember     field = "成员姓名"
	fieldRelation   field = "与户主关系"
	fieldHouseholds field = "总户数"
)

// householdColumns is the ledger of households from left to right.
var householdColumns = []tableColumn[Household]{
	textColumn(fieldHousehold, 16, true, func(h *Household) *string { return &h.No }, "编号", "家庭编号"),
	textColumn(fieldHead, 10, true, func(h *Household) *string { return &h.Head }, "户主"),
	personalColumn(fieldIDNumber, 21, func(h *Household) *string { return &h.IDNumber }, ValidIDNumber, "证件号码", "身份证号码", "户主身份证号"),
	personalColumn(fieldPhone, 14, func(h *Household) *string { return &h.Phone }, nil, "电话", "手机号"),
	personalColumn(fieldBank, 22, func(h *Household) *string { return &h.Bank }, nil, "银行卡号", "一卡通账号"),
	countColumn(fieldPeople, true, func(h *Household) *int { return &h.People }, "人口数", "家庭人口"),
	countColumn(fieldLabour, true, func(h *Household) *int { return &h.Labour }, "劳动力"),
	textColumn(fieldCounty, 10, true, func(h *Household) *string { return &h.County }, "县", "县（区）"),
	textColumn(fieldTownship, 14, true, func(h *Household) *string { return &h.Township }, "乡（镇）"),
	textColumn(fieldVillage, 18, true, func(h *Household) *string { return &h.Village }, "村"),
	textColumn("村民小组", 10, false, func(h *Household) *string { return &h.Group }, "组"),
	wordColumn("户类型", 10, false, householdTypes, func(h *Household) *string { return &h.Type }, "农户类型"),
	wordColumn(fieldCategory, 16, true, categories, func(h *Household) *string { return &h.Category }, "监测对象类别", "类别"),
	wordColumn("发现渠道", 14, false, channels, func(h *Household) *string { return &h.Channel }, "渠道", "线索来源"),
	dayColumn(fieldClue, func(h *Household) *calendar.Date { return &h.Clue }, "发现日期"),
	{"致贫返贫风险", []string{"风险类型", "返贫风险"}, 16, false, readRisks, writeRisks},
	yesColumn("绿色通道", func(h *Household) *bool { return &h.Green }),
	countColumn("人均纯收入", false, func(h *Household) *int { return &h.Income }, "人均收入"),
	dayColumn("收入起", func(h *Household) *calendar.Date { return &h.IncomeFrom }, "收入起始日期"),
	dayColumn("收入止", func(h *Household) *calendar.Date { return &h.IncomeTo }, "收入截止日期"),
	yesColumn("义务教育", func(h *Household) *bool { return &h.Education }, "义务教育有保障"),
	yesColumn("基本医疗", func(h *Household) *bool { return &h.Medical }, "基本医疗有保障"),
	yesColumn("住房安全", func(h *Household) *bool { return &h.Housing }, "住房安全有保障"),
	yesColumn("饮水安全", func(h *Household) *bool { return &h.Water }, "饮水安全有保障"),
	dayColumn("授权日期", func(h *Household) *calendar.Date { return &h.AuthorisedAt }, "授权书日期"),
	dayColumn("入户核实日期", func(h *Household) *calendar.Date { return &h.SurveyedAt }, "核实日期"),
	dayColumn("信息比对日期", func(h *Household) *calendar.Date { return &h.ComparedAt }, "比对日期"),
	dayColumn("民主评议日期", func(h *Household) *calendar.Date { return &h.ReviewedAt }, "评议日期"),
	dayColumn("公示起", func(h *Household) *calendar.Date { return &h.NoticeFrom }, "公示开始日期"),
	dayColumn("公示止", func(h *Household) *calendar.Date { return &h.NoticeTo }, "公示结束日期"),
	dayColumn("乡镇审核日期", func(h *Household) *calendar.Date { return &h.TownshipAt }, "审核日期"),
	dayColumn("县级审定日期", func(h *Household) *calendar.Date { return &h.CountyAt }, "审定日期"),
	dayColumn("公告日期", func(h *Household) *calendar.Date { return &h.AnnouncedAt }),
	dayColumn(fieldEntered, func(h *Household) *calendar.Date { return &h.EnteredAt }, "纳入日期", "识别监测时间"),
	textColumn("帮扶责任人", 12, false, func(h *Household) *string { return &h.Helper }, "帮扶人", "帮扶干部"),
	dayColumn("提出消除日期", func(h *Household) *calendar.Date { return &h.ProposedAt }),
	dayColumn("消除核查日期", func(h *Household) *calendar.Date { return &h.CheckedAt }),
	dayColumn("消除公示起", func(h *Household) *calendar.Date { return &h.ElimNoticeFrom }),
	dayColumn("消除公示止", func(h *Household) *calendar.Date { return &h.ElimNoticeTo }),
	dayColumn("风险消除日期", func(h *Household) *calendar.Date { return &h.EliminatedAt }, "消除日期", "标注消除日期"),
	wordColumn("消除方式", 10, false, modes, func(h *Household) *string { return &h.Mode }),
	dayColumn("回退日期", func(h *Household) *calendar.Date { return &h.ReversedAt }),
	wordColumn(fieldMonitored, 10, false, statuses, func(h *Household) *string { return &h.Status }, "状态", "风险消除状态"),
}

// The sheets beside it name the household by its number.
type (
	memberRow struct {
		household string
		Member
	}
	helpRow struct {
		household string
		HelpMeasure
	}
	visitRow struct {
		household string
		Visit
	}
)

var memberColumns = []tableColumn[memberRow]{
	textColumn(fieldHousehold, 16, true, func(m *memberRow) *string { return &m.household }),
	textColumn(fieldMember, 12, true, func(m *memberRow) *string { return &m.Name }, "姓名"),
	textColumn(fieldRelation, 12, true, func(m *memberRow) *string { return &m.Relation }, "关系"),
	personalColumn(fieldIDNumber, 21, func(m *memberRow) *string { return &m.IDNumber }, ValidIDNumber, "证件号码", "身份证号码"),
	personalColumn("健康状况", 16, func(m *memberRow) *string { return &m.Health }, nil, "健康"),
	yesColumn("有劳动能力", func(m *memberRow) *bool { return &m.Labour }, "劳动能力"),
}

var helpColumns = []tableColumn[helpRow]{
	textColumn(fieldHousehold, 16, true, func(m *helpRow) *string { return &m.household }),
	textColumn("措施编号", 8, false, func(m *helpRow) *string { return &m.No }, "序号"),
	textColumn(fieldHelpText, 40, true, func(m *helpRow) *string { return &m.Text }, "措施内容"),
	textColumn(fieldHelpUnit, 22, true, func(m *helpRow) *string { return &m.Unit }, "责任部门", "落实部门"),
	dayColumn("制定日期", func(m *helpRow) *calendar.Date { return &m.PlannedAt }),
	dayColumn("落地日期", func(m *helpRow) *calendar.Date { return &m.LandedAt }, "落实日期"),
}

var visitColumns = []tableColumn[visitRow]{
	textColumn(fieldHousehold, 16, true, func(v *visitRow) *string { return &v.household }),
	dayColumn(fieldVisitDay, func(v *visitRow) *calendar.Date { return &v.At }),
	textColumn("走访人", 12, false, func(v *visitRow) *string { return &v.By }),
	textColumn("走访情况", 50, true, func(v *visitRow) *string { return &v.Text }, "走访记录"),
}

func readRisks(l *line, h *Household) {
	for _, word := range l.names("致贫返贫风险") {
		code, ok := riskWords[word]
		if !ok {
			l.report(Error, "word_unknown", "致贫返贫风险", joinSorted(riskWords))
			return
		}
		h.Risks = append(h.Risks, code)
	}
}

func writeRisks(h *Household) string {
	words := make([]string, len(h.Risks))
	for i, r := range h.Risks {
		words[i] = wordOf(riskWords, r)
	}
	return strings.Join(words, "、")
}

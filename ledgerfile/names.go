package ledgerfile

// names.go: the columns a ledger may have and the names offices give them.
// A name missing here is the usual reason for a column that is not read: add
// it to its line.

// field is a column's meaning. Its text is the name the package writes.
type field string

const (
	fieldClass      field = "问题类别"
	fieldProblemNo  field = "问题编号"
	fieldSource     field = "问题来源"
	fieldYear       field = "考核年度"
	fieldProblem    field = "问题表述"
	fieldNo         field = "措施序号"
	fieldText       field = "整改措施"
	fieldTarget     field = "整改目标"
	fieldMetric     field = "量化指标"
	fieldQuarter1   field = "一季度目标"
	fieldQuarter2   field = "二季度目标"
	fieldQuarter3   field = "三季度目标"
	fieldQuarter4   field = "四季度目标"
	fieldLeader     field = "牵头领导"
	fieldForce      field = "专班"
	fieldLeadUnit   field = "牵头单位"
	fieldUnit       field = "责任单位"
	fieldClaimUnit  field = "认领单位"
	fieldCoUnits    field = "配合单位"
	fieldPerson     field = "具体责任人"
	fieldKind       field = "时限类型"
	fieldDeadline   field = "完成时限"
	fieldOriginal   field = "原时限"
	fieldDispatched field = "交办日期"
	fieldClaim      field = "认领情况"
	fieldReason     field = "不认领原因"
	fieldClaimed    field = "认领日期"
	fieldProgress   field = "进展情况"
	fieldPercent    field = "完成进度"
	fieldProgressAt field = "进展日期"
	fieldDone       field = "完成日期"
	fieldSubmitted  field = "自评日期"
	fieldChecked    field = "核验日期"
	fieldSigned     field = "签字日期"
	fieldNotice     field = "公示日期"
	fieldRecognised field = "认定日期"
	fieldClosed     field = "销号日期"
	fieldStatus     field = "整改状态"
	fieldIgnored    field = "" // known, and of no use to the engine

	fieldName      field = "单位名称"
	fieldParent    field = "上级单位"
	fieldUnitKind  field = "类型"
	fieldColumn    field = "统计列"
	fieldPersonal  field = "姓名"
	fieldLogin     field = "账号"
	fieldPostUnit  field = "单位"
	fieldPost      field = "岗位"
	fieldForceName field = "专班名称"
	fieldMembers   field = "成员单位"

	// Names that mean one thing or another, depending on the columns beside
	// them; see settle.
	fieldSerial       field = "序号"
	fieldFinishedTime field = "完成时间"
)

// measureNames are the headers of the ledger itself. Names are compared
// without blanks, line breaks, asterisks and what stands in brackets.
var quarterFields = [4]field{fieldQuarter1, fieldQuarter2, fieldQuarter3, fieldQuarter4}

var measureNames = names(map[field][]string{
	fieldClass:      {"类别", "问题分类", "问题类型", "分类", "问题大类", "类别名称", "任务类别", "行动名称"},
	fieldProblemNo:  {"编号", "问题序号", "问题号", "反馈问题序号", "问题编码", "任务编号"},
	fieldSource:     {"来源", "反馈来源", "反馈单位"},
	fieldYear:       {"年度", "反馈年度", "考核年份"},
	fieldProblem:    {"存在问题", "问题", "反馈问题", "具体问题", "问题内容", "问题描述", "反馈问题内容", "问题清单", "存在的问题", "主要问题", "重点任务"},
	fieldNo:         {"措施编号", "整改措施序号", "整改措施编号", "措施号", "措施编码"},
	fieldText:       {"措施", "具体措施", "整改措施内容", "措施内容", "具体整改措施", "整改举措", "工作举措", "具体任务"},
	fieldTarget:     {"目标", "目标要求", "整改要求", "目标任务", "整改目标要求"},
	fieldMetric:     {"指标", "量化目标", "考核指标", "量化标准"},
	fieldQuarter1:   {"一季度", "第一季度", "一季度节点", "一季度任务"},
	fieldQuarter2:   {"二季度", "第二季度", "二季度节点", "二季度任务"},
	fieldQuarter3:   {"三季度", "第三季度", "三季度节点", "三季度任务"},
	fieldQuarter4:   {"四季度", "第四季度", "四季度节点", "四季度任务"},
	fieldLeader:     {"包抓领导", "责任领导", "市级领导", "牵头厅级领导", "分管领导", "市级牵头领导", "牵头市领导"},
	fieldForce:      {"工作专班", "整改专班", "专班名称", "所属专班", "责任专班"},
	fieldLeadUnit:   {"主办单位", "牵头部门", "市级牵头单位", "牵头责任单位", "主责单位"},
	fieldUnit:       {"承办单位", "整改单位", "责任部门", "承办部门", "落实单位", "整改责任单位", "责任主体", "整改责任主体", "责任县区"},
	fieldClaimUnit:  {"认领部门", "认领县区"},
	fieldCoUnits:    {"协办单位", "配合部门", "协同单位", "协作单位", "配合责任单位", "参与单位"},
	fieldPerson:     {"责任人", "承办人", "经办人", "责任人员", "整改责任人", "直接责任人"},
	fieldKind:       {"时限类别", "整改类型", "整改时限类型"},
	fieldDeadline:   {"整改时限", "办结时限", "完成期限", "整改期限", "办理时限", "销号时限", "计划完成时间", "时限", "时限要求", "截止时间", "截止日期", "要求完成时间", "整改完成时限", "计划完成时限", "办结期限", "限期"},
	fieldOriginal:   {"原定时限", "原完成时限", "原整改时限", "原定完成时限"},
	fieldDispatched: {"交办时间", "下达日期", "下达时间", "分办日期"},
	fieldClaim:      {"是否认领", "认领状态"},
	fieldReason:     {"不适用原因", "未认领原因", "不认领理由"},
	fieldClaimed:    {"认领时间"},
	fieldProgress:   {"进展", "整改进展", "工作进展", "整改情况", "目前进展", "落实情况", "整改落实情况", "整改进展情况", "工作进展情况", "整改成效"},
	fieldPercent:    {"进度", "完成比例", "完成率", "整改进度", "完成百分比", "进度百分比"},
	fieldProgressAt: {"更新日期", "填报日期", "更新时间", "进展更新日期"},
	fieldDone:       {"实际完成时间", "整改完成时间", "实际完成日期", "整改完成日期", "办结日期", "办结时间"},
	fieldSubmitted:  {"自评时间", "自查日期", "自查时间"},
	fieldChecked:    {"核验时间", "核查日期", "核查时间", "验收日期", "验收时间"},
	fieldSigned:     {"签字时间", "领导签字日期", "审签日期"},
	fieldNotice:     {"公示时间", "公示开始日期", "公示起始日期", "公示开始时间"},
	fieldRecognised: {"认定时间"},
	fieldClosed:     {"销号时间"},
	fieldStatus:     {"状态", "完成情况", "办理状态", "整改完成情况", "完成状态", "销号情况", "是否完成"},

	fieldSerial:       nil,
	fieldFinishedTime: nil,
}, "备注", "佐证材料", "灯色", "附件", "联系方式")

var unitNames = names(map[field][]string{
	fieldName:     {"名称"},
	fieldParent:   {"上级", "隶属单位", "主管单位"},
	fieldUnitKind: {"单位类型", "类别", "单位类别"},
	fieldColumn:   {"是否统计列", "列入统计", "统计单位"},

	fieldHouseholds: {"户数", "农户总数"},
}, "序号", "备注")

var personNames = names(map[field][]string{
	fieldPersonal: {"人员", "人员姓名"},
	fieldLogin:    {"帐号", "登录名", "用户名", "登录账号"},
	fieldPostUnit: {"所在单位", "工作单位", "单位名称"},
	fieldPost:     {"角色", "岗位角色"},
	fieldFirstDay: {"任职起", "任职日期", "起"},
	fieldLastDay:  {"任职止", "离任日期", "止"},
}, "序号", "备注", "职务")

var forceNames = names(map[field][]string{
	fieldForceName: {"专班", "工作专班", "整改专班"},
	fieldLeader:    {"组长", "专班组长", "包抓领导", "专班负责人"},
	fieldLeadUnit:  {"牵头部门", "主办单位"},
	fieldMembers:   {"成员", "成员部门", "参与单位"},
}, "序号", "备注")

// sheetLayout is a kind of sheet: its columns, and those without which it is
// not one. The first of must is what the sheet is known by.
type sheetLayout struct {
	kind  SheetKind
	names map[string]field
	known field
	must  []field
}

var layouts = []sheetLayout{
	{SheetMeasures, measureNames, fieldText, []field{fieldClass, fieldProblemNo, fieldProblem, fieldNo, fieldText, fieldUnit, fieldDeadline}},
	{SheetPersons, personNames, fieldLogin, []field{fieldPersonal, fieldLogin, fieldPostUnit, fieldPost}},
	{SheetForces, forceNames, fieldForceName, []field{fieldForceName, fieldMembers}},
	{SheetUnits, unitNames, fieldName, []field{fieldName, fieldParent}},
}

// names turns the table round: from a header as written to its field.
func names(table map[field][]string, ignored ...string) map[string]field {
	m := map[string]field{}
	put := func(name string, f field) {
		if old, twice := m[name]; twice && old != f {
			panic("ledgerfile: header " + name + " stands for two fields")
		}
		m[name] = f
	}
	for f, more := range table {
		put(string(f), f)
		for _, name := range more {
			put(name, f)
		}
	}
	for _, name := range ignored {
		put(name, fieldIgnored)
	}
	return m
}

// synonyms lists the accepted names of a field for a message.
func (l *sheetLayout) synonyms(f field) []string {
	var list []string
	for name, g := range l.names {
		if g == f && name != string(f) {
			list = append(list, name)
		}
	}
	return list
}

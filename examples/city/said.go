package city

// said.go: what invented people say in the demonstration: what a sweep finds, what a
// meeting decides, what an inspector sees. The kinds of problems are the report's, the
// wording is ours.

// Finding is a problem that a county finds against a standard of [Standards].
type Finding struct {
	Standard, Unit   string
	Problem, Measure string
	Days             int  // from today until it shall be put right
	Everywhere       bool // the office makes the other counties look for it too
}

// Findings gives what the sweep has found so far.
func Findings() []Finding {
	return []Finding{
		{"8.1", "原州区", "3 户监测对象家庭成员未参加当年基本医疗保险", "逐户动员参保，落实资助参保政策", 20, true},
		{"10.2", "原州区", "2 户动态新增危房尚未开工改造", "落实施工队伍，年内竣工入住", 35, false},
		{"17.3", "西吉县", "5 笔逾期小额信贷未建立清收台账", "逐笔建账，明确责任人，限期清收", 25, false},
		{"11.3", "西吉县", "2 个村管网故障报修后超过 24 小时未抢修", "配备抢修力量，公布报修电话", 15, false},
		{"16.4", "隆德县", "1 个闲置帮扶车间未制定盘活方案", "对接企业，签订租赁协议", 40, false},
		{"4.2", "泾源县", "7 户人口自然变更未及时录入系统", "集中核对户籍信息，完成录入", 10, true},
		{"23.3", "彭阳县", "2 个驻村工作队工作日志补记", "开展专项检查，纠正补记行为", 12, false},
	}
}

// Answered gives how many of the standards, percent, each county has answered by now.
func Answered() map[string]int {
	return map[string]int{"原州区": 100, "西吉县": 23, "隆德县": 84, "泾源县": 61, "彭阳县": 42}
}

// LookedAt is what a county writes where it found nothing.
const LookedAt = "已逐村逐户核对，未发现问题"

// Analysis is what the month's analysis says, and what it decides.
const (
	Analysis        = "听取防返贫监测、衔接资金支付、小额信贷到期情况汇报，分析当月预警。"
	AnalysisDecides = "逐笔核实逾期小额信贷，月底前报清收方案"
	AnalysisLead    = "西吉县"
)

// OnSite is what the inspector saw at the first tasks of the sample, one after the
// other: verdict, what was seen, and the finding where something is wrong.
func OnSite() []struct{ Verdict, Saw, Finds string } {
	return []struct{ Verdict, Saw, Finds string }{
		{"confirmed", "现场查看 2 个村，入户 6 户，与台账一致", ""},
		{"confirmed", "查阅佐证材料，走访受益群众，属实", ""},
		{"partly", "3 个点位中 1 个尚未完工，台账已填完成", "1 个点位未完工即填报完成，限期整改并更正台账"},
		{"contradicted", "现场未见整改措施落实，群众不知晓", ""},
	}
}

// HandIn is a unit's share of a measure of the plan that it hands in with a file.
type HandIn struct {
	Measure, Unit string
	Task          int
	Text          string
	File, Proof   string // a text file's name and content
	PassedBy      string // the verifier who has looked at it, "" while it waits
	Said          string // what the verifier says
}

// HandIns gives what has been handed in. All are shares of measures about drinking
// water, which the demonstration's verifier and lead leader see to the end.
func HandIns() []HandIn {
	return []HandIn{
		{Measure: "054", Unit: "泾源县", Task: 4, Text: "水压不足的农户已逐户上门检修，结果由户主签字确认。",
			File: "逐户检修情况.txt", Proof: "泾源县供水水压检修情况\n\n应检修 61 户，已检修 61 户，户主签字 61 户，回访满意 60 户。\n不满意的 1 户已加装增压泵，复访满意。\n",
			PassedBy: "shenrunsheng", Said: "抽查 12 户，水压正常，签字属实，建议认定。"},
		{Measure: "057", Unit: "市卫生健康委", Task: 2, Text: "本季度水质检测已完成，结果在村务公开栏公示，不合格的已复检合格。",
			File: "水质检测结果.txt", Proof: "千人以上供水工程水质检测\n\n检测 38 处，合格 36 处；不合格 2 处，七日内整改，复检合格。\n公示照片由各村留存备查。\n"},
	}
}

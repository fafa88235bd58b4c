package city

// tasklist.go: a year's task list of five actions (五大行动) with its quarters,
// invented but for the kinds of figures that the report names.

import (
	"strconv"

	"duban/casework/calendar"
	"duban/ledgerfile"
)

// yearTask is a task of every county, with what each quarter must have come to.
type yearTask struct {
	action, goal, text string
	lead               string
	quarters           [4]string
}

var yearTasks = []yearTask{
	{"防返贫监测帮扶行动", "监测户动态清零", "新识别监测户一户一策制定落实", "市农业农村局", [4]string{"新增户措施落实率达到 90%", "全部落实措施", "完成集中排查", "风险消除率达到 80%"}},
	{"防返贫监测帮扶行动", "低收入农户监测", "新纳入低保户逐户比对", "市民政局", [4]string{"完成一次比对", "完成两次比对", "完成三次比对", "纳入监测比例达到 30%"}},
	{"产业提升行动", "特色产业达产", "肉牛、冷凉蔬菜基地建设", "市农业农村局", [4]string{"项目开工率 60%", "开工率 100%", "完成投资 70%", "全部竣工验收"}},
	{"产业提升行动", "衔接资金支付", "衔接资金支付进度", "市财政局", [4]string{"支付率 20%", "支付率 60%", "支付率 80%", "支付率 95%"}},
	{"就业帮扶行动", "脱贫劳动力务工", "组织外出务工和车间就业", "市人力资源和社会保障局", [4]string{"完成年度任务 70%", "完成 90%", "完成 100%", "稳定就业半年以上 80%"}},
	{"就业帮扶行动", "帮扶车间运行", "帮扶车间带动就业", "市人力资源和社会保障局", [4]string{"开工率 80%", "开工率 95%", "补贴兑现 80%", "补贴全部兑现"}},
	{"移民致富提升行动", "大型移民村后扶", "移民村产业就业全覆盖", "市发展和改革委", [4]string{"摸底完成", "项目落地 50%", "项目落地 100%", "有劳动力家庭至少 1 人就业"}},
	{"乡村建设行动", "饮水安全", "供水管网改造", "市水务局", [4]string{"完成设计", "开工", "完成 70%", "竣工通水"}},
	{"乡村建设行动", "住房安全", "动态新增危房改造", "市住房和城乡建设局", [4]string{"鉴定完成", "开工率 100%", "竣工率 90%", "全部入住"}},
}

// TaskList gives the year's task list: each task is every county's.
func TaskList() *ledgerfile.Plan {
	p := &ledgerfile.Plan{Title: "2022年巩固拓展脱贫攻坚成果重点任务清单", Code: "RWQD-2022", Year: 2022}
	end := calendar.Deadline{Kind: calendar.ByDate, Date: calendar.NewDate(2022, 12, 31)}
	goals := map[string]string{}
	for i, t := range yearTasks {
		if goals[t.goal] == "" {
			goals[t.goal] = strconv.Itoa(len(goals) + 1)
		}
		m := ledgerfile.Measure{No: strconv.Itoa(i + 1), Text: t.text, ProblemNo: goals[t.goal], Problem: t.goal, Class: t.action,
			LeadUnit: t.lead, Quarters: t.quarters, Deadline: end, OriginalDue: end.Date}
		for _, k := range counties {
			m.Shares = append(m.Shares, ledgerfile.Share{Unit: k.name, Deadline: end, OriginalDue: end.Date})
		}
		p.Measures = append(p.Measures, m)
	}
	return p
}

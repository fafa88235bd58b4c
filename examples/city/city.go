// Package city makes the example city in memory: its units and people, and its
// ledger of households at risk with the figures of the half-year report. The
// same call always gives the same city. All persons in it are invented.
package city

import (
	"fmt"

	"duban/casework/calendar"
	"duban/ledgerfile"
)

// The report's figures (households and people).
const (
	taken, takenPeople           = 427, 1718 // taken in during the half year; still monitored
	open, openPeople             = 992, 3925 // monitored, those included
	eliminated, eliminatedPeople = 4626, 18845
)

// AsOf is the day that the example describes: the end of the report's half year.
var AsOf = calendar.NewDate(2022, 6, 30)

// Households gives the household ledger: the half year's 427 or, cumulative, all
// 5,618 that were ever taken in, the 427 among them.
func Households(cumulative bool) *ledgerfile.Households {
	c := newCity()
	h := &ledgerfile.Households{Title: "2022年上半年防返贫监测对象台账", Units: c.units, Persons: c.persons}
	h.Rows = c.group(taken, takenPeople, recent, 0)
	if cumulative {
		h.Title = "防返贫监测对象累计台账"
		h.Rows = append(h.Rows, c.group(open-taken, openPeople-takenPeople, earlier, taken)...)
		h.Rows = append(h.Rows, c.group(eliminated, eliminatedPeople, gone, open)...)
	}
	return h
}

// era says what had become of a household by [AsOf].
type era int

const (
	recent  era = iota // taken in during the half year
	earlier            // taken in before, still monitored
	gone               // eliminated
)

// group makes n households with so many people in all, numbered from first on.
func (c *city) group(n, people int, e era, first int) []ledgerfile.Household {
	sizes := sizesOf(n, people)
	rows := make([]ledgerfile.Household, n)
	for i := range rows {
		rows[i] = c.household(first+i, sizes[i], e)
	}
	return rows
}

// sizesOf spreads people over households like a countryside: mostly four, some
// more, some fewer, adjusted one by one until the sum is right.
func sizesOf(n, people int) []int {
	shape := []int{4, 3, 5, 4, 2, 6, 4, 3, 5, 4}
	sizes, sum := make([]int, n), 0
	for i := range sizes {
		sizes[i] = shape[i%len(shape)]
		sum += sizes[i]
	}
	for i := 0; sum != people; i = (i + 7) % n {
		switch {
		case sum < people && sizes[i] < 7:
			sizes[i]++
			sum++
		case sum > people && sizes[i] > 1:
			sizes[i]--
			sum--
		}
	}
	return sizes
}

var (
	surnames   = []string{"马", "王", "李", "张", "杨", "丁", "海", "虎", "安", "白", "冶", "者", "穆", "罗", "苏", "康", "田", "哈"}
	given      = []string{"建国", "秀英", "志强", "玉兰", "生福", "文华", "进财", "桂花", "有林", "小梅", "占山", "银花", "国栋", "翠萍", "学礼", "淑芳"}
	categories = []string{"unstable", "marginal", "sudden"}
	channels   = []string{"self", "cadre", "screening"}
	risks      = []string{"illness", "disability", "school", "employment", "industry", "accident", "disaster", "housing"}
	relations  = []string{"户主", "配偶", "儿子", "女儿", "母亲", "父亲", "孙子"}
	conditions = []string{"健康", "健康", "长期慢性病", "健康", "大病", "残疾"}
)

func nameOf(n int) string { return surnames[n%len(surnames)] + given[(n/len(surnames)+n)%len(given)] }

// household makes the n-th household of the city.
func (c *city) household(n, people int, e era) ledgerfile.Household {
	v := c.villageOf(n, e)
	entered, left := datesOf(n, e)
	labour := 1 + n%2
	if labour > people {
		labour = people
	}
	if e != gone && n%37 == 5 {
		labour = 0
	}
	h := ledgerfile.Household{
		No: fmt.Sprintf("%s-%05d", v.county.code, n+1), Head: nameOf(n), IDNumber: c.idNumber(v.county.code, n),
		Phone: fmt.Sprintf("1390000%04d", n%10000), Bank: fmt.Sprintf("6229000000%09d", n), People: people, Labour: labour,
		County: v.county.name, Township: v.township, Village: v.name, Group: fmt.Sprintf("%d组", 1+n%5),
		Type: []string{"lifted", "general"}[n%2], Category: categories[n%3], Channel: channels[n%7%3], Clue: entered.AddDays(-14),
		Risks: []string{risks[n%len(risks)]}, Green: n%50 == 7,
		Income: 5200 + n*37%2600, IncomeFrom: entered.AddMonths(-12), IncomeTo: entered.AddDays(-15),
		Education: true, Medical: n%9 != 0, Housing: n%11 != 0, Water: n%13 != 0,
		AuthorisedAt: entered.AddDays(-13), SurveyedAt: entered.AddDays(-13), ComparedAt: entered.AddDays(-11),
		ReviewedAt: entered.AddDays(-9), NoticeFrom: entered.AddDays(-8), NoticeTo: entered.AddDays(-4),
		TownshipAt: entered.AddDays(-2), CountyAt: entered.AddDays(-1), AnnouncedAt: entered, EnteredAt: entered,
		Helper: v.helper, Status: "monitored", Help: c.helpOf(n, v, entered, e),
	}
	if e == recent {
		h.Members = c.members(n, people, labour, h.IDNumber)
	}
	if e == gone {
		h.EliminatedAt, h.Status, h.Mode = left, "eliminated", "help"
		if n%10 == 3 || labour == 0 {
			h.Mode = "natural"
		}
		h.ProposedAt, h.CheckedAt = left.AddDays(-12), left.AddDays(-9)
		h.ElimNoticeFrom, h.ElimNoticeTo = left.AddDays(-8), left.AddDays(-3)
		return h
	}
	h.Visits = visitsOf(n, entered, e)
	return h
}

// datesOf gives when a household was taken in and, if it was, eliminated.
func datesOf(n int, e era) (entered, left calendar.Date) {
	switch e {
	case recent: // January to June
		return calendar.NewDate(2022, 1, 17).AddDays(n * 160 / taken), calendar.Date{}
	case earlier:
		return calendar.NewDate(2021, 7, 5).AddDays(n % 170), calendar.Date{}
	}
	entered = calendar.NewDate(2020, 3, 2).AddDays(n % 500)
	return entered, entered.AddMonths(7).AddDays(n % 90)
}

// visitsOf gives the visits: of the half year's households one a month, of the
// others the last one.
func visitsOf(n int, entered calendar.Date, e era) []ledgerfile.Visit {
	first := entered.AddMonths(1)
	if e == earlier {
		first = calendar.NewDate(2022, 6, 3)
	}
	var out []ledgerfile.Visit
	for day := first.AddDays(n % 9); !day.After(AsOf); day = day.AddMonths(1) {
		out = append(out, ledgerfile.Visit{At: day, By: "", Text: "入户走访，了解生产生活和帮扶措施落实情况"})
	}
	return out
}

// measures are help measures and the department that gives them.
var measures = []struct{ text, department string }{
	{"落实大病救助和医保倾斜报销", "医保局"}, {"协调危房改造补助", "住建局"}, {"安排公益性岗位", "人社局"},
	{"落实教育资助", "教育局"}, {"纳入低保兜底", "民政局"}, {"发放产业到户补助", "农业农村局"}, {"落实残疾人两项补贴", "残联"},
	{"改善入户供水", "水务局"},
}

func (c *city) helpOf(n int, v *village, entered calendar.Date, e era) []ledgerfile.HelpMeasure {
	var out []ledgerfile.HelpMeasure
	for i := range 1 + n%2 {
		m := measures[(n+i*3)%len(measures)]
		help := ledgerfile.HelpMeasure{No: fmt.Sprint(i + 1), Text: m.text, Unit: v.county.name + m.department, PlannedAt: entered.AddDays(3)}
		if landed := entered.AddDays(10 + n%9); (i == 0 || e == gone) && landed.Before(AsOf) {
			help.LandedAt = landed
		}
		out = append(out, help)
	}
	return out
}

func (c *city) members(n, people, labour int, head string) []ledgerfile.Member {
	out := make([]ledgerfile.Member, people)
	for i := range out {
		out[i] = ledgerfile.Member{Name: nameOf(n + i*31), Relation: relations[i], IDNumber: c.idNumber("640400", 100_000+n*10+i),
			Health: conditions[(n+i)%len(conditions)], Labour: i < labour}
	}
	out[0].Name, out[0].IDNumber = nameOf(n), head
	return out
}

// idNumber makes a valid, invented ID number, each once.
func (c *city) idNumber(code string, n int) string {
	born := calendar.NewDate(1950, 1, 1).AddDays(n * 13 % 20_000)
	return ledgerfile.IDNumber(fmt.Sprintf("%s%04d%02d%02d%03d", code, born.Year, int(born.Month), born.Day, n/20_000*97%1000+n%7))
}

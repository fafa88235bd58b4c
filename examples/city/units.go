package city

// units.go: the tree of the city: 5 counties, 62 townships, 807 villages, the
// counties' departments and monitoring offices, and who holds which post.

import (
	"fmt"

	"duban/casework"
	"duban/ledgerfile"
)

// county is a county with its townships; the names are the real ones.
type county struct {
	name, code string
	letter     string // in logins
	townships  []string
}

var counties = []*county{
	{"原州区", "640402", "yz", []string{"三营镇", "官厅镇", "开城镇", "张易镇", "彭堡镇", "头营镇", "黄铎堡镇", "中河乡", "河川乡", "炭山乡", "寨科乡"}},
	{"西吉县", "640422", "xj", []string{"吉强镇", "兴隆镇", "平峰镇", "将台堡镇", "新营乡", "红耀乡", "田坪乡", "马建乡", "震湖乡", "兴平乡",
		"西滩乡", "王民乡", "什字乡", "马莲乡", "硝河乡", "偏城乡", "沙沟乡", "白崖乡", "火石寨乡"}},
	{"隆德县", "640423", "ld", []string{"城关镇", "沙塘镇", "联财镇", "陈靳乡", "好水乡", "观庄乡", "杨河乡", "神林乡", "张程乡", "凤岭乡", "山河乡", "温堡乡", "奠安乡"}},
	{"泾源县", "640424", "jy", []string{"香水镇", "泾河源镇", "六盘山镇", "新民乡", "兴盛乡", "黄花乡", "大湾乡"}},
	{"彭阳县", "640425", "py", []string{"白阳镇", "王洼镇", "古城镇", "红河镇", "新集乡", "城阳乡", "冯庄乡", "小岔乡", "孟塬乡", "罗洼乡", "交岔乡", "草庙乡"}},
}

// villages is how many villages the city has.
const villages = 807

// village is a village with its township, and who helps there.
type village struct {
	name, township string
	county         *county
	households     int
	helper         string
}

// city is the tree as it is built.
type city struct {
	units    []ledgerfile.Unit
	persons  []ledgerfile.Person
	villages []*village
	strained []*village // those with a risk rate above 2 %
	quiet    map[*village]bool
	calm     []*village // those that households are spread over
}

// Villages that stand out: so many have a risk rate above the alarm of 2 %, and
// every so manyth has no monitored household at all.
const (
	strainedVillages = 6
	quietEvery       = 10
)

func newCity() *city {
	c := &city{quiet: map[*village]bool{}}
	number := 0
	for _, k := range counties {
		c.countyUnits(k)
		for t, name := range k.townships {
			full := k.name + name
			c.unit(full, k.name, casework.UnitTownship, 0)
			login := fmt.Sprintf("%s%02d", k.letter, t+1)
			c.person(nameOf(number*3+1), login+".sh", full, "verifier")
			c.person(nameOf(number*3+2), login+".zr", full, "head")
			for v := range villagesOf(number) {
				c.village(k, full, fmt.Sprintf("%s-%02d", login, v+1), v)
			}
			number++
		}
	}
	for i, v := range c.villages {
		switch {
		case i%(villages/strainedVillages) == 17 && len(c.strained) < strainedVillages:
			v.households = 330
			c.strained = append(c.strained, v)
		case i%quietEvery == 3:
			c.quiet[v] = true
		default:
			c.calm = append(c.calm, v)
		}
	}
	for i := range c.units { // the village totals are known now
		if u := &c.units[i]; u.Kind == casework.UnitVillage {
			u.Households = c.byName(u.Name).households
		}
	}
	return c
}

func (c *city) byName(name string) *village {
	for _, v := range c.villages {
		if v.name == name {
			return v
		}
	}
	return nil
}

// villagesOf spreads the villages over the townships.
func villagesOf(township int) int {
	const townships = 62
	n := villages / townships
	if township < villages%townships {
		n++
	}
	return n
}

func (c *city) unit(name, parent string, kind casework.UnitKind, households int) {
	c.units = append(c.units, ledgerfile.Unit{Name: name, Parent: parent, Kind: kind, Column: kind == casework.UnitCounty, Households: households})
}

func (c *city) person(name, login, unit, role string) {
	c.persons = append(c.persons, ledgerfile.Person{Name: name, Login: login, Unit: unit, Role: role})
}

func (c *city) countyUnits(k *county) {
	c.unit(k.name, "", casework.UnitCounty, 0)
	seen := map[string]bool{}
	for i, m := range measures {
		if seen[m.department] {
			continue
		}
		seen[m.department] = true
		c.unit(k.name+m.department, k.name, casework.UnitDepartment, 0)
		c.person(nameOf(500+i), fmt.Sprintf("%s.bm%d", k.letter, i+1), k.name+m.department, "reporter")
	}
	office := k.name + "防返贫监测办公室"
	c.unit(office, k.name, casework.UnitMonitoring, 0)
	for i := range 3 {
		c.person(nameOf(600+i), fmt.Sprintf("%s.jc%d", k.letter, i+1), office, "office")
	}
}

func (c *city) village(k *county, township, login string, n int) {
	i := len(c.villages)
	v := &village{name: fmt.Sprintf("%s%s村", township, villageNames[(i*5+n)%len(villageNames)]), township: township, county: k,
		households: 340 + i*37%320, helper: login + ".bf"}
	if c.byName(v.name) != nil { // two of one name in a township: the second is told apart
		v.name = fmt.Sprintf("%s%s新村", township, villageNames[(i*5+n)%len(villageNames)])
	}
	if c.byName(v.name) != nil {
		v.name = fmt.Sprintf("%s第%d村", township, n+1)
	}
	c.villages = append(c.villages, v)
	c.unit(v.name, township, casework.UnitVillage, v.households)
	c.person(nameOf(i*5+3), login+".sj", v.name, "reporter")
	c.person(nameOf(i*5+4), login+".zr", v.name, "head")
	c.person(nameOf(i*5+5), v.helper, v.name, "helper")
}

var villageNames = []string{"上马泉", "下马泉", "阳洼", "阴洼", "大庄", "后沟", "前川", "红崖", "石碑", "柳沟", "杨岔", "中庄", "东坡", "西坡", "北塬",
	"南塬", "水泉", "榆树", "店子", "堡子", "牛营", "羊圈", "新庄", "老庄", "双井", "石窑", "沙岗", "清水", "白土", "黄泥"}

// perStrained is how many open households each village above the alarm has:
// 8 of 330 are 2.4 %.
const perStrained = 8

// villageOf gives a household its village.
func (c *city) villageOf(n int, e era) *village {
	if e == gone {
		return c.villages[n*7%len(c.villages)]
	}
	if n < strainedVillages*perStrained {
		return c.strained[n%strainedVillages]
	}
	return c.calm[n*11%len(c.calm)]
}

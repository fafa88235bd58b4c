package ledgerfile

// tables.go: the sheets beside the ledger: units, persons, task forces.

import (
	"regexp"
	"strconv"
	"strings"

	"duban/casework"
)

var unitKinds = map[string]casework.UnitKind{
	"领导小组": casework.UnitGroup, "办公室": casework.UnitOffice, "领导小组办公室": casework.UnitOffice, "部门合计": casework.UnitDepartments,
	"部门": casework.UnitDepartment, "市直部门": casework.UnitDepartment, "县区": casework.UnitCounty, "县(区)": casework.UnitCounty, "县（区）": casework.UnitCounty,
	"县": casework.UnitCounty, "区": casework.UnitCounty, "乡镇": casework.UnitTownship, "村": casework.UnitVillage, "行政村": casework.UnitVillage, "其他": casework.UnitOther, "": casework.UnitOther,
	"监测办公室": casework.UnitMonitoring, "防返贫监测办公室": casework.UnitMonitoring,
}

var roles = map[string]casework.PostRole{
	"办公室": casework.PostOffice, "领导小组办公室": casework.PostOffice,
	"牵头领导": casework.PostLeader, "包抓领导": casework.PostLeader, "领导": casework.PostLeader,
	"核验人": casework.PostVerifier, "核验员": casework.PostVerifier,
	"填报人": casework.PostReporter, "填报员": casework.PostReporter, "联络员": casework.PostReporter,
	"单位负责人": casework.PostHead, "负责人": casework.PostHead,
	"督查员": casework.PostInspector, "督查": casework.PostInspector,
	"帮扶责任人": casework.PostHelper,
	"查看":    casework.PostObserver, "观察员": casework.PostObserver,
	"纪检": casework.PostDiscipline, "纪检监察": casework.PostDiscipline,
	"管理员": casework.PostAdministrator, "系统管理员": casework.PostAdministrator,
}

// roleWords and kindWords are what the package writes.
var roleWords = map[string]string{
	string(casework.PostOffice): "办公室", string(casework.PostLeader): "牵头领导", string(casework.PostVerifier): "核验人",
	string(casework.PostReporter): "填报人", string(casework.PostHead): "单位负责人", string(casework.PostInspector): "督查员",
	string(casework.PostHelper): "帮扶责任人", string(casework.PostObserver): "查看", string(casework.PostDiscipline): "纪检",
	string(casework.PostAdministrator): "管理员",
}

var kindWords = map[casework.UnitKind]string{
	casework.UnitGroup: "领导小组", casework.UnitOffice: "办公室", casework.UnitDepartments: "部门合计", casework.UnitDepartment: "部门",
	casework.UnitCounty: "县区", casework.UnitTownship: "乡镇", casework.UnitVillage: "村", casework.UnitOther: "其他", casework.UnitMonitoring: "监测办公室",
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// tables gathers the sheets beside the ledger.
type tables struct {
	plan     *Plan
	findings *collector
	limit    int
	units    map[string]Cell
	forces   map[string]Cell
	posts    map[[4]string]Cell // login, unit, role, first day
	logins   map[string]string  // login to name
	members  int                // of all task forces; bounded
	named    bool               // a person whom a ledger only names has the name as login
}

func newTables(p *Plan, findings *collector, limit int) *tables {
	return &tables{plan: p, findings: findings, limit: limit, units: map[string]Cell{}, forces: map[string]Cell{},
		posts: map[[4]string]Cell{}, logins: map[string]string{}}
}

// require reads names and reports those that are blank.
func (l *line) require(fields ...field) bool {
	ok := true
	for _, f := range fields {
		if l.name(f) == "" {
			l.required(f)
			ok = false
		}
	}
	return ok
}

func (t *tables) unit(l *line) {
	if !l.require(fieldName) {
		return
	}
	u := Unit{Name: l.name(fieldName), Parent: l.name(fieldParent), Cell: l.place(fieldName)}
	kind := l.name(fieldUnitKind)
	k, ok := unitKinds[kind]
	if !ok {
		l.report(Error, "unit_kind_unknown", fieldUnitKind, "领导小组、办公室、部门合计、部门、县区、乡镇、村、其他")
	}
	u.Kind = k
	switch strings.ToUpper(l.name(fieldColumn)) {
	case "是", "√", "Y", "TRUE", "1":
		u.Column = true
	case "", "否", "N", "FALSE", "0", "×":
	default:
		l.report(Error, "yes_no", fieldColumn)
	}
	u.Households = l.count(fieldHouseholds, false)
	if first, twice := t.units[u.Name]; twice {
		l.report(Error, "name_twice", fieldName, u.Name, first.String())
		return
	}
	t.units[u.Name] = u.Cell
	t.plan.Units = append(t.plan.Units, u)
}

func (t *tables) person(l *line) {
	if !l.require(fieldPersonal, fieldLogin, fieldPostUnit, fieldPost) {
		return
	}
	p := Person{Name: l.name(fieldPersonal), Login: strings.ToLower(l.name(fieldLogin)), Unit: l.name(fieldPostUnit), Cell: l.place(fieldPersonal)}
	if named := t.named && p.Login == strings.ToLower(p.Name); !loginForm.MatchString(p.Login) && !named {
		l.report(Error, "login_form", fieldLogin)
		return
	}
	role, ok := roles[l.name(fieldPost)]
	if !ok {
		l.report(Error, "role_unknown", fieldPost, "办公室、牵头领导、核验人、填报人、单位负责人、督查员、帮扶责任人、查看、纪检、管理员")
		return
	}
	p.Role = string(role)
	if name, known := t.logins[p.Login]; known && name != p.Name {
		l.report(Error, "login_of_two", fieldLogin, p.Login, name, p.Name)
		return
	}
	t.logins[p.Login] = p.Name
	p.From, p.To = l.date(fieldFirstDay), l.date(fieldLastDay)
	checkSpan(l, p.From, p.To)
	key := [4]string{p.Login, p.Unit, p.Role, p.From.String()}
	if first, twice := t.posts[key]; twice {
		l.report(Error, "name_twice", fieldLogin, p.Login, first.String())
		return
	}
	t.posts[key] = p.Cell
	t.plan.Persons = append(t.plan.Persons, p)
}

func (t *tables) force(l *line) {
	if !l.require(fieldForceName) {
		return
	}
	f := TaskForce{Name: l.name(fieldForceName), Leader: l.name(fieldLeader), LeadUnit: l.name(fieldLeadUnit),
		Members: l.names(fieldMembers), Cell: l.place(fieldForceName)}
	if first, twice := t.forces[f.Name]; twice {
		l.report(Error, "name_twice", fieldForceName, f.Name, first.String())
		return
	}
	if t.members += len(f.Members); t.members > t.limit {
		t.findings.add(Finding{Code: "too_many_names", Severity: Error, Cell: f.Cell, Args: []string{strconv.Itoa(t.limit)}})
		return
	}
	t.forces[f.Name] = f.Cell
	t.plan.Forces = append(t.plan.Forces, f)
}

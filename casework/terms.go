package casework

// terms.go: the words of the field as types. What they mean stands here once.

// CaseID names a case (督办事项) and, unchanged, its workflow. It is built from
// plan and measure numbers and never holds personal data, because workflow IDs
// are stored in the clear.
type CaseID string

// UnitID names a unit (单位) of the organisation tree.
type UnitID string

// UnitKind says what a unit is.
type UnitKind string

// The kinds of unit.
const (
	UnitGroup       UnitKind = "leading_group"     // 领导小组
	UnitOffice      UnitKind = "office"            // 领导小组办公室
	UnitMonitoring  UnitKind = "monitoring_office" // 县级防返贫监测办公室: serves its county
	UnitDepartments UnitKind = "departments"       // 部门合计: the departments as one column
	UnitDepartment  UnitKind = "department"        // 部门
	UnitCounty      UnitKind = "county"            // 县区
	UnitTownship    UnitKind = "township"          // 乡镇
	UnitVillage     UnitKind = "village"           // 村
	UnitOther       UnitKind = "other"             // 其他
)

// PersonID names a person by login.
type PersonID string

// CommandID is the idempotency key of a command: the same ID never takes
// effect twice on one case.
type CommandID string

// Kind says what is supervised; each kind has policies of its own.
type Kind string

// The kinds.
const (
	KindMeasure   Kind = "measure"   // 整改措施
	KindHousehold Kind = "household" // 监测户
	KindFinding   Kind = "finding"   // 督查发现问题
	KindDirective Kind = "directive" // 交办事项
)

// Stage is one of the four fixed stages of a case, or its end.
type Stage string

// The stages.
const (
	StageAssign    Stage = "assign" // 交办
	StageAct       Stage = "act"    // 整改
	StageVerify    Stage = "verify" // 核验
	StageClose     Stage = "close"  // 销号
	StageClosed    Stage = "closed"
	StageCancelled Stage = "cancelled"
)

// stageOrder ranks the stages; a case is as far as the last of its tasks.
var stageOrder = map[Stage]int{
	StageAssign: 1, StageAct: 2, StageVerify: 3, StageClose: 4, StageClosed: 5, StageCancelled: 5,
}

// StepID names a step: an obligation inside a stage, defined by the policy.
type StepID string

// TaskRole says in which part a unit holds its task.
type TaskRole string

// The roles of tasks.
const (
	RoleLead        TaskRole = "lead"        // 牵头/主办
	RoleResponsible TaskRole = "responsible" // 责任
	RoleCo          TaskRole = "co"          // 配合/协办
	RoleComparison  TaskRole = "comparison"  // 信息比对: a household's data compared by departments
	RoleHelp        TaskRole = "help"        // 帮扶措施: one department's help for a household
)

// TaskRoles lists every role of tasks once.
var TaskRoles = []TaskRole{RoleLead, RoleResponsible, RoleCo, RoleComparison, RoleHelp}

// Urgency sorts matters that somebody gives out by how fast they must be done.
type Urgency string

// The urgencies (急事急办, 一般, 疑难).
const (
	Urgent    Urgency = "urgent"
	Ordinary  Urgency = "ordinary"
	Difficult Urgency = "difficult"
)

// Urgencies lists every urgency once.
var Urgencies = []Urgency{Urgent, Ordinary, Difficult}

// Outcome says how a task ended.
type Outcome string

// The outcomes.
const (
	OutcomeOpen      Outcome = "open"
	OutcomeClosed    Outcome = "closed"    // recognised, or ended its path
	OutcomeExcluded  Outcome = "excluded"  // found not to be the unit's matter, or no household at risk
	OutcomeCancelled Outcome = "cancelled" // the whole case was cancelled, or ended without it
)

// PostRole is what a post (岗位) entitles its holder to within its unit.
type PostRole string

// The roles of posts.
const (
	PostOffice        PostRole = "office"        // 领导小组办公室: dispatches, arbitrates, recognises
	PostLeader        PostRole = "leader"        // 牵头领导
	PostVerifier      PostRole = "verifier"      // 核验人, in a lead unit or task force
	PostReporter      PostRole = "reporter"      // 填报人, in a responsible unit
	PostHead          PostRole = "head"          // 单位负责人
	PostInspector     PostRole = "inspector"     // 督查员
	PostHelper        PostRole = "helper"        // 帮扶责任人
	PostObserver      PostRole = "observer"      // read only: discipline, leaders
	PostDiscipline    PostRole = "discipline"    // 纪检
	PostAdministrator PostRole = "administrator" // runs the system, acts on no case
)

// PostRoles lists every role once, in the order of the documentation.
var PostRoles = []PostRole{
	PostOffice, PostLeader, PostVerifier, PostReporter, PostHead, PostInspector,
	PostHelper, PostObserver, PostDiscipline, PostAdministrator,
}

// Post is one position of a person: a role in a unit. Somebody may act in a post
// that is not their own, as a substitute (代理) or because nobody holds it, or nobody
// who may decide, and they stand above it: see casework/people.
type Post struct {
	Unit   UnitID   `json:"unit"`
	Role   PostRole `json:"role"`
	For    PersonID `json:"for,omitempty"`    // whose post it is, if it is a substitute who acts
	Vacant bool     `json:"vacant,omitempty"` // nobody holds it: who stands above acts in it

	// Recused (回避): whoever holds it had a hand in the extension whose turn it is:
	// who stands above decides that turn in it, and does nothing else. Task is whose, 0 any.
	Recused bool `json:"recused,omitempty"`
	Task    int  `json:"task,omitempty"`
}

// Light is the colour of a clock: how near or how far past its due date.
type Light string

// The lights.
const (
	LightNone   Light = "none" // no deadline runs
	LightGreen  Light = "green"
	LightBlue   Light = "blue"
	LightYellow Light = "yellow"
	LightRed    Light = "red"
)

// lightOrder ranks the lights from calm to late.
var lightOrder = map[Light]int{LightNone: 0, LightGreen: 1, LightBlue: 2, LightYellow: 3, LightRed: 4}

// Worse tells whether l is later than other.
func (l Light) Worse(other Light) bool { return lightOrder[l] > lightOrder[other] }

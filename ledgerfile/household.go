package ledgerfile

// household.go: what a ledger of households at risk (防返贫监测台账) says, as a
// plain tree.

import "duban/casework/calendar"

// Households is a whole household ledger.
type Households struct {
	Title string

	Units   []Unit
	Persons []Person
	Rows    []Household

	Sheets   []SheetReport
	Warnings []Finding
}

// Household is one household's file (一户一档). ID number, phone, bank account
// and health are personal: they are sealed before they reach the ledger.
type Household struct {
	No   string // 户编号
	Head string // 户主

	IDNumber string // 身份证号, GB 11643
	Phone    string
	Bank     string

	People  int // 家庭人口
	Labour  int // 劳动力
	Members []Member

	County   string
	Township string
	Village  string
	Group    string // 村民小组

	Type     string // lifted (脱贫户) or general (一般户)
	Category string // unstable (脱贫不稳定户), marginal (边缘易致贫户), sudden (突发严重困难户)
	Channel  string // self (农户自主申报), cadre (基层干部排查), screening (部门筛查预警)
	Clue     calendar.Date
	Risks    []string // illness school disability disaster accident industry employment housing water
	Green    bool     // 绿色通道

	Income     int // yuan per head in the window
	IncomeFrom calendar.Date
	IncomeTo   calendar.Date

	Education, Medical, Housing, Water bool // 三保障和饮水安全

	AuthorisedAt, SurveyedAt, ComparedAt, ReviewedAt calendar.Date // 授权, 核实, 比对, 评议
	NoticeFrom, NoticeTo                             calendar.Date // 村内公示
	TownshipAt, CountyAt, AnnouncedAt, EnteredAt     calendar.Date // 审核, 审定, 公告, 录入

	Helper string // 帮扶责任人, by login or name
	Help   []HelpMeasure
	Visits []Visit

	ProposedAt, CheckedAt        calendar.Date // 提出消除, 核查
	ElimNoticeFrom, ElimNoticeTo calendar.Date
	EliminatedAt                 calendar.Date // 标注消除
	Mode                         string        // help (帮扶消除) or natural (自然消除)
	ReversedAt                   calendar.Date // 回退

	Status string // identifying, monitored, eliminated
	Row    int    // in the file
}

// Member is one person of a household.
type Member struct {
	Name     string
	Relation string
	IDNumber string
	Health   string
	Labour   bool
}

// HelpMeasure is one help measure (帮扶措施).
type HelpMeasure struct {
	No   string
	Text string
	Unit string // the department

	PlannedAt calendar.Date
	LandedAt  calendar.Date
}

// Visit is one visit (走访).
type Visit struct {
	At   calendar.Date
	By   string
	Text string
}

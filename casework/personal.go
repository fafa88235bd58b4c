package casework

// personal.go: who may read a household's personal data (ID number, phone, bank,
// health), and what of a household may be published.

import (
	"regexp"
	"slices"
	"strings"
)

// personalReaders says by which relation to which task personal data may be
// read. A department that compares data may only while it does.
var personalReaders = []struct {
	role    TaskRole
	holders []Holder
	open    bool // only while the task is open
}{
	{RoleLead, []Holder{HolderHelper, HolderTaskUnit, HolderLeadUnit, HolderOffice}, false},
	{RoleComparison, []Holder{HolderTaskUnit}, true},
}

// AuthorisePersonal finds the post by which somebody may read a household's
// personal data, or refuses with [CodeForbidden]. Every reading, allowed or not,
// goes on record: see the ledger.
func AuthorisePersonal(s *State, by Requester) (Actor, error) {
	for _, rule := range personalReaders {
		for i := range s.Tasks {
			t := &s.Tasks[i]
			if t.Role != rule.role || (rule.open && !t.Open()) {
				continue
			}
			for _, h := range rule.holders {
				if a, ok := holds(h, s, t, by); ok {
					return a, nil
				}
			}
		}
	}
	return Actor{}, forbidden("forbidden.personal", string(by.Person), string(s.Case))
}

// personalEvents hand in what tells of a household's persons.
var personalEvents = []EventType{EventVisited, EventSurveyed, EventCompared, EventLookedBack}

// AuthoriseEvidence refuses with [CodeForbidden] who may see a case and still may
// not look at what an event handed in. What is photographed at a household's home,
// on a visit or when somebody looks back, shows people, papers and how ill somebody
// is; what departments compared (信息比对) says what they own. Both are for those who
// may read their personal data.
func AuthoriseEvidence(s *State, handedIn EventType, by Requester) error {
	if s.Kind != KindHousehold || !slices.Contains(personalEvents, handedIn) {
		return nil
	}
	_, err := AuthorisePersonal(s, by)
	return err
}

// Published is a line of a publication list (公示). It has no field for what may
// not be published, so that no list can hold it; [Publish] is the only way to
// make one.
type Published struct {
	notice   Title
	head     string
	village  string
	people   int
	category string
}

// Publish masks a household for publication in a notice.
func Publish(notice Title, head, village string, people int, category string) Published {
	return Published{notice, MaskName(head), village, people, category}
}

// Notice gives which notice it is: of the listing or of the elimination.
func (p Published) Notice() Title { return p.notice }

// Head gives the head's name, masked.
func (p Published) Head() string { return p.head }

// Village gives the village.
func (p Published) Village() string { return p.village }

// People gives how many people live in the household.
func (p Published) People() int { return p.people }

// Category gives the category of monitoring.
func (p Published) Category() string { return p.category }

// personal finds what looks like an ID number (18 characters, the last perhaps an
// X; 15 in the old form), a bank account (16 to 19 digits, perhaps in groups of
// four) or a mobile phone (11).
var personal = regexp.MustCompile(`(^|[^0-9A-Za-z])([0-9]{17}[0-9Xx]|[0-9]{15,19}|[0-9]{4}(?: [0-9]{4}){3}(?: [0-9]{1,3})?|1[3-9][0-9]{9})($|[^0-9A-Za-z])`)

// NamesNumbers tells whether a text holds somebody's number in the clear: texts
// are read by more people than may read those.
func NamesNumbers(text string) bool { return personal.MatchString(text) }

// MaskNumbers hides such numbers in a text that comes from paper.
func MaskNumbers(text string) string {
	for NamesNumbers(text) { // two numbers may share what is between them
		text = personal.ReplaceAllString(text, "$1***$3")
	}
	return text
}

// compound are surnames of two characters that are met in the region.
var compound = []string{"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"}

// MaskName keeps the surname and hides the rest: 马** for 马晓梅.
func MaskName(name string) string {
	runes := []rune(strings.TrimSpace(name))
	keep := 1
	if len(runes) > 2 && slices.Contains(compound, string(runes[:2])) {
		keep = 2
	}
	if len(runes) <= keep {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[:keep]) + strings.Repeat("*", len(runes)-keep)
}

package ledgerfile

// messages.go: the package's sentences, as the catalogue of words has them.

import (
	"strings"

	"duban/casework/wording"
)

// The parts of a finding, behind its key: what is wrong stands under the key itself.
const (
	partWhat     = ""
	partExpected = ".expected"
	partMend     = ".mend"
)

// language reads zh or en, also as browsers write them; whatever else is Chinese.
func language(lang string) wording.Language {
	if strings.HasPrefix(strings.ToLower(lang), string(wording.English)) {
		return wording.English
	}
	return wording.Chinese
}

// sentence gives one part of a finding; "" where it has none.
func sentence(code, lang, part string, args []string) string {
	key := "finding." + code + part
	if !wording.Has(key) {
		if part == partWhat {
			return code
		}
		return ""
	}
	return wording.Text(language(lang), key, args...)
}

// ReasonText says in zh or en why a sheet or a row was left out.
func ReasonText(reason, lang string) string { return wording.Text(language(lang), reason) }

// statusNames are the states as the package writes them into files.
var statusNames = map[Status]string{
	StatusNew: "未交办", StatusDispatched: "未认领", StatusDeclined: "不适用", StatusClaimed: "已认领", StatusActing: "整改中",
	StatusDone: "已完成", StatusChecked: "已核验", StatusRecognised: "已认定", StatusClosed: "已销号",
}

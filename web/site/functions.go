package site

// functions.go: what templates may call. Sentences come from the catalogue;
// moments are shown in the working calendar's zone.

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/inspection"
	"duban/casework/obligation"
	"duban/casework/round"
	"duban/casework/schedule"
	"duban/casework/wording"
	"duban/engine"
	"duban/schema"
)

// zone is where moments are read: China has one.
var zone = mustZone()

func mustZone() *time.Location {
	z, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic("site: " + err.Error())
	}
	return z
}

func functions(lang wording.Language, a *assets) template.FuncMap {
	say := func(key string, args ...any) string {
		texts := make([]string, len(args))
		for i, arg := range args {
			texts[i] = fmt.Sprint(arg)
		}
		return wording.Text(lang, key, texts...)
	}
	return template.FuncMap{
		"t":     say,
		"asset": a.path,
		// word gives the name of one value of a vocabulary: word "stage" .Stage.
		"word": func(of string, value any) string {
			if text := fmt.Sprint(value); text != "" {
				return say(of + "." + text)
			}
			return ""
		},
		"title":   func(t casework.Title) string { return titleIn(lang, t) },
		"day":     dayText,
		"moment":  momentText,
		"weekday": func(d calendar.Date) int { return int(d.Weekday()) },
		"rate":    func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) + "%" },
		"short":   func(s string) string { return s[:min(8, len(s))] },
		"size":    sizeText,
		"date": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.In(zone).Format(time.DateOnly)
		},
		"stratum":  func(name string) string { return inspection.StratumText(lang, name) },
		"sentence": func(key string, args []string) string { return wording.Text(lang, key, args...) },
		"minutes":  func(d schedule.Duration) string { return strconv.FormatFloat(time.Duration(d).Minutes(), 'f', -1, 64) },
		// limit gives how long a step may take, of either kind of limit.
		"limit": func(v any) string {
			l, _ := v.(casework.StepLimit)
			if plain, ok := v.(calendar.Limit); ok {
				l = asLimit(plain)
			}
			return limitWords(func(key string, args ...string) string { return wording.Text(lang, key, args...) }, l)
		},
		"json": func(v any) (string, error) {
			b, err := json.Marshal(v)
			return string(b), err
		},
		"reason": func(e *casework.Error) string { return e.Text(lang) },
		"name":   name,
		"detail": func(a schema.Access) string { return detailText(lang, a) },
		"roles":  engine.ByRole,
		"few":    few,
		"locked": func(until time.Time) bool { return time.Now().Before(until) },
		"meets":  func(s round.Step) bool { return slices.Contains(round.Meetings, s) },
		"either": func(on bool, v any) any { // v, or nothing
			if on {
				return v
			}
			return nil
		},
		"add":        func(a, b int) int { return a + b },
		"sub":        func(a, b int) int { return a - b },
		"neg":        func(n int) int { return -n },
		"link":       link,
		"spark":      spark,
		"hundredths": func(n int64) string { return strconv.FormatFloat(float64(n)/100, 'f', 2, 64) + "%" },
		"pathseg":    url.PathEscape,
		"yuan":       yuanText,
		"dict":       dict,
		"seq":        func(list ...any) []any { return list },
	}
}

// yuanText gives an amount as people read it: 5,910,000.
func yuanText(a obligation.Amount) string {
	whole, rest, _ := strings.Cut(a.String(), ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if rest != "" {
		return whole + "." + rest
	}
	return whole
}

// name gives what a person or unit is called: name .Persons .ID; the ID itself where
// nobody knows it.
func name(names any, id any) (string, error) {
	key := fmt.Sprint(id)
	var text string
	switch names := names.(type) {
	case map[casework.PersonID]string:
		text = names[casework.PersonID(key)]
	case map[casework.UnitID]string:
		text = names[casework.UnitID(key)]
	default:
		return "", fmt.Errorf("name: %T holds no names", names)
	}
	if text == "" {
		return key, nil
	}
	return text, nil
}

// sizeText gives a file's length as people read it.
func sizeText(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " B"
}

// few gives names to choose from while typing; of a whole city, none: the list would
// weigh more than the page.
func few(names map[casework.PersonID]string) map[casework.PersonID]string {
	const most = 500
	if len(names) > most {
		return nil
	}
	return names
}

func titleIn(lang wording.Language, t casework.Title) string {
	if lang == wording.English {
		return t.En
	}
	return t.Zh
}

func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}

func dayText(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// link gives a path with a query: link "/cases" "unit" .Unit "stage" "act". Empty
// values are left out.
func link(path string, pairs ...any) (string, error) {
	if len(pairs)%2 != 0 {
		return "", fmt.Errorf("link %s: names and values come in pairs", path)
	}
	q := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		if value := fmt.Sprint(pair[1]); value != "" {
			q.Set(fmt.Sprint(pair[0]), value)
		}
	}
	if len(q) == 0 {
		return path, nil
	}
	return path + "?" + q.Encode(), nil
}

// dict gives a part of a page several named values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: names and values come in pairs")
	}
	out := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}

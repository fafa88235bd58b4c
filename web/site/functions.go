package site

// functions.go: what templates may call. Sentences come from the catalogue;
// moments are shown in the working calendar's zone.

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"time"

	"duban/casework"
	"duban/casework/calendar"
	"duban/casework/schedule"
	"duban/casework/wording"
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
		"title": func(t casework.Title) string { return titleIn(lang, t) },
		"day":   dayText,
		"moment": func(t time.Time) string {
			if t.IsZero() {
				return ""
			}
			return t.In(zone).Format("2006-01-02 15:04")
		},
		"weekday": func(d calendar.Date) int { return int(d.Weekday()) },
		"rate":    func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) + "%" },
		"minutes": func(d schedule.Duration) string { return strconv.FormatFloat(time.Duration(d).Minutes(), 'f', -1, 64) },
		// limit gives how long a step may take, of either kind of limit.
		"limit": func(v any) string {
			l, _ := v.(casework.StepLimit)
			if plain, ok := v.(calendar.Limit); ok {
				l = asLimit(plain)
			}
			return limitWords(func(key string, args ...string) string { return wording.Text(lang, key, args...) }, l)
		},
		"short": func(s string) string { return s[:min(8, len(s))] },
		"json": func(v any) (string, error) {
			b, err := json.Marshal(v)
			return string(b), err
		},
		"reason": func(e *casework.Error) string { return e.Text(lang) },
		"sub":    func(a, b int) int { return a - b },
		"neg":    func(n int) int { return -n },
		"link":   link,
		"dict":   dict,
		"seq":    func(list ...any) []any { return list },
	}
}

func titleIn(lang wording.Language, t casework.Title) string {
	if lang == wording.English {
		return t.En
	}
	return t.Zh
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
	for i := 0; i < len(pairs); i += 2 {
		if value := fmt.Sprint(pairs[i+1]); value != "" {
			q.Set(fmt.Sprint(pairs[i]), value)
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

package site

// language.go: which language a reader gets: their account's, else the one chosen
// on this browser, else what the browser asks for, else Chinese.

import (
	"net/http"
	"strings"
	"unicode"

	"duban/casework"
	"duban/casework/wording"
)

// The cookies that remember a browser's choices; they tell nothing about a person.
const (
	cookieLanguage = "lang"
	cookieTheme    = "theme"
)

func languageOf(r *http.Request) wording.Language {
	if c, err := r.Cookie(cookieLanguage); err == nil && knownLanguage(c.Value) {
		return wording.Language(c.Value)
	}
	for _, part := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag := strings.ToLower(strings.TrimSpace(part))
		if strings.HasPrefix(tag, "zh") {
			return wording.Chinese
		}
		if strings.HasPrefix(tag, "en") {
			return wording.English
		}
	}
	return wording.Chinese
}

func knownLanguage(l string) bool {
	return l == string(wording.Chinese) || l == string(wording.English)
}

// themeOf gives how pages look: as the account says, else as this browser does.
func themeOf(r *request) string {
	if r.viewer != nil && r.account.Theme != "" {
		return r.account.Theme
	}
	if c, err := r.Cookie(cookieTheme); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return "auto"
}

// setPreferences keeps language and theme, for the browser and for the account.
func (s *Site) setPreferences(w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return casework.Wrap(casework.CodeInvalid, err, "invalid.form")
	}
	known, err := s.recognise(r)
	if err != nil {
		return err
	}
	keep := func(name, value string) {
		http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by https
			Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
	if l := r.PostForm.Get("lang"); knownLanguage(l) {
		keep(cookieLanguage, l)
		if known {
			if err := s.engine.Ledger.SetLanguage(r.Context(), r.viewer.By.Person, l); err != nil {
				return err
			}
		}
	}
	if t := r.PostForm.Get("theme"); t == "auto" || t == "light" || t == "dark" {
		keep(cookieTheme, t)
		if known {
			if err := s.engine.Ledger.SetTheme(r.Context(), r.viewer.By.Person, t); err != nil {
				return err
			}
		}
	}
	redirect(w, r, localPath(r.PostForm.Get("back")))
	return nil
}

// localPath gives a path of this site, or its first page: nobody is sent elsewhere.
func localPath(path string) string {
	// Browsers drop tabs and line ends from an address, and read a backslash as a
	// slash: "/\t/elsewhere" is another site.
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, "\\") ||
		strings.ContainsFunc(path, unicode.IsControl) {
		return "/"
	}
	return path
}

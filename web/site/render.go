package site

// render.go: templates, parsed once for each language when the program starts.
// A page's file in templates/pages defines "main"; layout.html puts it into the
// frame that all pages share; templates/parts holds what several pages use.

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"

	"duban/casework"
	"duban/casework/wording"
	"duban/engine"
)

//go:embed templates
var templateFiles embed.FS

// templates holds every page in every language.
type templates struct {
	pages map[wording.Language]map[string]*template.Template
	parts map[wording.Language]*template.Template
}

func loadTemplates(a *assets) (*templates, error) {
	t := &templates{pages: map[wording.Language]map[string]*template.Template{}, parts: map[wording.Language]*template.Template{}}
	pages, err := fs.Glob(templateFiles, "templates/pages/*.html")
	if err != nil {
		return nil, err
	}
	for _, lang := range []wording.Language{wording.Chinese, wording.English} {
		shared, err := template.New("").Funcs(functions(lang, a)).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
		if err != nil {
			return nil, fmt.Errorf("templates: %w", err)
		}
		t.parts[lang], t.pages[lang] = shared, map[string]*template.Template{}
		for _, file := range pages {
			page, err := shared.Clone()
			if err == nil {
				page, err = page.ParseFS(templateFiles, file)
			}
			if err != nil {
				return nil, fmt.Errorf("templates: %s: %w", file, err)
			}
			t.pages[lang][strings.TrimSuffix(path.Base(file), ".html")] = page
		}
	}
	return t, nil
}

// view is what a template gets: the frame's part, and the page's own as Body.
type view struct {
	Lang      wording.Language
	Theme     string
	Title     string
	Path      string // of this page, with its query
	Name      string // the reader's; "" before signing in
	Simulates bool   // the reader may simulate rules
	Posts     []casework.Post
	Nav       []navItem
	Notice    string // said once, after an act
	Unread    string // how many notices are unread; "" for none
	Body      any
}

// render writes a page. name is a page's file or, for parts, a defined template;
// titleKey is the page's title in the catalogue.
func (s *Site) render(w http.ResponseWriter, r *request, status int, name, titleKey string, body any) {
	v := view{Lang: r.lang, Theme: themeOf(r), Title: r.say(titleKey), Path: r.URL.RequestURI(), Body: body}
	if r.viewer != nil {
		v.Name, v.Posts, v.Nav = r.account.Name, r.viewer.By.Posts, navOf(r)
		v.Simulates = given(casework.AuthoriseSimulating)(r.viewer)
		v.Notice = told(w, r)
		v.Unread = s.unread(r)
	}
	page, block := s.templates.pages[r.lang][name], "layout"
	if page == nil {
		page, block = s.templates.parts[r.lang], name
	}
	s.write(w, r, status, page, block, v)
}

// unread gives how many notices the reader has not read. A page is shown without.
func (s *Site) unread(r *request) string {
	n, err := r.viewer.CountNotices(r.Context())
	if err != nil {
		s.log.Error("unread notices not counted", "error", err)
	}
	return unreadText(n)
}

func unreadText(n int) string {
	switch {
	case n == 0:
		return ""
	case n >= engine.MostUnread:
		return strconv.Itoa(engine.MostUnread-1) + "+"
	}
	return strconv.Itoa(n)
}

// renderPart writes one defined template of a page, for htmx.
func (s *Site) renderPart(w http.ResponseWriter, r *request, page, block string, body any) {
	v := view{Lang: r.lang, Path: r.URL.RequestURI(), Body: body}
	s.write(w, r, http.StatusOK, s.templates.pages[r.lang][page], block, v)
}

// write runs a template into memory first: half a page is never sent.
func (s *Site) write(w http.ResponseWriter, r *request, status int, page *template.Template, block string, v view) {
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, block, v); err != nil {
		s.log.Error("template", "block", block, "path", r.URL.Path, "error", err)
		http.Error(w, wording.Text(r.lang, "internal.fault"), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // the browser has gone: nobody to tell
}

// cookieNotice carries what the next page says. It is no field of the session: a
// live part of the page that is fetched at the same moment writes the session as it
// was before.
const cookieNotice = "notice"

// notice says something on the next page: after a [redirect].
func (s *Site) notice(r *request, key string, args ...string) { r.told = r.say(key, args...) }

// tell hands a notice to the browser, to be said once and soon.
func tell(w http.ResponseWriter, r *request) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by https
		Name: cookieNotice, Value: base64.RawURLEncoding.EncodeToString([]byte(r.told)), Path: "/", MaxAge: 60,
		Secure: r.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// told takes the notice that this page is to say.
func told(w http.ResponseWriter, r *request) string {
	c, err := r.Cookie(cookieNotice)
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the site is reached by https
		Name: cookieNotice, Path: "/", MaxAge: -1, Secure: r.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(text)
}

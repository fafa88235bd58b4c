// Command screenshots writes a picture of every page, at two widths and in both
// languages, so that somebody looks at each.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"duban/web/webtest"
)

func main() {
	site := flag.String("site", "http://127.0.0.1:8088", "the running site")
	out := flag.String("out", ".tmp/screenshots", "folder for the pictures")
	who := flag.String("as", "", "login:password")
	only := flag.String("only", "", "paths, separated by commas (default: every page)")
	dark := flag.Bool("dark", false, "dark theme")
	one := flag.Bool("zh", false, "Chinese only")
	width := flag.Int64("width", 0, "one screen of this width, instead of a desk and a phone")
	click := flag.String("click", "", "a selector to click before the picture, such as a form to open")
	paper := flag.Bool("print", false, "as printed on A4")
	flag.Parse()
	if *paper && *width == 0 {
		*width = a4
	}
	if err := run(*site, *out, *who, *only, *click, *dark, *one, *paper, *width); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

// page is a page to be looked at: itself, or the first one of a pattern to which it
// leads.
type page struct{ path, leads string }

// pages are all of them. Those that need an ID are found on the page that lists them.
var pages = []page{
	{path: "/"}, {path: "/work"},
	{path: "/cases"}, {path: "/cases/tree"}, {path: "/cases/board"}, {path: "/cases/calendar"}, {path: "/cases/timeline"},
	{"/cases?overdue=1", caseLink}, {"/cases?overdue=1&kind=measure", caseLink}, {"/cases?ended=1&kind=measure&stage=close", caseLink},
	{path: "/matrix"}, {path: "/directives/give"},
	{path: "/households"}, {path: "/households/new"}, {path: "/households/find"}, {"/households", householdLink},
	{path: "/rounds"}, {"/rounds", `/rounds/[0-9-]+`},
	{path: "/inspections"}, {path: "/inspections/new"}, {"/inspections", `/inspections/[^/?#]*[0-9A-Z]+`},
	{path: "/tasklists"}, {"/tasklists", `/tasklists/[^/?#]+`},
	{path: "/sweeps"}, {"/sweeps", `/sweeps/[^/?#]+`},
	{path: "/indicators"}, {path: "/indicators/payment_rate"}, {path: "/indicators/rules"},
	{path: "/obligations"}, {path: "/obligations/new"}, {path: "/obligations/rules"}, {"/obligations", `/obligations/of/[^/?#]+`},
	{path: "/imports"},
	{path: "/rules"}, {path: "/rules/policies/measure/1"}, {path: "/rules/calendar"}, {path: "/rules/schedules"}, {path: "/rules/simulate"},
	{path: "/people"}, {path: "/people/rights"}, {path: "/people/accounts"}, {"/people", `/people/persons/[^/?#]+`},
	{path: "/audit"}, {path: "/audit/organisation"}, {path: "/audit/schedules"}, {path: "/audit/readings"}, {path: "/audit/chains"},
	{path: "/account"}, {path: "/account/tokens"}, {path: "/notices"}, {path: "/webhooks"}, {path: "/api"}, {path: "/nowhere"},
}

const (
	caseLink      = `/cases/[^/?#]*[0-9][^/?#]*`
	householdLink = `/households/[^/?#]*[0-9][^/?#]*`
)

// deeper are pages below those that were found: the address of the one, and what is
// looked for there.
var deeper = []page{
	{caseLink + "$", `/cases/[^/]+/clock/[0-9]+`}, {caseLink + "$", `/cases/[^/]+/papers/[a-z_]+/[^/?#]+`},
	{householdLink + "$", `/households/[^/]+/visit`}, {householdLink + "$", `/households/[^/]+/eliminate`}, {`/households$`, `/households/publication[^.]*`},
	{`/rounds/[0-9-]+$`, `/rounds/[0-9-]+/meetings/[a-z]+`},
	{`/inspections/[^/?#]*[0-9A-Z]+$`, `/inspections/[^/]+/report`}, {`/inspections/[^/?#]*[0-9A-Z]+$`, `/inspections/[^/]+/tasks/.*`},
	{`/sweeps/[^/?#]+$`, `/sweeps/[^/?]+/list.*state=problems.*`}, {`/sweeps/[^/?#]+$`, `/sweeps/[^/?]+/answer.*`},
}

// a4 is how wide a sheet of paper is, in pixels of the web.
const a4 = 794

// camera is one person's screen, and where its pictures go.
type camera struct {
	*webtest.Person

	out, suffix, click string
}

func run(site, out, who, only, click string, dark, one, paper bool, width int64) error {
	if err := os.MkdirAll(out, 0o750); err != nil {
		return err
	}
	b, err := webtest.Launch(context.Background())
	if err != nil {
		return err
	}
	defer b.Close()
	list := pages
	if only != "" {
		list = nil
		for _, path := range strings.Split(only, ",") {
			list = append(list, page{path: path})
		}
	}
	login, password, _ := strings.Cut(who, ":")
	languages := []string{"zh", "en"}
	if one {
		languages = languages[:1]
	}
	looks := map[string]webtest.Look{"desk": webtest.Desk, "phone": webtest.Phone}
	if width > 0 {
		looks = map[string]webtest.Look{fmt.Sprint(width): {Width: width, Height: 800}}
	}
	for _, lang := range languages {
		for name, look := range looks {
			look.Language, look.Dark = lang, dark
			p, err := b.Open(site, look)
			if err != nil {
				return err
			}
			if login != "" {
				if err := p.SignIn(login, password); err != nil {
					return err
				}
			}
			if paper {
				if err := p.Do(emulation.SetEmulatedMedia().WithMedia("print")); err != nil {
					return err
				}
			}
			c := &camera{Person: p, out: out, suffix: "-" + name + "-" + lang + ".png", click: click}
			for _, at := range list {
				if err := c.follow(at, only == ""); err != nil {
					return err
				}
			}
			p.Close()
		}
	}
	return nil
}

// follow pictures a page, or the one to which it leads, and what lies below that.
func (c *camera) follow(at page, down bool) error {
	path := at.path
	if err := c.Visit(path); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if at.leads != "" {
		found, err := c.link(at.leads)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if found == "" {
			fmt.Fprintln(os.Stderr, "nothing like", at.leads, "on", path)
			return nil
		}
		path = found
		if err := c.Visit(path); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	var below []string
	for _, d := range deeper {
		if !down || !regexp.MustCompile("^"+d.path).MatchString(path) {
			continue
		}
		found, err := c.link(d.leads)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if found != "" {
			below = append(below, found)
		}
	}
	for _, one := range append([]string{path}, below...) {
		if err := c.picture(one); err != nil {
			return fmt.Errorf("%s: %w", one, err)
		}
	}
	return nil
}

// link gives the first address on the page that is wholly of a pattern, "" for none.
func (c *camera) link(pattern string) (string, error) {
	var all []string
	err := c.Do(chromedp.Evaluate(`[...document.querySelectorAll("main a[href]")].map(a => a.getAttribute("href"))`, &all))
	re := regexp.MustCompile("^(?:" + pattern + ")$")
	for _, href := range all {
		href, _, _ = strings.Cut(href, "#")
		if re.MatchString(href) {
			return href, err
		}
	}
	return "", err
}

func (c *camera) picture(path string) error {
	if err := c.Visit(path); err != nil {
		return err
	}
	if c.click != "" {
		if err := c.Do(chromedp.Click(c.click, chromedp.ByQuery)); err != nil {
			return err
		}
	}
	// What a page fetches after itself is part of its picture.
	if err := c.Do(chromedp.WaitNotPresent(".htmx-request, .wait", chromedp.ByQuery)); err != nil {
		return err
	}
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("/?&=%", r) {
			return '_'
		}
		return r
	}, path)
	file := filepath.Join(c.out, "p"+strings.Trim(plain, "_")+c.suffix)
	if err := c.Shot(file); err != nil {
		return err
	}
	fmt.Println(file)
	return nil
}

// Command screenshots writes a picture of every page, at two widths and in both
// languages, so that somebody looks at each.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

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
	click := flag.String("click", "", "a selector to click before the picture, such as a form to open")
	flag.Parse()
	if err := run(*site, *out, *who, *only, *click, *dark, *one); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

var pages = []string{"/", "/work", "/cases", "/cases/tree", "/cases/board", "/cases/calendar", "/cases/timeline", "/imports", "/matrix", "/households",
	"/rounds", "/inspections", "/indicators", "/indicators/payment_rate", "/indicators/rules", "/obligations", "/obligations/new", "/sweeps", "/tasklists",
	"/rules", "/rules/policies/measure/1", "/rules/calendar", "/rules/schedules", "/rules/simulate", "/people", "/people/rights",
	"/audit", "/account", "/account/tokens", "/notices", "/webhooks", "/api"}

func run(site, out, who, only, click string, dark, one bool) error {
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
		list = strings.Split(only, ",")
	}
	login, password, _ := strings.Cut(who, ":")
	languages := []string{"zh", "en"}
	if one {
		languages = languages[:1]
	}
	for _, lang := range languages {
		for name, look := range map[string]webtest.Look{"desk": webtest.Desk, "phone": webtest.Phone} {
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
			for _, path := range list {
				if err := p.Visit(path); err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				if click != "" {
					if err := p.Do(chromedp.Click(click, chromedp.ByQuery)); err != nil {
						return fmt.Errorf("%s: %w", path, err)
					}
				}
				file := filepath.Join(out, "p"+strings.Trim(strings.NewReplacer("/", "_", "?", "_", "&", "_", "=", "_").Replace(path), "_")+"-"+name+"-"+lang+".png")
				if err := p.Shot(file); err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				fmt.Println(file)
			}
			p.Close()
		}
	}
	return nil
}

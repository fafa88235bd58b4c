// Package webtest drives the pages in a real browser: Debian's Chromium.
package webtest

// browser.go: a browser, and one person's session in it.

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Browser is a running browser. Make one with [Launch].
type Browser struct {
	ctx    context.Context
	cancel func()
	folder string
}

// Program gives the browser's program, or "" where there is none.
func Program() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Launch starts a browser without a window.
func Launch(ctx context.Context) (*Browser, error) {
	program := Program()
	if program == "" {
		return nil, fmt.Errorf("no Chromium: install it with apt-get install chromium")
	}
	folder, err := os.MkdirTemp("", "duban-browser-")
	if err != nil {
		return nil, err
	}
	opts := append(append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...),
		chromedp.ExecPath(program), chromedp.UserDataDir(folder), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(time.Minute))
	allocated, stop := chromedp.NewExecAllocator(ctx, opts...)
	tab, cancel := chromedp.NewContext(allocated)
	b := &Browser{ctx: tab, folder: folder, cancel: func() { cancel(); stop() }}
	if err := chromedp.Run(tab); err != nil {
		b.Close()
		return nil, fmt.Errorf("browser: %w", err)
	}
	return b, nil
}

// Close ends the browser.
func (b *Browser) Close() {
	b.cancel()
	_ = os.RemoveAll(b.folder) // of the system's temporary folder
}

// Person is one person's session, apart from all others in the browser.
type Person struct {
	ctx    context.Context
	cancel func()
	site   string
}

// Look is how wide somebody's screen is, and what they read.
type Look struct {
	Width, Height int64
	Language      string // zh, en
	Dark          bool
}

// The screens that pages are looked at on.
var (
	Desk  = Look{Width: 1280, Height: 800, Language: "zh"}
	Phone = Look{Width: 360, Height: 740, Language: "zh"}
)

// Open gives a fresh session at a site.
func (b *Browser) Open(site string, look Look) (*Person, error) {
	var tab target.ID
	err := chromedp.Run(b.ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		// Asked of the browser, not of a tab. A window of its own: without one a
		// fresh session has no place for a tab.
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		session, err := target.CreateBrowserContext().Do(ctx)
		if err == nil {
			tab, err = target.CreateTarget("about:blank").WithBrowserContextID(session).WithNewWindow(true).Do(ctx)
		}
		return err
	}))
	if err != nil {
		return nil, fmt.Errorf("browser: a session: %w", err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithTargetID(tab))
	p := &Person{ctx: ctx, cancel: cancel, site: site}
	return p, p.Look(look)
}

// Behind opens a page of the same session in a tab that nobody looks at, as a click
// with the middle button does. The tab is joined once its page has begun: a tab changes its
// process at its first page, and one that is asked in between answers that it has no page, or never.
func (p *Person) Behind(path string) (*Person, error) {
	var tab target.ID
	err := p.Do(chromedp.ActionFunc(func(ctx context.Context) error {
		browser := cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		own, err := target.GetTargetInfo().WithTargetID(chromedp.FromContext(ctx).Target.TargetID).Do(browser)
		if err == nil {
			tab, err = target.CreateTarget(p.site + path).WithBrowserContextID(own.BrowserContextID).WithBackground(true).Do(browser)
		}
		for began := false; err == nil && !began; {
			var shown *target.Info
			if shown, err = target.GetTargetInfo().WithTargetID(tab).Do(browser); err == nil {
				began = strings.HasPrefix(shown.URL, p.site) && shown.Title != "" && !strings.Contains(shown.URL, shown.Title)
			}
			if err == nil && !began {
				err = chromedp.Sleep(20 * time.Millisecond).Do(ctx)
			}
		}
		return err
	}))
	if err != nil {
		return nil, fmt.Errorf("browser: a tab: %w", err)
	}
	ctx, cancel := chromedp.NewContext(p.ctx, chromedp.WithTargetID(tab))
	return &Person{ctx: ctx, cancel: cancel, site: p.site}, nil
}

// Look changes the screen.
func (p *Person) Look(look Look) error {
	theme := "light"
	if look.Dark {
		theme = "dark"
	}
	return chromedp.Run(p.ctx,
		emulation.SetDeviceMetricsOverride(look.Width, look.Height, 1, look.Width < 600),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: theme}, //nolint:misspell // its name
			{Name: "prefers-reduced-motion", Value: "reduce"},
		}),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": look.Language}),
	)
}

// Close ends the session.
func (p *Person) Close() { p.cancel() }

// patience is how long a browser waits for what a page shall show, on a machine that
// runs all tests at once.
const patience = 2 * time.Minute

// Do runs actions, for at most the time that a page may take.
func (p *Person) Do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Visit opens a page of the site.
func (p *Person) Visit(path string) error { return p.Do(chromedp.Navigate(p.site + path)) }

// SignIn comes in by password; it fails with what the page says when it refuses.
func (p *Person) SignIn(login, password string) error {
	var refusal string
	err := p.Do(chromedp.Navigate(p.site+"/sign-in"), chromedp.WaitVisible(`input[name=login]`),
		chromedp.SetValue(`input[name=login]`, login), chromedp.SetValue(`input[name=password]`, password),
		chromedp.Submit(`input[name=password]`),
		// Waited for by selector: a poll in the page would end with the page that it runs in.
		chromedp.WaitVisible(`header.top, .notice.bad`, chromedp.ByQuery),
		chromedp.Evaluate(`(document.querySelector("header.top") && "in") || document.querySelector(".notice.bad").textContent`, &refusal))
	switch {
	case err != nil:
		return fmt.Errorf("%s does not come in: %w", login, err)
	case refusal != "in":
		return fmt.Errorf("%s does not come in: %s", login, refusal)
	}
	return nil
}

// Path gives the path of the page that is shown.
func (p *Person) Path() (string, error) {
	var at string
	if err := p.Do(chromedp.Location(&at)); err != nil {
		return "", err
	}
	u, err := url.Parse(at)
	if err != nil {
		return "", err
	}
	return u.RequestURI(), nil
}

// Text gives what a page shows at a selector.
func (p *Person) Text(selector string) (text string, err error) {
	err = p.Do(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text, err
}

// Shot writes a picture of the whole page.
func (p *Person) Shot(file string) error {
	var picture []byte
	if err := p.Do(chromedp.FullScreenshot(&picture, 100)); err != nil {
		return err
	}
	return os.WriteFile(file, picture, 0o644) //nolint:gosec // a picture to be looked at
}

package webtest

// axe.go: what axe-core finds wrong with a page for people who see, hear or move
// otherwise (WCAG 2.2, levels A and AA).

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed axe-4.14.1.min.js
var axe string

const axeRun = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
	.then(r => r.violations.map(v => ({rule: v.id, help: v.help, nodes: v.nodes.map(n => n.target.join(" ") + " — " + n.failureSummary)})))`

// Barrier is one rule that a page breaks, and where.
type Barrier struct {
	Rule  string   `json:"rule"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// String says what to mend, at the first few places.
func (b Barrier) String() string {
	return fmt.Sprintf("%s: %s (%d)\n  %s", b.Rule, b.Help, len(b.Nodes), strings.Join(b.Nodes[:min(3, len(b.Nodes))], "\n  "))
}

// Barriers looks at the page that is shown.
func (p *Person) Barriers() (found []Barrier, err error) {
	await := func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }
	err = p.Do(chromedp.Evaluate(axe, nil), chromedp.Evaluate(axeRun, &found, await))
	return found, err
}

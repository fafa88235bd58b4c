package site_test

import (
	"os"
	"testing"

	"github.com/chromedp/cdproto/runtime"

	"duban/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) }

// awaited lets a script's promise come true before its value is read.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

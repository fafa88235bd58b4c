package site_test

import (
	"os"
	"testing"

	"duban/web/webtest"
)

func TestMain(m *testing.M) { os.Exit(webtest.Main(m)) }

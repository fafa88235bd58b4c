package main

// The engine's pages in the tree.

import (
	"context"
	"fmt"
	"time"

	"duban/engine"
	"duban/standalone/loopback"
	"duban/standalone/stack"
	"duban/web/server"
)

// defaultWebPort is where people find the pages, if it is free.
const defaultWebPort = 8088

// demoPassword lets every invented person of the demonstration in.
const demoPassword = "make demo 2026"

// startWeb serves the pages in this process. The first start on a folder makes an administrator
// and tells the one-time password; a demonstration opens an account for everybody instead.
func startWeb(ctx context.Context, running *stack.Stack, options upOptions) (stop func(), err error) {
	cfg, err := engine.FromFolder(running.Folder)
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(ctx, cfg, quiet())
	if err != nil {
		return nil, err
	}
	port, err := loopback.Choose("the pages", "--web-port", options.webPort, defaultWebPort)
	if err != nil {
		e.Close()
		return nil, err
	}
	if options.demo {
		err = e.OpenDemoAccounts(ctx, demoPassword, time.Now())
	} else {
		err = tellAdministrator(ctx, e)
	}
	if err != nil {
		e.Close()
		return nil, err
	}
	settings, err := server.FromEnvironment()
	if err != nil {
		e.Close()
		return nil, err
	}
	s, err := server.Start(settings.Options(server.Options{Engine: e, Log: quiet(), Address: loopback.Address(port)}))
	if err != nil {
		e.Close()
		return nil, err
	}
	say("Pages: " + s.URL)
	if options.demo {
		say(fmt.Sprintf("  sign in as one of these, password “%s”:\n"+
			"    zhoushuyi     领导小组办公室 office\n    yuxiaomei     泾源县 responsible unit\n"+
			"    shenrunsheng  饮水安全专班 verifier\n    hongjichuan   市领导 lead leader\n"+
			"    fenglicheng   督查员 inspector\n    suxiaotang    管理员 administrator", demoPassword))
	}
	return func() { _ = s.Stop(); e.Close() }, running.ServesWeb(s.URL)
}

func tellAdministrator(ctx context.Context, e *engine.Engine) error {
	password, err := e.EnsureAdministrator(ctx, time.Now())
	if err == nil && password != "" {
		say(fmt.Sprintf("First sign-in: %s, one-time password %s (told only now)", engine.FirstAdministrator, password))
	}
	return err
}

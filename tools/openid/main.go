// Command openid is an OpenID provider for tests: it knows two users and one client,
// and prints its address. It is the example provider of zitadel/oidc, a certified
// implementation; a module of its own, so that nothing of it is in duban.
package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

// The client, and how long somebody may take to connect.
const (
	client  = "duban"
	secret  = "a secret of tests"
	headers = 10 * time.Second
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: openid REDIRECT_URL")
		os.Exit(1)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "openid:", err)
		os.Exit(1)
	}
	issuer := "http://" + listener.Addr().String()
	storage.RegisterClients(storage.WebClient(client, secret, os.Args[1]))
	store := storage.NewStorage(storage.NewUserStore(issuer))
	handler := exampleop.SetupServer(issuer, store, slog.New(slog.DiscardHandler), false)
	fmt.Println(issuer)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headers}
	fmt.Fprintln(os.Stderr, "openid:", server.Serve(listener))
	os.Exit(1)
}

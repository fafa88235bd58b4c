// Command s3 is an S3 server for tests: Versity's gateway over a folder, in which
// each folder is a bucket. It prints its address. A module of its own, so that
// nothing of it is in duban.
package main

import (
	"fmt"
	"net"
	"os"

	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3api"
	"github.com/versity/versitygw/s3api/middlewares"
)

// The one account, and its region.
const (
	access = "duban"
	secret = "a secret of tests"
	region = "us-east-1"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: s3 BUCKETS_FOLDER METADATA_FOLDER")
		os.Exit(1)
	}
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "s3:", err)
		os.Exit(1)
	}
}

func serve(buckets, metadata string) error {
	// What objects are described by lies in files of their own: not every temporary folder
	// takes extended attributes.
	beside, err := meta.NewSideCar(metadata)
	if err != nil {
		return err
	}
	folder, err := posix.New(buckets, beside, posix.PosixOpts{SideCarDir: metadata})
	if err != nil {
		return err
	}
	// The gateway does not tell which port it took, so a free one is looked for.
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		return err
	}
	root := auth.Account{Access: access, Secret: secret, Role: auth.RoleAdmin}
	server, err := s3api.New(folder, middlewares.RootUserConfig{Access: access, Secret: secret}, region, auth.NewIAMServiceSingle(root),
		nil, nil, nil, nil, s3api.WithQuiet(), s3api.WithKeepAlive(), s3api.WithConcurrencyLimiter(1000, 1000),
		s3api.WithOnListen(func() { fmt.Println("http://" + address) }))
	if err != nil {
		return err
	}
	return server.ServeMultiPort([]string{address})
}

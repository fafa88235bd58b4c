// Command generate prints the API's description for the client's generator, which
// knows OpenAPI 3.0 best: `go run ./web/api/generate > openapi.json`.
package main

import (
	"fmt"
	"os"

	"duban/web/api"
)

func main() {
	doc, err := api.Document()
	if err == nil {
		var text []byte
		if text, err = doc.Downgrade(); err == nil {
			_, err = os.Stdout.Write(text)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

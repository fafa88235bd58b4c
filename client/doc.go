// Package client asks the API of a duban server. Types and calls in client.gen.go
// are generated from the API's own description; what stands beside them makes a
// client, waits when the server asks to, and gives refusals as errors.
//
//	c, err := client.Dial("https://duban.example.org", token, client.Options{})
//	res, err := c.GetCaseWithResponse(ctx, "2021-001")
//	if err == nil {
//		err = client.Check(res.HTTPResponse, res.Body)
//	}
package client

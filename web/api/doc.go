// Package api is what programs see: /api/v1, described by an OpenAPI 3.1 document
// that is generated from the types here. A program comes in with a person's token
// and sees and acts through the same [engine.Viewer] as the pages do: a token
// narrows what the person may, it never widens it.
//
// Handlers read what was asked, ask the viewer, and give a document. They hold no
// rule, no SQL and no sentence.
package api

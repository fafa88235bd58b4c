// Package site is what people see in a browser: pages rendered on the server,
// refreshed in part by htmx, in Chinese and English. One file a matter holds its
// handlers; templates stand in templates/, what browsers fetch in static/, all
// embedded and checked when the program starts.
//
// Handlers parse, ask an [engine.Viewer], and render or redirect. They hold no
// rule, no SQL and no sentence.
package site

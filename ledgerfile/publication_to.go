package ledgerfile

import (
	"io"

	"duban/casework"
)

// WritePublicationTo writes the list of [WritePublication] to where a browser
// takes it from.
func WritePublicationTo(w io.Writer, title string, list []casework.Published) error {
	l := listOf("公示名单", publicationColumns, list)
	l.title = title
	return writeBook(w, title, l)
}

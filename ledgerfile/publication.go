package ledgerfile

// publication.go: the list that is put up for a public notice. It is written from
// [casework.Published] alone, which has no field for what may not be published.

import (
	"io"
	"strconv"

	"duban/casework"
)

var publicationColumns = []tableColumn[casework.Published]{
	{field: "公示事项", width: 14, write: func(p *casework.Published) string { return p.Notice().Zh }},
	{field: "户主", width: 12, write: func(p *casework.Published) string { return p.Head() }},
	{field: "所在村", width: 34, write: func(p *casework.Published) string { return p.Village() }},
	{field: "家庭人口", width: 12, write: func(p *casework.Published) string { return strconv.Itoa(p.People()) }},
	{field: "监测类别", width: 20, write: func(p *casework.Published) string { return wordOf(categories, p.Category()) }},
}

// WritePublication writes the list for a public notice (公示名单).
func WritePublication(path, title string, list []casework.Published) error {
	l := listOf("公示名单", publicationColumns, list)
	l.title = title
	return writeFile(path, func(w io.Writer) error { return writeBook(w, title, l) })
}

package ledgerfile

// container_test.go: bounds that the standard library may hold as well, proved
// without it.

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPartIsReadNoFurtherThanItDeclares(t *testing.T) {
	t.Parallel()
	p := &partReader{in: io.NopCloser(strings.NewReader(strings.Repeat("<a/>", 10_000))), left: 100, name: "x"}
	_, err := io.ReadAll(p)
	var no *refusal
	require.ErrorAs(t, err, &no)
	require.Equal(t, "file_size_lie", no.Code)
}

func TestDirectoryIsBoundedBeforeItIsRead(t *testing.T) {
	t.Parallel()
	var many []part
	for i := range 30_000 {
		many = append(many, part{fmt.Sprintf("x/%d", i), ""})
	}
	b := raw(t, "", many...)
	err := checkDirectory(bytes.NewReader(b), int64(len(b)))
	require.ErrorContains(t, err, "部件太多")
}

// A comment that looks like another end of the directory leads readers to
// different tables of contents.
func TestSecondDirectoryInACommentIsTurnedDown(t *testing.T) {
	t.Parallel()
	b := raw(t, rawHeader)
	end := bytes.Clone(b[len(b)-22:])
	b[len(b)-2] = byte(len(end)) // the comment's length
	b = append(b, end...)
	f := mustFail(t, b)
	require.Equal(t, "file_damaged", f.List[0].Code)
	require.Contains(t, f.Text("en"), "two ends of directory")
}

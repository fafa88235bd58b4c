package ledgerfile

// helpers_test.go: workbooks made for tests, tidy ones and raw ones.

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"duban/casework/calendar"
)

func date(y, m, d int) calendar.Date { return calendar.NewDate(y, time.Month(m), d) }

// grid makes a workbook of one sheet from rows of values; change may touch it
// up before it is written.
func grid(tb testing.TB, rows [][]any, change func(*excelize.File)) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, values := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(tb, err)
		require.NoError(tb, f.SetSheetRow("Sheet1", at, &values))
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	_, err := f.WriteTo(&b)
	require.NoError(tb, err)
	return b.Bytes()
}

func readBytes(b []byte, opt Options) (*Plan, error) {
	return ReadFrom(bytes.NewReader(b), int64(len(b)), opt)
}

// mustRead reads a workbook that has to be good.
func mustRead(tb testing.TB, b []byte, opt Options) *Plan {
	tb.Helper()
	p, err := readBytes(b, opt)
	require.NoError(tb, err)
	return p
}

// mustFail reads a workbook that has to be turned down and gives its findings.
func mustFail(tb testing.TB, b []byte) *Findings {
	tb.Helper()
	p, err := readBytes(b, Options{})
	require.Nil(tb, p)
	var f *Findings
	require.ErrorAs(tb, err, &f)
	for _, one := range f.List {
		for _, lang := range []string{"zh", "en"} {
			require.NotEqual(tb, one.Code, one.What(lang), "no sentence")
			require.NotContains(tb, one.Text(lang), "{", "an argument is missing: %s", one.Text(lang))
		}
	}
	return f
}

func codes(list []Finding) []string {
	var c []string
	for _, f := range list {
		c = append(c, f.Code)
	}
	return c
}

// part is a part of a raw workbook.
type part struct{ name, content string }

const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	mainType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	relBase  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

func typesPart(kind string) part {
	return part{"[Content_Types].xml", xmlHead + `<Types><Override PartName="/xl/workbook.xml" ContentType="` + kind + `"/></Types>`}
}

// rawParts gives the parts of the smallest workbook round a sheet's rows.
func rawParts(sheetData string) []part {
	return []part{
		typesPart(mainType),
		{"_rels/.rels", xmlHead + `<Relationships><Relationship Id="rId1" Type="` + relBase + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns:r="` + relBase + `"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships><Relationship Id="rId1" Type="` + relBase + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relBase + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", xmlHead + `<worksheet><sheetData>` + sheetData + `</sheetData></worksheet>`},
	}
}

func zipParts(tb testing.TB, parts []part) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		require.NoError(tb, err)
		_, err = w.Write([]byte(p.content))
		require.NoError(tb, err)
	}
	require.NoError(tb, z.Close())
	return b.Bytes()
}

func raw(tb testing.TB, sheetData string, more ...part) []byte {
	tb.Helper()
	return zipParts(tb, append(rawParts(sheetData), more...))
}

// rawRow is a row of inline texts.
func rawRow(cells ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, c := range cells {
		b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	b.WriteString("</row>")
	return b.String()
}

var rawHeader = rawRow("问题类别", "问题编号", "问题表述", "措施序号", "整改措施", "责任单位", "完成时限")

package ledgerfile

// fuzz_test.go: no sheet, however mangled, makes reading fail otherwise than
// by findings.

import (
	"errors"
	"testing"
)

func FuzzSheet(f *testing.F) {
	row := rawRow("责任落实", "1", "问题", "1", "措施", "西吉县、原州区", "2022年6月底")
	f.Add(rawHeader + row)
	f.Add(rawHeader + row + `<row r="9"><c r="B9" t="s"><v>0</v></c><c r="G9" s="1"><v>44742</v></c></row>`)
	f.Add(rawHeader + `<row r="2" ><c r="A2"><f>1</f></c></row></sheetData><mergeCells><mergeCell ref="A1:A9"/><mergeCell ref="B1:G1"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		p, err := readBytes(raw(t, sheet, part{"xl/sharedStrings.xml", "<sst><si><t>一</t></si></sst>"}), Options{})
		var findings *Findings
		if (p == nil) != errors.As(err, &findings) {
			t.Fatalf("plan %v, error %v", p, err)
		}
		if findings != nil {
			_, _ = findings.Text("zh"), findings.Text("en")
		}
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add(raw(f, rawHeader))
	f.Add(grid(f, [][]any{header(), good()}, nil))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := readBytes(file, Options{Limits: Limits{InflatedBytes: 1 << 20}})
		var findings *Findings
		if (p == nil) != errors.As(err, &findings) {
			t.Fatalf("plan %v, error %v", p, err)
		}
	})
}

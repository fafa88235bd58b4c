package ledgerfile

// hostile_test.go: files made to take memory, time or control. Each is built
// here, turned down, and watched while it is.

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHostileFilesAreTurnedDownWithinBounds(t *testing.T) {
	noise := func(w io.Writer) { // does not compress, so that no ratio gives it away
		for i := range 40_000 {
			_, _ = io.WriteString(w, `<row><c t="inlineStr"><is><t>`)
			random(w, 64, uint64(i))
			_, _ = io.WriteString(w, `</t></is></c></row>`)
		}
	}
	for name, c := range map[string]struct {
		code string
		file func() []byte
	}{
		"a zip bomb": {"file_bomb", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: sheetOf(repeat("<row><c><v>1</v></c></row>", 11_000_000))})
		}},
		"a part packed a thousandfold": {"file_bomb_ratio", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: sheetOf(repeat("<row/>", 2_000_000))})
		}},
		"many parts that are too large only together": {"file_bomb", func() []byte {
			var many []part
			for i := range 9 {
				many = append(many, part{fmt.Sprintf("xl/media/%d.png", i), strings.Repeat("a", 900_000)})
			}
			return declareTotal(t, raw(t, rawHeader, many...))
		}},
		"a part that lies about its size": {"file_damaged|file_size_lie", func() []byte {
			b := zipEntries(t, frame(), entry{name: sheetName, fill: sheetOf(noise)})
			return declare(t, b, sheetName, 1000)
		}},
		"a million rows": {"file_too_many_rows", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: sheetOf(func(w io.Writer) {
				_, _ = io.WriteString(w, rawHeader)
				for i := range 1_000_000 {
					_, _ = fmt.Fprintf(w, `<row r="%d"><c t="inlineStr"><is><t>%x</t></is></c></row>`, i+2, uint64(i)*2654435761)
				}
			})})
		}},
		"a million blank rows": {"file_too_many_rows", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: sheetOf(func(w io.Writer) {
				for i := range 1_000_000 {
					_, _ = fmt.Fprintf(w, `<row r="%d" ht="%d"/>`, i+1, uint64(i)*2654435761%100)
				}
			})})
		}},
		"blank cells without end": {"file_too_many_cells", func() []byte {
			blanks := strings.Repeat(`<c s="1"/>`, 85)
			return zipEntries(t, frame(), entry{name: sheetName, fill: sheetOf(func(w io.Writer) {
				for i := range 190_000 {
					_, _ = fmt.Fprintf(w, `<row ht="%x">%s</row>`, uint64(i)*2654435761, blanks)
				}
			})})
		}},
		"columns without end": {"file_too_many_columns", func() []byte {
			return raw(t, "<row>"+strings.Repeat("<c><v>1</v></c>", 16384)+"</row>")
		}},
		"a column that does not exist": {"file_damaged", func() []byte {
			return raw(t, `<row><c r="ZZZZ1"><v>1</v></c></row>`)
		}},
		"sheets without end": {"file_too_many_sheets", func() []byte {
			parts, sheets, rels := rawParts(""), "", ""
			for i := range 500 {
				sheets += fmt.Sprintf(`<sheet name="a" r:id="r%d"/>`, i)
				rels += fmt.Sprintf(`<Relationship Id="r%d" Type="%s/worksheet" Target="s%d.xml"/>`, i, relBase, i)
				parts = append(parts, part{fmt.Sprintf("xl/s%d.xml", i), "<worksheet/>"})
			}
			parts[2].content = `<workbook><sheets>` + sheets + `</sheets></workbook>`
			parts[3].content = `<Relationships>` + rels + `</Relationships>`
			return zipParts(t, parts)
		}},
		"one sheet read over and over": {"file_damaged", func() []byte {
			parts := rawParts("")
			parts[2].content = `<workbook><sheets>` + strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 50) + `</sheets></workbook>`
			return zipParts(t, parts)
		}},
		"shared strings without end": {"file_too_many_strings", func() []byte {
			return zipEntries(t, rawParts(rawHeader), entry{name: "xl/sharedStrings.xml", fill: func(w io.Writer) {
				_, _ = io.WriteString(w, "<sst>")
				for i := range 1_200_000 {
					_, _ = fmt.Fprintf(w, "<si><t>%x</t></si>", uint64(i)*2654435761)
				}
				_, _ = io.WriteString(w, "</sst>")
			}})
		}},
		"merges without end": {"file_too_many_merges", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: func(w io.Writer) {
				_, _ = io.WriteString(w, "<worksheet><sheetData/><mergeCells>")
				for i := range 1_200_000 {
					_, _ = fmt.Fprintf(w, `<mergeCell ref="A%d:XFD%d"/>`, i%1_000_000+1, (i*7919)%1_000_000+1)
				}
				_, _ = io.WriteString(w, `<mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`)
			}})
		}},
		"archive parts without end": {"file_too_many_parts", func() []byte {
			var many []part
			for i := range 70_000 {
				many = append(many, part{fmt.Sprintf("x/%d", i), ""})
			}
			return raw(t, "", many...)
		}},
		"a few thousand archive parts": {"file_too_many_parts", func() []byte {
			var many []part
			for i := range 3000 {
				many = append(many, part{fmt.Sprintf("x/%d", i), ""})
			}
			return raw(t, "", many...)
		}},
		"more than the limit on disk": {"file_too_large", func() []byte {
			return make([]byte, 33<<20)
		}},
		"billion laughs": {"file_doctype", func() []byte {
			dtd := `<!DOCTYPE x [<!ENTITY a "ha">`
			for c := 'b'; c < 'l'; c++ {
				dtd += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
			}
			parts := rawParts("")
			parts[4].content = dtd + `]><worksheet><sheetData><row><c t="inlineStr"><is><t>&k;</t></is></c></row></sheetData></worksheet>`
			return zipParts(t, parts)
		}},
		"an entity nobody declared": {"file_damaged", func() []byte { return raw(t, rawRow("&k;")) }},
		"an entity that reads a file": {"file_doctype", func() []byte {
			parts := rawParts("")
			parts[2].content = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + parts[2].content
			return zipParts(t, parts)
		}},
		"tags nested without end": {"file_deep", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: repeat("<row>", 200_000)})
		}},
		"one tag without end": {"file_long_token|file_bomb_ratio", func() []byte {
			return zipEntries(t, frame(), entry{name: sheetName, fill: func(w io.Writer) {
				_, _ = io.WriteString(w, `<worksheet><sheetData><row><c t="inlineStr"><is><t>`)
				for i := range 100 {
					random(w, 64<<10, uint64(i))
				}
			}})
		}},
		"a cell longer than a cell": {"text_too_long", func() []byte {
			return raw(t, rawHeader+rawRow("责任落实", "1", "问题", "1", strings.Repeat("长", 40_000), "西吉县", "2022年6月30日"))
		}},
		"thousands of units in one cell": {"too_many_names", func() []byte {
			return raw(t, rawHeader+strings.Repeat(rawRow("责任落实", "1", "问题", "1", "措施", strings.Repeat("县、", 10_000), "2022年6月30日"), 10))
		}},
		"more shares than a plan can have": {"file_too_many_shares", func() []byte {
			units := ""
			for i := range 200 {
				units += fmt.Sprintf("县%d、", i)
			}
			return zipEntries(t, append(frame(), part{"xl/sharedStrings.xml", "<sst><si><t>" + units + "</t></si></sst>"}),
				entry{name: sheetName, fill: sheetOf(func(w io.Writer) {
					_, _ = io.WriteString(w, rawHeader)
					for i := range 100_000 {
						_, _ = fmt.Fprintf(w, `<row><c t="inlineStr"><is><t>类</t></is></c><c><v>%d</v></c><c t="inlineStr"><is><t>%x</t></is></c><c><v>%d</v></c><c t="inlineStr"><is><t>措施</t></is></c><c t="s"><v>0</v></c><c t="inlineStr"><is><t>立行立改</t></is></c></row>`, i, uint64(i)*2654435761, i)
					}
				})})
		}},
		"more progress than anybody reports": {"file_too_many_shares", func() []byte {
			return amplified(t, "进展情况", strings.Repeat("1%：x\n", 190))
		}},
		"units named over and over": {"file_too_many_shares", func() []byte {
			names := ""
			for i := range 190 {
				names += fmt.Sprintf("县%d、", i)
			}
			return amplified(t, "认领单位", names)
		}},
		"co-units named over and over": {"file_too_many_shares", func() []byte {
			names := ""
			for i := range 190 {
				names += fmt.Sprintf("县%d、", i)
			}
			return amplified(t, "配合单位", names)
		}},
		"macros by part": {"file_macros", func() []byte { return raw(t, rawHeader, part{"xl/vbaProject.bin", "x"}) }},
		"macros by type": {"file_macros", func() []byte {
			parts := rawParts(rawHeader)
			parts[0] = typesPart("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
			return zipParts(t, parts)
		}},
		"old macro sheets":     {"file_macros", func() []byte { return raw(t, rawHeader, part{"xl/macrosheets/sheet1.xml", "<x/>"}) }},
		"an external workbook": {"file_external_link", func() []byte { return raw(t, rawHeader, part{"xl/externalLinks/externalLink1.xml", "<externalLink/>"}) }},
		"a remote template": {"file_external_link", func() []byte {
			return raw(t, rawHeader, part{"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="rId9" Type="` + relBase + `/attachedTemplate" Target="http://example.org/t" TargetMode="External"/></Relationships>`})
		}},
		"a data connection":  {"file_external_link", func() []byte { return raw(t, rawHeader, part{"xl/connections.xml", "<connections/>"}) }},
		"an embedded object": {"file_embedded", func() []byte { return raw(t, rawHeader, part{"xl/embeddings/oleObject1.bin", "x"}) }},
		"a control":          {"file_embedded", func() []byte { return raw(t, rawHeader, part{"xl/activeX/activeX1.xml", "<x/>"}) }},
		"a binary workbook": {"file_binary_workbook", func() []byte {
			parts := rawParts(rawHeader)
			parts[0] = typesPart("application/vnd.ms-excel.sheet.binary.macroEnabled.main")
			return zipParts(t, parts)
		}},
		"an old or encrypted workbook": {"file_ole", func() []byte { return append(append([]byte{}, oleMagic...), make([]byte, 4096)...) }},
		"an encrypted archive":         {"file_encrypted", func() []byte { return setFlag(t, raw(t, rawHeader), 1) }},
		"a web page named xlsx":        {"file_not_workbook", func() []byte { return []byte("<html><table></table></html>") }},
		"an empty file":                {"file_not_workbook", func() []byte { return nil }},
		"another archive":              {"file_damaged", func() []byte { return zipParts(t, []part{{"a.txt", "a"}}) }},
		"half a file": {"file_damaged", func() []byte {
			b := raw(t, rawHeader)
			return b[:len(b)/2]
		}},
		"a part twice": {"file_damaged", func() []byte { return raw(t, rawHeader, part{sheetName, "<worksheet/>"}) }},
		"a directory in front of the directory": {"file_damaged", func() []byte {
			b := raw(t, rawHeader)
			binary.LittleEndian.PutUint32(b[len(b)-10:], 7)
			return b
		}},
		"a formula": {"formula", func() []byte {
			return raw(t, rawHeader+`<row r="2"><c r="A2"><f>HYPERLINK("http://example.org")</f><v>1</v></c></row>`)
		}},
		"a formula shared by cells": {"formula", func() []byte {
			return raw(t, rawHeader+`<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>`)
		}},
		"a command as text": {"dde_text", func() []byte {
			return raw(t, rawHeader+rawRow("=cmd|' /C calc'!A0", "1", "问题", "1", "措施", "西吉县", "立行立改"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			file := c.file()
			var f *Findings
			start := time.Now()
			peak := peakDuring(func() { f = mustFail(t, file) })
			took := time.Since(start)
			require.Contains(t, strings.Split(c.code, "|"), f.List[0].Code, f.Text("en"))
			require.Equal(t, strings.HasPrefix(f.List[0].Code, "file_"), f.Refused())
			t.Logf("%-24s %6.1f MiB on disk, %4d MiB at the peak, %v", f.List[0].Code, float64(len(file))/(1<<20), peak>>20, took.Round(time.Millisecond))
			require.Less(t, peak, int64(250<<20))
			require.Less(t, took, 20*time.Second)
		})
	}
}

package ledgerfile

// speed_test.go: a province's ledger is read in seconds.

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"duban/casework/calendar"
)

// bigPlan is a plan of n measures with six responsible units each.
func bigPlan(n int) *Plan {
	p := &Plan{Title: "大台账", Code: "BIG", Year: 2022, AsOf: date(2022, 5, 31)}
	for i := range n {
		m := Measure{No: fmt.Sprint(i + 1), ProblemNo: fmt.Sprint(i/2 + 1), Class: fmt.Sprintf("第%d类", i/100),
			Problem:  fmt.Sprintf("第%d个问题：部分村干部对防返贫监测政策掌握不全面，入户核实不及时。", i/2+1),
			Text:     fmt.Sprintf("措施%d：举办政策培训12期，覆盖807个村的村干部和驻村工作队员，逐人测试，合格率不低于95%%。", i+1),
			Deadline: calendar.Deadline{Kind: calendar.ByDate, Date: date(2022, 6, 30)}}
		for u := range 6 {
			m.Shares = append(m.Shares, Share{Unit: fmt.Sprintf("单位%d", u), Deadline: m.Deadline, Claim: Claimed,
				DispatchedAt: date(2022, 4, 1), ClaimedAt: date(2022, 4, 6),
				Progress: []Progress{{Text: "已完成培训3期，覆盖1200人", Percent: 40, At: date(2022, 5, 20)}}})
		}
		p.Measures = append(p.Measures, m)
	}
	return p
}

func TestFiveThousandMeasuresAreReadInSeconds(t *testing.T) {
	var b bytes.Buffer
	start := time.Now()
	require.NoError(t, WriteTo(&b, bigPlan(5000)))
	written := time.Since(start)
	start = time.Now()
	peak := peakDuring(func() { require.Len(t, mustRead(t, b.Bytes(), Options{}).Measures, 5000) })
	read := time.Since(start)
	t.Logf("5,000 measures, 30,000 rows, %.1f MiB: written in %v, read in %v, %d MiB at the peak", float64(b.Len())/(1<<20), written, read, peak>>20)
	require.Less(t, read, 15*time.Second)
}

func BenchmarkRead5000(b *testing.B) {
	var file bytes.Buffer
	require.NoError(b, WriteTo(&file, bigPlan(5000)))
	b.ReportAllocs()
	for b.Loop() {
		_, err := readBytes(file.Bytes(), Options{})
		require.NoError(b, err)
	}
}

package ledgerfile

// options.go: what a caller may set, and the bounds a file is held to.

// Options set how a file is read. The zero value is right for most callers.
type Options struct {
	// Year completes dates without one (6月30日前). Zero: taken from the
	// lines above the table.
	Year int
	// Words are the names that a list's rules know (indicators, kinds of
	// obligations) with their IDs. Nil: those that come with the program.
	Words map[string]string
	// Limits bound what a file may cost; zero fields take the defaults.
	Limits Limits
}

// Limits are the bounds on a file. They protect the process, so each is
// checked before the memory it bounds is taken.
type Limits struct {
	FileBytes     int64 // the file as it lies on disk
	InflatedBytes int64 // all its parts unpacked
	Ratio         int64 // unpacked to packed, of one part larger than 1 MiB
	Parts         int   // files inside the archive
	Sheets        int
	Rows          int // rows of one sheet, blank ones included
	Columns       int // the last column that may hold a value
	Cells         int // cells of the whole file, blank ones included
	Strings       int // shared strings
	Merges        int // merged ranges of one sheet
	Shares        int // measures × units of the whole plan
	Findings      int // findings kept of each severity; the rest are counted
}

// DefaultLimits are ample for a province's ledger.
var DefaultLimits = Limits{
	FileBytes:     32 << 20,
	InflatedBytes: 192 << 20,
	Ratio:         200,
	Parts:         2000,
	Sheets:        100,
	Rows:          200_000,
	Columns:       256,
	Cells:         5_000_000,
	Strings:       1_000_000,
	Merges:        1_000_000,
	Shares:        200_000,
	Findings:      200,
}

// Bounds that no honest file comes near; there is no reason to set them.
const (
	maxDirectoryBytes = 1 << 20  // the archive's table of contents
	maxTokenBytes     = 1 << 20  // between two tags
	maxDepth          = 64       // nested tags
	maxTokens         = 40 << 20 // tags and texts of one part
	maxCellRunes      = 32_767   // the format's own limit on a cell
	maxNamesInCell    = 200      // units or progress lines in one cell
	maxHeaderSearch   = 30       // rows in which the header is looked for
)

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	pick := func(v *int, def int) {
		if *v <= 0 {
			*v = def
		}
	}
	pick64 := func(v *int64, def int64) {
		if *v <= 0 {
			*v = def
		}
	}
	pick64(&l.FileBytes, d.FileBytes)
	pick64(&l.InflatedBytes, d.InflatedBytes)
	pick64(&l.Ratio, d.Ratio)
	pick(&l.Parts, d.Parts)
	pick(&l.Sheets, d.Sheets)
	pick(&l.Rows, d.Rows)
	pick(&l.Columns, d.Columns)
	pick(&l.Cells, d.Cells)
	pick(&l.Strings, d.Strings)
	pick(&l.Merges, d.Merges)
	pick(&l.Shares, d.Shares)
	pick(&l.Findings, d.Findings)
	return l
}

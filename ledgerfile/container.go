package ledgerfile

// container.go: the archive a workbook is; what is looked at before any part
// of it is unpacked.

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
)

// container gives the parts of a workbook within the limits.
type container struct {
	parts map[string]*zip.File // by lower-case name, without a leading slash
	lim   Limits
}

var (
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	zipMagic = []byte("PK\x03\x04")
	endMagic = []byte("PK\x05\x06")
)

// openContainer checks everything the archive says about itself. Sizes it
// declares are held to the limits here; that it does not lie about them is
// seen when a part is read.
func openContainer(r io.ReaderAt, size int64, lim Limits) (*container, error) {
	if size > lim.FileBytes {
		return nil, refuse("file_too_large", mib(size), mib(lim.FileBytes))
	}
	head := make([]byte, 8)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch head = head[:n]; {
	case bytes.Equal(head, oleMagic):
		return nil, refuse("file_ole")
	case !bytes.HasPrefix(head, zipMagic):
		return nil, refuse("file_not_workbook")
	}
	if err := checkDirectory(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, refuse("file_damaged", err.Error())
	}
	return newContainer(z, lim)
}

// checkDirectory bounds the archive's table of contents before the standard
// library reads all of it into memory. It insists on the plain layout every
// spreadsheet program writes, so that library and check see the same table.
func checkDirectory(r io.ReaderAt, size int64) error {
	const endLen = 22
	tail := make([]byte, min(size, 65*1024+endLen))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	at := bytes.LastIndex(tail, endMagic)
	if at < 0 || len(tail)-at < endLen {
		return refuse("file_damaged", "no end of directory")
	}
	if bytes.Count(tail, endMagic) > 1 {
		return refuse("file_damaged", "two ends of directory")
	}
	end := tail[at:]
	entries := binary.LittleEndian.Uint16(end[10:])
	dirSize := int64(binary.LittleEndian.Uint32(end[12:]))
	dirAt := int64(binary.LittleEndian.Uint32(end[16:]))
	if entries == 0xFFFF || dirSize > maxDirectoryBytes {
		return refuse("file_too_many_parts", strconv.Itoa(int(entries)))
	}
	if dirAt+dirSize != size-int64(len(tail))+int64(at) {
		return refuse("file_damaged", "directory out of place")
	}
	return nil
}

func newContainer(z *zip.Reader, lim Limits) (*container, error) {
	if len(z.File) > lim.Parts {
		return nil, refuse("file_too_many_parts", strconv.Itoa(len(z.File)))
	}
	c := &container{parts: make(map[string]*zip.File, len(z.File)), lim: lim}
	var total int64
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if strings.HasSuffix(name, "/") {
			continue
		}
		if code := forbiddenPart(name); code != "" {
			return nil, refuse(code, f.Name)
		}
		if f.Flags&1 != 0 {
			return nil, refuse("file_encrypted")
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return nil, refuse("file_damaged", "compression method "+strconv.Itoa(int(f.Method)))
		}
		if _, twice := c.parts[name]; twice {
			return nil, refuse("file_damaged", "part twice: "+clip(f.Name, 60))
		}
		inflated, packed := declared(f)
		if total += inflated; total > lim.InflatedBytes {
			return nil, refuse("file_bomb", f.Name, mib(total), mib(lim.InflatedBytes))
		}
		if inflated > 1<<20 && inflated/packed > lim.Ratio {
			return nil, refuse("file_bomb_ratio", f.Name, strconv.FormatInt(inflated/packed, 10))
		}
		c.parts[name] = f
	}
	return c, nil
}

// declared gives the unpacked and packed size a part declares; sizes no disk
// holds are cut to one that every limit refuses.
func declared(f *zip.File) (inflated, packed int64) {
	const most = 1 << 50
	return int64(min(f.UncompressedSize64, most)), int64(min(max(f.CompressedSize64, 1), most))
}

// forbiddenPart names the parts a ledger has no use for: code, and whatever
// fetches or starts something outside the file.
func forbiddenPart(name string) string {
	base := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case strings.HasPrefix(base, "vba"), strings.Contains(name, "/macrosheets/"), strings.Contains(name, "/dialogsheets/"):
		return "file_macros"
	case strings.Contains(name, "/externallinks/"), strings.Contains(name, "/querytables/"),
		base == "connections.xml", strings.Contains(name, "/model/"):
		return "file_external_link"
	case strings.Contains(name, "/embeddings/"), strings.Contains(name, "/activex/"), strings.HasPrefix(name, "customui/"):
		return "file_embedded"
	case base == "encryptedpackage", base == "encryptioninfo":
		return "file_encrypted"
	}
	return ""
}

// open gives a part's content, never more of it than it declared.
func (c *container) open(name string) (io.ReadCloser, error) {
	f, ok := c.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if !ok {
		return nil, refuse("file_damaged", "no part "+clip(name, 60))
	}
	in, err := f.Open()
	if err != nil {
		return nil, refuse("file_damaged", f.Name)
	}
	inflated, _ := declared(f)
	return &partReader{in: in, left: inflated, name: f.Name}, nil
}

func (c *container) has(name string) bool {
	_, ok := c.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
	return ok
}

// partReader stops where the declared size ends and bounds what the XML
// decoder has to hold at once, which is the stretch between two tags.
type partReader struct {
	in         io.ReadCloser
	left       int64
	name       string
	open, shut int // bytes since the last < and the last >
}

func (p *partReader) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	if p.left -= int64(n); p.left < 0 {
		return 0, refuse("file_size_lie", p.name)
	}
	p.open = sinceLast(b[:n], '<', p.open)
	p.shut = sinceLast(b[:n], '>', p.shut)
	if p.open > maxTokenBytes || p.shut > maxTokenBytes {
		return 0, refuse("file_long_token", p.name)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, refuse("file_damaged", p.name+": "+err.Error())
	}
	return n, err
}

func sinceLast(b []byte, mark byte, before int) int {
	if i := bytes.LastIndexByte(b, mark); i >= 0 {
		return len(b) - i
	}
	return before + len(b)
}

func (p *partReader) Close() error { return p.in.Close() }

func mib(n int64) string { return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) }

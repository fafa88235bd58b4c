package codec

// converter.go: the ring as Temporal's data and failure converter.

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"sync"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
)

// The metadata of a sealed payload.
const (
	encoding     = "encoding"
	encodingName = "binary/duban-sealed"
	keyName      = "key"
)

// maxPlain bounds what a sealed payload may inflate to; Temporal's own limit of
// a payload is 2 MiB.
const maxPlain = 16 << 20

// DataConverter seals and opens payloads.
func DataConverter(r *Ring) converter.DataConverter {
	return converter.NewCodecDataConverter(converter.GetDefaultDataConverter(), &sealing{r})
}

// FailureConverter seals the messages and stack traces of failures, which would
// otherwise stand readable in every history.
func FailureConverter(r *Ring) converter.FailureConverter {
	return temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{
		DataConverter:          DataConverter(r),
		EncodeCommonAttributes: true,
	})
}

// sealing is the payload codec: protobuf, deflate, AES-GCM.
type sealing struct{ ring *Ring }

// Encode seals each payload.
func (s *sealing) Encode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		plain, err := proto.Marshal(p)
		if err != nil {
			return nil, err
		}
		packed, err := deflate(plain)
		if err != nil {
			return nil, err
		}
		id, sealed, err := s.ring.seal(packed)
		if err != nil {
			return nil, err
		}
		out[i] = &commonpb.Payload{
			Metadata: map[string][]byte{encoding: []byte(encodingName), keyName: []byte(id)},
			Data:     sealed,
		}
	}
	return out, nil
}

// Decode opens each sealed payload and leaves others as they are.
func (s *sealing) Decode(payloads []*commonpb.Payload) ([]*commonpb.Payload, error) {
	out := make([]*commonpb.Payload, len(payloads))
	for i, p := range payloads {
		if string(p.Metadata[encoding]) != encodingName {
			out[i] = p
			continue
		}
		packed, err := s.ring.open(string(p.Metadata[keyName]), p.Data)
		if err != nil {
			return nil, err
		}
		plain, err := inflate(packed)
		if err != nil {
			return nil, err
		}
		out[i] = &commonpb.Payload{}
		if err := proto.Unmarshal(plain, out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// deflaters are pooled: a writer's window is a third of a megabyte.
var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestSpeed) // fails on a bad level only
	return w
}}

// deflate packs what is worth packing; the first byte tells.
func deflate(plain []byte) ([]byte, error) {
	const worth = 300 // bytes; below, the window costs more than it saves
	if len(plain) < worth {
		return append([]byte{0}, plain...), nil
	}
	var buf bytes.Buffer
	buf.WriteByte(1)
	w, ok := deflaters.Get().(*flate.Writer)
	if !ok {
		return nil, fmt.Errorf("codec: no deflater")
	}
	defer deflaters.Put(w)
	w.Reset(&buf)
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func inflate(packed []byte) ([]byte, error) {
	if len(packed) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if packed[0] == 0 {
		return packed[1:], nil
	}
	r := flate.NewReader(bytes.NewReader(packed[1:]))
	defer func() { _ = r.Close() }()
	plain, err := io.ReadAll(io.LimitReader(r, maxPlain+1))
	if err != nil {
		return nil, err
	}
	if len(plain) > maxPlain {
		return nil, fmt.Errorf("sealed payload inflates to more than %d bytes", maxPlain)
	}
	return plain, nil
}

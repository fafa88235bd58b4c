package codec

// codec_test.go: what is sealed opens again, with every key of the ring; what is
// changed, foreign or swollen does not.

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"
)

func ring(t require.TestingT) *Ring {
	r, err := NewRing(time.Now())
	require.NoError(t, err)
	return r
}

func TestWhatIsSealedOpens(t *testing.T) {
	t.Parallel()
	c := &sealing{ring(t)}
	rapid.Check(t, func(t *rapid.T) {
		p := &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain")},
			Data: bytes.Repeat(rapid.SliceOf(rapid.Byte()).Draw(t, "data"), rapid.IntRange(1, 50).Draw(t, "times"))}
		sealed, err := c.Encode([]*commonpb.Payload{p})
		require.NoError(t, err)
		opened, err := c.Decode(sealed)
		require.NoError(t, err)
		require.True(t, proto.Equal(p, opened[0]))
	})
}

func TestNothingIsReadable(t *testing.T) {
	t.Parallel()
	r := ring(t)
	payloads, err := DataConverter(r).ToPayloads("身份证 640402199001011234")
	require.NoError(t, err)
	require.NotContains(t, payloads.String(), "640402")
	failure := FailureConverter(r).ErrorToFailure(temporal.NewApplicationError("电话 13800000000", "refused"))
	require.NotContains(t, failure.String(), "138")
	require.ErrorContains(t, FailureConverter(r).FailureToError(failure), "13800000000")
}

func TestRotation(t *testing.T) {
	t.Parallel()
	r := ring(t)
	before, err := DataConverter(r).ToPayload("before")
	require.NoError(t, err)
	require.NoError(t, r.Rotate(time.Now()))
	after, err := DataConverter(r).ToPayload("after")
	require.NoError(t, err)
	require.NotEqual(t, before.Metadata[keyName], after.Metadata[keyName])

	path := filepath.Join(t.TempDir(), "keys.json")
	require.NoError(t, r.Save(path))
	loaded, err := LoadRing(path)
	require.NoError(t, err)
	again, err := ParseRing(r.Text())
	require.NoError(t, err)
	for _, ring := range []*Ring{r, loaded, again} {
		for p, want := range map[*commonpb.Payload]string{before: "before", after: "after"} {
			var got string
			require.NoError(t, DataConverter(ring).FromPayload(p, &got))
			require.Equal(t, want, got)
		}
	}
	require.Error(t, r.Drop("k2"), "the newest key seals")
	require.NoError(t, r.Drop("k1"))
	var got string
	require.ErrorContains(t, DataConverter(r).FromPayload(before, &got), "not in the ring")
	require.NoError(t, r.Rotate(time.Now()))
	require.Len(t, r.IDs(), 2)
}

func TestTamperingIsSeen(t *testing.T) {
	t.Parallel()
	r := ring(t)
	p, err := DataConverter(r).ToPayload("value")
	require.NoError(t, err)
	var got string
	for i := range p.Data {
		p.Data[i] ^= 1
		require.Error(t, DataConverter(r).FromPayload(p, &got), "byte %d", i)
		p.Data[i] ^= 1
	}
	require.Error(t, DataConverter(ring(t)).FromPayload(p, &got), "another installation's key of the same name")
	p.Data = p.Data[:5]
	require.Error(t, DataConverter(r).FromPayload(p, &got))
}

func TestSwollenPayloadIsRefused(t *testing.T) {
	t.Parallel()
	r := ring(t)
	packed, err := deflate(make([]byte, maxPlain+1))
	require.NoError(t, err)
	id, sealed, err := r.seal(packed)
	require.NoError(t, err)
	_, err = (&sealing{r}).Decode([]*commonpb.Payload{{
		Metadata: map[string][]byte{encoding: []byte(encodingName), keyName: []byte(id)}, Data: sealed}})
	require.ErrorContains(t, err, "inflates")
}

func TestBadRings(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a", "a:b", ":" + strings.Repeat("A", 44), "a:c2hvcnQ="} {
		_, err := ParseRing(text)
		require.Error(t, err, text)
	}
	_, err := LoadRing(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

package codec

// columns_test.go: cells open where they belong and nowhere else.

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCellsOpenWhereTheyBelong(t *testing.T) {
	t.Parallel()
	ring, err := NewRing(time.Now())
	require.NoError(t, err)
	cell, err := ring.SealCell([]byte("640402199001011234"), "HU-1/personal")
	require.NoError(t, err)
	require.NotContains(t, string(cell.Sealed), "640402")
	again, err := ring.SealCell([]byte("640402199001011234"), "HU-1/personal")
	require.NoError(t, err)
	require.NotEqual(t, cell.Sealed, again.Sealed, "the same value looks different each time")

	require.NoError(t, ring.Rotate(time.Now()))
	plain, err := ring.OpenCell(cell, "HU-1/personal")
	require.NoError(t, err, "an older key still opens")
	require.Equal(t, "640402199001011234", string(plain))
	_, err = ring.OpenCell(cell, "HU-2/personal")
	require.Error(t, err, "moved to another household")
	cell.Sealed[len(cell.Sealed)-1] ^= 1
	_, err = ring.OpenCell(cell, "HU-1/personal")
	require.Error(t, err, "changed")
	_, err = ring.OpenCell(Cell{Key: ring.Newest(), Sealed: []byte("x")}, "HU-1/personal")
	require.Error(t, err)
	require.NoError(t, ring.Drop("k1"))
	_, err = ring.OpenCell(again, "HU-1/personal")
	require.ErrorContains(t, err, "not in the ring")
}

func TestBlindIndexSurvivesRotation(t *testing.T) {
	t.Parallel()
	ring, err := NewRing(time.Now())
	require.NoError(t, err)
	before := ring.Index("64040219900101123x")
	require.Equal(t, before, ring.Index(" 64040219900101123X "), "one number, one index")
	require.NotEqual(t, before, ring.Index("640402199001011230"))
	require.NoError(t, ring.Rotate(time.Now()))
	require.NotEqual(t, before, ring.Index("64040219900101123X"))
	require.Contains(t, ring.Indexes("64040219900101123X"), before)
	other, err := NewRing(time.Now())
	require.NoError(t, err)
	require.NotContains(t, other.Indexes("64040219900101123X"), before)
}

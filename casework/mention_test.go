package casework

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMentioned(t *testing.T) {
	t.Parallel()
	names := map[PersonID]string{"yu": "于晓梅", "yu2": "于晓", "ma": "马建民", "ma2": "马建民", "x": ""}
	require.Equal(t, []PersonID{"yu", "ma", "ma2"}, Mentioned("请@于晓梅、@马建民看一下，@于晓梅尽快", names))
	require.Equal(t, []PersonID{"yu2"}, Mentioned("@于晓 补材料", names))
	require.Empty(t, Mentioned("于晓梅的邮箱 a@b，@无此人，@", names))
}

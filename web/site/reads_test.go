package site_test

// reads_test.go: a page reads the chain of its case once, however much of the page
// is made of it.

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPageReadsItsCaseOnce(t *testing.T) {
	t.Parallel()
	s, id, _ := withHouseholds(t)
	client := signedIn(t, s, helper)
	db := s.Engine.Ledger.DB()
	db.SetMaxOpenConns(1) // what one connection has counted can be asked for at once
	scans := func() (n int) {
		_, err := db.ExecContext(t.Context(), "SELECT pg_stat_force_next_flush()")
		require.NoError(t, err)
		require.NoError(t, db.QueryRowContext(t.Context(),
			"SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'events'").Scan(&n))
		return n
	}
	for _, path := range []string{"/cases/" + string(id), "/households/" + string(id), "/households/" + string(id) + "/visit",
		"/work/rows/" + string(id) + "/1", "/cases/" + string(id) + "/clock/1"} {
		before := scans()
		status, _, _ := get(t, client, s.URL+path)
		require.Equal(t, http.StatusOK, status, path)
		require.Equal(t, 1, scans()-before, path)
	}
}

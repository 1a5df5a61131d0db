package channels

import (
	"context"
	"strings"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

// TestPlansOfImporters: a page of those who came, or who ask, is read from an index in its order, and nothing is sorted or walked through.
func TestPlansOfImporters(t *testing.T) {
	for engine, url := range dbtest.URLs(t) {
		t.Run(engine, func(t *testing.T) {
			d := dbtest.Open(t, url)
			ctx := context.Background()
			if err := d.Migrate(ctx, Migrations); err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				sql, index string
				args       []any
			}{
				{selectAsked, "chat_requests_date", []any{1, 2, 3, 4}},
				{selectAskedLink, "chat_requests_link", []any{1, 2, 3, 4, "x"}},
				{selectCame, "chat_joins_date", []any{1, 2, 3, 4}},
				{selectCameLink, "chat_joins_link", []any{1, 2, 3, 4, "x"}},
			} {
				err := d.Write(ctx, func(tx *db.Tx) error {
					explain := "EXPLAIN QUERY PLAN "
					if engine == "postgres" {
						// An empty table is walked through whatever indexes it has.
						for _, sql := range []string{"SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off"} {
							if _, err := tx.Exec(sql); err != nil {
								return err
							}
						}
						explain = "EXPLAIN "
					}
					lines, err := db.All(tx, explain+c.sql, func(r *db.Row) string {
						if engine != "postgres" {
							r.Int64()
							r.Int64()
							r.Int64()
						}
						return r.Text()
					}, c.args...)
					plan := strings.Join(lines, "\n")
					bounded := strings.Contains(plan, "(date,person)<(?,?)") || strings.Contains(plan, "ROW(date, person) < ROW(")
					if !strings.Contains(plan, c.index) || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "Sort") || !bounded {
						t.Errorf("%s\nis answered by\n%s", c.sql, plan)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

package db_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"chappe/db"
	"chappe/db/dbtest"
)

func TestQuick(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		d := open()
		err := d.Migrate(ctx, db.Migrations{Name: "t", FS: fstest.MapFS{"0001_a.sql": {Data: []byte(`-- hi
CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, data BYTEA, ok BOOLEAN NOT NULL);
CREATE INDEX things_by_name ON things (name) WHERE ok; -- end
`)}}})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			n, err := tx.Exec(`INSERT INTO things (id, name, data, ok) VALUES ($2, $1, $3, $4)`, "a\x00b", 7, []byte("xy"), true)
			if n != 1 {
				t.Errorf("n %d", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO things (id, name, data, ok) VALUES ($2, $1, $3, $4)`, "a\x00b", 8, []byte("xy"), true)
			return err
		})
		if !db.IsUnique(err) {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			s, found, err := db.One(tx, `SELECT name, ok, data FROM things WHERE id IN ($1*)`, func(r *db.Row) string {
				s := r.Text()
				if !r.Bool() {
					t.Error("not ok")
				}
				return s + string(r.Bytes())
			}, db.IDs{1, 2, 7})
			if s != "abxy" || !found {
				t.Error(s, found)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM things`)
			return err
		})
		if !errors.Is(err, db.ErrReadOnly) {
			t.Fatal(err)
		}
		if err := d.Checkpoint(ctx); err != nil {
			t.Fatal(err)
		}
		t.Log(d.Stats())
	})
}

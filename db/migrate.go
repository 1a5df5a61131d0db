package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Migrations is a list of changes to the schema that belongs to one part of the program. In FS are files named
// NNNN_what.sql (0001_tables.sql, ...), numbered from 1 without gaps, in its root or in a folder `migrations`. A change
// that needs another text on each engine is a pair of files NNNN_what.sqlite.sql and NNNN_what.postgres.sql.
// Files are appended, never edited.
type Migrations struct {
	Name string // of the part, for ever
	FS   fs.FS
}

// migration is one file.
type migration struct {
	version  int
	file     string
	text     string
	checksum string // SHA-256 of the text in hexadecimal
}

const (
	sqlMigrations = `CREATE TABLE IF NOT EXISTS schema_migrations (
		name TEXT NOT NULL, version BIGINT NOT NULL, checksum TEXT NOT NULL, PRIMARY KEY (name, version))`
	sqlApplied = `SELECT version, checksum FROM schema_migrations WHERE name = $1 ORDER BY version`
	sqlApply   = `INSERT INTO schema_migrations (name, version, checksum) VALUES ($1, $2, $3)`
)

// Migrate brings the schema up to date: the files of each set that the database has not seen are applied, set by set, in
// order, each in one transaction. Several processes may do so at once. It is an error if a file that was applied has
// changed or is missing; then nothing of that set is applied.
func (d *DB) Migrate(ctx context.Context, sets ...Migrations) error {
	return d.engine.migrate(ctx, func(step func(func(*Tx) error) error) error {
		err := step(func(tx *Tx) error {
			_, err := tx.Exec(sqlMigrations)
			return err
		})
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		for _, set := range sets {
			if err := set.apply(step, d.dialect); err != nil {
				return fmt.Errorf("migrate %s: %w", set.Name, err)
			}
		}
		return nil
	})
}

// apply applies the set's files that were not.
func (m Migrations) apply(step func(func(*Tx) error) error, d Dialect) error {
	files, err := m.read(d)
	if err != nil {
		return err
	}
	var done int
	err = step(func(tx *Tx) error {
		done, err = m.check(tx, files)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range files[done:] {
		err := step(func(tx *Tx) error {
			if err := tx.script(f.text); err != nil {
				return err
			}
			_, err := tx.Exec(sqlApply, m.Name, f.version, f.checksum)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", f.file, err)
		}
	}
	return nil
}

// check compares what was applied with the files and returns how many of them were.
func (m Migrations) check(tx *Tx, files []migration) (done int, err error) {
	applied, err := All(tx, sqlApplied, func(r *Row) migration {
		return migration{version: r.Int(), checksum: r.Text()}
	}, m.Name)
	if err != nil {
		return 0, err
	}
	for i, a := range applied {
		if i >= len(files) || files[i].version != a.version {
			return 0, fmt.Errorf("the database has migration %d, which this program does not know: it is older than the database", a.version)
		}
		if files[i].checksum != a.checksum {
			return 0, fmt.Errorf("%s was changed after it was applied", files[i].file)
		}
	}
	return len(applied), nil
}

var migrationName = regexp.MustCompile(`^([0-9]{4})_[^.]+(\.sqlite|\.postgres)?\.sql$`)

// read returns the set's files for an engine in order.
func (m Migrations) read(d Dialect) ([]migration, error) {
	dir := "."
	if info, err := fs.Stat(m.FS, "migrations"); err == nil && info.IsDir() {
		dir = "migrations"
	}
	entries, err := fs.ReadDir(m.FS, dir)
	if err != nil {
		return nil, err
	}
	var files []migration
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".sql") {
			continue
		}
		parts := migrationName.FindStringSubmatch(e.Name())
		if parts == nil {
			return nil, fmt.Errorf("%s is not named NNNN_what.sql", e.Name())
		}
		if parts[2] != "" && parts[2] != "."+d.String() {
			continue
		}
		text, err := fs.ReadFile(m.FS, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		version, _ := strconv.Atoi(parts[1])
		sum := sha256.Sum256(text)
		files = append(files, migration{version, e.Name(), string(text), hex.EncodeToString(sum[:])})
	}
	sort.Slice(files, func(i, j int) bool { return files[i].version < files[j].version })
	for i, f := range files {
		if f.version != i+1 {
			return nil, fmt.Errorf("%s should be number %d", f.file, i+1)
		}
	}
	return files, nil
}

// script runs the statements of a migration.
func (tx *Tx) script(text string) error {
	if tx.err != nil {
		return tx.err
	}
	tx.wrote = true
	if tx.kept != nil {
		tx.kept.reset()
	}
	if err := tx.run.script(rewriteScript(text, tx.run.dialect())); err != nil {
		return tx.fail(text, err)
	}
	return nil
}

var (
	serialKey = regexp.MustCompile(`(?i)\bBIGINT\s+GENERATED\s+BY\s+DEFAULT\s+AS\s+IDENTITY\s+PRIMARY\s+KEY\b`)
	bigintKey = regexp.MustCompile(`(?i)\bBIGINT\s+PRIMARY\s+KEY\b`)
	noRowid   = regexp.MustCompile(`(?i)\)\s*WITHOUT\s+ROWID\b`)
)

// rewriteScript makes an engine's text of a migration.
//
// For SQLite a key of numbers becomes the rowid itself, which saves an index, and numbers given by the database are never
// given twice, as with PostgreSQL's sequences (https://www.sqlite.org/lang_createtable.html#rowid). For PostgreSQL the
// columns of text are compared byte by byte, as SQLite does, whatever language the server was set up for; and WITHOUT ROWID,
// by which SQLite keeps a table in the order of its key and without a second tree, is left out.
func rewriteScript(text string, d Dialect) string {
	if d == SQLite {
		text = serialKey.ReplaceAllString(text, "INTEGER PRIMARY KEY AUTOINCREMENT")
		text = bigintKey.ReplaceAllString(text, "INTEGER PRIMARY KEY")
	} else {
		text = noRowid.ReplaceAllString(text, ")")
	}
	var out strings.Builder
	before := "" // the word before
	for s := text; s != ""; {
		tok := token(s)
		s = s[len(tok):]
		word := strings.ToUpper(tok)
		switch {
		case d == SQLite:
			tok = sqliteWord(word, tok, s)
		case word == "TEXT" && before != "AS" && !strings.HasPrefix(strings.ToUpper(strings.TrimLeft(s, blanks)), "COLLATE"):
			tok += ` COLLATE "C"`
		}
		if isWord(tok[0]) {
			before = word
		}
		out.WriteString(tok)
	}
	return out.String()
}

package db

import (
	"fmt"
	"time"

	"zombiezen.com/go/sqlite"
)

// liteConn is one SQLite connection with its prepared statements. One goroutine uses it at a time.
type liteConn struct {
	conn    *sqlite.Conn
	queries *queries
	stmts   map[string]*liteStmt
	tick    uint64 // counts uses of statements
	row     Row    // reused
}

// liteStmt is a prepared statement.
type liteStmt struct {
	stmt *sqlite.Stmt
	used uint64 // tick of its last use
}

const (
	// maxStmts bounds the prepared statements of a connection; the one unused for longest makes room.
	maxStmts = 512
	// maxList is the longest list that is spelt out; a longer one is handed over as JSON.
	maxList = 256
	// bigArgs is how many bytes of arguments are not left lying in a statement until its next use.
	bigArgs = 64 << 10
)

// openLite opens a connection and applies pragmas to it, each "name=value" or whatever may follow PRAGMA.
func openLite(path string, qs *queries, busy time.Duration, flags sqlite.OpenFlags, pragmas ...string) (*liteConn, error) {
	conn, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	conn.SetBusyTimeout(busy)
	c := &liteConn{conn: conn, queries: qs, stmts: make(map[string]*liteStmt)}
	for _, p := range pragmas {
		if err := c.script("PRAGMA " + p); err != nil {
			conn.Close()
			return nil, fmt.Errorf("pragma %s: %w", p, err)
		}
	}
	return c, nil
}

func (c *liteConn) dialect() Dialect                 { return SQLite }
func (c *liteConn) parse(sql string) (*query, error) { return c.queries.get(sql) }

// close finalizes the statements and closes the connection.
func (c *liteConn) close() error {
	for _, s := range c.stmts {
		s.stmt.Finalize()
	}
	c.stmts = nil
	return c.conn.Close()
}

// plain runs one of db's own statements without arguments, like BEGIN, kept prepared.
func (c *liteConn) plain(text string) error {
	s, err := c.prepare(text)
	if err != nil {
		return err
	}
	if _, err = s.Step(); err != nil {
		return err
	}
	return s.Reset()
}

// prepare returns the prepared statement of a text, not bound.
func (c *liteConn) prepare(text string) (*sqlite.Stmt, error) {
	c.tick++
	if s := c.stmts[text]; s != nil {
		s.used = c.tick
		return s.stmt, nil
	}
	stmt, _, err := c.conn.PrepareTransient(text) // parse has seen that nothing follows
	if err != nil {
		return nil, err
	}
	if len(c.stmts) >= maxStmts {
		c.evict()
	}
	c.stmts[text] = &liteStmt{stmt: stmt, used: c.tick}
	return stmt, nil
}

// evict finalizes the statement that was not used for longest.
func (c *liteConn) evict() {
	var oldest string
	used := c.tick + 1
	for text, s := range c.stmts {
		if s.used < used {
			oldest, used = text, s.used
		}
	}
	if s := c.stmts[oldest]; s != nil {
		s.stmt.Finalize()
		delete(c.stmts, oldest)
	}
}

// exec runs a statement to its end.
func (c *liteConn) exec(q *query, args []any) (rows int64, wrote bool, err error) {
	stmt, size, err := c.bind(q, args)
	if err != nil {
		return 0, false, err
	}
	for more := true; more && err == nil; {
		more, err = stmt.Step()
	}
	err = c.done(stmt, size, err)
	rows, wrote = c.changed(q, err)
	return rows, wrote, err
}

// rows runs a statement and gives its rows to fn.
func (c *liteConn) rows(q *query, args []any, fn func(*Row) (bool, error)) (wrote bool, err error) {
	stmt, size, err := c.bind(q, args)
	if err != nil {
		return false, err
	}
	finished := false
	defer func() {
		if !finished { // fn panicked
			c.done(stmt, size, nil)
		}
	}()
	if q.kind != reads {
		wrote = true // in case fn panics
	}
	row := &c.row
	var fnErr error
	for wanted := true; ; {
		more, stepErr := stmt.Step()
		if err = stepErr; err != nil || !more {
			break
		}
		if wanted {
			*row = Row{stmt: stmt, cols: stmt.ColumnCount()}
			wanted, fnErr = fn(row)
			wanted = wanted && fnErr == nil
		}
		if !wanted && q.kind == reads {
			break
		}
	}
	finished = true
	err = c.done(stmt, size, err)
	_, wrote = c.changed(q, err)
	if err == nil {
		err = fnErr
	}
	return wrote, err
}

// done makes the statement ready for its next use and returns err, or the error of doing so.
func (c *liteConn) done(stmt *sqlite.Stmt, size int, err error) error {
	// After an error Step has reset the statement, and resetting again would only repeat the error.
	if err == nil {
		err = stmt.Reset()
	}
	if size > bigArgs {
		stmt.ClearBindings()
	}
	return err
}

// changed returns how many rows a statement changed and whether it may have changed anything. A failed one has not:
// SQLite takes back what it did (https://www.sqlite.org/lang_conflict.html, ABORT).
func (c *liteConn) changed(q *query, err error) (rows int64, wrote bool) {
	switch {
	case err != nil || q.kind == reads:
		return 0, false
	case q.kind == changes:
		rows = int64(c.conn.Changes())
		return rows, rows > 0
	}
	return 0, true
}

// bind returns the prepared statement with its arguments bound, and roughly how many bytes they are.
func (c *liteConn) bind(q *query, args []any) (stmt *sqlite.Stmt, size int, err error) {
	if err := q.checkArgs(args); err != nil {
		return nil, 0, err
	}
	text := q.text
	if len(q.lists) > 0 {
		text = q.expand(args)
	}
	if stmt, err = c.prepare(text); err != nil {
		return nil, 0, err
	}
	next := q.params + 1 // the number of the next list's first value
	for i, arg := range args {
		if list, ok := arg.(IDs); ok {
			next = bindList(stmt, i+1, next, list)
			size += 8 * len(list)
			continue
		}
		n, err := bindArg(stmt, i+1, arg)
		if err != nil {
			return nil, 0, fmt.Errorf("$%d: %w", i+1, err)
		}
		size += n
	}
	return stmt, size, nil
}

// bindArg binds one argument and returns how many bytes of memory it keeps.
func bindArg(stmt *sqlite.Stmt, n int, arg any) (size int, err error) {
	switch v := arg.(type) {
	case int64:
		stmt.BindInt64(n, v)
	case int:
		stmt.BindInt64(n, int64(v))
	case int32:
		stmt.BindInt64(n, int64(v))
	case bool:
		stmt.BindBool(n, v)
	case string:
		stmt.BindText(n, cleanText(v))
		return len(v), nil
	case nil:
		stmt.BindNull(n)
	case []byte:
		if v == nil {
			stmt.BindNull(n)
			return 0, nil
		}
		stmt.BindBytes(n, v)
		return len(v), nil
	case float64:
		stmt.BindFloat(n, v)
	default:
		clean, err := cleanArg(arg)
		if err != nil {
			return 0, err
		}
		return bindArg(stmt, n, clean)
	}
	return 0, nil
}

// script runs statements one after the other.
func (c *liteConn) script(text string) error {
	for hasWord(text) { // what remains may be a comment
		stmt, trailing, err := c.conn.PrepareTransient(text)
		if err != nil {
			return err
		}
		text = text[len(text)-trailing:]
		for more := true; more && err == nil; {
			more, err = stmt.Step()
		}
		if ferr := stmt.Finalize(); err == nil {
			err = ferr
		}
		if err != nil {
			return err
		}
	}
	return nil
}

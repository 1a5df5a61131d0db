package db

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/jackc/pgx/v5/pgconn"
	"zombiezen.com/go/sqlite"
)

var (
	// ErrClosed is returned by calls on a database that was closed.
	ErrClosed = errors.New("database is closed")
	// ErrReadOnly is returned by a writing statement inside Read.
	ErrReadOnly = errors.New("writing statement inside Read")
	// ErrStorage marks an error of the disk under a SQLite database: full, failing, corrupt. Every transaction of the
	// batch got it. Nothing of them is visible; yet if the sync failed and the machine stops before the next
	// successful commit, SQLite may find the batch complete when it starts again.
	ErrStorage = errors.New("storage failed")
	// ErrUnknownOutcome is returned by Write on PostgreSQL when the connection was lost while the server was committing:
	// the transaction may or may not be in the database. A caller who must know reads (a retried send finds its
	// random_id); one who retries blindly must be idempotent. The functions registered with Tx.After do not run.
	ErrUnknownOutcome = errors.New("connection lost during commit, outcome unknown")
	// ErrConflict is returned by Write on PostgreSQL when a transaction could not be serialized in many attempts.
	ErrConflict = errors.New("too many conflicts with other transactions")
	// errNested is given to a statement that is run while the rows of another are being read.
	errNested = errors.New("statement inside the scan of another")
	// errOver is given to a statement of a transaction whose function has returned.
	errOver = errors.New("transaction is over")
	// errGoexit is given to Write whose function ended its goroutine.
	errGoexit = errors.New("function called runtime.Goexit (t.Fatal in a transaction?)")
)

// IsUnique tells whether err is a violation of a PRIMARY KEY or UNIQUE constraint.
func IsUnique(err error) bool {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	switch sqlite.ErrCode(err) {
	case sqlite.ResultConstraintUnique, sqlite.ResultConstraintPrimaryKey, sqlite.ResultConstraintRowID:
		return true
	}
	return false
}

// PanicError is what Read and Write return when their function panicked.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // where, as debug.Stack prints it
}

// Error returns the value and the stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("panic in a transaction: %v\n%s", e.Value, e.Stack)
}

// guard calls fn and returns its error, or a *PanicError.
func guard(tx *Tx, fn func(*Tx) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return fn(tx)
}

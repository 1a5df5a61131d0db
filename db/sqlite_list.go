package db

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"
)

// expand returns the statement's text with its lists spelt out for these arguments: each padded to a power of two, so that
// few statements have to be prepared. A list longer than maxList is one JSON argument that SQLite takes apart.
func (q *query) expand(args []any) string {
	first := make([]int, len(args)) // the number of each list's first value
	next := q.params + 1
	for i, arg := range args {
		if list, ok := arg.(IDs); ok {
			first[i] = next
			next += padded(len(list))
		}
	}
	var out strings.Builder
	from := 0
	for _, l := range q.lists {
		ids := args[l.param-1].(IDs) // checkArgs has seen to it
		out.WriteString(q.text[from:l.at])
		from = l.at
		if len(ids) > maxList {
			fmt.Fprintf(&out, "SELECT value FROM json_each(?%d)", l.param)
			continue
		}
		for i := range padded(len(ids)) {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteByte('?')
			out.WriteString(strconv.Itoa(first[l.param-1] + i))
		}
	}
	out.WriteString(q.text[from:])
	return out.String()
}

// padded returns how many placeholders a list of n values gets: none if it is empty or goes as JSON.
func padded(n int) int {
	if n == 0 || n > maxList {
		return 0
	}
	return 1 << bits.Len(uint(n-1))
}

// bindList binds the values of a list from parameter next on, repeating the last one as padding, and returns the parameter
// after them. A list that goes as JSON is bound to parameter n.
func bindList(stmt *sqlite.Stmt, n, next int, ids IDs) int {
	if len(ids) > maxList {
		text := make([]byte, 0, 12*len(ids))
		for i, id := range ids {
			text = append(text, "[,"[min(i, 1)])
			text = strconv.AppendInt(text, id, 10)
		}
		stmt.BindText(n, string(append(text, ']')))
		return next
	}
	for i := range padded(len(ids)) {
		stmt.BindInt64(next+i, ids[min(i, len(ids)-1)])
	}
	return next + padded(len(ids))
}

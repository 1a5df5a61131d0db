package box

import (
	"strconv"
	"strings"
	"sync"

	"chappe/db"
)

// mostRows is how many rows one statement takes, a power of two. Fewer than 1,000 placeholders come of it where rows have up to seven columns.
const mostRows = 128

// withRows runs a statement in whose text ROWS stands for rows of numbers or texts, as often as it takes for all of them: a question to
// PostgreSQL costs more than what it does with a row. typed is for where only a CAST tells the columns' type, which is BIGINT then. What
// comes back is scanned in no order.
func withRows[T any](tx *db.Tx, sql string, typed bool, rows [][]any, scan func(*db.Row) T) ([]T, error) {
	var out []T
	for n := mostRows; len(rows) > 0; {
		if n > len(rows) {
			n /= 2 // powers of two, so that there are few texts
			continue
		}
		args := make([]any, 0, n*len(rows[0]))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		got, err := db.All(tx, textWithRows(sql, typed, n, len(rows[0])), scan, args...)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
		rows = rows[n:]
	}
	return out, nil
}

type rowsText struct {
	sql  string
	rows int
}

var rowsTexts sync.Map // of rowsText, to the text; of constants, so that they are few

func textWithRows(sql string, typed bool, rows, cols int) string {
	if text, ok := rowsTexts.Load(rowsText{sql, rows}); ok {
		return text.(string)
	}
	before, after := "$", ""
	if typed {
		before, after = "CAST($", " AS BIGINT)"
	}
	var b strings.Builder
	for i := range rows * cols {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%cols == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString(before + strconv.Itoa(i+1) + after)
	}
	b.WriteString(")")
	text := strings.Replace(sql, "ROWS", b.String(), 1)
	rowsTexts.Store(rowsText{sql, rows}, text)
	return text
}

package db

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// kind says what a statement does.
type kind int8

const (
	reads   kind = iota // SELECT, VALUES, WITH ... SELECT
	changes             // INSERT, UPDATE, DELETE: it counts its rows
	alters              // anything else
)

// query is a statement as parsed, once for each text.
type query struct {
	kind   kind
	params int             // arguments wanted
	listed []bool          // which of them are IDs, by index; nil if none is
	lists  []list          // places of $n*, in order
	text   string          // SQLite: with ?n for $n and each list cut out; PostgreSQL: whole
	words  map[string]bool // the names in it, in lower case, among which are its tables
}

// list is a place where the values of an IDs argument go.
type list struct {
	at    int // offset in text
	param int // from 1
}

// queries remembers parsed statements by their text.
type queries struct {
	dialect Dialect
	mu      sync.RWMutex
	byText  map[string]*query // guarded by mu
}

// maxQueries bounds what is remembered. Programs have fewer constants than that; texts made at run time do not grow it.
const maxQueries = 4096

// get returns the statement parsed.
func (qs *queries) get(sql string) (*query, error) {
	qs.mu.RLock()
	q := qs.byText[sql]
	qs.mu.RUnlock()
	if q != nil {
		return q, nil
	}
	q, err := parse(sql, qs.dialect)
	if err != nil {
		return nil, err
	}
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if qs.byText == nil || len(qs.byText) >= maxQueries {
		qs.byText = make(map[string]*query)
	}
	qs.byText[sql] = q
	return q, nil
}

// parse reads a statement and rewrites what differs: placeholders, lists and a few words.
func parse(sql string, d Dialect) (*query, error) {
	q := &query{kind: alters, words: map[string]bool{}}
	var out strings.Builder
	used, isList := make(map[int]bool), make(map[int]bool)
	first, depth := true, 0
	limit := false // the word before was LIMIT or OFFSET
	for s := sql; s != ""; {
		tok := token(s)
		s = s[len(tok):]
		switch {
		case tok[0] == '$' && len(tok) > 1:
			param, star := placeholder(tok)
			if param < 1 || param > maxParams {
				return nil, fmt.Errorf("placeholder %s is out of range", tok)
			}
			used[param] = true
			if star {
				isList[param] = true
				if err := q.list(&out, &s, param, d); err != nil {
					return nil, err
				}
				continue
			}
			if d == SQLite {
				fmt.Fprintf(&out, sqliteParam(limit), param)
				limit = false
				continue
			}
		case tok[0] == '"':
			q.words[strings.ToLower(strings.Trim(tok, `"`))] = true
		case isWord(tok[0]):
			word := strings.ToUpper(tok)
			q.words[strings.ToLower(tok)] = true
			q.classify(word, first, depth)
			first, limit = false, word == "LIMIT" || word == "OFFSET"
			if d == SQLite {
				tok = sqliteWord(word, tok, s)
			}
		case tok == "(":
			depth++
		case tok == ")":
			depth--
		case tok == ";" && hasWord(s):
			return nil, errors.New("more than one statement")
		}
		out.WriteString(tok)
	}
	q.text, q.params = out.String(), len(used)
	for p := range used {
		if p > q.params {
			return nil, errors.New("placeholders are not $1 to $n without gaps")
		}
	}
	if len(isList) > 0 {
		q.listed = make([]bool, q.params)
		for p := range isList {
			q.listed[p-1] = true
		}
	}
	return q, nil
}

// sqliteParam is how a placeholder is written for SQLite. Its planner looks at the value of a bare parameter after LIMIT, and
// prepares the statement anew whenever that was bound again; of an expression it does not.
func sqliteParam(afterLimit bool) string {
	if afterLimit {
		return "(?%d+0)"
	}
	return "?%d"
}

// maxParams is the highest placeholder; SQLite takes up to 32,766 and the rest is for lists.
const maxParams = 999

// classify sets q.kind from the first word, or, after WITH, from the first verb outside parentheses.
func (q *query) classify(word string, first bool, depth int) {
	if first {
		switch word {
		case "SELECT", "VALUES", "WITH":
			q.kind = reads
		case "INSERT", "UPDATE", "DELETE", "REPLACE":
			q.kind = changes
		}
		return
	}
	if q.kind == reads && depth == 0 {
		switch word {
		case "INSERT", "UPDATE", "DELETE":
			q.kind = changes
		}
	}
}

// list writes `$n*`, which must stand alone in the parentheses of an IN. rest begins after it.
func (q *query) list(out *strings.Builder, rest *string, param int, d Dialect) error {
	before, ok := strings.CutSuffix(strings.TrimRight(out.String(), blanks), "(")
	before, in := cutWord(before, "IN")
	after, closed := strings.CutPrefix(strings.TrimLeft(*rest, blanks), ")")
	if !ok || !in || !closed {
		return fmt.Errorf("$%d* must be written as IN ($%d*)", param, param)
	}
	if d == SQLite {
		q.lists = append(q.lists, list{at: out.Len(), param: param})
		return nil
	}
	// PostgreSQL takes the list as one array: one statement whatever its length.
	operator := " = ANY($%d)"
	if left, not := cutWord(before, "NOT"); not {
		before, operator = left, " <> ALL($%d)"
	}
	out.Reset()
	out.WriteString(before)
	fmt.Fprintf(out, operator, param)
	*rest = after
	return nil
}

const blanks = " \t\r\n"

// cutWord takes a word off the end of s and tells whether it was there.
func cutWord(s, word string) (string, bool) {
	s = strings.TrimRight(s, blanks)
	at := len(s) - len(word)
	if at < 1 || !strings.EqualFold(s[at:], word) || isWord(s[at-1]) {
		return s, false
	}
	return strings.TrimRight(s[:at], blanks), true
}

// sqliteWord returns a word as SQLite knows it. next is the text after it.
func sqliteWord(word, tok, next string) string {
	switch word {
	case "BYTEA":
		return "BLOB"
	case "GREATEST", "LEAST":
		if strings.HasPrefix(next, "(") {
			return map[string]string{"GREATEST": "MAX", "LEAST": "MIN"}[word]
		}
	}
	return tok
}

// token returns the first token of s, which is not empty: a quoted text, a comment, a placeholder, a word or one byte.
func token(s string) string {
	switch {
	case s[0] == '\'' || s[0] == '"':
		// A doubled quote reads as two quoted texts side by side, which comes to the same.
		if end := strings.IndexByte(s[1:], s[0]); end >= 0 {
			return s[:end+2]
		}
		return s
	case strings.HasPrefix(s, "--"):
		if end := strings.IndexByte(s, '\n'); end >= 0 {
			return s[:end]
		}
		return s
	case strings.HasPrefix(s, "/*"):
		if end := strings.Index(s[2:], "*/"); end >= 0 {
			return s[:end+4]
		}
		return s
	case s[0] == '$':
		n := 1
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if n > 1 && n < len(s) && s[n] == '*' {
			n++
		}
		return s[:n]
	case isWord(s[0]):
		n := 1
		for n < len(s) && (isWord(s[n]) || s[n] == '$') {
			n++
		}
		return s[:n]
	}
	return s[:1]
}

// hasWord tells whether there is anything but comments, blanks and signs in s.
func hasWord(s string) bool {
	for s != "" {
		tok := token(s)
		if isWord(tok[0]) {
			return true
		}
		s = s[len(tok):]
	}
	return false
}

// isWord tells whether c may stand in a name or number.
func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// placeholder reads "$12" or "$12*".
func placeholder(tok string) (param int, star bool) {
	for _, c := range []byte(tok[1:]) {
		if c == '*' {
			return param, true
		}
		if param = param*10 + int(c-'0'); param > maxParams {
			return 0, false
		}
	}
	return param, false
}

// abbreviated returns the beginning of a statement on one line, for errors. It has no values in it.
func abbreviated(sql string) string {
	s := strings.Join(strings.Fields(sql), " ")
	if len(s) > 100 {
		s = strings.ToValidUTF8(s[:100], "") + "..."
	}
	return s
}

package db

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode/utf8"
)

// IDs is a list of numbers for `IN ($n*)`. An empty list matches nothing.
type IDs []int64

// cleanArg returns an argument as one of nil, int64, float64, bool, string, []byte and IDs. Named types count as what they
// are made of. A nil []byte is NULL. Text loses its NUL bytes, which PostgreSQL does not take, and whatever is not UTF-8
// becomes U+FFFD.
func cleanArg(arg any) (any, error) {
	switch v := arg.(type) {
	case nil, int64, bool, float64, IDs:
		return arg, nil
	case int:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case string:
		return cleanText(v), nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return arg, nil
	}
	switch v := reflect.ValueOf(arg); v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() > math.MaxInt64 {
			return nil, errors.New("argument does not fit in BIGINT")
		}
		return int64(v.Uint()), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.String:
		return cleanText(v.String()), nil
	case reflect.Float32, reflect.Float64:
		return v.Float(), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return cleanArg(v.Bytes())
		}
	}
	return nil, fmt.Errorf("argument of type %T", arg)
}

// cleanText returns s as both engines take it.
func cleanText(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}

// checkArgs compares the arguments with what the statement wants.
func (q *query) checkArgs(args []any) error {
	if len(args) != q.params {
		return fmt.Errorf("statement has %d placeholders and got %d arguments", q.params, len(args))
	}
	for i, arg := range args {
		if _, ok := arg.(IDs); ok != (q.listed != nil && q.listed[i]) {
			return fmt.Errorf("$%d: db.IDs go where the statement says IN ($%d*), and only there; got %T", i+1, i+1, arg)
		}
	}
	return nil
}

package content

import (
	"strings"
	"testing"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "abc"},
		{"a\U0001f600b", 3, "a\U0001f600"},
		{"a\U0001f600b", 2, "a"}, // no half of a pair
		{"ab cd", 3, "ab"},
		{"ab ", 3, "ab "},
		{strings.Repeat("x", 8<<20), 64, strings.Repeat("x", 64)}, // time grows with n, not with the text
	} {
		if got := Cut(c.text, c.n); got != c.want {
			t.Errorf("Cut(%.20q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

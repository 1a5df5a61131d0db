package auth

import (
	"strings"
	"testing"
	"time"
)

func TestPhone(t *testing.T) {
	for in, want := range map[string]string{
		"+33 1 23 45 67 89":         "33123456789",
		"33123456789":               "33123456789",
		"+1 (415) 555-2671":         "14155552671",
		"+1.415.555.2671":           "14155552671",
		"9996601234":                "9996601234",
		"+49\u00a030\u00a0901820":   "4930901820",
		"123456":                    "", // too short
		"1234567890123456":          "", // too long
		"0123456789":                "", // no country begins with 0
		"":                          "",
		"+":                         "",
		"33+123456789":              "",
		"call me":                   "",
		"٣٣١٢٣٤٥٦٧٨٩":               "", // digits, but not those of a phone number
		"33123456789\x00":           "",
		"+33 1 23 45 67 89 ext. 12": "",
	} {
		got, err := Phone(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Phone(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzPhone(f *testing.F) {
	f.Add("+33 1 23 45 67 89")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Phone(s)
		if err != nil {
			return
		}
		if again, err := Phone(p); err != nil || again != p {
			t.Errorf("Phone(%q) = %q, which becomes %q, %v", s, p, again, err)
		}
	})
}

func TestPattern(t *testing.T) {
	for in, want := range map[string]string{
		"marie@example.org": "m***e@example.org", "ab@c.de": "a***@c.de", "a@c.de": "a***@c.de", "nothing": "***",
	} {
		if got := pattern(in); got != want {
			t.Errorf("pattern(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTerminal(t *testing.T) {
	var b strings.Builder
	c := Code{Phone: "33123456789", Code: "40417", Expires: time.Unix(1_800_000_000, 0)}
	if err := NewTerminal(&b).Deliver(t.Context(), c); err != nil || b.String() != "code for +33123456789: 40417\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

package content

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// marked writes a text's parts as kind:text.
func marked(text string, es []Entity) string {
	u := utf16.Encode([]rune(text))
	var out []string
	for _, e := range es {
		out = append(out, fmt.Sprintf("%s:%s", e.Type, string(utf16.Decode(u[e.Offset:e.end()]))))
	}
	return strings.Join(out, " | ")
}

func TestFind(t *testing.T) {
	for text, want := range map[string]string{
		"nothing at all":                            "",
		"see https://example.org/a(b)c?d=e#f.":      "url:https://example.org/a(b)c?d=e#f",
		"(https://example.org/a)":                   "url:https://example.org/a",
		"example.org, or www.example.co.uk:8080/x!": "url:example.org | url:www.example.co.uk:8080/x",
		"http://localhost:8080/x and ftp://h/y":     "url:http://localhost:8080/x | url:ftp://h/y",
		"tg://resolve?domain=chappe":                "url:tg://resolve?domain=chappe",
		"смотри пример.рф и https://пример.рф/путь, да": "url:пример.рф | url:https://пример.рф/путь",
		"看 例子.中国。好":                               "url:例子.中国",
		"version 1.2 of file.xyzzy and e.g. this": "",
		"10.0.0.1 and 300.1.1.1":                  "url:10.0.0.1",
		"javascript://example.org":                "",
		"write to jane.doe+x@mail.example.org.":   "email:jane.doe+x@mail.example.org",
		"почта@пример.рф":                         "email:почта@пример.рф",
		"@alice, @bob_by and a@b @x":              "mention:@alice | mention:@bob_by",
		"你好@alice你好":                              "mention:@alice",
		"éa@alice":                                "",
		"#tag #день #标签 #123 #a1 x#y #हिन्दी # ##yes": "hashtag:#tag | hashtag:#день | hashtag:#标签 | hashtag:#a1 | hashtag:#हिन्दी | hashtag:#yes",
		"#یک\u200cدو":                                "hashtag:#یک\u200cدو",
		"$USD $usd $EURO1 a$USD":                     "cashtag:$USD",
		"/start /help@chappe_bot a/b </p> /x/y":      "command:/start | command:/help@chappe_bot",
		"call +1 (234) 567-89-00 or +49 30 1234567.": "phone:+1 (234) 567-89-00 | phone:+49 30 1234567",
		"1+23456789012345678 +1234":                  "",
		"😀 https://example.org 😀 #a":                 "url:https://example.org | hashtag:#a",
		"https://example.org/@alice#tag":             "url:https://example.org/@alice#tag",
		"https://en.example.org/wiki/A_(b) c":        "url:https://en.example.org/wiki/A_(b)",
		"a.com@b.org":                                "email:a.com@b.org",
		"@example.co.uk":                             "mention:@example",
		"HTTPS://EXAMPLE.ORG":                        "url:HTTPS://EXAMPLE.ORG",
	} {
		if got := marked(text, Find(text)); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestFindIsBounded(t *testing.T) {
	if n := len(Find(strings.Repeat("#a ", 500))); n != MaxEntities {
		t.Errorf("%d parts, want %d", n, MaxEntities)
	}
}

func TestMark(t *testing.T) {
	e := func(kind string, from, to int32) Entity { return Entity{Type: kind, Offset: from, Length: to - from} }
	for _, c := range []struct {
		text  string
		given []Entity
		want  string
	}{
		{"go to example.org now", []Entity{e("bold", 0, 21)}, "bold:go to example.org now | url:example.org"},
		{"go to example.org now", []Entity{e("code", 3, 10)}, "code:to exam"},
		{"go to example.org now", []Entity{{Type: "text_url", Offset: 6, Length: 3, URL: "https://x.org"}}, "text_url:exa"},
		{"abcdefgh", []Entity{e("bold", 0, 5), e("italic", 3, 8)}, "bold:abc | italic:defgh | bold:de"},
		{"abcdefgh", []Entity{e("bold", 0, 5), e("bold", 3, 8)}, "bold:abcdefgh"},
		{"abcdefgh", []Entity{e("code", 2, 4), e("bold", 0, 8)}, "bold:ab | code:cd | bold:efgh"},
		{"abcdefgh", []Entity{e("pre", 0, 8), e("code", 2, 4)}, "pre:abcdefgh"},
		{"abcdefgh", []Entity{e("blockquote", 0, 8), e("code", 2, 4), e("italic", 6, 20)}, "blockquote:abcdefgh | code:cd | italic:gh"},
		{"a😀b", []Entity{e("bold", 2, 4), e("italic", 0, 2)}, "italic:a | bold:b"},
		{"abcdefgh", []Entity{e("bold", 0, 4), e("blockquote", 2, 8)}, "bold:ab | blockquote:cdefgh | bold:cd"},
	} {
		if got := marked(c.text, Mark(c.text, c.given)); got != c.want {
			t.Errorf("%q %v:\n got %s\nwant %s", c.text, c.given, got, c.want)
		}
	}
}

// sound says what is wrong with a text's parts, "" when nothing is.
func sound(text string, es []Entity) string {
	total := int32(Units(text))
	whole := boundaries(text)
	if len(es) > MaxEntities {
		return fmt.Sprintf("%d parts", len(es))
	}
	for i, a := range es {
		if a.Offset < 0 || a.Length <= 0 || a.end() > total {
			return fmt.Sprintf("%+v is beyond %d", a, total)
		}
		if o, l := whole(a.Offset, a.end()); o != a.Offset || l != a.Length {
			return fmt.Sprintf("%+v splits a character", a)
		}
		if i > 0 && es[i-1].Offset > a.Offset {
			return "out of order"
		}
		for _, b := range es[i+1:] {
			if !a.touches(b) {
				continue
			}
			if !a.holds(b) && !b.holds(a) {
				return fmt.Sprintf("%+v crosses %+v", a, b)
			}
			if a.solid() && b.solid() || a.Type == b.Type {
				return fmt.Sprintf("%+v over %+v", a, b)
			}
			if a.verbatim() && b.Type != "blockquote" || b.verbatim() && a.Type != "blockquote" {
				return fmt.Sprintf("%+v within %+v", b, a)
			}
		}
	}
	return ""
}

var kinds = []string{"bold", "italic", "underline", "strike", "spoiler", "blockquote", "code", "pre", "text_url", "mention_name", "custom_emoji"}

func FuzzMark(f *testing.F) {
	f.Add("see example.org and @alice 😀 #tag", []byte{0, 0, 9, 6, 3, 8, 1, 2, 30})
	f.Add("a.b.c.d.e.com/..@@##$$//++:://", []byte{5, 0, 40, 6, 1, 3})
	f.Add("https://пример.рф/путь +1 234 567 8900", []byte{8, 2, 5, 9, 3, 9, 0, 0, 255})
	f.Fuzz(func(t *testing.T, text string, marks []byte) {
		text = Clean(text)
		var given []Entity
		for len(marks) >= 3 {
			given = append(given, Entity{Type: kinds[int(marks[0])%len(kinds)], Offset: int32(marks[1]) - 3, Length: int32(marks[2])})
			marks = marks[3:]
		}
		if fault := sound(text, Find(text)); fault != "" {
			t.Errorf("found: %s", fault)
		}
		if fault := sound(text, Mark(text, given)); fault != "" {
			t.Errorf("marked: %s", fault)
		}
	})
}

func BenchmarkMark(b *testing.B) {
	text := strings.Repeat("It is 12.30, see example.org/path or ask @alice_in about #this. ", 8)
	given := []Entity{{Type: "bold", Offset: 0, Length: 10}, {Type: "italic", Offset: 5, Length: 30}}
	for b.Loop() {
		Mark(text, given)
	}
}

func BenchmarkMarkPlain(b *testing.B) {
	text := strings.Repeat("A plain message with nothing in it, as most are", 2)
	for b.Loop() {
		Mark(text, nil)
	}
}

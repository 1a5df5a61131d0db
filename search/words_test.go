package search

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"Hello, World! hello":   "hello world",
		"L'été à Genève":        "l ete a geneve",
		"STRASSE Straße":        "strasse",
		"Ёлка ёжик":             "елка ежик",
		"مَرْحَبًا أهلاً":       "مرحبا اهلا",
		"کتاب علی":              "كتاب علي",
		"שָׁלוֹם":               "שלום",
		"中文字":                   "中文 文字 字",
		"今天 go 北京":              "今天 天 go 北京 京",
		"ガール":                   "ガー ール ル",
		"ｈｅｌｌｏ １２":              "hello 12",
		"۱۲۳ ٤٥":                "123 45",
		"한국어 텍스트":               "한국어 텍스트",
		"हिन्दी":                "हिन्दी",
		"foo_bar #tag @name":    "foo bar tag name",
		"yes 😀😀 👍🏽":             "yes 😀 👍",
		"ภาษาไทย"[:9]:           "ภา าษ ษ",
		" \t\n-–—!?":            "",
		"naïve café ﬁn Ⅳ ½":     "naive cafe fin iv 1 2",
		strings.Repeat("a", 99): strings.Repeat("a", maxWord),
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if n := len(Words(strings.Repeat("啊我你他", 10) + strings.Repeat("x1 y2 ", 9000))); n > maxWords {
		t.Errorf("%d words", n)
	}
}

func TestTermsOf(t *testing.T) {
	for query, want := range map[string]string{
		"Hel wor":     "hel|wor",
		"中":           "|中",
		"中文":          "中文|",
		"中文字 ab":      "中文 文字|ab",
		"ab 中文字":      "ab 中文 文字|",
		"café CAFE":   "cafe|",
		"one two one": "one two|",
		"!?":          "|",
	} {
		terms := TermsOf(query)
		if got := strings.Join(terms.Whole, " ") + "|" + terms.Begin; got != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
}

// FuzzWords: a text is found by its own words, and words hold nothing that the index or its queries would take apart.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"Hello wörld", "中文字", "مرحبا ١٢", "a'b\"c\\d*e:f&g|h!(i)", "😀 ภาษา\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		words := Words(s)
		if len(words) >= maxWords {
			return
		}
		for _, w := range words {
			if w == "" || strings.ContainsAny(w, " '\"\\*:&|!()_\x00") {
				t.Errorf("%q gives the word %q", s, w)
			}
		}
		terms := TermsOf(s)
		for _, term := range terms.Whole {
			if !slices.Contains(words, term) {
				t.Errorf("%q is not found by %q among %q", s, term, words)
			}
		}
		if !terms.Empty() && !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, terms.Begin) }) {
			t.Errorf("%q is not found by %q among %q", s, terms.Begin, words)
		}
	})
}

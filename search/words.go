package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	maxWords = 1000 // of one message
	maxWord  = 32   // characters of a word that count
	maxTerms = 16   // words of a query that count
)

// Words returns the words of a text as they are indexed, each once: in small letters, without accents, in one form where Unicode has
// several. Scripts without spaces between words (Chinese, Japanese, Thai, ...) give every pair of neighbours, and the last
// character by itself.
func Words(text string) []string {
	var out []string
	seen := map[string]bool{}
	split(text, func(word []rune, pairs bool) bool {
		if !pairs {
			out = once(out, seen, string(word[:min(len(word), maxWord)]))
			return len(out) < maxWords
		}
		for i := range word {
			out = once(out, seen, string(word[i:min(i+2, len(word))]))
		}
		return len(out) < maxWords
	})
	return out
}

// Terms are what a query looks for: all of it must be in a message.
type Terms struct {
	Whole []string // these words
	Begin string   // a word that begins so, "" for none
}

// Empty says that there is nothing to look for.
func (t Terms) Empty() bool { return len(t.Whole) == 0 && t.Begin == "" }

// TermsOf returns what a query looks for. The last word is taken for the beginning of one, because people search while they type.
func TermsOf(query string) (t Terms) {
	seen := map[string]bool{}
	split(query, func(word []rune, pairs bool) bool {
		if t.Begin != "" {
			t.Whole, t.Begin = once(t.Whole, seen, t.Begin), ""
		}
		if !pairs || len(word) == 1 {
			t.Begin = string(word[:min(len(word), maxWord)])
			return len(t.Whole) < maxTerms
		}
		for i := range len(word) - 1 {
			t.Whole = once(t.Whole, seen, string(word[i:i+2]))
		}
		return len(t.Whole) < maxTerms
	})
	if seen[t.Begin] {
		t.Begin = ""
	}
	t.Whole = t.Whole[:min(len(t.Whole), maxTerms)]
	return t
}

func once(out []string, seen map[string]bool, word string) []string {
	if seen[word] {
		return out
	}
	seen[word] = true
	return append(out, word)
}

// split calls fn with each word of a text, and with each run of a script without spaces, until it says no.
func split(text string, fn func(word []rune, pairs bool) bool) {
	var word []rune
	pairs := false
	for _, r := range plain(text) {
		kind := kindOf(r)
		if len(word) > 0 && (kind == other || kind == picture || (kind == character) != pairs) {
			if !fn(word, pairs) {
				return
			}
			word = word[:0]
		}
		switch kind {
		case picture:
			if !fn([]rune{r}, false) {
				return
			}
		case letter, character:
			word, pairs = append(word, r), kind == character
		}
	}
	if len(word) > 0 {
		fn(word, pairs)
	}
}

type kind int

const (
	other     kind = iota
	letter         // of a word: letters, digits and what is put on them
	character      // of a script without spaces between words
	picture        // an emoji: a word by itself
)

func kindOf(r rune) kind {
	if r < utf8.RuneSelf {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return letter
		}
		return other
	}
	switch {
	case r == 0x30fc, unicode.In(r, spaceless...): // 0x30fc lengthens a vowel of either kana
		return character
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && !unicode.Is(unicode.Variation_Selector, r):
		return letter
	case r > 0x2000 && unicode.Is(unicode.So, r):
		return picture
	}
	return other
}

var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
	unicode.Tibetan, unicode.Yi,
}

// plain is a text in the form in which words are compared.
func plain(text string) string {
	ascii := true
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(text)
	}
	// Apart, so that accents stand by themselves and can go; and together again, because Korean and the voiced kana are otherwise
	// taken apart.
	s := norm.NFKD.String(cases.Fold().String(strings.ToValidUTF8(text, " ")))
	return norm.NFC.String(strings.Map(bare, s))
}

// bare drops accents and vowel signs that people leave out when they search, and makes one of letters that are written for each
// other.
func bare(r rune) rune {
	switch {
	case r < 0x300:
		return r
	case r <= 0x36f: // accents of Latin, Greek and Cyrillic
		return -1
	case r == 0x640, unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac):
		return -1
	case r >= 0x64b && r <= 0x65f: // vowel signs of Arabic, which Unicode counts to no script
		return -1
	case r == 0x649, r == 0x6cc: // alef maksura and the yeh of Persian
		return 0x64a
	case r == 0x629: // teh marbuta
		return 0x647
	case r == 0x6a9: // the kaf of Persian
		return 0x643
	case r >= 0x660 && r <= 0x669:
		return '0' + r - 0x660
	case r >= 0x6f0 && r <= 0x6f9:
		return '0' + r - 0x6f0
	case r >= 0x966 && r <= 0x96f:
		return '0' + r - 0x966
	case r == 0x200c, r == 0x200d: // joiners
		return -1
	}
	return r
}

package content

import (
	"strings"
	"unicode"
)

// scan looks for what the server marks by itself.
type scan struct {
	text  []rune
	units []int32 // units[i] is the offset of text[i] in UTF-16 code units; one more for the end
	end   int     // where the last part found ends: nothing found later begins before it
	host  int     // where the last host ends that was looked at: no host begins before it
	out   []Entity
}

// Find returns the parts of a text that the server marks by itself, in order and none over another: addresses on the web, e-mail
// addresses, mentions by name, hashtags, cashtags, commands and phone numbers, at most MaxEntities.
// https://core.telegram.org/api/entities
func Find(text string) []Entity {
	if !strings.ContainsAny(text, ".:@#$/+") {
		return nil
	}
	s := scan{text: []rune(text)}
	s.units = make([]int32, len(s.text)+1)
	for i, r := range s.text {
		s.units[i+1] = s.units[i] + 1
		if r > 0xffff {
			s.units[i+1]++
		}
	}
	for i := 0; i < len(s.text) && len(s.out) < MaxEntities; i++ {
		if i < s.end {
			continue
		}
		switch s.text[i] {
		case ':':
			s.withScheme(i)
		case '.':
			s.bareHost(i)
		case '@':
			if !s.email(i) {
				s.mention(i)
			}
		case '#':
			s.hashtag(i)
		case '$':
			s.cashtag(i)
		case '/':
			s.command(i)
		case '+':
			s.phone(i)
		}
	}
	return s.out
}

// add notes that text[from:to] is a part of a kind.
func (s *scan) add(kind string, from, to int) bool {
	s.out = append(s.out, Entity{Type: kind, Offset: s.units[from], Length: s.units[to] - s.units[from]})
	s.end = to
	return true
}

// at returns a character, and 0 beyond the text.
func (s *scan) at(i int) rune {
	if i < 0 || i >= len(s.text) {
		return 0
	}
	return s.text[i]
}

// run returns where the characters that ok accepts end, from i on, at most most of them.
func (s *scan) run(i, most int, ok func(rune) bool) int {
	end := min(len(s.text), i+most)
	for i < end && ok(s.text[i]) {
		i++
	}
	return i
}

// joins says whether r belongs to a word, so that no part begins right after it or ends right before it. Scripts that put no
// spaces between words join nothing.
func joins(r rune) bool {
	return r == '_' || unicode.IsDigit(r) || (unicode.IsLetter(r) || unicode.IsMark(r)) && !spaceless(r)
}

// spaceless says whether r is of a script that is written without spaces between words.
func spaceless(r rune) bool {
	return r > 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Yi)
}

func nameRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

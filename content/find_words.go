package content

import (
	"strings"
	"unicode"
)

const (
	minName    = 4 // of a public name that is mentioned, letters
	maxName    = 32
	maxCommand = 64
	maxHashtag = 256
	maxCashtag = 8
)

// mention finds @name at i.
func (s *scan) mention(i int) bool {
	end := s.run(i+1, maxName+1, nameRune)
	n := end - i - 1
	if n < minName || n > maxName || joins(s.at(i-1)) || joins(s.at(end)) {
		return false
	}
	return s.add("mention", i, end)
}

// hashtag finds #tag at i, of letters and digits of any script, and of more than digits.
func (s *scan) hashtag(i int) bool {
	end := s.run(i+1, maxHashtag+1, tagRune)
	if n := end - i - 1; n == 0 || n > maxHashtag || joins(s.at(i-1)) || s.at(end) == '#' {
		return false
	}
	for _, r := range s.text[i+1 : end] {
		if unicode.IsLetter(r) {
			return s.add("hashtag", i, end)
		}
	}
	return false
}

// tagRune says whether r may stand in a hashtag: letters and what is put on them, digits, the underscore, the middle dot of
// Catalan, and the joiner of Persian.
func tagRune(r rune) bool {
	return r == '_' || r == 0xb7 || r == 0x200c || unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// cashtag finds $USD at i.
func (s *scan) cashtag(i int) bool {
	end := s.run(i+1, maxCashtag+1, func(r rune) bool { return r >= 'A' && r <= 'Z' })
	n := end - i - 1
	if n == 0 || n > maxCashtag || joins(s.at(i-1)) || s.at(i-1) == '$' || joins(s.at(end)) || s.at(end) == '$' {
		return false
	}
	return s.add("cashtag", i, end)
}

// command finds /command or /command@bot at i.
func (s *scan) command(i int) bool {
	end := s.run(i+1, maxCommand+1, nameRune)
	if n := end - i - 1; n == 0 || n > maxCommand || joins(s.at(i-1)) || fence(s.at(i-1)) {
		return false
	}
	if s.at(end) == '@' {
		if to := s.run(end+1, maxName+1, nameRune); to-end > minName-1 && to-end <= maxName+1 {
			end = to
		}
	}
	if joins(s.at(end)) || fence(s.at(end)) {
		return false
	}
	return s.add("command", i, end)
}

// fence says whether r beside a command makes it a path or a tag.
func fence(r rune) bool { return r == '/' || r == '<' || r == '>' || r == ':' }

// Digits of a phone number with its country.
const (
	minPhone = 7
	maxPhone = 15
)

// phone finds +1 (234) 567-89-00 at i: a number with its country.
func (s *scan) phone(i int) bool {
	if joins(s.at(i-1)) || s.at(i-1) == '+' || s.at(i+1) < '1' || s.at(i+1) > '9' {
		return false
	}
	digits, between, end := 0, 0, i+1
	for j := i + 1; j < len(s.text) && between <= 2; j++ {
		r := s.text[j]
		if r >= '0' && r <= '9' {
			digits, between, end = digits+1, 0, j+1
		} else if strings.ContainsRune(" -().\u00a0", r) {
			between++
		} else {
			break
		}
	}
	if digits < minPhone || digits > maxPhone || joins(s.at(end)) {
		return false
	}
	return s.add("phone", i, end)
}

package content

import (
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

const (
	maxHost  = 253 // characters
	maxLabel = 63
	maxLocal = 64 // characters before the @ of an e-mail address
)

// schemes are those of addresses that clients open.
var schemes = map[string]bool{"http": true, "https": true, "ftp": true, "tg": true}

// withScheme finds an address whose scheme ends at the colon at i.
func (s *scan) withScheme(i int) bool {
	if s.at(i+1) != '/' || s.at(i+2) != '/' {
		return false
	}
	from := i
	for from > s.end && i-from <= 5 && unicode.IsLetter(s.text[from-1]) && s.text[from-1] < 0x80 {
		from--
	}
	scheme := strings.ToLower(string(s.text[from:i]))
	if !schemes[scheme] || joins(s.at(from-1)) {
		return false
	}
	host := s.run(i+3, maxHost, hostRune)
	for host > i+3 && strings.ContainsRune(".-", s.text[host-1]) {
		host--
	}
	name := string(s.text[i+3 : host])
	if name == "" || scheme != "tg" && !validLabels(name) {
		return false
	}
	return s.add("url", from, s.rest(host))
}

// bareHost finds an address without a scheme whose first dot is at i.
func (s *scan) bareHost(i int) bool {
	if i < s.host {
		return false
	}
	from := i
	for from > s.end && i-from <= maxLabel && hostRune(s.text[from-1]) && s.text[from-1] != '.' {
		from--
	}
	to := s.run(i, maxHost, hostRune)
	s.host = to
	for to > i && strings.ContainsRune(".-_", s.text[to-1]) {
		to--
	}
	for from < i && (s.text[from] == '-' || s.text[from] == '_') {
		from++
	}
	if from == i || to <= i || joins(s.at(from-1)) || s.at(from-1) == '@' || s.at(from-1) == '/' {
		return false
	}
	// What goes on to an @ is the beginning of an e-mail address.
	if at := s.run(to, maxLocal, localRune); s.at(at) == '@' {
		return false
	}
	host := string(s.text[from:to])
	if !validLabels(host) || !(knownTop(host) || isIPv4(host)) {
		return false
	}
	return s.add("url", from, s.rest(to))
}

// rest returns where an address ends whose host ends at i: after its port, path, query and fragment.
func (s *scan) rest(i int) int {
	if s.at(i) == ':' {
		if p := s.run(i+1, 5, func(r rune) bool { return r >= '0' && r <= '9' }); p > i+1 && !joins(s.at(p)) {
			i = p
		}
	}
	if r := s.at(i); r != '/' && r != '?' && r != '#' {
		return i
	}
	open := 0 // brackets that were opened and not closed
	end := i
	for j := i; j < len(s.text) && pathRune(s.text[j]); j++ {
		switch s.text[j] {
		case '(', '[', '{':
			open++
		case ')', ']', '}':
			if open--; open < 0 {
				return end
			}
		}
		// What ends a sentence does not end an address.
		if !strings.ContainsRune(".,:;!?'*~_…。，、！？；：([{", s.text[j]) {
			end = j + 1
		} else if s.text[j] == '_' {
			end = j + 1
		}
	}
	return end
}

// email finds name@host around the @ at i.
func (s *scan) email(i int) bool {
	from := i
	for from > s.end && i-from < maxLocal && localRune(s.text[from-1]) {
		from--
	}
	for from < i && strings.ContainsRune(".-+", s.text[from]) {
		from++
	}
	to := s.run(i+1, maxHost, hostRune)
	for to > i+1 && strings.ContainsRune(".-_", s.text[to-1]) {
		to--
	}
	host := string(s.text[i+1 : to])
	if from == i || s.text[i-1] == '.' || joins(s.at(from-1)) || s.at(to) == '@' || !validLabels(host) || !knownTop(host) {
		return false
	}
	return s.add("email", from, to)
}

// hostRune says whether r may stand in the name of a host: letters and digits of every script, and what stands between them.
func hostRune(r rune) bool {
	return r == '.' || r == '-' || r == '_' || r != 'ª' && r != 'º' && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

func localRune(r rune) bool {
	return r == '.' || r == '-' || r == '_' || r == '+' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func pathRune(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune("<>\"`«»“”‘’|\\^", r)
}

// validLabels says whether the parts of a host's name are not empty, not too long, and begin and end with a letter or digit.
func validLabels(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len([]rune(label)) > maxLabel || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return true
}

// knownTop says whether a name has a part below a top-level domain that exists.
func knownTop(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	if dot < 0 || strings.HasSuffix(host[:dot], "_") {
		return false
	}
	top := strings.ToLower(host[dot+1:])
	for _, r := range top {
		if r >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(top)
			if err != nil {
				return false
			}
			top = ascii
			break
		}
	}
	_, icann := publicsuffix.PublicSuffix(top)
	return icann
}

func isIPv4(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.Is4()
}

package main

import (
	"strings"
	"unicode"
)

// acronyms are the words that gotd/td writes in capitals; people know its names, so ours agree.
var acronyms = wordSet(`ACL API ASCII AWS CPU CSS DNS EOF GB GUID HTML HTTP HTTPS ID IP JSON KB LHS MAC MB
	QPS RAM RHS RPC SLA SMTP SQL SSH SSO TCP TLS TTL UDP UI UID URI URL UTF8 UUID VM XML XMPP XSRF XSS SMS
	CDN DC PFS P2P SHA256 SHA1 MD5 SRP 2FA ISO`)

// whole are words that read better in another form.
var whole = map[string]string{"TCPO": "TCPObfuscated", "SMSJOBS": "SMSJobs"}

func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// goName makes messages.sendMessage into MessagesSendMessage.
func goName(tl string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(tl, ".") {
		for _, w := range splitWords(part) {
			b.WriteString(goWord(w))
		}
	}
	return b.String()
}

func goWord(w string) string {
	upper := strings.ToUpper(w)
	if s, ok := whole[upper]; ok {
		return s
	}
	if acronyms[upper] {
		return upper
	}
	// A plural or other one-letter ending: IDs, URLs.
	if n := len(upper) - 1; acronyms[upper[:n]] {
		return upper[:n] + strings.ToLower(upper[n:])
	}
	return upper[:1] + w[1:]
}

// splitWords cuts at underscores, or, where there are none, at changes of case. Digits
// belong to the word before them.
func splitWords(s string) []string {
	if strings.Contains(s, "_") {
		return strings.FieldsFunc(s, func(r rune) bool { return r == '_' })
	}
	var words []string
	runes := []rune(s)
	start := 0
	for i := 1; i < len(runes); i++ {
		prev, cur := runes[i-1], runes[i]
		switch {
		case unicode.IsLower(prev) && unicode.IsUpper(cur): // aB: a word starts at B
			words = append(words, string(runes[start:i]))
			start = i
		case unicode.IsUpper(prev) && unicode.IsLower(cur) && i-1 > start: // ABc: it starts at B
			words = append(words, string(runes[start:i-1]))
			start = i - 1
		}
	}
	return append(words, string(runes[start:]))
}

package content

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// HTML renders a text with its entities as HTML in which everything that people wrote is escaped. Links get rel=nofollow, and lead to
// addresses of http, https, mailto and tel alone. Line ends become <br>. A username becomes a link that begins with names ("/", or an address
// that ends with it); without names it stays text.
func HTML(text string, entities []Entity, names string) string {
	units := utf16.Encode([]rune(text))
	cuts := []int{0, len(units)}
	for _, e := range entities {
		for _, at := range []int{int(e.Offset), int(e.Offset) + int(e.Length)} {
			if at > 0 && at < len(units) {
				cuts = append(cuts, at)
			}
		}
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var b strings.Builder
	for i := 0; i+1 < len(cuts); i++ {
		from, to := cuts[i], cuts[i+1]
		var open, shut []string
		for _, e := range entities {
			if int(e.Offset) > from || int(e.Offset)+int(e.Length) < to {
				continue
			}
			if o, s := tags(&e, Part(text, int(e.Offset), int(e.Length)), names); o != "" {
				open, shut = append(open, o), append(shut, s)
			}
		}
		slices.Reverse(shut)
		b.WriteString(strings.Join(open, ""))
		said := html.EscapeString(string(utf16.Decode(units[from:to])))
		b.WriteString(strings.ReplaceAll(said, "\n", "<br>"))
		b.WriteString(strings.Join(shut, ""))
	}
	return b.String()
}

var simple = map[string]string{
	"bold": "b", "italic": "i", "underline": "u", "strike": "s", "code": "code", "pre": "code", "blockquote": "q", "spoiler": "mark",
}

// tags are what stands before and after a part of a text; none for what looks like everything else.
func tags(e *Entity, part, names string) (open, shut string) {
	if t := simple[e.Type]; t != "" {
		return "<" + t + ">", "</" + t + ">"
	}
	if e.Type == "mention" && names != "" {
		return anchor(names + url.PathEscape(strings.TrimPrefix(part, "@")))
	}
	to := ""
	switch e.Type {
	case "text_url":
		to = e.URL
	case "url":
		to = part
		if !strings.Contains(to, "://") {
			to = "https://" + to
		}
	case "email":
		to = "mailto:" + part
	case "phone":
		to = "tel:" + part
	}
	if to = SafeLink(to); to == "" {
		return "", ""
	}
	return anchor(to)
}

func anchor(to string) (open, shut string) {
	return `<a href="` + html.EscapeString(to) + `" rel="nofollow noopener noreferrer">`, "</a>"
}

// SafeLink returns an address that may stand in a page as a link, "" for one that may not.
func SafeLink(to string) string {
	lower := strings.ToLower(strings.TrimSpace(to))
	for _, scheme := range []string{"http://", "https://", "mailto:", "tel:"} {
		if strings.HasPrefix(lower, scheme) && !strings.ContainsAny(to, "\x00\r\n\t") {
			return strings.TrimSpace(to)
		}
	}
	return ""
}

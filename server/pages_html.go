package server

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// pageSaid is what a page says of itself in its head.
type pageSaid struct{ site, title, about, picture string }

// maxPageTokens bounds the work on a page that consists of tags.
const maxPageTokens = 20_000

// readPage reads the head of a page. coding is what the answer said of its characters, "" for nothing. Whatever it is given, it
// returns: a page that cannot be read says nothing.
// https://ogp.me/
func readPage(r io.Reader, coding string) (said pageSaid) {
	if coding != "" {
		coding = "text/html; charset=" + coding
	}
	text, err := charset.NewReader(r, coding)
	if err != nil {
		return said
	}
	z := html.NewTokenizer(text)
	z.SetMaxBuf(64 << 10) // a tag
	plain := pageSaid{}   // what is said in older ways, for want of better
	inTitle := false
	for range maxPageTokens {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return said.or(plain)
		case html.TextToken:
			if inTitle {
				plain.title += string(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch atom.Lookup(name) {
			case atom.Title:
				inTitle = plain.title == "" && kind == html.StartTagToken
			case atom.Meta:
				said.meta(&plain, attributes(z, more))
			case atom.Body:
				return said.or(plain)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Title:
				inTitle = false
			case atom.Head:
				return said.or(plain)
			}
		}
	}
	return said.or(plain)
}

// attributes are those of a tag that matter here.
func attributes(z *html.Tokenizer, more bool) map[string]string {
	out := map[string]string{}
	for n := 0; more && n < 64; n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		switch k := string(key); k {
		case "property", "name", "content":
			out[k] = string(value)
		}
	}
	return out
}

// meta notes what a tag says.
func (s *pageSaid) meta(plain *pageSaid, a map[string]string) {
	set := func(at *string) {
		if *at == "" {
			*at = strings.TrimSpace(a["content"])
		}
	}
	name := a["property"]
	if name == "" {
		name = a["name"]
	}
	switch strings.ToLower(name) {
	case "og:site_name":
		set(&s.site)
	case "og:title":
		set(&s.title)
	case "og:description":
		set(&s.about)
	case "og:image", "og:image:url", "og:image:secure_url":
		set(&s.picture)
	case "twitter:title":
		set(&plain.title)
	case "description", "twitter:description":
		set(&plain.about)
	case "twitter:image":
		set(&plain.picture)
	case "application-name":
		set(&plain.site)
	}
}

// or fills what is missing.
func (s pageSaid) or(plain pageSaid) pageSaid {
	fill := func(at *string, from string) {
		if *at == "" {
			*at = strings.TrimSpace(from)
		}
	}
	fill(&s.site, plain.site)
	fill(&s.title, plain.title)
	fill(&s.about, plain.about)
	fill(&s.picture, plain.picture)
	return s
}

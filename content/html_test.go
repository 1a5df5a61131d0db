package content

import (
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct {
		text string
		es   []Entity
		want string
	}{
		{"plain", nil, "plain"},
		{"<script>alert('x')</script>", nil, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
		{"a\nb", nil, "a<br>b"},
		{"bold and more", []Entity{{Type: "bold", Length: 4}}, "<b>bold</b> and more"},
		{"👍 hit", []Entity{{Type: "italic", Offset: 3, Length: 3}}, "👍 <i>hit</i>"},
		{"abcd", []Entity{{Type: "bold", Length: 3}, {Type: "italic", Offset: 1, Length: 3}}, "<b>a</b><b><i>bc</i></b><i>d</i>"},
		{"here", []Entity{{Type: "text_url", Length: 4, URL: "javascript:alert(1)"}}, "here"},
		{"here", []Entity{{Type: "text_url", Length: 4, URL: `https://example.org/"onclick="x`}},
			`<a href="https://example.org/&#34;onclick=&#34;x" rel="nofollow noopener noreferrer">here</a>`},
		{"example.org", []Entity{{Type: "url", Length: 11}}, `<a href="https://example.org" rel="nofollow noopener noreferrer">example.org</a>`},
		{"ask @anna_b", []Entity{{Type: "mention", Offset: 4, Length: 7}}, `ask <a href="/anna_b" rel="nofollow noopener noreferrer">@anna_b</a>`},
		{`@"><b>/..`, []Entity{{Type: "mention", Length: 9}}, `<a href="/%22%3E%3Cb%3E%2F.." rel="nofollow noopener noreferrer">@&#34;&gt;&lt;b&gt;/..</a>`},
		{"short", []Entity{{Type: "bold", Offset: 3, Length: 100}, {Type: "bold", Offset: -5, Length: 2}}, "sho<b>rt</b>"},
	} {
		if got := HTML(c.text, c.es, "/"); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestHTMLWithoutAPlaceForNames(t *testing.T) {
	if got := HTML("@anna", []Entity{{Type: "mention", Length: 5}}, ""); got != "@anna" {
		t.Errorf("%s", got)
	}
}

func FuzzHTML(f *testing.F) {
	f.Add("<b>&\"'", "https://x/", int32(0), int32(3))
	f.Fuzz(func(t *testing.T, text, link string, offset, length int32) {
		out := HTML(text, []Entity{{Type: "text_url", URL: link, Offset: offset, Length: length}, {Type: "mention", Offset: offset, Length: length}}, "/")
		if strings.Contains(strings.ToLower(out), "<script") || strings.Contains(out, `="javascript`) {
			t.Errorf("%q", out)
		}
	})
}

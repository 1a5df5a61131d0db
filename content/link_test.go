package content

import "testing"

func TestFirstLink(t *testing.T) {
	for text, want := range map[string]string{
		"no link":                                    "",
		"😀 see example.com/a?b=c#d, and more":        "https://example.com/a?b=c",
		"HTTP://Example.com then https://second.com": "http://Example.com",
		"mail me@example.com":                        "",
		"ftp://example.com/x or example.org":         "https://example.org",
	} {
		if got := FirstLink(text, Mark(text, nil)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	hidden := []Entity{{Type: "text_url", Length: 4, URL: "https://example.net/"}}
	if got := FirstLink("here", hidden); got != "https://example.net/" {
		t.Errorf("a link behind words: %q", got)
	}
	for _, bad := range []string{"javascript://x/", "http://user:secret@example.com/", "http:///x", "tg://resolve?domain=a", "https://%zz/"} {
		if got := WebAddress(bad); got != "" {
			t.Errorf("%q: %q", bad, got)
		}
	}
	if got := FirstLink("x", []Entity{{Type: "url", Offset: 5, Length: 9}}); got != "" {
		t.Errorf("beyond the text: %q", got)
	}
}

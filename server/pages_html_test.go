package server

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzPage holds that no page, whatever it is, makes reading it fail or take more than it may.
func FuzzPage(f *testing.F) {
	f.Add([]byte(`<html><head><title>a</title><meta property="og:title" content="b"></head>`), "utf-8")
	f.Add([]byte("\xff\xfe<\x00t\x00i\x00"), "utf-16")
	f.Add([]byte(`<meta charset="shift_jis"><title>`+strings.Repeat("x", 5000)), "")
	f.Add([]byte("<title><title></title><script><!--"), "no such coding")
	f.Fuzz(func(t *testing.T, b []byte, coding string) {
		said := readPage(bytes.NewReader(b), coding)
		if n := len(said.title) + len(said.about) + len(said.site) + len(said.picture); n > 16*len(b)+64 {
			t.Errorf("%d bytes said in %d", n, len(b))
		}
	})
}

func TestReadPage(t *testing.T) {
	for page, want := range map[string]pageSaid{
		`<title> plain </title><meta name=description content="words">`:                       {title: "plain", about: "words"},
		`<meta property="og:title" content="better"><title>plain</title>`:                     {title: "better"},
		`<title>a &lt;b&gt; c</title>`:                                                        {title: "a <b> c"},
		`<body><title>too late</title>`:                                                       {},
		`<svg><title>x</title></svg>`:                                                         {title: "x"},
		`<meta name="twitter:image" content="/p.png"><meta property=og:image content=/q.png>`: {picture: "/q.png"},
		"<meta charset=windows-1251><title>\xcf\xf0\xe8\xe2\xe5\xf2</title>":                  {title: "Привет"},
	} {
		if got := readPage(strings.NewReader(page), ""); got != want {
			t.Errorf("%s: %+v, want %+v", page, got, want)
		}
	}
}

package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"
)

// dist is an app in which all that may be in one is.
func dist() fstest.MapFS {
	m := fstest.MapFS{
		"index.html":  {Data: []byte(`<!doctype html><script type="module" src="/a/BUILD/app.js"></script>`)},
		"sw.js":       {Data: []byte(`self.build = "/a/BUILD/";`)},
		"app.js":      {Data: []byte(strings.Repeat("let a = 'the same again';\n", 500))},
		"worker.wasm": {Data: []byte("\x00asm /a/BUILD/")},
	}
	for _, i := range icons {
		m[i.file] = &fstest.MapFile{Data: []byte("picture")}
	}
	return m
}

func open(t *testing.T, files fstest.MapFS) (*App, *httptest.Server) {
	t.Helper()
	a, err := load(files, Config{
		Name: "Our <server>", DC: 2, SignUp: "invite", Key: Key{Modulus: "c0de"},
		Claimed: func(context.Context) (bool, error) { return false, nil },
		Claim: func(_ context.Context, token, phone string) error {
			if token != "right" || phone != "+1" {
				return errors.New("the setup token is not valid")
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a.Handler())
	t.Cleanup(s.Close)
	return a, s
}

// ask makes a request as it is: nothing is unpacked or followed.
func ask(t *testing.T, s *httptest.Server, method, path string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	var body io.Reader
	if len(headers)%2 == 1 {
		body, headers = strings.NewReader(headers[0]), headers[1:]
	}
	req, err := http.NewRequest(method, s.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Transport{DisableCompression: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, b
}

func TestTheAppIsServedUnderItsBuild(t *testing.T) {
	a, s := open(t, dist())
	res, page := ask(t, s, "GET", "/")
	if want := "/a/" + a.built().name + "/app.js"; res.StatusCode != 200 || !bytes.Contains(page, []byte(want)) {
		t.Fatalf("%d %s, want one that loads %s", res.StatusCode, page, want)
	}
	if res.Header.Get("Cache-Control") != "no-cache" || res.Header.Get("ETag") == "" {
		t.Errorf("the page is kept without asking: %v", res.Header)
	}
	res, js := ask(t, s, "GET", "/a/"+a.built().name+"/app.js")
	if !bytes.Equal(js, dist()["app.js"].Data) || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("app.js: %d bytes, %v", len(js), res.Header)
	}
	if _, wasm := ask(t, s, "GET", "/a/"+a.built().name+"/worker.wasm"); !bytes.Equal(wasm, dist()["worker.wasm"].Data) {
		t.Error("a file that is no text was changed")
	}
	if res, _ := ask(t, s, "GET", "/a/000000000000/app.js"); res.StatusCode != 404 || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("a file of another build: %d %v", res.StatusCode, res.Header)
	}
	changed := dist()
	changed["app.js"] = &fstest.MapFile{Data: []byte("other")}
	if b, _ := open(t, changed); b.built().name == a.built().name {
		t.Error("another app has the same build")
	}
}

func TestFormsOfAFile(t *testing.T) {
	a, s := open(t, dist())
	path, want := "/a/"+a.built().name+"/app.js", dist()["app.js"].Data
	tags := map[string]bool{}
	for accept, coding := range map[string]string{
		"": "", "gzip": "gzip", "gzip, deflate, br": "br", "br;q=0, gzip;q=0.5": "gzip", "deflate": "", "GZIP": "gzip",
	} {
		res, b := ask(t, s, "GET", path, "Accept-Encoding", accept)
		var r io.Reader = bytes.NewReader(b)
		switch res.Header.Get("Content-Encoding") {
		case "br":
			r = brotli.NewReader(r)
		case "gzip":
			z, err := gzip.NewReader(r)
			if err != nil {
				t.Fatal(err)
			}
			r = z
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want) || res.Header.Get("Content-Encoding") != coding {
			t.Errorf("%q got %q: %d bytes, %v", accept, res.Header.Get("Content-Encoding"), len(got), err)
		}
		etag := res.Header.Get("ETag")
		tags[etag] = true
		res, b = ask(t, s, "GET", path, "Accept-Encoding", accept, "If-None-Match", `"other", W/`+etag)
		if res.StatusCode != 304 || len(b) != 0 {
			t.Errorf("%q asked again: %d", accept, res.StatusCode)
		}
		if res, b = ask(t, s, "HEAD", path, "Accept-Encoding", accept); res.StatusCode != 200 || len(b) != 0 {
			t.Errorf("HEAD: %d, %d bytes", res.StatusCode, len(b))
		}
	}
	if len(tags) != 3 {
		t.Errorf("%d tags for three forms: %v", len(tags), tags)
	}
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	a, s := open(t, dist())
	for _, path := range []string{"/", "/alice_1", "/nothing.here", "/server.json", "/sw.js", "/a/" + a.built().name + "/app.js"} {
		res, _ := ask(t, s, "GET", path)
		csp := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{
			"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval';", "style-src 'self';", "object-src 'none'", "base-uri 'none'",
			"frame-ancestors 'none'", "worker-src 'self'", "connect-src 'self' ws://127.0.0.1:",
		} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: no %s in %s", path, want, csp)
			}
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if res.Header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, res.Header.Get(name))
			}
		}
	}
	if p := policy("evil.example; script-src *"); strings.Contains(p, "evil") {
		t.Errorf("a host writes into the policy: %s", p)
	}
}

func TestLinksOpenTheApp(t *testing.T) {
	_, s := open(t, dist())
	_, page := ask(t, s, "GET", "/")
	for path, want := range map[string]int{
		"/alice_1": 200, "/alice_1/42": 200, "/+AbC-_9": 200, "/joinchat/AbC": 200, "/c/17/3": 200, "/addlist/x": 200,
		"/al": 404, "/joinchat/A/b": 404, "/alice.html": 404, "/alice/../x": 404, "/1alice": 404, "/.env": 404, "/a/": 404, "/wp-login.php": 404,
	} {
		res, b := ask(t, s, "GET", path)
		if want == 200 && (res.StatusCode != 200 || !bytes.Equal(b, page)) || want == 404 && res.StatusCode == 200 {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
}

func TestWhatTheAppIsTold(t *testing.T) {
	a, s := open(t, dist())
	_, b := ask(t, s, "GET", "/server.json")
	var info Info
	if err := json.Unmarshal(b, &info); err != nil {
		t.Fatal(err)
	}
	if info.Name != "Our <server>" || info.Build != a.built().name || info.SignUp != "invite" || info.Claimed || info.Key.Modulus != "c0de" {
		t.Errorf("%+v", info)
	}
	res, b := ask(t, s, "GET", "/manifest.webmanifest")
	var m struct {
		Name  string
		Icons []struct{ Src, Type string }
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Name != "Our <server>" || res.Header.Get("Content-Type") != "application/manifest+json" {
		t.Fatalf("%s, %v", b, err)
	}
	for _, i := range m.Icons {
		if res, _ := ask(t, s, "GET", i.Src); res.StatusCode != 200 || res.Header.Get("Content-Type") != i.Type {
			t.Errorf("%s: %d %s", i.Src, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}

func TestClaim(t *testing.T) {
	_, s := open(t, dist())
	for _, c := range []struct {
		body, site string
		want       int
	}{
		{`{"token":"right","phone":"+1"}`, "cross-site", 403},
		{`{"token":"wrong","phone":"+1"}`, "same-origin", 403},
		{`nonsense`, "same-origin", 400},
		{`"` + strings.Repeat("x", 2*maxClaim) + `"`, "same-origin", 400},
		{`{"token":"right","phone":"+1"}`, "same-origin", 204},
	} {
		if res, b := ask(t, s, "POST", "/claim", c.body, "Sec-Fetch-Site", c.site); res.StatusCode != c.want {
			t.Errorf("%.40s from %s: %d %s, want %d", c.body, c.site, res.StatusCode, b, c.want)
		}
	}
}

func TestTheAppInTheProgramIsWhole(t *testing.T) {
	whole, err := New(Config{Name: "Chappe"})
	if err != nil {
		t.Fatal(err)
	}
	whole.built()
	broken := dist()
	delete(broken, "sw.js")
	if _, err := load(broken, Config{}); err == nil {
		t.Error("an app without its service worker is taken")
	}
}

// What is in the app and was written by others says whose it is, in the program as well.
func TestLicencesAreServed(t *testing.T) {
	a, err := New(Config{Name: "Chappe"})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a.Handler())
	defer s.Close()
	res, body := ask(t, s, http.MethodGet, a.built().folder()+"licenses.txt")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Fatalf("%d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	for _, name := range []string{"solid-js", "@kobalte/core", "@mtcute/core", "virtua", "Lucide"} {
		if !bytes.Contains(body, []byte("\n"+name)) {
			t.Errorf("nothing of %s", name)
		}
	}
}

// signInWeight is what the page that a stranger opens may weigh, compressed, with all that paints it.
const signInWeight = 60 << 10

func TestTheSignInPageIsLight(t *testing.T) {
	a, err := New(Config{Name: "Chappe"})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(a.Handler())
	defer s.Close()
	_, page := ask(t, s, http.MethodGet, "/")
	_, packed := ask(t, s, http.MethodGet, "/", "Accept-Encoding", "br")
	sum, parts := len(packed), 0
	for _, m := range regexp.MustCompile(`"(/a/[^"]+\.(?:js|css))"`).FindAllSubmatch(page, -1) {
		res, body := ask(t, s, http.MethodGet, string(m[1]), "Accept-Encoding", "br")
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", m[1], res.Status)
		}
		sum, parts = sum+len(body), parts+1
	}
	if parts < 3 || sum > signInWeight {
		t.Errorf("%d parts weigh %d bytes", parts, sum)
	}
	t.Logf("the sign-in page weighs %.1f KB", float64(sum)/1024)
}

package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"chappe/content"
	"chappe/feature/media"
)

// Bounds of what is asked of a stranger's server about one link.
const (
	pageWithin   = 4 * time.Second // for an answer's headers
	pageTime     = 10 * time.Second
	maxRedirects = 4
	maxPageBytes = 512 << 10 // of a page, after it was unpacked; what says what it is stands at its beginning
	maxPageImage = 5 << 20
	pageAtOnce   = 8 // calls to the outside
)

// errPage means that there is nothing at an address that a message could show.
var errPage = errors.New("nothing to show")

// pages asks the web what links lead to. It sends no cookie, no referrer and nothing of whoever wrote the link; what is beyond the
// public Internet it cannot reach, see Outside, and that is checked for each redirect and for the picture as well.
type pages struct {
	outside *Outside
	agent   string
	places  chan struct{}
	anyPort bool // sites inside have ports of their own
}

func newPages(o *Outside, anyPort bool) *pages {
	return &pages{outside: o, agent: "Mozilla/5.0 (compatible; Chappe; link preview)", places: make(chan struct{}, pageAtOnce), anyPort: anyPort}
}

// look returns what is at an address: a page's words and picture, or a picture.
func (p *pages) look(ctx context.Context, address string) (*media.Looked, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTime)
	defer cancel()
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	res, err := p.get(ctx, address)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	at := res.Request.URL
	found := &media.Looked{URL: at.String()}
	kind, params, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case strings.HasPrefix(kind, "image/"):
		found.Site = at.Hostname()
		found.Picture, err = bounded(res.Body, maxPageImage)
		return found, err
	case kind != "text/html" && kind != "application/xhtml+xml":
		return nil, errPage
	}
	// A page that is longer is read as far as that.
	said := readPage(io.LimitReader(res.Body, maxPageBytes), params["charset"])
	found.Site, found.Title, found.About = said.site, said.title, said.about
	if found.Site == "" {
		found.Site = strings.TrimPrefix(at.Hostname(), "www.")
	}
	if picture := resolve(at, said.picture); picture != "" {
		found.Picture = p.picture(ctx, picture) // the page is shown without
	}
	return found, nil
}

// picture fetches a page's picture, nil where that fails.
func (p *pages) picture(ctx context.Context, address string) []byte {
	res, err := p.get(ctx, address)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	if kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); !strings.HasPrefix(kind, "image/") {
		return nil
	}
	b, err := bounded(res.Body, maxPageImage)
	if err != nil {
		return nil
	}
	return b
}

// get asks for an address and follows its redirects. The answer is one of success.
func (p *pages) get(ctx context.Context, address string) (*http.Response, error) {
	for range maxRedirects + 1 {
		if address = content.WebAddress(address); address == "" {
			return nil, errPage
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, fmt.Errorf("ask for a page: %w", err)
		}
		if port := req.URL.Port(); port != "" && port != "80" && port != "443" && !p.anyPort {
			return nil, errPage // no web site, but perhaps something that a stranger wants knocked at
		}
		req.Header.Set("User-Agent", p.agent)
		req.Header.Set("Accept", "text/html,application/xhtml+xml,image/*;q=0.8")
		res, err := p.outside.Do(req)
		if err != nil {
			return nil, err
		}
		if res.StatusCode == http.StatusOK {
			return res, nil
		}
		res.Body.Close()
		to := res.Header.Get("Location")
		if res.StatusCode < 300 || res.StatusCode >= 400 || to == "" {
			return nil, errPage
		}
		if address = resolve(req.URL, to); address == "" {
			return nil, errPage
		}
	}
	return nil, errPage
}

// resolve is an address as it stands in a page at another one, "" where it does not lead to the web.
func resolve(base *url.URL, ref string) string {
	if ref == "" || len(ref) > 4096 {
		return ""
	}
	u, err := base.Parse(strings.TrimSpace(ref))
	if err != nil {
		return ""
	}
	return content.WebAddress(u.String())
}

// bounded reads all of a body, which may be no longer than most.
func bounded(r io.Reader, most int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = errPage
	}
	return b, err
}

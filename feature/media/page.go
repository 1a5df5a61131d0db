package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"chappe/content"
	"chappe/db"
	"chappe/tl"
)

// Looked is what a page on the web says of itself. All of it comes from strangers.
type Looked struct {
	URL     string // where it was found in the end
	Site    string
	Title   string
	About   string
	Picture []byte // a picture as it came; nil for none
}

// Page is a page on the web, as messages that link to it show it. It never changes.
type Page struct {
	ID    int64  `json:"i"`
	URL   string `json:"u"`
	Site  string `json:"s,omitempty"`
	Title string `json:"t,omitempty"`
	About string `json:"a,omitempty"`
	Photo *File  `json:"p,omitempty"`
}

// How long an address is remembered, in seconds, and how much of what a page says is kept, in UTF-16 code units.
const (
	keepPage    = 7 * 24 * 3600
	keepNothing = 3600
	maxPageURL  = 2048
	maxSite     = 100
	maxPageText = 600
)

// pageKey is the name of an address in the table.
func pageKey(url string) string {
	h := sha256.Sum256([]byte(url))
	return hex.EncodeToString(h[:])
}

// Previews says whether this server looks at what links lead to.
func (f *Feature) Previews() bool { return f.Look != nil }

// KnownPage returns what an address led to when it was last looked at: nil for nothing to show. known is false when nobody has
// looked, or too long ago.
func (f *Feature) KnownPage(tx *db.Tx, url string) (p *Page, known bool, err error) {
	row, ok, err := loadPage(tx, pageKey(url))
	if err != nil || !ok {
		return nil, false, err
	}
	keep := int32(keepPage)
	if row.data == "" {
		keep = keepNothing
	}
	if f.Box.Now()-row.date > keep {
		return nil, false, nil
	}
	if row.data == "" {
		return nil, true, nil
	}
	p = new(Page)
	if json.Unmarshal([]byte(row.data), p) != nil {
		return nil, false, nil
	}
	return p, true, nil
}

// Preview returns what an address leads to: nil for nothing to show, or where this server does not look. It looks unless it has
// lately; that nothing was found is remembered as well. Two who ask for the same at once look once.
func (f *Feature) Preview(ctx context.Context, url string) (p *Page, err error) {
	if f.Look == nil || url == "" || len(url) > maxPageURL {
		return nil, nil
	}
	key := pageKey(url)
	unlock, err := f.looking.lock(ctx, key)
	if err != nil {
		return nil, err
	}
	defer unlock()
	known := false
	err = f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		p, known, err = f.KnownPage(tx, url)
		return err
	})
	if err != nil || known {
		return p, err
	}
	found, err := f.Look(ctx, url)
	if ctx.Err() != nil {
		return nil, ctx.Err() // who asked has gone: somebody else may have more patience
	}
	if err != nil {
		found = nil // what a stranger's server did wrong is no failure of ours
	}
	return f.keepPage(ctx, key, found)
}

// keepPage remembers what was found, with its picture made into a photo.
func (f *Feature) keepPage(ctx context.Context, key string, found *Looked) (*Page, error) {
	row := pageRow{key: key, id: NewID(), date: f.Box.Now()}
	var p *Page
	var n *fresh
	if found != nil {
		p = &Page{
			ID: row.id, URL: content.Clean(found.URL), Site: pageText(found.Site, maxSite), Title: pageText(found.Title, maxTitle*2),
			About: pageText(found.About, maxPageText),
		}
		if n = f.pagePhoto(ctx, found.Picture); n != nil {
			p.Photo = &n.row.File
		}
		if len(p.URL) > maxPageURL || p.Title == "" && p.About == "" && p.Photo == nil {
			p = nil // it says nothing
		}
	}
	kept := false
	if n != nil {
		defer func() {
			if !kept {
				f.discard(n.pic.objects...)
			}
		}()
	}
	if p != nil {
		b, err := json.Marshal(p)
		if err != nil {
			return nil, fmt.Errorf("encode page: %w", err)
		}
		row.data = string(b)
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		if was, ok, err := loadPage(tx, key); err != nil {
			return err
		} else if ok {
			if err := f.Release(tx, InPage, 0, was.id); err != nil {
				return err
			}
		}
		if p != nil && n != nil {
			blob, err := f.keep(tx, n.pic)
			if err != nil {
				return err
			}
			r := n.row
			r.blob = blob
			if err := insertFile(tx, r); err != nil {
				return err
			}
			if err := f.Hold(tx, Use{Kind: InPage, ID: p.ID}, r.id); err != nil {
				return err
			}
			tx.After(func(context.Context) { kept = true })
		}
		return putPage(tx, row)
	})
	return p, err
}

// pagePhoto makes a photo of a stranger's picture, nil where that cannot be.
func (f *Feature) pagePhoto(ctx context.Context, data []byte) *fresh {
	if len(data) == 0 || len(data) > maxPhoto {
		return nil
	}
	p, err := f.picturesOf(ctx, data)
	if err != nil {
		return nil
	}
	pic, err := f.make(ctx, p.data, true)
	if err != nil {
		return nil // the page is shown without
	}
	file := File{ID: NewID(), Date: f.Box.Now(), Sizes: p.sizes, Stripped: p.stripped}
	return &fresh{row: fileRow{id: file.ID, File: file}, shared: true, pic: pic}
}

// pageText is a line of what a page says.
func pageText(s string, most int) string {
	return content.Cut(plainLine(strings.Join(strings.Fields(s), " ")), most)
}

// sweepPages forgets pages that were looked at long ago. Messages that show them keep them.
func (f *Feature) sweepPages(tx *db.Tx) error {
	ids, err := dropPages(tx, f.Box.Now()-keepPage)
	if err != nil || len(ids) == 0 {
		return err
	}
	return f.Release(tx, InPage, 0, ids...)
}

// Media is a page as a message has it.
func (p *Page) Media() (content.Media, error) { return Said{Page: p}.as(typePage) }

// IsPage says whether media is what a link leads to: the message is a text all the same.
func IsPage(m *content.Media) bool { return m != nil && m.Type == typePage }

// PageTL renders a preview that is in no message yet.
// https://core.telegram.org/constructor/messageMediaWebPage
func (f *Feature) PageTL(p *Page) tl.MessageMediaClass {
	if p == nil {
		return &tl.MessageMediaEmpty{}
	}
	return f.pageTL(Use{Kind: InPage, ID: p.ID}, p)
}

// https://core.telegram.org/constructor/webPage
func (f *Feature) pageTL(u Use, p *Page) tl.MessageMediaClass {
	kind := "article"
	w := &tl.WebPage{
		ID: p.ID, URL: p.URL, DisplayURL: displayed(p.URL), SiteName: some(p.Site), Title: some(p.Title), Description: some(p.About),
	}
	if p.Photo != nil {
		if p.Title == "" && p.About == "" {
			kind = "photo"
		}
		w.Photo = f.PhotoTL(u, p.Photo)
	}
	w.Type = tl.Some(kind)
	return &tl.MessageMediaWebPage{Webpage: w}
}

// displayed is an address without what goes without saying.
func displayed(url string) string {
	s := url
	for _, scheme := range []string{"https://", "http://"} {
		s = strings.TrimPrefix(s, scheme)
	}
	return strings.TrimSuffix(s, "/")
}

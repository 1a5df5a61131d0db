package server

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/media"
	"chappe/feature/users"
	"chappe/rpc"
)

// Pages of public channels, for everybody, without signing in and without a script. They are off unless the operator wants them.
// Of a private chat, of one that the operator has closed, and of a supergroup nothing is ever shown: there is none, they all say.

const (
	pagePosts = 20
	pageStyle = landingStyle + `
body{place-items:start center}
main{max-width:640px;text-align:start}
article{padding:16px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
article p,article p:last-child{margin:0 0 8px;color:var(--text);font-size:15px;line-height:22px;text-align:start}
article a,.about a{display:inline;min-height:0;padding:0;background:none;color:var(--accent);font-weight:400;text-decoration:underline}
article time{color:var(--text-2);font-size:13px}
img,video{display:block;max-width:100%;height:auto;border-radius:8px;margin:0 0 8px}
nav{display:flex;gap:12px;justify-content:space-between;flex-wrap:wrap;margin-top:16px}
mark{background:var(--line);color:inherit}
`
	pageMaxAge = "public, max-age=60"
)

var errNoPage = errors.New("no such page")

// preview is what a page of a channel shows.
type preview struct {
	Server, Title, About, Name string
	AboutHTML                  template.HTML
	Members                    int32
	Closed                     string
	Posts                      []previewPost // the newest first
	Older                      int32         // id below which there are more, 0 for none
	Site                       string        // what links to this server begin with, "" where that is not known
	Photo                      bool
}

type previewPost struct {
	ID      int32
	Date    time.Time
	Edited  bool
	Text    template.HTML
	Plain   string
	Author  string
	Forward string
	Views   int32
	Photo   bool
	Video   bool
	File    string
}

var previewPage = template.Must(template.New("preview").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{{.Title}} · {{.Server}}</title>
<meta name="description" content="{{.About}}">
<meta property="og:type" content="website"><meta property="og:title" content="{{.Title}}">
<meta property="og:description" content="{{.About}}"><meta property="og:site_name" content="{{.Server}}">
{{if .Site}}<meta property="og:url" content="{{.Site}}s/{{.Name}}">{{if .Photo}}<meta property="og:image" content="{{.Site}}s/{{.Name}}/photo">{{end}}{{end}}
<link rel="alternate" type="application/atom+xml" title="{{.Title}}" href="/s/{{.Name}}/feed.xml">
<style>` + pageStyle + `</style></head>
<body><main>
<h1>{{.Title}}</h1>
{{if .Closed}}<p>This channel was closed: {{.Closed}}</p>{{else}}<p>@{{.Name}} · {{.Members}} subscribers</p>
{{if .About}}<p class="about">{{.AboutHTML}}</p>{{end}}
<a href="/#name={{.Name}}">Open in the app</a>
{{range .Posts}}<article id="p{{.ID}}">
{{if .Forward}}<p>Forwarded from {{.Forward}}</p>{{end}}
{{if .Photo}}<img src="/s/{{$.Name}}/{{.ID}}/photo" alt="A photo" loading="lazy">{{end}}
{{if .Video}}<video src="/s/{{$.Name}}/{{.ID}}/video" controls preload="none"></video>{{end}}
{{if .File}}<p>A file: {{.File}}</p>{{end}}
{{if .Text}}<p>{{.Text}}</p>{{end}}
<time datetime="{{.Date.Format "2006-01-02T15:04:05Z07:00"}}">{{.Date.Format "2 January 2006, 15:04"}} UTC</time>
{{if .Edited}}<time>· edited</time>{{end}}{{if .Author}}<time>· {{.Author}}</time>{{end}}<time>· {{.Views}} views</time>
</article>{{else}}<p>Nothing was posted here yet.</p>{{end}}
<nav>{{if .Older}}<a href="/s/{{.Name}}?before={{.Older}}" rel="next">Older posts</a>{{end}}<a href="/s/{{.Name}}/feed.xml">Feed</a></nav>{{end}}
</main></body></html>
`))

// policyOf is the policy of a page that has one style and no script.
func policyOf(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// previews adds the pages of public channels to what the server answers.
func (s *Server) previews(mux *http.ServeMux) {
	if !s.cfg.Previews {
		return
	}
	mux.HandleFunc("GET /s/{name}", s.paged(func(w http.ResponseWriter, r *http.Request) error {
		before, err := strconv.ParseInt("0"+r.URL.Query().Get("before"), 10, 32)
		if err != nil {
			return errNoPage
		}
		p, err := s.preview(r.Context(), r.PathValue("name"), int32(before))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := previewPage.Execute(&b, p); err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", policyOf(pageStyle))
		return tagged(w, r, "text/html; charset=utf-8", b.Bytes())
	}))
	mux.HandleFunc("GET /s/{name}/feed.xml", s.paged(func(w http.ResponseWriter, r *http.Request) error {
		p, err := s.preview(r.Context(), r.PathValue("name"), 0)
		if err != nil {
			return err
		}
		b, err := p.atom()
		if err != nil {
			return err
		}
		return tagged(w, r, "application/atom+xml; charset=utf-8", b)
	}))
	mux.HandleFunc("GET /s/{name}/photo", s.paged(func(w http.ResponseWriter, r *http.Request) error {
		id, err := s.previewPhoto(r.Context(), r.PathValue("name"))
		if err != nil {
			return err
		}
		return s.previewFile(w, r, id)
	}))
	for _, kind := range []string{"photo", "video"} {
		mux.HandleFunc("GET /s/{name}/{post}/"+kind, s.paged(func(w http.ResponseWriter, r *http.Request) error {
			post, err := strconv.ParseInt(r.PathValue("post"), 10, 32)
			if err != nil {
				return errNoPage
			}
			id, err := s.previewMedia(r.Context(), r.PathValue("name"), int32(post), kind)
			if err != nil {
				return err
			}
			return s.previewFile(w, r, id)
		}))
	}
}

// paged answers with a page, or that there is none, which is the same whatever the reason.
func (s *Server) paged(fn func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := fn(w, r)
		var refused *rpc.Error
		switch {
		case err == nil:
		case errors.Is(err, errNoPage), errors.As(err, &refused):
			http.Error(w, "There is no public channel of this name here.", http.StatusNotFound)
		default:
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			s.cfg.Log.Error("page of a channel", "err", err)
		}
	}
}

// tagged sends a page, unless the browser has just this one.
func tagged(w http.ResponseWriter, r *http.Request, kind string, b []byte) error {
	sum := sha256.Sum256(b)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", pageMaxAge)
	h.Set("Content-Type", kind)
	h.Set("X-Robots-Tag", "noindex")
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, _ = w.Write(b) // a browser that has gone reads nothing
	return nil
}

// public finds a public broadcast channel that is shown on the web.
func (s *Server) public(tx *db.Tx, name string) (*channels.Channel, error) {
	if !users.ValidUsername(name) {
		return nil, errNoPage
	}
	id, err := users.ByUsername(tx, name)
	if err != nil || id >= 0 {
		return nil, errors.Join(err, errNoPage)
	}
	ch, err := channels.ByID(tx, -id)
	if err != nil {
		return nil, err
	}
	if ch == nil || ch.Username == "" || !ch.Is(channels.Broadcast) || ch.Is(channels.Deleted) {
		return nil, errNoPage
	}
	return ch, nil
}

// preview reads a page of a channel's posts, those older than before, 0 for the newest.
func (s *Server) preview(ctx context.Context, name string, before int32) (p preview, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ch, err := s.public(tx, name)
		if err != nil {
			return err
		}
		p = preview{
			Server: s.cfg.Name, Title: ch.Title, About: ch.About, Name: ch.Username, Members: ch.Members, Site: s.cfg.Links, Photo: ch.Photo != 0,
		}
		if now := int32(s.cfg.Clock.Now().Unix()); !ch.Info.Closed.Over(now) {
			p = preview{Server: p.Server, Title: p.Title, Name: p.Name, Closed: ch.Info.Closed.Reason + "."}
			return nil
		}
		// Whoever the description names is who may be written to: who reads has no way to answer in the channel itself.
		names := cmp.Or(s.cfg.Links, "/")
		p.AboutHTML = template.HTML(content.HTML(ch.About, content.Find(ch.About), names)) // all that people wrote is escaped there
		ms, err := box.History(tx, ch.Box(), ch.Peer(), box.Page{OffsetID: before, Limit: pagePosts + 1})
		if err != nil {
			return err
		}
		if len(ms) > pagePosts {
			ms = ms[:pagePosts]
			p.Older = ms[pagePosts-1].ID
		}
		var ids []int32
		for _, m := range ms {
			ids = append(ids, m.ID)
		}
		counts, err := channels.CountsOf(tx, ch.ID, ids)
		if err != nil {
			return err
		}
		for _, m := range ms {
			if m.Flags&box.Service != 0 {
				continue
			}
			post := showPost(m, names)
			post.Views = max(counts[m.ID].Views, 1)
			p.Posts = append(p.Posts, post)
		}
		return nil
	})
	return p, err
}

// showPost is a post as a page shows it; links to people begin with names.
func showPost(m *box.Message, names string) previewPost {
	say := content.Decode(m.Content)
	out := previewPost{
		ID: m.ID, Date: time.Unix(int64(m.Date), 0).UTC(), Edited: m.EditDate != 0, Plain: say.Text, Author: say.Author,
		Text: template.HTML(content.HTML(say.Text, say.Entities, names)), // all that people wrote is escaped there
	}
	if say.Forward != nil {
		out.Forward = "another chat"
		if say.Forward.Name != "" {
			out.Forward = say.Forward.Name
		}
	}
	if say.Media == nil || media.TTL(say.Media) != 0 {
		return out
	}
	file := media.Read(say.Media).File
	switch {
	case file == nil:
	case m.Kind == box.KindPhoto:
		out.Photo = true
	case m.Kind == box.KindVideo || m.Kind == box.KindRound || m.Kind == box.KindGIF:
		out.Video = true
	default:
		if out.File = file.Name; out.File == "" {
			out.File = "without a name"
		}
	}
	return out
}

// previewMedia is the file of a post, of a kind.
func (s *Server) previewMedia(ctx context.Context, name string, post int32, kind string) (id int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ch, err := s.public(tx, name)
		if err != nil {
			return err
		}
		ms, err := box.ByIDs(tx, ch.Box(), []int32{post})
		if err != nil {
			return err
		}
		m := ms[post]
		if m == nil || !ch.Info.Closed.Over(int32(s.cfg.Clock.Now().Unix())) {
			return errNoPage
		}
		p := showPost(m, "")
		if kind == "photo" && !p.Photo || kind == "video" && !p.Video {
			return errNoPage
		}
		id = media.Read(content.Decode(m.Content).Media).File.ID
		return nil
	})
	return id, err
}

// previewPhoto is the photo of a channel itself.
func (s *Server) previewPhoto(ctx context.Context, name string) (id int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ch, err := s.public(tx, name)
		if err != nil {
			return err
		}
		if id = ch.Photo; id == 0 || !ch.Info.Closed.Over(int32(s.cfg.Clock.Now().Unix())) {
			return errNoPage
		}
		return nil
	})
	return id, err
}

// previewFile sends a picture or a video, or the part of it that the browser asks for. Nothing else is sent from here, so that no file
// that somebody uploaded is ever a page of this server.
func (s *Server) previewFile(w http.ResponseWriter, r *http.Request, id int64) error {
	f, err := s.files.Open(r.Context(), id, "")
	if err != nil {
		return err
	}
	kind := f.Mime
	if !strings.HasPrefix(kind, "video/") && kind != "image/jpeg" && kind != "image/png" && kind != "image/gif" && kind != "image/webp" {
		return errNoPage
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", pageMaxAge)
	h.Set("ETag", `"`+strconv.FormatInt(id, 36)+`"`)
	http.ServeContent(w, r, "", time.Time{}, io.NewSectionReader(f, 0, f.Size))
	return nil
}

// https://www.rfc-editor.org/rfc/rfc4287
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Sub     string      `xml:"subtitle,omitempty"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Content atomText `xml:"content"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// atom is the same as a feed.
func (p *preview) atom() ([]byte, error) {
	site := p.Site
	if site == "" {
		site = "/"
	}
	page := site + "s/" + p.Name
	f := atomFeed{
		ID: "urn:chappe:" + p.Name, Title: p.Title, Sub: p.About, Updated: time.Unix(0, 0).UTC().Format(time.RFC3339), Author: p.Title,
		Links: []atomLink{{"self", page + "/feed.xml"}, {"alternate", page}},
	}
	for i, post := range p.Posts {
		if i == 0 {
			f.Updated = post.Date.Format(time.RFC3339)
		}
		body := string(post.Text)
		if post.Photo {
			body = fmt.Sprintf(`<img src="%s/%d/photo" alt="A photo"><br>`, template.HTMLEscapeString(page), post.ID) + body
		}
		title := content.Cut(strings.SplitN(post.Plain, "\n", 2)[0], 80)
		if title == "" {
			title = "Post " + strconv.Itoa(int(post.ID))
		}
		f.Entries = append(f.Entries, atomEntry{
			ID: fmt.Sprintf("urn:chappe:%s:%d", p.Name, post.ID), Title: title, Updated: post.Date.Format(time.RFC3339),
			Link: atomLink{"alternate", fmt.Sprintf("%s#p%d", page, post.ID)}, Content: atomText{"html", body},
		})
	}
	b, err := xml.MarshalIndent(f, "", " ")
	return append([]byte(xml.Header), b...), err
}

package server

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/media"
	"chappe/feature/messages"
	"chappe/feature/users"
)

// An export is a zip file that a person opens without this server: for each conversation a folder with messages.json, pages of HTML
// and the files, and index.html over all of them. Secret chats are not in it, as the server cannot read them.

const (
	exportStep = 200 // messages read at once
	exportPage = 500 // on one page of HTML
)

// ErrExport is the answer about a chat or account that does not exist.
var ErrExport = errors.New("there is nobody and nothing of this id or name here")

// exported is a conversation on its way into an archive.
type exported struct {
	Kind  string `json:"type"` // person, group, supergroup, channel
	ID    int64  `json:"id"`
	Title string `json:"title"`
	Dir   string `json:"folder"`
	Count int    `json:"messages"`

	box  int64
	peer box.Peer
	from int32 // the messages up to here are not the account's to see
	upto int32
}

// exportedMessage is a message as messages.json has it.
type exportedMessage struct {
	ID       int32            `json:"id"`
	Date     time.Time        `json:"date"`
	Edited   *time.Time       `json:"edited,omitempty"`
	From     string           `json:"from,omitempty"`
	FromID   int64            `json:"from_id,omitempty"` // below 0: a group or channel, as the server counts them
	ReplyTo  int32            `json:"reply_to,omitempty"`
	Topic    int32            `json:"topic,omitempty"` // of a forum, beside the general one
	Text     string           `json:"text,omitempty"`
	Entities []content.Entity `json:"entities,omitempty"`
	Forward  *content.Forward `json:"forwarded_from,omitempty"`
	Action   *content.Action  `json:"action,omitempty"`
	Media    string           `json:"media,omitempty"` // kind of it
	File     string           `json:"file,omitempty"`  // in the archive

	HTML  template.HTML `json:"-"`
	Photo bool          `json:"-"`

	file int64
}

type exporter struct {
	s     *Server
	z     *zip.Writer
	names map[box.Peer]string
	files map[int64]string
}

// Export writes everything that is kept of a chat (an id or public name of a channel or supergroup, or "group:" and the id of a basic group),
// or with user of an account (a phone number), to w as a zip file. It returns ErrExport where there is none.
func (s *Server) Export(ctx context.Context, w io.Writer, chat, user string) error {
	x := &exporter{s: s, z: zip.NewWriter(w), names: map[box.Peer]string{}, files: map[int64]string{}}
	all, err := x.conversations(ctx, chat, user)
	if err != nil {
		return err
	}
	for i := range all {
		if err := x.conversation(ctx, &all[i]); err != nil {
			return err
		}
	}
	if err := x.index(all); err != nil {
		return err
	}
	return x.z.Close()
}

// conversations are those that an export holds.
func (x *exporter) conversations(ctx context.Context, chat, user string) (out []exported, err error) {
	err = x.s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		switch {
		case user != "":
			out, err = x.account(tx, user)
			return err
		case strings.HasPrefix(chat, "group:"):
			id, err := strconv.ParseInt(strings.TrimPrefix(chat, "group:"), 10, 64)
			if err != nil {
				return ErrExport
			}
			ms, err := chats.Members(tx, id)
			if err != nil || len(ms) == 0 {
				return errors.Join(err, ErrExport)
			}
			one, err := x.named(tx, ms[0].Person, box.ChatPeer(id)) // each member has all that was said while they were there
			out = append(out, one)
			return err
		}
		id, err := strconv.ParseInt(chat, 10, 64)
		if err != nil {
			owner, err := users.ByUsername(tx, strings.TrimPrefix(chat, "@"))
			if err != nil || owner >= 0 {
				return errors.Join(err, ErrExport)
			}
			id = -owner
		}
		ch, err := channels.ByID(tx, id)
		if err != nil || ch == nil {
			return errors.Join(err, ErrExport)
		}
		one, err := x.named(tx, ch.Box(), ch.Peer())
		out = append(out, one)
		return err
	})
	return out, err
}

// account are the conversations of somebody.
func (x *exporter) account(tx *db.Tx, phone string) (out []exported, err error) {
	u, ok, err := users.ByPhone(tx, contacts.Digits(phone))
	if err != nil || !ok {
		return nil, errors.Join(err, ErrExport)
	}
	peers, err := messages.Peers(tx, u.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range peers {
		in := u.ID
		if p.IsChannel() {
			in = int64(p)
		}
		one, err := x.named(tx, in, p)
		if err != nil {
			return nil, err
		}
		if p.IsChannel() {
			seat, err := x.s.channels.Seat(tx, u.ID, p.ID())
			if err != nil {
				return nil, err
			}
			one.from = seat.Floor
		}
		out = append(out, one)
	}
	return out, nil
}

// named describes a conversation.
func (x *exporter) named(tx *db.Tx, in int64, p box.Peer) (exported, error) {
	st, err := box.Load(tx, in)
	if err != nil {
		return exported{}, err
	}
	title, kind, err := x.name(tx, p)
	dir := fmt.Sprintf("%s-%d", kind, p.ID())
	return exported{Kind: kind, ID: p.ID(), Title: title, Dir: dir, box: in, peer: p, upto: st.LastID}, err
}

// name is what somebody or something is called, and what it is.
func (x *exporter) name(tx *db.Tx, p box.Peer) (title, kind string, err error) {
	switch {
	case p.IsUser():
		u, _, err := users.ByID(tx, p.ID())
		if title = u.Name(); title == "" {
			title = "Deleted account"
		}
		x.names[p] = title
		return title, "person", err
	case p.IsChat():
		cs, err := chats.ByIDs(tx, []int64{p.ID()})
		if c := cs[p.ID()]; c != nil {
			title = c.Title
		}
		x.names[p] = title
		return title, "group", err
	}
	c, err := channels.ByID(tx, p.ID())
	kind = "supergroup"
	if c != nil {
		if title = c.Title; c.Is(channels.Broadcast) {
			kind = "channel"
		}
	}
	x.names[p] = title
	return title, kind, err
}

// walk calls fn with the messages of a conversation, the oldest first.
func (x *exporter) walk(ctx context.Context, c *exported, fn func(*exportedMessage) error) error {
	for above := c.from; ; {
		var out []*exportedMessage
		err := x.s.db.Read(ctx, func(tx *db.Tx) error {
			out = nil
			ms, err := box.Filter{Peer: c.peer}.Oldest(tx, c.box, above, c.upto, exportStep)
			if err != nil {
				return err
			}
			for _, m := range ms {
				if x.names[m.From] == "" && m.From != 0 {
					if _, _, err := x.name(tx, m.From); err != nil {
						return err
					}
				}
				out = append(out, x.message(c, m))
			}
			return nil
		})
		if err != nil || len(out) == 0 {
			return err
		}
		for _, m := range out {
			above = m.ID
			if err := fn(m); err != nil {
				return err
			}
		}
	}
}

func (x *exporter) message(c *exported, m *box.Message) *exportedMessage {
	say := content.Decode(m.Content)
	out := &exportedMessage{
		ID: m.ID, Date: time.Unix(int64(m.Date), 0).UTC(), From: x.names[m.From], FromID: int64(m.From), ReplyTo: m.ReplyTo,
		Text: say.Text, Entities: say.Entities, Forward: say.Forward, Action: say.Action,
		HTML: template.HTML(content.HTML(say.Text, say.Entities, "")), // all that people wrote is escaped there
	}
	if say.Author != "" {
		out.From = say.Author
	}
	if m.Topic > box.General {
		out.Topic = m.Topic
	}
	if m.EditDate != 0 {
		at := time.Unix(int64(m.EditDate), 0).UTC()
		out.Edited = &at
	}
	if say.Media == nil {
		return out
	}
	out.Media = say.Media.Type
	if f := media.Read(say.Media).File; f != nil && media.TTL(say.Media) == 0 { // what destroys itself is not kept anywhere else
		out.file, out.Photo = f.ID, m.Kind == box.KindPhoto
		out.File = fmt.Sprintf("files/%d%s", m.ID, extension(f))
	}
	return out
}

// extension is how the name of a file ends, in letters and digits alone.
func extension(f *media.File) string {
	if f.Mime == "" {
		return ".jpg"
	}
	ext := strings.ToLower(path.Ext(f.Name))
	if len(ext) < 2 || len(ext) > 6 || strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return ".bin"
	}
	return ext
}

var exportHTML = template.Must(template.New("export").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>{{.Title}}</title><style>body{font:15px/22px system-ui,sans-serif;max-width:720px;margin:24px auto;padding:0 16px;overflow-wrap:anywhere}
article{border-top:1px solid #ccc;padding:8px 0}time{color:#666;font-size:13px}img{max-width:100%;display:block}mark{background:#ddd}</style></head><body>
<h1>{{.Title}}</h1>
{{range .Messages}}<article id="m{{.ID}}"><b>{{.From}}</b> <time>{{.Date.Format "2006-01-02 15:04:05"}}{{if .Edited}}, edited{{end}}</time>
{{if and .Topic (ne .Topic .ID)}}<div>In the topic <a href="#m{{.Topic}}">{{.Topic}}</a></div>{{end}}
{{if .ReplyTo}}<div>In answer to <a href="#m{{.ReplyTo}}">message {{.ReplyTo}}</a></div>{{end}}
{{if .Forward}}<div>Forwarded{{if .Forward.Name}} from {{.Forward.Name}}{{end}}</div>{{end}}
{{if .Action}}<div>({{.Action.Type}}{{if .Action.Title}}: {{.Action.Title}}{{end}})</div>{{end}}
{{if .File}}{{if .Photo}}<img src="{{.File}}" alt="A photo" loading="lazy">{{else}}<div><a href="{{.File}}">{{.File}}</a></div>{{end}}{{else if .Media}}<div>({{.Media}})</div>{{end}}
<div>{{.HTML}}</div></article>
{{end}}<p>{{if .Before}}<a href="{{.Before}}">Earlier</a> {{end}}{{if .After}}<a href="{{.After}}">Later</a> {{end}}<a href="../index.html">All conversations</a></p>
</body></html>
`))

type exportedPage struct {
	Title         string
	Messages      []*exportedMessage
	Before, After string
}

// conversation writes one: its messages as JSON, then as pages, then their files.
func (x *exporter) conversation(ctx context.Context, c *exported) error {
	w, err := x.z.Create(c.Dir + "/messages.json")
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	var files []*exportedMessage
	sep := "[\n"
	err = x.walk(ctx, c, func(m *exportedMessage) error {
		c.Count++
		if m.file != 0 {
			files = append(files, &exportedMessage{File: m.File, file: m.file})
		}
		if _, err := io.WriteString(w, sep); err != nil {
			return err
		}
		sep = ","
		return enc.Encode(m)
	})
	if err != nil {
		return err
	}
	if c.Count == 0 {
		_, err = io.WriteString(w, "[")
	}
	if _, err2 := io.WriteString(w, "]\n"); errors.Join(err, err2) != nil {
		return errors.Join(err, err2)
	}
	if err := x.pages(ctx, c); err != nil {
		return err
	}
	for _, m := range files {
		if err := x.file(ctx, c.Dir+"/"+m.File, m.file); err != nil {
			return err
		}
	}
	return nil
}

// pages writes a conversation as HTML.
func (x *exporter) pages(ctx context.Context, c *exported) error {
	n := 0
	var p exportedPage
	flush := func(last bool) error {
		n++
		name := func(i int) string { return fmt.Sprintf("messages-%d.html", i) }
		p.Title, p.Before, p.After = c.Title, "", ""
		if n > 1 {
			p.Before = name(n - 1)
		}
		if !last {
			p.After = name(n + 1)
		}
		w, err := x.z.Create(c.Dir + "/" + name(n))
		if err != nil {
			return err
		}
		err = exportHTML.Execute(w, p)
		p.Messages = nil
		return err
	}
	seen := 0
	err := x.walk(ctx, c, func(m *exportedMessage) error {
		seen++
		if p.Messages = append(p.Messages, m); len(p.Messages) < exportPage || seen >= c.Count {
			return nil
		}
		return flush(false)
	})
	if err != nil {
		return err
	}
	return flush(true)
}

// file writes a file into the archive. One that is gone by now is left out.
func (x *exporter) file(ctx context.Context, name string, id int64) error {
	f, err := x.s.files.Open(ctx, id, "")
	if err != nil {
		return nil
	}
	w, err := x.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // pictures and films do not pack
	if err != nil {
		return err
	}
	_, err = io.Copy(w, io.NewSectionReader(f, 0, f.Size))
	return err
}

var exportIndex = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Export of {{.Server}}</title></head><body>
<h1>Export of {{.Server}}, {{.Date.Format "2006-01-02 15:04"}} UTC</h1><ul>
{{range .Chats}}<li><a href="{{.Dir}}/messages-1.html">{{.Title}}</a> ({{.Kind}}, {{.Count}} messages; <a href="{{.Dir}}/messages.json">JSON</a>)</li>
{{end}}</ul></body></html>
`))

// index writes what there is.
func (x *exporter) index(all []exported) error {
	about := struct {
		Server string     `json:"server"`
		Date   time.Time  `json:"date"`
		Chats  []exported `json:"chats"`
	}{x.s.cfg.Name, x.s.cfg.Clock.Now().UTC().Truncate(time.Second), all}
	w, err := x.z.Create("index.html")
	if err != nil {
		return err
	}
	if err := exportIndex.Execute(w, about); err != nil {
		return err
	}
	if w, err = x.z.Create("index.json"); err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(about)
}

// export answers the command line with an archive. What goes wrong after the first bytes breaks it off, so that nobody takes a part for all.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	out := &started{ResponseWriter: w}
	err := s.Export(r.Context(), out, r.FormValue("chat"), r.FormValue("user"))
	switch {
	case err == nil:
	case !out.yes:
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		s.cfg.Log.Error("export broke off", "err", err)
		panic(http.ErrAbortHandler)
	}
}

// started notes whether anything was sent.
type started struct {
	http.ResponseWriter
	yes bool
}

func (s *started) Write(b []byte) (int, error) {
	s.yes = true
	return s.ResponseWriter.Write(b)
}

// Export writes an archive of a chat or an account to w, see Server.Export.
func (c *Control) Export(ctx context.Context, w io.Writer, chat, user string) error {
	return c.stream(ctx, "/export", map[string]string{"chat": chat, "user": user}, w)
}

// Package content is what a message says, as it is kept: our own versioned JSON, never TL.
//
// What SQL asks for and what changes after posting are columns of the row; everything else is here. Only the functions of this
// package turn it into TL and back, so that a new layer changes no stored row.
package content

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// version is written into every row; a reader of an older one fills what is missing.
const version = 1

// Content is what one message says. Offsets and lengths in it are UTF-16 code units.
type Content struct {
	V        int      `json:"v"`
	Text     string   `json:"t,omitempty"`
	Entities []Entity `json:"e,omitempty"`
	Reply    *Reply   `json:"r,omitempty"`
	Forward  *Forward `json:"f,omitempty"`
	Media    *Media   `json:"m,omitempty"`
	Action   *Action  `json:"a,omitempty"`
	Author   string   `json:"by,omitempty"`  // signature of a channel's post
	Via      int64    `json:"via,omitempty"` // bot
	Effect   int64    `json:"fx,omitempty"`
}

// Reply is what a message answers, beyond the id in its row.
type Reply struct {
	Peer     int64    `json:"p,omitempty"` // another chat than the message's own, as a box peer, where the reader may know it
	ID       int32    `json:"i,omitempty"` // the id there
	Top      int32    `json:"top,omitempty"`
	Quote    string   `json:"q,omitempty"`
	Entities []Entity `json:"qe,omitempty"`
	Offset   int32    `json:"qo,omitempty"` // of the quote in the answered text, UTF-16 code units
	Auto     bool     `json:"qa,omitempty"` // nobody chose the quote: it stands for a message that the reader may not have
	From     *Forward `json:"f,omitempty"`  // who wrote what is answered, where that was in another chat
	Forum    bool     `json:"fo,omitempty"`
}

// Forward is where a forwarded message was first said.
type Forward struct {
	From     int64  `json:"f,omitempty"` // box peer, 0 where the author hides behind Name
	Name     string `json:"n,omitempty"`
	Date     int32  `json:"d"`
	Post     int32  `json:"p,omitempty"` // id in the channel it was posted in
	Author   string `json:"a,omitempty"`
	Imported bool   `json:"im,omitempty"`

	// In Saved Messages alone: the chat that it was forwarded from, the id there, and who said or forwarded it there.
	SavedFrom int64  `json:"sp,omitempty"`
	SavedID   int32  `json:"si,omitempty"`
	SavedOut  bool   `json:"so,omitempty"`
	SavedBy   int64  `json:"sb,omitempty"`
	SavedName string `json:"sn,omitempty"`
	SavedDate int32  `json:"sd,omitempty"`
}

// Plain is the origin without what is said in Saved Messages alone.
func (f Forward) Plain() *Forward {
	return &Forward{From: f.From, Name: f.Name, Date: f.Date, Post: f.Post, Author: f.Author, Imported: f.Imported}
}

// Media is what a message carries beside text. Which fields count depends on Type.
type Media struct {
	Type string          `json:"k"`
	Data json.RawMessage `json:"d,omitempty"` // of the feature that made it
}

// Action is what a service message reports. Which fields count depends on Type.
type Action struct {
	Type  string  `json:"k"`
	Title string  `json:"t,omitempty"`
	Users []int64 `json:"u,omitempty"`
	Peer  int64   `json:"p,omitempty"`
	ID    int64   `json:"i,omitempty"`
	N     int32   `json:"n,omitempty"`
	Text  string  `json:"x,omitempty"`
}

// Encode is the content as a row keeps it. NUL bytes, which one of the databases does not take, are dropped.
func (c *Content) Encode() ([]byte, error) {
	c.V = version
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return b, nil
}

// Decode reads what a row keeps. A row that cannot be read gives an empty content, so that one bad row never stops a history.
func Decode(b []byte) *Content {
	c := new(Content)
	if text, ok := plain(b); ok {
		c.V, c.Text = version, text
		return c
	}
	if err := json.Unmarshal(b, c); err != nil {
		return new(Content)
	}
	return c
}

// plain reads what most rows are: a text alone, without anything escaped in it.
func plain(b []byte) (text string, ok bool) {
	const begin, end = `{"v":1,"t":"`, `"}`
	if len(b) < len(begin)+len(end) || string(b[:len(begin)]) != begin || string(b[len(b)-len(end):]) != end {
		return "", false
	}
	said := b[len(begin) : len(b)-len(end)]
	for _, c := range said {
		if c == '"' || c == '\\' || c < ' ' {
			return "", false
		}
	}
	return string(said), utf8.Valid(said)
}

// Clean makes text that a person typed fit to keep: without NUL and without white space around it.
func Clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""))
}

// Units is the length of s in UTF-16 code units, in which the protocol counts.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// Cut shortens a text to at most n UTF-16 code units, without white space at the end where it was cut. It takes time linear in n, however
// long the text is.
func Cut(s string, n int) string {
	units := 0
	for i, r := range s {
		if units++; r > 0xffff {
			units++
		}
		if units > n {
			return strings.TrimRight(s[:i], " \t\n\r")
		}
	}
	return s
}

// People are the ids of those of whom the message speaks beside its author: mentioned, forwarded from, replied to, acted upon.
func (c *Content) People() []int64 {
	var out []int64
	for _, e := range c.Entities {
		if e.Type == "mention_name" {
			out = append(out, e.ID)
		}
	}
	for _, f := range []*Forward{c.Forward, c.replyFrom()} {
		if f != nil {
			out = appendUsers(out, f.From, f.SavedFrom, f.SavedBy)
		}
	}
	if c.Reply != nil {
		out = appendUsers(out, c.Reply.Peer)
	}
	if c.Via != 0 {
		out = append(out, c.Via)
	}
	if c.Action != nil {
		out = append(out, c.Action.Users...)
	}
	return out
}

// Peers are the groups and channels of which the message speaks, as box peers.
func (c *Content) Peers() []int64 {
	var out []int64
	for _, f := range []*Forward{c.Forward, c.replyFrom()} {
		if f != nil {
			out = appendGroups(out, f.From, f.SavedFrom, f.SavedBy)
		}
	}
	if c.Reply != nil {
		out = appendGroups(out, c.Reply.Peer)
	}
	if c.Action != nil {
		out = appendGroups(out, c.Action.Peer)
	}
	return out
}

// appendGroups appends those of peers that are not people.
func appendGroups(out []int64, peers ...int64) []int64 {
	for _, p := range peers {
		if p < 0 {
			out = append(out, p)
		}
	}
	return out
}

// Names are the public names that the text mentions, without their signs.
func (c *Content) Names() []string {
	var out []string
	for _, e := range c.Entities {
		if e.Type == "mention" {
			out = append(out, strings.TrimPrefix(Part(c.Text, int(e.Offset), int(e.Length)), "@"))
		}
	}
	return out
}

// Part is a part of a text, counted in UTF-16 code units.
func Part(s string, offset, length int) string {
	units := utf16.Encode([]rune(s))
	offset = min(max(offset, 0), len(units))
	return string(utf16.Decode(units[offset:min(offset+max(length, 0), len(units))]))
}

func (c *Content) replyFrom() *Forward {
	if c.Reply == nil {
		return nil
	}
	return c.Reply.From
}

// appendUsers appends those of peers that are people.
func appendUsers(out []int64, peers ...int64) []int64 {
	for _, p := range peers {
		if p > 0 {
			out = append(out, p)
		}
	}
	return out
}

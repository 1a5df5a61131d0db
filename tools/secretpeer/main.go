// Command secretpeer is somebody whose secret chats are run by the package secretchat, for stories of people in browsers: it signs up at a
// server that runs with --dev, does what lines of JSON on its input say, and writes down what happens as lines of JSON.
//
//	secretpeer http://127.0.0.1:8080 Bob +99966000000
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"chappe/bench"
	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/tl"
)

// order is a line of the input.
type order struct {
	Do      string // request, accept, say, file, video, voice, album, screenshot, timer, read, end, picture
	Phone   string
	Text    string
	Times   int
	Name    string
	Mime    string
	Data    []byte
	Seconds int32
}

// told is a line of the output.
type told struct {
	Event   string   `json:"event"`
	Kind    string   `json:"kind,omitempty"` // photo, video, voice or document
	Name    string   `json:"name,omitempty"`
	Mime    string   `json:"mime,omitempty"`
	Width   int32    `json:"width,omitempty"`
	Height  int32    `json:"height,omitempty"`
	Lasts   int32    `json:"lasts,omitempty"` // seconds
	Wave    int      `json:"wave,omitempty"`  // bytes of the waveform
	Thumb   int      `json:"thumb,omitempty"` // bytes of the small picture
	Album   string   `json:"album,omitempty"`
	Text    string   `json:"text,omitempty"`
	Seconds int32    `json:"seconds,omitempty"`
	Data    []byte   `json:"data,omitempty"`
	Cells   []int    `json:"cells,omitempty"`
	Emoji   []string `json:"emoji,omitempty"`
	Reason  string   `json:"reason,omitempty"`
}

// peer is that person. Everything but what OnUpdate does happens on one goroutine.
type peer struct {
	client  *mtclient.Client
	chats   *secretchat.Client
	id      int32 // of the chat
	qts     int32
	unread  []int64 // messages with a timer
	news    []secretchat.Event
	out     *json.Encoder
	updates chan tl.UpdatesClass
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: secretpeer URL NAME PHONE")
	}
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, at, name, phone string) error {
	u, err := url.Parse(at)
	if err != nil {
		return err
	}
	key, err := keyOf(ctx, at)
	if err != nil {
		return err
	}
	p := &peer{out: json.NewEncoder(os.Stdout), updates: make(chan tl.UpdatesClass, 1<<16)}
	p.client, err = mtclient.Dial(ctx, mtclient.Options{Addr: u.Host, Key: key, APIID: 1, OnUpdate: func(u tl.UpdatesClass) { p.updates <- u }})
	if err != nil {
		return err
	}
	self, err := p.signUp(ctx, name, strings.TrimPrefix(phone, "+"))
	if err != nil {
		return err
	}
	p.chats = secretchat.New(self, bench.SecretTransport{Client: p.client}, p, nil)
	orders := make(chan order)
	go func() {
		defer close(orders)
		for in := json.NewDecoder(bufio.NewReader(os.Stdin)); ; {
			var o order
			if in.Decode(&o) != nil {
				return // the story is over
			}
			orders <- o
		}
	}()
	if err := p.out.Encode(told{Event: "here"}); err != nil {
		return err
	}
	for ticks := time.Tick(time.Second); ; {
		select {
		case o, ok := <-orders:
			if !ok {
				return p.client.Close()
			}
			err = p.do(ctx, o)
		case u := <-p.updates:
			err = p.hear(ctx, u)
		case <-ticks:
			err = p.chats.Tick(ctx)
		}
		if err := errors.Join(err, p.tell(ctx)); err != nil {
			return err
		}
	}
}

func keyOf(ctx context.Context, at string) (*rsa.PublicKey, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, at+"/server.json", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(q)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var info struct{ Key struct{ PEM string } }
	if err := json.NewDecoder(answer.Body).Decode(&info); err != nil {
		return nil, err
	}
	block, _ := pem.Decode([]byte(info.Key.PEM))
	if block == nil {
		return nil, errors.New("the server says no key")
	}
	return x509.ParsePKCS1PublicKey(block.Bytes)
}

func (p *peer) signUp(ctx context.Context, name, phone string) (int64, error) {
	v, err := p.client.Call(ctx, &tl.AuthSendCode{PhoneNumber: phone, APIID: 1, APIHash: "h"})
	if err != nil {
		return 0, err
	}
	sent, ok := v.(*tl.AuthSentCode)
	if !ok {
		return 0, fmt.Errorf("sendCode answered %T", v)
	}
	if _, err := p.client.Call(ctx, &tl.AuthSignIn{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: tl.Some("12345")}); err != nil {
		return 0, err
	}
	v, err = p.client.Call(ctx, &tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: name})
	if err != nil {
		return 0, err
	}
	a, ok := v.(*tl.AuthAuthorization)
	if !ok {
		return 0, fmt.Errorf("signUp answered %T", v)
	}
	return a.User.(*tl.User).ID, nil
}

// Save keeps nothing: this person lives as long as the process.
func (p *peer) Save(_ context.Context, _ int32, _ []byte, events []secretchat.Event) error {
	p.news = append(p.news, events...)
	return nil
}

func (p *peer) do(ctx context.Context, o order) error {
	switch o.Do {
	case "request":
		v, err := p.client.Call(ctx, &tl.ContactsResolvePhone{Phone: strings.TrimPrefix(o.Phone, "+")})
		if err != nil {
			return err
		}
		found, ok := v.(*tl.ContactsResolvedPeer)
		if !ok || len(found.Users) != 1 {
			return errors.New("nobody has this number")
		}
		to := found.Users[0].(*tl.User)
		p.id, err = p.chats.Request(ctx, secretchat.User{ID: to.ID, AccessHash: to.AccessHash.V})
		return err
	case "accept":
		return p.chats.Accept(ctx, p.id)
	case "say":
		for range max(1, o.Times) {
			if err := p.chats.Send(ctx, p.id, &secretchat.DecryptedMessage{Message: o.Text}); err != nil {
				return err
			}
		}
		return nil
	case "file", "video", "voice":
		return p.send(ctx, o, 0)
	case "album":
		for range max(2, o.Times) {
			if err := p.send(ctx, o, 77); err != nil {
				return err
			}
		}
		return nil
	case "screenshot":
		return p.chats.Act(ctx, p.id, &secretchat.DecryptedMessageActionScreenshotMessages{RandomIDs: []int64{1}})
	case "timer":
		return p.chats.Act(ctx, p.id, &secretchat.DecryptedMessageActionSetMessageTTL{TTLSeconds: o.Seconds})
	case "read":
		timed := p.unread
		p.unread = nil
		return p.chats.Read(ctx, p.id, int32(time.Now().Unix()), timed...)
	case "end":
		return p.chats.Discard(ctx, p.id)
	case "picture":
		return p.chats.With(p.id, func(c *secretchat.Chat) { p.show(c.Picture()) })
	}
	return fmt.Errorf("what is %q?", o.Do)
}

// send sends a file as what it is to be.
func (p *peer) send(ctx context.Context, o order, album int64) error {
	m := &secretchat.DecryptedMessage{Message: o.Text, GroupedID: album}
	d := &secretchat.DecryptedMessageMediaDocument{MimeType: o.Mime, Attributes: []secretchat.DocumentAttributeClass{
		&secretchat.DocumentAttributeFilename{FileName: o.Name},
	}}
	m.Media = d
	switch o.Do {
	case "file":
		d.MimeType = "text/plain"
	case "video":
		d.Attributes = append(d.Attributes, &secretchat.DocumentAttributeVideo{Duration: o.Seconds, W: 640, H: 360})
	case "voice":
		d.Attributes = []secretchat.DocumentAttributeClass{&secretchat.DocumentAttributeAudio{Voice: true, Duration: o.Seconds, Waveform: []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}}
	case "album":
		m.Media = &secretchat.DecryptedMessageMediaPhoto{W: 1600, H: 1200, Caption: o.Text}
	}
	return p.chats.SendFile(ctx, p.id, m, bytes.NewReader(o.Data), int64(len(o.Data)))
}

// describe says what a message carries.
func describe(t *told, m *secretchat.DecryptedMessage) {
	if m.GroupedID != 0 {
		t.Album = strconv.FormatInt(m.GroupedID, 10)
	}
	switch d := m.Media.(type) {
	case *secretchat.DecryptedMessageMediaPhoto:
		t.Kind, t.Mime, t.Width, t.Height, t.Thumb = "photo", "image/jpeg", d.W, d.H, len(d.Thumb)
	case *secretchat.DecryptedMessageMediaDocument:
		t.Kind, t.Mime, t.Thumb = "document", d.MimeType, len(d.Thumb)
		for _, a := range d.Attributes {
			switch a := a.(type) {
			case *secretchat.DocumentAttributeFilename:
				t.Name = a.FileName
			case *secretchat.DocumentAttributeVideo:
				t.Kind, t.Width, t.Height, t.Lasts = "video", a.W, a.H, a.Duration
			case *secretchat.DocumentAttributeAudio:
				t.Kind, t.Lasts, t.Wave = "voice", a.Duration, len(a.Waveform)
			}
		}
	}
}

func (p *peer) show(picture secretchat.Picture) {
	t := told{Event: "picture"}
	for i := range secretchat.Side * secretchat.Side {
		t.Cells = append(t.Cells, picture.Cell(i/secretchat.Side, i%secretchat.Side))
	}
	for _, e := range picture.Emoji() {
		t.Emoji = append(t.Emoji, e.Sign)
	}
	_ = p.out.Encode(t) // a story that is over does not look
}

func (p *peer) hear(ctx context.Context, u tl.UpdatesClass) error {
	us, ok := u.(*tl.Updates)
	if !ok {
		return nil
	}
	for _, u := range us.Updates {
		switch u := u.(type) {
		case *tl.UpdateEncryption:
			r := bench.SecretChat(u.Chat)
			if err := p.chats.Update(ctx, r); err != nil && !errors.Is(err, secretchat.ErrNoChat) {
				return err
			}
			if r.Kind == secretchat.RemoteRequested {
				p.id = r.ID
				if err := p.out.Encode(told{Event: "asked"}); err != nil {
					return err
				}
			}
		case *tl.UpdateNewEncryptedMessage:
			if u.Qts <= p.qts {
				continue
			}
			if err := p.chats.Receive(ctx, bench.SecretMessage(u.Message)); err != nil {
				return err
			}
			p.qts = u.Qts
			if _, err := p.client.Call(ctx, &tl.MessagesReceivedQueue{MaxQts: p.qts}); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell writes down what happened.
func (p *peer) tell(ctx context.Context) error {
	news := p.news
	p.news = nil
	for _, e := range news {
		var t told
		switch e := e.(type) {
		case secretchat.Established:
			t.Event = "established"
		case secretchat.KeyChanged:
			t.Event = "key"
		case secretchat.Received:
			t = told{Event: "text", Text: e.Message.Message, Seconds: e.Message.TTL}
			if e.Message.TTL > 0 {
				p.unread = append(p.unread, e.Message.RandomID)
			}
			if e.File != nil {
				var w bytes.Buffer
				if err := p.chats.Download(ctx, &w, e); err != nil {
					return err
				}
				t.Event, t.Data = "file", w.Bytes()
				describe(&t, e.Message)
			}
		case secretchat.TTLChanged:
			t = told{Event: "timer", Seconds: e.Seconds}
		case secretchat.Expired:
			t.Event = "expired"
		case secretchat.Deleted:
			t.Event = "deleted"
		case secretchat.ReadByPeer:
			t.Event = "seen"
		case secretchat.Ended:
			t = told{Event: "ended", Reason: e.Reason}
		default:
			continue
		}
		if err := p.out.Encode(t); err != nil {
			return err
		}
	}
	return nil
}

package server

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"chappe/feature/auth"

	"github.com/prometheus/client_golang/prometheus"
)

// webPush sends notifications to browsers by the push services that these chose. What it sends only the browser can read.
// https://www.rfc-editor.org/rfc/rfc8030
type webPush struct {
	outside *Outside
	vapid   *vapid
	now     func() time.Time
	gone    func(context.Context, auth.Push) error // the browser does not want any more
	waiting chan push
	counted *prometheus.CounterVec
}

// push is one notification on its way.
type push struct {
	to   auth.Push
	note []byte
}

const (
	pushWaiting = 1024 // notifications; those beyond are lost, what they speak of is not
	pushSenders = 4
	pushWithin  = 10 * time.Second
	pushKept    = 24 * time.Hour // by the push service, for a browser that is off
)

func newWebPush(o *Outside, v *vapid, now func() time.Time, r prometheus.Registerer) *webPush {
	p := &webPush{
		outside: o, vapid: v, now: now, waiting: make(chan push, pushWaiting),
		counted: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "chappe_push_total", Help: "Notifications to browsers, by what became of them.",
		}, []string{"result"}),
	}
	r.MustRegister(p.counted)
	return p
}

// deliver sends a notification soon. It does not block.
func (p *webPush) deliver(to auth.Push, note []byte) {
	select {
	case p.waiting <- push{to, note}:
	default:
		p.counted.WithLabelValues("dropped").Inc()
	}
}

// run sends until ctx ends.
func (p *webPush) run(ctx context.Context) error {
	var senders sync.WaitGroup
	for range pushSenders {
		senders.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case x := <-p.waiting:
					p.counted.WithLabelValues(p.send(ctx, x)).Inc()
				}
			}
		})
	}
	senders.Wait()
	return nil
}

// send sends one notification, and says in a word what became of it. Where it goes and what it says is nobody's business: nothing of it
// is logged.
func (p *webPush) send(ctx context.Context, x push) string {
	b, err := auth.ParseBrowser(x.to.Token)
	if err != nil {
		return "broken"
	}
	sealed, err := sealPush(b.Key, b.Secret, x.note)
	if err != nil {
		return "broken"
	}
	u, err := url.Parse(b.Endpoint)
	if err != nil {
		return "broken"
	}
	sign, err := p.vapid.header(u.Scheme+"://"+u.Host, p.now())
	if err != nil {
		return "broken"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.Endpoint, bytes.NewReader(sealed))
	if err != nil {
		return "broken"
	}
	req.Header.Set("Authorization", sign)
	req.Header.Set("Content-Encoding", "aes128gcm")
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("TTL", strconv.Itoa(int(pushKept.Seconds())))
	req.Header.Set("Urgency", "high")
	res, err := p.outside.Do(req)
	if err != nil {
		return "unreachable"
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 4<<10) // what else it says is of no use
	switch {
	case res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		if p.gone(ctx, x.to) != nil {
			return "broken"
		}
		return "gone"
	case res.StatusCode < 200 || res.StatusCode > 299:
		return "refused"
	}
	return "sent"
}

// pushRecord is the size of the one record that a notification is, and pushRoom what fits in it beside its end and its tag.
const (
	pushRecord = 4096
	pushRoom   = pushRecord - 86 - 1 - 16
)

var errPushSize = errors.New("a notification is too large")

// sealPush encrypts a notification for a browser with a key made for it alone.
// https://www.rfc-editor.org/rfc/rfc8291 and https://www.rfc-editor.org/rfc/rfc8188
func sealPush(browser *ecdh.PublicKey, secret, note []byte) ([]byte, error) {
	if len(note) > pushRoom {
		return nil, errPushSize
	}
	mine, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	shared, err := mine.ECDH(browser)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	aead, nonce, err := pushKeys(shared, secret, salt, browser.Bytes(), mine.PublicKey().Bytes())
	if err != nil {
		return nil, err
	}
	out := binary.BigEndian.AppendUint32(salt, pushRecord)
	out = append(out, byte(len(mine.PublicKey().Bytes())))
	out = append(out, mine.PublicKey().Bytes()...)
	return aead.Seal(out, nonce, append(bytes.Clone(note), 2), nil), nil // 2 ends the last record
}

// pushKeys derives what a notification is encrypted with.
func pushKeys(shared, secret, salt, browser, server []byte) (cipher.AEAD, []byte, error) {
	info := "WebPush: info\x00" + string(browser) + string(server)
	ikm, err := hkdf.Key(sha256.New, shared, secret, info, 32)
	if err != nil {
		return nil, nil, fmt.Errorf("derive: %w", err)
	}
	prk, err := hkdf.Extract(sha256.New, ikm, salt)
	if err != nil {
		return nil, nil, fmt.Errorf("derive: %w", err)
	}
	key, err := hkdf.Expand(sha256.New, prk, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, nil, fmt.Errorf("derive: %w", err)
	}
	nonce, err := hkdf.Expand(sha256.New, prk, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, nil, fmt.Errorf("derive: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, err
	}
	aead, err := cipher.NewGCM(block)
	return aead, nonce, err
}

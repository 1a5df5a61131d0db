package server

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"chappe/feature/auth"
)

// Webhook hands codes to a program of the operator's, which sends them on as text messages or otherwise: a POST of JSON with
// phone ("+" and digits), code, expires (unix seconds) and server. Any answer from 200 to 299 means that it was taken over.
type Webhook struct {
	url    string
	secret []byte
	name   string
	http   *http.Client
}

// answerWithin is how long the program may take.
const answerWithin = 10 * time.Second

// SignatureHeader carries "sha256=" and the HMAC-SHA256 of the body in hexadecimal, by which the program knows who is calling.
const SignatureHeader = "X-Chappe-Signature"

// NewWebhook returns a deliverer that posts to address, an http or https URL. secret is the key of the signature, "" for none. name
// is what the server calls itself. Redirects are not followed: they would carry codes to where the operator did not say.
func NewWebhook(address, secret, name string) (*Webhook, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("webhook address must be an http or https URL")
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: mayCall}
	return &Webhook{
		url: u.String(), secret: []byte(secret), name: name,
		http: &http.Client{
			Transport: &http.Transport{
				DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: answerWithin,
				MaxIdleConns: 4, IdleConnTimeout: time.Minute,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// mayCall refuses, after names were resolved, addresses that no webhook has: those of a machine's own link, where clouds keep
// their secrets, and those of nobody. Private networks and this machine are allowed, as the operator wrote the address.
func mayCall(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("address of a webhook: %w", err)
	}
	ip := ap.Addr().Unmap()
	if ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified() {
		return fmt.Errorf("a webhook cannot be at %s", ip)
	}
	return nil
}

// Deliver posts a code.
func (w *Webhook) Deliver(ctx context.Context, c auth.Code) error {
	body, err := json.Marshal(map[string]any{"phone": "+" + c.Phone, "code": c.Code, "expires": c.Expires.Unix(), "server": w.name})
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	if len(w.secret) > 0 {
		m := hmac.New(sha256.New, w.secret)
		m.Write(body)
		req.Header.Set(SignatureHeader, "sha256="+hex.EncodeToString(m.Sum(nil)))
	}
	res, err := w.http.Do(req)
	if err != nil {
		return fmt.Errorf("webhook: %w", err)
	}
	defer res.Body.Close()
	// What it says besides is read only so that the connection can be used again.
	if _, err := io.CopyN(io.Discard, res.Body, 64<<10); err != nil && err != io.EOF {
		return fmt.Errorf("webhook: %w", err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("webhook answered %d", res.StatusCode)
	}
	return nil
}

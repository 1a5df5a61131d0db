package auth

import (
	"crypto/ecdh"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"chappe/rpc"
)

// PushBrowser is the number of the push services of browsers.
const PushBrowser = 10

var (
	errBrowserToken = rpc.Bad("WEBPUSH_TOKEN_INVALID")
	errBrowserKey   = rpc.Bad("WEBPUSH_KEY_INVALID")
	errBrowserAuth  = rpc.Bad("WEBPUSH_AUTH_INVALID")
)

// Browser is what a browser says of where it gets notifications, and how they are encrypted for it.
// https://www.w3.org/TR/push-api/#pushsubscription-interface
type Browser struct {
	Endpoint string // https; a stranger chose it
	Key      *ecdh.PublicKey
	Secret   []byte
}

// ParseBrowser reads the token of a registration with PushBrowser. What is wrong with it is an error for the client.
func ParseBrowser(token string) (Browser, error) {
	var t struct {
		Endpoint string
		Keys     struct{ P256dh, Auth string }
	}
	if err := json.Unmarshal([]byte(token), &t); err != nil {
		return Browser{}, errBrowserToken
	}
	u, err := url.Parse(t.Endpoint)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return Browser{}, errBrowserToken
	}
	point, err := unpadded(t.Keys.P256dh)
	if err != nil {
		return Browser{}, errBrowserKey
	}
	key, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return Browser{}, errBrowserKey
	}
	secret, err := unpadded(t.Keys.Auth)
	if err != nil || len(secret) != 16 {
		return Browser{}, errBrowserAuth
	}
	return Browser{Endpoint: u.String(), Key: key, Secret: secret}, nil
}

func unpadded(s string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
}

// Package mtclient is a lean client side of MTProto 2.0 for the load generator, the
// tests and the command line. A Client costs one goroutine and a few kilobytes. It
// makes every check that the security guidelines ask of a client, and leaves to its
// user what a client does with updates.
//
//   - https://core.telegram.org/mtproto/security_guidelines
//   - https://core.telegram.org/mtproto/auth_key
//   - https://core.telegram.org/api/invoking
package mtclient

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net"
	"time"

	"chappe/clock"
	"chappe/mtp/wire"
	"chappe/tl"
)

// Transport is how packets are framed.
type Transport = wire.Framing

// The transports.
const (
	Abridged     = wire.Abridged
	Intermediate = wire.Intermediate
	Padded       = wire.Padded
	Full         = wire.Full
)

// Options say how to connect. Addr and Key are required.
type Options struct {
	Addr       string         // host:port
	Key        *rsa.PublicKey // the server's
	Clock      clock.Clock    // nil: the machine's
	Transport  Transport      // 0: Abridged
	Obfuscated bool
	WebSocket  bool // ws://Addr/apiws, always obfuscated
	// OldRSA uses the form of the key exchange that preceded RSA_PAD, for tests.
	OldRSA bool
	// Mute says nothing of the device and its layer, as a client does whose session the server had to begin anew, for tests.
	Mute bool
	// PFS uses temporary keys, bound to the permanent one.
	PFS     bool
	TempFor time.Duration // how long a temporary key lives: 24 h
	AuthKey *Key          // nil: a key exchange makes one
	DC      int           // 0: 2
	// Dial opens the connection; nil: TCP.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	Layer int // 0: the newest
	// OnUpdate gets updates in the order in which they came, on the goroutine that
	// reads: it must not wait and must not Call. When the server had to begin a new
	// session, it gets an updatesTooLong.
	OnUpdate func(tl.UpdatesClass)

	// What initConnection says.
	APIID         int
	Device        string
	SystemVersion string
	AppVersion    string
	LangCode      string
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = clock.Real
	}
	if o.Transport == 0 {
		o.Transport = Abridged
	}
	if o.TempFor == 0 {
		o.TempFor = 24 * time.Hour
	}
	if o.DC == 0 {
		o.DC = 2
	}
	if o.Dial == nil {
		o.Dial = new(net.Dialer).DialContext
	}
	if o.Layer == 0 {
		o.Layer = tl.MaxLayer
	}
	for _, s := range []*string{&o.Device, &o.SystemVersion, &o.AppVersion} {
		if *s == "" {
			*s = "chappe"
		}
	}
	if o.LangCode == "" {
		o.LangCode = "en"
	}
	return o
}

// Key is an authorization key. It is not changed once it was made.
type Key struct {
	ID    int64
	Value wire.AuthKey
	Salt  int64 // the first salt
}

// RPCError is an error that the server answered with.
type RPCError struct {
	Code    int32
	Message string
}

func (e *RPCError) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// TransportError is why the server ended a connection: -404 the key is unknown, -429
// too much, -444 not this DC.
type TransportError struct{ Code int32 }

func (e *TransportError) Error() string { return fmt.Sprintf("transport error %d", e.Code) }

var (
	// ErrDisconnected: there is no connection; Reconnect makes one.
	ErrDisconnected = errors.New("disconnected")
	// ErrClosed: Close was called before the answer came.
	ErrClosed = errors.New("closed")
	// errSecurity begins the error of every check that failed.
	errSecurity = errors.New("security check failed")
)

// insecure is the error of a failed check.
func insecure(what string) error { return fmt.Errorf("%w: %s", errSecurity, what) }

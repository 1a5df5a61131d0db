package mtp

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"chappe/clock"
	"chappe/db"
)

// Config is what a Server is made of.
type Config struct {
	DB    *db.DB      // Migrations must have been applied
	Clock clock.Clock // nil: the machine's
	Log   *slog.Logger
	// Keys are the server's RSA keys, of 2048 bits; the first is offered first.
	Keys []*rsa.PrivateKey
	// AllowOldRSA also accepts the form of the key exchange's RSA message that
	// preceded RSA_PAD. It is weak; two popular client libraries still send it.
	AllowOldRSA bool
	// HTTP answers plain HTTP on the same port. nil: only the WebSocket is there.
	HTTP http.Handler
	// Origins are the hosts, beside the server's own, whose pages may open the
	// WebSocket (checked against the Origin header).
	Origins []string
	// TLS is used when a connection begins with a TLS handshake; what is inside is
	// HTTP. nil: TLS is refused.
	TLS *tls.Config
	// TrustedProxies may say for whom they connect, by the PROXY protocol or by
	// X-Forwarded-For.
	TrustedProxies []netip.Prefix
	Limits         Limits
	Registerer     prometheus.Registerer // nil: metrics are kept and not shown
}

// Limits bound what strangers and clients may take. A zero field means its default.
type Limits struct {
	// Off lifts the limits by address, the first four below.
	Off bool

	// By address; an IPv6 address counts by its /64. Behind a proxy all clients have
	// its address, unless it is one of Config.TrustedProxies.
	Conns            int // open connections: 2048
	HalfOpen         int // key exchanges under way: 32
	Handshakes       int // key exchanges begun in a minute, on average: 60
	HandshakesAtOnce int // key exchanges that may be begun at once: 120

	// Of one connection.
	Begin     time.Duration // to say which protocol it speaks: 10 s
	Handshake time.Duration // a key exchange, and until the first encrypted message: 60 s
	Idle      time.Duration // without any message: 15 min
	Frame     time.Duration // from a frame's first byte to its last: 60 s
	FrameSize int           // bytes: 2 MiB
	Unzipped  int           // bytes that come out of a gzip_packed: 4 MiB
	Write     time.Duration // without a byte taken by the client: 30 s
	// PushBacklog is how many bytes may wait for a slow client before pushes are
	// refused (Lost): 512 KiB. ReadBacklog: before nothing more is read: 1 MiB.
	// MaxBacklog: before it is dropped: 32 MiB.
	PushBacklog, ReadBacklog, MaxBacklog int

	// AllBacklogs is how many bytes may wait for all slow clients together before those
	// are dropped for whom more than 64 KiB wait: 256 MiB.
	AllBacklogs int

	// Of one session.
	Sessions    int           // sessions of one key: 64
	SessionIdle time.Duration // kept after its last connection closed: 5 min
	Window      int           // received identifiers that are remembered: 2048
	Calls       int           // calls that wait: 1024
	CallBytes   int           // their size: 16 MiB
	Running     int           // calls under way: 32
	Unacked     int           // bytes of answers and pushes kept until acknowledged: 1 MiB

	// AllCalls is how many bytes the calls of all clients together may be that wait or
	// are under way, of those of more than 64 KiB: 128 MiB. Beyond it nothing more is
	// read from who sends such.
	AllCalls int

	KeyCache int // keys kept in memory besides those in use: 20,000
}

// withDefaults fills in what is zero.
func (l Limits) withDefaults() Limits {
	n := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	t := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	n(&l.Conns, 2048)
	n(&l.HalfOpen, 32)
	n(&l.Handshakes, 60)
	n(&l.HandshakesAtOnce, 120)
	t(&l.Begin, 10*time.Second)
	t(&l.Handshake, time.Minute)
	t(&l.Idle, 15*time.Minute)
	t(&l.Frame, time.Minute)
	n(&l.FrameSize, 2<<20)
	n(&l.Unzipped, 4<<20)
	t(&l.Write, 30*time.Second)
	n(&l.PushBacklog, 512<<10)
	n(&l.ReadBacklog, 1<<20)
	n(&l.MaxBacklog, 32<<20)
	n(&l.AllBacklogs, 256<<20)
	n(&l.Sessions, 64)
	t(&l.SessionIdle, 5*time.Minute)
	n(&l.Window, 2048)
	n(&l.Calls, 1024)
	n(&l.CallBytes, 16<<20)
	n(&l.Running, 32)
	n(&l.Unacked, 1<<20)
	n(&l.AllCalls, 128<<20)
	n(&l.KeyCache, 20000)
	return l
}

// Handler stands above this package. Its methods may be called from any goroutine.
type Handler interface {
	// Call answers one API call. body is its TL, unpacked if the whole call was
	// packed (a gzip_packed inside a wrapper such as invokeWithLayer is left, see
	// Unzip), and belongs to the handler. Calls of one session start in the order in
	// which the client sent them; the next starts when the one before returned or
	// called Release. ctx ends with the server, not with the connection: the answer
	// is kept for the session.
	Call(ctx context.Context, s *Session, msgID int64, body []byte) Answer
	// Opened is called once, before the session's first call.
	Opened(s *Session)
	// Closed is called once, when the session has been without a connection for too
	// long or its key was destroyed. Calls may still be under way.
	Closed(s *Session)
}

// KeyWatcher may be implemented by a Handler that wants to know that a client
// destroyed its permanent key (destroy_auth_key). It is called before the client
// gets its answer and before the key is gone; an error keeps the key.
type KeyWatcher interface {
	KeyDestroyed(ctx context.Context, keyID int64) error
}

// Answer is what a call gets.
type Answer struct {
	Body []byte // the result's TL, if Err is nil; behind Room bytes that are free
	Room int    // what rpc_result needs is AnswerRoom; with less, Body is copied
	Err  *Error
	// Sent, if not nil, is called once after the answer was given to the connection,
	// or could not be because none is left.
	Sent func()
	// Dense answers are sent as they are long: what is in them does not become smaller.
	Dense bool
	// Spent says that nothing refers to the call's body any more: its memory may be used again.
	Spent bool
	// Memory is what Body stands in, nil if that is memory like any other. It is freed when the client has acknowledged the answer.
	Memory *Memory
	// Bare answers are sent as they are and not inside rpc_result.
	Bare bool
}

// AnswerRoom is how many bytes before an answer's TL let it be sent without being copied.
const AnswerRoom = 12

// Error is an rpc_error.
type Error struct {
	Code    int32
	Message string
}

func (e *Error) Error() string { return e.Message }

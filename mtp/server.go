package mtp

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"

	"chappe/clock"
	"chappe/db"
	"chappe/mtp/wire"
)

// Server is the server side of MTProto. Its methods may be called from any goroutine.
type Server struct {
	db           *db.DB
	clock        clock.Clock
	log          *slog.Logger
	handler      Handler
	http         http.Handler
	origins      []string
	tls          *tls.Config
	proxies      []netip.Prefix
	limits       Limits
	allowOldRSA  bool
	rsaKeys      []*wire.PrivateKey
	fingerprints []int64
	secret       []byte // of the salts

	ids       wire.MsgIDs
	keys      *keyring
	addresses *addresses
	metrics   *metrics
	detached  *waitingRoom
	heavy     chan struct{} // a place for each processor: who does a lot of arithmetic
	running   atomic.Int64  // calls under way
	backlogs  atomic.Int64  // bytes that wait for slow clients
	eager     atomic.Int64  // bytes for which there is room before they have come
	bigCalls  budget        // of big calls that wait or are under way
	unzips    chan struct{} // a place for every processor but one
}

// New makes a Server above which is h.
func New(cfg Config, h Handler) (*Server, error) {
	if len(cfg.Keys) == 0 {
		return nil, errors.New("an MTProto server needs an RSA key")
	}
	s := &Server{
		db: cfg.DB, clock: cfg.Clock, log: cfg.Log, handler: h, http: cfg.HTTP, origins: cfg.Origins,
		tls: cfg.TLS, proxies: cfg.TrustedProxies, limits: cfg.Limits.withDefaults(), allowOldRSA: cfg.AllowOldRSA,
		detached: &waitingRoom{list: make(map[*Session]struct{})},
		heavy:    make(chan struct{}, runtime.GOMAXPROCS(0)),
		unzips:   make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
	}
	s.bigCalls.size = s.limits.AllCalls
	if s.clock == nil {
		s.clock = clock.Real
	}
	// Our messages' numbers never go back, and clients take their time from them: what they send must be measured by the same.
	s.clock = clock.NewSteady(s.clock)
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	for _, k := range cfg.Keys {
		key, err := wire.NewPrivateKey(k)
		if err != nil {
			return nil, err
		}
		s.rsaKeys = append(s.rsaKeys, key)
		s.fingerprints = append(s.fingerprints, key.Fingerprint())
	}
	fresh := make([]byte, 32)
	rand.Read(fresh)
	err := s.db.Write(context.Background(), func(tx *db.Tx) (err error) {
		s.secret, err = saltSecret(tx, fresh)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("load salt secret: %w", err)
	}
	s.keys = newKeyring(s.db, s.limits.KeyCache)
	s.addresses = newAddresses(s.limits, s.clock)
	s.metrics = newMetrics(cfg.Registerer)
	return s, nil
}

// Unzip unpacks a gzip_packed object that stands inside a call, as clients send it
// behind a wrapper such as invokeWithLayer. It reads gzip and zlib and gives at most
// limit bytes. https://core.telegram.org/mtproto/service_messages#packed-object
func Unzip(object []byte, limit int) ([]byte, error) { return wire.Unzip(object, limit) }

// sweepUntil forgets what is over, every few seconds.
func (s *Server) sweepUntil(ctx context.Context) {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("expired keys not deleted", "err", err)
			}
		}
	}
}

// sweep ends sessions that have been without a connection for long, and temporary
// keys whose time is over.
func (s *Server) sweep(ctx context.Context) error {
	now := s.clock.Now()
	for _, x := range s.detached.all() {
		x.end(false, func() bool {
			return !x.detached.IsZero() && now.Sub(x.detached) >= s.limits.SessionIdle
		})
	}
	s.addresses.sweep()
	s.destroyed(s.keys.expired(now.Unix())...)
	var ids []int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		ids, err = selectExpired(tx, now.Unix())
		return err
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return deleteTemp(tx, ids) })
}

func randomID() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.LittleEndian.Uint64(b[:]))
}

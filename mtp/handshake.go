package mtp

import (
	"crypto/rand"
	"math"
	"time"

	"chappe/mtp/wire"
)

// The server's side of the key exchange.
// https://core.telegram.org/mtproto/auth_key
//
// Its state belongs to one connection, is used once and expires. Whatever is wrong
// with a message of it is answered by one error, -404, a fixed time after it came, and
// the connection ends: neither the answer nor the time tells an attacker whether RSA,
// padding, a nonce or a number was wrong ("Four Attacks and a Proof for Telegram",
// section on the timing attack on key exchange).

const (
	maxUnencrypted  = 2048 // bytes of the longest packet of an exchange
	maxHandshakes   = 4    // of one connection; a client may make two keys at once
	maxRetries      = 5    // dh_gen_retry before dh_gen_fail
	refusalTime     = 100 * time.Millisecond
	handshakeTime   = 2 * time.Minute // by the server's clock, from resPQ to the end
	maxTempLifetime = 7 * 24 * 3600   // seconds; clients ask for a day
)

// handshake is one run of the exchange. The connection's reader owns it.
type handshake struct {
	nonces    wire.Nonces
	pq        wire.PQ
	expires   time.Time
	newNonce  [32]byte
	temp      bool
	expiresIn int32    // seconds
	dc        int32    // 1 to 5, 0 if the client does not say
	dh        *wire.DH // nil until req_DH_params
	retryID   int64    // auth_key_aux_hash of the attempt before
	retries   int
}

// unencrypted handles a packet without a key; false ends the connection.
func (c *conn) unencrypted(packet []byte) bool {
	received := time.Now()
	msgID, body, err := wire.ParseUnencrypted(packet)
	if err != nil || msgID&3 != wire.ClientMsg {
		return c.refuseExchange(received)
	}
	switch wire.PeekID(body) {
	case wire.IDReqPQ, wire.IDReqPQMulti:
		return c.reqPQ(received, body)
	case wire.IDReqDHParams:
		return c.reqDHParams(received, body)
	case wire.IDSetClientDHParams:
		return c.setClientDHParams(received, body)
	case wire.IDMsgsAck:
		return true // one client acknowledges the answers of the exchange
	}
	return c.refuseExchange(received)
}

// refuseExchange is the one answer to everything that is wrong.
func (c *conn) refuseExchange(received time.Time) bool {
	return c.refuseWith(received, wire.ErrorKeyNotFound)
}

func (c *conn) refuseWith(received time.Time, code int32) bool {
	c.srv.metrics.handshakes.WithLabelValues("error").Inc()
	timer := time.NewTimer(time.Until(received.Add(refusalTime)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.run.ctx.Done():
	}
	c.sendError(code)
	return false
}

// answerExchange sends a message of the exchange.
func (c *conn) answerExchange(body []byte) bool {
	return c.sendUnencrypted(c.srv.ids.Next(c.srv.clock.Now(), wire.Reply), body)
}

// reqPQ begins a run with fresh nonces and a fresh pq.
func (c *conn) reqPQ(received time.Time, body []byte) bool {
	nonce, err := wire.ParseReqPQ(body)
	if err != nil {
		return c.refuseExchange(received)
	}
	if len(c.handshakes) == maxHandshakes {
		c.handshakes = c.handshakes[1:] // the oldest was given up, it seems
	}
	if c.halfOpen {
		if !c.srv.addresses.charge(c.addr.Addr()) {
			return c.flooded()
		}
	} else if !c.srv.addresses.begin(c.addr.Addr()) {
		return c.flooded()
	}
	c.halfOpen = true
	h := &handshake{pq: wire.NewPQ(), expires: c.srv.clock.Now().Add(handshakeTime)}
	h.nonces.Client = nonce
	rand.Read(h.nonces.Server[:])
	c.handshakes = append(c.handshakes, h)
	return c.answerExchange(wire.AppendResPQ(nil, h.nonces, h.pq.Product(), c.srv.fingerprints))
}

func (c *conn) flooded() bool {
	c.srv.metrics.handshakes.WithLabelValues("limited").Inc()
	c.sendError(wire.ErrorFlood)
	return false
}

// take finds the run with these nonces at the given stage and removes it: every
// message of the client is good for one try. It is put back by who goes on with it.
func (c *conn) take(n wire.Nonces, begun bool) *handshake {
	for i, h := range c.handshakes {
		if h.nonces != n || (h.dh != nil) != begun {
			continue
		}
		c.handshakes = append(c.handshakes[:i:i], c.handshakes[i+1:]...)
		if c.srv.clock.Now().After(h.expires) {
			return nil
		}
		return h
	}
	return nil
}

// reqDHParams proves the server's identity by decrypting the client's RSA message.
func (c *conn) reqDHParams(received time.Time, body []byte) bool {
	m, err := wire.ParseReqDHParams(body)
	if err != nil {
		return c.refuseExchange(received)
	}
	h := c.take(m.Nonces, false)
	if h == nil {
		return c.refuseExchange(received)
	}
	c.srv.heavy <- struct{}{}
	defer func() { <-c.srv.heavy }()
	inner, good := c.srv.openInner(m)
	if m.P != uint64(h.pq.P) || m.Q != uint64(h.pq.Q) || m.P != inner.P || m.Q != inner.Q ||
		inner.PQ != h.pq.Product() || inner.Nonces != h.nonces {
		good = 0
	}
	if inner.Temp && inner.ExpiresIn <= 0 {
		good = 0
	}
	if good != 1 {
		return c.refuseExchange(received)
	}
	if inner.HasDC && !ours(inner.DC) {
		return c.refuseWith(received, wire.ErrorInvalidDC)
	}
	h.newNonce, h.temp, h.expiresIn = inner.NewNonce, inner.Temp, min(inner.ExpiresIn, maxTempLifetime)
	if inner.HasDC {
		h.dc = plainDC(inner.DC)
	}
	h.dh = wire.NewDH()
	c.handshakes = append(c.handshakes, h)
	answer := wire.AppendServerDHInner(nil, wire.ServerDHInner{
		Nonces: h.nonces, G: wire.G, Prime: wire.Prime(), GA: h.dh.Public(),
		ServerTime: int32(c.srv.clock.Now().Unix()),
	})
	tmp := wire.NewTempAES(&h.newNonce, &h.nonces.Server)
	return c.answerExchange(wire.AppendSealed(nil, wire.IDServerDHParamsOK,
		wire.Sealed{Nonces: h.nonces, Encrypted: tmp.Seal(answer)}))
}

// openInner decrypts and parses the inner data. It does the same work whatever is
// wrong; good is 1 only if nothing is.
func (s *Server) openInner(m wire.ReqDHParams) (inner wire.PQInner, good int) {
	key, known := s.rsaKeys[0], 0
	for _, k := range s.rsaKeys {
		if k.Fingerprint() == m.Fingerprint {
			key, known = k, 1
		}
	}
	opened := key.Open(m.Encrypted)
	data, good := opened.Pad()
	inner, _, err := wire.ParsePQInner(data[:])
	if err != nil {
		good = 0
	}
	if s.allowOldRSA {
		hash, oldData, oldGood := opened.Old()
		old, n, err := wire.ParsePQInner(oldData[:])
		if err == nil && oldGood&wire.CheckOld(&hash, oldData[:n]) == 1 {
			inner, good = old, 1
		}
	}
	return inner, good & known
}

// ours says whether a client may mean this server by the number of a DC: 1 to 5,
// negative for media, plus 10000 for test servers.
func ours(dc int32) bool {
	dc = plainDC(dc)
	return dc >= 1 && dc <= 5
}

// plainDC is the number of a DC without what says that it is one for media
// (negative) or for tests (from 10000 on).
func plainDC(dc int32) int32 {
	if dc == math.MinInt32 {
		return 0
	}
	if dc < 0 {
		dc = -dc
	}
	if dc > 10000 {
		dc -= 10000
	}
	return dc
}

// setClientDHParams computes the key and stores it.
func (c *conn) setClientDHParams(received time.Time, body []byte) bool {
	m, err := wire.ParseSealed(body, wire.IDSetClientDHParams)
	if err != nil {
		return c.refuseExchange(received)
	}
	h := c.take(m.Nonces, true)
	if h == nil {
		return c.refuseExchange(received)
	}
	tmp := wire.NewTempAES(&h.newNonce, &h.nonces.Server)
	hash, data, err := tmp.Open(m.Encrypted)
	if err != nil {
		return c.refuseExchange(received)
	}
	inner, n, err := wire.ParseClientDHInner(data)
	if err != nil || wire.CheckOld(&hash, data[:n]) != 1 || len(data)-n > 15 ||
		inner.Nonces != h.nonces || inner.RetryID != h.retryID {
		return c.refuseExchange(received)
	}
	c.srv.heavy <- struct{}{}
	full, err := h.dh.Shared(inner.GB)
	<-c.srv.heavy
	if err != nil {
		return c.refuseExchange(received)
	}
	return c.finishExchange(h, &full)
}

// finishExchange stores the key, unless its id is taken, and says how it went.
func (c *conn) finishExchange(h *handshake, full *[256]byte) bool {
	now := c.srv.clock.Now().Unix()
	row := keyRow{
		id:        wire.KeyID(full),
		firstSalt: wire.FirstSalt(&h.newNonce, &h.nonces.Server),
		created:   now,
		dc:        h.dc,
		temp:      h.temp,
	}
	copy(row.key[:], full[:])
	if h.temp {
		row.expires = now + int64(h.expiresIn)
	} else {
		row.permID = row.id
	}
	stored, err := c.srv.keys.create(c.run.ctx, row)
	if err != nil {
		c.srv.log.Error("key not stored", "err", err)
		return false
	}
	aux := wire.KeyAuxHash(full)
	answer := wire.DHGen{ID: wire.IDDHGenOK, Nonces: h.nonces}
	result, which := "ok", byte(1)
	switch {
	case stored:
	case h.retries < maxRetries:
		answer.ID, result, which = wire.IDDHGenRetry, "retry", 2
		h.retries++
		h.retryID = aux
		c.handshakes = append(c.handshakes, h)
	default:
		answer.ID, result, which = wire.IDDHGenFail, "fail", 3
	}
	answer.Hash = wire.NewNonceHash(&h.newNonce, which, aux)
	c.srv.metrics.handshakes.WithLabelValues(result).Inc()
	if len(c.handshakes) == 0 && c.halfOpen {
		c.halfOpen = false
		c.srv.addresses.end(c.addr.Addr())
	}
	return c.answerExchange(wire.AppendDHGen(nil, answer))
}

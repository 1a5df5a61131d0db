package mtclient

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"chappe/mtp/wire"
)

// exchange makes an authorization key, permanent or temporary, and returns what the
// server's clock is ahead of ours. It makes every check of the guidelines: nonces at
// each step, the hash of the server's answer, the group, g_a, and new_nonce_hash.
// https://core.telegram.org/mtproto/auth_key
func (l *link) exchange(o *Options, temp bool) (key *Key, ahead time.Duration, err error) {
	e := &exchanger{link: l, o: o, temp: temp}
	rand.Read(e.nonces.Client[:])
	rand.Read(e.newNonce[:])
	if err := e.requestPQ(); err != nil {
		return nil, 0, fmt.Errorf("key exchange: request pq: %w", err)
	}
	inner, err := e.requestParams()
	if err != nil {
		return nil, 0, fmt.Errorf("key exchange: request parameters: %w", err)
	}
	ahead = time.Unix(int64(inner.ServerTime), 0).Sub(o.Clock.Now())
	if key, err = e.agree(inner.GA); err != nil {
		return nil, 0, fmt.Errorf("key exchange: agree on a key: %w", err)
	}
	return key, ahead, nil
}

type exchanger struct {
	*link
	o        *Options
	temp     bool
	ids      wire.MsgIDs
	nonces   wire.Nonces
	newNonce [32]byte
	tmp      wire.TempAES
	pq       uint64
}

// ask sends a message and returns the body of the answer.
func (e *exchanger) ask(body []byte) ([]byte, error) {
	if err := e.sendPlain(e.ids.Next(e.o.Clock.Now(), wire.ClientMsg), body); err != nil {
		return nil, err
	}
	return e.receivePlain()
}

func (e *exchanger) requestPQ() error {
	body, err := e.ask(wire.AppendReqPQ(nil, e.nonces.Client))
	if err != nil {
		return err
	}
	n, pq, fingerprints, err := wire.ParseResPQ(body)
	if err != nil {
		return err
	}
	if n.Client != e.nonces.Client {
		return insecure("nonce")
	}
	want := wire.Fingerprint(e.o.Key)
	for _, fp := range fingerprints {
		if fp == want {
			e.nonces, e.pq = n, pq
			return nil
		}
	}
	return errors.New("the server has another RSA key")
}

func (e *exchanger) requestParams() (in wire.ServerDHInner, err error) {
	p, q, ok := wire.Factor(e.pq)
	if !ok {
		return in, insecure("pq")
	}
	inner := wire.AppendPQInner(nil, wire.PQInner{
		PQ: e.pq, P: p, Q: q, Nonces: e.nonces, NewNonce: e.newNonce,
		HasDC: true, DC: int32(e.o.DC), Temp: e.temp, ExpiresIn: int32(e.o.TempFor / time.Second),
	})
	seal := wire.EncryptPad
	if e.o.OldRSA {
		seal = wire.EncryptOld
	}
	encrypted, err := seal(e.o.Key, inner)
	if err != nil {
		return in, err
	}
	body, err := e.ask(wire.AppendReqDHParams(nil, wire.ReqDHParams{
		Nonces: e.nonces, P: p, Q: q, Fingerprint: wire.Fingerprint(e.o.Key), Encrypted: encrypted,
	}))
	if err != nil {
		return in, err
	}
	m, err := wire.ParseSealed(body, wire.IDServerDHParamsOK)
	if err != nil {
		return in, err
	}
	if m.Nonces != e.nonces {
		return in, insecure("nonce")
	}
	e.tmp = wire.NewTempAES(&e.newNonce, &e.nonces.Server)
	hash, data, err := e.tmp.Open(m.Encrypted)
	if err != nil {
		return in, err
	}
	in, n, err := wire.ParseServerDHInner(data)
	switch {
	case err != nil:
		return in, err
	case wire.CheckOld(&hash, data[:n]) != 1 || len(data)-n > 15:
		return in, insecure("SHA-1 of the answer")
	case in.Nonces != e.nonces:
		return in, insecure("nonce")
	case wire.CheckGroup(in.G, in.Prime) != nil:
		return in, insecure("Diffie-Hellman group")
	case wire.CheckPublic(in.GA) != nil:
		return in, insecure("g_a")
	}
	return in, nil
}

// maxRetries is how often the server may ask for another g_b.
const maxRetries = 5

func (e *exchanger) agree(gA []byte) (*Key, error) {
	var retryID int64
	for range maxRetries + 1 {
		dh := wire.NewDH()
		full, err := dh.Shared(gA)
		if err != nil {
			return nil, err
		}
		inner := wire.AppendClientDHInner(nil, wire.ClientDHInner{Nonces: e.nonces, RetryID: retryID, GB: dh.Public()})
		body, err := e.ask(wire.AppendSealed(nil, wire.IDSetClientDHParams,
			wire.Sealed{Nonces: e.nonces, Encrypted: e.tmp.Seal(inner)}))
		if err != nil {
			return nil, err
		}
		m, err := wire.ParseDHGen(body)
		if err != nil {
			return nil, err
		}
		which := byte(1)
		switch m.ID {
		case wire.IDDHGenRetry:
			which = 2
		case wire.IDDHGenFail:
			which = 3
		}
		retryID = wire.KeyAuxHash(&full)
		hash := wire.NewNonceHash(&e.newNonce, which, retryID)
		switch {
		case m.Nonces != e.nonces:
			return nil, insecure("nonce")
		case !bytes.Equal(m.Hash[:], hash[:]):
			return nil, insecure("new_nonce_hash")
		case m.ID == wire.IDDHGenFail:
			return nil, errors.New("the server gave up (dh_gen_fail)")
		case m.ID == wire.IDDHGenRetry:
			continue
		}
		k := &Key{ID: wire.KeyID(&full), Salt: wire.FirstSalt(&e.newNonce, &e.nonces.Server)}
		copy(k.Value[:], full[:])
		return k, nil
	}
	return nil, errors.New("the server refuses every key (dh_gen_retry)")
}

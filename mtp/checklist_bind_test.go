package mtp

import (
	"errors"
	"slices"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// The checklist's line 6: temporary keys.

// tempPeer is a peer with a temporary key that is not bound.
func (s *testServer) tempPeer(expiresIn int32) *peer {
	s.t.Helper()
	p := s.speak(wire.Intermediate, false)
	p.exchange(exchange{temp: true, expiresIn: expiresIn})
	return p
}

// bindRequest is the fields of auth.bindTempAuthKey.
type bindRequest struct {
	msgID     int64
	permID    int64
	nonce     int64
	expiresAt int32
	encrypted []byte
}

func (s *testServer) bind(x *Session, b bindRequest) error {
	return s.BindTempKey(s.t.Context(), x, b.msgID, b.permID, b.nonce, b.expiresAt, b.encrypted)
}

// goodBind is a request that binds temp to perm.
func goodBind(temp, perm *peer, expiresAt int32) bindRequest {
	b := bindRequest{msgID: temp.next(), permID: perm.keyID, nonce: 77, expiresAt: expiresAt}
	b.encrypted = wire.SealBind(&perm.key, b.msgID, wire.BindInner{
		Nonce: 77, TempKeyID: temp.keyID, PermKeyID: perm.keyID, TempSessionID: temp.session, ExpiresAt: expiresAt,
	})
	return b
}

func TestChecklist06TempKeyIsBoundInFull(t *testing.T) {
	s := newTestServer(t)
	perm, temp := s.connect(), s.tempPeer(3600)
	temp.works()
	x := s.sessionOf(temp.session)
	if x.KeyID() != 0 || x.RawKeyID() != temp.keyID || !x.Temp() {
		t.Fatalf("unbound: key %x, raw key %x, temporary %v", x.KeyID(), x.RawKeyID(), x.Temp())
	}
	expires := int32(s.clock.Now().Unix() + 3600)
	inner := func(change func(*wire.BindInner)) func(*bindRequest) {
		return func(b *bindRequest) {
			in := wire.BindInner{Nonce: b.nonce, TempKeyID: temp.keyID, PermKeyID: perm.keyID, TempSessionID: temp.session, ExpiresAt: expires}
			change(&in)
			b.encrypted = wire.SealBind(&perm.key, b.msgID, in)
		}
	}
	other := s.connect()
	for name, c := range map[string]struct {
		change func(*bindRequest)
		want   *BindError
	}{
		"message id":            {func(b *bindRequest) { b.msgID += 4 }, errBindMessage},
		"nonce outside":         {func(b *bindRequest) { b.nonce++ }, errBindMessage},
		"nonce inside":          {inner(func(in *wire.BindInner) { in.Nonce++ }), errBindMessage},
		"temporary key":         {inner(func(in *wire.BindInner) { in.TempKeyID++ }), errBindMessage},
		"permanent key inside":  {inner(func(in *wire.BindInner) { in.PermKeyID++ }), errBindMessage},
		"session":               {inner(func(in *wire.BindInner) { in.TempSessionID++ }), errBindMessage},
		"expires_at inside":     {inner(func(in *wire.BindInner) { in.ExpiresAt-- }), errBindMessage},
		"expires_at outside":    {func(b *bindRequest) { b.expiresAt-- }, errBindMessage},
		"no such permanent key": {func(b *bindRequest) { b.permID++ }, errBindMessage},
		"another's key":         {func(b *bindRequest) { b.permID = other.keyID }, errBindMessage},
		"a temporary key":       {func(b *bindRequest) { b.permID = temp.keyID }, errBindMessage},
		"one bit":               {func(b *bindRequest) { b.encrypted[60] ^= 1 }, errBindMessage},
		"cut short":             {func(b *bindRequest) { b.encrypted = b.encrypted[:96] }, errBindMessage},
		"empty":                 {func(b *bindRequest) { b.encrypted = nil }, errBindMessage},
		"too late":              {func(b *bindRequest) { *b = goodBind(temp, perm, expires+expiresSlack+1) }, errBindExpires},
		"over":                  {func(b *bindRequest) { *b = goodBind(temp, perm, int32(s.clock.Now().Unix())) }, errBindExpires},
	} {
		b := goodBind(temp, perm, expires)
		c.change(&b)
		var got *BindError
		if err := s.bind(x, b); !errors.As(err, &got) || got != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if x.KeyID() != 0 {
			t.Fatalf("%s: it is bound", name)
		}
	}
	perm.works()
	b := goodBind(temp, perm, expires)
	if err := s.bind(s.sessionOf(perm.session), b); err != errBindEmpty {
		t.Errorf("in a session of the permanent key: %v", err)
	}
	if err := s.bind(x, b); err != nil {
		t.Fatal(err)
	}
	if x.KeyID() != perm.keyID {
		t.Errorf("bound to %x, want %x", x.KeyID(), perm.keyID)
	}
	if err := s.bind(x, goodBind(temp, perm, expires)); err != nil {
		t.Errorf("bound once more: %v", err)
	}
	if err := s.bind(x, goodBind(temp, other, expires)); err != errBindBound {
		t.Errorf("bound to another: %v", err)
	}
}

func TestChecklist06UnboundTempKeyMayUseServiceMessages(t *testing.T) {
	s := newTestServer(t)
	p := s.tempPeer(3600)
	p.send(ping(5), false)
	p.want(wire.IDPong)
	p.send(wire.AppendInt32(wire.AppendUint32(nil, wire.IDGetFutureSalts), 1), false)
	p.want(wire.IDFutureSalts)
	p.send(wire.AppendInt64s(wire.AppendUint32(nil, wire.IDMsgsStateReq), []int64{4}), false)
	p.want(wire.IDMsgsStateInfo)
	if n := s.calls(); n != 0 {
		t.Errorf("%d service messages became calls", n)
	}
	if id := s.sessionOf(p.session).KeyID(); id != 0 {
		t.Errorf("the key is %x", id)
	}
}

func TestChecklist06TempKeyExpires(t *testing.T) {
	s := newTestServer(t)
	p := s.tempPeer(600)
	p.works()
	s.clock.Advance(11 * time.Minute)
	p.send(echo("late"), true)
	p.wantError(wire.ErrorKeyNotFound)
	q := p.again()
	q.send(echo("late"), true)
	q.wantError(wire.ErrorKeyNotFound)
	if err := s.sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, temp := s.stored(); temp != 0 {
		t.Error("it is still in the store")
	}
	eventually(t, "the session is closed", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.closed) == 1
	})
}

func TestChecklist06TempKeysGoWithTheirPermanentKey(t *testing.T) {
	s := newTestServer(t)
	perm := s.connect()
	perm.works()
	expires := int32(s.clock.Now().Unix() + 3600)
	var temps []*peer
	for range 3 {
		p := s.tempPeer(3600)
		p.works()
		if err := s.bind(s.sessionOf(p.session), goodBind(p, perm, expires)); err != nil {
			t.Fatal(err)
		}
		temps = append(temps, p)
	}
	if err := s.DropTempKeys(t.Context(), perm.keyID, []int64{temps[1].keyID}); err != nil {
		t.Fatal(err)
	}
	temps[0].wantEnd()
	temps[2].wantEnd()
	temps[1].works()
	perm.works()
	q := temps[0].again()
	q.send(echo("late"), true)
	q.wantError(wire.ErrorKeyNotFound)

	if err := s.ForgetKey(t.Context(), perm.keyID); err != nil {
		t.Fatal(err)
	}
	perm.wantEnd()
	temps[1].wantEnd()
	q = perm.again()
	q.send(echo("late"), true)
	q.wantError(wire.ErrorKeyNotFound)
	if perm, temp := s.stored(); perm+temp != 0 {
		t.Errorf("%d permanent and %d temporary keys are left", perm, temp)
	}
}

func TestCloseKeyClosesAndKeepsTheKeys(t *testing.T) {
	s := newTestServer(t)
	perm, temp := s.connect(), s.tempPeer(3600)
	perm.works()
	temp.works()
	if err := s.bind(s.sessionOf(temp.session), goodBind(temp, perm, int32(s.clock.Now().Unix()+3600))); err != nil {
		t.Fatal(err)
	}
	s.CloseKey(perm.keyID)
	perm.wantEnd()
	temp.wantEnd()
	q := temp.again()
	q.works()
	if id := s.sessionsOf(temp.session)[1].KeyID(); id != perm.keyID {
		t.Errorf("the key is bound to %x", id)
	}
	perm.again().works()
}

// sessionsOf lists the sessions with this number, one after the other.
func (s *testServer) sessionsOf(id int64) []*Session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.opened), func(x *Session) bool { return x.ID() != id })
}

func TestBoundTempKeysAreLimited(t *testing.T) {
	s := newTestServer(t)
	perm := s.connect()
	expires := int32(s.clock.Now().Unix() + 3600)
	var first *peer
	for i := range maxBound + 1 {
		s.clock.Advance(time.Second)
		p := s.tempPeer(3600)
		p.works()
		if err := s.bind(s.sessionOf(p.session), goodBind(p, perm, expires)); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = p
		}
	}
	first.wantEnd()
	if _, temp := s.stored(); temp != maxBound {
		t.Errorf("%d temporary keys are stored", temp)
	}
}

package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"chappe/mtclient"
	"chappe/tl"
)

// lean is somebody on the project's own lean client, for tests where many clients do much.
type lean struct {
	t  testing.TB
	s  *Server
	ID int64

	phone  string
	hashes map[int64]int64

	mu  sync.Mutex
	c   *mtclient.Client // guarded by mu; nil before the first Dial
	key *mtclient.Key    // guarded by mu; nil before the first Dial
}

// newLean signs somebody new up.
func newLean(t testing.TB, s *Server) *lean {
	t.Helper()
	l := &lean{t: t, s: s, phone: newPhone(), hashes: map[int64]int64{}}
	l.sign(func(ctx context.Context, hash string) (*tl.AuthAuthorization, error) {
		if _, err := call[*tl.AuthAuthorizationSignUpRequired](ctx, l, &tl.AuthSignIn{
			PhoneNumber: l.phone, PhoneCodeHash: hash, PhoneCode: tl.Some(devCode),
		}); err != nil {
			return nil, err
		}
		return call[*tl.AuthAuthorization](ctx, l, &tl.AuthSignUp{PhoneNumber: l.phone, PhoneCodeHash: hash, FirstName: "Lean"})
	})
	return l
}

// leanOf signs the owner of a number in on another device.
func leanOf(t testing.TB, s *Server, phone string) *lean {
	t.Helper()
	l := &lean{t: t, s: s, phone: phone, hashes: map[int64]int64{}}
	l.sign(func(ctx context.Context, hash string) (*tl.AuthAuthorization, error) {
		return call[*tl.AuthAuthorization](ctx, l, &tl.AuthSignIn{PhoneNumber: l.phone, PhoneCodeHash: hash, PhoneCode: tl.Some(devCode)})
	})
	return l
}

// sign connects and signs in or up by fn, which gets the hash of a code that was sent.
func (l *lean) sign(fn func(ctx context.Context, hash string) (*tl.AuthAuthorization, error)) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := l.Dial(ctx); err != nil {
		l.t.Fatal("connect:", err)
	}
	sent, err := call[*tl.AuthSentCode](ctx, l, &tl.AuthSendCode{PhoneNumber: l.phone, APIID: apiID, APIHash: apiHash})
	if err != nil {
		l.t.Fatal("send code:", err)
	}
	in, err := fn(ctx, sent.PhoneCodeHash)
	if err != nil {
		l.t.Fatal("sign in:", err)
	}
	l.ID = in.User.(*tl.User).ID
}

// beside is another session of the same device, not connected yet.
func (l *lean) beside() *lean {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &lean{t: l.t, s: l.s, ID: l.ID, phone: l.phone, hashes: l.hashes, key: l.key}
}

// Dial opens a new connection and session, with the key of the one before if there was one.
func (l *lean) Dial(ctx context.Context) error {
	l.mu.Lock()
	old, key := l.c, l.key
	l.mu.Unlock()
	if old != nil {
		old.Close()
	}
	c, err := mtclient.Dial(ctx, mtclient.Options{Addr: l.s.addr, Key: l.s.Key(), AuthKey: key, APIID: apiID, Device: "e2e lean"})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.c == nil {
		l.t.Cleanup(func() { l.client().Close() })
	}
	l.c, l.key = c, c.Key()
	return nil
}

func (l *lean) client() *mtclient.Client {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.c
}

// Meets imports somebody by phone number.
func (l *lean) Meets(phone string, id int64) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	res, err := call[*tl.ContactsImportedContacts](ctx, l, &tl.ContactsImportContacts{
		Contacts: []tl.InputPhoneContact{{ClientID: 1, Phone: phone, FirstName: "Friend"}},
	})
	if err != nil {
		l.t.Fatal("import:", err)
	}
	for _, u := range res.Users {
		if u, ok := u.(*tl.User); ok && u.ID == id {
			l.hashes[id] = u.AccessHash.V
			return
		}
	}
	l.t.Fatalf("imported %s and did not find %d", phone, id)
}

// Send sends a text under a random_id of the caller's and returns its id.
func (l *lean) Send(ctx context.Context, to int64, text string, randomID int64) (int, error) {
	res, err := call[tl.UpdatesClass](ctx, l, &tl.MessagesSendMessage{
		Peer: &tl.InputPeerUser{UserID: to, AccessHash: l.hashes[to]}, Message: text, RandomID: randomID,
	})
	if err != nil {
		return 0, err
	}
	switch res := res.(type) {
	case *tl.UpdateShortSentMessage:
		return int(res.ID), nil
	case *tl.Updates:
		for _, u := range res.Updates {
			if u, ok := u.(*tl.UpdateMessageID); ok && u.RandomID == randomID {
				return int(u.ID), nil
			}
		}
	}
	return 0, fmt.Errorf("the answer to a send tells no id: %v", res)
}

// Difference is what is new since pts, and the pts after it.
func (l *lean) Difference(ctx context.Context, pts int) (out []Message, now int, err error) {
	st, err := call[*tl.UpdatesState](ctx, l, &tl.UpdatesGetState{})
	if err != nil || pts == 0 {
		return nil, int(st.Pts), err
	}
	at := *st
	at.Pts = int32(pts)
	for {
		d, err := call[tl.UpdatesDifferenceClass](ctx, l, &tl.UpdatesGetDifference{Pts: at.Pts, Qts: at.Qts, Date: at.Date})
		if err != nil {
			return nil, 0, err
		}
		var ms []tl.MessageClass
		end := true
		switch d := d.(type) {
		case *tl.UpdatesDifferenceEmpty:
		case *tl.UpdatesDifference:
			ms, at = d.NewMessages, d.State
		case *tl.UpdatesDifferenceSlice:
			ms, at, end = d.NewMessages, d.IntermediateState, false
		default:
			return nil, 0, fmt.Errorf("the difference is a %T", d)
		}
		for _, m := range ms {
			m, ok := m.(*tl.Message)
			if !ok {
				continue
			}
			peer, _ := m.PeerID.(*tl.PeerUser)
			if peer == nil {
				return nil, 0, fmt.Errorf("message %d is in a %T", m.ID, m.PeerID)
			}
			out = append(out, Message{ID: int(m.ID), Peer: peer.UserID, Out: m.Out, Text: m.Message})
		}
		if end {
			return out, int(at.Pts), nil
		}
	}
}

// call calls a method whose answer is a T.
func call[T any](ctx context.Context, l *lean, fn tl.Object) (T, error) {
	var none T
	v, err := l.client().Call(ctx, fn)
	if err != nil {
		var e *mtclient.RPCError
		if errors.As(err, &e) {
			err = &Refusal{Code: int(e.Code), Text: e.Message}
		}
		return none, err
	}
	t, ok := v.(T)
	if !ok {
		return none, fmt.Errorf("%s was answered with a %T", fn.TLName(), v)
	}
	return t, nil
}

// newRandomID is never 0, and as good as never twice the same.
func newRandomID() int64 { return rand.Int64() | 1 }

package bench

import (
	"context"
	"crypto/rsa"
	"fmt"
	"sync/atomic"

	"chappe/mtclient"
	"chappe/tl"
)

// person is an account with one device.
type person struct {
	addr   string
	key    *rsa.PublicKey
	client *mtclient.Client
	id     int64
	phone  string
	onNew  atomic.Pointer[func(*tl.Message)]
	onGone atomic.Pointer[func([]int32)]
}

var phones atomic.Int64

// signUp makes a person on a server in dev mode.
func signUp(ctx context.Context, s *Server) (*person, error) {
	p := &person{addr: s.Addr, key: s.Key}
	return p, p.signUp(ctx)
}

func (p *person) signUp(ctx context.Context) error {
	p.phone = fmt.Sprintf("99966%07d", phones.Add(1))
	var err error
	p.client, err = mtclient.Dial(ctx, mtclient.Options{
		Addr: p.addr, Key: p.key, Transport: mtclient.Abridged, APIID: 1, Device: "bench", OnUpdate: p.update,
	})
	if err != nil {
		return err
	}
	v, err := p.client.Call(ctx, &tl.AuthSendCode{PhoneNumber: p.phone, APIID: 1, APIHash: "bench"})
	if err != nil {
		return err
	}
	sent, ok := v.(*tl.AuthSentCode)
	if !ok {
		return fmt.Errorf("sendCode answered %T", v)
	}
	code := &tl.AuthSignIn{PhoneNumber: p.phone, PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: tl.Some("12345")}
	if _, err = p.client.Call(ctx, code); err != nil {
		return err
	}
	v, err = p.client.Call(ctx, &tl.AuthSignUp{PhoneNumber: p.phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: "Bench"})
	if err != nil {
		return err
	}
	a, ok := v.(*tl.AuthAuthorization)
	if !ok {
		return fmt.Errorf("signUp answered %T", v)
	}
	if u, ok := a.User.(*tl.User); ok {
		p.id = u.ID
	}
	_, err = p.client.Call(ctx, &tl.UpdatesGetState{})
	return err
}

// peer names somebody else.
func (p *person) peer(ctx context.Context, other *person) (tl.InputPeerClass, error) {
	v, err := p.client.Call(ctx, &tl.ContactsResolvePhone{Phone: other.phone})
	if err != nil {
		return nil, err
	}
	r, ok := v.(*tl.ContactsResolvedPeer)
	if !ok || len(r.Users) != 1 {
		return nil, fmt.Errorf("resolvePhone answered %T", v)
	}
	u, ok := r.Users[0].(*tl.User)
	if !ok {
		return nil, fmt.Errorf("resolvePhone named a %T", r.Users[0])
	}
	return &tl.InputPeerUser{UserID: u.ID, AccessHash: u.AccessHash.V}, nil
}

func (p *person) update(u tl.UpdatesClass) {
	us, ok := u.(*tl.Updates)
	if !ok {
		return
	}
	fn, gone := p.onNew.Load(), p.onGone.Load()
	for _, x := range us.Updates {
		switch x := x.(type) {
		case *tl.UpdateNewMessage:
			if m, ok := x.Message.(*tl.Message); ok && fn != nil {
				(*fn)(m)
			}
		case *tl.UpdateDeleteMessages:
			if gone != nil {
				(*gone)(x.Messages)
			}
		}
	}
}

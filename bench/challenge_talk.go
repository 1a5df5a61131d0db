package bench

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"sync"
	"time"

	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/tl"
)

// challengeTime is how long the whole conversation may take.
const challengeTime = time.Minute

// talker is one of the two, with a device. What their client stores stays in memory and goes with it.
type talker struct {
	client *mtclient.Client
	chats  *secretchat.Client
	self   *tl.User

	mu     sync.Mutex
	queue  []tl.UpdatesClass // guarded by mu
	wake   chan struct{}
	qts    int32
	events []secretchat.Event
}

// Save keeps nothing but what happened: a person here lives as long as the process.
func (p *talker) Save(_ context.Context, _ int32, _ []byte, events []secretchat.Event) error {
	p.events = append(p.events, events...)
	return nil
}

// challengeTalk has alice say a phrase to bob, and bob answer.
func challengeTalk(ctx context.Context, addr string, key *rsa.PublicKey, phrase string) error {
	ctx, cancel := context.WithTimeout(ctx, challengeTime)
	defer cancel()
	alice, err := arrive(ctx, addr, key, "Alice", "999660000001")
	if err != nil {
		return err
	}
	defer alice.client.Close()
	bob, err := arrive(ctx, addr, key, "Bob", "999660000002")
	if err != nil {
		return err
	}
	defer bob.client.Close()
	v, err := alice.client.Call(ctx, &tl.ContactsResolvePhone{Phone: "999660000002"})
	if err != nil {
		return err
	}
	found, ok := v.(*tl.ContactsResolvedPeer)
	if !ok || len(found.Users) != 1 {
		return errors.New("bob cannot be found")
	}
	to := found.Users[0].(*tl.User)
	id, err := alice.chats.Request(ctx, secretchat.User{ID: to.ID, AccessHash: to.AccessHash.V})
	if err != nil {
		return err
	}
	established := func() bool { return is[secretchat.Established](alice.events) && is[secretchat.Established](bob.events) }
	if err := until(ctx, established, alice, bob); err != nil {
		return err
	}
	if err := alice.chats.Send(ctx, id, &secretchat.DecryptedMessage{Message: phrase}); err != nil {
		return err
	}
	if err := until(ctx, func() bool { return is[secretchat.Received](bob.events) }, alice, bob); err != nil {
		return err
	}
	if err := bob.chats.Send(ctx, id, &secretchat.DecryptedMessage{Message: "I have read it."}); err != nil {
		return err
	}
	if err := until(ctx, func() bool { return is[secretchat.Received](alice.events) }, alice, bob); err != nil {
		return err
	}
	for _, p := range []*talker{alice, bob} {
		if _, err := p.client.Call(ctx, &tl.MessagesReceivedQueue{MaxQts: p.qts}); err != nil {
			return err
		}
	}
	return nil
}

func is[E secretchat.Event](events []secretchat.Event) bool {
	for _, e := range events {
		if _, ok := e.(E); ok {
			return true
		}
	}
	return false
}

// arrive connects and signs up.
func arrive(ctx context.Context, addr string, key *rsa.PublicKey, name, phone string) (*talker, error) {
	p := &talker{wake: make(chan struct{}, 1)}
	client, err := mtclient.Dial(ctx, mtclient.Options{Addr: addr, Key: key, APIID: 1, OnUpdate: func(u tl.UpdatesClass) {
		p.mu.Lock()
		p.queue = append(p.queue, u)
		p.mu.Unlock()
		select {
		case p.wake <- struct{}{}:
		default:
		}
	}})
	if err != nil {
		return nil, err
	}
	p.client = client
	if err := p.signUp(ctx, name, phone); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	p.chats = secretchat.New(p.self.ID, SecretTransport{Client: client}, p, nil)
	return p, nil
}

func (p *talker) signUp(ctx context.Context, name, phone string) error {
	v, err := p.client.Call(ctx, &tl.AuthSendCode{PhoneNumber: phone, APIID: 1, APIHash: "h"})
	if err != nil {
		return err
	}
	sent, ok := v.(*tl.AuthSentCode)
	if !ok {
		return fmt.Errorf("sendCode answered %T", v)
	}
	q := &tl.AuthSignIn{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, PhoneCode: tl.Some("12345")}
	if _, err := p.client.Call(ctx, q); err != nil {
		return err
	}
	v, err = p.client.Call(ctx, &tl.AuthSignUp{PhoneNumber: phone, PhoneCodeHash: sent.PhoneCodeHash, FirstName: name})
	if err != nil {
		return err
	}
	a, ok := v.(*tl.AuthAuthorization)
	if !ok {
		return fmt.Errorf("signUp answered %T", v)
	}
	p.self = a.User.(*tl.User)
	return nil
}

// until has people work through what comes, until ok says yes.
func until(ctx context.Context, ok func() bool, people ...*talker) error {
	for {
		for _, p := range people {
			if err := p.hear(ctx); err != nil {
				return err
			}
		}
		if ok() {
			return nil
		}
		select {
		case <-people[0].wake:
		case <-people[1].wake:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// hear works through what was pushed. Nothing is lost on the way: both people are there all the time.
func (p *talker) hear(ctx context.Context) error {
	p.mu.Lock()
	queue := p.queue
	p.queue = nil
	p.mu.Unlock()
	for _, u := range queue {
		us, ok := u.(*tl.Updates)
		if !ok {
			continue
		}
		for _, u := range us.Updates {
			if err := p.update(ctx, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *talker) update(ctx context.Context, u tl.UpdateClass) error {
	switch u := u.(type) {
	case *tl.UpdateEncryption:
		r := SecretChat(u.Chat)
		if err := p.chats.Update(ctx, r); err != nil || r.Kind != secretchat.RemoteRequested {
			return err
		}
		return p.chats.Accept(ctx, r.ID)
	case *tl.UpdateNewEncryptedMessage:
		p.qts = u.Qts
		return p.chats.Receive(ctx, SecretMessage(u.Message))
	}
	return nil
}

package server_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/server/servertest"
	"chappe/tl"
)

// breaker asks a server whatever comes to its mind, and expects an answer or an error of the client's each time.
type breaker struct {
	t    *testing.T
	s    *servertest.Server
	fill *filler
	n    int // people made so far
	bob  *servertest.Person
	who  *servertest.Person       // who asks, nil for nobody
	at   map[int]*mtclient.Client // the asking device's connections, by layer
}

func newBreaker(t *testing.T, seed uint64) *breaker {
	b := &breaker{t: t, s: servertest.New(t), fill: &filler{Rand: rand.New(rand.NewPCG(seed, 0))}, at: map[int]*mtclient.Client{}}
	b.bob = b.s.User("bob")
	b.bob.Call(&tl.AccountUpdateUsername{Username: "bobby"})
	return b
}

// signIn has a new person ask from now on, with something to ask about.
func (b *breaker) signIn() {
	b.hangUp()
	b.n++
	b.who = b.s.User(fmt.Sprintf("asker %d", b.n))
	id := b.who.Send(b.bob, "hello")
	b.who.Send(b.who, "note")
	b.bob.Send(b.who, "answer")
	b.fill.peers = []tl.InputPeerClass{&tl.InputPeerSelf{}, b.who.Peer(b.bob)}
	b.fill.users = []tl.InputUserClass{&tl.InputUserSelf{}, b.who.Input(b.bob)}
	b.fill.ids = []int64{b.who.ID, b.bob.ID, 777000, int64(id)}
	b.fill.chans = nil
	for _, broadcast := range []bool{false, true} {
		c := b.who.NewChannel("a channel", broadcast)
		b.who.Invite(c, b.bob)
		b.who.Say(c, "in a channel")
		b.fill.peers, b.fill.chans = append(b.fill.peers, b.who.In(c)), append(b.fill.chans, b.who.Channel(c))
		b.fill.ids = append(b.fill.ids, c)
	}
	g := b.who.NewGroup("a group", b.bob)
	b.fill.peers, b.fill.ids = append(b.fill.peers, b.who.In(g)), append(b.fill.ids, g)
	b.fill.texts = []string{b.bob.Phone, b.who.Phone, "bobby", "12345", "en", "android", "❤", "❤️"}
}

func (b *breaker) hangUp() {
	for _, c := range b.at {
		_ = c.Close() // it may be closed already
	}
	clear(b.at)
}

// client is the asking device's connection in a layer.
func (b *breaker) client(layer int) *mtclient.Client {
	b.t.Helper()
	if c := b.at[layer]; c != nil {
		return c
	}
	o := mtclient.Options{Addr: b.s.Addr, Key: b.s.Key, Clock: b.s.Clock, Layer: layer, APIID: 1, OnUpdate: func(tl.UpdatesClass) {}}
	if b.who != nil {
		o.AuthKey = b.who.Client().Key()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c, err := mtclient.Dial(ctx, o)
	if err != nil {
		b.t.Fatalf("dial in layer %d: %v", layer, err)
	}
	b.at[layer] = c
	return c
}

// ask asks in a layer and says whether the layer knows the method and the request could be encoded.
func (b *breaker) ask(layer int, q tl.Object) bool {
	b.t.Helper()
	body, err := tl.Append(nil, layer, q)
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, err = b.client(layer).Call(ctx, q)
	var e *mtclient.RPCError
	switch {
	case err == nil:
	case !errors.As(err, &e):
		b.t.Errorf("%s in layer %d: %v\nrequest %x", q.TLName(), layer, err, body[:min(len(body), 400)])
		b.hangUp() // the connection may be gone
	case e.Code >= 500 || e.Code < 300 || e.Message == "":
		b.t.Errorf("%s in layer %d: %v\nrequest %x", q.TLName(), layer, e, body[:min(len(body), 400)])
	case b.who != nil && e.Code == 401 && e.Message != "AUTH_KEY_PERM_EMPTY":
		b.signIn() // it has signed itself out
	}
	return true
}

func (b *breaker) end() {
	b.t.Helper()
	if n := b.s.Inner().Count("chappe_rpc_panics_total"); n != 0 {
		b.t.Errorf("%v handlers panicked", n)
	}
	b.hangUp()
	b.bob.Call(&tl.UpdatesGetState{}) // the others have not noticed
}

// garbage is how many random requests each method gets.
var garbage = max(12, seeds(0)/10)

// seeds is how many random histories a test draws: CHAPPE_SEEDS, by default n.
func seeds(n int) int {
	if s, err := strconv.Atoi(os.Getenv("CHAPPE_SEEDS")); err == nil && s > 0 {
		return s
	}
	return n
}

func TestNoRequestBreaksTheServer(t *testing.T) {
	for _, signedIn := range []bool{false, true} {
		t.Run(map[bool]string{false: "nobody", true: "somebody"}[signedIn], func(t *testing.T) {
			t.Parallel()
			b := newBreaker(t, 1)
			if signedIn {
				b.signIn()
			}
			for _, name := range b.s.Inner().Methods() {
				b.ask(tl.MaxLayer, b.fill.empty(tl.NewFunction(name)))
				asked := 0
				for try := 0; asked < garbage && try < 10*garbage; try++ {
					if b.ask(tl.MaxLayer, b.fill.random(tl.NewFunction(name), try%4)) {
						asked++
					}
				}
				if asked == 0 {
					t.Errorf("no request to %s could be encoded", name)
				}
			}
			b.end()
		})
	}
}

// Bytes that are no request are answered, too.
func TestBytesThatAreNoRequest(t *testing.T) {
	b := newBreaker(t, 2)
	b.signIn()
	for _, name := range b.s.Inner().Methods() {
		whole, err := tl.Append(nil, tl.MaxLayer, b.fill.random(tl.NewFunction(name), 1))
		if err != nil {
			continue
		}
		cut := whole[:4+b.fill.IntN(len(whole)-3)]
		noise := append(whole[:4:4], b.fill.text()...)
		for _, body := range [][]byte{cut, noise, append(whole, 0, 0, 0, 0)} {
			b.raw(name, body)
		}
	}
	b.raw("nothing", nil)
	b.raw("no method", []byte("\x01\x02\x03\x04"))
	b.raw("packed nothing", []byte("\xa1\xcf\x72\x30\x00\x00\x00\x00"))
	b.end()
}

// raw sends bytes in the place of a request. Whether there is an answer that makes sense does not matter, but there is one.
func (b *breaker) raw(name string, body []byte) {
	b.t.Helper()
	for len(body)%4 != 0 {
		body = append(body, 0) // else it is the record that is broken, and the connection ends
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c := b.client(tl.MaxLayer)
	_, err := c.Call(ctx, &tl.InvokeWithoutUpdates{Query: body})
	var e *mtclient.RPCError
	if errors.As(err, &e) && e.Code >= 500 {
		b.t.Errorf("%s: %v\nrequest %x", name, e, body)
	}
	if ctx.Err() != nil || c.Err() != nil {
		b.t.Fatalf("%s: no answer: %v, %v\nrequest %x", name, err, c.Err(), body)
	}
	if e != nil && e.Code == 401 {
		b.signIn()
	}
}

func TestEveryLayerReadsEveryAnswer(t *testing.T) {
	b := newBreaker(t, 3)
	b.signIn()
	known := map[string]bool{}
	layers := tl.Layers()
	if seeds(0) == 0 { // a dozen of them, both ends among them; the long tests take all
		few := layers[:0:0]
		for i := range 12 {
			few = append(few, layers[i*(len(layers)-1)/11])
		}
		layers = few
	}
	for _, layer := range layers {
		for _, name := range b.s.Inner().Methods() {
			if b.ask(layer, b.fill.empty(tl.NewFunction(name))) {
				known[name] = true
			}
			b.ask(layer, b.fill.random(tl.NewFunction(name), 2))
		}
	}
	for _, name := range b.s.Inner().Methods() {
		if !known[name] {
			t.Errorf("no layer can ask %s", name)
		}
	}
	b.end()
}

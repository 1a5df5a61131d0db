package secretchat_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"chappe/secretchat"
)

// TestNothingIsSentBeforeItIsStored: where the store fails, nothing leaves and nothing is taken for received.
func TestNothingIsSentBeforeItIsStored(t *testing.T) {
	ctx := context.Background()
	server := newPost()
	alice, bob := server.person(1), server.person(2)
	id := establish(t, alice, bob)
	alice.full = true
	if alice.Send(ctx, id, &secretchat.DecryptedMessage{Message: "lost"}) == nil {
		t.Fatal("sent without a store")
	}
	if q := bob.take(); len(q) != 0 {
		t.Errorf("%d messages left", len(q))
	}
	alice.full = false
	if err := alice.Send(ctx, id, &secretchat.DecryptedMessage{}); err != secretchat.ErrStale {
		t.Errorf("memory that is ahead of the store is used: %v", err)
	}
	alice.restart()
	if err := alice.Send(ctx, id, &secretchat.DecryptedMessage{Message: "one"}); err != nil {
		t.Fatal(err)
	}
	q := bob.take()
	bob.full = true
	if bob.one(ctx, q[0]) == nil {
		t.Fatal("received without a store")
	}
	bob.full = false
	bob.restart()
	for range 2 { // the server brings it again
		if err := bob.one(ctx, q[0]); err != nil {
			t.Fatal(err)
		}
	}
	if got := bob.said(); !slices.Equal(got, []string{"one"}) {
		t.Errorf("bob reads %q", got)
	}
}

// TestSentLater: what could not be sent is sent after the connection is back, or after a restart, in order.
func TestSentLater(t *testing.T) {
	ctx := context.Background()
	server := newPost()
	alice, bob := server.person(1), server.person(2)
	id := establish(t, alice, bob)
	server.down = true
	for i := range 3 {
		if err := alice.Send(ctx, id, &secretchat.DecryptedMessage{Message: fmt.Sprint(i)}); !errors.Is(err, errDown) {
			t.Fatal(err)
		}
	}
	server.down = false
	alice.restart()
	if err := errors.Join(alice.Flush(ctx), bob.hear(ctx)); err != nil {
		t.Fatal(err)
	}
	if got := bob.said(); !slices.Equal(got, []string{"0", "1", "2"}) {
		t.Errorf("bob reads %q", got)
	}
}

func establish(t testing.TB, alice, bob *person) int32 {
	t.Helper()
	ctx := context.Background()
	id, err := alice.Request(ctx, secretchat.User{ID: bob.self})
	if err == nil {
		err = errors.Join(bob.hear(ctx), alice.hear(ctx), bob.hear(ctx), alice.hear(ctx))
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestDiscard(t *testing.T) {
	ctx := context.Background()
	server := newPost()
	alice, bob := server.person(1), server.person(2)
	id := establish(t, alice, bob)
	if err := errors.Join(alice.Discard(ctx, id), bob.hear(ctx)); err != nil {
		t.Fatal(err)
	}
	for _, x := range []*person{alice, bob} {
		if _, ok := x.events[len(x.events)-1].(secretchat.Ended); !ok {
			t.Errorf("the last event is %T", x.events[len(x.events)-1])
		}
		x.Forget(id)
		if err := x.Send(ctx, id, &secretchat.DecryptedMessage{}); err != secretchat.ErrNoChat {
			t.Errorf("error %v", err)
		}
	}
}

// badServer answers what a dishonest server may.
type badServer struct {
	device
	config secretchat.DHConfig
}

func (b badServer) GetDHConfig(context.Context, int32, int32) (secretchat.DHConfig, error) {
	return b.config, nil
}

func TestBadConfig(t *testing.T) {
	random := make([]byte, 256)
	for name, c := range map[string]secretchat.DHConfig{
		"too little randomness": {Version: 1, G: 3, Prime: prime, Random: random[1:]}, "no group": {Version: 1, Random: random},
		"a bad group": {Version: 1, G: 2, Prime: prime, Random: random},
	} {
		client := secretchat.New(1, badServer{config: c}, new(memory), nil)
		if _, err := client.Request(context.Background(), secretchat.User{ID: 2}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// seeds is how many random histories are lived through.
func seeds() int {
	if n, err := strconv.Atoi(os.Getenv("CHAPPE_SEEDS")); err == nil {
		return n
	}
	return 30
}

// TestRandomHistories: a server that loses, repeats and reorders, and devices that restart. What was said is read, once and in order, on
// both sides, and both agree on their key.
func TestRandomHistories(t *testing.T) {
	for seed := range seeds() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { history(t, uint64(seed)) })
	}
}

func history(t *testing.T, seed uint64) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 8))
	server := newPost()
	both := []*person{server.person(1), server.person(2)}
	id := establish(t, both[0], both[1])
	said := map[int64][]string{}
	say := func(x *person) {
		text := fmt.Sprintf("%d: %d", x.self, len(said[x.self]))
		said[x.self] = append(said[x.self], text)
		if err := x.Send(ctx, id, &secretchat.DecryptedMessage{Message: text}); err != nil && !errors.Is(err, errDown) {
			t.Fatal(err)
		}
	}
	late := map[*person][]any{} // the network holds it
	for range 250 {
		x := both[r.IntN(2)]
		switch r.IntN(10) {
		case 0:
			x.restart()
		case 1:
			server.down = !server.down
		case 2:
			server.down = false
			if err := x.Flush(ctx); err != nil {
				t.Fatal(err)
			}
		case 3, 4, 5:
			say(x)
		default:
			held := append(late[x], x.take()...)
			late[x] = nil
			r.Shuffle(len(held), func(i, j int) { held[i], held[j] = held[j], held[i] })
			for _, u := range held {
				n := r.IntN(8)
				if n < 2 { // lost, or late
					if n == 1 {
						late[x] = append(late[x], u)
					}
					continue
				}
				if err := x.one(ctx, u); err != nil && !errors.Is(err, errDown) && !errors.Is(err, secretchat.ErrForged) {
					t.Fatal(err)
				}
				if n == 2 { // comes again
					late[x] = append(late[x], u)
				}
			}
		}
	}
	server.down = false
	for range 40 { // what was lost is asked for again after a while
		server.now = server.now.Add(31 * time.Second)
		for _, x := range both {
			if err := errors.Join(x.Tick(ctx), x.hear(ctx)); err != nil && !errors.Is(err, secretchat.ErrForged) {
				t.Fatal(err)
			}
		}
		if done(both, said) {
			break
		}
		for _, x := range both { // somebody says something, or nobody would know that the last message was lost
			say(x)
		}
	}
	for range 20 { // what is under way ends
		for _, x := range both {
			if err := x.hear(ctx); err != nil && !errors.Is(err, secretchat.ErrForged) {
				t.Fatal(err)
			}
		}
	}
	var pictures [2]secretchat.Picture
	for i, x := range both {
		other := both[1-i]
		if got := x.said(); !slices.Equal(got, said[other.self]) {
			t.Errorf("%d reads %d messages, %d were written", x.self, len(got), len(said[other.self]))
		}
		if err := x.With(id, func(c *secretchat.Chat) { pictures[i] = c.Picture() }); err != nil {
			t.Fatal(err)
		}
	}
	if pictures[0] != pictures[1] {
		t.Error("they do not agree on the key")
	}
}

func done(both []*person, said map[int64][]string) bool {
	return len(both[0].said()) == len(said[both[1].self]) && len(both[1].said()) == len(said[both[0].self])
}

package secret_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"chappe/secretchat"
	"chappe/server/servertest"
)

// seeds is how many random histories are lived through.
func seeds() int {
	if n, err := strconv.Atoi(os.Getenv("CHAPPE_SEEDS")); err == nil {
		return n
	}
	return 30
}

// TestRandomHistories: two devices and a server that lose and repeat messages, are cut off and restart, with so much to say that keys are
// replaced. Everything is read once, in order, by both.
func TestRandomHistories(t *testing.T) {
	s := servertest.New(t)
	for seed := range seeds() {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { history(t, s, uint64(seed)) })
	}
}

func history(t *testing.T, s *servertest.Server, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 9))
	both := []*servertest.Secret{s.User(fmt.Sprint("alice", seed)).Secret(), s.User(fmt.Sprint("bob", seed)).Secret()}
	id := servertest.Establish(both[0], both[1])
	fault := func(int) int { // one in ten is lost, one comes twice
		switch r.IntN(10) {
		case 0:
			return 0
		case 1:
			return 2
		}
		return 1
	}
	for _, x := range both {
		x.Fault = fault
	}
	ctx := context.Background()
	said := make([][]string, 2)
	say := func(i int) {
		text := fmt.Sprintf("%d says %d", i, len(said[i]))
		said[i] = append(said[i], text)
		both[i].Say(id, text)
	}
	for range 150 {
		i := r.IntN(2)
		switch r.IntN(12) {
		case 0:
			both[i].Restart()
		case 1:
			both[i].Acknowledge()
		case 2, 3, 4:
			if err := both[i].Hear(ctx); err != nil {
				t.Fatal(err)
			}
		case 5:
			if seed%10 == 3 && r.IntN(4) == 0 {
				for _, x := range both {
					x.Kill()
				}
				s.Restart()
				for _, x := range both {
					x.Start()
				}
			}
		default:
			say(i)
		}
	}
	for _, x := range both {
		x.Fault = nil
	}
	say(0) // or nobody would know that what came before was lost
	say(1)
	for n := 0; !slices.Equal(both[0].Read(id), said[1]) || !slices.Equal(both[1].Read(id), said[0]); n++ {
		if n == 200 {
			t.Fatalf("alice reads %d of %d, bob %d of %d", len(both[0].Read(id)), len(said[1]), len(both[1].Read(id)), len(said[0]))
		}
		if n%20 == 19 {
			s.Clock.Advance(31 * time.Second)
		}
		for _, x := range both {
			if err := x.Hear(ctx); err != nil {
				t.Fatal(err)
			}
			if err := x.Chats().Tick(ctx); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	var pictures [2]secretchat.Picture
	both[0].Want("one key", both, func() bool {
		for i, x := range both {
			if err := x.Chats().With(id, func(c *secretchat.Chat) { pictures[i] = c.Picture() }); err != nil {
				return false
			}
		}
		return pictures[0] == pictures[1]
	})
}

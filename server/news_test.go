package server_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// However much people talk at once, a session that sends is told of its message by the answer alone and not by a push as well: clients
// show a message twice that comes as news before its answer does.
func TestOwnMessagesAreNoNews(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { c.Look = 5 * time.Millisecond }))
		var mu sync.Mutex
		pushed := map[int64]int{} // guarded by mu: messages of one's own that came as news, by person
		watch := servertest.Connect(func(o *mtclient.Options) {
			next := o.OnUpdate
			o.OnUpdate = func(u tl.UpdatesClass) {
				if us, ok := u.(*tl.Updates); ok {
					for _, x := range us.Updates {
						if n, ok := x.(*tl.UpdateNewMessage); ok {
							if m, ok := n.Message.(*tl.Message); ok && m.Out {
								mu.Lock()
								pushed[servertest.PeerID(m.FromID)]++
								mu.Unlock()
							}
						}
					}
				}
				next(u)
			}
		})
		alice, bob := s.User("alice", watch), s.User("bob", watch)
		servertest.Meet(alice, bob)
		const each = 60
		var wg sync.WaitGroup
		for w := range 8 {
			for _, p := range [][2]*servertest.Person{{alice, bob}, {bob, alice}} {
				wg.Go(func() {
					for i := range each {
						p[0].Send(p[1], fmt.Sprintf("%d of %d", i, w))
					}
				})
			}
		}
		wg.Wait()
		for _, p := range []*servertest.Person{alice, bob} {
			p.WantConverged(2 * 8 * each)
		}
		mu.Lock()
		defer mu.Unlock()
		for id, n := range pushed {
			t.Errorf("%d of the messages that %d sent came to its own session as news", n, id)
		}
	})
}

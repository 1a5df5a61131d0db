package messages

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"chappe/blob"
	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/content"
	"chappe/db"
	"chappe/db/dbtest"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/media"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/search"
	"chappe/tl"
)

// crowd is somebody with many conversations, one of them long.
type crowd struct {
	*Feature
	me     int64
	friend int64
	hash   int64
	last   int32
	state  box.State
}

const (
	benchDialogs  = 2000
	benchMessages = 100_000
)

func newCrowd(b *testing.B, d *db.DB) *crowd {
	b.Helper()
	ctx := context.Background()
	sets := []db.Migrations{
		rpc.Migrations, box.Migrations, users.Migrations, contacts.Migrations, media.Migrations, chats.Migrations, channels.Migrations,
		Migrations, search.Migrations,
	}
	if err := d.Migrate(ctx, sets...); err != nil {
		b.Fatal(err)
	}
	c, wires := clock.NewFake(time.Unix(1_800_000_000, 0)), bus.NewLocal()
	h := hub.New(hub.Config{DB: d, Bus: wires, Clock: c, Log: slog.New(slog.DiscardHandler)})
	boxes := box.New(wires, c)
	people, err := users.New(ctx, d, boxes, c)
	if err != nil {
		b.Fatal(err)
	}
	book := contacts.New(d, boxes, people, h)
	store, err := blob.OpenDir(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	files, err := media.New(ctx, media.Config{DB: d, Box: boxes, Users: people, Blobs: store, Clock: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	groups := chats.New(d, boxes, people, book, h)
	f := New(d, boxes, people, book, files, groups, channels.New(d, boxes, people, book, groups, h), h)
	f.Search = search.New(d, boxes, wires, slog.New(slog.DiscardHandler))
	x := &crowd{Feature: f}
	ids := make([]int64, benchDialogs+1)
	err = d.Write(ctx, func(tx *db.Tx) error {
		for i := range ids {
			u, err := people.Create(tx, fmt.Sprint(100000+i), fmt.Sprint("Person ", i), "")
			if err != nil {
				return err
			}
			ids[i] = u.ID
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	x.me, x.friend = ids[0], ids[1]
	x.hash = people.Hash(x.me, x.friend)
	for _, id := range ids[2:] {
		x.say(b, id, 3)
	}
	for n := 0; n < benchMessages; n += 500 {
		x.say(b, x.friend, 500)
		c.Advance(time.Minute)
	}
	for range benchMessages / 2000 {
		if err := f.Search.CatchUp(ctx, x.me); err != nil {
			b.Fatal(err)
		}
	}
	err = d.Read(ctx, func(tx *db.Tx) error {
		x.state, err = box.Load(tx, x.me)
		x.last = x.state.LastID
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return x
}

// say posts n messages to my box, from me and from somebody else.
func (x *crowd) say(b *testing.B, with int64, n int) {
	b.Helper()
	ms := make([]*box.Message, n)
	for i := range ms {
		say := content.Content{Text: fmt.Sprintf("message %d of the %dth kind, see you at %d o'clock", i, i%37, i%12)}
		body, err := say.Encode()
		if err != nil {
			b.Fatal(err)
		}
		m := &box.Message{Box: x.me, Peer: box.UserPeer(with), From: box.UserPeer(x.me), Out: true, Date: x.box.Now(), Content: body, Twin: 1}
		if i%2 == 0 {
			m.From, m.Out = m.Peer, false
		}
		if i%20 == 0 {
			m.Kind = box.KindPhoto
		}
		ms[i] = m
	}
	if err := x.db.Write(context.Background(), func(tx *db.Tx) error { return x.box.Post(tx, ms...) }); err != nil {
		b.Fatal(err)
	}
}

// bound is a method with its request.
func bound[Q, A any](fn func(context.Context, rpc.Caller, *Q) (A, error), q *Q) func(rpc.Caller) error {
	return func(c rpc.Caller) error {
		_, err := fn(context.Background(), c, q)
		return err
	}
}

// difference reads and renders what updates.getDifference does.
func (x *crowd) difference(after int32) func(rpc.Caller) error {
	return func(c rpc.Caller) error {
		return x.db.Read(context.Background(), func(tx *db.Tx) error {
			evs, err := box.After(tx, c.User, after, 300)
			if err != nil {
				return err
			}
			_, err = x.renderEvents(context.Background(), tx, c.User, evs)
			return err
		})
	}
}

// BenchmarkRead measures the server's time for what clients ask, with 2,000 dialogs and 100,000 messages in one of them.
func BenchmarkRead(b *testing.B) {
	for name, url := range dbtest.URLs(b) {
		b.Run(name, func(b *testing.B) {
			x := newCrowd(b, dbtest.Open(b, url))
			peer := &tl.InputPeerUser{UserID: x.friend, AccessHash: x.hash}
			all, nobody := &tl.InputMessagesFilterEmpty{}, &tl.InputPeerEmpty{}
			photos, links, pins := &tl.InputMessagesFilterPhotos{}, &tl.InputMessagesFilterURL{}, &tl.InputMessagesFilterPinned{}
			for _, q := range []struct {
				name string
				call func(rpc.Caller) error
			}{
				{"history newest", bound(x.getHistory, &tl.MessagesGetHistory{Peer: peer, Limit: 100})},
				{"history middle", bound(x.getHistory, &tl.MessagesGetHistory{Peer: peer, Limit: 100, OffsetID: x.last / 2, AddOffset: -50})},
				{"history by date", bound(x.getHistory, &tl.MessagesGetHistory{Peer: peer, Limit: 100, OffsetDate: 1_800_003_000})},
				{"dialogs", bound(x.getDialogs, &tl.MessagesGetDialogs{Limit: 100, OffsetPeer: nobody})},
				{"dialogs later", bound(x.getDialogs, &tl.MessagesGetDialogs{Limit: 100, OffsetPeer: nobody, OffsetDate: 1_800_000_000, OffsetID: 3000})},
				{"search common", bound(x.search, &tl.MessagesSearch{Peer: peer, Filter: all, Q: "message", Limit: 50})},
				{"search letter", bound(x.search, &tl.MessagesSearch{Peer: peer, Filter: all, Q: "m", Limit: 50})},
				{"search two", bound(x.search, &tl.MessagesSearch{Peer: peer, Filter: all, Q: "message 499", Limit: 50})},
				{"search rare", bound(x.search, &tl.MessagesSearch{Peer: peer, Filter: all, Q: "absent", Limit: 50})},
				{"search photos", bound(x.search, &tl.MessagesSearch{Peer: peer, Filter: photos, Limit: 50})},
				{"search mine", bound(x.search, &tl.MessagesSearch{Peer: peer, Filter: all, FromID: &tl.InputPeerSelf{}, Limit: 50})},
				{"search everywhere", bound(x.searchGlobal, &tl.MessagesSearchGlobal{Filter: all, Q: "clock", Limit: 50, OffsetPeer: nobody})},
				{"counters", bound(x.getSearchCounters, &tl.MessagesGetSearchCounters{Peer: peer, Filters: []tl.MessagesFilterClass{photos, links, pins}})},
				{"difference", x.difference(x.state.Pts - 250)},
				{"difference old", x.difference(x.state.Pts - 90_000)},
			} {
				b.Run(q.name, func(b *testing.B) {
					for b.Loop() {
						if err := q.call(rpc.Caller{User: x.me, Key: 1}); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

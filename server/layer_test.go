package server_test

import (
	"context"
	"testing"
	"time"

	"chappe/mtclient"
	"chappe/server/servertest"
	"chappe/tl"
)

// A session that does not say its layer, as one that the server had to begin anew, has the layer of its key, even if another session said it
// when nobody was signed in on the key yet. What joinChannel answers is another type in the newest layer than in this one.
func TestASessionHasItsKeysLayer(t *testing.T) {
	const layer = 203
	s := servertest.New(t)
	alice := s.User("alice")
	id := alice.NewChannel("Gazette", true)
	alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "town_gazette"})
	for name, opts := range map[string][]servertest.DeviceOption{
		"bob": {servertest.Layer(layer)}, "carol": {servertest.Layer(layer), servertest.PFS()},
	} {
		d := s.User(name, opts...).Device
		o := mtclient.Options{Addr: s.Addr, Key: s.Key, Clock: s.Clock, Layer: layer, Mute: true, AuthKey: d.Client().Key(), APIID: 1}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		c, err := mtclient.Dial(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		v, err := c.Call(ctx, &tl.ContactsResolveUsername{Username: "town_gazette"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ch := v.(*tl.ContactsResolvedPeer).Chats[0].(*tl.Channel)
		in := &tl.InputChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash.V}
		if _, err := c.Call(ctx, &tl.ChannelsJoinChannel{Channel: in}); err != nil {
			t.Errorf("%s joins: %v", name, err)
		}
	}
}

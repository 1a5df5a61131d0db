package e2e

import (
	"strings"
	"testing"
)

// Every transport that a library offers carries a conversation, long messages and an idle reader's updates.
func TestTransports(t *testing.T) {
	s := NewServer(t)
	friend := s.Person("Friend", Gotd, Options{})
	for _, c := range []struct {
		lib        Library
		transports []string
	}{
		{Gotd, []string{
			"abridged", "intermediate", "padded", "full",
			"abridged+obfuscated", "intermediate+obfuscated", "padded+obfuscated", "websocket",
		}},
		{Mtcute, []string{"intermediate", "padded", "intermediate+obfuscated", "padded+obfuscated"}},
		{GramJS, []string{"full", "abridged", "abridged+obfuscated", "websocket"}},
	} {
		for _, name := range c.transports {
			t.Run(c.lib.Name+"/"+name, func(t *testing.T) {
				carries(t, s, friend, c.lib, Options{Transport: name})
			})
		}
	}
	t.Run("gotd/PFS", func(t *testing.T) { carries(t, s, friend, Gotd, Options{PFS: true}) })
}

// carries signs somebody up over a transport and exchanges short and long messages with a friend.
func carries(t *testing.T, s *Server, friend *Person, lib Library, o Options) {
	s = s.On(t)
	friend = friend.On(t)
	p := s.Person("Guest", lib, o)
	p.Meets(friend)
	friend.Meets(p)
	p.Says(friend, "hello by "+lib.Name+o.Transport)
	friend.WantMessage(p, "hello by "+lib.Name+o.Transport)
	for _, size := range []int{1, 50, 500, 4095} {
		text := strings.Repeat("0123456789abcdef", 256)[:size]
		friend.Says(p, text)
		p.WantMessage(friend, text)
		p.Says(friend, text+".")
	}
	if got := len(p.Talk(friend)); got != 9 {
		t.Errorf("%s sees %d messages of 9", p.name, got)
	}
}

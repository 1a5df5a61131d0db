package hub

import (
	"fmt"
	"testing"

	"chappe/box"
)

// TestNothingIsToldTwice is about events over several numbers, some of which a session was told of already, or is about to be: it is
// told of the others.
func TestNothingIsToldTwice(t *testing.T) {
	evs := []box.Event{
		{Pts: 10, Count: 1},
		{Pts: 14, Count: 4, Kind: box.Gone},
		{Pts: 15, Count: 1},
	}
	for _, c := range []struct {
		name string
		cursor
		want string
	}{
		{"behind all of them", cursor{pts: 9}, "(9,10] (10,14] (14,15]"},
		{"before the second", cursor{pts: 10}, "(10,14] (14,15]"},
		{"inside the second", cursor{pts: 12}, "(12,14] (14,15]"},
		{"told of a part of it by an answer", cursor{pts: 9, told: []span{{from: 11, to: 12}}}, "(9,10] (10,11] (12,14] (14,15]"},
		{"about to be", cursor{pts: 9, reserved: []span{{from: 10, to: 11}, {from: 13, to: 14}}}, "(9,10] (11,13] (14,15]"},
		{"in an order of its own", cursor{pts: 9, told: []span{{from: 12, to: 13}}, reserved: []span{{from: 10, to: 12}}}, "(9,10] (13,14] (14,15]"},
		{"by what covers more", cursor{pts: 9, told: []span{{from: 10, to: 15}}}, "(9,10]"},
		{"of everything", cursor{pts: 15}, ""},
	} {
		got := ""
		for _, ev := range c.wants(evs) {
			if got != "" {
				got += " "
			}
			got += fmt.Sprintf("(%d,%d]", ev.Pts-ev.Count, ev.Pts)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

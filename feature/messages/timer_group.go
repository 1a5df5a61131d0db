package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/hub"
	"chappe/rpc"
)

// flashTimer tells those who follow a channel that its timer was set; data is the peer. Who is away learns of it by the message that says so.
const flashTimer = "messages.timer"

// setGroupTimer sets the timer of a group or channel and posts the message that says so.
func (f *Feature) setGroupTimer(tx *db.Tx, c rpc.Caller, at *conversation, period int32) (*box.Message, error) {
	set := f.groups.SetTTL
	if at.channel != nil {
		set = func(tx *db.Tx, _ *chats.Seat, period int32) error { return f.channels.SetTTL(tx, at.channel, period) }
	}
	if err := set(tx, at.chat, period); err != nil {
		return nil, err
	}
	said, err := f.say(tx, c.User, at, &outgoing{
		sender: c.User, peer: at.peer, kind: box.KindService, flags: box.Service, ttl: period,
		say: content.Content{Action: &content.Action{Type: actionTimer, N: period}},
	})
	if err != nil {
		return nil, err
	}
	return said, f.tellGroupTimer(tx, c, at)
}

// tellGroupTimer tells the devices of everybody in a group or channel that its timer was set, but for the one that did it.
func (f *Feature) tellGroupTimer(tx *db.Tx, c rpc.Caller, at *conversation) error {
	if at.channel != nil {
		data, err := json.Marshal(at.peer)
		if err != nil {
			return err
		}
		f.box.FlashAfter(tx, at.box, flashTimer, data)
		return nil
	}
	ms, err := chats.Members(tx, at.chat.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		except := int64(0)
		if m.Person == c.User {
			except = c.Key
		}
		if err := f.tell(tx, m.Person, except, noticeTimer, at.peer); err != nil {
			return err
		}
	}
	return nil
}

func (f *Feature) renderTimerFlash(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (hub.Batch, error) {
	return f.renderTimer(ctx, tx, max(viewer, 0), box.Notice{Data: data})
}

// ttl is after how many seconds what is posted in a group or channel destroys itself, 0 for never.
func (p *conversation) ttl() int32 {
	switch {
	case p.chat != nil:
		return p.chat.Info.TTL
	case p.channel != nil:
		return p.channel.Info.TTL
	}
	return 0
}

// live gives messages on their way the timer of the group or channel that they go to.
func live(outs []*outgoing, period int32) {
	for _, o := range outs {
		if o.ttl == 0 {
			o.ttl = period
		}
	}
}

// periodsOf are the timers of those conversations of owner's, of every kind, that have one.
func periodsOf(tx *db.Tx, owner int64, peers []box.Peer) (map[box.Peer]int32, error) {
	var people []box.Peer
	var groups, chans []int64
	for _, p := range peers {
		switch {
		case p.IsUser():
			people = append(people, p)
		case p.IsChat():
			groups = append(groups, p.ID())
		case p.IsChannel():
			chans = append(chans, p.ID())
		}
	}
	out, err := timersOf(tx, owner, people...)
	if err != nil {
		return nil, err
	}
	gs, err := chats.ByIDs(tx, groups)
	if err != nil {
		return nil, err
	}
	for id, g := range gs {
		out[box.ChatPeer(id)] = g.Info.TTL
	}
	cs, err := channels.ByIDs(tx, chans)
	if err != nil {
		return nil, err
	}
	for id, c := range cs {
		out[box.ChannelPeer(id)] = c.Info.TTL
	}
	return out, nil
}

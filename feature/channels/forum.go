package channels

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

// A forum is a supergroup whose messages lie in topics. A message's row names its topic, so that nothing else is written when somebody posts
// but the id of the topic's newest message; what a group has that was never a forum costs nothing. Leaving the mode takes nothing away: the
// messages stay, and from then on still say which topic they are in, so that the topics come back as they are when it is turned on again.

const noticeAsMessages = "channels.as_messages"

// toggleForum makes a forum of a supergroup, or a group again. Only its creator does.
// https://core.telegram.org/method/channels.toggleForum
func (f *Feature) toggleForum(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleForum) (tl.UpdatesClass, error) {
	return updates(f.set(ctx, c, q.Channel, func(tx *db.Tx, s *Seat) error {
		switch {
		case s.Is(Broadcast):
			return errNoGroup
		case s.Role != chats.Creator || !s.In():
			return chats.ErrAdmin
		case s.Linked != 0:
			return rpc.Bad("CHAT_DISCUSSION_UNALLOWED")
		case s.Is(Forum) == q.Enabled && (!q.Enabled || s.Is(Tabs) == q.Tabs):
			return chats.ErrNotModified
		}
		was := s.Is(Forum)
		if err := f.setForum(tx, s, q.Enabled, q.Tabs); err != nil || was == q.Enabled {
			return err
		}
		return f.log(tx, s.ID, c.User, logForum, logData{On: q.Enabled})
	}))
}

// setForum turns the mode of a supergroup, whose row is stored by whoever calls. In a forum everybody sees what was said before they came.
func (f *Feature) setForum(tx *db.Tx, s *Seat, on, tabs bool) error {
	s.Flags &^= Forum | Tabs
	if !on {
		return nil
	}
	s.Flags |= Forum
	if tabs {
		s.Flags |= Tabs
	}
	s.Flags &^= HiddenHistory
	if s.Is(Topical) {
		return nil
	}
	st, err := box.Load(tx, s.Box())
	if err != nil {
		return err
	}
	ms, err := box.Filter{Peer: s.Peer()}.Places(tx, s.Box(), 0, 1)
	if err != nil {
		return err
	}
	t := &Topic{
		Channel: s.ID, ID: box.General, Author: box.UserPeer(s.Creator), Person: s.Creator, Date: s.Created, Title: generalTitle, Color: firstColor,
		Newest: box.General, Plain: st.LastID,
	}
	if len(ms) > 0 {
		t.Newest = ms[0].ID
	}
	s.Flags |= Topical
	s.Info.Plain = st.LastID
	return putTopic(tx, t)
}

const setAsMessages = `UPDATE channel_members SET as_messages = $3 WHERE channel = $1 AND person = $2 AND state = 1 AND as_messages <> $3`

// toggleViewForumAsMessages has the caller look at a forum as at one row of messages, on all their devices.
// https://core.telegram.org/method/channels.toggleViewForumAsMessages
func (f *Feature) toggleViewForumAsMessages(ctx context.Context, c rpc.Caller, q *tl.ChannelsToggleViewForumAsMessages) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.forum(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		n, err := tx.Exec(setAsMessages, s.ID, c.User, q.Enabled)
		if err != nil {
			return outcome{}, wrap(err, "member of channel %d", s.ID)
		}
		if n == 0 {
			return outcome{}, chats.ErrNotModified
		}
		up := &tl.UpdateChannelViewForumAsMessages{ChannelID: s.ID, Enabled: q.Enabled}
		return outcome{channel: s.ID, more: []tl.UpdateClass{up}}, f.notice(tx, c.User, c.Key, noticeAsMessages, s.ID)
	}))
}

func (f *Feature) renderAsMessages(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (b hub.Batch, err error) {
	var id int64
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return b, err
	}
	m, err := member(tx, id, viewer)
	if err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{&tl.UpdateChannelViewForumAsMessages{ChannelID: id, Enabled: m.AsMessages}}
	b.Chats, err = f.TL(tx, viewer, []int64{id})
	return b, err
}

// forum is the caller's seat in a channel that is a forum.
func (f *Feature) forum(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass) (*Seat, error) {
	s, err := f.reader(tx, c, in)
	if err == nil && !s.Is(Forum) {
		err = errNoForum
	}
	return s, err
}

// Forum is the caller's seat in a forum that they name as a conversation.
func (f *Feature) Forum(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass) (*Seat, error) {
	s, err := f.peerSeat(tx, c, in)
	if err == nil && !s.Is(Forum) {
		err = errNoForum
	}
	return s, err
}

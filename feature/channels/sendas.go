package channels

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// MaySendAs says whether the holder of a seat in a supergroup may post as somebody: as themselves, as the group where they are an anonymous
// admin, as a public channel of their own.
func (f *Feature) MaySendAs(tx *db.Tx, s *Seat, as box.Peer) (bool, error) {
	switch {
	case as == box.UserPeer(s.Person):
		return s.Rights&chats.Anonymous == 0 || !s.Admin(), nil
	case as == s.Peer():
		return s.Admin() && s.Rights&chats.Anonymous != 0, nil
	case !as.IsChannel():
		return false, nil
	}
	other, err := f.Seat(tx, s.Person, as.ID())
	if err == ErrChannel {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return other.Role == chats.Creator && other.In() && (other.Username != "" || s.Linked == other.ID), nil
}

// sendersIn are those as whom the holder of a seat in a supergroup may post.
func (f *Feature) sendersIn(tx *db.Tx, s *Seat) ([]box.Peer, error) {
	own := box.UserPeer(s.Person)
	if s.Admin() && s.Rights&chats.Anonymous != 0 {
		own = s.Peer()
	}
	out := []box.Peer{own}
	cs, err := ruled(tx, s.Person)
	if err != nil {
		return nil, err
	}
	for _, c := range cs {
		may, err := f.MaySendAs(tx, s, c.Peer())
		if err != nil {
			return nil, err
		}
		if may && !slices.Contains(out, c.Peer()) {
			out = append(out, c.Peer())
		}
	}
	return out, nil
}

// getSendAs lists as whom the caller may post in a supergroup, or comment on posts of a channel.
// https://core.telegram.org/method/channels.getSendAs
func (f *Feature) getSendAs(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetSendAs) (*tl.ChannelsSendAsPeers, error) {
	out := &tl.ChannelsSendAsPeers{Peers: []tl.SendAsPeer{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.peerSeat(tx, c, q.Peer)
		if err != nil {
			return err
		}
		all := []box.Peer{s.Peer()}
		if !s.Is(Broadcast) {
			if all, err = f.sendersIn(tx, s); err != nil {
				return err
			}
		} else if !s.Has(chats.PostMessages) {
			return chats.ErrAdmin
		}
		var people, ids []int64
		out.Peers = out.Peers[:0]
		for _, p := range all {
			out.Peers = append(out.Peers, tl.SendAsPeer{Peer: peerTL(p)})
			if p.IsUser() {
				people = append(people, p.ID())
			} else {
				ids = append(ids, p.ID())
			}
		}
		if out.Users, err = f.contacts.People(tx, c.User, people); err != nil {
			return err
		}
		out.Chats, err = f.TL(tx, c.User, ids)
		return err
	})
	return out, err
}

const setSendAs = `UPDATE channel_members SET send_as = $3 WHERE channel = $1 AND person = $2`

// saveDefaultSendAs notes as whom the caller posts in a supergroup unless they say otherwise.
// https://core.telegram.org/method/messages.saveDefaultSendAs
func (f *Feature) saveDefaultSendAs(ctx context.Context, c rpc.Caller, q *tl.MessagesSaveDefaultSendAs) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		s, err := f.peerSeat(tx, c, q.Peer)
		switch {
		case err != nil:
			return err
		case s.Is(Broadcast):
			return errNoGroup
		case !s.In():
			return chats.ErrNotIn
		}
		as, err := f.users.Peer(tx, c, q.SendAs)
		if err != nil {
			return ErrSendAs
		}
		may, err := f.MaySendAs(tx, s, as)
		switch {
		case err != nil:
			return err
		case !may:
			return ErrSendAs
		}
		if as == box.UserPeer(c.User) {
			as = 0
		}
		if _, err := tx.Exec(setSendAs, s.ID, c.User, int64(as)); err != nil {
			return wrap(err, "member of channel %d", s.ID)
		}
		return f.tell(tx, c.User, s.ID)
	})
	return err == nil, err
}

// ErrSendAs is the answer to whoever may not post as they want to.
var ErrSendAs = rpc.Bad("SEND_AS_PEER_INVALID")

// getCommonChats lists the groups that the caller and somebody else are both in.
// https://core.telegram.org/method/messages.getCommonChats
func (f *Feature) getCommonChats(ctx context.Context, c rpc.Caller, q *tl.MessagesGetCommonChats) (tl.MessagesChatsClass, error) {
	limit := int(min(max(q.Limit, 1), maxIDs))
	out := &tl.MessagesChats{Chats: []tl.ChatClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		out.Chats = out.Chats[:0]
		u, err := f.users.User(tx, c, q.UserID)
		if err != nil {
			return err
		}
		if u.ID == c.User {
			return errUserID
		}
		all, err := f.InCommon(tx, c.User, u.ID)
		if err != nil {
			return err
		}
		for _, p := range all {
			if q.MaxID != 0 && p.ID() <= q.MaxID || len(out.Chats) >= limit {
				continue
			}
			var cs []tl.ChatClass
			if p.IsChat() {
				cs, err = f.chats.TL(tx, c.User, []int64{p.ID()})
			} else {
				cs, err = f.TL(tx, c.User, []int64{p.ID()})
			}
			if err != nil {
				return err
			}
			out.Chats = append(out.Chats, cs...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// InCommon returns the groups that both of two people are in and where the first may see who is, by their ids: basic groups come first.
func (f *Feature) InCommon(tx *db.Tx, viewer, other int64) ([]box.Peer, error) {
	var out []box.Peer
	groups, err := chats.Joined(tx, viewer)
	if err != nil {
		return nil, err
	}
	slices.Sort(groups)
	for _, id := range groups {
		in, err := f.inChat(tx, id, other)
		if err != nil {
			return nil, err
		}
		if in {
			out = append(out, box.ChatPeer(id))
		}
	}
	ids, err := Common(tx, viewer, other)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		s, err := f.Seat(tx, viewer, id)
		if err != nil {
			return nil, err
		}
		if s.Sees() {
			out = append(out, box.ChannelPeer(id))
		}
	}
	return out, nil
}

package channels

import (
	"context"

	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errBroadcastID = rpc.Bad("BROADCAST_ID_INVALID")
	errGroupID     = rpc.Bad("MEGAGROUP_ID_INVALID")
	errGroupHidden = rpc.Bad("MEGAGROUP_PREHISTORY_HIDDEN")
	errGroupForum  = rpc.Bad("FORUM_ENABLED")
	errLinkSame    = rpc.Bad("LINK_NOT_MODIFIED")
)

// setDiscussionGroup makes a supergroup the one where posts of a channel are talked about, or parts the two.
// https://core.telegram.org/method/channels.setDiscussionGroup
func (f *Feature) setDiscussionGroup(ctx context.Context, c rpc.Caller, q *tl.ChannelsSetDiscussionGroup) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		ch, err := f.linkSide(tx, c, q.Broadcast, true)
		if err != nil {
			return err
		}
		group, err := f.linkSide(tx, c, q.Group, false)
		if err != nil {
			return err
		}
		switch {
		case ch == nil && group == nil:
			return errBroadcastID
		case ch == nil:
			return f.setLink(tx, c, group, nil)
		case group == nil:
			return f.setLink(tx, c, ch, nil)
		}
		return f.setLink(tx, c, ch, group)
	})
	return err == nil, err
}

// linkSide is one of the two that setDiscussionGroup names, nil where it names none.
func (f *Feature) linkSide(tx *db.Tx, c rpc.Caller, in tl.InputChannelClass, broadcast bool) (*Seat, error) {
	if _, none := in.(*tl.InputChannelEmpty); none || in == nil {
		return nil, nil
	}
	s, err := f.reader(tx, c, in)
	switch {
	case err != nil:
		return nil, err
	case broadcast && !s.Is(Broadcast):
		return nil, errBroadcastID
	case !broadcast && s.Is(Broadcast):
		return nil, errGroupID
	case broadcast && !s.Has(chats.ChangeInfo), !broadcast && !s.Has(chats.PinMessages):
		return nil, chats.ErrAdmin
	case !broadcast && s.Is(HiddenHistory):
		return nil, errGroupHidden
	case !broadcast && s.Is(Forum):
		return nil, errGroupForum
	}
	return s, nil
}

// setLink links two, or with nil parts one from what it is linked with. What each was linked with before it is parted from.
func (f *Feature) setLink(tx *db.Tx, c rpc.Caller, a, b *Seat) error {
	with := func(s *Seat) int64 {
		if s == nil {
			return 0
		}
		return s.ID
	}
	if a.Linked == with(b) {
		return errLinkSame
	}
	for _, side := range []struct{ s, other *Seat }{{a, b}, {b, a}} {
		if side.s == nil {
			continue
		}
		was := side.s.Linked
		f.visitorsGo(tx, side.s.Channel)
		if err := f.unlink(tx, side.s.Channel); err != nil {
			return err
		}
		if side.s.Linked = with(side.other); b == nil {
			side.s.Linked = 0
		}
		if err := Save(tx, side.s.Channel); err != nil {
			return err
		}
		if err := f.log(tx, side.s.ID, c.User, logLinked, logData{WasN: was, NowN: side.s.Linked}); err != nil {
			return err
		}
		if err := f.changed(tx, side.s.ID); err != nil {
			return err
		}
	}
	return nil
}

// visitorsGo has those hear no more who only look at a channel, or at its discussion group: who may has changed.
func (f *Feature) visitorsGo(tx *db.Tx, ch *Channel) {
	f.box.Unvisit(tx, ch.Box())
	if ch.Linked != 0 {
		f.box.Unvisit(tx, -ch.Linked)
	}
}

const selectOwned = `SELECT ` + columnsOf + ` FROM channel_members m JOIN channels c ON c.id = m.channel WHERE m.person = $1 AND m.state = 1
 AND m.role > 0 AND (c.flags & 2) = 0 ORDER BY c.id`

// columnsOf are the columns that scan reads, of a query that joins.
const columnsOf = `c.id, c.title, c.about, c.username, c.flags, c.creator, c.created, c.members, c.banned, c.slow, c.linked, c.photo, c.read_by,
 c.read_max, c.read_next, c.info`

// ruled returns the channels that a person is an admin of.
func ruled(tx *db.Tx, person int64) ([]Channel, error) {
	cs, err := db.All(tx, selectOwned, scan, person)
	return cs, wrap(err, "channels that %d rules", person)
}

// chatsOf answers with those of the channels that ok says yes to.
func (f *Feature) chatsOf(ctx context.Context, c rpc.Caller, ok func(*db.Tx, *Channel) (bool, error)) (tl.MessagesChatsClass, error) {
	out := &tl.MessagesChats{Chats: []tl.ChatClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		cs, err := ruled(tx, c.User)
		if err != nil {
			return err
		}
		var ids []int64
		for i := range cs {
			yes, err := ok(tx, &cs[i])
			if err != nil {
				return err
			}
			if yes {
				ids = append(ids, cs[i].ID)
			}
		}
		all, err := f.TL(tx, c.User, ids)
		out.Chats = append([]tl.ChatClass{}, all...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// getGroupsForDiscussion lists the supergroups that the caller may link with a channel.
// https://core.telegram.org/method/channels.getGroupsForDiscussion
func (f *Feature) getGroupsForDiscussion(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetGroupsForDiscussion) (tl.MessagesChatsClass, error) {
	return f.chatsOf(ctx, c, func(_ *db.Tx, ch *Channel) (bool, error) {
		return ch.Creator == c.User && !ch.Is(Broadcast|Forum) && ch.Linked == 0, nil
	})
}

// getAdminedPublicChannels lists the public channels and supergroups that the caller made.
// https://core.telegram.org/method/channels.getAdminedPublicChannels
func (f *Feature) getAdminedPublicChannels(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetAdminedPublicChannels) (tl.MessagesChatsClass, error) {
	if q.CheckLimit {
		if err := f.db.Read(ctx, func(tx *db.Tx) error { return f.publicRoom(tx, c.User) }); err != nil {
			return nil, err
		}
	}
	return f.chatsOf(ctx, c, func(_ *db.Tx, ch *Channel) (bool, error) {
		return ch.Creator == c.User && ch.Username != "" && !q.ByLocation && (!q.ForPersonal || ch.Is(Broadcast)), nil
	})
}

const selectLeft = `SELECT channel FROM channel_members WHERE person = $1 AND state = 2 ORDER BY channel`

// getLeftChannels lists the channels that the caller has left and may still look at.
// https://core.telegram.org/method/channels.getLeftChannels
func (f *Feature) getLeftChannels(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetLeftChannels) (tl.MessagesChatsClass, error) {
	out := &tl.MessagesChatsSlice{Chats: []tl.ChatClass{}}
	if c.Takeout == 0 {
		return nil, rpc.ErrTakeout
	}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.All(tx, selectLeft, func(r *db.Row) int64 { return r.Int64() }, c.User)
		if err != nil {
			return wrap(err, "channels that %d has left", c.User)
		}
		var ids []int64
		for _, id := range all {
			sees, err := f.Sees(tx, c.User, id)
			if err != nil {
				return err
			}
			if sees {
				ids = append(ids, id)
			}
		}
		out.Count = int32(len(ids))
		from := min(max(int(q.Offset), 0), len(ids))
		cs, err := f.TL(tx, c.User, ids[from:min(from+maxIDs, len(ids))])
		out.Chats = append([]tl.ChatClass{}, cs...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// getInactiveChannels lists channels that the caller may want to leave, and when something was said there last.
// https://core.telegram.org/method/channels.getInactiveChannels
func (f *Feature) getInactiveChannels(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetInactiveChannels) (*tl.MessagesInactiveChats, error) {
	out := &tl.MessagesInactiveChats{Dates: []int32{}, Chats: []tl.ChatClass{}, Users: []tl.UserClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		ds, err := Dialogs(tx, c.User)
		if err != nil {
			return err
		}
		const long = 30 * 24 * 3600 // seconds in which nothing was said
		var ids []int64
		out.Dates = out.Dates[:0]
		for _, d := range ds {
			if f.box.Now()-d.Date > long && len(ids) < maxIDs {
				ids, out.Dates = append(ids, d.Peer.ID()), append(out.Dates, d.Date)
			}
		}
		cs, err := f.TL(tx, c.User, ids)
		out.Chats = append([]tl.ChatClass{}, cs...)
		return err
	})
	return out, err
}

const (
	selectPublic = `SELECT c.id FROM channels c WHERE c.username <> '' AND (c.flags & 2) = 0
 AND (LOWER(c.username) LIKE $1 ESCAPE '\' OR LOWER(c.title) LIKE $1 ESCAPE '\' OR LOWER(c.title) LIKE $2 ESCAPE '\') ORDER BY c.members DESC, c.id LIMIT $3`
	selectMine = `SELECT c.id FROM channel_members m JOIN channels c ON c.id = m.channel WHERE m.person = $4 AND m.state = 1 AND (c.flags & 2) = 0
 AND (LOWER(c.username) LIKE $1 ESCAPE '\' OR LOWER(c.title) LIKE $1 ESCAPE '\' OR LOWER(c.title) LIKE $2 ESCAPE '\') ORDER BY c.id LIMIT $3`
)

// Find returns the channels whose public name or a word of whose title begins with text, which is in lower case: those that viewer is in,
// and public ones.
func (f *Feature) Find(tx *db.Tx, viewer int64, text string, limit int) (mine, others []int64, err error) {
	id := func(r *db.Row) int64 { return r.Int64() }
	like := escapeLike(text) + "%"
	if mine, err = db.All(tx, selectMine, id, like, "% "+like, limit, viewer); err != nil {
		return nil, nil, wrap(err, "find channels")
	}
	if len(text) < 3 {
		return mine, nil, nil
	}
	all, err := db.All(tx, selectPublic, id, like, "% "+like, limit)
	if err != nil {
		return nil, nil, wrap(err, "find channels")
	}
	cs, err := ByIDs(tx, all)
	for _, id := range all {
		if c := cs[id]; c != nil && c.Info.Closed.Over(f.box.Now()) {
			others = append(others, id)
		}
	}
	return mine, others, err
}

const selectLatest = `SELECT c.id FROM channels c JOIN boxes b ON b.box = -c.id WHERE c.username <> '' AND (c.flags & 3) = 1 ORDER BY b.last_id DESC, c.id LIMIT $1`

// PublicLatest returns public broadcast channels, those with most posts first.
func PublicLatest(tx *db.Tx, limit int) ([]int64, error) {
	ids, err := db.All(tx, selectLatest, func(r *db.Row) int64 { return r.Int64() }, limit)
	return ids, wrap(err, "public channels")
}

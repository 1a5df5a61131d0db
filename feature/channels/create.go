package channels

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// The actions that this feature posts.
const (
	ActionCreate      = "channel_create"
	ActionMigrateFrom = "channel_migrate_from"
	ActionMigrateTo   = "chat_migrate_to"
	ActionJoinRequest = "chat_join_request" // let in by an admin
)

// createChannel makes a supergroup or a broadcast channel.
// https://core.telegram.org/method/channels.createChannel
func (f *Feature) createChannel(ctx context.Context, c rpc.Caller, q *tl.ChannelsCreateChannel) (tl.UpdatesClass, error) {
	title, about, err := texts(q.Title, q.About)
	if err != nil {
		return nil, err
	}
	if err := chats.ValidTTL(q.TTLPeriod.V); err != nil {
		return nil, err
	}
	if q.Forum && !q.Megagroup {
		return nil, rpc.Bad("CHAT_INVALID")
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		ch := &Channel{Title: title, About: about, Creator: c.User, Info: Info{TTL: q.TTLPeriod.V}}
		if q.Broadcast || !q.Megagroup {
			ch.Flags |= Broadcast
		}
		s, err := f.make(tx, ch)
		if err != nil {
			return outcome{}, err
		}
		if q.Forum {
			if err := f.setForum(tx, s, true, false); err != nil {
				return outcome{}, err
			}
			if err := Save(tx, ch); err != nil {
				return outcome{}, err
			}
		}
		said, err := f.sayAs(tx, ch, c.User, s.PostsAs(), content.Action{Type: ActionCreate, Title: title})
		if err != nil {
			return outcome{}, err
		}
		rows := []*box.Message{said}
		if ch.Info.TTL != 0 {
			if said, err = f.sayAs(tx, ch, c.User, s.PostsAs(), content.Action{Type: chats.ActionTTL, N: ch.Info.TTL}); err != nil {
				return outcome{}, err
			}
			rows = append(rows, said)
		}
		if err := f.tell(tx, c.User, ch.ID); err != nil {
			return outcome{}, err
		}
		more := []tl.UpdateClass{&tl.UpdateChannel{ChannelID: ch.ID}}
		return outcome{channel: ch.ID, rows: rows, more: more}, f.read(tx, s, said.ID)
	}))
}

func texts(title, about string) (string, string, error) {
	title, about = content.Clean(title), content.Clean(about)
	if title == "" {
		return "", "", chats.ErrTitle
	}
	if content.Units(about) > chats.MaxAbout {
		return "", "", chats.ErrAboutLong
	}
	return chats.Cut(title, chats.MaxTitle), about, nil
}

// make makes a channel with its creator and its box. The id is given out here.
func (f *Feature) make(tx *db.Tx, ch *Channel) (*Seat, error) {
	if err := f.room(tx, ch.Creator); err != nil {
		return nil, err
	}
	id, err := users.NextID(tx, "channel", firstID)
	if err != nil {
		return nil, err
	}
	ch.ID, ch.Created, ch.Members = id, f.box.Now(), 1
	if err := insertChannel(tx, ch); err != nil {
		return nil, err
	}
	if err := count(tx, id, day{day: dayOf(ch.Created), joined: 1}); err != nil {
		return nil, err
	}
	if err := f.box.Create(tx, ch.Box()); err != nil {
		return nil, err
	}
	m := Member{Person: ch.Creator, State: chats.In, Role: chats.Creator, Rights: chats.AllRights, Joined: ch.Created}
	if err := putMember(tx, id, &m); err != nil {
		return nil, err
	}
	if _, err := f.mainLink(tx, ch.Peer(), ch.Creator); err != nil {
		return nil, err
	}
	return &Seat{ch, m, f.box.Now()}, f.box.Follow(tx, ch.Creator, ch.Box(), true)
}

// room checks that somebody may be in one more channel; errJoined says that they may not.
func (f *Feature) room(tx *db.Tx, person int64) error {
	most := f.Joined
	if most == 0 {
		most = MaxJoined
	}
	ids, err := Joined(tx, person)
	if err == nil && len(ids) >= most {
		err = errJoined
	}
	return err
}

// deleteChannel ends a channel for everybody.
// https://core.telegram.org/method/channels.deleteChannel
func (f *Feature) deleteChannel(ctx context.Context, c rpc.Caller, q *tl.ChannelsDeleteChannel) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		if s.Role != chats.Creator {
			return outcome{}, chats.ErrAdmin
		}
		if s.Username != "" {
			if err := users.DropUsername(tx, s.Username, s.Box()); err != nil {
				return outcome{}, err
			}
		}
		f.visitorsGo(tx, s.Channel)
		if err := f.unlink(tx, s.Channel); err != nil {
			return outcome{}, err
		}
		s.Flags |= Deleted
		s.Username, s.Linked = "", 0
		if err := Save(tx, s.Channel); err != nil {
			return outcome{}, err
		}
		if err := f.tellMembers(tx, s.ID); err != nil {
			return outcome{}, err
		}
		return outcome{channel: s.ID, more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: s.ID}}}, f.changed(tx, s.ID)
	}))
}

// maxTold is how many members of a channel that ends are told one by one. The others find out when they look.
const maxTold = 1000

// tellMembers tells the members of a channel that how they stand to it has changed.
func (f *Feature) tellMembers(tx *db.Tx, id int64) error {
	ms, err := db.All(tx, selectRecent, scanMember, id, maxTold, 0)
	if err != nil {
		return wrap(err, "members of channel %d", id)
	}
	for _, m := range ms {
		if err := f.tell(tx, m.Person, id); err != nil {
			return err
		}
	}
	return nil
}

// unlink parts a channel from its discussion group.
func (f *Feature) unlink(tx *db.Tx, ch *Channel) error {
	if ch.Linked == 0 {
		return nil
	}
	other, err := ByID(tx, ch.Linked)
	if err != nil || other == nil {
		return err
	}
	other.Linked = 0
	if err := Save(tx, other); err != nil {
		return err
	}
	return f.changed(tx, other.ID)
}

// SetPhoto gives a channel a photo, or takes it away, and says so in it. keep stores it for the channel, within the transaction, and
// returns its id and the tiny picture, 0 for none.
func (f *Feature) SetPhoto(ctx context.Context, c rpc.Caller, in tl.InputChannelClass, keep func(tx *db.Tx, holder int64) (int64, []byte, error)) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, in)
		if err != nil {
			return outcome{}, err
		}
		if !s.May(chats.ChangeInfo, chats.NoInfo) {
			return outcome{}, chats.ErrAdmin
		}
		was := s.Photo
		if s.Photo, s.Info.Thumb, err = keep(tx, s.Box()); err != nil {
			return outcome{}, err
		}
		if was == s.Photo {
			return outcome{}, chats.ErrNotModified
		}
		if err := Save(tx, s.Channel); err != nil {
			return outcome{}, err
		}
		if err := f.log(tx, s.ID, c.User, logPhoto, logData{WasN: was, NowN: s.Photo}); err != nil {
			return outcome{}, err
		}
		if err := f.changed(tx, s.ID); err != nil {
			return outcome{}, err
		}
		said, err := f.say(tx, s, chats.PhotoAction(s.Photo))
		return outcome{channel: s.ID, rows: []*box.Message{said}}, err
	}))
}

// portrait renders the photo of a group or channel for those who see it.
func (f *Feature) portrait(tx *db.Tx, holder box.Peer, id int64) (tl.PhotoClass, error) {
	if id == 0 || f.Portrait == nil {
		return &tl.PhotoEmpty{}, nil
	}
	return f.Portrait(tx, int64(holder), id)
}

// editTitle renames a channel.
// https://core.telegram.org/method/channels.editTitle
func (f *Feature) editTitle(ctx context.Context, c rpc.Caller, q *tl.ChannelsEditTitle) (tl.UpdatesClass, error) {
	title, _, err := texts(q.Title, "")
	if err != nil {
		return nil, err
	}
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, q.Channel)
		switch {
		case err != nil:
			return outcome{}, err
		case !s.May(chats.ChangeInfo, chats.NoInfo):
			return outcome{}, chats.ErrAdmin
		case s.Title == title:
			return outcome{}, chats.ErrNotModified
		}
		s.Title = title
		if err := Save(tx, s.Channel); err != nil {
			return outcome{}, err
		}
		said, err := f.say(tx, s, content.Action{Type: chats.ActionTitle, Title: title})
		return outcome{channel: s.ID, rows: []*box.Message{said}}, err
	}))
}

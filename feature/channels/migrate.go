package channels

import (
	"context"
	"strconv"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// migrateChat makes a supergroup of a basic group. What was said before stays in the members' own boxes, where the supergroup points to.
// https://core.telegram.org/method/messages.migrateChat
func (f *Feature) migrateChat(ctx context.Context, c rpc.Caller, q *tl.MessagesMigrateChat) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		seat, err := f.chats.Seat(tx, c.User, q.ChatID)
		switch {
		case err != nil:
			return outcome{}, err
		case seat.Flags&chats.Deleted != 0 || seat.Migrated != 0:
			return outcome{}, chats.ErrChat
		case seat.State != chats.In || seat.Role != chats.Creator:
			return outcome{}, chats.ErrAdmin
		}
		members, err := chats.Members(tx, seat.ID)
		if err != nil {
			return outcome{}, err
		}
		d, _, err := box.LoadDialog(tx, c.User, box.ChatPeer(seat.ID))
		if err != nil {
			return outcome{}, err
		}
		ch := &Channel{
			Title: seat.Title, About: seat.About, Creator: c.User, Banned: seat.Chat.Banned, Info: Info{Reactions: seat.Info.Reactions, MigratedFrom: seat.ID, MigratedMax: d.Top, TTL: seat.Info.TTL},
		}
		if seat.Flags&chats.NoForwards != 0 {
			ch.Flags |= NoForwards
		}
		s, err := f.make(tx, ch)
		if err != nil {
			return outcome{}, err
		}
		if seat.Photo != 0 && f.CopyPhoto != nil {
			if err := f.CopyPhoto(tx, int64(box.ChatPeer(seat.ID)), ch.Box(), seat.Photo); err != nil {
				return outcome{}, err
			}
			ch.Photo, ch.Info.Thumb = seat.Photo, seat.Info.Thumb
			if err := Save(tx, ch); err != nil {
				return outcome{}, err
			}
		}
		if err := f.settle(tx, c, ch, members); err != nil {
			return outcome{}, err
		}
		seat.Migrated = ch.ID
		seat.Version++
		if err := chats.Save(tx, &seat.Chat); err != nil {
			return outcome{}, err
		}
		said, err := f.sayAs(tx, ch, c.User, s.PostsAs(), content.Action{
			Type: ActionMigrateFrom, Title: seat.Title, Peer: int64(box.ChatPeer(seat.ID)),
		})
		if err != nil {
			return outcome{}, err
		}
		rows, err := f.chats.Say(tx, seat.ID, c.User, chats.IDs(members), content.Action{Type: ActionMigrateTo, Peer: int64(ch.Peer())})
		if err != nil {
			return outcome{}, err
		}
		return outcome{
			channel: ch.ID, chats: []int64{seat.ID}, rows: append(rows, said), more: []tl.UpdateClass{&tl.UpdateChannel{ChannelID: ch.ID}},
		}, f.read(tx, s, said.ID)
	}))
}

// settle makes the members of a group members of the supergroup that it becomes, with what they were there.
func (f *Feature) settle(tx *db.Tx, c rpc.Caller, ch *Channel, members []chats.Member) error {
	for _, was := range members {
		if was.Person == c.User {
			continue
		}
		m := Member{
			Person: was.Person, State: chats.In, Inviter: was.Inviter, Joined: was.Joined, Rank: was.Rank,
		}
		if was.Role == chats.Admin {
			m.Role, m.Promoter = chats.Admin, c.User
			m.Rights = chats.AllRights &^ (chats.AddAdmins | chats.PostMessages | chats.EditMessages)
		}
		if err := putMember(tx, ch.ID, &m); err != nil {
			return err
		}
		if err := f.box.Follow(tx, m.Person, ch.Box(), true); err != nil {
			return err
		}
		if err := f.tell(tx, m.Person, ch.ID); err != nil {
			return err
		}
	}
	return addMembers(tx, ch, len(members)-1, dayOf(ch.Created))
}

// messageLink returns the address of a message of a channel.
// https://core.telegram.org/method/channels.exportMessageLink
func (f *Feature) messageLink(ctx context.Context, c rpc.Caller, q *tl.ChannelsExportMessageLink) (*tl.ExportedMessageLink, error) {
	out := &tl.ExportedMessageLink{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		ms, err := box.ByIDs(tx, s.Box(), []int32{q.ID})
		if err != nil {
			return err
		}
		if m := ms[q.ID]; m == nil || m.ID <= s.Floor {
			return rpc.Bad("MESSAGE_ID_INVALID")
		}
		out.Link = f.address(s.Channel, q.ID)
		return nil
	})
	return out, err
}

// address is where a message of a channel is found.
func (f *Feature) address(ch *Channel, id int32) string {
	if ch.Username != "" {
		return f.Links + ch.Username + "/" + strconv.Itoa(int(id))
	}
	return f.Links + "c/" + strconv.FormatInt(ch.ID, 10) + "/" + strconv.Itoa(int(id))
}

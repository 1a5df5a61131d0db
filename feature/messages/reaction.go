package messages

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/feature/help"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const noticeReactions = "messages.reactions"

var (
	errReaction      = rpc.Bad("REACTION_INVALID")
	errReactionEmpty = rpc.Bad("REACTION_EMPTY")
	errReactions     = rpc.Bad("REACTIONS_TOO_MANY")
)

// emojiOf is what a client reacts with, "" for nothing any more.
// https://core.telegram.org/type/Reaction
func emojiOf(in []tl.ReactionClass) (string, error) {
	if len(in) == 0 {
		return "", nil
	}
	if len(in) > 1 {
		return "", errReactions
	}
	switch r := in[0].(type) {
	case *tl.ReactionEmoji:
		if !help.IsReaction(r.Emoticon) {
			return "", errReaction
		}
		return help.Bare(r.Emoticon), nil
	case *tl.ReactionEmpty:
		return "", errReactionEmpty
	}
	return "", errReaction
}

// sendReaction sets the caller's reaction to a message, or takes it away.
// https://core.telegram.org/method/messages.sendReaction
func (f *Feature) sendReaction(ctx context.Context, c rpc.Caller, q *tl.MessagesSendReaction) (tl.UpdatesClass, error) {
	emoji, err := emojiOf(q.Reaction)
	if err != nil {
		return nil, err
	}
	var out *tl.Updates
	err = f.db.Write(ctx, func(tx *db.Tx) error {
		m, _, err := f.ordinary(tx, c, q.Peer, q.MsgID)
		if err != nil {
			return err
		}
		before, err := reactionsOf(tx, m.Box, []int32{m.ID})
		if err != nil {
			return err
		}
		at := slices.IndexFunc(before[m.ID], func(r reaction) bool { return r.author == c.User })
		if at < 0 && emoji == "" || at >= 0 && before[m.ID][at].emoji == emoji && before[m.ID][at].big == q.Big {
			return errNotModified
		}
		if err := f.mayReact(tx, c, m, emoji); err != nil {
			return err
		}
		r := reaction{author: c.User, emoji: emoji, big: q.Big, date: f.box.Now()}
		if err := f.react(tx, c, m, r); err != nil {
			return err
		}
		if q.AddToRecent && emoji != "" {
			if err := putRecent(tx, c.User, emoji, r.date); err != nil {
				return err
			}
		}
		b, err := f.reactionUpdates(tx, c.User, m.Box, []int32{m.ID})
		out = b.Object(f.box.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ordinary returns a message that the caller can see and that somebody wrote, and where it is.
func (f *Feature) ordinary(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (*box.Message, conversation, error) {
	at, err := f.place(tx, c, in)
	if err != nil {
		return nil, at, err
	}
	ms, err := at.byIDs(tx, []int32{id})
	if err != nil {
		return nil, at, err
	}
	m := ms[id]
	if m == nil || m.Flags&box.Service != 0 {
		return nil, at, errID
	}
	return m, at, nil
}

// react sets r's author's reaction in every box that has the message m, boxes in ascending order, and tells both people. An empty
// emoji takes it away.
func (f *Feature) react(tx *db.Tx, c rpc.Caller, m *box.Message, r reaction) error {
	if m.Box < 0 {
		return f.reactInChannel(tx, m, r)
	}
	rows := []*box.Message{m}
	if m.Peer.IsChat() {
		var err error
		if rows, err = f.copiesOf(tx, m); err != nil {
			return err
		}
	}
	if m.Twin != 0 && m.Peer.IsUser() {
		blocked, err := contacts.Blocked(tx, int64(m.Peer), c.User)
		if err != nil {
			return err
		}
		twins, err := box.ByIDs(tx, int64(m.Peer), []int32{m.Twin})
		if err != nil {
			return err
		}
		if t := twins[m.Twin]; t != nil && !blocked {
			rows = append(rows, t)
		}
	}
	slices.SortFunc(rows, func(a, b *box.Message) int { return cmp.Compare(a.Box, b.Box) })
	for _, row := range rows {
		r.id, r.unread = row.ID, row.Out && row.Box != r.author && r.emoji != ""
		if err := reactIn(tx, row, r); err != nil {
			return err
		}
		except := int64(0)
		if row.Box == c.User {
			except = c.Key
		}
		if err := f.tell(tx, row.Box, except, noticeReactions, []int32{row.ID}); err != nil {
			return err
		}
	}
	return nil
}

// reactIn sets a reaction to one row, and what the row and its dialog say of reactions.
func reactIn(tx *db.Tx, row *box.Message, r reaction) error {
	var err error
	if r.emoji == "" {
		err = removeReaction(tx, row.Box, row.ID, r.author)
	} else {
		err = putReaction(tx, row.Box, r)
	}
	if err != nil {
		return err
	}
	left, err := reactionsOf(tx, row.Box, []int32{row.ID})
	if err != nil {
		return err
	}
	was := row.Flags
	row.Flags &^= box.Reacted | box.ReactionUnread
	for _, l := range left[row.ID] {
		row.Flags |= box.Reacted
		if l.unread {
			row.Flags |= box.ReactionUnread
		}
	}
	if row.Flags == was {
		return nil
	}
	if err := box.SetFlags(tx, row); err != nil {
		return err
	}
	n := 0
	if row.Flags&box.ReactionUnread != 0 {
		n++
	}
	if was&box.ReactionUnread != 0 {
		n--
	}
	if n == 0 {
		return nil
	}
	return box.CountUnseen(tx, row.Box, row.Peer, 0, n)
}

// reactionUpdates tells viewer the reactions to messages of a box as they are now. What is gone is left out.
func (f *Feature) reactionUpdates(tx *db.Tx, viewer, boxID int64, ids []int32) (hub.Batch, error) {
	ms, err := rowsOf(tx, boxID, ids)
	if err != nil {
		return hub.Batch{}, err
	}
	t, err := f.telling(tx, viewer, ms)
	if err != nil {
		return hub.Batch{}, err
	}
	unnamed, err := reactsUnnamed(tx, boxID)
	if err != nil {
		return hub.Batch{}, err
	}
	var b hub.Batch
	for _, m := range ms {
		up := &tl.UpdateMessageReactions{Peer: PeerTL(m.Peer), MsgID: m.ID}
		t.peer(m.Peer)
		if r := t.reactions[rowOf(m)]; r != nil {
			up.Reactions = *r
		} else {
			up.Reactions = tl.MessageReactions{CanSeeList: !unnamed, Results: []tl.ReactionCount{}}
		}
		b.Updates = append(b.Updates, up)
	}
	b.Users, b.Chats, err = f.naming(tx, &t)
	return b, err
}

func (f *Feature) renderReactions(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var ids []int32
	if err := json.Unmarshal(n.Data, &ids); err != nil {
		return hub.Batch{}, err
	}
	return f.reactionUpdates(tx, viewer, viewer, ids)
}

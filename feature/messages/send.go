package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// send posts a text message and answers with what its sender must apply.
// https://core.telegram.org/method/messages.sendMessage
func (f *Feature) send(ctx context.Context, c rpc.Caller, q *tl.MessagesSendMessage) (tl.UpdatesClass, error) {
	text, shift := content.Trim(q.Message)
	switch {
	case text == "":
		return nil, errEmpty
	case content.Units(text) > MaxText:
		return nil, errTooLong
	case q.RandomID == 0:
		return nil, errRandomID
	}
	d := draft{c: c, to: q.Peer, randomID: q.RandomID, reply: q.ReplyTo, kind: box.KindText}
	if q.Silent {
		d.flags |= box.Silent
	}
	if q.Noforwards {
		d.flags |= box.NoForwards
	}
	var m *box.Message
	var entities []content.Entity
	err := f.db.Write(ctx, func(tx *db.Tx) (err error) {
		entities = content.FromTL(text, shift, q.Entities, f.mentioned(tx, c))
		d.say = content.Content{Text: text, Entities: entities}
		m, err = f.post(tx, &d)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(m.Box, m.Pts, 1)
	return &tl.UpdateShortSentMessage{
		Out: true, ID: m.ID, Pts: m.Pts, PtsCount: 1, Date: m.Date, Entities: content.EntitiesTL(entities),
	}, nil
}

// mentioned resolves the people whom entities mention.
func (f *Feature) mentioned(tx *db.Tx, c rpc.Caller) func(tl.InputUserClass) (int64, bool) {
	return func(in tl.InputUserClass) (int64, bool) {
		u, err := f.users.User(tx, c, in)
		return u.ID, err == nil
	}
}

// draft is a message before it is posted.
type draft struct {
	c        rpc.Caller
	to       tl.InputPeerClass
	randomID int64
	reply    tl.InputReplyToClass
	say      content.Content
	kind     box.Kind
	flags    box.Flags
}

// post writes a message into the boxes where it belongs and returns the sender's row. A send that was made before, told by its
// random id, is not made again: the row then holds only what the first answer said.
func (f *Feature) post(tx *db.Tx, d *draft) (*box.Message, error) {
	if s, again, err := box.FindSend(tx, d.c.User, d.randomID); err != nil || again {
		return &box.Message{Box: s.Box, ID: s.ID, Pts: s.Pts, Date: s.Date, Out: true}, err
	}
	peer, err := f.users.Peer(tx, d.c, d.to)
	if err != nil {
		return nil, err
	}
	if !peer.IsUser() {
		return nil, users.ErrPeer
	}
	deliver, err := f.reaches(tx, d.c.User, peer)
	if err != nil {
		return nil, err
	}
	self := box.UserPeer(d.c.User)
	mine := &box.Message{
		Box: d.c.User, Peer: peer, From: self, Out: true, Date: f.box.Now(), Flags: d.flags, Kind: d.kind,
	}
	theirReply, err := f.replyTo(tx, d, peer, mine)
	if err != nil {
		return nil, err
	}
	if mine.Content, err = d.say.Encode(); err != nil {
		return nil, err
	}
	ms := []*box.Message{mine}
	if deliver {
		theirs := *mine
		theirs.Box, theirs.Peer, theirs.Out, theirs.ReplyTo = peer.ID(), self, false, theirReply
		mine.Link, theirs.Link = &theirs, mine
		ms = append(ms, &theirs)
	}
	if err := f.box.Post(tx, ms...); err != nil {
		return nil, err
	}
	return mine, box.KeepSend(tx, d.c.User, d.randomID, mine)
}

// reaches checks that a person may be written to, and says whether the message comes to a box of theirs: what one writes to
// oneself is already there, and what somebody blocked writes does not arrive.
func (f *Feature) reaches(tx *db.Tx, sender int64, peer box.Peer) (bool, error) {
	if peer.ID() == sender {
		return false, nil
	}
	u, ok, err := users.ByID(tx, peer.ID())
	if err != nil {
		return false, err
	}
	switch {
	case !ok:
		return false, users.ErrPeer
	case u.Flags&users.Deleted != 0:
		return false, errDeactivated
	case u.ID == users.Service:
		return false, users.ErrPeer // nobody reads there
	}
	blocked, err := contacts.Blocked(tx, u.ID, sender)
	return !blocked, err
}

// replyTo notes in mine and in the content what the message answers, and returns the id of the answered one in the other box.
// An id that is not in the conversation is dropped, as the message may just have been deleted.
func (f *Feature) replyTo(tx *db.Tx, d *draft, peer box.Peer, mine *box.Message) (int32, error) {
	r, ok := d.reply.(*tl.InputReplyToMessage)
	if !ok {
		return 0, nil
	}
	if content.Units(r.QuoteText.V) > maxReply {
		return 0, rpc.Bad("QUOTE_TEXT_INVALID")
	}
	ms, err := box.ByIDs(tx, d.c.User, []int32{r.ReplyToMsgID})
	if err != nil {
		return 0, err
	}
	to := ms[r.ReplyToMsgID]
	if to == nil || to.Peer != peer {
		return 0, nil
	}
	mine.ReplyTo = to.ID
	if q := content.Clean(r.QuoteText.V); q != "" {
		_, shift := content.Trim(r.QuoteText.V)
		d.say.Reply = &content.Reply{
			Quote: q, Offset: r.QuoteOffset.V, Entities: content.FromTL(q, shift, r.QuoteEntities, f.mentioned(tx, d.c)),
		}
	}
	return to.Twin, nil
}

package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
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
	o := outgoing{sender: c.User, randomID: q.RandomID, kind: box.KindText, flags: flagsOf(q.Silent, q.Noforwards, q.InvertMedia)}
	var m *box.Message
	err := f.db.Write(ctx, func(tx *db.Tx) (err error) {
		o.say = content.Content{Text: text, Entities: content.Mark(text, content.FromTL(text, shift, q.Entities, f.mentioned(tx, c)))}
		if m, err = again(tx, c.User, q.RandomID); err != nil || m != nil {
			return err
		}
		if o.peer, err = f.peer(tx, c, q.Peer); err != nil {
			return err
		}
		o.answered = nil // of an earlier run
		if err := f.answer(tx, c, q.ReplyTo, &o); err != nil {
			return err
		}
		ms, err := f.deliver(tx, &o)
		if err != nil {
			return err
		}
		m = ms[0]
		if q.ClearDraft {
			return f.dropDraft(tx, c, o.peer)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.Saw(m.Box, m.Pts, 1)
	return &tl.UpdateShortSentMessage{
		Out: true, ID: m.ID, Pts: m.Pts, PtsCount: 1, Date: m.Date, Entities: content.EntitiesTL(o.say.Entities),
	}, nil
}

func flagsOf(silent, noForwards, invert bool) (f box.Flags) {
	if silent {
		f |= box.Silent
	}
	if noForwards {
		f |= box.NoForwards
	}
	if invert {
		f |= box.InvertMedia
	}
	return f
}

// mentioned resolves the people whom entities mention.
func (f *Feature) mentioned(tx *db.Tx, c rpc.Caller) func(tl.InputUserClass) (int64, bool) {
	return func(in tl.InputUserClass) (int64, bool) {
		u, err := f.users.User(tx, c, in)
		return u.ID, err == nil
	}
}

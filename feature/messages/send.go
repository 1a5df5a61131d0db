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
	later, err := f.later(q.ScheduleDate)
	if err != nil {
		return nil, err
	}
	if later {
		return f.sendLater(ctx, c, q, text, shift)
	}
	var m *box.Message
	var entities []content.Entity
	var whole *tl.Updates
	var fresh []*box.Message
	var link string
	err = f.db.Write(ctx, func(tx *db.Tx) error {
		o, was, err := f.compose(tx, c, q, text, shift)
		entities = o.say.Entities
		if m = was; err != nil {
			return err
		}
		whole, fresh = nil, nil
		if m == nil {
			if !q.NoWebpage {
				if link, err = f.showPage(tx, &o.say); err != nil {
					return err
				}
			}
			if fresh, err = f.deliver(tx, o); err != nil {
				return err
			}
			m = fresh[0]
			if q.ClearDraft {
				if err := f.dropDraft(tx, c, o.peer, m.Topic); err != nil {
					return err
				}
			}
		}
		if q.ReplyTo == nil && m.Box > 0 && o.say.Media == nil && (was == nil || !f.media.Previews()) {
			return nil
		}
		// What is answered may be gone by now, or belong to another chat, and a link may lead somewhere: the client cannot know what
		// the message says of it.
		whole = &tl.Updates{Date: f.box.Now()}
		return f.sentTL(ctx, tx, c, []int64{q.RandomID}, []*box.Message{m}, fresh, whole)
	})
	if err != nil {
		return nil, err
	}
	if fresh != nil {
		f.lookLater(fresh[0], link)
	}
	if whole != nil {
		for _, m := range fresh {
			c.Saw(m.Box, m.Pts, 1)
		}
		return whole, nil
	}
	c.Saw(m.Box, m.Pts, 1)
	return &tl.UpdateShortSentMessage{
		Out: true, ID: m.ID, Pts: m.Pts, PtsCount: 1, Date: m.Date, Entities: content.EntitiesTL(entities),
	}, nil
}

// compose settles what a message says and whom it goes to. was is what an earlier send with the same random id made.
func (f *Feature) compose(tx *db.Tx, c rpc.Caller, q *tl.MessagesSendMessage, text string, shift int32) (o *outgoing, was *box.Message, err error) {
	o = &outgoing{sender: c.User, randomID: q.RandomID, kind: box.KindText, flags: flagsOf(q.Silent, q.Noforwards, q.InvertMedia)}
	o.say = content.Content{Text: text, Entities: content.Mark(text, content.FromTL(text, shift, q.Entities, f.mentioned(tx, c)))}
	if was, err = again(tx, c.User, q.RandomID); err != nil || was != nil {
		return o, was, err
	}
	if o.peer, err = f.users.Peer(tx, c, q.Peer); err != nil {
		return o, nil, err
	}
	if q.SendAs != nil {
		if o.as, err = f.users.Peer(tx, c, q.SendAs); err != nil {
			return o, nil, errSendAs
		}
	}
	return o, nil, f.answer(tx, c, q.ReplyTo, o)
}

// sendLater keeps a message until it is due.
func (f *Feature) sendLater(ctx context.Context, c rpc.Caller, q *tl.MessagesSendMessage, text string, shift int32) (tl.UpdatesClass, error) {
	var out *tl.Updates
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		s, ok, err := scheduledBefore(tx, c.User, q.RandomID)
		if err != nil {
			return err
		}
		if ok {
			out, err = f.scheduledTL(tx, c, []scheduled{s}, false)
			return err
		}
		o, was, err := f.compose(tx, c, q, text, shift)
		if err != nil {
			return err
		}
		if was != nil { // it was due and sent before the client heard that it was scheduled
			out = &tl.Updates{Date: f.box.Now()}
			return f.sentTL(ctx, tx, c, []int64{q.RandomID}, []*box.Message{was}, nil, out)
		}
		ss, err := f.schedule(tx, q.ScheduleDate.V, o)
		if err != nil {
			return err
		}
		if q.ClearDraft {
			if err := f.dropDraft(tx, c, o.peer, keptTopic(&o.say)); err != nil {
				return err
			}
		}
		out, err = f.scheduledTL(tx, c, ss, true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
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

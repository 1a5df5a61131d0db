package channels

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

const selectOthersIn = `SELECT id FROM messages m WHERE m.box = $1 AND m.topic = $2 AND m.topic <> 0 AND m.origin <> $3 ORDER BY m.id LIMIT 1`

// mayDelete says whether the person may delete a topic: an admin who deletes messages, or who began it and found no answer.
func (s *Seat) mayDelete(tx *db.Tx, t *Topic) (bool, error) {
	if t.ID == box.General || s.Has(chats.DeleteMessages) {
		return t.ID != box.General, nil
	}
	if !s.In() || t.Person != s.Person {
		return false, nil
	}
	_, others, err := db.One(tx, selectOthersIn, func(r *db.Row) int32 { return r.Int32() }, s.Box(), t.ID, s.Person)
	return !others, wrap(err, "topic of channel %d", s.ID)
}

// deleteTopicHistory deletes a topic with its messages, a part of them at once: the client asks again for the rest.
// https://core.telegram.org/method/messages.deleteTopicHistory
func (f *Feature) deleteTopicHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteTopicHistory) (*tl.MessagesAffectedHistory, error) {
	out := &tl.MessagesAffectedHistory{}
	var boxID int64
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		s, err := f.Forum(tx, c, q.Peer)
		if err != nil {
			return err
		}
		boxID = s.Box()
		ts, err := TopicsByID(tx, s.ID, []int32{q.TopMsgID})
		if err != nil {
			return err
		}
		t := ts[q.TopMsgID]
		if t == nil || t.ID == box.General {
			return errTopic
		}
		ms, err := s.Filter(t.ID).Oldest(tx, s.Box(), 0, 0, clearAtOnce)
		if err != nil {
			return err
		}
		if t.Deleted && len(ms) == 0 {
			return errTopic
		}
		may, err := s.mayDelete(tx, t)
		if err == nil && !may {
			err = chats.ErrAdmin
		}
		if err != nil {
			return err
		}
		*out = tl.MessagesAffectedHistory{}
		if len(ms) == clearAtOnce {
			out.Offset = 1
		}
		if err := f.endTopic(tx, s, t); err != nil {
			return err
		}
		ids := make([]int32, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		out.Pts, out.PtsCount, _, err = f.box.Delete(tx, s.Box(), ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(boxID, out.Pts, out.PtsCount)
	return out, nil
}

// endTopic takes a topic out of its forum; what it said goes. Nobody writes in it from now on, while its messages are being deleted.
func (f *Feature) endTopic(tx *db.Tx, s *Seat, t *Topic) error {
	if t.Deleted {
		return nil
	}
	if err := f.log(tx, s.ID, s.Person, logTopicGone, logData{WasT: t}); err != nil {
		return err
	}
	if _, err := tx.Exec(deleteTopReads, s.ID, db.IDs{int64(t.ID)}); err != nil {
		return wrap(err, "topic of channel %d", s.ID)
	}
	t.Title, t.Deleted, t.Pinned = "", true, 0
	tx.Erased()
	if err := saveTopic(tx, t); err != nil || f.TopicGone == nil {
		return err
	}
	return f.TopicGone(tx, s.ID, t.ID)
}

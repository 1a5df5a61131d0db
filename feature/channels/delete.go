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

const (
	maxIDs      = 100
	clearAtOnce = 500 // messages that one request deletes at most; the client asks again for the rest
)

var (
	errErase  = rpc.Forbidden("MESSAGE_DELETE_FORBIDDEN")
	errLimit  = rpc.Bad("LIMIT_INVALID")
	errTooBig = rpc.Bad("CHAT_TOO_BIG")
)

// MayErase says whether the person may delete a message for everybody.
func (s *Seat) MayErase(m *box.Message) bool {
	if s.Has(chats.DeleteMessages) {
		return true
	}
	if m.Origin != s.Person || !s.In() {
		return false
	}
	return !s.Is(Broadcast) || s.Has(chats.PostMessages)
}

// deleteMessages deletes messages of a channel for everybody.
// https://core.telegram.org/method/channels.deleteMessages
func (f *Feature) deleteMessages(ctx context.Context, c rpc.Caller, q *tl.ChannelsDeleteMessages) (*tl.MessagesAffectedMessages, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	out := &tl.MessagesAffectedMessages{}
	var boxID int64
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		boxID = s.Box()
		ms, err := box.ByIDs(tx, boxID, q.ID)
		if err != nil {
			return err
		}
		all := make([]*box.Message, 0, len(ms))
		for _, m := range ms {
			if !s.MayErase(m) || s.Is(Forum) && m.Topic == m.ID && m.ID != box.General {
				return errErase // what begins a topic goes with it
			}
			all = append(all, m)
		}
		out.Pts, out.PtsCount, err = f.erase(tx, s, all)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(boxID, out.Pts, out.PtsCount)
	return out, nil
}

// erase deletes messages of a channel and notes for the admins what somebody else than their author deleted.
func (f *Feature) erase(tx *db.Tx, s *Seat, ms []*box.Message) (pts, count int32, err error) {
	slices.SortFunc(ms, func(a, b *box.Message) int { return int(a.ID) - int(b.ID) })
	ids := make([]int32, len(ms))
	for i, m := range ms {
		ids[i] = m.ID
		if i < maxIDs && m.Flags&box.Service == 0 && (m.Origin != s.Person || s.Is(Broadcast)) {
			if err := f.log(tx, s.ID, s.Person, logDelete, logData{Message: m}); err != nil {
				return 0, 0, err
			}
		}
	}
	pts, count, _, err = f.box.Delete(tx, s.Box(), ids)
	return pts, count, err
}

// deleteHistory hides a supergroup's messages from the caller, or with for_everyone deletes them.
// https://core.telegram.org/method/channels.deleteHistory
func (f *Feature) deleteHistory(ctx context.Context, c rpc.Caller, q *tl.ChannelsDeleteHistory) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return outcome{}, err
		}
		st, err := box.Load(tx, s.Box())
		if err != nil {
			return outcome{}, err
		}
		upto := st.LastID
		if q.MaxID > 0 {
			upto = min(upto, q.MaxID)
		}
		if !q.ForEveryone {
			if s.Is(Broadcast) || s.Username != "" && s.Members > maxReaders {
				return outcome{}, errTooBig
			}
			if !s.In() {
				return outcome{}, chats.ErrNotIn
			}
			s.Floor = max(s.Floor, upto)
			s.ReadIn = max(s.ReadIn, s.Floor)
			if err := putMember(tx, s.ID, &s.Member); err != nil {
				return outcome{}, err
			}
			if err := f.tell(tx, c.User, s.ID); err != nil {
				return outcome{}, err
			}
			return outcome{channel: s.ID, more: []tl.UpdateClass{
				&tl.UpdateChannelAvailableMessages{ChannelID: s.ID, AvailableMinID: s.Floor},
			}}, nil
		}
		if s.Role != chats.Creator {
			return outcome{}, chats.ErrAdmin
		}
		for {
			ms, err := box.Filter{Peer: s.Peer()}.Oldest(tx, s.Box(), 0, upto, clearAtOnce)
			if err != nil || len(ms) == 0 {
				return outcome{channel: s.ID}, err
			}
			if _, _, err := f.erase(tx, s, ms); err != nil {
				return outcome{}, err
			}
		}
	}))
}

// deleteParticipantHistory deletes everything that somebody wrote in a supergroup.
// https://core.telegram.org/method/channels.deleteParticipantHistory
func (f *Feature) deleteParticipantHistory(ctx context.Context, c rpc.Caller, q *tl.ChannelsDeleteParticipantHistory) (*tl.MessagesAffectedHistory, error) {
	out := &tl.MessagesAffectedHistory{}
	var boxID int64
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		s, err := f.admin(tx, c, q.Channel, chats.DeleteMessages)
		if err != nil {
			return err
		}
		boxID = s.Box()
		p, err := f.users.Peer(tx, c, q.Participant)
		if err != nil {
			return err
		}
		ms, err := authored(tx, s, p, clearAtOnce)
		if err != nil {
			return err
		}
		out.Offset = 0
		if len(ms) == clearAtOnce {
			out.Offset = 1
		}
		out.Pts, out.PtsCount, err = f.erase(tx, s, ms)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.Saw(boxID, out.Pts, out.PtsCount)
	return out, nil
}

const selectByOrigin = `SELECT ` + box.Columns + ` FROM messages m WHERE m.box = $1 AND m.origin = $2 AND m.origin <> 0 AND m.author = $2 ORDER BY m.id DESC LIMIT $3`

// authored returns the newest messages of somebody in a channel.
func authored(tx *db.Tx, s *Seat, p box.Peer, limit int) ([]*box.Message, error) {
	if !p.IsUser() {
		return box.Filter{Peer: s.Peer(), From: p}.Oldest(tx, s.Box(), 0, 0, limit)
	}
	ms, err := db.All(tx, selectByOrigin, box.Scan, s.Box(), p.ID(), limit)
	return ms, wrap(err, "messages of a member of channel %d", s.ID)
}

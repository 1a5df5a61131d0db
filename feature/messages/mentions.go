package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

// What a member of a channel has looked at is kept beside the messages, and takes no number of the channel's box.

// flaggedIn returns a page of a channel's messages that speak of the caller, who has not looked at them.
func (f *Feature) flaggedIn(tx *db.Tx, c rpc.Caller, at *conversation, topic tl.Opt[int32], flags box.Flags, p box.Page) (out rendered, total int, err error) {
	in, err := at.filter(tx, topic)
	if err != nil || flags&box.Mentioned == 0 {
		return out, 0, err
	}
	ids, err := channels.Unseen(tx, at.peer.ID(), c.User, in.Topic, max(at.floor, p.MinID), below(p.MaxID), box.MaxDelete)
	if err != nil {
		return out, 0, err
	}
	total = len(ids)
	from := 0
	for from < len(ids) && p.OffsetID > 0 && ids[from] >= p.OffsetID {
		from++
	}
	from = min(max(from+int(p.AddOffset), 0), len(ids))
	limit := p.Limit
	if limit <= 0 || limit > box.MaxPage {
		limit = box.MaxPage
	}
	ms, err := rowsOf(tx, at.box, ids[from:min(from+limit, len(ids))])
	if err != nil {
		return out, 0, err
	}
	out, err = f.render(tx, c.User, ms, at.peer)
	return out, total, err
}

func below(maxID int32) int32 {
	if maxID <= 0 {
		return 1<<31 - 1
	}
	return maxID
}

// seeAllIn notes that the caller has looked at all messages of a channel that speak of them.
func (f *Feature) seeAllIn(tx *db.Tx, c rpc.Caller, at *conversation, topic tl.Opt[int32], flags box.Flags, out *tl.MessagesAffectedHistory) error {
	*out = tl.MessagesAffectedHistory{}
	st, err := box.Load(tx, at.box)
	if err != nil {
		return err
	}
	out.Pts = st.Pts
	in, err := at.filter(tx, topic)
	if err != nil || flags&box.Mentioned == 0 {
		return err
	}
	ids, err := channels.Unseen(tx, at.peer.ID(), c.User, in.Topic, 0, below(0), box.MaxDelete)
	if err != nil || len(ids) == 0 {
		return err
	}
	if len(ids) == box.MaxDelete {
		out.Offset = 1
	}
	return f.looked(tx, c, at.peer.ID(), ids)
}

const noticeLooked = "messages.looked"

// looked is what the other devices of somebody are told who has looked at messages of a channel.
type looked struct {
	Channel int64   `json:"c"`
	IDs     []int32 `json:"i"`
}

func (f *Feature) looked(tx *db.Tx, c rpc.Caller, channel int64, ids []int32) error {
	n, err := channels.See(tx, channel, c.User, ids)
	if err != nil || n == 0 {
		return err
	}
	return f.notice(tx, c, noticeLooked, looked{channel, ids})
}

func (f *Feature) renderLooked(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var l looked
	if err := json.Unmarshal(n.Data, &l); err != nil {
		return hub.Batch{}, err
	}
	return f.about(tx, viewer, []box.Peer{box.ChannelPeer(l.Channel)}, &tl.UpdateChannelReadMessagesContents{ChannelID: l.Channel, Messages: l.IDs})
}

// readChannelContents notes that the caller has looked at messages of a channel.
// https://core.telegram.org/method/channels.readMessageContents
func (f *Feature) readChannelContents(ctx context.Context, c rpc.Caller, q *tl.ChannelsReadMessageContents) (bool, error) {
	if len(q.ID) > maxIDs {
		return false, errLimit
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		seat, err := f.channels.Named(tx, c, q.Channel)
		if err != nil {
			return err
		}
		return f.looked(tx, c, seat.ID, q.ID)
	})
	return err == nil, err
}

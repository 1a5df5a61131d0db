package channels

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/tl"
)

const (
	noticeChannel = "channels.channel" // how the box's owner stands to a channel changed
	noticeRead    = "channels.read"    // the box's owner has read further
	flashChanged  = "channels.changed" // what a channel says of itself changed
	flashReadOut  = "channels.readout" // what the box's owner wrote was read
)

// tell tells a person that how they stand to a channel has changed, on all their devices: also on the one that changed it, as what it was
// answered may be followed by something that was rendered before.
func (f *Feature) tell(tx *db.Tx, person, channel int64) error {
	return f.notice(tx, person, 0, noticeChannel, channel)
}

func (f *Feature) notice(tx *db.Tx, person, except int64, name string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return err
	}
	return f.box.Notice(tx, &box.Notice{Box: person, Except: except, Name: name, Data: b})
}

// changed tells those who follow a channel that what it says of itself has changed. Whoever is away asks when they come back.
func (f *Feature) changed(tx *db.Tx, channel int64) error {
	data, err := json.Marshal(channel)
	if err != nil {
		return err
	}
	f.box.FlashAfter(tx, -channel, flashChanged, data)
	return nil
}

func (f *Feature) renderChannel(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	return f.about(tx, viewer, n.Data)
}

func (f *Feature) renderChanged(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (hub.Batch, error) {
	return f.about(tx, max(viewer, 0), data)
}

// about says that there is something new about a channel.
func (f *Feature) about(tx *db.Tx, viewer int64, data []byte) (b hub.Batch, err error) {
	var id int64
	if err := json.Unmarshal(data, &id); err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{&tl.UpdateChannel{ChannelID: id}}
	b.Chats, err = f.TL(tx, viewer, []int64{id})
	return b, err
}

func (f *Feature) renderRead(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (b hub.Batch, err error) {
	var id int64
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return b, err
	}
	d, ok, err := Dialog(tx, viewer, id)
	if err != nil || !ok {
		return b, err
	}
	st, err := box.Load(tx, -id)
	if err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{&tl.UpdateReadChannelInbox{
		ChannelID: id, MaxID: d.ReadIn, StillUnreadCount: d.Unread, Pts: st.Pts,
	}}
	b.Chats, err = f.TL(tx, viewer, []int64{id})
	return b, err
}

// readOut is what a flash to somebody says whose messages were read.
type readOut struct {
	Channel int64 `json:"c"`
	Max     int32 `json:"m"`
}

func (f *Feature) renderReadOut(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (b hub.Batch, err error) {
	var r readOut
	if err := json.Unmarshal(data, &r); err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{&tl.UpdateReadChannelOutbox{ChannelID: r.Channel, MaxID: r.Max}}
	b.Chats, err = f.TL(tx, viewer, []int64{r.Channel})
	return b, err
}

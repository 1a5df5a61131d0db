package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/hub"
	"chappe/rpc"
)

// mayReact checks that the caller may react to a message of a group or channel, and with an emoji; "" takes a reaction away.
func (f *Feature) mayReact(tx *db.Tx, c rpc.Caller, m *box.Message, emoji string) error {
	switch {
	case m.Peer.IsChat():
		seat, err := f.groups.Seat(tx, c.User, m.Peer.ID())
		switch {
		case err != nil:
			return err
		case seat.State != chats.In, seat.Role == chats.Plain && seat.Banned&chats.NoReactions != 0:
			return chats.ErrWrite
		case emoji != "" && !seat.Info.Reactions.Allows(emoji):
			return errReaction
		}
	case m.Peer.IsChannel():
		seat, err := f.channels.Reader(tx, c.User, m.Peer.ID())
		switch {
		case err != nil:
			return err
		case !seat.MayReact():
			return chats.ErrWrite
		case emoji != "" && !seat.Info.Reactions.Allows(emoji):
			return errReaction
		}
	}
	return nil
}

const flashReacted = "messages.reacted"

// reacted is which message of a channel was reacted to.
type reacted struct {
	Box int64 `json:"b"`
	ID  int32 `json:"i"`
	By  int64 `json:"u"`
}

// reactInChannel sets a reaction to a channel's message, and tells those who follow it. Whoever is away asks when they look.
func (f *Feature) reactInChannel(tx *db.Tx, m *box.Message, r reaction) error {
	r.id = m.ID
	if err := reactIn(tx, m, r); err != nil {
		return err
	}
	data, err := json.Marshal(reacted{m.Box, m.ID, r.author})
	if err != nil {
		return err
	}
	f.box.FlashAfter(tx, m.Box, flashReacted, data)
	return nil
}

func (f *Feature) renderReacted(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (hub.Batch, error) {
	var r reacted
	if err := json.Unmarshal(data, &r); err != nil {
		return hub.Batch{}, err
	}
	b, err := f.reactionUpdates(tx, max(viewer, 0), r.Box, []int32{r.ID})
	b.Except = r.By
	return b, err
}

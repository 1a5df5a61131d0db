package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

// readHistory marks a conversation as read up to a message, for the caller and in the eyes of the other person.
// https://core.telegram.org/method/messages.readHistory
func (f *Feature) readHistory(ctx context.Context, c rpc.Caller, q *tl.MessagesReadHistory) (*tl.MessagesAffectedMessages, error) {
	if q.MaxID < 0 {
		return nil, errMaxID
	}
	out := &tl.MessagesAffectedMessages{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		peer := at.peer
		if at.channel != nil {
			if _, err := f.channels.ReadUpTo(tx, c, at.channel, q.MaxID); err != nil {
				return err
			}
			st, err := box.Load(tx, c.User)
			out.Pts, out.PtsCount = st.Pts, 0
			return err
		}
		d, ok, err := box.LoadDialog(tx, c.User, peer)
		if err != nil {
			return err
		}
		upto := d.Top
		if q.MaxID > 0 && q.MaxID <= d.Top {
			upto = q.MaxID
		} else if q.MaxID > 0 {
			// What the caller read last may be gone by now, and is read all the same.
			st, err := box.Load(tx, c.User)
			if err != nil {
				return err
			}
			upto = min(q.MaxID, st.LastID)
		}
		var ev *box.Event
		if ok && upto > d.ReadIn {
			if ev, err = f.markRead(tx, c.User, peer, upto); err != nil {
				return err
			}
			// Reading takes a mark away that was made by hand. No client concludes that by itself.
			if d.Marked {
				if err := f.tell(tx, c.User, 0, noticeMark, peer); err != nil {
					return err
				}
			}
		}
		if ev == nil {
			st, err := box.Load(tx, c.User)
			out.Pts, out.PtsCount = st.Pts, 0
			return err
		}
		out.Pts, out.PtsCount = ev.Pts, ev.Count
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.Saw(c.User, out.Pts, out.PtsCount)
	return out, nil
}

// markRead marks a private conversation as read in both boxes, the lower one first.
func (f *Feature) markRead(tx *db.Tx, reader int64, peer box.Peer, upto int32) (ev *box.Event, err error) {
	if peer.IsChat() {
		return f.markReadGroup(tx, reader, peer, upto)
	}
	other := peer.ID()
	twin := int32(0)
	if other != reader {
		if twin, err = box.NewestTwin(tx, reader, peer, upto); err != nil {
			return nil, err
		}
	}
	tellOther := func() error {
		if twin == 0 {
			return nil
		}
		ev, err := f.box.ReadOut(tx, other, box.UserPeer(reader), twin)
		if err != nil || ev == nil {
			return err
		}
		return f.keepReadDate(tx, other, box.UserPeer(reader), twin)
	}
	if other < reader {
		if err := tellOther(); err != nil {
			return nil, err
		}
	}
	if ev, err = f.box.ReadIn(tx, reader, peer, upto); err != nil {
		return nil, err
	}
	if other > reader {
		err = tellOther()
	}
	return ev, err
}

// receivedMessages is how a device says that it has shown notifications; there is nothing to do about it here.
// https://core.telegram.org/method/messages.receivedMessages
func (f *Feature) receivedMessages(ctx context.Context, c rpc.Caller, q *tl.MessagesReceivedMessages) ([]tl.ReceivedNotifyMessage, error) {
	return []tl.ReceivedNotifyMessage{}, nil
}

// typing is what a flash of this feature says.
type typing struct {
	From   int64  `json:"f"`
	In     int64  `json:"c,omitempty"` // the group or channel, as a box peer; 0 for a conversation of two
	Action string `json:"a"`
	N      int32  `json:"n,omitempty"`
	Emoji  string `json:"e,omitempty"`
	Topic  int32  `json:"t,omitempty"` // in a forum, the topic
}

// setTyping tells the other person that the caller is writing.
// https://core.telegram.org/method/messages.setTyping
func (f *Feature) setTyping(ctx context.Context, c rpc.Caller, q *tl.MessagesSetTyping) (bool, error) {
	action, ok := typingOf(q.Action)
	if !ok {
		return true, nil // nothing that this server passes on
	}
	action.From, action.Topic = c.User, q.TopMsgID.V
	var to []int64
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		to, err = f.typesTo(tx, c, q.Peer, &action)
		return err
	})
	if err != nil || len(to) == 0 {
		return err == nil, err
	}
	data, err := json.Marshal(action)
	if err != nil {
		return false, err
	}
	for _, b := range to {
		f.box.Flash(ctx, b, flashTyping, data)
	}
	return true, nil
}

func (f *Feature) renderTyping(ctx context.Context, tx *db.Tx, viewer int64, data []byte) (hub.Batch, error) {
	var t typing
	if err := json.Unmarshal(data, &t); err != nil {
		return hub.Batch{}, err
	}
	told := told{media: f.media, viewer: max(viewer, 0)}
	told.peer(box.UserPeer(t.From))
	var up tl.UpdateClass = &tl.UpdateUserTyping{UserID: t.From, Action: t.tl()}
	switch where := box.Peer(t.In); {
	case where.IsChat():
		told.peer(where)
		up = &tl.UpdateChatUserTyping{ChatID: where.ID(), FromID: &tl.PeerUser{UserID: t.From}, Action: t.tl()}
	case where.IsChannel():
		told.peer(where)
		in := &tl.UpdateChannelUserTyping{ChannelID: where.ID(), FromID: &tl.PeerUser{UserID: t.From}, Action: t.tl()}
		if t.Topic != 0 {
			in.TopMsgID = tl.Some(t.Topic)
		}
		up = in
	}
	b := hub.Batch{Updates: []tl.UpdateClass{up}, Except: t.From}
	var err error
	b.Users, b.Chats, err = f.naming(tx, &told)
	return b, err
}

// typingOf keeps what a client says it is doing, and whether it is something to pass on.
func typingOf(a tl.SendMessageActionClass) (typing, bool) {
	switch a := a.(type) {
	case *tl.SendMessageTypingAction, *tl.SendMessageCancelAction, *tl.SendMessageRecordVideoAction,
		*tl.SendMessageRecordAudioAction, *tl.SendMessageGeoLocationAction, *tl.SendMessageChooseContactAction,
		*tl.SendMessageGamePlayAction, *tl.SendMessageRecordRoundAction, *tl.SendMessageChooseStickerAction:
		return typing{Action: tl.MethodName(a.(tl.Object))}, true
	case *tl.SendMessageUploadVideoAction:
		return typing{Action: a.TLName(), N: a.Progress}, true
	case *tl.SendMessageUploadAudioAction:
		return typing{Action: a.TLName(), N: a.Progress}, true
	case *tl.SendMessageUploadPhotoAction:
		return typing{Action: a.TLName(), N: a.Progress}, true
	case *tl.SendMessageUploadDocumentAction:
		return typing{Action: a.TLName(), N: a.Progress}, true
	case *tl.SendMessageUploadRoundAction:
		return typing{Action: a.TLName(), N: a.Progress}, true
	}
	return typing{}, false
}

func (t typing) tl() tl.SendMessageActionClass {
	switch t.Action {
	case "sendMessageCancelAction":
		return &tl.SendMessageCancelAction{}
	case "sendMessageRecordVideoAction":
		return &tl.SendMessageRecordVideoAction{}
	case "sendMessageRecordAudioAction":
		return &tl.SendMessageRecordAudioAction{}
	case "sendMessageGeoLocationAction":
		return &tl.SendMessageGeoLocationAction{}
	case "sendMessageChooseContactAction":
		return &tl.SendMessageChooseContactAction{}
	case "sendMessageGamePlayAction":
		return &tl.SendMessageGamePlayAction{}
	case "sendMessageRecordRoundAction":
		return &tl.SendMessageRecordRoundAction{}
	case "sendMessageChooseStickerAction":
		return &tl.SendMessageChooseStickerAction{}
	case "sendMessageUploadVideoAction":
		return &tl.SendMessageUploadVideoAction{Progress: t.N}
	case "sendMessageUploadAudioAction":
		return &tl.SendMessageUploadAudioAction{Progress: t.N}
	case "sendMessageUploadPhotoAction":
		return &tl.SendMessageUploadPhotoAction{Progress: t.N}
	case "sendMessageUploadDocumentAction":
		return &tl.SendMessageUploadDocumentAction{Progress: t.N}
	case "sendMessageUploadRoundAction":
		return &tl.SendMessageUploadRoundAction{Progress: t.N}
	}
	return &tl.SendMessageTypingAction{}
}

package secret

import (
	"context"
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/tl"
)

const (
	noticeChat  = "secret.chat" // the number of a chat that was asked for or established
	noticeOver  = "secret.over"
	noticeRead  = "secret.read"
	flashTyping = "secret.typing"
)

type overNotice struct {
	ID             int32
	HistoryDeleted bool `json:",omitempty"`
}

type readNotice struct {
	ID      int32
	MaxDate int32
}

// tell tells one device of a person.
func (f *Feature) tell(tx *db.Tx, to, key int64, name string, data any) error {
	b, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("notice %s: %w", name, err)
	}
	return f.Box.Notice(tx, &box.Notice{Box: to, Only: key, Name: name, Data: b})
}

// waiting is a chat as the device that asked for it sees it.
func (f *Feature) waiting(ch chat) *tl.EncryptedChatWaiting {
	return &tl.EncryptedChatWaiting{
		ID: ch.ID, AccessHash: f.access(ch.Admin, ch.ID), Date: ch.Date, AdminID: ch.Admin, ParticipantID: ch.Participant,
	}
}

// established is a chat as one of its two devices sees it: with the other's public value.
func (f *Feature) established(ch chat, viewer int64) *tl.EncryptedChat {
	out := &tl.EncryptedChat{
		ID: ch.ID, AccessHash: f.access(viewer, ch.ID), Date: ch.Date, AdminID: ch.Admin, ParticipantID: ch.Participant,
		GAOrB: ch.GA, KeyFingerprint: ch.Fingerprint,
	}
	if viewer == ch.Admin {
		out.GAOrB = ch.GB
	}
	return out
}

// renderChat tells a device how a chat is now. Who was asked and did not accept in time is told by a notice of its own.
func (f *Feature) renderChat(_ context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var id int32
	if err := json.Unmarshal(n.Data, &id); err != nil {
		return hub.Batch{}, err
	}
	ch, ok, err := loadChat(tx, id)
	if err != nil || !ok {
		return hub.Batch{}, err
	}
	var c tl.EncryptedChatClass
	switch {
	case ch.State == asked && viewer == ch.Participant:
		c = &tl.EncryptedChatRequested{
			ID: ch.ID, AccessHash: f.access(viewer, ch.ID), Date: ch.Date, AdminID: ch.Admin, ParticipantID: ch.Participant, GA: ch.GA,
		}
	case ch.State == ready && viewer == ch.Admin:
		c = f.established(ch, viewer)
	default:
		return hub.Batch{}, nil
	}
	us, err := f.Contacts.People(tx, viewer, []int64{ch.Admin, ch.Participant})
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateEncryption{Chat: c, Date: n.Date}}, Users: us}, err
}

func (f *Feature) renderOver(_ context.Context, _ *db.Tx, _ int64, n box.Notice) (hub.Batch, error) {
	var o overNotice
	if err := json.Unmarshal(n.Data, &o); err != nil {
		return hub.Batch{}, err
	}
	c := &tl.EncryptedChatDiscarded{ID: o.ID, HistoryDeleted: o.HistoryDeleted}
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateEncryption{Chat: c, Date: n.Date}}}, nil
}

func (f *Feature) renderRead(_ context.Context, _ *db.Tx, _ int64, n box.Notice) (hub.Batch, error) {
	var r readNotice
	if err := json.Unmarshal(n.Data, &r); err != nil {
		return hub.Batch{}, err
	}
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateEncryptedMessagesRead{ChatID: r.ID, MaxDate: r.MaxDate, Date: n.Date}}}, nil
}

func (f *Feature) renderTyping(_ context.Context, _ *db.Tx, _ int64, data []byte) (hub.Batch, error) {
	var id int32
	if err := json.Unmarshal(data, &id); err != nil {
		return hub.Batch{}, err
	}
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateEncryptedChatTyping{ChatID: id}}}, nil
}

// renderMessage tells a device of a message in its queue. Of one whose key is gone there is nothing to tell; its qts is passed over.
func (f *Feature) renderMessage(_ context.Context, _ *db.Tx, _ int64, q box.Queued) (hub.Batch, error) {
	e, data, ok, err := f.unwrap(q)
	if err != nil || !ok {
		return hub.Batch{}, err
	}
	var file tl.EncryptedFileClass = &tl.EncryptedFileEmpty{}
	if e.File != nil {
		file = f.fileTL(e.File)
	}
	var m tl.EncryptedMessageClass = &tl.EncryptedMessage{RandomID: e.RandomID, ChatID: e.Chat, Date: q.Date, Bytes: data, File: file}
	if e.Service {
		m = &tl.EncryptedMessageService{RandomID: e.RandomID, ChatID: e.Chat, Date: q.Date, Bytes: data}
	}
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateNewEncryptedMessage{Message: m, Qts: q.Qts}}}, nil
}

package messages

import (
	"context"
	"encoding/json"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	noticeDraft      = "messages.draft"
	noticeTopicDraft = "messages.topic_draft"
)

// draft is what a person has begun to write.
type draft struct {
	Text      string           `json:"t,omitempty"`
	Entities  []content.Entity `json:"e,omitempty"`
	Reply     *draftReply      `json:"r,omitempty"`
	NoWebpage bool             `json:"nw,omitempty"`
	Invert    bool             `json:"in,omitempty"`
	Effect    int64            `json:"fx,omitempty"`

	peer  box.Peer
	topic int32 // of a forum, 0 for none and for the general one
	date  int32 // unix seconds
}

// draftReply is what the message in the making is to answer.
type draftReply struct {
	ID       int32            `json:"i"`
	Peer     box.Peer         `json:"p,omitempty"` // another chat, 0 for none
	Quote    string           `json:"q,omitempty"`
	Entities []content.Entity `json:"e,omitempty"`
	Offset   int32            `json:"o,omitempty"`
}

// saveDraft keeps what the caller has begun to write in a conversation; nothing takes the draft away.
// https://core.telegram.org/method/messages.saveDraft
func (f *Feature) saveDraft(ctx context.Context, c rpc.Caller, q *tl.MessagesSaveDraft) (bool, error) {
	text := strings.ReplaceAll(strings.ToValidUTF8(q.Message, "\uFFFD"), "\x00", "")
	if content.Units(text) > MaxText {
		return false, errTooLong
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		peer, err := f.users.Peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		d := draft{Text: text, NoWebpage: q.NoWebpage, Invert: q.InvertMedia, Effect: q.Effect.V, peer: peer, date: f.box.Now()}
		d.Entities = content.Fit(text, content.FromTL(text, 0, q.Entities, f.mentioned(tx, c)))
		if d.Reply, err = f.draftReplyOf(tx, c, q.ReplyTo); err != nil {
			return err
		}
		if err := f.draftTopic(tx, &d, q.ReplyTo); err != nil {
			return err
		}
		if strings.TrimSpace(text) == "" && d.Reply == nil {
			return f.dropDraft(tx, c, peer, d.topic)
		}
		if err := putDraft(tx, c.User, d); err != nil {
			return err
		}
		return f.tellDraft(tx, c, peer, d.topic)
	})
	return err == nil, err
}

func (f *Feature) draftReplyOf(tx *db.Tx, c rpc.Caller, in tl.InputReplyToClass) (*draftReply, error) {
	r, ok := in.(*tl.InputReplyToMessage)
	if !ok || r.ReplyToMsgID == 0 {
		return nil, nil
	}
	out := &draftReply{ID: r.ReplyToMsgID, Quote: content.Cut(content.Clean(r.QuoteText.V), maxReply), Offset: r.QuoteOffset.V}
	out.Entities = content.Fit(out.Quote, content.FromTL(out.Quote, 0, r.QuoteEntities, f.mentioned(tx, c)))
	if r.ReplyToPeerID != nil {
		var err error
		if out.Peer, err = f.users.Peer(tx, c, r.ReplyToPeerID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// dropDraft takes away what the caller had begun to write in a conversation, if there was anything.
func (f *Feature) dropDraft(tx *db.Tx, c rpc.Caller, peer box.Peer, topic int32) error {
	if topic == box.General {
		topic = 0
	}
	had, err := removeDraft(tx, c.User, peer, topic)
	if err != nil || !had {
		return err
	}
	return f.tellDraft(tx, c, peer, topic)
}

// tellDraft tells the caller's other devices of a draft.
func (f *Feature) tellDraft(tx *db.Tx, c rpc.Caller, peer box.Peer, topic int32) error {
	if topic == 0 {
		return f.notice(tx, c, noticeDraft, peer)
	}
	return f.notice(tx, c, noticeTopicDraft, inTopic{peer, topic})
}

// draftTopic finds out which topic of a forum a draft is for. The topic itself is nothing to be answered.
func (f *Feature) draftTopic(tx *db.Tx, d *draft, in tl.InputReplyToClass) (err error) {
	to := int32(0)
	if d.Reply != nil && d.Reply.Peer == 0 {
		to = d.Reply.ID
	}
	d.topic, err = f.topicFor(tx, d.peer, topicOf(in), to)
	if d.topic != 0 && to == d.topic && d.Reply.Quote == "" {
		d.Reply = nil
	}
	return err
}

// getAllDrafts returns all that the caller has begun to write.
// https://core.telegram.org/method/messages.getAllDrafts
func (f *Feature) getAllDrafts(ctx context.Context, c rpc.Caller, _ *tl.MessagesGetAllDrafts) (tl.UpdatesClass, error) {
	var b hub.Batch
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		ds, err := drafts(tx, c.User)
		if err != nil {
			return err
		}
		var us []tl.UpdateClass
		var peers []box.Peer
		for _, d := range ds {
			us = append(us, f.draftUpdate(c.User, &d))
			peers = append(peers, d.peer)
		}
		b, err = f.about(tx, c.User, peers, us...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.Object(f.box.Now()), nil
}

// clearAllDrafts takes all of them away.
// https://core.telegram.org/method/messages.clearAllDrafts
func (f *Feature) clearAllDrafts(ctx context.Context, c rpc.Caller, _ *tl.MessagesClearAllDrafts) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		ds, err := drafts(tx, c.User)
		if err != nil {
			return err
		}
		for _, d := range ds {
			if err := f.dropDraft(tx, c, d.peer, d.topic); err != nil {
				return err
			}
		}
		return nil
	})
	return err == nil, err
}

func (f *Feature) renderDraft(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var peer box.Peer
	if err := json.Unmarshal(n.Data, &peer); err != nil {
		return hub.Batch{}, err
	}
	ds, err := draftsOf(tx, viewer, []box.Peer{peer})
	if err != nil {
		return hub.Batch{}, err
	}
	up := &tl.UpdateDraftMessage{Peer: PeerTL(peer), Draft: &tl.DraftMessageEmpty{Date: tl.Some(n.Date)}}
	if d := ds[peer]; d != nil {
		up.Draft = f.draftTL(viewer, d)
	}
	return f.about(tx, viewer, []box.Peer{peer}, up)
}

func (f *Feature) renderTopicDraft(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var at inTopic
	if err := json.Unmarshal(n.Data, &at); err != nil {
		return hub.Batch{}, err
	}
	ds, err := topicDrafts(tx, viewer, at.Peer, []int32{at.Topic})
	if err != nil {
		return hub.Batch{}, err
	}
	up := &tl.UpdateDraftMessage{Peer: PeerTL(at.Peer), TopMsgID: tl.Some(at.Topic), Draft: &tl.DraftMessageEmpty{Date: tl.Some(n.Date)}}
	if d := ds[at.Topic]; d != nil {
		up.Draft = f.draftTL(viewer, d)
	}
	return f.about(tx, viewer, []box.Peer{at.Peer}, up)
}

// draftUpdate says what somebody has begun to write.
func (f *Feature) draftUpdate(viewer int64, d *draft) *tl.UpdateDraftMessage {
	up := &tl.UpdateDraftMessage{Peer: PeerTL(d.peer), Draft: f.draftTL(viewer, d)}
	if d.topic != 0 {
		up.TopMsgID = tl.Some(d.topic)
	}
	return up
}

// draftTL renders a draft, nil for none.
// https://core.telegram.org/constructor/draftMessage
func (f *Feature) draftTL(viewer int64, d *draft) tl.DraftMessageClass {
	if d == nil {
		return nil
	}
	out := &tl.DraftMessage{
		NoWebpage: d.NoWebpage, InvertMedia: d.Invert, Message: d.Text, Entities: content.EntitiesTL(d.Entities), Date: d.date,
	}
	if d.Effect != 0 {
		out.Effect = tl.Some(d.Effect)
	}
	if r := d.Reply; r != nil {
		to := &tl.InputReplyToMessage{ReplyToMsgID: r.ID}
		if r.Peer != 0 {
			to.ReplyToPeerID = f.inputPeer(viewer, r.Peer)
		}
		if r.Quote != "" {
			to.QuoteText, to.QuoteEntities, to.QuoteOffset = tl.Some(r.Quote), content.EntitiesTL(r.Entities), tl.Some(r.Offset)
		}
		if d.topic != 0 {
			to.TopMsgID = tl.Some(d.topic)
		}
		out.ReplyTo = to
	} else if d.topic != 0 {
		out.ReplyTo = &tl.InputReplyToMessage{ReplyToMsgID: d.topic, TopMsgID: tl.Some(d.topic)}
	}
	return out
}

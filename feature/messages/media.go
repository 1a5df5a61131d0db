package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errCaption   = rpc.Bad("MEDIA_CAPTION_TOO_LONG")
	errMultiType = rpc.Bad("MEDIA_TYPE_INVALID")
	errMultiNone = rpc.Bad("MULTI_MEDIA_TOO_LONG")
	errMediaTTL  = rpc.Bad("MEDIA_TTL_INVALID")
)

const maxAlbum = 10 // messages

// sendMedia posts a message with media and answers with what its sender must apply.
// https://core.telegram.org/method/messages.sendMedia
func (f *Feature) sendMedia(ctx context.Context, c rpc.Caller, q *tl.MessagesSendMedia) (tl.UpdatesClass, error) {
	if _, ok := q.Media.(*tl.InputMediaWebPage); ok { // a text with its link, whose page is shown as that of any link
		return f.send(ctx, c, &tl.MessagesSendMessage{
			Silent: q.Silent, Background: q.Background, ClearDraft: q.ClearDraft, Noforwards: q.Noforwards, Peer: q.Peer, ReplyTo: q.ReplyTo,
			Message: q.Message, RandomID: q.RandomID, Entities: q.Entities, ScheduleDate: q.ScheduleDate,
		})
	}
	b := &bunch{
		peer: q.Peer, replyTo: q.ReplyTo, flags: flagsOf(q.Silent, q.Noforwards, q.InvertMedia), clearDraft: q.ClearDraft, due: q.ScheduleDate,
		single: []tl.InputSingleMedia{{Media: q.Media, RandomID: q.RandomID, Message: q.Message, Entities: q.Entities}},
	}
	return f.sendBunch(ctx, c, b)
}

// sendMultiMedia posts an album.
// https://core.telegram.org/method/messages.sendMultiMedia
func (f *Feature) sendMultiMedia(ctx context.Context, c rpc.Caller, q *tl.MessagesSendMultiMedia) (tl.UpdatesClass, error) {
	if len(q.MultiMedia) == 0 || len(q.MultiMedia) > maxAlbum {
		return nil, errMultiNone
	}
	return f.sendBunch(ctx, c, &bunch{
		peer: q.Peer, replyTo: q.ReplyTo, flags: flagsOf(q.Silent, q.Noforwards, q.InvertMedia), clearDraft: q.ClearDraft, due: q.ScheduleDate,
		single: q.MultiMedia, album: len(q.MultiMedia) > 1,
	})
}

// bunch is messages with media that are sent together.
type bunch struct {
	peer       tl.InputPeerClass
	replyTo    tl.InputReplyToClass
	flags      box.Flags
	clearDraft bool
	due        tl.Opt[int32]
	single     []tl.InputSingleMedia
	album      bool

	randoms  []int64
	texts    []string
	shifts   []int32
	prepared []*media.Prepared
	poll     *poll // that the one message has
}

// check says what is wrong with a bunch before anything is looked at, and trims its texts.
func (b *bunch) check() error {
	seen := map[int64]bool{}
	for _, s := range b.single {
		text, shift := content.Trim(s.Message)
		switch {
		case s.RandomID == 0:
			return errRandomID
		case seen[s.RandomID]:
			return errRandomly
		case content.Units(text) > maxCaption:
			return errCaption
		}
		seen[s.RandomID] = true
		b.randoms, b.texts, b.shifts = append(b.randoms, s.RandomID), append(b.texts, text), append(b.shifts, shift)
	}
	return nil
}

// sendBunch posts or schedules messages with media.
func (f *Feature) sendBunch(ctx context.Context, c rpc.Caller, b *bunch) (tl.UpdatesClass, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	later, err := f.later(b.due)
	if err != nil {
		return nil, err
	}
	known, err := f.sentBefore(ctx, c, b.randoms)
	if err != nil {
		return nil, err
	}
	if !known { // what a retry names may be gone, as its first try has used it
		if err := f.prepare(ctx, c, b); err != nil {
			return nil, err
		}
		defer b.done()
	}
	var out *tl.Updates
	var fresh []*box.Message
	err = f.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, fresh = &tl.Updates{Date: f.box.Now()}, nil
		if later {
			out, err = f.bunchLater(ctx, tx, c, b)
			return err
		}
		made, err := madeBefore(tx, c, b.randoms)
		if err != nil {
			return err
		}
		if made == nil {
			outs, err := f.composeBunch(tx, c, b)
			if err != nil {
				return err
			}
			if made, err = f.deliver(tx, outs...); err != nil {
				return err
			}
			fresh = made
			if err := f.clearDraft(tx, c, b, outs[0].peer, made[0].Topic); err != nil {
				return err
			}
		}
		return f.sentTL(ctx, tx, c, b.randoms, made, fresh, out)
	})
	if err != nil {
		return nil, err
	}
	for _, m := range fresh {
		c.Saw(m.Box, m.Pts, 1)
	}
	return out, nil
}

// sentBefore says whether an earlier try has sent or scheduled the same.
func (f *Feature) sentBefore(ctx context.Context, c rpc.Caller, randoms []int64) (known bool, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		made, err := madeBefore(tx, c, randoms)
		if err != nil {
			return err
		}
		s, err := laterBefore(tx, c, randoms)
		known = made != nil || s != nil
		return err
	})
	return known, err
}

// madeBefore returns what an earlier try of a bunch made, nil for nothing.
func madeBefore(tx *db.Tx, c rpc.Caller, randoms []int64) ([]*box.Message, error) {
	made := make([]*box.Message, len(randoms))
	for i, id := range randoms {
		m, err := again(tx, c.User, id)
		if err != nil {
			return nil, err
		}
		if made[i] = m; m == nil {
			if i > 0 {
				return nil, errRandomly // all of a bunch are sent at once, or none
			}
			return nil, nil
		}
	}
	return made, nil
}

// laterBefore returns what an earlier try of a bunch scheduled, nil for nothing.
func laterBefore(tx *db.Tx, c rpc.Caller, randoms []int64) ([]scheduled, error) {
	var out []scheduled
	for _, id := range randoms {
		s, ok, err := scheduledBefore(tx, c.User, id)
		if err != nil || !ok {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// bunchLater keeps a bunch until it is due.
func (f *Feature) bunchLater(ctx context.Context, tx *db.Tx, c rpc.Caller, b *bunch) (*tl.Updates, error) {
	before, err := laterBefore(tx, c, b.randoms)
	if err != nil {
		return nil, err
	}
	if before != nil {
		return f.scheduledTL(tx, c, before, false)
	}
	made, err := madeBefore(tx, c, b.randoms)
	if err != nil {
		return nil, err
	}
	if made != nil { // it was due and sent before the client heard that it was scheduled
		out := &tl.Updates{Date: f.box.Now()}
		return out, f.sentTL(ctx, tx, c, b.randoms, made, nil, out)
	}
	outs, err := f.composeBunch(tx, c, b)
	if err != nil {
		return nil, err
	}
	ss, err := f.schedule(tx, b.due.V, outs...)
	if err != nil {
		return nil, err
	}
	if err := f.clearDraft(tx, c, b, outs[0].peer, keptTopic(&outs[0].say)); err != nil {
		return nil, err
	}
	return f.scheduledTL(tx, c, ss, true)
}

func (f *Feature) clearDraft(tx *db.Tx, c rpc.Caller, b *bunch, peer box.Peer, topic int32) error {
	if !b.clearDraft {
		return nil
	}
	return f.dropDraft(tx, c, peer, topic)
}

// prepare looks at the media of a bunch.
func (f *Feature) prepare(ctx context.Context, c rpc.Caller, b *bunch) error {
	for _, s := range b.single {
		p, err := f.prepareOne(ctx, c, b, s.Media)
		if err != nil {
			b.done()
			return err
		}
		b.prepared = append(b.prepared, p)
		if b.album && !inAlbum(p.Kind) {
			b.done()
			return errMultiType
		}
		if media.TTL(&p.Media) != 0 && b.due.OK {
			b.done()
			return errMediaTTL
		}
	}
	return nil
}

// prepareOne looks at the media of one message.
func (f *Feature) prepareOne(ctx context.Context, c rpc.Caller, b *bunch, in tl.InputMediaClass) (p *media.Prepared, err error) {
	if q, ok := in.(*tl.InputMediaPoll); ok {
		b.poll, p, err = f.preparePoll(c.User, q)
		return p, err
	}
	return f.media.Prepare(ctx, c, in)
}

// done deletes what was made for a bunch and not kept.
func (b *bunch) done() {
	for _, p := range b.prepared {
		p.Done()
	}
}

// inAlbum says whether albums may have a kind of message.
func inAlbum(k box.Kind) bool {
	switch k {
	case box.KindPhoto, box.KindVideo, box.KindDocument, box.KindMusic, box.KindGIF:
		return true
	}
	return false
}

// composeBunch settles what the messages of a bunch say and whom they go to, and makes their files.
func (f *Feature) composeBunch(tx *db.Tx, c rpc.Caller, b *bunch) ([]*outgoing, error) {
	if len(b.prepared) != len(b.single) {
		return nil, errRandomly // an earlier try's message went between two looks
	}
	peer, err := f.users.Peer(tx, c, b.peer)
	if err != nil {
		return nil, err
	}
	outs := make([]*outgoing, len(b.single))
	for i, s := range b.single {
		p := b.prepared[i]
		o := &outgoing{sender: c.User, peer: peer, randomID: s.RandomID, kind: p.Kind, flags: b.flags}
		o.say = content.Content{Text: b.texts[i], Media: &p.Media}
		o.say.Entities = content.Mark(b.texts[i], content.FromTL(b.texts[i], b.shifts[i], s.Entities, f.mentioned(tx, c)))
		if err := f.answer(tx, c, b.replyTo, o); err != nil {
			return nil, err
		}
		if b.album {
			o.album = b.randoms[0]
		}
		if unlooked(p) && peer != box.UserPeer(c.User) {
			o.flags |= box.MediaUnread
		}
		if err := p.Keep(tx); err != nil {
			return nil, err
		}
		outs[i] = o
	}
	if b.poll != nil {
		if err := putPoll(tx, b.poll); err != nil {
			return nil, err
		}
	}
	return outs, nil
}

// unlooked says whether the receiver tells when they have looked at media.
func unlooked(p *media.Prepared) bool {
	return p.Kind == box.KindVoice || p.Kind == box.KindRound || media.TTL(&p.Media) != 0
}

// mediaTL renders what a row carries beside text.
func (t *told) mediaTL(m *box.Message, in *content.Media) tl.MessageMediaClass {
	if in.Type != mediaPoll {
		return t.media.TL(useOf(m), in)
	}
	if p := t.polls[pollID(in)]; p != nil {
		return p
	}
	return &tl.MessageMediaUnsupported{}
}

// useOf is the use of a file that a row is.
func useOf(m *box.Message) media.Use {
	if m.Pts == 0 { // it waits to be sent
		return media.Use{Kind: media.InScheduled, Holder: m.Box, ID: int64(m.ID)}
	}
	return media.Use{Kind: media.InMessage, Holder: m.Box, ID: int64(m.ID)}
}

// holdFiles notes that messages which were just posted, and their twins, have their files.
func (f *Feature) holdFiles(tx *db.Tx, outs []*outgoing, mine []*box.Message) error {
	for i, o := range outs {
		if err := f.holdIn(tx, o, mine[i], mine[i].Link); err != nil {
			return err
		}
	}
	return nil
}

// holdIn notes that rows of a message have its files and its poll.
func (f *Feature) holdIn(tx *db.Tx, o *outgoing, rows ...*box.Message) error {
	if err := holdPoll(tx, pollID(o.say.Media), rows...); err != nil {
		return err
	}
	files := media.Files(o.say.Media)
	if len(files) == 0 {
		return nil
	}
	for _, m := range rows {
		if m == nil {
			continue
		}
		if err := f.media.Hold(tx, useOf(m), files...); err != nil {
			return err
		}
	}
	return nil
}

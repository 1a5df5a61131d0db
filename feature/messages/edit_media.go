package messages

import (
	"context"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

var errNewMedia = rpc.Bad("MEDIA_NEW_INVALID")

// change is what an edit says anew.
type change struct {
	texted   bool // the text too
	text     string
	shift    int32
	entities []tl.MessageEntityClass
	media    *media.Prepared       // nil: it stays as it is
	noPage   bool                  // what it links to is not to be shown
	link     string                // what is to be looked at, when the edit is made
	live     *tl.InputMediaGeoLive // where the sender of a live place is now
}

// change looks at what an edit says.
func (f *Feature) change(ctx context.Context, c rpc.Caller, q *tl.MessagesEditMessage) (*change, error) {
	ch := &change{texted: q.Message.OK, entities: q.Entities, noPage: q.NoWebpage}
	in := q.Media
	if _, ok := in.(*tl.InputMediaWebPage); ok { // what the text links to is shown by itself
		in = nil
	}
	if live, ok := in.(*tl.InputMediaGeoLive); ok {
		ch.live, in = live, nil
	}
	ch.text, ch.shift = content.Trim(q.Message.V)
	if !ch.texted && in == nil && ch.live == nil {
		return nil, errEmpty
	}
	if content.Units(ch.text) > MaxText {
		return nil, errTooLong
	}
	if in == nil {
		return ch, nil
	}
	var err error
	if ch.media, err = f.media.Prepare(ctx, c, in); err != nil {
		return nil, err
	}
	if media.TTL(&ch.media.Media) != 0 || !replaces(ch.media.Kind) {
		ch.done()
		return nil, errNewMedia
	}
	return ch, nil
}

// replaces says whether a kind of media may come in place of another.
func replaces(k box.Kind) bool { return inAlbum(k) || k == box.KindGeo }

func (ch *change) done() {
	if ch.media != nil {
		ch.media.Done()
	}
}

// changed is what a message says after an edit. Its kind is set.
func (f *Feature) changed(tx *db.Tx, c rpc.Caller, m *box.Message, ch *change) (*content.Content, error) {
	say := content.Decode(m.Content)
	was := *say
	if ch.texted {
		say.Text = ch.text
		say.Entities = content.Mark(ch.text, content.FromTL(ch.text, ch.shift, ch.entities, f.mentioned(tx, c)))
		var err error
		if ch.link, err = f.reshowPage(tx, &was, say, ch.noPage); err != nil {
			return nil, err
		}
	}
	moved := false
	if ch.live != nil {
		if !media.IsLive(was.Media) {
			return nil, errNewMedia
		}
		now, changed, err := media.MoveLive(was.Media, ch.live, m.Date, f.box.Now())
		if err != nil {
			return nil, err
		}
		say.Media, moved = &now, changed
	}
	if ch.media != nil {
		switch {
		case m.Album != 0 && !inAlbum(ch.media.Kind), media.TTL(was.Media) != 0, m.Kind == box.KindPoll:
			return nil, errNewMedia
		}
		if err := ch.media.Keep(tx); err != nil {
			return nil, err
		}
		say.Media, m.Kind = &ch.media.Media, ch.media.Kind
	}
	switch {
	case say.Text == "" && (say.Media == nil || media.IsPage(say.Media)):
		return nil, errEmpty
	case say.Media != nil && !media.IsPage(say.Media) && content.Units(say.Text) > maxCaption:
		return nil, errCaption
	case ch.media == nil && !moved && say.Text == was.Text && slices.Equal(say.Entities, was.Entities) && media.IsPage(say.Media) == media.IsPage(was.Media):
		return nil, errNotModified
	}
	return say, nil
}

// swapFiles has a row hold the files of new media instead of those that it has.
func (f *Feature) swapFiles(tx *db.Tx, m *box.Message, now *content.Media) error {
	was, will := media.Files(content.Decode(m.Content).Media), media.Files(now)
	if slices.Equal(was, will) {
		return nil
	}
	for _, id := range will { // before the old ones go, so that what is in both stays
		if err := f.media.Hold(tx, useOf(m), id); err != nil {
			return err
		}
	}
	return f.media.Drop(tx, useOf(m), slices.DeleteFunc(was, func(id int64) bool { return slices.Contains(will, id) })...)
}

// stopPoll closes a poll of the caller's.
func (f *Feature) stopPoll(ctx context.Context, c rpc.Caller, q *tl.MessagesEditMessage) (tl.UpdatesClass, error) {
	return f.changePoll(ctx, c, q.Peer, q.ID, func(tx *db.Tx, p *poll) error {
		switch {
		case p.Owner != c.User:
			return errAuthor
		case p.Closed:
			return errPollClosed
		}
		return endPoll(tx, p.ID)
	})
}

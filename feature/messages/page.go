package messages

import (
	"context"
	"log/slog"
	"sync"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

// A message shows what its first link leads to, where the operator lets this server look. Nobody's message waits for a stranger's
// server: what is known when it is sent goes with it, and what is found later comes as an edit without a date of edit, which clients
// apply without saying that the message was edited. It is an event with a number of its box like every other, so no client can miss it.

// getWebPagePreview tells what the first link of a text leads to.
// https://core.telegram.org/method/messages.getWebPagePreview
func (f *Feature) getWebPagePreview(ctx context.Context, c rpc.Caller, q *tl.MessagesGetWebPagePreview) (*tl.MessagesWebPagePreview, error) {
	out := &tl.MessagesWebPagePreview{Media: &tl.MessageMediaEmpty{}, Chats: []tl.ChatClass{}, Users: []tl.UserClass{}}
	text, shift := content.Trim(q.Message)
	if !f.media.Previews() || content.Units(text) > MaxText {
		return out, nil
	}
	nobody := func(tl.InputUserClass) (int64, bool) { return 0, false }
	p, err := f.media.Preview(ctx, content.FirstLink(text, content.Mark(text, content.FromTL(text, shift, q.Entities, nobody))))
	if err != nil {
		return nil, err
	}
	out.Media = f.media.PageTL(p)
	return out, nil
}

// showPage has a text show what its first link leads to, where that is known. later is the link to be looked at, "" for none.
func (f *Feature) showPage(tx *db.Tx, say *content.Content) (later string, err error) {
	if !f.media.Previews() || say.Media != nil {
		return "", nil
	}
	link := content.FirstLink(say.Text, say.Entities)
	if link == "" {
		return "", nil
	}
	p, known, err := f.media.KnownPage(tx, link)
	if err != nil || !known || p == nil {
		if known {
			link = ""
		}
		return link, err
	}
	m, err := p.Media()
	if err != nil {
		return "", err
	}
	say.Media = &m
	return "", nil
}

// reshowPage does the same for a text that was edited. was is what the message said before.
func (f *Feature) reshowPage(tx *db.Tx, was, say *content.Content, none bool) (later string, err error) {
	if say.Media != nil && !media.IsPage(say.Media) {
		return "", nil
	}
	say.Media = nil
	if none {
		return "", nil
	}
	if media.IsPage(was.Media) && content.FirstLink(was.Text, was.Entities) == content.FirstLink(say.Text, say.Entities) {
		say.Media = was.Media
		return "", nil
	}
	return f.showPage(tx, say)
}

// pageJob is a link in a message, to be looked at.
type pageJob struct {
	box  int64
	id   int32
	link string
}

const (
	maxPageJobs = 256 // links that wait; a message beyond them shows no page
	pageWorkers = 4   // links that are looked at at once
)

// lookLater has what a message links to looked at.
func (f *Feature) lookLater(m *box.Message, link string) {
	if link == "" {
		return
	}
	select {
	case f.pages <- pageJob{m.Box, m.ID, link}:
	default:
	}
}

// RunPages looks at what messages link to, until ctx ends.
func (f *Feature) RunPages(ctx context.Context, log *slog.Logger) error {
	var workers sync.WaitGroup
	for range pageWorkers {
		workers.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case j := <-f.pages:
					if err := f.lookAt(ctx, j); err != nil && ctx.Err() == nil {
						log.Error("a link's page could not be shown", "err", err)
					}
				}
			}
		})
	}
	workers.Wait()
	return nil
}

// lookAt has a message show what it links to, unless it was edited or deleted meanwhile.
func (f *Feature) lookAt(ctx context.Context, j pageJob) error {
	p, err := f.media.Preview(ctx, j.link)
	if err != nil || p == nil {
		return err
	}
	return f.db.Write(ctx, func(tx *db.Tx) error {
		ms, err := box.ByIDs(tx, j.box, []int32{j.id})
		if err != nil {
			return err
		}
		m := ms[j.id]
		if m == nil {
			return nil
		}
		say := content.Decode(m.Content)
		if content.FirstLink(say.Text, say.Entities) != j.link || say.Media != nil {
			return nil
		}
		if _, err := f.showPage(tx, say); err != nil || !media.IsPage(say.Media) {
			return err
		}
		_, err = f.rewriteAs(tx, m, say, m.EditDate)
		return err
	})
}

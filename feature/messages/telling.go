package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/tl"
)

// telling looks up what rows need beside themselves to be rendered for viewer.
func (f *Feature) telling(tx *db.Tx, viewer int64, ms []*box.Message) (told, error) {
	t := told{media: f.media, viewer: viewer}
	reacted, posts := map[int64][]int32{}, map[int64][]int32{}
	var polls []int64
	for _, m := range ms {
		if m.Kind == box.KindPoll {
			polls = append(polls, pollID(content.Decode(m.Content).Media))
		}
		if m.Flags&box.Service != 0 && m.Peer < 0 {
			if err := t.lookUpPhoto(tx, m); err != nil {
				return t, err
			}
		}
		if m.Flags&box.Reacted != 0 {
			reacted[m.Box] = append(reacted[m.Box], m.ID)
		}
		if m.Box < 0 {
			posts[m.Box] = append(posts[m.Box], m.ID)
		}
	}
	if len(polls) > 0 {
		if err := t.lookUpPolls(tx, viewer, polls, f.box.Now()); err != nil {
			return t, err
		}
	}
	for boxID, ids := range reacted {
		if err := f.tellReactions(tx, &t, boxID, ids); err != nil {
			return t, err
		}
	}
	for boxID, ids := range posts {
		if err := f.tellPosts(tx, &t, boxID, ids); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (f *Feature) tellReactions(tx *db.Tx, t *told, boxID int64, ids []int32) error {
	all, err := reactionsOf(tx, boxID, ids)
	if err != nil {
		return err
	}
	anonymous, err := reactsUnnamed(tx, boxID)
	if err != nil {
		return err
	}
	if t.reactions == nil {
		t.reactions = map[row]*tl.MessageReactions{}
	}
	for id, rs := range all {
		r := reactionsTL(t.viewer, rs)
		r.Min = t.viewer == 0
		if anonymous { // who reads a channel is nobody's business
			r.CanSeeList, r.RecentReactions = false, nil
		} else if len(r.RecentReactions) > maxShown {
			r.RecentReactions = r.RecentReactions[:maxShown]
		}
		t.reactions[row{boxID, id}] = r
		if anonymous {
			continue
		}
		for _, r := range rs[:min(len(rs), maxShown)] {
			t.people = append(t.people, r.author)
		}
	}
	return nil
}

// reactsUnnamed says whether who reacts to messages of a box is told nobody: in a channel, whose readers are nobody's business.
func reactsUnnamed(tx *db.Tx, boxID int64) (bool, error) {
	if boxID > 0 {
		return false, nil
	}
	ch, err := channels.ByID(tx, -boxID)
	return ch == nil || ch.Is(channels.Broadcast), err
}

// maxShown is how many of those who reacted are named with a message.
const maxShown = 10

// tellPosts looks up what is kept of a channel's messages beside their rows.
func (f *Feature) tellPosts(tx *db.Tx, t *told, boxID int64, ids []int32) error {
	if t.mentions == nil {
		t.mentions, t.counts, t.comments = map[row]channels.Mentioned{}, map[row]channels.Counts{}, map[row]*tl.MessageReplies{}
	}
	if t.viewer != 0 {
		ms, err := channels.Mentions(tx, -boxID, ids)
		if err != nil {
			return err
		}
		for _, m := range ms {
			if m.Person == t.viewer {
				t.mentions[row{boxID, m.ID}] = m
			}
		}
	}
	counts, err := channels.CountsOf(tx, -boxID, ids)
	if err != nil {
		return err
	}
	for id, n := range counts {
		t.counts[row{boxID, id}] = n
	}
	return f.tellThreads(tx, t, boxID, ids)
}

// lookUpPhoto finds the photo of which a service message of a group or channel tells.
func (t *told) lookUpPhoto(tx *db.Tx, m *box.Message) error {
	a := content.Decode(m.Content).Action
	if a == nil || a.Type != chats.ActionPhoto {
		return nil
	}
	p, err := t.media.PortraitTL(tx, int64(m.Peer), a.ID)
	if t.photos == nil {
		t.photos = map[row]tl.PhotoClass{}
	}
	t.photos[rowOf(m)] = p
	return err
}

// out says whether the viewer wrote a message.
func (t *told) out(m *box.Message) bool {
	if m.Box < 0 {
		return t.viewer != 0 && m.Origin == t.viewer
	}
	return m.Out
}

// mentioned says whether a message speaks of the viewer, and whether they have yet to look at what is new about it.
func (t *told) mentioned(m *box.Message) (mentioned, unread bool) {
	if m.Box > 0 {
		return m.Flags&box.Mentioned != 0, m.Flags&box.MediaUnread != 0
	}
	x, ok := t.mentions[rowOf(m)]
	return ok, ok && !x.Seen
}

// naming renders those of whom was told.
func (f *Feature) naming(tx *db.Tx, t *told) ([]tl.UserClass, []tl.ChatClass, error) {
	us, err := f.contacts.People(tx, t.viewer, t.people)
	if err != nil {
		return nil, nil, err
	}
	cs, err := f.groups.TL(tx, t.viewer, t.chats)
	if err != nil {
		return nil, nil, err
	}
	more, err := f.channels.TL(tx, t.viewer, t.channels)
	return us, append(cs, more...), err
}

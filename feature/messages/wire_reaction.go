package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/tl"
)

// telling looks up what rows of the viewer's box need beside themselves to be rendered.
func (f *Feature) telling(tx *db.Tx, viewer int64, ms []*box.Message) (told, error) {
	t := told{media: f.media}
	var ids []int32
	var polls []int64
	for _, m := range ms {
		if m.Flags&box.Reacted != 0 {
			ids = append(ids, m.ID)
		}
		if m.Kind == box.KindPoll {
			polls = append(polls, pollID(content.Decode(m.Content).Media))
		}
	}
	if len(polls) > 0 {
		if err := t.lookUpPolls(tx, viewer, polls, f.box.Now()); err != nil {
			return t, err
		}
	}
	if len(ids) == 0 {
		return t, nil
	}
	all, err := reactionsOf(tx, viewer, ids)
	if err != nil {
		return t, err
	}
	t.reactions = make(map[int32]*tl.MessageReactions, len(all))
	for id, rs := range all {
		t.reactions[id] = reactionsTL(viewer, rs)
		for _, r := range rs {
			t.people = append(t.people, r.author)
		}
	}
	return t, nil
}

// reactionsTL renders the reactions to one message. rs is the latest first.
// https://core.telegram.org/constructor/messageReactions
func reactionsTL(viewer int64, rs []reaction) *tl.MessageReactions {
	out := &tl.MessageReactions{CanSeeList: true, Results: []tl.ReactionCount{}}
	places := map[string]int{}
	for i := len(rs) - 1; i >= 0; i-- { // the first to come is the first in the list
		r := rs[i]
		at, ok := places[r.emoji]
		if !ok {
			at = len(out.Results)
			places[r.emoji] = at
			out.Results = append(out.Results, tl.ReactionCount{Reaction: &tl.ReactionEmoji{Emoticon: r.emoji}})
		}
		out.Results[at].Count++
		if r.author == viewer {
			out.Results[at].ChosenOrder = tl.Some[int32](0)
		}
	}
	for _, r := range rs {
		out.RecentReactions = append(out.RecentReactions, r.tl(viewer))
	}
	return out
}

func (r reaction) tl(viewer int64) tl.MessagePeerReaction {
	return tl.MessagePeerReaction{
		Big: r.big, Unread: r.unread, My: r.author == viewer, PeerID: &tl.PeerUser{UserID: r.author}, Date: r.date,
		Reaction: &tl.ReactionEmoji{Emoticon: r.emoji},
	}
}

package messages

import (
	"chappe/tl"
)

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

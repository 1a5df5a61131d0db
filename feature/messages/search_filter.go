package messages

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/rpc"
	"chappe/search"
	"chappe/tl"
)

var (
	errFilter   = rpc.Bad("INPUT_FILTER_INVALID")
	errQuery    = rpc.Bad("SEARCH_QUERY_EMPTY")
	errFrom     = rpc.Bad("FROM_PEER_INVALID")
	errNotForIt = rpc.Bad("FILTER_NOT_SUPPORTED")
)

// sought is what is searched for.
type sought struct {
	box.Filter
	terms search.Terms
	none  bool // the filter is for what this server has none of

	floor   int32          // the messages up to here are not for whoever searches
	channel *channels.Seat // in a channel
}

// at sets where to search.
func (s *sought) at(p *conversation) {
	s.Peer, s.floor, s.channel = p.peer, p.floor, p.channel
	if p.channel != nil && s.Flags&(box.Mentioned|box.ReactionUnread) != 0 {
		s.none = true // whom a channel's message speaks of is not in its row
	}
	s.Above = p.floor
}

// topic restricts a search to a topic of a forum, where the client names one.
func (s *sought) topic(tx *db.Tx, p *conversation, topic tl.Opt[int32]) error {
	in, err := p.filter(tx, topic)
	s.Topic, s.Plain = in.Topic, in.Plain
	return err
}

// has says whether a message is in the topic that is searched.
func (s *sought) has(m *box.Message) bool {
	return s.Topic == 0 || max(m.Topic, box.General) == s.Topic
}

// filterFrom is what a client's filter chooses.
// https://core.telegram.org/type/MessagesFilter
func filterFrom(in tl.MessagesFilterClass) (s sought, err error) {
	switch in.(type) {
	case *tl.InputMessagesFilterEmpty:
	case *tl.InputMessagesFilterPhotos:
		s.Kinds = []box.Kind{box.KindPhoto}
	case *tl.InputMessagesFilterVideo:
		s.Kinds = []box.Kind{box.KindVideo}
	case *tl.InputMessagesFilterPhotoVideo:
		s.Kinds = []box.Kind{box.KindPhoto, box.KindVideo}
	case *tl.InputMessagesFilterDocument:
		s.Kinds = []box.Kind{box.KindDocument}
	case *tl.InputMessagesFilterURL:
		s.Flags = box.Linked
	case *tl.InputMessagesFilterGif:
		s.Kinds = []box.Kind{box.KindGIF}
	case *tl.InputMessagesFilterVoice:
		s.Kinds = []box.Kind{box.KindVoice}
	case *tl.InputMessagesFilterMusic:
		s.Kinds = []box.Kind{box.KindMusic}
	case *tl.InputMessagesFilterRoundVoice:
		s.Kinds = []box.Kind{box.KindRound, box.KindVoice}
	case *tl.InputMessagesFilterRoundVideo:
		s.Kinds = []box.Kind{box.KindRound}
	case *tl.InputMessagesFilterGeo:
		s.Kinds = []box.Kind{box.KindGeo}
	case *tl.InputMessagesFilterContacts:
		s.Kinds = []box.Kind{box.KindContact}
	case *tl.InputMessagesFilterPoll:
		s.Kinds = []box.Kind{box.KindPoll}
	case *tl.InputMessagesFilterMyMentions:
		s.Flags = box.Mentioned
	case *tl.InputMessagesFilterPinned:
		s.Flags = box.Pinned
	case *tl.InputMessagesFilterChatPhotos, *tl.InputMessagesFilterPhoneCalls:
		s.none = true
	default:
		return s, errFilter
	}
	return s, nil
}

// indexed is the part of what is searched for that the index of words knows.
func (s *sought) indexed(owner int64) *search.Query {
	return &search.Query{
		Box: owner, Terms: s.terms, Peer: s.Peer, Saved: s.Saved, From: s.From, Kinds: s.Kinds, Linked: s.Flags&box.Linked != 0,
	}
}

// rest are the flags that the index of words does not know, because they change without an edit.
func (s *sought) rest() box.Flags { return s.Flags & (box.Pinned | box.Mentioned) }

package help

import (
	"context"

	"chappe/rpc"
	"chappe/tl"
)

// storiesState is the state of a list of stories that never changes. TDLib takes an empty one for a mistake.
const storiesState = "0"

// https://core.telegram.org/api/stories
func (f *Feature) stories() []Method {
	return []Method{
		By(getAllStories),
		On(getPeerStories),
		By(getPeerMaxIDs),
		On(func(context.Context, rpc.Caller, *tl.StoriesGetAllReadPeerStories) (tl.UpdatesClass, error) {
			return f.noUpdates(), nil
		}),
		Give[tl.StoriesGetPinnedStories](&tl.StoriesStories{}),
		Give[tl.StoriesGetStoriesArchive](&tl.StoriesStories{}),
		Give[tl.StoriesGetStoriesByID](&tl.StoriesStories{}),
		Give[tl.StoriesGetAlbumStories](&tl.StoriesStories{}),
		Give[tl.StoriesGetAlbums](&tl.StoriesAlbums{}),
		Give[tl.StoriesGetStoriesViews](&tl.StoriesStoryViews{}),
		Give[tl.StoriesGetChatsToSend](&tl.MessagesChats{}),
		Give[tl.StoriesCanSendStory](&tl.StoriesCanSendStoryCount{}), // none
		Give[tl.StoriesSearchPosts](&tl.StoriesFoundStories{}),

		// There is nothing to read, count, hide or delete.
		Give[tl.StoriesReadStories]([]int32{}),
		Give[tl.StoriesDeleteStories]([]int32{}),
		Give[tl.StoriesTogglePinned]([]int32{}),
		Give[tl.StoriesIncrementStoryViews](true),
		Give[tl.StoriesToggleAllStoriesHidden](true),
		Give[tl.StoriesTogglePeerStoriesHidden](true),
		Refuse[tl.StoriesGetStoryViewsList](errStory),
		Refuse[tl.StoriesGetStoryReactionsList](errStory),
		Refuse[tl.StoriesExportStoryLink](errStory),
		Refuse[tl.StoriesSendReaction](errStory),
		Refuse[tl.StoriesReport](errStory),
		Refuse[tl.StoriesActivateStealthMode](errPremium),
	}
}

// https://core.telegram.org/method/stories.getAllStories
func getAllStories(q *tl.StoriesGetAllStories) (tl.StoriesAllStoriesClass, error) {
	if q.State.V == storiesState && !q.Next {
		return &tl.StoriesAllStoriesNotModified{State: storiesState}, nil
	}
	return &tl.StoriesAllStories{State: storiesState}, nil
}

// maxPeers bounds how many peers are asked about at once.
const maxPeers = 1000

// getPeerMaxIDs says of each peer that it has no story.
// https://core.telegram.org/method/stories.getPeerMaxIDs
func getPeerMaxIDs(q *tl.StoriesGetPeerMaxIDs) ([]tl.RecentStory, error) {
	if len(q.ID) > maxPeers {
		return nil, rpc.Bad("LIMIT_INVALID")
	}
	return make([]tl.RecentStory, len(q.ID)), nil
}

// getPeerStories repeats the peer that was asked about, whoever that is.
// https://core.telegram.org/method/stories.getPeerStories
func getPeerStories(_ context.Context, c rpc.Caller, q *tl.StoriesGetPeerStories) (*tl.StoriesPeerStories, error) {
	peer := peerOf(c.User, q.Peer)
	if peer == nil {
		return nil, rpc.Bad("PEER_ID_INVALID")
	}
	return &tl.StoriesPeerStories{Stories: tl.PeerStories{Peer: peer}}, nil
}

// peerOf is the peer that a client named, without a look at whether it exists. nil is none.
func peerOf(self int64, in tl.InputPeerClass) tl.PeerClass {
	switch p := in.(type) {
	case *tl.InputPeerSelf:
		return &tl.PeerUser{UserID: self}
	case *tl.InputPeerUser:
		return &tl.PeerUser{UserID: p.UserID}
	case *tl.InputPeerUserFromMessage:
		return &tl.PeerUser{UserID: p.UserID}
	case *tl.InputPeerChat:
		return &tl.PeerChat{ChatID: p.ChatID}
	case *tl.InputPeerChannel:
		return &tl.PeerChannel{ChannelID: p.ChannelID}
	case *tl.InputPeerChannelFromMessage:
		return &tl.PeerChannel{ChannelID: p.ChannelID}
	}
	return nil
}

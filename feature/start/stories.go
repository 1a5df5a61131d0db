package start

import (
	"context"

	"chappe/feature/help"
	"chappe/rpc"
	"chappe/tl"
)

// storiesState is the state of a list of stories that never changes. TDLib takes an empty one for a mistake.
const storiesState = "0"

// https://core.telegram.org/api/stories
func (f *Feature) stories() []help.Method {
	return []help.Method{
		help.By(getAllStories),
		help.On(getPeerStories),
		help.By(getPeerMaxIDs),
		help.On(func(context.Context, rpc.Caller, *tl.StoriesGetAllReadPeerStories) (tl.UpdatesClass, error) {
			return f.noUpdates(), nil
		}),
		help.Give[tl.StoriesGetPinnedStories](&tl.StoriesStories{}),
		help.Give[tl.StoriesGetStoriesArchive](&tl.StoriesStories{}),
		help.Give[tl.StoriesGetStoriesByID](&tl.StoriesStories{}),
		help.Give[tl.StoriesGetAlbumStories](&tl.StoriesStories{}),
		help.Give[tl.StoriesGetAlbums](&tl.StoriesAlbums{}),
		help.Give[tl.StoriesGetStoriesViews](&tl.StoriesStoryViews{}),
		help.Give[tl.StoriesGetChatsToSend](&tl.MessagesChats{}),
		help.Give[tl.StoriesCanSendStory](&tl.StoriesCanSendStoryCount{}), // none
		help.Give[tl.StoriesSearchPosts](&tl.StoriesFoundStories{}),

		// There is nothing to read, count, hide or delete.
		help.Give[tl.StoriesReadStories]([]int32{}),
		help.Give[tl.StoriesDeleteStories]([]int32{}),
		help.Give[tl.StoriesTogglePinned]([]int32{}),
		help.Give[tl.StoriesIncrementStoryViews](true),
		help.Give[tl.StoriesToggleAllStoriesHidden](true),
		help.Give[tl.StoriesTogglePeerStoriesHidden](true),
		help.Refuse[tl.StoriesGetStoryViewsList](errStory),
		help.Refuse[tl.StoriesGetStoryReactionsList](errStory),
		help.Refuse[tl.StoriesExportStoryLink](errStory),
		help.Refuse[tl.StoriesSendReaction](errStory),
		help.Refuse[tl.StoriesReport](errStory),
		help.Refuse[tl.StoriesActivateStealthMode](errPremium),
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

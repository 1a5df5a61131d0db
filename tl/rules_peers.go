package tl

// replyOf is where a request or a draft keeps what it replies to.
func replyOf(o Object) *InputReplyToClass {
	switch o := o.(type) {
	case *MessagesSendMessage:
		return &o.ReplyTo
	case *MessagesSendMedia:
		return &o.ReplyTo
	case *MessagesSendMultiMedia:
		return &o.ReplyTo
	case *MessagesSendInlineBotResult:
		return &o.ReplyTo
	case *MessagesRequestWebView:
		return &o.ReplyTo
	case *MessagesProlongWebView:
		return &o.ReplyTo
	case *MessagesSaveDraft:
		return &o.ReplyTo
	case *MessagesSendScreenshotNotification:
		return &o.ReplyTo
	case *DraftMessage:
		return &o.ReplyTo
	}
	return new(InputReplyToClass)
}

func getReply(o Object) value {
	if r, ok := (*replyOf(o)).(*InputReplyToMessage); ok {
		return num(int64(r.ReplyToMsgID))
	}
	return value{}
}

func putReply(o Object, v value) { *replyOf(o) = &InputReplyToMessage{ReplyToMsgID: int32(v.n)} }

func getTopic(o Object) value {
	if r, ok := (*replyOf(o)).(*InputReplyToMessage); ok && r.TopMsgID.OK {
		return num(int64(r.TopMsgID.V))
	}
	return value{}
}

// putTopic: what goes into a topic without replying to anything in it replies to its first message.
func putTopic(o Object, v value) {
	at := replyOf(o)
	r, ok := (*at).(*InputReplyToMessage)
	if !ok {
		r = &InputReplyToMessage{ReplyToMsgID: int32(v.n)}
		*at = r
	}
	r.TopMsgID = Some(int32(v.n))
}

func getRequestedPeer(o Object) value {
	if peers := o.(*MessageActionRequestedPeer).Peers; len(peers) > 0 {
		return obj(peers[0])
	}
	return value{}
}

func putRequestedPeer(o Object, v value) {
	if p, ok := v.obj.(PeerClass); ok {
		o.(*MessageActionRequestedPeer).Peers = []PeerClass{p}
	}
}

func getSharedPeer(o Object) value {
	if peers := o.(*MessagesSendBotRequestedPeer).RequestedPeers; len(peers) > 0 {
		return obj(peers[0])
	}
	return value{}
}

func putSharedPeer(o Object, v value) {
	if p, ok := v.obj.(InputPeerClass); ok {
		o.(*MessagesSendBotRequestedPeer).RequestedPeers = []InputPeerClass{p}
	}
}

// inputPeerOf is where a request keeps the peer it is about.
func inputPeerOf(o Object) *InputPeerClass {
	switch o := o.(type) {
	case *MessagesCreateForumTopic:
		return &o.Peer
	case *MessagesEditForumTopic:
		return &o.Peer
	case *MessagesGetForumTopics:
		return &o.Peer
	case *MessagesGetForumTopicsByID:
		return &o.Peer
	case *MessagesUpdatePinnedForumTopic:
		return &o.Peer
	case *MessagesReorderPinnedForumTopics:
		return &o.Peer
	case *MessagesDeleteTopicHistory:
		return &o.Peer
	case *MessagesEditChatCreator:
		return &o.Peer
	case *MessagesGetFutureChatCreatorAfterLeave:
		return &o.Peer
	case *MessagesGetSponsoredMessages:
		return &o.Peer
	}
	return storyPeerOf(o)
}

// storyPeerOf is the same for everything about stories.
func storyPeerOf(o Object) *InputPeerClass {
	switch o := o.(type) {
	case *InputMediaStory:
		return &o.Peer
	case *InputReplyToStory:
		return &o.Peer
	case *InputInvoiceStarGift:
		return &o.Peer
	case *StoriesExportStoryLink:
		return &o.Peer
	case *StoriesGetPinnedStories:
		return &o.Peer
	case *StoriesGetStoriesByID:
		return &o.Peer
	case *StoriesIncrementStoryViews:
		return &o.Peer
	case *StoriesReadStories:
		return &o.Peer
	case *StoriesReport:
		return &o.Peer
	case *StoriesSendReaction:
		return &o.Peer
	case *StoriesTogglePeerStoriesHidden:
		return &o.Peer
	case *StoriesCanSendStory:
		return &o.Peer
	case *StoriesDeleteStories:
		return &o.Peer
	case *StoriesEditStory:
		return &o.Peer
	case *StoriesGetStoriesArchive:
		return &o.Peer
	case *StoriesGetStoriesViews:
		return &o.Peer
	case *StoriesGetStoryViewsList:
		return &o.Peer
	case *StoriesSendStory:
		return &o.Peer
	case *StoriesTogglePinned:
		return &o.Peer
	}
	return new(InputPeerClass)
}

func fillSelf(o Object) { *inputPeerOf(o) = &InputPeerSelf{} }

// putChannel makes a peer of a channel.
func putChannel(o Object, v value) {
	at := inputPeerOf(o)
	switch c := v.obj.(type) {
	case *InputChannel:
		*at = &InputPeerChannel{ChannelID: c.ChannelID, AccessHash: c.AccessHash}
	case *InputChannelFromMessage:
		*at = &InputPeerChannelFromMessage{Peer: c.Peer, MsgID: c.MsgID, ChannelID: c.ChannelID}
	default:
		*at = &InputPeerEmpty{}
	}
}

// putInputUser makes a peer of a user.
func putInputUser(o Object, v value) {
	at := inputPeerOf(o)
	switch u := v.obj.(type) {
	case *InputUser:
		*at = &InputPeerUser{UserID: u.UserID, AccessHash: u.AccessHash}
	case *InputUserFromMessage:
		*at = &InputPeerUserFromMessage{Peer: u.Peer, MsgID: u.MsgID, UserID: u.UserID}
	case *InputUserSelf:
		*at = &InputPeerSelf{}
	default:
		*at = &InputPeerEmpty{}
	}
}

// peerOf is where something keeps the peer that was a user's id in older layers.
func peerOf(o Object) *PeerClass {
	switch o := o.(type) {
	case *UpdateMessagePollVote:
		return &o.Peer
	case *UpdateStory:
		return &o.Peer
	case *UpdateReadStories:
		return &o.Peer
	case *UpdateSentStoryReaction:
		return &o.Peer
	case *MessageMediaStory:
		return &o.Peer
	case *MessageReplyStoryHeader:
		return &o.Peer
	case *WebPageAttributeStory:
		return &o.Peer
	case *TodoCompletion:
		return &o.CompletedBy
	}
	return new(PeerClass)
}

// getUserID gives 0 for a peer that is no user.
func getUserID(o Object) value {
	if p, ok := (*peerOf(o)).(*PeerUser); ok {
		return num(p.UserID)
	}
	return value{}
}

func putUserID(o Object, v value) { *peerOf(o) = &PeerUser{UserID: v.n} }

// getTopicChannel is the channel whose topics an update is about; there were none elsewhere.
func getTopicChannel(o Object) value {
	if p, ok := (*topicsPeer(o)).(*PeerChannel); ok {
		return num(p.ChannelID)
	}
	return value{}
}

func putTopicChannel(o Object, v value) { *topicsPeer(o) = &PeerChannel{ChannelID: v.n} }

func topicsPeer(o Object) *PeerClass {
	switch o := o.(type) {
	case *UpdatePinnedForumTopic:
		return &o.Peer
	case *UpdatePinnedForumTopics:
		return &o.Peer
	}
	return new(PeerClass)
}

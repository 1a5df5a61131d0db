package tl

// What a layer says with other fields than the newest, and how the two correspond. A key is
// definition.field as the older layers have them. Fields that are here with no counterpart are
// not listed: they are written as zeros and forgotten when read.

// renamed leads from a definition that is gone to the one that took its place. Old clients, and
// libraries that keep old functions, still send them.
var renamed = map[string]string{
	"channels.createForumTopic":           "messages.createForumTopic",
	"channels.editForumTopic":             "messages.editForumTopic",
	"channels.getForumTopics":             "messages.getForumTopics",
	"channels.getForumTopicsByID":         "messages.getForumTopicsByID",
	"channels.updatePinnedForumTopic":     "messages.updatePinnedForumTopic",
	"channels.reorderPinnedForumTopics":   "messages.reorderPinnedForumTopics",
	"channels.deleteTopicHistory":         "messages.deleteTopicHistory",
	"channels.editCreator":                "messages.editChatCreator",
	"channels.getFutureCreatorAfterLeave": "messages.getFutureChatCreatorAfterLeave",
	"channels.getSponsoredMessages":       "messages.getSponsoredMessages",
	"channels.viewSponsoredMessage":       "messages.viewSponsoredMessage",
	"channels.clickSponsoredMessage":      "messages.clickSponsoredMessage",
	"channels.reportSponsoredMessage":     "messages.reportSponsoredMessage",
	"contacts.toggleStoriesHidden":        "stories.togglePeerStoriesHidden",
	"users.getIsPremiumRequiredToContact": "users.getRequirementsToContact",
	"emojiStatusUntil":                    "emojiStatus",
	"updateChannelPinnedTopic":            "updatePinnedForumTopic",
	"updateChannelPinnedTopics":           "updatePinnedForumTopics",
}

// rules are the fields that correspond to something else in the newest struct.
var rules = map[string]rule{
	// Until 158 (drafts: 165) a reply was a number, then an object.
	"messages.sendMessage.reply_to_msg_id":                {get: getReply, put: putReply},
	"messages.sendMessage.top_msg_id":                     {get: getTopic, put: putTopic},
	"messages.sendMedia.reply_to_msg_id":                  {get: getReply, put: putReply},
	"messages.sendMedia.top_msg_id":                       {get: getTopic, put: putTopic},
	"messages.sendMultiMedia.reply_to_msg_id":             {get: getReply, put: putReply},
	"messages.sendMultiMedia.top_msg_id":                  {get: getTopic, put: putTopic},
	"messages.sendInlineBotResult.reply_to_msg_id":        {get: getReply, put: putReply},
	"messages.sendInlineBotResult.top_msg_id":             {get: getTopic, put: putTopic},
	"messages.requestWebView.reply_to_msg_id":             {get: getReply, put: putReply},
	"messages.requestWebView.top_msg_id":                  {get: getTopic, put: putTopic},
	"messages.prolongWebView.reply_to_msg_id":             {get: getReply, put: putReply},
	"messages.prolongWebView.top_msg_id":                  {get: getTopic, put: putTopic},
	"messages.saveDraft.reply_to_msg_id":                  {get: getReply, put: putReply},
	"messages.saveDraft.top_msg_id":                       {get: getTopic, put: putTopic},
	"messages.sendScreenshotNotification.reply_to_msg_id": {get: getReply, put: putReply},
	"draftMessage.reply_to_msg_id":                        {get: getReply, put: putReply},

	// Titles and polls were strings before they could have entities (until 178, folders 195).
	"poll.question":                  {get: getText, put: putText},
	"pollAnswer.text":                {get: getText, put: putText},
	"dialogFilter.title":             {get: getText, put: putText},
	"dialogFilterChatlist.title":     {get: getText, put: putText},
	"chatlists.chatlistInvite.title": {get: getText, put: putText},

	// The right answers of a quiz were options until 223, then indexes.
	"inputMediaPoll.correct_answers": {get: getCorrectAnswers, put: putCorrectAnswers},

	"documentAttributeVideo.duration":                             {get: getDuration, put: putDuration},           // seconds, whole until 158
	"updatePeerBlocked.blocked":                                   {get: getBlocked, put: putBlocked},             // a Bool until 160
	"channels.toggleSignatures.enabled":                           {get: getSignatures, put: putSignatures},       // a Bool until 185
	"messageActionRequestedPeer.peer":                             {get: getRequestedPeer, put: putRequestedPeer}, // one until 167
	"messages.sendBotRequestedPeer.requested_peer":                {get: getSharedPeer, put: putSharedPeer},       // one until 167
	"messageActionSetChatTheme.emoticon":                          {get: getThemeSet, put: putThemeSet},           // no other themes until 211
	"messages.setChatTheme.emoticon":                              {get: getThemeWanted, put: putThemeWanted},
	"userFull.theme_emoticon":                                     {get: getTheme, put: putTheme},
	"account.updateColor.color":                                   {get: getColor, put: putColor}, // two fields until 214
	"account.updateColor.background_emoji_id":                     {get: getColorEmoji, put: putColorEmoji},
	"todoCompletion.completed_by":                                 {get: getUserID, put: putUserID},         // a user until 216
	"globalPrivacySettings.archive_and_mute_new_noncontact_peers": {get: getArchiveNew, put: putArchiveNew}, // a Bool until 158

	// Reports had a fixed list of reasons until 187.
	"messages.report.reason": {get: getReason, put: putReason},
	"stories.report.reason":  {get: getReason, put: putReason},

	// Forum topics and ownership were of channels only until 214 and 222.
	"channels.createForumTopic.channel":           {put: putChannel},
	"channels.editForumTopic.channel":             {put: putChannel},
	"channels.getForumTopics.channel":             {put: putChannel},
	"channels.getForumTopicsByID.channel":         {put: putChannel},
	"channels.updatePinnedForumTopic.channel":     {put: putChannel},
	"channels.reorderPinnedForumTopics.channel":   {put: putChannel},
	"channels.deleteTopicHistory.channel":         {put: putChannel},
	"updateChannelPinnedTopic.channel_id":         {get: getTopicChannel, put: putTopicChannel},
	"updateChannelPinnedTopics.channel_id":        {get: getTopicChannel, put: putTopicChannel},
	"channels.editCreator.channel":                {put: putChannel},
	"channels.getFutureCreatorAfterLeave.channel": {put: putChannel},
	"channels.getSponsoredMessages.channel":       {put: putChannel},

	// Stories and votes were of users only until 163 (replies 173, votes 158).
	"updateMessagePollVote.user_id":       {get: getUserID, put: putUserID},
	"updateStory.user_id":                 {get: getUserID, put: putUserID},
	"updateReadStories.user_id":           {get: getUserID, put: putUserID},
	"updateSentStoryReaction.user_id":     {get: getUserID, put: putUserID},
	"messageMediaStory.user_id":           {get: getUserID, put: putUserID},
	"messageReplyStoryHeader.user_id":     {get: getUserID, put: putUserID},
	"webPageAttributeStory.user_id":       {get: getUserID, put: putUserID},
	"inputMediaStory.user_id":             {put: putInputUser},
	"inputReplyToStory.user_id":           {put: putInputUser},
	"inputInvoiceStarGift.user_id":        {put: putInputUser},
	"stories.exportStoryLink.user_id":     {put: putInputUser},
	"stories.getPinnedStories.user_id":    {put: putInputUser},
	"stories.getStoriesByID.user_id":      {put: putInputUser},
	"stories.incrementStoryViews.user_id": {put: putInputUser},
	"stories.readStories.user_id":         {put: putInputUser},
	"stories.report.user_id":              {put: putInputUser},
	"stories.sendReaction.user_id":        {put: putInputUser},
	"contacts.toggleStoriesHidden.id":     {put: putInputUser},
}

// defaults fill fields of the newest struct that older layers leave out and that have no zero:
// until 163 these functions were about the caller's own stories.
var defaults = map[string]func(Object){
	"stories.canSendStory.peer":      fillSelf,
	"stories.deleteStories.peer":     fillSelf,
	"stories.editStory.peer":         fillSelf,
	"stories.getStoriesArchive.peer": fillSelf,
	"stories.getStoriesViews.peer":   fillSelf,
	"stories.getStoryViewsList.peer": fillSelf,
	"stories.sendStory.peer":         fillSelf,
	"stories.togglePinned.peer":      fillSelf,
}

// resultRules convert a function's newest answer into what older layers answered, nil when that
// cannot be. The key is the newest name.
var resultRules = map[string]func(result any) any{
	"messages.createChat":            updatesOfInvited, // until 176
	"messages.addChatUser":           updatesOfInvited,
	"channels.inviteToChannel":       updatesOfInvited,
	"messages.importChatInvite":      updatesOfJoined, // until 225
	"channels.joinChannel":           updatesOfJoined,
	"messages.getDialogFilters":      filtersOfDialogFilters, // until 174
	"messages.getWebPage":            pageOfWebPage,          // until 164
	"messages.getWebPagePreview":     mediaOfPreview,         // until 196
	"messages.report":                boolOfReport,           // until 187
	"stories.report":                 boolOfReport,
	"stories.canSendStory":           boolOfCanSend,       // until 202
	"stats.getMessagePublicForwards": messagesOfForwards,  // until 168
	"stories.getPeerMaxIDs":          idsOfRecent,         // until 216
	"users.getRequirementsToContact": boolsOfRequirements, // until 199, under its older name
}

package tl

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var (
	self    = &InputPeerSelf{}
	channel = &InputChannel{ChannelID: 7, AccessHash: 8}
	asPeer  = &InputPeerChannel{ChannelID: 7, AccessHash: 8}
	someone = &InputUser{UserID: 7, AccessHash: 8}
	theirs  = &InputPeerUser{UserID: 7, AccessHash: 8}
	reply   = &InputReplyToMessage{ReplyToMsgID: 5}
	topic   = &InputReplyToMessage{ReplyToMsgID: 5, TopMsgID: Some(int32(3))}
)

// fromOld are requests of old layers and what they are in the newest.
var fromOld = []struct {
	layer  int
	name   string
	fields old
	want   Object
}{
	{158, "messages.sendMessage", old{"peer": self, "message": "hi", "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesSendMessage{Peer: self, Message: "hi", ReplyTo: topic}},
	{158, "messages.sendMessage", old{"peer": self, "message": "hi"}, &MessagesSendMessage{Peer: self, Message: "hi"}},
	{158, "messages.sendMessage", old{"peer": self, "top_msg_id": 3},
		&MessagesSendMessage{Peer: self, ReplyTo: &InputReplyToMessage{ReplyToMsgID: 3, TopMsgID: Some(int32(3))}}},
	{158, "messages.sendMedia", old{"peer": self, "media": &InputMediaEmpty{}, "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesSendMedia{Peer: self, Media: &InputMediaEmpty{}, ReplyTo: topic}},
	{158, "messages.sendMultiMedia", old{"peer": self, "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesSendMultiMedia{Peer: self, ReplyTo: topic, MultiMedia: []InputSingleMedia{}}},
	{158, "messages.sendInlineBotResult", old{"peer": self, "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesSendInlineBotResult{Peer: self, ReplyTo: topic}},
	{158, "messages.requestWebView", old{"peer": self, "bot": someone, "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesRequestWebView{Peer: self, Bot: someone, ReplyTo: topic}},
	{158, "messages.prolongWebView", old{"peer": self, "bot": someone, "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesProlongWebView{Peer: self, Bot: someone, ReplyTo: topic}},
	{165, "messages.saveDraft", old{"peer": self, "reply_to_msg_id": 5, "top_msg_id": 3},
		&MessagesSaveDraft{Peer: self, ReplyTo: topic}},
	{158, "messages.sendScreenshotNotification", old{"peer": self, "reply_to_msg_id": 5},
		&MessagesSendScreenshotNotification{Peer: self, ReplyTo: reply}},
	{185, "channels.toggleSignatures", old{"channel": channel, "enabled": true},
		&ChannelsToggleSignatures{Channel: channel, SignaturesEnabled: true}},
	{203, "channels.toggleForum", old{"channel": channel, "enabled": true},
		&ChannelsToggleForum{Channel: channel, Enabled: true}},
	{167, "messages.sendBotRequestedPeer", old{"peer": self, "msg_id": 1, "requested_peer": asPeer},
		&MessagesSendBotRequestedPeer{Peer: self, MsgID: Some(int32(1)), RequestedPeers: []InputPeerClass{asPeer}}},
	{211, "messages.setChatTheme", old{"peer": self, "emoticon": "❤"},
		&MessagesSetChatTheme{Peer: self, Theme: &InputChatTheme{Emoticon: "❤"}}},
	{211, "messages.setChatTheme", old{"peer": self}, &MessagesSetChatTheme{Peer: self, Theme: &InputChatThemeEmpty{}}},
	{214, "account.updateColor", old{"color": 5, "background_emoji_id": int64(9)},
		&AccountUpdateColor{Color: &PeerColor{Color: Some(int32(5)), BackgroundEmojiID: Some(int64(9))}}},
	{214, "account.updateColor", old{"for_profile": true}, &AccountUpdateColor{ForProfile: true}},
	{187, "messages.report", old{"peer": self, "reason": &InputReportReasonChildAbuse{}, "message": "m"},
		&MessagesReport{Peer: self, ID: []int32{}, Option: []byte("childAbuse"), Message: "m"}},
	{187, "stories.report", old{"peer": self, "reason": &InputReportReasonSpam{}},
		&StoriesReport{Peer: self, ID: []int32{}, Option: []byte("spam")}},
	{214, "channels.createForumTopic", old{"channel": channel, "title": "t"},
		&MessagesCreateForumTopic{Peer: asPeer, Title: "t"}},
	{214, "channels.editForumTopic", old{"channel": channel, "closed": true},
		&MessagesEditForumTopic{Peer: asPeer, Closed: Some(true)}},
	{214, "channels.getForumTopics", old{"channel": channel, "limit": 3}, &MessagesGetForumTopics{Peer: asPeer, Limit: 3}},
	{214, "channels.getForumTopicsByID", old{"channel": channel, "topics": []int32{1}},
		&MessagesGetForumTopicsByID{Peer: asPeer, Topics: []int32{1}}},
	{214, "channels.updatePinnedForumTopic", old{"channel": channel, "pinned": true},
		&MessagesUpdatePinnedForumTopic{Peer: asPeer, Pinned: true}},
	{214, "channels.reorderPinnedForumTopics", old{"channel": channel, "order": []int32{2, 1}},
		&MessagesReorderPinnedForumTopics{Peer: asPeer, Order: []int32{2, 1}}},
	{214, "channels.deleteTopicHistory", old{"channel": channel, "top_msg_id": 1},
		&MessagesDeleteTopicHistory{Peer: asPeer, TopMsgID: 1}},
	{222, "channels.editCreator", old{"channel": channel, "user_id": someone, "password": &InputCheckPasswordEmpty{}},
		&MessagesEditChatCreator{Peer: asPeer, UserID: someone, Password: &InputCheckPasswordEmpty{}}},
	{222, "channels.getFutureCreatorAfterLeave", old{"channel": channel}, &MessagesGetFutureChatCreatorAfterLeave{Peer: asPeer}},
	{189, "channels.getSponsoredMessages", old{"channel": channel}, &MessagesGetSponsoredMessages{Peer: asPeer}},
	{189, "channels.viewSponsoredMessage", old{"channel": channel, "random_id": []byte{1}},
		&MessagesViewSponsoredMessage{RandomID: []byte{1}}},
	{189, "channels.clickSponsoredMessage", old{"channel": channel, "random_id": []byte{1}},
		&MessagesClickSponsoredMessage{RandomID: []byte{1}}},
	{189, "channels.reportSponsoredMessage", old{"channel": channel, "random_id": []byte{1}, "option": []byte{2}},
		&MessagesReportSponsoredMessage{RandomID: []byte{1}, Option: []byte{2}}},
	{163, "contacts.toggleStoriesHidden", old{"id": someone, "hidden": true},
		&StoriesTogglePeerStoriesHidden{Peer: theirs, Hidden: true}},
	{199, "users.getIsPremiumRequiredToContact", old{"id": []InputUserClass{someone}},
		&UsersGetRequirementsToContact{ID: []InputUserClass{someone}}},
	{163, "stories.getPinnedStories", old{"user_id": someone}, &StoriesGetPinnedStories{Peer: theirs}},
	{163, "stories.readStories", old{"user_id": &InputUserSelf{}}, &StoriesReadStories{Peer: self}},
	{163, "stories.exportStoryLink", old{"user_id": someone}, &StoriesExportStoryLink{Peer: theirs}},
	{163, "stories.getStoriesByID", old{"user_id": someone, "id": []int32{1}}, &StoriesGetStoriesByID{Peer: theirs, ID: []int32{1}}},
	{163, "stories.incrementStoryViews", old{"user_id": someone, "id": []int32{1}},
		&StoriesIncrementStoryViews{Peer: theirs, ID: []int32{1}}},
	{163, "stories.sendReaction", old{"user_id": someone, "reaction": &ReactionEmpty{}},
		&StoriesSendReaction{Peer: theirs, Reaction: &ReactionEmpty{}}},
	{163, "stories.canSendStory", nil, &StoriesCanSendStory{Peer: self}},
	{163, "stories.deleteStories", old{"id": []int32{1}}, &StoriesDeleteStories{Peer: self, ID: []int32{1}}},
	{163, "stories.editStory", old{"id": 1}, &StoriesEditStory{Peer: self, ID: 1}},
	{163, "stories.getStoriesArchive", old{"limit": 1}, &StoriesGetStoriesArchive{Peer: self, Limit: 1}},
	{163, "stories.getStoriesViews", old{"id": []int32{1}}, &StoriesGetStoriesViews{Peer: self, ID: []int32{1}}},
	{163, "stories.getStoryViewsList", old{"id": 1}, &StoriesGetStoryViewsList{Peer: self, ID: 1}},
	{163, "stories.togglePinned", old{"id": []int32{1}}, &StoriesTogglePinned{Peer: self, ID: []int32{1}}},
	{163, "stories.sendStory", old{"media": &InputMediaEmpty{}, "privacy_rules": []InputPrivacyRuleClass{}},
		&StoriesSendStory{Peer: self, Media: &InputMediaEmpty{}, PrivacyRules: []InputPrivacyRuleClass{}}},
}

func TestRequestsOfOldLayers(t *testing.T) {
	for _, c := range fromOld {
		o := newOracle(c.layer)
		got, err := DecodeRequest(c.layer, o.raw(t, c.name, c.fields))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("layer %d, %s: %v\ngot  %#v\nwant %#v", c.layer, c.name, err, got, c.want)
		}
	}
}

// toOld are objects of the newest layer and what a field of them is in an older one.
var toOld = []struct {
	layer int
	obj   Object
	name  string
	field string
	want  any // nil: absent
}{
	{178, &Poll{Question: TextWithEntities{Text: "q"}}, "poll", "question", "q"},
	{178, &PollAnswer{Text: TextWithEntities{Text: "a"}}, "pollAnswer", "text", "a"},
	{195, &DialogFilter{Title: TextWithEntities{Text: "f"}}, "dialogFilter", "title", "f"},
	{195, &DialogFilterChatlist{Title: TextWithEntities{Text: "f"}}, "dialogFilterChatlist", "title", "f"},
	{195, &ChatlistsChatlistInvite{Title: TextWithEntities{Text: "f"}}, "chatlists.chatlistInvite", "title", "f"},
	{158, &DocumentAttributeVideo{Duration: 2.6}, "documentAttributeVideo", "duration", int64(3)},
	{160, &UpdatePeerBlocked{PeerID: &PeerUser{}, Blocked: true}, "updatePeerBlocked", "blocked", int64(1)},
	{160, &UpdatePeerBlocked{PeerID: &PeerUser{}}, "updatePeerBlocked", "blocked", int64(0)},
	{158, &GlobalPrivacySettings{ArchiveAndMuteNewNoncontactPeers: true}, "globalPrivacySettings",
		"archive_and_mute_new_noncontact_peers", int64(1)},
	{158, &GlobalPrivacySettings{}, "globalPrivacySettings", "archive_and_mute_new_noncontact_peers", nil},
	{167, &MessageActionRequestedPeer{Peers: []PeerClass{&PeerUser{UserID: 4}}}, "messageActionRequestedPeer", "peer", &PeerUser{UserID: 4}},
	{211, &MessageActionSetChatTheme{Theme: &ChatTheme{Emoticon: "❤"}}, "messageActionSetChatTheme", "emoticon", "❤"},
	{158, &DraftMessage{ReplyTo: reply}, "draftMessage", "reply_to_msg_id", int64(5)},
	{158, &DraftMessage{}, "draftMessage", "reply_to_msg_id", nil},
	{216, &TodoCompletion{CompletedBy: &PeerUser{UserID: 4}}, "todoCompletion", "completed_by", int64(4)},
	{158, &UpdateMessagePollVote{Peer: &PeerUser{UserID: 4}}, "updateMessagePollVote", "user_id", int64(4)},
	{163, &UpdateStory{Peer: &PeerUser{UserID: 4}, Story: &StoryItemDeleted{}}, "updateStory", "user_id", int64(4)},
	{163, &UpdateReadStories{Peer: &PeerUser{UserID: 4}}, "updateReadStories", "user_id", int64(4)},
	{163, &UpdateSentStoryReaction{Peer: &PeerUser{UserID: 4}, Reaction: &ReactionEmpty{}}, "updateSentStoryReaction", "user_id", int64(4)},
	{163, &MessageMediaStory{Peer: &PeerUser{UserID: 4}}, "messageMediaStory", "user_id", int64(4)},
	{163, &MessageReplyStoryHeader{Peer: &PeerUser{UserID: 4}}, "messageReplyStoryHeader", "user_id", int64(4)},
	{163, &WebPageAttributeStory{Peer: &PeerUser{UserID: 4}}, "webPageAttributeStory", "user_id", int64(4)},
	{163, &UpdateReadStories{Peer: &PeerChannel{ChannelID: 4}}, "updateReadStories", "user_id", int64(0)},
	{211, &UserFull{ID: 1, Theme: &ChatTheme{Emoticon: "❤"}, NotifySettings: PeerNotifySettings{}}, "userFull", "theme_emoticon", "❤"},
	// What the schema gained as required, and lost.
	{223, &Dialog{Peer: &PeerUser{}, UnreadPollVotesCount: 3}, "dialog", "unread_poll_votes_count", nil},
	{224, &Dialog{Peer: &PeerUser{}, UnreadPollVotesCount: 3}, "dialog", "unread_poll_votes_count", int64(3)},
	// Flags that came without a new id.
	{166, &Dialog{Peer: &PeerUser{}, ViewForumAsMessages: true}, "dialog", "view_forum_as_messages", nil},
	{167, &Dialog{Peer: &PeerUser{}, ViewForumAsMessages: true}, "dialog", "view_forum_as_messages", int64(1)},
	// An optional field that became required, empty here, and one the other way round.
	{165, &MessageReplyHeader{}, "messageReplyHeader", "reply_to_msg_id", int64(0)},
	{223, &PollAnswerVoters{}, "pollAnswerVoters", "voters", int64(0)},
}

func TestObjectsForOldLayers(t *testing.T) {
	for _, c := range toOld {
		b, err := Append(nil, c.layer, c.obj)
		if err != nil {
			t.Errorf("layer %d, %#v: %v", c.layer, c.obj, err)
			continue
		}
		name, fields := newOracle(c.layer).unraw(t, b)
		if name != c.name || !reflect.DeepEqual(fields[c.field], c.want) {
			t.Errorf("layer %d: %s.%s is %v, want %s and %v", c.layer, name, c.field, fields[c.field], c.name, c.want)
		}
	}
}

// TestQuiz: the right answers of a quiz were options, and are indexes since 224.
func TestQuiz(t *testing.T) {
	answers := []PollAnswerClass{
		&PollAnswer{Text: TextWithEntities{Text: "no", Entities: []MessageEntityClass{}}, Option: []byte("0")},
		&PollAnswer{Text: TextWithEntities{Text: "yes", Entities: []MessageEntityClass{}}, Option: []byte("1")},
	}
	quiz := &InputMediaPoll{
		Poll:           Poll{Question: TextWithEntities{Text: "?", Entities: []MessageEntityClass{}}, Answers: answers},
		CorrectAnswers: []int32{1},
	}
	b, err := Append(nil, 223, quiz)
	if err != nil {
		t.Fatal(err)
	}
	if _, fields := newOracle(223).unraw(t, b); !reflect.DeepEqual(fields["correct_answers"], []any{"1"}) {
		t.Errorf("in layer 223 the right answers are %v", fields["correct_answers"])
	}
	got, _, err := Decode(223, b)
	if err != nil || !reflect.DeepEqual(got, quiz) {
		t.Errorf("%v\ngot  %#v\nwant %#v", err, got, quiz)
	}
}

func TestOldEmojiStatus(t *testing.T) {
	b := newOracle(196).raw(t, "emojiStatusUntil", old{"document_id": int64(7), "until": 8})
	got, _, err := Decode(196, b)
	if want := (&EmojiStatus{DocumentID: 7, Until: Some(int32(8))}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %#v", err, got)
	}
}

// TestNothingRequiredIsNil: whatever a layer's client sends, a handler never finds nil where the
// newest layer requires an object. Payments in some layers are refused for it, nothing else.
func TestNothingRequiredIsNil(t *testing.T) {
	for _, layer := range Layers() {
		table, err := tableFor(layer)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range append(slices.Clone(table.plans), olderPlans(table)...) {
			if p == nil {
				continue
			}
			for i := range p.ops {
				if p.ops[i].code == opRequire && !filled(p) && !strings.HasPrefix(p.name, "payments.") &&
					p.name != "messages.togglePaidReactionPrivacy" && !strings.HasPrefix(p.name, "inputInvoice") {
					t.Errorf("layer %d: %s is always refused", layer, p.name)
				}
			}
		}
	}
}

func olderPlans(t *table) []*plan {
	var list []*plan
	for _, p := range t.older {
		list = append(list, p)
	}
	return list
}

// filled reports whether a plan has a rule that may fill what is required.
func filled(p *plan) bool {
	return slices.ContainsFunc(p.ops, func(o op) bool { return o.code == opRule && o.rule.put != nil })
}

// TestRulesAreUsed finds rules that no layer needs, because of a misspelt name or otherwise.
func TestRulesAreUsed(t *testing.T) {
	c := theCatalog()
	known := make(map[string]bool)
	for _, e := range c.Entries {
		known[e.Name] = true
		for _, p := range e.Params {
			known[e.Name+"."+p.Name+":"+p.Type] = true
		}
	}
	for key := range rules {
		i := strings.LastIndexByte(key, '.')
		name, field := key[:i], key[i+1:]
		used := false
		for _, e := range c.Entries {
			for _, p := range e.Params {
				if e.Name == name && p.Name == field && !newestHas(c, name, p.Name, p.Type) {
					used = true
				}
			}
		}
		if !used {
			t.Errorf("no layer needs the rule for %s", key)
		}
	}
	for from, to := range renamed {
		if _, ok := c.index[from]; ok || !known[from] {
			t.Errorf("%s needs no renaming", from)
		}
		if _, ok := c.index[to]; !ok {
			t.Errorf("%s is not in the newest layer", to)
		}
	}
	for class, name := range fallbacks {
		i, ok := c.index[name]
		if !ok || c.of[i].name != class || len(c.fields[i]) > 0 {
			t.Errorf("%s cannot stand for any %s", name, class)
		}
		for _, layer := range Layers() {
			if b, err := Append(nil, layer, newObject(uint16(i))); err != nil || len(b) != 4 {
				t.Errorf("layer %d does not know %s", layer, name)
			}
		}
	}
}

func newestHas(c *catalog, name, field, typ string) bool {
	i, ok := c.index[name]
	if !ok {
		return false
	}
	for _, f := range c.fields[i] {
		if f.Name == field && f.Type == typ {
			return true
		}
	}
	return false
}

// TestMaskedFlags: an old client's flag that only newer layers know is not one.
func TestMaskedFlags(t *testing.T) {
	b, err := Append(nil, MaxLayer, &MessagesSendMessage{Peer: self, InvertMedia: true})
	if err != nil {
		t.Fatal(err)
	}
	copy(b, newOracle(165).raw(t, "messages.sendMessage", old{"peer": self})[:4])
	got, err := DecodeRequest(165, b)
	if want := (&MessagesSendMessage{Peer: self}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("layer 165: %v, %#v", err, got)
	}
	// The id is the same until 174, the flag is known since 166.
	got, err = DecodeRequest(166, b)
	if want := (&MessagesSendMessage{Peer: self, InvertMedia: true}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("layer 166: %v, %#v", err, got)
	}
}

// TestFunctionsOfOtherLayers: libraries keep calling functions that their layer has dropped.
func TestFunctionsOfOtherLayers(t *testing.T) {
	b := newOracle(214).raw(t, "channels.getForumTopicsByID", old{"channel": channel, "topics": []int32{}})
	got, err := DecodeRequest(227, b)
	if want := (&MessagesGetForumTopicsByID{Peer: asPeer, Topics: []int32{}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %#v", err, got)
	}
	// And answers go in the layer's own words.
	answer, err := AppendResult(nil, 227, got, &MessagesForumTopics{})
	if err != nil || len(answer) == 0 || bytes.Equal(answer[:4], b[:4]) {
		t.Errorf("%v %x", err, answer)
	}
}

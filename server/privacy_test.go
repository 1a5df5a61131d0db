package server_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestPrivacyByEveryMethod asks for everything about one person, as everybody who may see it and everybody who may not, by every method
// whose answer tells of people, and looks at each place in each answer where the person is told of.
func TestPrivacyByEveryMethod(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		olga := s.User("olga")
		contact, denied, blocked := s.User("contact"), s.User("denied"), s.User("blocked")
		stranger, allowed := s.User("stranger"), s.User("allowed")
		olga.Call(&tl.AccountUpdateUsername{Username: "olga_in_town"})
		olga.Call(&tl.AccountUpdateProfile{About: tl.Some("for those whom I know")})
		olga.Call(&tl.AccountUpdateBirthday{Birthday: &tl.Birthday{Day: 23, Month: 11}})
		for _, p := range []*servertest.Person{contact, denied, blocked} {
			olga.Import(p)
		}
		for _, k := range []tl.InputPrivacyKeyClass{
			&tl.InputPrivacyKeyStatusTimestamp{}, &tl.InputPrivacyKeyPhoneNumber{}, &tl.InputPrivacyKeyAddedByPhone{},
			&tl.InputPrivacyKeyAbout{}, &tl.InputPrivacyKeyBirthday{}, &tl.InputPrivacyKeyVoiceMessages{}, &tl.InputPrivacyKeyForwards{},
		} {
			olga.Call(&tl.AccountSetPrivacy{Key: k, Rules: []tl.InputPrivacyRuleClass{
				&tl.InputPrivacyValueAllowUsers{Users: []tl.InputUserClass{olga.Input(allowed)}},
				&tl.InputPrivacyValueDisallowUsers{Users: []tl.InputUserClass{olga.Input(denied)}},
				&tl.InputPrivacyValueAllowContacts{}, &tl.InputPrivacyValueDisallowAll{},
			}})
		}
		olga.Call(&tl.AccountUpdateStatus{})
		square := olga.NewChannel("square", false)
		olga.Invite(square, contact, denied, blocked, stranger, allowed)
		said := olga.Say(square, "in the square")
		olga.Call(&tl.ChannelsToggleForum{Channel: olga.Channel(square), Enabled: true})
		driven := map[string]bool{}
		for _, v := range []*viewer{
			{Person: contact, sees: true}, {Person: allowed, sees: true},
			{Person: stranger}, {Person: denied}, {Person: blocked},
		} {
			v.t, v.s, v.of, v.driven, v.square, v.said = t, s, olga, driven, square, said
			v.meet()
			if v.Person == blocked {
				olga.Call(&tl.ContactsBlock{ID: olga.Peer(blocked)})
			}
			v.asksForEverything()
		}
		for _, m := range methodsThatTell(t, s) {
			if !driven[m] && tellsNothing[m] == "" {
				t.Errorf("%s tells of people and is not asked: add it to asksForEverything", m)
			}
		}
	})
}

// tellsNothing are methods whose answers could tell of people and do not, and why.
var tellsNothing = map[string]string{
	"account.updateProfile":            "of the caller only",
	"channels.editPhoto":               "of the caller only",
	"channels.searchPosts":             "of people in channels, as channels.getMessages does",
	"messages.editChatPhoto":           "of the caller only",
	"messages.getDiscussionMessage":    "of people in channels, as channels.getMessages does",
	"messages.getMessagesViews":        "as channels.getMessages does",
	"messages.getReplies":              "as channels.getMessages does",
	"account.updateUsername":           "of the caller only",
	"contacts.getBirthdays":            "asked without ask: most may not see anybody there",
	"messages.deleteScheduledMessages": "names the conversation and nobody in it",
	"messages.getPollResults":          "of who voted: nobody did",
	"messages.getPollVotes":            "of who voted: nobody did",
	"messages.getUnreadMentions":       "nobody is mentioned between two",
	"messages.getWebPagePreview":       "of a page on the web",
	"messages.sendMultiMedia":          "as messages.sendMedia",
	"stats.getMessagePublicForwards":   "of posts of public channels, as channels.getMessages does",
	"messages.sendVote":                "of who voted: the caller",
}

// viewer is somebody who looks at somebody else.
type viewer struct {
	*servertest.Person
	t      *testing.T
	s      *servertest.Server
	of     *servertest.Person
	sees   bool // what the other shows to those whom they know
	driven map[string]bool
	in     tl.InputPeerClass
	user   tl.InputUserClass
	mine   int32 // a message to the other
	pts    int32
	square int64 // a supergroup that both are in
	said   int32 // a message of the other there
}

// meet lets the two talk, before one may block the other.
func (v *viewer) meet() {
	of := v.of
	found := v.Call(&tl.ContactsResolveUsername{Username: "olga_in_town"}).(*tl.ContactsResolvedPeer).Users[0].(*tl.User)
	v.in = &tl.InputPeerUser{UserID: found.ID, AccessHash: found.AccessHash.V}
	v.user = &tl.InputUser{UserID: found.ID, AccessHash: found.AccessHash.V}
	v.pts = v.Pts()
	v.Call(&tl.MessagesSendMessage{Peer: v.in, Message: "who are you?", RandomID: rand.Int64()})
	got := of.WantMessage("who are you?").ID
	of.Call(&tl.MessagesSendMessage{
		Peer: of.Peer(v.Person), Message: "you " + v.Name, RandomID: rand.Int64(), ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: got},
		Entities: []tl.MessageEntityClass{&tl.InputMessageEntityMentionName{Length: 3, UserID: of.Input(v.Person)}},
	})
	of.Call(&tl.MessagesSendReaction{Peer: of.Peer(v.Person), MsgID: got, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "👍"}}})
	theirs := v.WantMessage("you " + v.Name)
	of.Call(&tl.MessagesDeleteMessages{ID: []int32{got}}) // the next one who asks is not to find it there
	v.mine = theirs.ID - 1
	v.Call(&tl.MessagesForwardMessages{FromPeer: v.in, ToPeer: &tl.InputPeerSelf{}, ID: []int32{theirs.ID}, RandomID: []int64{rand.Int64()}})
}

// ask calls a method, and looks at what its answer tells of the other.
func (v *viewer) ask(q tl.Object) {
	v.t.Helper()
	v.driven[q.TLName()] = true
	answer, err := v.Try(q)
	if err != nil {
		v.t.Errorf("%s: %s: %v", v.Name, q.TLName(), err)
		return
	}
	if !v.look(q.TLName(), reflect.ValueOf(answer)) {
		v.t.Errorf("%s: %s tells nothing of the other: the test asks in vain", v.Name, q.TLName())
	}
}

// look checks every place of an answer that tells of the other, and says whether there is any.
func (v *viewer) look(where string, x reflect.Value) (any bool) {
	switch x.Kind() {
	case reflect.Interface, reflect.Pointer:
		return !x.IsNil() && v.look(where, x.Elem())
	case reflect.Slice:
		for i := range x.Len() {
			any = v.look(where, x.Index(i)) || any
		}
		return any
	case reflect.Struct:
	default:
		return false
	}
	switch u := x.Interface().(type) {
	case tl.User:
		if u.ID != v.of.ID {
			return false
		}
		v.want(where, "the number", u.Phone.OK && u.Phone.V == v.of.Phone)
		_, exact := u.Status.(*tl.UserStatusOnline)
		v.want(where, "when they were here", exact)
		return true
	case tl.UserFull:
		if u.ID != v.of.ID {
			return false
		}
		v.want(where, "what they say of themselves", u.About.OK)
		v.want(where, "the birthday", u.Birthday != nil)
		v.want(where, "that voice messages are welcome", !u.VoiceMessagesForbidden)
		return true
	case tl.ContactStatus:
		if u.UserID != v.of.ID {
			return false
		}
		_, exact := u.Status.(*tl.UserStatusOnline)
		v.want(where, "when they were here", exact)
		return true
	}
	for i := range x.NumField() {
		any = v.look(where, x.Field(i)) || any
	}
	return any
}

func (v *viewer) want(where, what string, shown bool) {
	v.t.Helper()
	if shown != v.sees {
		v.t.Errorf("%s by %s: shown %v, of %s", what, where, shown, v.Name)
	}
}

// methodsThatTell are the methods of conversations and people whose answers have people in them, by the published schema.
func methodsThatTell(t *testing.T, s *servertest.Server) []string {
	t.Helper()
	answers, found := tellingResults(t), handlers(t)
	var out []string
	for _, m := range s.Inner().Registry().Methods() {
		if h := found[m.Name]; answers[m.Name] && slices.Contains([]string{"contacts", "messages", "updates"}, h.feature) {
			out = append(out, m.Name)
		}
	}
	return out
}

// asksForEverything calls each method that tells of people.
func (v *viewer) asksForEverything() {
	self := &tl.InputPeerSelf{}
	random := func() []int64 { return []int64{rand.Int64()} }
	dialog := []tl.InputDialogPeerClass{&tl.InputDialogPeer{Peer: v.in}}
	later := tl.Some(int32(v.s.Clock.Now().Unix()) + 3600)

	// People.
	v.ask(&tl.UsersGetUsers{ID: []tl.InputUserClass{v.user}})
	v.ask(&tl.UsersGetFullUser{ID: v.user})
	v.ask(&tl.ContactsResolveUsername{Username: "olga_in_town"})
	v.ask(&tl.ContactsSearch{Q: "olga_in", Limit: 10})
	v.ask(&tl.AccountSetPrivacy{Key: &tl.InputPrivacyKeyAbout{}, Rules: []tl.InputPrivacyRuleClass{
		&tl.InputPrivacyValueAllowUsers{Users: []tl.InputUserClass{v.user}},
	}})
	v.ask(&tl.AccountGetPrivacy{Key: &tl.InputPrivacyKeyAbout{}})

	// Conversations.
	v.Call(&tl.AccountUpdateNotifySettings{Peer: &tl.InputNotifyPeer{Peer: v.in}, Settings: tl.InputPeerNotifySettings{Silent: tl.Some(true)}})
	v.Call(&tl.MessagesSaveDraft{Peer: v.in, Message: "later"})
	v.Call(&tl.MessagesToggleDialogPin{Pinned: true, Peer: dialog[0]})
	v.Call(&tl.MessagesToggleSavedDialogPin{Pinned: true, Peer: dialog[0]})
	v.ask(&tl.AccountGetNotifyExceptions{})
	v.ask(&tl.MessagesGetAllDrafts{})
	v.ask(&tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10})
	v.ask(&tl.MessagesGetPeerDialogs{Peers: dialog})
	v.ask(&tl.MessagesGetPinnedDialogs{})
	v.ask(&tl.MessagesGetPeerSettings{Peer: v.in})
	v.ask(&tl.MessagesGetSavedDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10})
	v.ask(&tl.MessagesGetSavedDialogsByID{IDs: []tl.InputPeerClass{v.in}})
	v.ask(&tl.MessagesGetPinnedSavedDialogs{})
	v.ask(&tl.MessagesGetSavedHistory{Peer: v.in, Limit: 10})
	v.ask(&tl.FoldersEditPeerFolders{FolderPeers: []tl.InputFolderPeer{{Peer: v.in, FolderID: 1}}})

	// Messages.
	v.ask(&tl.MessagesGetHistory{Peer: v.in, Limit: 10})
	v.ask(&tl.MessagesGetMessages{ID: []tl.InputMessageClass{&tl.InputMessageID{ID: v.mine}}})
	v.ask(&tl.MessagesGetUnreadReactions{Peer: v.in, Limit: 10})
	v.ask(&tl.MessagesGetMessagesReactions{Peer: v.in, ID: []int32{v.mine}})
	v.ask(&tl.MessagesGetMessageReactionsList{Peer: v.in, ID: v.mine, Limit: 10})
	v.ask(&tl.MessagesSearch{Peer: v.in, Q: "you", Filter: &tl.InputMessagesFilterEmpty{}, Limit: 10})
	v.ask(&tl.MessagesSearchGlobal{Q: "you", Filter: &tl.InputMessagesFilterEmpty{}, OffsetPeer: &tl.InputPeerEmpty{}, Limit: 10})
	v.Call(&tl.MessagesSendMessage{Peer: v.in, Message: "see https://example.org/", RandomID: rand.Int64()})
	v.ask(&tl.MessagesGetSearchResultsCalendar{Peer: v.in, Filter: &tl.InputMessagesFilterURL{}})

	// In a supergroup.
	v.WantIn(v.square, "in the square")
	channel := v.Channel(v.square)
	v.ask(&tl.ChannelsGetMessages{Channel: channel, ID: []tl.InputMessageClass{&tl.InputMessageID{ID: v.said}}})
	v.ask(&tl.UpdatesGetChannelDifference{Channel: channel, Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: 1, Limit: 100})
	v.ask(&tl.MessagesGetHistory{Peer: v.In(v.square), Limit: 10})
	v.ask(&tl.ChannelsGetParticipants{Channel: channel, Filter: &tl.ChannelParticipantsRecent{}, Limit: 10})
	v.ask(&tl.ChannelsGetParticipant{Channel: channel, Participant: v.in})

	// In the same, as a forum.
	v.ask(&tl.MessagesGetForumTopics{Peer: v.In(v.square), Limit: 10})
	v.ask(&tl.MessagesGetForumTopicsByID{Peer: v.In(v.square), Topics: []int32{1}})

	// What is written.
	v.ask(&tl.MessagesSendMessage{Peer: v.in, Message: "hello", RandomID: rand.Int64(), ReplyTo: &tl.InputReplyToMessage{ReplyToMsgID: v.mine}})
	v.ask(&tl.MessagesSendMedia{Peer: v.in, Media: &tl.InputMediaContact{PhoneNumber: "+1 234", FirstName: "C"}, RandomID: rand.Int64()})
	v.ask(&tl.MessagesEditMessage{Peer: v.in, ID: v.mine, Message: tl.Some("who is it?")})
	v.ask(&tl.MessagesForwardMessages{FromPeer: v.in, ToPeer: self, ID: []int32{v.mine + 1}, RandomID: random()})
	v.ask(&tl.MessagesSendReaction{Peer: v.in, MsgID: v.mine + 1, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "👍"}}})
	v.ask(&tl.MessagesUpdatePinnedMessage{Peer: v.in, ID: v.mine})
	v.ask(&tl.MessagesSetHistoryTTL{Peer: v.in, Period: 86400})
	for range 2 {
		v.Call(&tl.MessagesSendMessage{Peer: v.in, Message: "later", RandomID: rand.Int64(), ScheduleDate: later})
	}
	v.ask(&tl.MessagesGetScheduledHistory{Peer: v.in})
	v.ask(&tl.MessagesGetScheduledMessages{Peer: v.in, ID: []int32{1}})
	v.ask(&tl.MessagesSendScheduledMessages{Peer: v.in, ID: []int32{1}})
	v.Call(&tl.MessagesDeleteScheduledMessages{Peer: v.in, ID: []int32{2}})

	// The address book, and the list of the blocked.
	v.ask(&tl.ContactsAddContact{ID: v.user, FirstName: "Olga"})
	v.ask(&tl.ContactsGetContacts{})
	v.ask(&tl.ContactsGetStatuses{})
	born := v.Call(&tl.ContactsGetBirthdays{}).(*tl.ContactsContactBirthdays)
	v.want("contacts.getBirthdays", "the birthday", len(born.Contacts) == 1)
	v.look("contacts.getBirthdays", reflect.ValueOf(born))
	v.ask(&tl.ContactsAcceptContact{ID: v.user})
	v.ask(&tl.ContactsDeleteContacts{ID: []tl.InputUserClass{v.user}})
	v.Call(&tl.ContactsBlock{ID: v.in})
	v.ask(&tl.ContactsGetBlocked{Limit: 10})
	v.Call(&tl.ContactsUnblock{ID: v.in})
	v.ask(&tl.UpdatesGetDifference{Pts: v.pts, Date: 1})

	// By the number, whoever may find them; and who has it then, has it.
	if v.sees {
		v.ask(&tl.ContactsResolvePhone{Phone: v.of.Phone})
		v.ask(&tl.ContactsImportContacts{Contacts: []tl.InputPhoneContact{{Phone: v.of.Phone, FirstName: "Olga"}}})
		return
	}
	v.WantError("PHONE_NOT_OCCUPIED", &tl.ContactsResolvePhone{Phone: v.of.Phone})
	got := v.Call(&tl.ContactsImportContacts{Contacts: []tl.InputPhoneContact{{Phone: v.of.Phone, FirstName: "Olga"}}})
	if got := got.(*tl.ContactsImportedContacts); len(got.Imported)+len(got.Users) != 0 {
		v.t.Errorf("%s finds somebody by a number who does not want to be found", v.Name)
	}
}

package server_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestNobodyLearnsASubscribersName has somebody read a channel in every way there is: looking, reacting, voting, forwarding, coming by a link
// and asking to be let in. Then another subscriber, and somebody who is none and reads the public channel, call every method that there is
// about the channel. Nothing that they are answered or told says who else reads it.
func TestNobodyLearnsASubscribersName(t *testing.T) {
	for _, public := range []bool{false, true} {
		t.Run(map[bool]string{false: "private", true: "public"}[public], func(t *testing.T) {
			t.Parallel()
			s := servertest.New(t)
			alice, carol, bob, stranger := s.User("alice"), s.User("carolina-the-reader"), s.User("bob"), s.User("stranger")
			id := alice.NewChannel("letters", true)
			in, ch := alice.In(id), alice.Channel(id)
			alice.Call(&tl.MessagesSetChatAvailableReactions{Peer: in, AvailableReactions: &tl.ChatReactionsAll{}})
			post := alice.Say(id, "the post @zelda_who_reads")
			link := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in, RequestNeeded: true}))
			open := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: in}))
			if public {
				alice.Call(&tl.ChannelsUpdateUsername{Channel: ch, Username: "the_letters"})
				stranger.Resolve("the_letters")
			}
			carol.WantError("INVITE_REQUEST_SENT", &tl.MessagesImportChatInvite{Hash: hashOfLink(link.Link)})
			alice.Call(&tl.MessagesHideAllChatJoinRequests{Approved: true, Peer: in})
			carol.WantIn(id, "the post @zelda_who_reads")
			bob.Ask(&tl.MessagesImportChatInvite{Hash: hashOfLink(open.Link)})
			bob.WantIn(id, "the post @zelda_who_reads")

			alice.WantError("BROADCAST_PUBLIC_VOTERS_FORBIDDEN", &tl.MessagesSendMedia{Peer: in, Media: aPoll(true), RandomID: rand.Int64()})
			open2 := alice.Sent(alice.Call(&tl.MessagesSendMedia{Peer: &tl.InputPeerSelf{}, Media: aPoll(true), RandomID: rand.Int64()}))[0]
			alice.WantError("BROADCAST_PUBLIC_VOTERS_FORBIDDEN", &tl.MessagesForwardMessages{
				FromPeer: &tl.InputPeerSelf{}, ToPeer: in, ID: []int32{open2.ID}, RandomID: []int64{rand.Int64()},
			})
			poll := alice.Sent(alice.Call(&tl.MessagesSendMedia{Peer: in, Media: aPoll(false), RandomID: rand.Int64()}))[0].ID
			for _, q := range []tl.Object{
				&tl.MessagesSendVote{Peer: carol.In(id), MsgID: poll, Options: [][]byte{{1}}},
				&tl.MessagesGetMessagesViews{Peer: carol.In(id), ID: []int32{post, poll}, Increment: true},
				&tl.MessagesSendReaction{Peer: carol.In(id), MsgID: post, Reaction: []tl.ReactionClass{&tl.ReactionEmoji{Emoticon: "🔥"}}},
				&tl.ChannelsReadHistory{Channel: carol.Channel(id), MaxID: poll},
				&tl.MessagesForwardMessages{FromPeer: carol.In(id), ToPeer: &tl.InputPeerSelf{}, ID: []int32{post}, RandomID: []int64{rand.Int64()}},
				&tl.MessagesSetTyping{Peer: carol.In(id), Action: &tl.SendMessageTypingAction{}},
				&tl.AccountUpdateUsername{Username: "zelda_who_reads"}, &tl.AccountUpdateStatus{},
			} {
				if _, err := carol.Try(q); err != nil {
					t.Logf("carol's %s: %v", q.TLName(), err) // a reader may not do all of it
				}
			}
			for _, who := range []*servertest.Person{bob, stranger, alice} {
				if who == bob {
					who.Call(&tl.MessagesSendVote{Peer: who.In(id), MsgID: poll, Options: [][]byte{{2}}})
				}
				spy := &spy{may: who == alice, found: map[string]bool{}, t: t, s: s, who: who, of: carol, fill: &filler{
					Rand:  rand.New(rand.NewPCG(7, uint64(who.ID))),
					peers: []tl.InputPeerClass{who.In(id), who.In(id), who.In(id), &tl.InputPeerSelf{}},
					users: []tl.InputUserClass{&tl.InputUserSelf{}}, chans: []tl.InputChannelClass{who.Channel(id)},
					ids:   []int64{id, who.ID, int64(post), int64(poll)},
					texts: []string{"the_letters", open.Link, hashOfLink(open.Link), "c", "carol", "a", ""},
				}}
				spy.callsEverything(post, poll)
				if !spy.may {
					spy.hears()
					continue
				}
				// The same requests tell an admin, so that they do not ask in vain.
				for _, m := range []string{"channels.getParticipants", "channels.getAdminLog", "messages.getChatInviteImporters"} {
					if !spy.found[m] {
						t.Errorf("%s does not tell an admin who reads the channel; these do: %v", m, spy.found)
					}
				}
			}
		})
	}
}

func aPoll(public bool) *tl.InputMediaPoll {
	answer := func(b byte) tl.PollAnswerClass {
		return &tl.PollAnswer{Text: tl.TextWithEntities{Text: fmt.Sprintf("answer %d", b)}, Option: []byte{b}}
	}
	return &tl.InputMediaPoll{Poll: tl.Poll{PublicVoters: public, Question: tl.TextWithEntities{Text: "which?"}, Answers: []tl.PollAnswerClass{answer(1), answer(2)}}}
}

// spy is somebody who wants to know whether somebody else reads a channel.
type spy struct {
	t    *testing.T
	s    *servertest.Server
	who  *servertest.Person
	of   *servertest.Person
	fill *filler

	may   bool            // it is an admin, who may know
	found map[string]bool // by which methods an admin learns it
}

// callsEverything calls every method: with what it needs, with random requests about the channel, and with those that name a post.
func (x *spy) callsEverything(posts ...int32) {
	for _, name := range x.s.Inner().Methods() {
		if x.may && !strings.HasPrefix(name, "channels.get") && !strings.HasPrefix(name, "messages.get") {
			continue // lest an admin deletes the channel
		}
		if strings.HasPrefix(name, "auth.") || name == "account.deleteAccount" || name == "account.resetAuthorization" || strings.HasPrefix(name, "contacts.block") {
			continue // they are about the device, and end it
		}
		x.ask(x.fill.empty(tl.NewFunction(name)))
		for try := range 25 {
			x.ask(x.aimed(tl.NewFunction(name), try, posts))
		}
		if x.t.Failed() {
			return
		}
	}
}

// aimed is a random request whose ids of messages are those of posts.
func (x *spy) aimed(q tl.Object, try int, posts []int32) tl.Object {
	x.fill.random(q, try%4)
	v := reflect.ValueOf(q).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch name := v.Type().Field(i).Name; {
		case f.Kind() == reflect.Int32 && (strings.HasSuffix(name, "ID") && !strings.HasPrefix(name, "Offset") && !strings.HasPrefix(name, "M")):
			f.SetInt(int64(posts[try%len(posts)]))
		case name == "MsgID" && f.Kind() == reflect.Int32:
			f.SetInt(int64(posts[try%len(posts)]))
		case f.Type() == reflect.TypeFor[[]int32]():
			f.Set(reflect.ValueOf(posts))
		case name == "Limit" && f.Kind() == reflect.Int32:
			f.SetInt(50)
		case (strings.HasPrefix(name, "Offset") || name == "MaxID" || name == "MinID" || name == "Hash" || name == "AddOffset") && (f.Kind() == reflect.Int32 || f.Kind() == reflect.Int64):
			f.SetInt(0)
		}
	}
	return q
}

func (x *spy) ask(q tl.Object) {
	if _, err := tl.Append(nil, x.who.SpeaksLayer(), q); err != nil {
		return
	}
	v, err := x.who.Client().Call(x.t.Context(), q)
	if err != nil {
		if strings.Contains(err.Error(), x.of.Name) {
			x.t.Errorf("%s: %s: %v", x.who.Name, q.TLName(), err)
		}
		return
	}
	if tells(reflect.ValueOf(v), x.of) {
		if x.may {
			x.found[q.TLName()] = true
			return
		}
		x.t.Errorf("%s learns of a subscriber by %s", x.who.Name, servertest.Text(q))
	}
}

// hears looks at what the spy was told without asking.
func (x *spy) hears() {
	x.who.Want("that nothing names a subscriber", func(m *servertest.Mirror) bool { return !m.Heard(x.of.ID) })
}

// tells says whether there is something about a person in an answer.
func tells(v reflect.Value, of *servertest.Person) bool {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return !v.IsNil() && tells(v.Elem(), of)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return false
		}
		for i := range v.Len() {
			if tells(v.Index(i), of) {
				return true
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if tells(v.Field(i), of) {
				return true
			}
		}
	case reflect.Int64:
		return v.Int() == of.ID
	case reflect.String:
		return strings.Contains(v.String(), of.Name)
	}
	return false
}

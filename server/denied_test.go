package server_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"chappe/box"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestEachKindThatIsForbidden forbids one kind of message after the other, once to a member and once to everybody, in a supergroup and in a
// basic group, and has the member try it, and another kind that is allowed.
func TestEachKindThatIsForbidden(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		super, small := alice.NewChannel("the club", false), alice.NewGroup("the table", bob)
		alice.Invite(super, bob)
		alice.Say(super, "welcome")
		bob.WantIn(super, "welcome")
		alice.Call(texting(alice.Device, small, "sit down"))
		bob.WantMessage("sit down")
		doc := func(mime string, attrs ...tl.DocumentAttributeClass) tl.InputMediaClass {
			attrs = append(attrs, &tl.DocumentAttributeFilename{FileName: "it"})
			return &tl.InputMediaUploadedDocument{File: bob.Upload([]byte("some bytes of a file"), 1024), MimeType: mime, Attributes: attrs}
		}
		kinds := []struct {
			name   string
			media  func() tl.InputMediaClass
			forbid func(*tl.ChatBannedRights)
			err    string
		}{
			{"photo", func() tl.InputMediaClass {
				return &tl.InputMediaUploadedPhoto{File: bob.Upload(picture(t, 60, 40), 32<<10)}
			}, func(r *tl.ChatBannedRights) { r.SendPhotos = true }, "CHAT_SEND_PHOTOS_FORBIDDEN"},
			{"file", func() tl.InputMediaClass { return doc("application/zip") }, func(r *tl.ChatBannedRights) { r.SendDocs = true }, "CHAT_SEND_DOCS_FORBIDDEN"},
			{"video", func() tl.InputMediaClass {
				return doc("video/mp4", &tl.DocumentAttributeVideo{Duration: 1, W: 64, H: 64})
			}, func(r *tl.ChatBannedRights) { r.SendVideos = true }, "CHAT_SEND_VIDEOS_FORBIDDEN"},
			{"round video", func() tl.InputMediaClass {
				return doc("video/mp4", &tl.DocumentAttributeVideo{RoundMessage: true, Duration: 1, W: 64, H: 64})
			}, func(r *tl.ChatBannedRights) { r.SendRoundvideos = true }, "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"},
			{"voice", func() tl.InputMediaClass {
				return doc("audio/ogg", &tl.DocumentAttributeAudio{Voice: true, Duration: 1})
			},
				func(r *tl.ChatBannedRights) { r.SendVoices = true }, "CHAT_SEND_VOICES_FORBIDDEN"},
			{"music", func() tl.InputMediaClass { return doc("audio/mpeg", &tl.DocumentAttributeAudio{Duration: 1}) },
				func(r *tl.ChatBannedRights) { r.SendAudios = true }, "CHAT_SEND_AUDIOS_FORBIDDEN"},
			{"poll", func() tl.InputMediaClass { return aPoll(false) }, func(r *tl.ChatBannedRights) { r.SendPolls = true }, "CHAT_SEND_POLL_FORBIDDEN"},
			{"place", func() tl.InputMediaClass {
				return &tl.InputMediaGeoPoint{GeoPoint: &tl.InputGeoPoint{Lat: 48, Long: 2}}
			}, func(r *tl.ChatBannedRights) { r.SendMedia = true }, "CHAT_SEND_MEDIA_FORBIDDEN"},
		}
		send := func(at int64, m tl.InputMediaClass) tl.Object {
			return &tl.MessagesSendMedia{Peer: bob.In(at), Media: m, RandomID: rand.Int64()}
		}
		personal := func(r tl.ChatBannedRights) tl.Object {
			return &tl.ChannelsEditBanned{Channel: alice.Channel(super), Participant: alice.Peer(bob), BannedRights: r}
		}
		general := func(at int64) func(r tl.ChatBannedRights) tl.Object {
			return func(r tl.ChatBannedRights) tl.Object {
				return &tl.MessagesEditChatDefaultBannedRights{Peer: alice.In(at), BannedRights: r}
			}
		}
		for i, k := range kinds {
			for _, how := range []struct {
				name string
				at   int64
				set  func(tl.ChatBannedRights) tl.Object
			}{{"one member", super, personal}, {"everybody", super, general(super)}, {"everybody in a basic group", small, general(small)}} {
				t.Run(fmt.Sprintf("%s to %s", k.name, how.name), func(t *testing.T) {
					r := tl.ChatBannedRights{}
					k.forbid(&r)
					alice.Call(how.set(r))
					bob.WantError(k.err, send(how.at, k.media()))
					if !r.SendMedia {
						other := kinds[(i+1)%(len(kinds)-1)]
						bob.Call(send(how.at, other.media()))
					}
					bob.Call(texting(bob.Device, how.at, "words are allowed"))
					alice.Call(how.set(tl.ChatBannedRights{}))
					bob.Call(send(how.at, k.media()))
				})
			}
		}
	})
}

// TestSoManyAndNoMore makes as many admins and public channels as there may be, and one more.
func TestSoManyAndNoMore(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	g := alice.NewChannel("the senate", false)
	if err := s.Inner().Populate(t.Context(), box.ChannelPeer(g), 60); err != nil {
		t.Fatal(err)
	}
	list := alice.Ask(&tl.ChannelsGetParticipants{Channel: alice.Channel(g), Filter: &tl.ChannelParticipantsRecent{}, Limit: 200}).(*tl.ChannelsChannelParticipants)
	promote := func(u *tl.User) tl.Object {
		return &tl.ChannelsEditAdmin{
			Channel: alice.Channel(g), UserID: &tl.InputUser{UserID: u.ID, AccessHash: u.AccessHash.V}, AdminRights: tl.ChatAdminRights{PinMessages: true},
		}
	}
	admins := 1
	for _, u := range list.Users {
		u := u.(*tl.User)
		switch {
		case u.Self:
		case admins < 50:
			alice.Call(promote(u))
			admins++
		case admins == 50:
			alice.WantError("ADMINS_TOO_MUCH", promote(u))
			admins++
		}
	}
	if admins != 51 {
		t.Errorf("%d admins were tried", admins)
	}
	for i := range 11 {
		id := alice.NewChannel(fmt.Sprintf("number %d", i), true)
		take := &tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: fmt.Sprintf("channel_number_%d", i)}
		if i == 10 {
			alice.WantError("CHANNELS_ADMIN_PUBLIC_TOO_MUCH", take)
			break
		}
		alice.Call(take)
	}
}

// TestWhoLeftIsNotDraggedBack has somebody leave a group by themselves: only those whom they have in their contacts, too, may add them again.
func TestWhoLeftIsNotDraggedBack(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob, carol := s.User("alice"), s.User("bob"), s.User("carol")
		servertest.Meet(alice, carol)
		alice.Import(bob)
		g := alice.NewGroup("the table", bob, carol)
		alice.Call(texting(alice.Device, g, "sit down"))
		bob.WantMessage("sit down")
		bob.Call(&tl.MessagesDeleteChatUser{ChatID: g, UserID: &tl.InputUserSelf{}})
		again := &tl.MessagesAddChatUser{ChatID: g, UserID: alice.Input(bob)}
		alice.WantError("USER_NOT_MUTUAL_CONTACT", again)
		bob.Import(alice)
		alice.Call(again)
		alice.WantError("USER_ALREADY_PARTICIPANT", again)
	})
}

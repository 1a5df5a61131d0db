package server_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// What is wrong with an upload is said in the protocol's words.
func TestHostileUploads(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		small := func(id int64, n int32, size int) (any, error) {
			return alice.Try(&tl.UploadSaveFilePart{FileID: id, FilePart: n, Bytes: noise(size)})
		}
		big := func(id int64, n, total int32, size int) (any, error) {
			return alice.Try(&tl.UploadSaveBigFilePart{FileID: id, FilePart: n, FileTotalParts: total, Bytes: noise(size)})
		}
		send := func(f tl.InputFileClass) (any, error) {
			return alice.Try(&tl.MessagesSendMedia{Peer: &tl.InputPeerSelf{}, Media: document(f), RandomID: rand.Int64()})
		}
		must := func(_ any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		want := func(name string) func(any, error) {
			return func(v any, err error) {
				t.Helper()
				if err == nil || !isError(err.Error(), name) {
					t.Errorf("got %v, %v, want %s", v, err, name)
				}
			}
		}
		want("FILE_PART_INVALID")(small(1, -1, 1024))
		want("FILE_PART_INVALID")(small(1, 1<<20, 1024))
		want("FILE_PART_EMPTY")(small(1, 0, 0))
		want("FILE_PART_TOO_BIG")(small(1, 0, 512<<10+1))
		want("FILE_PART_SIZE_INVALID")(big(2, 0, 3, 1000))
		want("FILE_PARTS_INVALID")(big(2, 0, 5000, 512<<10))
		want("FILE_PARTS_INVALID")(big(2, 0, 0, 512<<10))
		want("FILE_PART_INVALID")(big(2, 3, 3, 1024)) // after the end
		must(big(2, 0, 3, 64<<10))
		want("FILE_PART_SIZE_CHANGED")(big(2, 1, 3, 32<<10))
		want("FILE_PARTS_INVALID")(big(2, 1, 4, 64<<10))
		must(big(2, 2, 3, 100))
		want("FILE_PART_1_MISSING")(send(&tl.InputFileBig{ID: 2, Parts: 3}))
		must(big(2, 1, 3, 64<<10))
		want("FILE_PARTS_INVALID")(send(&tl.InputFileBig{ID: 2, Parts: 2})) // there is one more
		want("FILE_PART_3_MISSING")(send(&tl.InputFileBig{ID: 2, Parts: 4}))
		want("FILE_PARTS_INVALID")(send(&tl.InputFileBig{ID: 2}))
		want("FILE_PARTS_INVALID")(send(&tl.InputFileBig{ID: 3, Parts: 1}))
		must(send(&tl.InputFileBig{ID: 2, Parts: 3}))
		must(small(4, 1, 500))
		must(small(4, 0, 2048))
		want("MD5_CHECKSUM_INVALID")(send(&tl.InputFile{ID: 4, Parts: 2, MD5Checksum: hex.EncodeToString(make([]byte, 16))}))
		want("FILE_PARTS_INVALID")(s.User("eve").Try(&tl.MessagesSendMedia{ // what somebody else uploaded
			Peer: &tl.InputPeerSelf{}, Media: document(&tl.InputFile{ID: 4, Parts: 2}), RandomID: rand.Int64(),
		}))
		must(send(&tl.InputFile{ID: 4, Parts: 2}))
		want("IMAGE_PROCESS_FAILED")(alice.Try(&tl.MessagesSendMedia{
			Peer: &tl.InputPeerSelf{}, Media: &tl.InputMediaUploadedPhoto{File: alice.Upload(noise(5000), 8<<10)}, RandomID: rand.Int64(),
		}))
		s.Clock.Advance(48 * time.Hour)
		if err := s.Inner().SweepFiles(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantObjects(t, s, 3) // the two files that were sent: one object with three parts, and two parts
	})
}

// What was acknowledged is there after the process was killed, and an upload goes on.
func TestUploadGoesOn(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		data := noise(300 << 10)
		for i := range 3 {
			if i == 2 {
				s.Restart()
				alice.Reconnect()
			}
			alice.Call(&tl.UploadSaveFilePart{FileID: 7, FilePart: int32(2 - i), Bytes: data[(2-i)*(128<<10) : min(len(data), (3-i)*(128<<10))]})
		}
		sum := md5.Sum(data)
		m := alice.SendMedia(alice, document(&tl.InputFile{ID: 7, Parts: 3, MD5Checksum: hex.EncodeToString(sum[:])}), "")
		if out := alice.Download(servertest.At(servertest.Document(t, m))); !bytes.Equal(out, data) {
			t.Errorf("%d other bytes out", len(out))
		}
	})
}

// A large file's parts share objects, whatever becomes of the upload: they come several at once, several times, again with other bytes,
// before and after a restart, and go with their file.
func TestBigUploadGoesOn(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		const size, total = 64 << 10, 24
		data := noise(size*(total-1) + 1234)
		part := func(id int64, n int) {
			q := &tl.UploadSaveBigFilePart{FileID: id, FilePart: int32(n), FileTotalParts: total, Bytes: data[n*size : min(len(data), (n+1)*size)]}
			if _, err := alice.Try(q); err != nil {
				t.Errorf("part %d: %v", n, err)
			}
		}
		some := func(id int64, ns ...int) {
			var wg sync.WaitGroup
			for _, n := range ns {
				wg.Go(func() { part(id, n) })
			}
			wg.Wait()
		}
		send := func(id int64) *tl.Message {
			m := alice.SendMedia(alice, document(&tl.InputFileBig{ID: id, Parts: total}), "")
			if out := alice.Download(servertest.At(servertest.Document(t, m))); !bytes.Equal(out, data) {
				t.Errorf("%d other bytes out", len(out))
			}
			return m
		}
		part(7, total-1)
		some(7, 20, 3, 1, 2, 0, 5, 4, 7, 9, 6, 5, 5) // one of them three times at once
		wrong := bytes.Clone(data[8*size : 9*size])
		wrong[100]++
		alice.Call(&tl.UploadSaveBigFilePart{FileID: 7, FilePart: 8, FileTotalParts: total, Bytes: wrong})
		s.Restart()
		alice.Reconnect()
		some(7, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22)
		part(7, 8) // it counts as it came last
		part(7, 3) // and so does one that is what it was
		one := send(7)
		// The same bytes again, while another upload goes on, and with the number of the one that was sent.
		part(9, 1)
		for _, id := range []int64{8, 7} {
			some(id, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
			some(id, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)
			again := send(id)
			alice.Call(&tl.MessagesDeleteMessages{ID: []int32{again.ID}})
		}
		alice.Call(&tl.MessagesDeleteMessages{ID: []int32{one.ID}})
		wantObjects(t, s, 1) // the one of the upload that goes on
		s.Clock.Advance(48 * time.Hour)
		if err := s.Inner().SweepFiles(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantObjects(t, s, 0)
	})
}

// Equal files are kept once, and stay until the last of them goes.
func TestSharedContent(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		data := noise(100_000)
		one := alice.SendMedia(bob, document(alice.Upload(data, 128<<10)), "one")
		two := bob.SendMedia(bob, document(bob.Upload(data, 64<<10)), "two")
		wantObjects(t, s, 1)
		alice.Call(&tl.MessagesDeleteMessages{Revoke: true, ID: []int32{one.ID}})
		if out := bob.Download(servertest.At(servertest.Document(t, two))); !bytes.Equal(out, data) {
			t.Errorf("%d other bytes out", len(out))
		}
		bob.Call(&tl.MessagesDeleteMessages{ID: []int32{two.ID}})
		wantObjects(t, s, 0)
		three := alice.SendMedia(bob, document(alice.Upload(data, 128<<10)), "three")
		if out := alice.Download(servertest.At(servertest.Document(t, three))); !bytes.Equal(out, data) {
			t.Errorf("%d other bytes out after all was gone", len(out))
		}
	})
}

// A photo that destroys itself is gone for both when its time is over, with its bytes.
func TestSelfDestruction(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		sent := alice.SendMedia(bob, &tl.InputMediaUploadedPhoto{
			File: alice.Upload(picture(t, 300, 300), 32<<10), TTLSeconds: tl.Some[int32](10),
		}, "burn")
		got := bob.WantMessage("burn")
		if !got.MediaUnread || got.Media.(*tl.MessageMediaPhoto).TTLSeconds.V != 10 {
			t.Errorf("came as %+v", got)
		}
		_, err := bob.Try(&tl.MessagesForwardMessages{
			FromPeer: bob.Peer(alice), ToPeer: bob.Peer(bob), ID: []int32{got.ID}, RandomID: []int64{rand.Int64()},
		})
		if err == nil {
			t.Error("it was forwarded")
		}
		wantObjects(t, s, 1)
		bob.Call(&tl.MessagesReadMessageContents{ID: []int32{got.ID}})
		s.Clock.Advance(11 * time.Second)
		for d, id := range map[*servertest.Device]int32{alice.Device: sent.ID, bob.Device: got.ID} {
			d.Want("destruction", func(m *servertest.Mirror) bool {
				x := m.Message(id)
				p, ok := x.Media.(*tl.MessageMediaPhoto)
				return ok && p.Photo == nil && p.TTLSeconds.V == 10
			})
		}
		wantObjects(t, s, 0)
	})
}

func TestEditMedia(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		sent := alice.SendMedia(bob, document(alice.Upload(noise(1000), 8<<10)), "first")
		bob.WantMessage("first")
		alice.Call(&tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: sent.ID, Message: tl.Some("second"),
			Media: &tl.InputMediaUploadedPhoto{File: alice.Upload(picture(t, 200, 200), 32<<10)}})
		p := servertest.Photo(t, bob.WantMessage("second"))
		if out := bob.Download(servertest.PhotoAt(p, "m")); len(out) == 0 {
			t.Error("nothing came")
		}
		wantObjects(t, s, 1)
		alice.Call(&tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: sent.ID, Message: tl.Some("")})
		servertest.Photo(t, bob.WantMessage(""))
	})
}

func TestScheduledMedia(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		data := noise(5000)
		alice.Call(&tl.MessagesSendMedia{Peer: alice.Peer(bob), Media: document(alice.Upload(data, 8<<10)), Message: "later",
			RandomID: rand.Int64(), ScheduleDate: tl.Some(int32(s.Clock.Now().Unix()) + 600)})
		wantObjects(t, s, 1)
		s.Clock.Advance(11 * time.Minute)
		got := bob.WantMessage("later")
		if out := bob.Download(servertest.At(servertest.Document(t, got))); !bytes.Equal(out, data) {
			t.Errorf("%d other bytes out", len(out))
		}
	})
}

func TestPoll(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		text := func(s string) tl.TextWithEntities {
			return tl.TextWithEntities{Text: s, Entities: []tl.MessageEntityClass{}}
		}
		sent := alice.SendMedia(bob, &tl.InputMediaPoll{Poll: tl.Poll{PublicVoters: true, Question: text("Tea?"), Answers: []tl.PollAnswerClass{
			&tl.PollAnswer{Text: text("yes"), Option: []byte("y")}, &tl.PollAnswer{Text: text("no"), Option: []byte("n")},
		}}}, "poll")
		got := bob.WantMessage("poll")
		if p := got.Media.(*tl.MessageMediaPoll); p.Poll.Question.Text != "Tea?" || len(p.Results.Results) != 0 {
			t.Errorf("poll came as %+v", p)
		}
		vote := func(option string) (any, error) {
			return bob.Try(&tl.MessagesSendVote{Peer: bob.Peer(alice), MsgID: got.ID, Options: [][]byte{[]byte(option)}})
		}
		if _, err := vote("x"); err == nil || !isError(err.Error(), "OPTION_INVALID") {
			t.Errorf("a vote for nothing gave %v", err)
		}
		if _, err := vote("y"); err != nil {
			t.Fatal(err)
		}
		alice.WantOther("the vote", func(u tl.UpdateClass) bool {
			p, ok := u.(*tl.UpdateMessagePoll)
			return ok && p.Results.TotalVoters.V == 1
		})
		v := bob.Call(&tl.MessagesGetPollVotes{Peer: bob.Peer(alice), ID: got.ID, Limit: 10}).(*tl.MessagesVotesList)
		if v.Count != 1 || len(v.Votes) != 1 {
			t.Errorf("votes are %+v", v)
		}
		alice.Call(&tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: sent.ID, Media: &tl.InputMediaPoll{Poll: tl.Poll{
			Closed: true, Question: text("Tea?"), Answers: []tl.PollAnswerClass{},
		}}})
		if _, err := vote("n"); err == nil || !isError(err.Error(), "MESSAGE_POLL_CLOSED") {
			t.Errorf("a late vote gave %v", err)
		}
		p := bob.History(alice, 1)[0].Media.(*tl.MessageMediaPoll)
		if !p.Poll.Closed || len(p.Results.Results) != 2 || !p.Results.Results[0].Chosen || p.Results.Results[0].Voters.V != 1 {
			t.Errorf("poll ended as %+v", p)
		}
	})
}

func TestPlainMedia(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		point := &tl.InputGeoPoint{Lat: 48.85, Long: 2.35}
		for text, m := range map[string]tl.InputMediaClass{
			"geo":     &tl.InputMediaGeoPoint{GeoPoint: point},
			"venue":   &tl.InputMediaVenue{GeoPoint: point, Title: "Chappe"},
			"contact": &tl.InputMediaContact{PhoneNumber: "+1 234", FirstName: "C"},
			"dice":    &tl.InputMediaDice{Emoticon: "🎲"},
		} {
			alice.SendMedia(bob, m, text)
			switch m := bob.WantMessage(text).Media.(type) {
			case *tl.MessageMediaGeo:
				if g := m.Geo.(*tl.GeoPoint); g.Lat != 48.85 || g.Long != 2.35 {
					t.Errorf("place is %+v", g)
				}
			case *tl.MessageMediaVenue:
				if m.Title != "Chappe" {
					t.Errorf("venue is %+v", m)
				}
			case *tl.MessageMediaContact:
				if m.PhoneNumber != "1234" || m.UserID != 0 {
					t.Errorf("contact is %+v", m)
				}
			case *tl.MessageMediaDice:
				if m.Value < 1 || m.Value > 6 {
					t.Errorf("dice shows %d", m.Value)
				}
			default:
				t.Errorf("%s came as %T", text, m)
			}
		}
		found := bob.Call(&tl.MessagesSearch{Peer: bob.Peer(alice), Filter: &tl.InputMessagesFilterGeo{}, Limit: 10})
		if n := len(servertest.Messages(found)); n != 2 {
			t.Errorf("%d places were found", n)
		}
	})
}

// A live place moves while it lives, and ends when its time is over or its sender says so.
func TestLivePlace(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		at := func(lat float64) *tl.InputGeoPoint { return &tl.InputGeoPoint{Lat: lat, Long: 2} }
		send := func(text string) (mine, theirs int32) {
			t.Helper()
			m := alice.SendMedia(bob, &tl.InputMediaGeoLive{GeoPoint: at(1), Period: tl.Some[int32](900)}, text)
			return m.ID, bob.WantMessage(text).ID
		}
		edit := func(id int32, in *tl.InputMediaGeoLive) string {
			if _, err := alice.Try(&tl.MessagesEditMessage{Peer: alice.Peer(bob), ID: id, Media: in}); err != nil {
				return err.Error()
			}
			return ""
		}
		want := func(id int32, lat float64, period, heading int32) {
			t.Helper()
			s.Await("the place to move", func() bool {
				m, ok := messageNow(bob, id).Media.(*tl.MessageMediaGeoLive)
				return ok && m.Geo.(*tl.GeoPoint).Lat == lat && m.Period == period && m.Heading.V == heading
			})
		}
		mine, theirs := send("here I am")
		want(theirs, 1, 900, 0)
		s.Clock.Advance(time.Minute)
		if err := edit(mine, &tl.InputMediaGeoLive{GeoPoint: at(2), Heading: tl.Some[int32](90)}); err != "" {
			t.Fatal(err)
		}
		want(theirs, 2, 900, 90)
		for in, name := range map[*tl.InputMediaGeoLive]string{
			{GeoPoint: at(2)}:                                  "MESSAGE_NOT_MODIFIED",
			{GeoPoint: at(200)}:                                "GEO_POINT_INVALID",
			{GeoPoint: &tl.InputGeoPointEmpty{}}:               "GEO_POINT_INVALID",
			{GeoPoint: at(3), Period: tl.Some[int32](1 << 30)}: "MEDIA_INVALID",
		} {
			if err := edit(mine, in); !isError(err, name) && !(name == "MEDIA_INVALID" && err != "") {
				t.Errorf("%+v gave %q, want %s", in, err, name)
			}
		}
		s.Clock.Advance(time.Minute)
		if err := edit(mine, &tl.InputMediaGeoLive{Stopped: true, GeoPoint: &tl.InputGeoPointEmpty{}}); err != "" {
			t.Fatal(err)
		}
		want(theirs, 2, 120, 90)
		if err := edit(mine, &tl.InputMediaGeoLive{GeoPoint: at(3)}); !isError(err, "MESSAGE_EDIT_TIME_EXPIRED") {
			t.Errorf("one that has ended moves: %q", err)
		}
		mine, theirs = send("and here")
		s.Clock.Advance(16 * time.Minute)
		if err := edit(mine, &tl.InputMediaGeoLive{GeoPoint: at(3)}); !isError(err, "MESSAGE_EDIT_TIME_EXPIRED") {
			t.Errorf("one whose time is over moves: %q", err)
		}
		want(theirs, 1, 900, 0)
		still := alice.SendMedia(bob, &tl.InputMediaGeoPoint{GeoPoint: at(1)}, "a place that stays")
		if err := edit(still.ID, &tl.InputMediaGeoLive{GeoPoint: at(2)}); !isError(err, "MEDIA_NEW_INVALID") {
			t.Errorf("a place that stays moves: %q", err)
		}
	})
}

func TestProfilePhoto(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		first := alice.Call(&tl.PhotosUploadProfilePhoto{File: alice.Upload(picture(t, 800, 600), 64<<10)}).(*tl.PhotosPhoto).Photo.(*tl.Photo)
		alice.Call(&tl.PhotosUploadProfilePhoto{File: alice.Upload(picture(t, 640, 640), 64<<10)})
		us := bob.Call(&tl.PhotosGetUserPhotos{UserID: bob.Input(alice), Limit: 10}).(*tl.PhotosPhotos)
		if len(us.Photos) != 2 || us.Photos[1].(*tl.Photo).ID != first.ID {
			t.Fatalf("photos are %+v", us.Photos)
		}
		newest := us.Photos[0].(*tl.Photo)
		if out := bob.Download(servertest.PhotoAt(newest, "c")); len(out) == 0 {
			t.Error("nothing came")
		}
		shown := us.Users[0].(*tl.User).Photo.(*tl.UserProfilePhoto)
		if shown.PhotoID != newest.ID || len(shown.StrippedThumb) == 0 {
			t.Errorf("shown is %+v", shown)
		}
		at := &tl.InputPeerPhotoFileLocation{Peer: bob.Peer(alice), PhotoID: newest.ID}
		if out := bob.Download(at); len(out) == 0 {
			t.Error("nothing came by the peer")
		}
		full := bob.Call(&tl.UsersGetFullUser{ID: bob.Input(alice)}).(*tl.UsersUserFull)
		if p, ok := full.FullUser.ProfilePhoto.(*tl.Photo); !ok || p.ID != newest.ID {
			t.Errorf("profile has %+v", full.FullUser.ProfilePhoto)
		}
		alice.Call(&tl.AccountSetPrivacy{Key: &tl.InputPrivacyKeyProfilePhoto{}, Rules: []tl.InputPrivacyRuleClass{&tl.InputPrivacyValueDisallowAll{}}})
		s.Clock.Advance(time.Minute) // what was allowed a moment ago is remembered for seconds
		for _, loc := range []tl.InputFileLocationClass{at, servertest.PhotoAt(newest, "c")} {
			if _, err := bob.Try(&tl.UploadGetFile{Location: loc, Limit: 4096}); err == nil {
				t.Errorf("who may not see it got it by %T", loc)
			}
		}
		gone := alice.Call(&tl.PhotosDeletePhotos{ID: []tl.InputPhotoClass{&tl.InputPhoto{ID: newest.ID}, &tl.InputPhoto{ID: first.ID}}})
		if ids := gone.([]int64); len(ids) != 2 {
			t.Errorf("gone are %v", ids)
		}
		wantObjects(t, s, 0)
	})
}

// A link that a client wants a preview of is sent as the text that it stands in.
func TestLinkAsMedia(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob")
		servertest.Meet(alice, bob)
		alice.Call(&tl.MessagesSendMedia{Peer: alice.Peer(bob), Media: &tl.InputMediaWebPage{URL: "https://example.org"},
			Message: "see https://example.org", RandomID: rand.Int64()})
		bob.WantMessage("see https://example.org")
	})
}

// With an account go the files that only it had.
func TestDeletedAccountsFiles(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		alice.SendMedia(alice, document(alice.Upload(noise(1000), 8<<10)), "note")
		alice.Upload(noise(1000), 8<<10)
		wantObjects(t, s, 2)
		alice.Call(&tl.AccountDeleteAccount{Reason: "test"})
		wantObjects(t, s, 0)
	})
}

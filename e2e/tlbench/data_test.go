package tlbench

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"chappe/tl"
)

// pair is the same object in both libraries, and its bytes.
type pair struct {
	name   string
	ours   tl.Object
	theirs bin.Encoder
	fresh  func() bin.Decoder // an empty object of gotd's to decode into
	raw    []byte
}

func newPair(t testing.TB, name string, ours tl.Object, theirs interface {
	bin.Encoder
	bin.Decoder
}, fresh func() bin.Decoder) pair {
	t.Helper()
	raw, err := tl.Append(nil, tl.MaxLayer, ours)
	if err != nil {
		t.Fatal(err)
	}
	if err := theirs.Decode(&bin.Buffer{Buf: raw}); err != nil {
		t.Fatal(err)
	}
	var again bin.Buffer
	if err := theirs.Encode(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(raw, again.Buf) {
		t.Fatalf("%s: gotd writes %d other bytes than our %d", name, again.Len(), len(raw))
	}
	return pair{name, ours, theirs, fresh, raw}
}

// update is what two people's chat sends most: a new message in a private chat, about 500 bytes.
func update(t testing.TB) pair {
	o := &tl.Updates{
		Updates: []tl.UpdateClass{&tl.UpdateNewMessage{Message: message(7), Pts: 1207, PtsCount: 1}},
		Users:   []tl.UserClass{user(1), user(2)},
		Date:    1760000000,
	}
	return newPair(t, "update", o, new(tg.Updates), func() bin.Decoder { return new(tg.Updates) })
}

// history is a page of 50 messages.
func history(t testing.TB) pair {
	o := &tl.MessagesMessagesSlice{Count: 1234, Chats: []tl.ChatClass{}, Topics: []tl.ForumTopicClass{}}
	for i := range 50 {
		o.Messages = append(o.Messages, message(i))
	}
	for i := range 5 {
		o.Users = append(o.Users, user(i))
	}
	return newPair(t, "history", o, new(tg.MessagesMessagesSlice), func() bin.Decoder { return new(tg.MessagesMessagesSlice) })
}

func user(i int) *tl.User {
	return &tl.User{
		ID: int64(1000 + i), AccessHash: tl.Some(int64(i) * 0x123456789abcd), Contact: true, MutualContact: true,
		FirstName: tl.Some("Alice"), LastName: tl.Some(fmt.Sprint("Liddell", i)), Phone: tl.Some("99966100000"),
		Photo: &tl.UserProfilePhoto{
			PhotoID: int64(i) * 77777777777, StrippedThumb: bytes.Repeat([]byte{byte(i)}, 50), DCID: 2,
		},
		Status: &tl.UserStatusOffline{WasOnline: 1760000000},
	}
}

func message(i int) *tl.Message {
	m := &tl.Message{
		ID: int32(100 + i), Out: i%2 == 0,
		FromID: &tl.PeerUser{UserID: int64(1000 + i%5)}, PeerID: &tl.PeerUser{UserID: 1002},
		Date: int32(1760000000 + i), Message: "Shall we meet at the semaphore tower at noon, as agreed?",
	}
	if i%3 == 0 {
		m.ReplyTo = &tl.MessageReplyHeader{ReplyToMsgID: tl.Some(int32(99 + i))}
	}
	if i%4 == 3 {
		m.Entities = []tl.MessageEntityClass{
			&tl.MessageEntityBold{Offset: 6, Length: 2}, &tl.MessageEntityTextURL{Offset: 21, Length: 9, URL: "https://example.org/tower"},
		}
		m.EditDate = tl.Some(int32(1760000100 + i))
	}
	if i%10 == 9 {
		m.Media = photo(i)
		m.Reactions = &tl.MessageReactions{
			CanSeeList: true,
			Results:    []tl.ReactionCount{{Reaction: &tl.ReactionEmoji{Emoticon: "👍"}, Count: 3}},
		}
	}
	return m
}

func photo(i int) *tl.MessageMediaPhoto {
	return &tl.MessageMediaPhoto{Photo: &tl.Photo{
		ID: int64(i) * 1e12, AccessHash: 0x7766554433221100, FileReference: make([]byte, 20), Date: 1760000000, DCID: 2,
		Sizes: []tl.PhotoSizeClass{
			&tl.PhotoStrippedSize{Type: "i", Bytes: make([]byte, 60)},
			&tl.PhotoSize{Type: "m", W: 320, H: 240, Size: 12345},
			&tl.PhotoSizeProgressive{Type: "y", W: 1280, H: 960, Sizes: []int32{1000, 20000, 90000}},
		},
	}}
}

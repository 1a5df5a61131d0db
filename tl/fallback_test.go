package tl

import (
	"errors"
	"reflect"
	"testing"
)

// seen is what a client of the layer makes of an object.
func seen(t *testing.T, layer int, o Object) Object {
	t.Helper()
	b, err := Append(nil, layer, o)
	if err != nil {
		t.Fatalf("layer %d: %v", layer, err)
	}
	got, rest, err := Decode(layer, b)
	if err != nil || len(rest) > 0 {
		t.Fatalf("layer %d: %v, %d bytes remain", layer, err, len(rest))
	}
	return got
}

func TestFallbacks(t *testing.T) {
	user := &PeerUser{UserID: 1}
	before := Fallbacks()
	got := seen(t, 158, &Message{
		ID: 1, PeerID: user, Message: "see this",
		Media: &MessageMediaPaidMedia{ExtendedMedia: []MessageExtendedMediaClass{}},
		Entities: []MessageEntityClass{
			&MessageEntityBold{Length: 3}, &MessageEntityFormattedDate{Length: 4}, &MessageEntityItalic{Offset: 4, Length: 4},
		},
		ReplyTo: &MessageReplyStoryHeader{Peer: user, StoryID: 1},
	})
	want := &Message{
		ID: 1, PeerID: user, Message: "see this", Media: &MessageMediaUnsupported{},
		Entities: []MessageEntityClass{&MessageEntityBold{Length: 3}, &MessageEntityItalic{Offset: 4, Length: 4}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	after := Fallbacks()
	for _, name := range []string{"messageMediaPaidMedia", "messageEntityFormattedDate", "messageReplyStoryHeader"} {
		if after[name] != before[name]+1 {
			t.Errorf("%s counted %d times", name, after[name]-before[name])
		}
	}
	if got := seen(t, 158, &MessageService{PeerID: user, Action: &MessageActionGiftCode{Slug: "s"}}); !reflect.DeepEqual(got,
		&MessageService{PeerID: user, Action: &MessageActionEmpty{}}) {
		t.Errorf("an unknown action became %#v", got)
	}
}

// TestUnknownUpdates: an update without pts that the layer lacks is left out of the vector.
func TestUnknownUpdates(t *testing.T) {
	message := &Message{PeerID: &PeerChannel{ChannelID: 9}}
	got := seen(t, 158, &Updates{
		Updates: []UpdateClass{
			&UpdateNewMessage{Message: message, Pts: 10, PtsCount: 1},
			&UpdateSMSJob{JobID: "no pts, unknown in 158"},
			&UpdateReadChannelInbox{ChannelID: 9, Pts: 3},
		},
		Users: []UserClass{}, Chats: []ChatClass{},
	})
	list := got.(*Updates).Updates
	if len(list) != 2 || list[1].(*UpdateReadChannelInbox).Pts != 3 {
		t.Errorf("got %#v", list)
	}
}

// TestUpdateThatCannotBeSaid tries the fallback of updates itself: every kind with pts exists since
// 158, so that only one of a future schema would come to it.
func TestUpdateThatCannotBeSaid(t *testing.T) {
	table := *newTable(theCatalog(), 200)
	in := &PeerChannel{ChannelID: 9}
	for _, c := range []struct {
		update Object
		want   Object
	}{
		{&UpdateNewMessage{Message: &Message{}, Pts: 10, PtsCount: 1}, &UpdateDeleteMessages{Messages: []int32{}, Pts: 10, PtsCount: 1}},
		{&UpdateNewChannelMessage{Message: &Message{PeerID: in}, Pts: 10, PtsCount: 1},
			&UpdateDeleteChannelMessages{ChannelID: 9, Messages: []int32{}, Pts: 10, PtsCount: 1}},
		{&UpdateEditChannelMessage{Message: &MessageService{PeerID: in}, Pts: 10, PtsCount: 1},
			&UpdateDeleteChannelMessages{ChannelID: 9, Messages: []int32{}, Pts: 10, PtsCount: 1}},
		{&UpdatePinnedChannelMessages{ChannelID: 9, Pts: 10, PtsCount: 2},
			&UpdateDeleteChannelMessages{ChannelID: 9, Messages: []int32{}, Pts: 10, PtsCount: 2}},
		{&UpdateUserName{}, nil},
	} {
		index := int(c.update.tlIndex())
		table.plans[index] = nil
		e := encoder{t: &table}
		b, err := e.dynamic(nil, "Update", c.update)
		if c.want == nil {
			if err == nil {
				t.Errorf("%s became %x", c.update.TLName(), b)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.update.TLName(), err)
			continue
		}
		if got, _, err := Decode(200, b); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %#v", c.update.TLName(), err, got)
		}
	}
}

// TestWhatCannotBeSaidIsAnError: never bytes that a client cannot decode.
func TestWhatCannotBeSaidIsAnError(t *testing.T) {
	nested := PageBlockClass(&PageBlockDivider{})
	for range 80 {
		nested = &PageBlockCover{Cover: nested}
	}
	for name, c := range map[string]struct {
		layer int
		obj   Object
	}{
		"a constructor newer than the layer": {158, &PeerStories{Peer: &PeerUser{}}},
		"an update newer than the layer":     {158, &UpdateShort{Update: &UpdateSMSJob{}}},
		"a function newer than the layer":    {158, &StoriesGetAllStories{}},
		"nil":                                {MaxLayer, nil},
		"a nil pointer":                      {MaxLayer, (*Message)(nil)},
		"a required object that is nil":      {MaxLayer, &Message{}},
		"a nil element":                      {MaxLayer, &Updates{Updates: []UpdateClass{nil}}},
		"a nil pointer in an interface":      {MaxLayer, &Message{PeerID: (*PeerUser)(nil)}},
		"nesting without end":                {MaxLayer, nested},
	} {
		b, err := Append([]byte("before"), c.layer, c.obj)
		var e *EncodeError
		if !errors.As(err, &e) || string(b) != "before" {
			t.Errorf("%s: %v, %x", name, err, b)
		}
	}
	if _, err := Append(nil, 157, &PeerUser{}); !errors.As(err, new(LayerError)) {
		t.Errorf("layer 157: %v", err)
	}
}

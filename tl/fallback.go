package tl

import (
	"encoding/binary"
	"sync/atomic"
	"unsafe"
)

// fallbacks are the constructors that stand, in a layer, for one of their type that it does not
// know. All of them exist since before MinLayer and have no fields. A type that is not here has
// none: its field is left out when it is optional, its element is left out of a vector, and
// otherwise the whole object around it cannot be said and is looked up here in its turn.
var fallbacks = map[string]string{
	"MessageMedia":      "messageMediaUnsupported",
	"MessageAction":     "messageActionEmpty",
	"PageBlock":         "pageBlockUnsupported",
	"RichText":          "textEmpty",
	"ChatPhoto":         "chatPhotoEmpty",
	"UserStatus":        "userStatusEmpty",
	"EmojiStatus":       "emojiStatusEmpty",
	"NotificationSound": "notificationSoundDefault",
	"SendMessageAction": "sendMessageTypingAction",
	"GeoPoint":          "geoPointEmpty",
	"MessagesFilter":    "inputMessagesFilterEmpty",
}

// fallback writes what stands for an object that the layer cannot say.
func (e *encoder) fallback(dst []byte, index int, at unsafe.Pointer) ([]byte, error) {
	if e.name == "" {
		e.name = e.t.defs[index].Name
	}
	c := e.t.of[index]
	if c == nil {
		return dst, errUnknown
	}
	if c.name == "Update" {
		return e.fallbackUpdate(dst, index, at)
	}
	p := e.t.plans[e.t.index[fallbacks[c.name]]]
	if fallbacks[c.name] == "" || p == nil {
		return dst, errUnknown
	}
	e.dropped()
	return binary.LittleEndian.AppendUint32(dst, p.id), nil
}

// fallbackUpdate keeps pts without a gap: an update that takes pts becomes one that deletes
// nothing and takes as much. An update without pts cannot be said.
// https://core.telegram.org/api/updates#message-related-event-sequences
func (e *encoder) fallbackUpdate(dst []byte, index int, at unsafe.Pointer) ([]byte, error) {
	var pts, count int32
	var channel int64
	found, inChannel := 0, false
	for i := range e.t.fields[index] {
		f := &e.t.fields[index][i]
		p := unsafe.Add(at, f.off)
		switch {
		case f.Name == "pts" && f.Type == "int" && !f.Optional():
			pts = *(*int32)(p)
			found++
		case f.Name == "pts_count" && f.Type == "int" && !f.Optional():
			count = *(*int32)(p)
			found++
		case f.Name == "channel_id" && f.Type == "long":
			channel, inChannel = *(*int64)(p), true
		case f.Name == "message" && f.Type == "Message":
			channel, inChannel = channelOf(*(*MessageClass)(p), e.t.defs[index].Name)
		}
	}
	if found < 2 {
		return dst, errUnknown
	}
	e.dropped()
	if inChannel {
		o := UpdateDeleteChannelMessages{ChannelID: channel, Pts: pts, PtsCount: count}
		return e.boxed(dst, e.t.plans[o.tlIndex()], unsafe.Pointer(&o))
	}
	o := UpdateDeleteMessages{Pts: pts, PtsCount: count}
	return e.boxed(dst, e.t.plans[o.tlIndex()], unsafe.Pointer(&o))
}

// channelOf tells in which channel's sequence the update with that name and message counts.
func channelOf(m MessageClass, update string) (int64, bool) {
	if update != "updateNewChannelMessage" && update != "updateEditChannelMessage" {
		return 0, false
	}
	var peer PeerClass
	switch m := m.(type) {
	case *Message:
		peer = m.PeerID
	case *MessageService:
		peer = m.PeerID
	}
	if p, ok := peer.(*PeerChannel); ok {
		return p.ChannelID, true
	}
	return 0, true
}

// fallbackCounts counts by constructor. It is for metrics, so a lost race is no loss, but it is
// written from everywhere.
var fallbackCounts = make([]atomic.Uint64, len(prototypes))

// dropped counts what could not be said, and forgets it.
func (e *encoder) dropped() {
	if i, ok := e.t.index[e.name]; ok {
		fallbackCounts[i].Add(1)
	}
	e.name = ""
}

// Fallbacks counts, by the TL name of the constructor, how often something could not be said in a
// client's layer and was replaced or left out since the process started. Names with a count of
// zero are not in it.
func Fallbacks() map[string]uint64 {
	m := make(map[string]uint64)
	for i := range fallbackCounts {
		if n := fallbackCounts[i].Load(); n > 0 {
			m[prototypes[i].TLName()] = n
		}
	}
	return m
}

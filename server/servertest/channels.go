package servertest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"chappe/box"
	"chappe/mtclient"
	"chappe/tl"
)

// channel is what a device knows of a channel's box. It is as strict as the mirror of the person's own.
type channel struct {
	pts      int32 // 0: nothing is known yet
	messages map[int32]tl.MessageClass
	behind   bool // the difference has to be asked for
	readIn   int32
	unread   int32
}

// group takes chats that an answer names. mu is held.
func (m *Mirror) group(cs []tl.ChatClass) {
	for _, c := range cs {
		switch c := c.(type) {
		case *tl.Chat:
			m.chats[c.ID] = c
		case *tl.ChatForbidden:
			m.chats[c.ID] = c
		case *tl.Channel:
			if old, ok := m.chats[c.ID].(*tl.Channel); c.Min && ok {
				merged := *old
				merged.Title, merged.Username, merged.DefaultBannedRights = c.Title, c.Username, c.DefaultBannedRights
				merged.Photo, merged.Restricted, merged.RestrictionReason = c.Photo, c.Restricted, c.RestrictionReason
				merged.SlowmodeEnabled, merged.Signatures, merged.Noforwards = c.SlowmodeEnabled, c.Signatures, c.Noforwards
				m.chats[c.ID] = &merged
			} else if !c.Min {
				m.chats[c.ID] = c
				if c.Left {
					delete(m.channels, c.ID)
				} else {
					m.channel(c.ID)
				}
			}
		case *tl.ChannelForbidden:
			m.chats[c.ID] = c
			delete(m.channels, c.ID)
		}
	}
}

// channel returns what is known of a channel. mu is held.
func (m *Mirror) channel(id int64) *channel {
	c := m.channels[id]
	if c == nil {
		c = &channel{messages: map[int32]tl.MessageClass{}, behind: true}
		m.channels[id] = c
	}
	return c
}

// channelPts returns which channel an update is about and its numbers, and whether it has any.
func channelPts(u tl.UpdateClass) (id int64, pts, count int32, ok bool) {
	switch u := u.(type) {
	case *tl.UpdateNewChannelMessage:
		return channelOf(u.Message), u.Pts, u.PtsCount, true
	case *tl.UpdateEditChannelMessage:
		return channelOf(u.Message), u.Pts, u.PtsCount, true
	case *tl.UpdateDeleteChannelMessages:
		return u.ChannelID, u.Pts, u.PtsCount, true
	case *tl.UpdatePinnedChannelMessages:
		return u.ChannelID, u.Pts, u.PtsCount, true
	}
	return 0, 0, 0, false
}

func channelOf(x tl.MessageClass) int64 {
	peer, _ := about(x)
	return peer
}

// inChannel takes an update of a channel's box, and says whether it is one. mu is held.
func (m *Mirror) inChannel(u tl.UpdateClass) bool {
	switch u := u.(type) {
	case *tl.UpdateChannelTooLong:
		if c := m.channels[u.ChannelID]; c != nil && (!u.Pts.OK || u.Pts.V != c.pts) {
			c.behind = true
		}
		return true
	case *tl.UpdateReadChannelInbox:
		if c := m.channels[u.ChannelID]; c != nil {
			c.readIn, c.unread = u.MaxID, u.StillUnreadCount
		}
		return true
	}
	id, pts, count, ok := channelPts(u)
	if !ok {
		return false
	}
	c := m.channels[id]
	if c == nil {
		m.others = append(m.others, u) // of one that it only looks at
		return true
	}
	if c.pts == 0 {
		return true // the difference brings it
	}
	if x, ok := u.(*tl.UpdateNewChannelMessage); ok {
		if x, ok := x.Message.(*tl.Message); ok {
			m.pushed[x.Message] = true
		}
	}
	m.numberIn(id, c, pts, count, func() { c.apply(u) })
	return true
}

func (m *Mirror) numberIn(id int64, c *channel, pts, count int32, apply func()) {
	switch {
	case pts <= c.pts:
		m.Twice++
	case pts-count > c.pts:
		m.Gaps++
		c.behind = true
	case pts-count < c.pts:
		m.wrong("numbers (%d, %d] of channel %d overlap what was known up to %d", pts-count, pts, id, c.pts)
	default:
		c.pts = pts
		apply()
	}
}

func (c *channel) apply(u tl.UpdateClass) {
	switch u := u.(type) {
	case *tl.UpdateNewChannelMessage:
		c.put(u.Message)
	case *tl.UpdateEditChannelMessage:
		c.put(u.Message)
	case *tl.UpdateDeleteChannelMessages:
		for _, id := range u.Messages {
			delete(c.messages, id)
		}
	case *tl.UpdatePinnedChannelMessages:
		for _, id := range u.Messages {
			if x, ok := c.messages[id].(*tl.Message); ok {
				y := *x
				y.Pinned = u.Pinned
				c.messages[id] = &y
			}
		}
	}
}

func (c *channel) put(x tl.MessageClass) {
	switch x := x.(type) {
	case *tl.Message:
		c.messages[x.ID] = x
	case *tl.MessageService:
		c.messages[x.ID] = x
	}
}

// late are the channels whose difference has to be asked for. mu is held.
func (m *Mirror) late() (out []int64) {
	for id, c := range m.channels {
		if c.behind {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Channel names a channel as the device may.
func (d *Device) Channel(id int64) *tl.InputChannel {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch c := d.chats[id].(type) {
	case *tl.Channel:
		return &tl.InputChannel{ChannelID: id, AccessHash: c.AccessHash.V}
	case *tl.ChannelForbidden:
		return &tl.InputChannel{ChannelID: id, AccessHash: c.AccessHash}
	}
	return &tl.InputChannel{ChannelID: id}
}

// Know takes the people and chats that an answer names, as client libraries do with every answer.
func (d *Device) Know(v any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.touch()
	x := reflect.Indirect(reflect.ValueOf(v))
	if x.Kind() != reflect.Struct {
		return
	}
	if f := x.FieldByName("Users"); f.IsValid() {
		if us, ok := f.Interface().([]tl.UserClass); ok {
			d.people(us)
		}
	}
	if f := x.FieldByName("Chats"); f.IsValid() {
		if cs, ok := f.Interface().([]tl.ChatClass); ok {
			d.group(cs)
		}
	}
}

// Ask calls a method, and takes the people and chats that its answer names.
func (d *Device) Ask(fn tl.Object) any {
	d.s.t.Helper()
	v := d.Call(fn)
	d.Know(v)
	return v
}

// Resolve finds a public channel by its name and returns its id.
func (d *Device) Resolve(name string) int64 {
	d.s.t.Helper()
	v := d.Ask(&tl.ContactsResolveUsername{Username: name}).(*tl.ContactsResolvedPeer)
	p, ok := v.Peer.(*tl.PeerChannel)
	if !ok {
		d.s.t.Fatalf("%s is %T", name, v.Peer)
	}
	return p.ChannelID
}

// Chat is what the device knows of a group or channel, nil for nothing.
func (d *Device) Chat(id int64) tl.ChatClass {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.chats[id]
}

// WantChat waits until what the device knows of a group or channel is as ok wants it.
func (d *Device) WantChat(id int64, what string, ok func(tl.ChatClass) bool) {
	d.s.t.Helper()
	d.Want(what, func(m *Mirror) bool { return m.chats[id] != nil && ok(m.chats[id]) })
}

// ServiceIn waits for a service message in a channel's box whose action is as ok wants it, and returns it.
func (d *Device) ServiceIn(id int64, what string, ok func(tl.MessageActionClass) bool) *tl.MessageService {
	d.s.t.Helper()
	var found *tl.MessageService
	d.Want(fmt.Sprintf("%s in channel %d", what, id), func(m *Mirror) bool {
		if c := m.channels[id]; c != nil {
			for _, x := range c.messages {
				if x, is := x.(*tl.MessageService); is && ok(x.Action) {
					found = x
					return true
				}
			}
		}
		return false
	})
	return found
}

// WantGoneIn waits until a message is not in a channel's box any more.
func (d *Device) WantGoneIn(id int64, message int32) {
	d.s.t.Helper()
	d.Want(fmt.Sprintf("message %d of channel %d gone", message, id), func(m *Mirror) bool {
		c := m.channels[id]
		return c != nil && c.messages[message] == nil
	})
}

// In is the same for methods that take a peer; ids of basic groups are low.
func (d *Device) In(id int64) tl.InputPeerClass {
	if id < 1_000_000 {
		return &tl.InputPeerChat{ChatID: id}
	}
	c := d.Channel(id)
	return &tl.InputPeerChannel{ChannelID: id, AccessHash: c.AccessHash}
}

// catchUpIn asks for the difference of a channel until there is no more.
func (d *Device) catchUpIn(ctx context.Context, id int64) error {
	in := d.Channel(id)
	for {
		d.mu.Lock()
		c := d.channels[id]
		if c == nil {
			d.mu.Unlock()
			return nil
		}
		q := &tl.UpdatesGetChannelDifference{Channel: in, Filter: &tl.ChannelMessagesFilterEmpty{}, Pts: c.pts, Limit: 100}
		c.behind = false
		d.mu.Unlock()
		more := false
		v, err := d.into(ctx, q, func(v any) { more = d.differenceIn(c, v) })
		if err != nil {
			d.refusedIn(id, c, err)
			return err
		}
		switch v := v.(type) {
		case *tl.UpdatesChannelDifferenceTooLong:
			err := d.loadIn(ctx, id, c, v)
			if err != nil {
				d.mu.Lock()
				c.behind = true
				d.mu.Unlock()
			}
			return err
		case *tl.UpdatesChannelDifference, *tl.UpdatesChannelDifferenceEmpty:
		default:
			return fmt.Errorf("getChannelDifference answered %T", v)
		}
		if !more {
			return nil
		}
	}
}

// refusedIn notes that a difference was not to be had: the channel may not be looked at any more, unless the device was told meanwhile that
// it may, or the connection went.
func (d *Device) refusedIn(id int64, c *channel, err error) {
	e := new(mtclient.RPCError)
	refused := errors.As(err, &e) && e.Code < 500
	d.mu.Lock()
	x, in := d.chats[id].(*tl.Channel)
	if refused && (!in || x.Left) {
		delete(d.channels, id)
		d.mu.Unlock()
		return
	}
	c.behind = true
	d.mu.Unlock()
	if refused {
		time.Sleep(10 * time.Millisecond) // what will be told of it is on its way
	}
}

// differenceIn applies an answer and says whether there is more. mu is not held.
func (d *Device) differenceIn(c *channel, v any) (more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.touch()
	switch x := v.(type) {
	case *tl.UpdatesChannelDifferenceTooLong:
		d.people(x.Users)
		d.group(x.Chats)
	case *tl.UpdatesChannelDifferenceEmpty:
		c.pts = max(c.pts, x.Pts)
		return !x.Final
	case *tl.UpdatesChannelDifference:
		d.people(x.Users)
		d.group(x.Chats)
		d.Mirror.Asked++
		if x.Pts <= c.pts {
			return !x.Final // what was pushed meanwhile is newer
		}
		for _, m := range x.NewMessages {
			c.put(m)
		}
		for _, u := range x.OtherUpdates {
			c.apply(u)
		}
		c.pts = x.Pts
		return !x.Final
	}
	return false
}

// loadIn reads a whole channel.
func (d *Device) loadIn(ctx context.Context, id int64, c *channel, x *tl.UpdatesChannelDifferenceTooLong) error {
	all := map[int32]tl.MessageClass{}
	for offset := int32(0); ; {
		v, err := d.client.Call(ctx, &tl.MessagesGetHistory{Peer: d.In(id), OffsetID: offset, Limit: 100})
		if err != nil {
			return err
		}
		page, ok := v.(*tl.MessagesChannelMessages)
		if !ok {
			return fmt.Errorf("getHistory of a channel answered %T", v)
		}
		d.mu.Lock()
		d.people(page.Users)
		d.mu.Unlock()
		for _, m := range page.Messages {
			i := messageID(m)
			all[i] = m
			if offset == 0 || i < offset {
				offset = i
			}
		}
		if len(page.Messages) == 0 {
			break
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.touch()
	d.people(x.Users)
	if dialog, ok := x.Dialog.(*tl.Dialog); ok {
		// What was said while the pages were being read is in some of them: the difference from here on brings it again.
		c.pts, c.readIn, c.unread = dialog.Pts.V, dialog.ReadInboxMaxID, dialog.UnreadCount
	}
	c.messages, c.behind = all, true
	return nil
}

func messageID(x tl.MessageClass) int32 {
	switch x := x.(type) {
	case *tl.Message:
		return x.ID
	case *tl.MessageService:
		return x.ID
	}
	return 0
}

// NewChannel makes a supergroup, or with broadcast a channel, and returns its id.
func (d *Device) NewChannel(title string, broadcast bool) int64 {
	d.s.t.Helper()
	v := d.Call(&tl.ChannelsCreateChannel{Title: title, Broadcast: broadcast, Megagroup: !broadcast}).(*tl.Updates)
	for _, c := range v.Chats {
		if c, ok := c.(*tl.Channel); ok {
			return c.ID
		}
	}
	d.s.t.Fatalf("createChannel names no channel")
	return 0
}

// NewGroup makes a basic group and returns its id.
func (d *Device) NewGroup(title string, with ...*Person) int64 {
	d.s.t.Helper()
	q := &tl.MessagesCreateChat{Title: title, Users: []tl.InputUserClass{}}
	for _, p := range with {
		q.Users = append(q.Users, d.Input(p))
	}
	v := d.Call(q).(*tl.MessagesInvitedUsers)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range v.Updates.(*tl.Updates).Chats {
		if c, ok := c.(*tl.Chat); ok {
			return c.ID
		}
	}
	d.s.t.Fatalf("createChat names no group")
	return 0
}

// Invite adds people to a channel.
func (d *Device) Invite(id int64, people ...*Person) {
	d.s.t.Helper()
	q := &tl.ChannelsInviteToChannel{Channel: d.Channel(id), Users: []tl.InputUserClass{}}
	for _, p := range people {
		q.Users = append(q.Users, d.Input(p))
	}
	d.Call(q)
}

// Say sends a text to a group or channel and returns the message's id.
func (d *Device) Say(id int64, text string, opts ...SendOption) int32 {
	d.s.t.Helper()
	m, err := d.TrySend(&tl.MessagesSendMessage{Peer: d.In(id), Message: text, RandomID: rand.Int64()}, opts...)
	if err != nil {
		d.s.t.Fatalf("say %q: %v", text, err)
	}
	return m
}

// WantIn waits until a channel's box holds a message with this text, and returns it.
func (d *Device) WantIn(id int64, text string) *tl.Message {
	d.s.t.Helper()
	var found *tl.Message
	d.Want(fmt.Sprintf("message %q in channel %d", text, id), func(m *Mirror) bool {
		if c := m.channels[id]; c != nil {
			for _, x := range c.messages {
				if x, ok := x.(*tl.Message); ok && x.Message == text {
					found = x
					return true
				}
			}
		}
		return false
	})
	return found
}

// Texts are the texts in a channel as the device knows them, the oldest first. Service messages are "".
func (d *Device) Texts(id int64) (out []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.channels[id]
	if c == nil {
		return nil
	}
	ids := make([]int32, 0, len(c.messages))
	for i := range c.messages {
		ids = append(ids, i)
	}
	slices.Sort(ids)
	for _, i := range ids {
		text := ""
		if x, ok := c.messages[i].(*tl.Message); ok {
			text = x.Message
		}
		out = append(out, text)
	}
	return out
}

// Fill adds people who never sign in to a group or channel, until it has n members or, of a channel, n more.
func (s *Server) Fill(id int64, n int) {
	s.t.Helper()
	peer := box.ChannelPeer(id)
	if id < 1_000_000 {
		peer = box.ChatPeer(id)
		n -= s.members(id)
	}
	if err := s.Inner().Populate(context.Background(), peer, n); err != nil {
		s.t.Fatal(err)
	}
}

// members is how many are in a basic group, as one of them knows.
func (s *Server) members(id int64) int {
	for _, p := range s.everyone() {
		if c, ok := p.Chat(id).(*tl.Chat); ok && !c.Left {
			return int(c.ParticipantsCount)
		}
	}
	s.t.Fatalf("nobody knows group %d", id)
	return 0
}

package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/media"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errNoIDs    = rpc.Bad("MESSAGE_IDS_EMPTY")
	errRandomly = rpc.Bad("RANDOM_ID_INVALID")
	errLimit    = rpc.Bad("LIMIT_INVALID")
)

// forward posts copies of messages that say who said them first.
// https://core.telegram.org/method/messages.forwardMessages
func (f *Feature) forward(ctx context.Context, c rpc.Caller, q *tl.MessagesForwardMessages) (tl.UpdatesClass, error) {
	if err := checkForward(q); err != nil {
		return nil, err
	}
	later, err := f.later(q.ScheduleDate)
	if err != nil {
		return nil, err
	}
	if later {
		return f.forwardLater(ctx, c, q)
	}
	var out *tl.Updates
	var saw []*box.Message
	err = f.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, saw = &tl.Updates{Date: f.box.Now()}, nil
		done := make([]*box.Message, len(q.ID)) // what earlier tries made
		fresh := 0
		for i, id := range q.RandomID {
			if done[i], err = again(tx, c.User, id); err != nil {
				return err
			}
			if done[i] == nil {
				fresh++
			}
		}
		if fresh > 0 {
			if saw, err = f.forwardFresh(tx, c, q, done); err != nil {
				return err
			}
		}
		return f.sentTL(ctx, tx, c, q.RandomID, done, saw, out)
	})
	if err != nil {
		return nil, err
	}
	for _, m := range saw {
		c.Saw(m.Box, m.Pts, 1)
	}
	return out, nil
}

func checkForward(q *tl.MessagesForwardMessages) error {
	switch {
	case len(q.ID) == 0:
		return errNoIDs
	case len(q.ID) > maxIDs:
		return errLimit
	case len(q.ID) != len(q.RandomID):
		return errRandomly
	}
	seen := make(map[int64]bool, len(q.RandomID))
	for _, id := range q.RandomID {
		if id == 0 || seen[id] {
			return errRandomly
		}
		seen[id] = true
	}
	return nil
}

// forwardFresh posts those copies that no earlier try made, puts them into done, and returns them.
func (f *Feature) forwardFresh(tx *db.Tx, c rpc.Caller, q *tl.MessagesForwardMessages, done []*box.Message) ([]*box.Message, error) {
	outs, places, err := f.copies(tx, c, q, func(i int) bool { return done[i] == nil })
	if err != nil {
		return nil, err
	}
	ms, err := f.deliver(tx, outs...)
	if err != nil {
		return nil, err
	}
	for i, m := range ms {
		done[places[i]] = m
		if err := f.countForward(tx, outs[i].source); err != nil {
			return nil, err
		}
	}
	return ms, nil
}

// copies are the messages to be forwarded, of those whose places in the request want says yes to, and their places.
func (f *Feature) copies(tx *db.Tx, c rpc.Caller, q *tl.MessagesForwardMessages, want func(int) bool) (outs []*outgoing, places []int, err error) {
	from, err := f.place(tx, c, q.FromPeer)
	if err != nil {
		return nil, nil, err
	}
	to, err := f.users.Peer(tx, c, q.ToPeer)
	if err != nil {
		return nil, nil, err
	}
	var as box.Peer
	if q.SendAs != nil {
		if as, err = f.users.Peer(tx, c, q.SendAs); err != nil {
			return nil, nil, errSendAs
		}
	}
	found, err := from.byIDs(tx, q.ID)
	if err != nil {
		return nil, nil, err
	}
	if from.restricted() {
		return nil, nil, errForwards
	}
	albums := map[int64]int64{}
	for i, id := range q.ID {
		m := found[id]
		if !want(i) || m == nil || m.Flags&box.Service != 0 {
			continue // a message that is gone by now is left out
		}
		if m.Flags&box.NoForwards != 0 {
			return nil, nil, errForwards
		}
		if media.TTL(content.Decode(m.Content).Media) != 0 {
			return nil, nil, errForwards
		}
		o, err := f.copyOf(tx, c, q, m, to)
		if err != nil {
			return nil, nil, err
		}
		o.randomID, o.as, o.source, o.top = q.RandomID[i], as, m, q.TopMsgID.V
		if o.top == 0 {
			o.top = topicOf(q.ReplyTo)
		}
		if m.Album != 0 {
			if albums[m.Album] == 0 {
				albums[m.Album] = o.randomID
			}
			o.album = albums[m.Album]
		}
		outs, places = append(outs, o), append(places, i)
	}
	if len(outs) == 0 {
		return nil, nil, errID
	}
	return outs, places, nil
}

// forwardLater keeps copies until they are due.
func (f *Feature) forwardLater(ctx context.Context, c rpc.Caller, q *tl.MessagesForwardMessages) (tl.UpdatesClass, error) {
	var out *tl.Updates
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		var before []scheduled
		known := map[int64]bool{}
		for _, id := range q.RandomID {
			s, ok, err := scheduledBefore(tx, c.User, id)
			if err != nil {
				return err
			}
			if ok {
				known[id], before = true, append(before, s)
			}
		}
		if len(before) == len(q.ID) {
			var err error
			out, err = f.scheduledTL(tx, c, before, false)
			return err
		}
		outs, _, err := f.copies(tx, c, q, func(i int) bool { return !known[q.RandomID[i]] })
		if err != nil {
			return err
		}
		ss, err := f.schedule(tx, q.ScheduleDate.V, outs...)
		if err != nil {
			return err
		}
		out, err = f.scheduledTL(tx, c, append(before, ss...), true)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// countForward counts that a post of a channel was forwarded, be it from the channel itself or from where it had come to.
func (f *Feature) countForward(tx *db.Tx, m *box.Message) error {
	if m.Flags&box.Post != 0 {
		return f.channels.CountForward(tx, -m.Box, m.ID)
	}
	o := content.Decode(m.Content).Forward
	if o == nil || o.Post == 0 || !box.Peer(o.From).IsChannel() {
		return nil
	}
	ms, err := box.ByIDs(tx, o.From, []int32{o.Post})
	if err != nil || ms[o.Post] == nil {
		return err
	}
	return f.channels.CountForward(tx, -o.From, o.Post)
}

// copyOf is a message as it is forwarded.
func (f *Feature) copyOf(tx *db.Tx, c rpc.Caller, q *tl.MessagesForwardMessages, m *box.Message, to box.Peer) (*outgoing, error) {
	say := content.Decode(m.Content)
	o := &outgoing{
		sender: c.User, peer: to, kind: m.Kind, flags: flagsOf(q.Silent, q.Noforwards, false) | m.Flags&box.InvertMedia,
		say: content.Content{Text: say.Text, Entities: say.Entities, Media: say.Media, Via: say.Via},
	}
	if q.DropMediaCaptions && say.Media != nil && !media.IsPage(say.Media) {
		o.say.Text, o.say.Entities = "", nil
	}
	if q.DropAuthor {
		return o, nil
	}
	origin, err := f.origin(tx, c.User, m, say)
	if err != nil {
		return nil, err
	}
	o.say.Forward = origin
	if to == box.UserPeer(c.User) {
		return o, f.save(tx, c.User, m, say, o)
	}
	return o, nil
}

// origin says who said a message first, as forwarder may tell others: whoever does not want to be found through forwarded messages is
// named and no more.
func (f *Feature) origin(tx *db.Tx, forwarder int64, m *box.Message, say *content.Content) (*content.Forward, error) {
	if say.Forward != nil {
		return say.Forward.Plain(), nil
	}
	o := &content.Forward{From: int64(m.From), Date: m.Date}
	if m.Peer.IsChannel() && m.From == m.Peer {
		o.Author = say.Author
		if m.Flags&box.Post != 0 {
			o.Post = m.ID
		}
	}
	name, err := f.hiddenName(tx, forwarder, m.From)
	if name != "" {
		o.From, o.Name = 0, name
	}
	return o, err
}

// hiddenName is the name of an author who does not want to be linked to by forwarder, "" for one who does not mind.
func (f *Feature) hiddenName(tx *db.Tx, forwarder int64, author box.Peer) (string, error) {
	if !author.IsUser() || author.ID() == forwarder {
		return "", nil
	}
	u, ok, err := users.ByID(tx, author.ID())
	if err != nil || !ok {
		return "", err
	}
	hidden := u.Flags&users.Deleted != 0
	if !hidden && f.ForwardHidden != nil {
		if hidden, err = f.ForwardHidden(tx, u.ID, forwarder); err != nil {
			return "", err
		}
	}
	if !hidden {
		return "", nil
	}
	if name := u.Name(); name != "" {
		return name, nil
	}
	return "Deleted Account", nil
}

// save notes where a message comes from that is forwarded to Saved Messages, and which saved dialog it belongs to.
// https://core.telegram.org/api/saved-messages
func (f *Feature) save(tx *db.Tx, owner int64, m *box.Message, say *content.Content, o *outgoing) error {
	to := o.say.Forward
	if m.Peer == box.UserPeer(owner) {
		if was := say.Forward; was != nil {
			*to = *was
		} else {
			o.say.Forward = nil // a note to oneself has no origin but oneself
		}
		o.saved = m.Saved
		return nil
	}
	to.SavedFrom, to.SavedID, to.SavedOut = int64(m.Peer), m.ID, m.Out
	o.saved = m.Peer
	if say.Forward == nil {
		return nil
	}
	// Who forwarded it to that chat, and when.
	name, err := f.hiddenName(tx, owner, m.From)
	to.SavedDate, to.SavedName = m.Date, name
	if name == "" {
		to.SavedBy = int64(m.From)
	}
	return err
}

// sentTL answers with what was made: which random id became which message, and the messages. fresh are those that this request made.
func (f *Feature) sentTL(ctx context.Context, tx *db.Tx, c rpc.Caller, randoms []int64, made, fresh []*box.Message, out *tl.Updates) error {
	var ids []int32
	for i, m := range made {
		if m != nil {
			out.Updates = append(out.Updates, &tl.UpdateMessageID{ID: m.ID, RandomID: randoms[i]})
			ids = append(ids, m.ID)
		}
	}
	if len(fresh) < len(ids) {
		var err error
		if fresh, err = rowsOf(tx, madeIn(c.User, made), ids); err != nil {
			return err
		}
	}
	evs := make([]box.Event, len(fresh))
	for i, m := range fresh {
		evs[i] = box.Event{Box: m.Box, Pts: m.Pts, Count: 1, Kind: box.Posted, Message: m}
	}
	b, err := f.renderEvents(ctx, tx, c.User, evs)
	out.Updates = append(out.Updates, b.Updates...)
	out.Users, out.Chats = b.Users, b.Chats
	return err
}

// madeIn is the box that messages were made in: the sender's own or a channel's.
func madeIn(sender int64, made []*box.Message) int64 {
	for _, m := range made {
		if m != nil {
			return m.Box
		}
	}
	return sender
}

// restricted says whether what is said in a conversation is not to be forwarded.
func (p *conversation) restricted() bool {
	return p.chat != nil && p.chat.Flags&chats.NoForwards != 0 || p.channel != nil && p.channel.Is(channels.NoForwards)
}

// rowsOf returns those of a box's messages that are still there, in the order of ids.
func rowsOf(tx *db.Tx, owner int64, ids []int32) ([]*box.Message, error) {
	found, err := box.ByIDs(tx, owner, ids)
	if err != nil {
		return nil, err
	}
	var out []*box.Message
	for _, id := range ids {
		if m := found[id]; m != nil {
			out = append(out, m)
		}
	}
	return out, nil
}

package messages

import (
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/users"
	"chappe/rpc"
)

var (
	errSendAs   = channels.ErrSendAs
	errSlowMany = rpc.Bad("SLOWMODE_MULTI_MSGS_DISABLED")
	errGuest    = rpc.Forbidden("CHAT_GUEST_SEND_FORBIDDEN")
)

// deliverGroup writes messages to a basic group: one row of each for every member.
func (f *Feature) deliverGroup(tx *db.Tx, outs []*outgoing) ([]*box.Message, error) {
	seat, err := f.groups.Seat(tx, outs[0].sender, outs[0].peer.ID())
	if err == chats.ErrChat {
		err = users.ErrPeer
	}
	if err != nil {
		return nil, err
	}
	for _, o := range outs {
		if err := seat.MayWrite(o.kind, f.box.Now()); err != nil {
			return nil, err
		}
	}
	ms, err := chats.Members(tx, seat.ID)
	if err != nil {
		return nil, err
	}
	if err := f.findAnswered(tx, outs); err != nil {
		return nil, err
	}
	people := chats.IDs(ms)
	live(outs, seat.Info.TTL)
	mine := make([]*box.Message, len(outs))
	var rows []*box.Message
	of := make([][]*box.Message, len(outs)) // the rows of each
	for i, o := range outs {
		if mine[i], err = f.row(o); err != nil {
			return nil, err
		}
		named, err := spokenOf(tx, &o.say)
		if err != nil {
			return nil, err
		}
		theirs, err := chats.Copies(tx, mine[i], people, o.answered, named)
		if err != nil {
			return nil, err
		}
		of[i] = append(theirs, mine[i])
		rows = append(rows, of[i]...)
	}
	if err := f.box.Post(tx, rows...); err != nil {
		return nil, err
	}
	for i, o := range outs {
		if err := f.holdIn(tx, o, of[i]...); err != nil {
			return nil, err
		}
	}
	if err := keepSends(tx, outs, mine); err != nil {
		return nil, err
	}
	return mine, f.unarchive(tx, rows)
}

// deliverChannel writes messages to a channel: one row of each, whatever the audience. Only of those whom a message speaks of something
// is written beside it.
func (f *Feature) deliverChannel(tx *db.Tx, outs []*outgoing) ([]*box.Message, error) {
	seat, err := f.channels.Reader(tx, outs[0].sender, outs[0].peer.ID())
	if err != nil {
		return nil, err
	}
	for _, o := range outs {
		if err := seat.MayPost(o.kind); err != nil {
			return nil, err
		}
	}
	if seat.Slow != 0 && !seat.Admin() && slices.ContainsFunc(outs[1:], func(o *outgoing) bool { return o.album == 0 || o.album != outs[0].album }) {
		return nil, errSlowMany
	}
	if err := seat.Slowed(); err != nil {
		return nil, err
	}
	if err := f.findAnswered(tx, outs); err != nil {
		return nil, err
	}
	if !seat.In() {
		for _, o := range outs {
			if ok, err := f.inThread(tx, o.answered); err != nil || !ok {
				return nil, either(err, errGuest)
			}
		}
	}
	live(outs, seat.Info.TTL)
	made := make([]*box.Message, len(outs))
	for i, o := range outs {
		if made[i], err = f.post(tx, seat, o); err != nil {
			return nil, err
		}
	}
	if err := f.box.Post(tx, made...); err != nil {
		return nil, err
	}
	for i, o := range outs {
		if err := f.holdIn(tx, o, made[i]); err != nil {
			return nil, err
		}
		if err := f.posted(tx, seat, o, made[i]); err != nil {
			return nil, err
		}
	}
	if seat.Slow != 0 && !seat.Admin() {
		if err := channels.SetPosted(tx, seat.Person, seat.ID, f.box.Now()); err != nil {
			return nil, err
		}
	}
	if seat.Is(channels.Broadcast) && seat.Linked != 0 {
		if err := f.discuss(tx, seat, outs, made); err != nil {
			return nil, err
		}
	}
	return made, keepSends(tx, outs, made)
}

// maySendAs checks that the holder of a seat may post a message as whom it says.
func (f *Feature) maySendAs(tx *db.Tx, seat *channels.Seat, o *outgoing) error {
	if o.as == 0 || seat.Is(channels.Broadcast) {
		return nil
	}
	ok, err := f.channels.MaySendAs(tx, seat, o.as)
	if err == nil && !ok {
		err = errSendAs
	}
	return err
}

// post is the row of a message in a channel.
func (f *Feature) post(tx *db.Tx, seat *channels.Seat, o *outgoing) (*box.Message, error) {
	m := &box.Message{
		Box: seat.Box(), Peer: seat.Peer(), From: seat.PostsAs(), Origin: o.sender, Date: f.box.Now(), Flags: o.flags, Kind: o.kind, Album: o.album,
		TTL: o.ttl,
	}
	if err := f.maySendAs(tx, seat, o); err != nil {
		return nil, err
	}
	if o.as != 0 && !seat.Is(channels.Broadcast) {
		m.From = o.as
	}
	var err error
	if m.Topic, err = f.into(tx, seat, o); err != nil {
		return nil, err
	}
	if o.answered != nil {
		m.ReplyTo = o.answered.ID
	}
	if content.HasLink(o.say.Entities) {
		m.Flags |= box.Linked
	}
	say := o.say
	dropTopic(&say)
	if m.ReplyTo != 0 && m.Topic <= box.General && !seat.Is(channels.Broadcast) {
		top, err := channels.TopOf(tx, seat.ID, m.ReplyTo)
		if err != nil {
			return nil, err
		}
		if top != m.ReplyTo {
			r := content.Reply{}
			if say.Reply != nil {
				r = *say.Reply
			}
			r.Top, say.Reply = top, &r
		}
	}
	if seat.Is(channels.Broadcast) {
		if err := secretVote(tx, o); err != nil {
			return nil, err
		}
		m.Flags |= box.Post
		if seat.Is(channels.Signatures) {
			u, _, err := users.ByID(tx, o.sender)
			if err != nil {
				return nil, err
			}
			say.Author = u.Name()
			if seat.Is(channels.Profiles) {
				m.From = box.UserPeer(o.sender)
			}
		}
	} else if m.From == m.Peer {
		say.Author = seat.Rank
	}
	m.Content, err = say.Encode()
	return m, err
}

var errVoters = rpc.Bad("BROADCAST_PUBLIC_VOTERS_FORBIDDEN")

// secretVote checks that a poll names nobody: who reads a channel is nobody's business.
func secretVote(tx *db.Tx, o *outgoing) error {
	id := pollID(o.say.Media)
	if o.kind != box.KindPoll || id == 0 {
		return nil
	}
	ps, err := pollsByID(tx, []int64{id})
	if err == nil && (ps[id] == nil || ps[id].Public) {
		err = errVoters
	}
	return err
}

// posted does what a new message of a channel brings with it: whom it speaks of is told, and where it came from it is counted.
func (f *Feature) posted(tx *db.Tx, seat *channels.Seat, o *outgoing, m *box.Message) error {
	if seat.Is(channels.Broadcast) {
		return noteForward(tx, o, m)
	}
	if err := channels.Grow(tx, m); err != nil {
		return err
	}
	if m.ReplyTo != 0 && m.Topic <= box.General {
		top, err := channels.TopOf(tx, seat.ID, m.ReplyTo)
		if err != nil {
			return err
		}
		if err := channels.Answer(tx, m, top); err != nil {
			return err
		}
	}
	named, err := spokenOf(tx, &o.say)
	if err != nil {
		return err
	}
	if o.answered != nil && o.answered.Origin != 0 {
		named[o.answered.Origin] = true
	}
	delete(named, o.sender)
	if len(named) > 0 {
		people := make([]int64, 0, len(named))
		for p := range named {
			people = append(people, p)
		}
		if err := channels.Mention(tx, seat.ID, m.ID, people); err != nil {
			return err
		}
	}
	return nil
}

// maxNames is how many public names in one message are looked up.
const maxNames = 50

// spokenOf are the people whom a message mentions.
func spokenOf(tx *db.Tx, say *content.Content) (map[int64]bool, error) {
	out := map[int64]bool{}
	for _, e := range say.Entities {
		if e.Type == "mention_name" {
			out[e.ID] = true
		}
	}
	names := say.Names()
	for _, n := range names[:min(len(names), maxNames)] {
		id, err := users.ByUsername(tx, n)
		if err != nil {
			return nil, err
		}
		if id > 0 {
			out[id] = true
		}
	}
	return out, nil
}

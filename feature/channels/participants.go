package channels

import (
	"context"
	"slices"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

const maxParticipants = 200

// getParticipants lists who is in a channel, or what a filter chooses of those who are or were: the latest to come first, so that only
// joins and leaves shift a page. Who reads a broadcast channel is for its admins alone.
// https://core.telegram.org/method/channels.getParticipants
func (f *Feature) getParticipants(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetParticipants) (tl.ChannelsChannelParticipantsClass, error) {
	limit := int(min(max(q.Limit, 1), maxParticipants))
	offset := int(max(q.Offset, 0))
	out := &tl.ChannelsChannelParticipants{Participants: []tl.ChannelParticipantClass{}}
	same := false
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		ms, total, err := f.members(tx, s, q.Filter, offset, limit)
		if err != nil {
			return err
		}
		out.Count = int32(total)
		var h uint64
		var people []int64
		for i := range ms {
			h = contacts.Hash(h, ms[i].Person)
			out.Participants = append(out.Participants, participantTL(c.User, s, &ms[i]))
			people = append(people, ms[i].Person, ms[i].Inviter, ms[i].Promoter)
		}
		if same = q.Hash != 0 && int64(h) == q.Hash; same {
			return nil
		}
		if out.Users, err = f.contacts.People(tx, c.User, people); err != nil {
			return err
		}
		out.Chats, err = f.TL(tx, c.User, []int64{s.ID})
		return err
	})
	if err != nil {
		return nil, err
	}
	if same {
		return &tl.ChannelsChannelParticipantsNotModified{}, nil
	}
	return out, nil
}

const (
	selectRecent = `SELECT ` + memberColumns + ` FROM channel_members m WHERE m.channel = $1 AND m.state = 1 ORDER BY m.joined DESC, m.person DESC LIMIT $2 OFFSET $3`
	selectAdmins = `SELECT ` + memberColumns + ` FROM channel_members m WHERE m.channel = $1 AND m.role > 0 ORDER BY m.role DESC, m.person`
	selectBanned = `SELECT ` + memberColumns + ` FROM channel_members m WHERE m.channel = $1 AND m.banned <> 0 AND (m.banned & 1) = $2
 AND (m.until = 0 OR m.until > $3) ORDER BY m.person DESC`
	selectNamed = `SELECT ` + memberColumns + ` FROM channel_members m JOIN users u ON u.id = m.person WHERE m.channel = $1 AND m.state = 1
 AND (LOWER(u.first_name) LIKE $2 ESCAPE '\' OR LOWER(u.last_name) LIKE $2 ESCAPE '\' OR LOWER(u.first_name || ' ' || u.last_name) LIKE $2 ESCAPE '\'
 OR LOWER(u.username) LIKE $2 ESCAPE '\') ORDER BY m.joined DESC, m.person DESC LIMIT $3 OFFSET $4`
	selectKnown = `SELECT ` + memberColumns + ` FROM channel_members m WHERE m.channel = $1 AND m.state = 1 AND m.person IN ($2*) ORDER BY m.joined DESC, m.person DESC`
)

// members returns a page of the members that a filter chooses, and how many there are in all.
func (f *Feature) members(tx *db.Tx, s *Seat, filter tl.ChannelParticipantsFilterClass, offset, limit int) ([]Member, int, error) {
	page := func(ms []Member, err error) ([]Member, int, error) {
		from := min(offset, len(ms))
		return ms[from:min(from+limit, len(ms))], len(ms), wrap(err, "members of channel %d", s.ID)
	}
	if _, ok := filter.(*tl.ChannelParticipantsAdmins); ok {
		if s.Is(Broadcast) && !s.Admin() || !s.Is(Broadcast) && !s.In() && !s.Sees() {
			return nil, 0, chats.ErrAdmin
		}
		ms, err := db.All(tx, selectAdmins, scanMember, s.ID)
		if err == nil && !s.Admin() {
			ms = slices.DeleteFunc(ms, func(m Member) bool { return m.Rights&chats.Anonymous != 0 && m.Person != s.Person })
		}
		return page(ms, err)
	}
	switch q := filter.(type) {
	case *tl.ChannelParticipantsKicked:
		return f.banned(tx, s, 1, q.Q, page)
	case *tl.ChannelParticipantsBanned:
		return f.banned(tx, s, 0, q.Q, page)
	case *tl.ChannelParticipantsBots:
		return nil, 0, nil // there are none
	}
	if !s.Sees() {
		return nil, 0, chats.ErrAdmin
	}
	switch q := filter.(type) {
	case *tl.ChannelParticipantsContacts:
		return f.known(tx, s, q.Q, page)
	case *tl.ChannelParticipantsSearch:
		return f.found(tx, s, q.Q, offset, limit)
	case *tl.ChannelParticipantsMentions:
		return f.found(tx, s, q.Q.V, offset, limit)
	}
	return f.found(tx, s, "", offset, limit)
}

type pager func([]Member, error) ([]Member, int, error)

// banned are those who were removed (kicked 1), or of whom something is forbidden.
func (f *Feature) banned(tx *db.Tx, s *Seat, kicked int, q string, page pager) ([]Member, int, error) {
	if !s.Admin() {
		return nil, 0, chats.ErrAdmin
	}
	ms, err := db.All(tx, selectBanned, scanMember, s.ID, kicked, s.now)
	if err != nil {
		return page(nil, err)
	}
	return page(f.called(tx, ms, q))
}

// known are those of the person's contacts who are in the channel.
func (f *Feature) known(tx *db.Tx, s *Seat, q string, page pager) ([]Member, int, error) {
	book, err := contacts.Book(tx, s.Person)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]int64, len(book))
	for i, e := range book {
		ids[i] = e.User
	}
	ms, err := db.All(tx, selectKnown, scanMember, s.ID, db.IDs(ids))
	if err != nil {
		return page(nil, err)
	}
	return page(f.called(tx, ms, q))
}

// called are those of members whose names begin with q.
func (f *Feature) called(tx *db.Tx, ms []Member, q string) ([]Member, error) {
	q = strings.ToLower(content.Clean(q))
	if q == "" {
		return ms, nil
	}
	ids := make([]int64, len(ms))
	for i, m := range ms {
		ids[i] = m.Person
	}
	us, err := users.ByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	match := map[int64]bool{}
	for _, u := range us {
		for _, name := range []string{u.First, u.Last, u.Name(), u.Username} {
			match[u.ID] = match[u.ID] || strings.HasPrefix(strings.ToLower(name), q)
		}
	}
	return slices.DeleteFunc(ms, func(m Member) bool { return !match[m.Person] }), nil
}

// found is a page of the members whose names begin with q.
func (f *Feature) found(tx *db.Tx, s *Seat, q string, offset, limit int) ([]Member, int, error) {
	q = strings.ToLower(content.Clean(strings.TrimPrefix(q, "@")))
	if q == "" {
		ms, err := db.All(tx, selectRecent, scanMember, s.ID, limit, offset)
		return ms, int(s.Members), wrap(err, "members of channel %d", s.ID)
	}
	like := escapeLike(q) + "%"
	ms, err := db.All(tx, selectNamed, scanMember, s.ID, like, limit+1, offset)
	if err != nil {
		return nil, 0, wrap(err, "members of channel %d", s.ID)
	}
	total := offset + len(ms)
	return ms[:min(len(ms), limit)], total, nil
}

// escapeLike makes a text one that LIKE takes as it is.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// getParticipant tells how one person stands to a channel.
// https://core.telegram.org/method/channels.getParticipant
func (f *Feature) getParticipant(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetParticipant) (*tl.ChannelsChannelParticipant, error) {
	out := &tl.ChannelsChannelParticipant{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		p, err := f.users.Peer(tx, c, q.Participant)
		if err != nil || !p.IsUser() {
			return errParticip
		}
		if p.ID() != c.User && !s.Sees() {
			return chats.ErrAdmin
		}
		m, err := member(tx, s.ID, p.ID())
		if err != nil {
			return err
		}
		seat := Seat{s.Channel, m, s.now}
		if !seat.In() && (seat.bans() == 0 || !s.Admin() && p.ID() != c.User) {
			return chats.ErrNotIn
		}
		out.Participant = participantTL(c.User, s, &m)
		people := []int64{p.ID()}
		if s.Admin() {
			people = append(people, m.Inviter, m.Promoter)
		}
		if out.Users, err = f.contacts.People(tx, c.User, people); err != nil {
			return err
		}
		out.Chats, err = f.TL(tx, c.User, []int64{s.ID})
		return err
	})
	return out, err
}

// participantTL renders a member as the holder of a seat sees them.
// https://core.telegram.org/type/ChannelParticipant
func participantTL(viewer int64, s *Seat, m *Member) tl.ChannelParticipantClass {
	rank := tl.Opt[string]{V: m.Rank, OK: m.Rank != ""}
	seat := Seat{s.Channel, *m, s.now}
	switch {
	case m.Role == chats.Creator:
		return &tl.ChannelParticipantCreator{UserID: m.Person, AdminRights: *seat.adminRights().TL(), Rank: rank}
	case seat.bans() != 0:
		return &tl.ChannelParticipantBanned{
			Left: m.State != chats.In, Peer: peerTL(box.UserPeer(m.Person)), KickedBy: m.Promoter, Date: m.Joined,
			BannedRights: *seat.bans().TL(until(m.Until)), Rank: rank,
		}
	case m.State != chats.In:
		return &tl.ChannelParticipantLeft{Peer: peerTL(box.UserPeer(m.Person))}
	case m.Role == chats.Admin:
		out := &tl.ChannelParticipantAdmin{
			CanEdit: s.Role == chats.Creator || s.Has(chats.AddAdmins) && m.Promoter == s.Person, Self: m.Person == viewer, UserID: m.Person,
			PromotedBy: m.Promoter, Date: m.Joined, AdminRights: *m.Rights.TL(), Rank: rank,
		}
		if m.Inviter != 0 {
			out.InviterID = tl.Some(m.Inviter)
		}
		return out
	case m.Person == viewer:
		return &tl.ChannelParticipantSelf{UserID: m.Person, InviterID: m.Inviter, Date: m.Joined, Rank: rank}
	}
	return &tl.ChannelParticipant{UserID: m.Person, Date: m.Joined, Rank: rank}
}

// online counts the members who have a session, as far as this node knows.
// https://core.telegram.org/method/messages.getOnlines
func (f *Feature) getOnlines(ctx context.Context, c rpc.Caller, q *tl.MessagesGetOnlines) (*tl.ChatOnlines, error) {
	out := &tl.ChatOnlines{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		p, err := f.users.Peer(tx, c, q.Peer)
		if err != nil {
			return err
		}
		seen := map[int64]bool{}
		switch {
		case p.IsChat():
			ms, err := chats.Members(tx, p.ID())
			for _, m := range ms {
				seen[m.Person] = f.hub.Online(m.Person)
			}
			if err != nil {
				return err
			}
		case p.IsChannel():
			if _, err := f.Reader(tx, c.User, p.ID()); err != nil {
				return err
			}
			f.hub.Members(int64(p), func(user int64) { seen[user] = true })
		}
		for _, on := range seen {
			if on {
				out.Onlines++
			}
		}
		out.Onlines = max(out.Onlines, 1)
		return nil
	})
	return out, err
}

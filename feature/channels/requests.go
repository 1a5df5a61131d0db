package channels

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	noticeRequests = "channels.requests"
	maxRequests    = 10_000 // waiting in one group
	maxRecent      = 3      // of whom are named with their number
)

const (
	upsertRequest  = `INSERT INTO chat_requests (peer, person, hash, date) VALUES ($1, $2, $3, $4) ON CONFLICT (peer, person) DO NOTHING`
	countAllAsked  = `SELECT COUNT(*) FROM chat_requests WHERE peer = $1`
	countLinkAsked = `SELECT COUNT(*) FROM chat_requests WHERE peer = $1 AND hash = $2`
	deleteRequest  = `DELETE FROM chat_requests WHERE peer = $1 AND person = $2 RETURNING hash`
)

func countRequests(tx *db.Tx, peer box.Peer, hash string) (n int32, err error) {
	n, _, err = db.One(tx, countLinkAsked, func(r *db.Row) int32 { return r.Int32() }, int64(peer), hash)
	return n, wrap(err, "requests to join")
}

// request asks the admins of a group to let the caller in.
func (f *Feature) request(tx *db.Tx, c rpc.Caller, peer box.Peer, hash string) error {
	n, _, err := db.One(tx, countAllAsked, func(r *db.Row) int { return r.Int() }, int64(peer))
	if err != nil || n >= maxRequests {
		return either(err, rpc.Bad("CHANNELS_TOO_MUCH"))
	}
	fresh, err := tx.Exec(upsertRequest, int64(peer), c.User, hash, f.box.Now())
	if err != nil || fresh == 0 {
		return wrap(err, "request to join")
	}
	return f.tellAdmins(tx, peer)
}

// tellAdmins tells those who may let people in that somebody waits, or no longer does.
func (f *Feature) tellAdmins(tx *db.Tx, peer box.Peer) error {
	var admins []int64
	if peer.IsChannel() {
		ms, err := db.All(tx, selectAdmins, scanMember, peer.ID())
		if err != nil {
			return wrap(err, "admins of channel %d", peer.ID())
		}
		for _, m := range ms {
			if m.Role == chats.Creator || m.Rights&chats.InviteUsers != 0 {
				admins = append(admins, m.Person)
			}
		}
	} else {
		ms, err := chats.Members(tx, peer.ID())
		if err != nil {
			return err
		}
		for _, m := range ms {
			if m.Role != chats.Plain {
				admins = append(admins, m.Person)
			}
		}
	}
	for _, a := range admins {
		if err := f.notice(tx, a, 0, noticeRequests, int64(peer)); err != nil {
			return err
		}
	}
	return nil
}

// waiting is how many people wait to be let in, and the latest of them.
func (f *Feature) waiting(tx *db.Tx, peer box.Peer) (n int32, latest []int64, err error) {
	all, err := importers{peer: peer, asked: true}.after(tx, newest, maxRecent)
	if err != nil {
		return 0, nil, err
	}
	latest = []int64{}
	for _, i := range all {
		latest = append(latest, i.person)
	}
	n, _, err = db.One(tx, countAllAsked, func(r *db.Row) int32 { return r.Int32() }, int64(peer))
	return n, latest, wrap(err, "requests to join")
}

// Inviting is what an admin's view of a group says of invitations: their own link, how many people wait to be let in, and the latest of
// them.
func (f *Feature) Inviting(tx *db.Tx, peer box.Peer, admin int64) (link tl.ExportedChatInviteClass, n tl.Opt[int32], latest []int64, err error) {
	l, ok, err := db.One(tx, selectMain, scanLink, int64(peer), admin)
	if err != nil {
		return nil, n, nil, wrap(err, "invite link")
	}
	if ok {
		link = f.linkTL(&l, 0)
	}
	waiting, latest, err := f.waiting(tx, peer)
	if err != nil || waiting == 0 {
		return link, n, nil, err
	}
	return link, tl.Some(waiting), latest, nil
}

func (f *Feature) renderRequests(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (b hub.Batch, err error) {
	var peer box.Peer
	if err := json.Unmarshal(n.Data, &peer); err != nil {
		return b, err
	}
	up := &tl.UpdatePendingJoinRequests{Peer: peerTL(peer)}
	if up.RequestsPending, up.RecentRequesters, err = f.waiting(tx, peer); err != nil {
		return b, err
	}
	b.Updates = []tl.UpdateClass{up}
	if b.Users, err = f.contacts.People(tx, viewer, up.RecentRequesters); err != nil {
		return b, err
	}
	if peer.IsChannel() {
		b.Chats, err = f.TL(tx, viewer, []int64{peer.ID()})
	} else {
		b.Chats, err = f.chats.TL(tx, viewer, []int64{peer.ID()})
	}
	return b, err
}

// hideChatJoinRequest lets somebody in who asks, or does not.
// https://core.telegram.org/method/messages.hideChatJoinRequest
func (f *Feature) hideChatJoinRequest(ctx context.Context, c rpc.Caller, q *tl.MessagesHideChatJoinRequest) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		i, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		u, err := f.users.User(tx, c, q.UserID)
		if err != nil {
			return outcome{}, err
		}
		o, had, err := f.decide(tx, c, i, u.ID, q.Approved)
		if err == nil && !had {
			err = rpc.Bad("HIDE_REQUESTER_MISSING")
		}
		if err != nil {
			return outcome{}, err
		}
		return o, f.tellAdmins(tx, i.peer)
	}))
}

// hideAllChatJoinRequests does so with everybody who asks, or with those who came by one link.
// https://core.telegram.org/method/messages.hideAllChatJoinRequests
func (f *Feature) hideAllChatJoinRequests(ctx context.Context, c rpc.Caller, q *tl.MessagesHideAllChatJoinRequests) (tl.UpdatesClass, error) {
	return updates(f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		i, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return outcome{}, err
		}
		if q.Link.OK && hashOf(q.Link.V) == "" {
			return outcome{}, errHashEmpty
		}
		all, err := importers{peer: i.peer, asked: true, link: hashOf(q.Link.V)}.after(tx, newest, chats.MaxMembers)
		if err != nil {
			return outcome{}, err
		}
		var o outcome
		for _, x := range all {
			if q.Approved && i.channel != nil {
				if err := f.room(tx, x.person); err == errJoined {
					continue // they wait until they have left something
				} else if err != nil {
					return outcome{}, err
				}
			}
			one, _, err := f.decide(tx, c, i, x.person, q.Approved)
			if err != nil {
				return outcome{}, err
			}
			o.channel, o.chats = one.channel, one.chats
			o.rows, o.more, o.people = append(o.rows, one.rows...), append(o.more, one.more...), append(o.people, one.people...)
		}
		return o, f.tellAdmins(tx, i.peer)
	}))
}

// decide lets one person in, or not, and says whether they asked.
func (f *Feature) decide(tx *db.Tx, c rpc.Caller, i inviter, person int64, approved bool) (outcome, bool, error) {
	hash, had, err := db.One(tx, deleteRequest, func(r *db.Row) string { return r.Text() }, int64(i.peer), person)
	if err != nil || !had {
		return outcome{}, had, wrap(err, "request to join")
	}
	o := outcome{people: []int64{person}}
	if i.channel != nil {
		o.channel = i.channel.ID
	}
	if !approved {
		return o, true, nil
	}
	l, ok, err := linkByHash(tx, hash)
	if err != nil {
		return o, true, err
	}
	if i.chat != nil {
		if in, err := f.inChat(tx, i.chat.ID, person); err != nil || in || !ok {
			return o, true, err
		}
		o, err = f.enterChat(tx, c, &i.chat.Chat, person, &l, c.User)
		return o, true, err
	}
	m, err := member(tx, i.channel.ID, person)
	if err != nil {
		return o, true, err
	}
	if seat := (Seat{i.channel.Channel, m, i.channel.now}); seat.In() || seat.Gone() {
		return o, true, nil
	}
	if ok {
		if err := f.used(tx, &l, person, c.User); err != nil {
			return o, true, err
		}
	}
	if err := f.enter(tx, i.channel.Channel, m, l.Admin); err != nil {
		if err == errJoined {
			err = errTheirs
		}
		return o, true, err
	}
	if err := f.log(tx, i.channel.ID, person, logJoin, logData{Link: &l, ByAdmin: c.User}); err != nil {
		return o, true, err
	}
	if !i.channel.Is(Broadcast) {
		said, err := f.sayAs(tx, i.channel.Channel, person, box.UserPeer(person), content.Action{Type: ActionJoinRequest})
		if err != nil {
			return o, true, err
		}
		o.rows = append(o.rows, said)
	}
	return o, true, f.tell(tx, person, i.channel.ID)
}

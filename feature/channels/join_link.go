package channels

import (
	"context"
	"math"

	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// linked finds the link that somebody holds, and what it leads to.
func (f *Feature) linked(tx *db.Tx, hash string) (l Link, chat *chats.Chat, ch *Channel, err error) {
	if hash = hashOf(hash); hash == "" {
		return l, nil, nil, errHashEmpty
	}
	if len(hash) > 64 {
		return l, nil, nil, errHashInvalid
	}
	l, ok, err := linkByHash(tx, hash)
	switch {
	case err != nil:
		return l, nil, nil, err
	case !ok || !l.alive(f.box.Now()):
		return l, nil, nil, errHashExpired
	}
	if l.Peer.IsChannel() {
		ch, err = ByID(tx, l.Peer.ID())
		if err == nil && (ch == nil || ch.Is(Deleted)) {
			err = errHashExpired
		}
		return l, nil, ch, err
	}
	cs, err := chats.ByIDs(tx, []int64{l.Peer.ID()})
	chat = cs[l.Peer.ID()]
	if err == nil && (chat == nil || chat.Flags&chats.Deleted != 0 || chat.Migrated != 0) {
		err = errHashExpired
	}
	return l, chat, nil, err
}

// checkChatInvite tells what a link leads to.
// https://core.telegram.org/method/messages.checkChatInvite
func (f *Feature) checkChatInvite(ctx context.Context, c rpc.Caller, q *tl.MessagesCheckChatInvite) (tl.ChatInviteClass, error) {
	var out tl.ChatInviteClass
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		l, chat, ch, err := f.linked(tx, q.Hash)
		if err != nil {
			return err
		}
		if chat != nil {
			seat, err := f.chats.Seat(tx, c.User, chat.ID)
			if err == nil && seat.State == chats.In {
				return f.already(tx, c, nil, chat, &out)
			}
			if err != nil && err != chats.ErrChat {
				return err
			}
			photo, err := f.portrait(tx, l.Peer, chat.Photo)
			if err != nil {
				return err
			}
			out = &tl.ChatInvite{
				Title: chat.Title, About: said(chat.About), Photo: photo, ParticipantsCount: chat.Members, RequestNeeded: l.Request,
			}
			return nil
		}
		s, err := f.Seat(tx, c.User, ch.ID)
		if err != nil {
			return err
		}
		if s.In() {
			return f.already(tx, c, ch, nil, &out)
		}
		if s.Gone() {
			return errHashExpired
		}
		photo, err := f.portrait(tx, l.Peer, ch.Photo)
		if err != nil {
			return err
		}
		out = &tl.ChatInvite{
			Channel: true, Broadcast: ch.Is(Broadcast), Megagroup: !ch.Is(Broadcast), Public: ch.Username != "", Title: ch.Title,
			About: said(ch.About), Photo: photo, ParticipantsCount: ch.Members, RequestNeeded: l.Request || ch.Is(JoinRequest),
		}
		return nil
	})
	return out, err
}

func said(text string) tl.Opt[string] { return tl.Opt[string]{V: text, OK: text != ""} }

// already answers somebody who is in.
func (f *Feature) already(tx *db.Tx, c rpc.Caller, ch *Channel, chat *chats.Chat, out *tl.ChatInviteClass) error {
	var cs []tl.ChatClass
	var err error
	if ch != nil {
		cs, err = f.TL(tx, c.User, []int64{ch.ID})
	} else {
		cs, err = f.chats.TL(tx, c.User, []int64{chat.ID})
	}
	if err == nil && len(cs) == 1 {
		*out = &tl.ChatInviteAlready{Chat: cs[0]}
	}
	return err
}

// importChatInvite makes the caller a member by a link, or asks the admins.
// https://core.telegram.org/method/messages.importChatInvite
func (f *Feature) importChatInvite(ctx context.Context, c rpc.Caller, q *tl.MessagesImportChatInvite) (tl.MessagesChatInviteJoinResultClass, error) {
	asked := false
	up, err := f.change(ctx, c, func(tx *db.Tx) (outcome, error) {
		asked = false
		l, chat, ch, err := f.linked(tx, q.Hash)
		if err != nil {
			return outcome{}, err
		}
		if chat != nil {
			if in, err := f.inChat(tx, chat.ID, c.User); err != nil || in {
				return outcome{}, either(err, errAlreadyAll)
			}
			if asked = l.Request; asked {
				return outcome{}, f.request(tx, c, l.Peer, l.Hash)
			}
			return f.enterChat(tx, c, chat, c.User, &l, 0)
		}
		s, err := f.Seat(tx, c.User, ch.ID)
		switch {
		case err != nil:
			return outcome{}, err
		case s.In():
			return outcome{}, errAlreadyAll
		case s.Gone():
			return outcome{}, errHashExpired
		}
		if asked = l.Request || ch.Is(JoinRequest); asked {
			return outcome{}, f.request(tx, c, l.Peer, l.Hash)
		}
		if err := f.used(tx, &l, c.User, 0); err != nil {
			return outcome{}, err
		}
		return f.enterSaying(tx, c, s, l.Admin, content.Action{Type: chats.ActionJoin, Users: []int64{l.Admin}}, logData{Link: &l})
	})
	if err == nil && asked {
		err = errRequested
	}
	if err != nil {
		return nil, err
	}
	return &tl.MessagesChatInviteJoinResultOk{Updates: up}, nil
}

func either(err error, otherwise *rpc.Error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func (f *Feature) inChat(tx *db.Tx, chat, person int64) (bool, error) {
	s, err := f.chats.Seat(tx, person, chat)
	if err == chats.ErrChat {
		return false, nil
	}
	return err == nil && s.State == chats.In, err
}

// enterChat makes a person a member of a basic group by a link; approver is who let them in, 0 for nobody.
func (f *Feature) enterChat(tx *db.Tx, c rpc.Caller, chat *chats.Chat, person int64, l *Link, approver int64) (outcome, error) {
	if err := f.used(tx, l, person, approver); err != nil {
		return outcome{}, err
	}
	a := content.Action{Type: chats.ActionJoin, Users: []int64{l.Admin}}
	if approver != 0 {
		a = content.Action{Type: ActionJoinRequest}
	}
	rows, people, err := f.chats.Enter(tx, chat, person, l.Admin, a, person)
	if err != nil {
		return outcome{}, err
	}
	return outcome{rows: rows, chats: []int64{chat.ID}}, f.chats.MembersChanged(tx, chat.ID, people)
}

const upsertJoin = `INSERT INTO chat_joins (peer, person, hash, date, approver) VALUES ($1, $2, $3, $4, $5)
 ON CONFLICT (peer, person) DO UPDATE SET hash = excluded.hash, date = excluded.date, approver = excluded.approver`

// used counts that a person comes by a link.
func (f *Feature) used(tx *db.Tx, l *Link, person, approver int64) error {
	if l.Used < math.MaxInt32 {
		l.Used++
	}
	if err := putLink(tx, l); err != nil {
		return err
	}
	_, err := tx.Exec(upsertJoin, int64(l.Peer), person, l.Hash, f.box.Now(), approver)
	return wrap(err, "join by a link")
}

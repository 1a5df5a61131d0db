package channels

import (
	"context"

	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxLinks     = 500 // of one admin in one group
	maxUses      = 99_999
	maxLinkTitle = 32
)

// exportChatInvite makes an invite link; the permanent one replaces the one before.
// https://core.telegram.org/method/messages.exportChatInvite
func (f *Feature) exportChatInvite(ctx context.Context, c rpc.Caller, q *tl.MessagesExportChatInvite) (tl.ExportedChatInviteClass, error) {
	var out *tl.ChatInviteExported
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		i, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return err
		}
		hash, err := newHash()
		if err != nil {
			return err
		}
		l := Link{Hash: hash, Peer: i.peer, Admin: c.User, Date: f.box.Now(), Main: q.LegacyRevokePermanent}
		if q.LegacyRevokePermanent {
			old, ok, err := db.One(tx, selectMain, scanLink, int64(i.peer), c.User)
			if err != nil {
				return err
			}
			if ok {
				old.Revoked, old.Main = true, false
				if err := putLink(tx, &old); err != nil {
					return err
				}
			}
		} else if err := l.set(f.box.Now(), q.ExpireDate, q.UsageLimit, tl.Some(q.RequestNeeded), q.Title); err != nil {
			return err
		}
		all, err := db.All(tx, selectLinks, scanLink, int64(i.peer), c.User, false)
		if err != nil {
			return err
		}
		if len(all) >= maxLinks {
			return errManyLinks
		}
		out = f.linkTL(&l, 0)
		return putLink(tx, &l)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// set changes what a link allows.
func (l *Link) set(now int32, expires, limit tl.Opt[int32], request tl.Opt[bool], title tl.Opt[string]) error {
	switch {
	case expires.OK && expires.V != 0 && expires.V <= now:
		return errExpire
	case limit.OK && (limit.V < 0 || limit.V > maxUses):
		return errUsage
	case request.OK && request.V && limit.OK && limit.V != 0:
		return errUsage // whom admins let in they count themselves
	}
	if expires.OK {
		l.Expires = expires.V
	}
	if limit.OK {
		l.Limit = limit.V
	}
	if request.OK {
		l.Request = request.V
	}
	if title.OK {
		l.Title = chats.Cut(content.Clean(title.V), maxLinkTitle)
	}
	return nil
}

// editExportedChatInvite changes a link, or revokes it; a permanent one that is revoked is replaced.
// https://core.telegram.org/method/messages.editExportedChatInvite
func (f *Feature) editExportedChatInvite(ctx context.Context, c rpc.Caller, q *tl.MessagesEditExportedChatInvite) (tl.MessagesExportedChatInviteClass, error) {
	var out tl.MessagesExportedChatInviteClass
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		i, l, err := f.mine(tx, c, q.Peer, q.Link)
		if err != nil {
			return err
		}
		if l.Revoked {
			return errHashExpired
		}
		was := l
		kind := logLinkEdit
		if q.Revoked {
			l.Revoked, l.Main, kind = true, false, logLinkOff
		} else {
			if l.Main {
				return chats.ErrNotModified // it has no limits
			}
			if err := l.set(f.box.Now(), q.ExpireDate, q.UsageLimit, q.RequestNeeded, q.Title); err != nil {
				return err
			}
		}
		if err := putLink(tx, &l); err != nil {
			return err
		}
		if i.channel != nil {
			if err := f.log(tx, i.channel.ID, c.User, kind, logData{Link: &was, NewLink: &l}); err != nil {
				return err
			}
		}
		us, err := f.contacts.People(tx, c.User, []int64{l.Admin})
		if err != nil {
			return err
		}
		if was.Main && q.Revoked {
			fresh, err := f.mainLink(tx, i.peer, l.Admin)
			out = &tl.MessagesExportedChatInviteReplaced{Invite: f.linkTL(&l, 0), NewInvite: f.linkTL(&fresh, 0), Users: us}
			return err
		}
		out = &tl.MessagesExportedChatInvite{Invite: f.linkTL(&l, 0), Users: us}
		return nil
	})
	return out, err
}

// getExportedChatInvite returns a link.
// https://core.telegram.org/method/messages.getExportedChatInvite
func (f *Feature) getExportedChatInvite(ctx context.Context, c rpc.Caller, q *tl.MessagesGetExportedChatInvite) (tl.MessagesExportedChatInviteClass, error) {
	out := &tl.MessagesExportedChatInvite{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		i, l, err := f.mine(tx, c, q.Peer, q.Link)
		if err != nil {
			return err
		}
		n, err := countRequests(tx, i.peer, l.Hash)
		if err != nil {
			return err
		}
		out.Invite = f.linkTL(&l, n)
		out.Users, err = f.contacts.People(tx, c.User, []int64{l.Admin})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// adminOf resolves whose links are asked about: one's own, or as the creator anybody's.
func (f *Feature) adminOf(tx *db.Tx, c rpc.Caller, i inviter, in tl.InputUserClass) (int64, error) {
	u, err := f.users.User(tx, c, in)
	if err == nil && u.ID != c.User && !i.creator {
		err = chats.ErrAdmin
	}
	return u.ID, err
}

// getExportedChatInvites lists an admin's links, the latest first.
// https://core.telegram.org/method/messages.getExportedChatInvites
func (f *Feature) getExportedChatInvites(ctx context.Context, c rpc.Caller, q *tl.MessagesGetExportedChatInvites) (*tl.MessagesExportedChatInvites, error) {
	out := &tl.MessagesExportedChatInvites{Invites: []tl.ExportedChatInviteClass{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		i, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return err
		}
		admin, err := f.adminOf(tx, c, i, q.AdminID)
		if err != nil {
			return err
		}
		all, err := db.All(tx, selectLinks, scanLink, int64(i.peer), admin, q.Revoked)
		if err != nil {
			return err
		}
		out.Count = int32(len(all))
		from := 0
		if q.OffsetLink.OK {
			for from < len(all) && all[from].Hash != hashOf(q.OffsetLink.V) {
				from++
			}
			from = min(from+1, len(all))
		}
		for _, l := range all[from:min(from+int(min(max(q.Limit, 1), maxIDs)), len(all))] {
			n, err := countRequests(tx, i.peer, l.Hash)
			if err != nil {
				return err
			}
			out.Invites = append(out.Invites, f.linkTL(&l, n))
		}
		out.Users, err = f.contacts.People(tx, c.User, []int64{admin})
		return err
	})
	return out, err
}

// deleteExportedChatInvite forgets a revoked link.
// https://core.telegram.org/method/messages.deleteExportedChatInvite
func (f *Feature) deleteExportedChatInvite(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteExportedChatInvite) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		i, l, err := f.mine(tx, c, q.Peer, q.Link)
		if err != nil {
			return err
		}
		if !l.Revoked {
			return rpc.Bad("INVITE_REVOKED_MISSING")
		}
		if i.channel != nil {
			if err := f.log(tx, i.channel.ID, c.User, logLinkGone, logData{Link: &l}); err != nil {
				return err
			}
		}
		_, err = tx.Exec(deleteLinkSQL, l.Hash)
		return wrap(err, "invite link")
	})
	return err == nil, err
}

// deleteRevokedInvites forgets all revoked links of an admin.
// https://core.telegram.org/method/messages.deleteRevokedExportedChatInvites
func (f *Feature) deleteRevokedInvites(ctx context.Context, c rpc.Caller, q *tl.MessagesDeleteRevokedExportedChatInvites) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		i, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return err
		}
		admin, err := f.adminOf(tx, c, i, q.AdminID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(deleteRevoked, int64(i.peer), admin)
		return wrap(err, "invite links")
	})
	return err == nil, err
}

// getAdminsWithInvites tells which admins have links; only the creator asks.
// https://core.telegram.org/method/messages.getAdminsWithInvites
func (f *Feature) getAdminsWithInvites(ctx context.Context, c rpc.Caller, q *tl.MessagesGetAdminsWithInvites) (*tl.MessagesChatAdminsWithInvites, error) {
	out := &tl.MessagesChatAdminsWithInvites{Admins: []tl.ChatAdminWithInvites{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		i, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return err
		}
		if !i.creator {
			return chats.ErrAdmin
		}
		out.Admins, err = db.All(tx, countLinks, func(r *db.Row) tl.ChatAdminWithInvites {
			return tl.ChatAdminWithInvites{AdminID: r.Int64(), InvitesCount: r.Int32(), RevokedInvitesCount: r.Int32()}
		}, int64(i.peer))
		if err != nil {
			return err
		}
		var people []int64
		for _, a := range out.Admins {
			people = append(people, a.AdminID)
		}
		out.Users, err = f.contacts.People(tx, c.User, people)
		return err
	})
	return out, err
}

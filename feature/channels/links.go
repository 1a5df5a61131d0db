package channels

import (
	"crypto/rand"
	"encoding/base64"
	"strings"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// Link is an invite link of a group of any kind.
type Link struct {
	Hash    string   `json:"h"`
	Peer    box.Peer `json:"p"`
	Admin   int64    `json:"a"` // who made it
	Date    int32    `json:"d"`
	Title   string   `json:"t,omitempty"`
	Expires int32    `json:"e,omitempty"` // unix seconds, 0 for never
	Limit   int32    `json:"l,omitempty"` // how many may come by it, 0 for any number
	Used    int32    `json:"u,omitempty"`
	Request bool     `json:"r,omitempty"` // admins let people in one by one
	Revoked bool     `json:"x,omitempty"`
	Main    bool     `json:"m,omitempty"` // its admin's own, which has no limits
}

const linkColumns = `hash, peer, admin, date, title, expires, most, used, request, revoked, main`

func scanLink(r *db.Row) Link {
	return Link{
		Hash: r.Text(), Peer: box.Peer(r.Int64()), Admin: r.Int64(), Date: r.Int32(), Title: r.Text(), Expires: r.Int32(), Limit: r.Int32(),
		Used: r.Int32(), Request: r.Bool(), Revoked: r.Bool(), Main: r.Bool(),
	}
}

const upsertLink = `INSERT INTO chat_links (` + linkColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
 ON CONFLICT (hash) DO UPDATE SET title = excluded.title, expires = excluded.expires, most = excluded.most, used = excluded.used,
 request = excluded.request, revoked = excluded.revoked, main = excluded.main`

func putLink(tx *db.Tx, l *Link) error {
	_, err := tx.Exec(upsertLink, l.Hash, int64(l.Peer), l.Admin, l.Date, l.Title, l.Expires, l.Limit, l.Used, l.Request, l.Revoked, l.Main)
	return wrap(err, "invite link")
}

const (
	selectLink    = `SELECT ` + linkColumns + ` FROM chat_links WHERE hash = $1`
	selectLinks   = `SELECT ` + linkColumns + ` FROM chat_links WHERE peer = $1 AND admin = $2 AND revoked = $3 ORDER BY date DESC, hash`
	selectMain    = `SELECT ` + linkColumns + ` FROM chat_links WHERE peer = $1 AND admin = $2 AND main AND NOT revoked`
	deleteLinkSQL = `DELETE FROM chat_links WHERE hash = $1`
	deleteRevoked = `DELETE FROM chat_links WHERE peer = $1 AND admin = $2 AND revoked`
	countLinks    = `SELECT admin, SUM(CASE WHEN revoked THEN 0 ELSE 1 END), SUM(CASE WHEN revoked THEN 1 ELSE 0 END)
 FROM chat_links WHERE peer = $1 GROUP BY admin ORDER BY admin`
)

func linkByHash(tx *db.Tx, hash string) (Link, bool, error) {
	l, ok, err := db.One(tx, selectLink, scanLink, hash)
	return l, ok, wrap(err, "invite link")
}

var (
	errHashEmpty   = rpc.Bad("INVITE_HASH_EMPTY")
	errHashInvalid = rpc.Bad("INVITE_HASH_INVALID")
	errHashExpired = rpc.Bad("INVITE_HASH_EXPIRED")
	errExpire      = rpc.Bad("EXPIRE_DATE_INVALID")
	errUsage       = rpc.Bad("USAGE_LIMIT_INVALID")
	errManyLinks   = rpc.Bad("INVITES_TOO_MUCH")
)

// alive says whether somebody may still come by a link.
func (l *Link) alive(now int32) bool {
	return !l.Revoked && (l.Expires == 0 || l.Expires > now) && (l.Limit == 0 || l.Used < l.Limit)
}

// newHash makes up a link that nobody guesses.
func newHash() (string, error) {
	b := make([]byte, 12)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// hashOf is what makes a link a link of its own: what follows its last sign.
func hashOf(link string) string {
	for _, sep := range []string{"joinchat/", "/+", "invite="} {
		if i := strings.LastIndex(link, sep); i >= 0 {
			link = link[i+len(sep):]
		}
	}
	return strings.TrimPrefix(link, "+")
}

// linkTL renders a link.
// https://core.telegram.org/constructor/chatInviteExported
func (f *Feature) linkTL(l *Link, asked int32) *tl.ChatInviteExported {
	out := &tl.ChatInviteExported{
		Revoked: l.Revoked, Permanent: l.Main, RequestNeeded: l.Request, Link: f.Links + "+" + l.Hash, AdminID: l.Admin, Date: l.Date,
	}
	if l.Expires != 0 {
		out.ExpireDate = tl.Some(l.Expires)
	}
	if l.Limit != 0 {
		out.UsageLimit = tl.Some(l.Limit)
	}
	if l.Used != 0 {
		out.Usage = tl.Some(l.Used)
	}
	if asked != 0 {
		out.Requested = tl.Some(asked)
	}
	if l.Title != "" {
		out.Title = tl.Some(l.Title)
	}
	return out
}

// inviter is a group of any kind where somebody may make links.
type inviter struct {
	peer    box.Peer
	creator bool
	chat    *chats.Seat
	channel *Seat
}

// inviting resolves a group where the caller may make links.
func (f *Feature) inviting(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass) (inviter, error) {
	p, err := f.users.Peer(tx, c, in)
	if err != nil {
		return inviter{}, err
	}
	i := inviter{peer: p}
	switch {
	case p.IsChat():
		if i.chat, err = f.chats.Seat(tx, c.User, p.ID()); err != nil {
			return i, err
		}
		if i.chat.State != chats.In || i.chat.Role == chats.Plain || i.chat.Migrated != 0 || i.chat.Flags&chats.Deleted != 0 {
			return i, chats.ErrAdmin
		}
		i.creator = i.chat.Role == chats.Creator
	case p.IsChannel():
		if i.channel, err = f.Reader(tx, c.User, p.ID()); err != nil {
			return i, err
		}
		if !i.channel.Has(chats.InviteUsers) {
			return i, chats.ErrAdmin
		}
		i.creator = i.channel.Role == chats.Creator
	default:
		return i, rpc.Bad("PEER_ID_INVALID")
	}
	return i, nil
}

// mine returns a link that the caller may rule over: their own, or as the creator anybody's.
func (f *Feature) mine(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, link string) (inviter, Link, error) {
	i, err := f.inviting(tx, c, in)
	if err != nil {
		return i, Link{}, err
	}
	l, ok, err := linkByHash(tx, hashOf(link))
	switch {
	case err != nil:
		return i, l, err
	case !ok || l.Peer != i.peer:
		return i, l, errHashExpired
	case l.Admin != c.User && !i.creator:
		return i, l, chats.ErrAdmin
	}
	return i, l, nil
}

// mainLink returns an admin's own link, which is made where there is none yet.
func (f *Feature) mainLink(tx *db.Tx, peer box.Peer, admin int64) (Link, error) {
	l, ok, err := db.One(tx, selectMain, scanLink, int64(peer), admin)
	if err != nil || ok {
		return l, wrap(err, "invite link")
	}
	hash, err := newHash()
	if err != nil {
		return l, err
	}
	l = Link{Hash: hash, Peer: peer, Admin: admin, Date: f.box.Now(), Main: true}
	return l, putLink(tx, &l)
}

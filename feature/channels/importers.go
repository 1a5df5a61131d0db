package channels

import (
	"context"
	"math"
	"slices"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// Those who came and those who ask are read from a place on, the latest first: (date, person) below ($2, $3), at most $4 of them, and with
// $5 those of one link.
const (
	selectAsked     = `SELECT person, date, hash, 0 FROM chat_requests WHERE peer = $1` + importersFrom
	selectAskedLink = `SELECT person, date, hash, 0 FROM chat_requests WHERE peer = $1 AND hash = $5` + importersFrom
	selectCame      = `SELECT person, date, hash, approver FROM chat_joins WHERE peer = $1` + importersFrom
	selectCameLink  = `SELECT person, date, hash, approver FROM chat_joins WHERE peer = $1 AND hash = $5` + importersFrom
	importersFrom   = ` AND (date, person) < ($2, $3) ORDER BY date DESC, person DESC LIMIT $4`

	countAsked     = `SELECT COUNT(*) FROM (SELECT 1 FROM chat_requests WHERE peer = $1 LIMIT $2) counted`
	countAskedLink = `SELECT COUNT(*) FROM (SELECT 1 FROM chat_requests WHERE peer = $1 AND hash = $3 LIMIT $2) counted`
	countCame      = `SELECT COUNT(*) FROM (SELECT 1 FROM chat_joins WHERE peer = $1 LIMIT $2) counted`
	countCameLink  = `SELECT COUNT(*) FROM (SELECT 1 FROM chat_joins WHERE peer = $1 AND hash = $3 LIMIT $2) counted`
	sumUsed        = `SELECT COALESCE(SUM(used), 0) FROM chat_links WHERE peer = $1`
)

// maxLooked is how many of those who came are looked at by one call at most: exactly counted, or searched by name. There are never so many
// who ask (maxRequests).
const maxLooked = 10_000

// importer is somebody who came by a link, or asks to.
type importer struct {
	person   int64
	date     int32
	hash     string
	approver int64
}

func scanImporter(r *db.Row) importer {
	return importer{r.Int64(), r.Int32(), r.Text(), r.Int64()}
}

// importers are those of a group who ask or who came, and with a link only those of it.
type importers struct {
	peer  box.Peer
	asked bool
	link  string // hash, "" for all
}

// place is where a page begins: after somebody.
type place struct {
	date   int32
	person int64
}

// newest is the place before everybody.
var newest = place{math.MaxInt32, math.MaxInt64}

// after returns at most limit of them after a place, the latest first.
func (i importers) after(tx *db.Tx, at place, limit int) ([]importer, error) {
	sql, byLink := selectCame, selectCameLink
	if i.asked {
		sql, byLink = selectAsked, selectAskedLink
	}
	args := []any{int64(i.peer), at.date, at.person, limit}
	if i.link != "" {
		sql, args = byLink, append(args, i.link)
	}
	all, err := db.All(tx, sql, scanImporter, args...)
	return all, wrap(err, "people who came by links")
}

// count is how many there are; beyond maxLooked it is what the links have counted, where who came twice is two.
func (i importers) count(tx *db.Tx, l Link) (int32, error) {
	sql, byLink := countCame, countCameLink
	if i.asked {
		sql, byLink = countAsked, countAskedLink
	}
	args := []any{int64(i.peer), maxLooked}
	if i.link != "" {
		sql, args = byLink, append(args, i.link)
	}
	number := func(r *db.Row) int64 { return r.Int64() }
	n, _, err := db.One(tx, sql, number, args...)
	if err == nil && n == maxLooked && !i.asked {
		used := int64(l.Used)
		if i.link == "" {
			used, _, err = db.One(tx, sumUsed, number, int64(i.peer))
		}
		n = max(n, used)
	}
	return int32(min(n, math.MaxInt32)), wrap(err, "count people who came by links")
}

// getChatInviteImporters lists who came by a link, or who waits to be let in, the latest first.
// https://core.telegram.org/method/messages.getChatInviteImporters
func (f *Feature) getChatInviteImporters(ctx context.Context, c rpc.Caller, q *tl.MessagesGetChatInviteImporters) (*tl.MessagesChatInviteImporters, error) {
	out := &tl.MessagesChatInviteImporters{Importers: []tl.ChatInviteImporter{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		in, err := f.inviting(tx, c, q.Peer)
		if err != nil {
			return err
		}
		what := importers{peer: in.peer, asked: q.Requested}
		var l Link
		if q.Link.OK {
			if _, l, err = f.mine(tx, c, q.Peer, q.Link.V); err != nil {
				return err
			}
			what.link = l.Hash
		}
		at := newest
		if q.OffsetDate != 0 {
			at.date = q.OffsetDate
		}
		if _, none := q.OffsetUser.(*tl.InputUserEmpty); !none && q.OffsetUser != nil {
			u, err := f.users.User(tx, c, q.OffsetUser)
			if err != nil {
				return err
			}
			at.person = u.ID
		}
		limit := int(min(max(q.Limit, 1), maxIDs))
		var found []importer
		var people map[int64]users.User
		if name := strings.ToLower(content.Clean(q.Q.V)); name != "" {
			found, people, out.Count, err = what.named(tx, name, at, limit)
		} else if found, err = what.after(tx, at, limit); err == nil {
			if people, err = byID(tx, found); err == nil {
				out.Count, err = what.count(tx, l)
			}
		}
		if err != nil {
			return err
		}
		var named []int64
		out.Importers, named = importersTL(found, people, q.Requested)
		out.Users, err = f.contacts.People(tx, c.User, named)
		return err
	})
	return out, err
}

// named returns those whose names begin with what somebody wrote, in small letters: a page of them after a place, and how many they are among
// the latest maxLooked.
func (i importers) named(tx *db.Tx, name string, from place, limit int) (page []importer, people map[int64]users.User, n int32, err error) {
	people = map[int64]users.User{}
	const batch = 500
	for at, looked := newest, 0; looked < maxLooked; looked += batch {
		some, err := i.after(tx, at, batch)
		if err != nil {
			return nil, nil, 0, err
		}
		us, err := byID(tx, some)
		if err != nil {
			return nil, nil, 0, err
		}
		for _, x := range some {
			u, ok := us[x.person]
			if !ok || !strings.HasPrefix(strings.ToLower(u.Name()), name) {
				continue
			}
			n++
			if len(page) < limit && (x.date < from.date || x.date == from.date && x.person < from.person) {
				page, people[u.ID] = append(page, x), u
			}
		}
		if len(some) < batch {
			break
		}
		last := some[len(some)-1]
		at = place{last.date, last.person}
	}
	return page, people, n, nil
}

func byID(tx *db.Tx, all []importer) (map[int64]users.User, error) {
	var ids []int64
	for _, x := range all {
		ids = append(ids, x.person)
	}
	us, err := users.ByIDs(tx, ids)
	out := make(map[int64]users.User, len(us))
	for _, u := range us {
		out[u.ID] = u
	}
	return out, err
}

// importersTL renders a page, and returns whom it names.
func importersTL(page []importer, people map[int64]users.User, asked bool) (out []tl.ChatInviteImporter, named []int64) {
	out = []tl.ChatInviteImporter{}
	for _, x := range page {
		u, ok := people[x.person]
		if !ok {
			continue
		}
		imp := tl.ChatInviteImporter{Requested: asked, UserID: x.person, Date: x.date}
		if asked {
			imp.About = said(u.About)
		}
		named = append(named, x.person)
		if x.approver != 0 {
			imp.ApprovedBy = tl.Some(x.approver)
			if !slices.Contains(named, x.approver) {
				named = append(named, x.approver)
			}
		}
		out = append(out, imp)
	}
	return out, named
}

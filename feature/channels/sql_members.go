package channels

import (
	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
)

// Member is how somebody stands to a channel.
type Member struct {
	Person    int64
	State     chats.State
	Role      chats.Role
	Rights    chats.Rights
	Banned    chats.Bans
	Until     int32 // unix seconds until which Banned counts, 0 for ever
	Rank      string
	Inviter   int64 // 0: came by themselves
	Promoter  int64 // who made them an admin, or banned them
	Joined    int32
	Floor     int32 // the messages up to here are not theirs to see
	ReadIn    int32
	Mentions  int32
	Reactions int32
	Marked    bool
	Pinned    int64
	Folder    int32
	Posted    int32    // when they posted last, unix seconds; kept where there is slow mode
	SendAs    box.Peer // as whom they post unless they say otherwise, 0 for themselves

	AsMessages bool // they look at a forum as at one row of messages
}

const memberColumns = `m.person, m.state, m.role, m.rights, m.banned, m.until, m.rank, m.inviter, m.promoter, m.joined, m.floor, m.read_in,
 m.mentions, m.reactions, m.marked, m.pinned, m.folder, m.posted, m.send_as, m.as_messages`

func scanMember(r *db.Row) Member {
	return Member{
		Person: r.Int64(), State: chats.State(r.Int64()), Role: chats.Role(r.Int64()), Rights: chats.Rights(r.Int64()),
		Banned: chats.Bans(r.Int64()), Until: r.Int32(), Rank: r.Text(), Inviter: r.Int64(), Promoter: r.Int64(), Joined: r.Int32(),
		Floor: r.Int32(), ReadIn: r.Int32(), Mentions: r.Int32(), Reactions: r.Int32(), Marked: r.Bool(), Pinned: r.Int64(), Folder: r.Int32(),
		Posted: r.Int32(), SendAs: box.Peer(r.Int64()), AsMessages: r.Bool(),
	}
}

const selectMember = `SELECT ` + memberColumns + ` FROM channel_members m WHERE m.channel = $1 AND m.person = $2`

func member(tx *db.Tx, channel, person int64) (Member, error) {
	m, ok, err := db.One(tx, selectMember, scanMember, channel, person)
	if !ok {
		m = Member{Person: person}
	}
	return m, wrap(err, "member of channel %d", channel)
}

const upsertMember = `INSERT INTO channel_members (channel, person, state, role, rights, banned, until, rank, inviter, promoter, joined, floor,
 read_in, mentions, reactions, marked, pinned, folder, posted, send_as, as_messages)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
 ON CONFLICT (channel, person) DO UPDATE SET state = excluded.state, role = excluded.role, rights = excluded.rights, banned = excluded.banned,
 until = excluded.until, rank = excluded.rank, inviter = excluded.inviter, promoter = excluded.promoter, joined = excluded.joined,
 floor = excluded.floor, read_in = excluded.read_in, mentions = excluded.mentions, reactions = excluded.reactions, marked = excluded.marked,
 pinned = excluded.pinned, folder = excluded.folder, posted = excluded.posted, send_as = excluded.send_as,
 as_messages = excluded.as_messages`

func putMember(tx *db.Tx, channel int64, m *Member) error {
	_, err := tx.Exec(upsertMember, channel, m.Person, int64(m.State), int64(m.Role), int64(m.Rights), int64(m.Banned), m.Until, m.Rank,
		m.Inviter, m.Promoter, m.Joined, m.Floor, m.ReadIn, m.Mentions, m.Reactions, m.Marked, m.Pinned, m.Folder, m.Posted, int64(m.SendAs), m.AsMessages)
	return wrap(err, "member of channel %d", channel)
}

const selectOwn = `SELECT ` + memberColumns + `, m.channel FROM channel_members m WHERE m.person = $1 AND m.channel IN ($2*)`

// memberships returns how a person stands to channels, by the channel.
func memberships(tx *db.Tx, person int64, ids []int64) (map[int64]Member, error) {
	out := make(map[int64]Member, len(ids))
	err := db.Each(tx, selectOwn, func(r *db.Row) error {
		m := scanMember(r)
		out[r.Int64()] = m
		return nil
	}, person, db.IDs(ids))
	return out, wrap(err, "channels of %d", person)
}

const selectFollowed = `SELECT b.box, b.pts FROM channel_members m JOIN boxes b ON b.box = -m.channel WHERE m.person = $1 AND m.state = 1`

// follows returns the boxes of the channels that a person is in, and where they stand.
func follows(tx *db.Tx, person int64) (map[int64]box.State, error) {
	out := map[int64]box.State{}
	err := db.Each(tx, selectFollowed, func(r *db.Row) error {
		id := r.Int64()
		out[id] = box.State{Pts: r.Int32()}
		return nil
	}, person)
	return out, wrap(err, "channels of %d", person)
}

const selectMoved = `SELECT m.channel, b.pts FROM channel_members m JOIN boxes b ON b.box = -m.channel
 WHERE m.person = $1 AND m.state = 1 AND b.moved >= $2 ORDER BY m.channel`

// Moved is a channel that has moved, and where it stands.
type Moved struct {
	ID  int64
	Pts int32
}

// MovedSince returns the channels that a person is in and that moved at date (unix seconds) or later.
func MovedSince(tx *db.Tx, person int64, date int32) ([]Moved, error) {
	ms, err := db.All(tx, selectMoved, func(r *db.Row) Moved { return Moved{r.Int64(), r.Int32()} }, person, date)
	return ms, wrap(err, "channels of %d", person)
}

const selectDialogs = `SELECT ` + memberColumns + `, m.channel,
 COALESCE((SELECT x.id FROM messages x WHERE x.box = -m.channel AND x.peer = -m.channel AND x.id > m.floor ORDER BY x.id DESC LIMIT 1), 0)
 FROM channel_members m JOIN channels c ON c.id = m.channel AND (c.flags & 2) = 0 WHERE m.person = $1 AND m.state = 1`

const selectDialog = selectDialogs + ` AND m.channel = $2`

func scanDialog(r *db.Row) box.Dialog {
	m := scanMember(r)
	return box.Dialog{
		Box: m.Person, Peer: box.ChannelPeer(r.Int64()), Top: r.Int32(), ReadIn: max(m.ReadIn, m.Floor), Mentions: m.Mentions,
		Reactions: m.Reactions, Marked: m.Marked, Pinned: m.Pinned, Folder: m.Folder, Date: m.Joined, AsMessages: m.AsMessages,
	}
}

const selectDate = `SELECT date FROM messages WHERE box = $1 AND id = $2`

// Dialogs returns the channels that a person is in as their list of chats has them, in no order. What is unread in them is not counted
// yet: see Count.
func Dialogs(tx *db.Tx, person int64) ([]box.Dialog, error) {
	ds, err := db.All(tx, selectDialogs, scanDialog, person)
	if err != nil {
		return nil, wrap(err, "channels of %d", person)
	}
	return ds, dates(tx, ds)
}

// Dialog returns one of them, and whether the person is in the channel.
func Dialog(tx *db.Tx, person, channel int64) (box.Dialog, bool, error) {
	ds, err := db.All(tx, selectDialog, scanDialog, person, channel)
	if err != nil || len(ds) == 0 {
		return box.Dialog{}, false, wrap(err, "channel %d of %d", channel, person)
	}
	if err := dates(tx, ds); err != nil {
		return box.Dialog{}, false, err
	}
	return ds[0], true, Count(tx, person, ds)
}

func dates(tx *db.Tx, ds []box.Dialog) error {
	for i := range ds {
		d := &ds[i]
		if d.Top == 0 {
			continue
		}
		date, ok, err := db.One(tx, selectDate, func(r *db.Row) int32 { return r.Int32() }, int64(d.Peer), d.Top)
		if err != nil {
			return wrap(err, "newest message of %d", int64(d.Peer))
		}
		if ok {
			d.Date = date
		}
	}
	return nil
}

// maxUnread is how far unread messages are counted one by one.
const maxUnread = 10_000

const (
	countAll = `SELECT COUNT(*) FROM (SELECT 1 FROM messages m WHERE m.box = $1 AND m.peer = $2 AND m.id > $3 LIMIT $4) counted`
	countOwn = `SELECT COUNT(*) FROM (SELECT 1 FROM messages m WHERE m.box = $1 AND m.origin = $2 AND m.origin <> 0 AND m.id > $3 LIMIT $4) counted`
)

// Count sets what is unread in those of a person's dialogs that are channels, and how far others have read.
func Count(tx *db.Tx, person int64, ds []box.Dialog) error {
	var ids []int64
	for _, d := range ds {
		if d.Peer.IsChannel() {
			ids = append(ids, d.Peer.ID())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	cs, err := ByIDs(tx, ids)
	if err != nil {
		return err
	}
	for i := range ds {
		d := &ds[i]
		c := cs[d.Peer.ID()]
		if !d.Peer.IsChannel() || c == nil {
			continue
		}
		d.ReadOut = c.readOut(person)
		if d.Unread, err = unread(tx, c, person, d.ReadIn); err != nil {
			return err
		}
	}
	return nil
}

// unread counts the messages of others beyond a read mark; up to maxUnread exactly.
func unread(tx *db.Tx, c *Channel, person int64, read int32) (int32, error) {
	if c.Is(Forum) {
		return unreadForum(tx, c, person, read)
	}
	n, _, err := db.One(tx, countAll, func(r *db.Row) int32 { return r.Int32() }, c.Box(), int64(c.Peer()), read, maxUnread)
	if err != nil || n == 0 {
		return 0, wrap(err, "unread of channel %d", c.ID)
	}
	own, _, err := db.One(tx, countOwn, func(r *db.Row) int32 { return r.Int32() }, c.Box(), person, read, maxUnread)
	return max(n-own, 0), wrap(err, "unread of channel %d", c.ID)
}

const setMarked = `UPDATE channel_members SET marked = $3 WHERE channel = $1 AND person = $2 AND state = 1 AND marked <> $3`

// Mark marks a channel as unread by hand, or takes the mark away, and says whether that changed anything.
func Mark(tx *db.Tx, person, channel int64, on bool) (bool, error) {
	n, err := tx.Exec(setMarked, channel, person, on)
	return n > 0, wrap(err, "mark channel %d", channel)
}

const setPinned = `UPDATE channel_members SET pinned = $3 WHERE channel = $1 AND person = $2`

// Place pins a channel in a person's list at a place, the highest on top, or with 0 unpins it.
func Place(tx *db.Tx, person, channel, place int64) error {
	_, err := tx.Exec(setPinned, channel, person, place)
	return wrap(err, "pin channel %d", channel)
}

const setFolder = `UPDATE channel_members SET folder = $3, pinned = 0 WHERE channel = $1 AND person = $2 AND state = 1 AND folder <> $3`

// Move moves a channel in a person's list to a folder (0 or 1), and says whether that changed anything.
func Move(tx *db.Tx, person, channel int64, folder int32) (bool, error) {
	n, err := tx.Exec(setFolder, channel, person, folder)
	return n > 0, wrap(err, "move channel %d", channel)
}

const setPosted = `UPDATE channel_members SET posted = $3 WHERE channel = $1 AND person = $2`

// SetPosted notes when a member posted last.
func SetPosted(tx *db.Tx, person, channel int64, at int32) error {
	_, err := tx.Exec(setPosted, channel, person, at)
	return wrap(err, "post of a member of channel %d", channel)
}

const selectMarkedIDs = `SELECT channel FROM channel_members WHERE person = $1 AND state = 1 AND marked ORDER BY channel`

// Marked returns the channels that a person marked as unread.
func Marked(tx *db.Tx, person int64) ([]int64, error) {
	ids, err := db.All(tx, selectMarkedIDs, func(r *db.Row) int64 { return r.Int64() }, person)
	return ids, wrap(err, "marked channels of %d", person)
}

const selectCommon = `SELECT a.channel FROM channel_members a JOIN channel_members b ON b.channel = a.channel AND b.person = $2 AND b.state = 1
 JOIN channels c ON c.id = a.channel AND (c.flags & 3) = 0 WHERE a.person = $1 AND a.state = 1 ORDER BY a.channel`

// Common returns the supergroups that two people are in.
func Common(tx *db.Tx, a, b int64) ([]int64, error) {
	ids, err := db.All(tx, selectCommon, func(r *db.Row) int64 { return r.Int64() }, a, b)
	return ids, wrap(err, "channels of %d", a)
}

const selectJoined = `SELECT m.channel FROM channel_members m JOIN channels c ON c.id = m.channel AND (c.flags & 2) = 0 WHERE m.person = $1 AND m.state = 1 ORDER BY m.channel`

// Joined returns the channels that a person is in.
func Joined(tx *db.Tx, person int64) ([]int64, error) {
	ids, err := db.All(tx, selectJoined, func(r *db.Row) int64 { return r.Int64() }, person)
	return ids, wrap(err, "channels of %d", person)
}

const insertMany = `INSERT INTO channel_members (channel, person, state, role, rights, banned, until, rank, inviter, promoter, joined, floor,
 read_in, mentions, reactions, marked, pinned, folder, posted, send_as)
 WITH RECURSIVE n(i) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $3)
 SELECT $1, i, 1, 0, 0, 0, 0, '', 0, 0, $4, 0, 0, 0, 0, FALSE, 0, 0, 0, 0 FROM n`

// Populate makes the people with ids from first to last members of a channel, and tells nobody. It is there for tests and for
// `chappe bench`. now is in unix seconds.
func Populate(tx *db.Tx, channel, first, last int64, now int32) error {
	if _, err := tx.Exec(insertMany, channel, first, last, now); err != nil {
		return wrap(err, "members of channel %d", channel)
	}
	_, err := tx.Exec(countMembers, channel, last-first+1)
	return wrap(err, "members of channel %d", channel)
}

package chats

import (
	"encoding/json"
	"fmt"

	"chappe/db"
)

// Flags are the properties of a group that are either there or not. Their values are stored: add at the end only.
type Flags int64

// The flags.
const (
	Deleted    Flags = 1 << iota // by its creator
	NoForwards                   // what is said here is not to be forwarded
)

// Chat is a basic group.
type Chat struct {
	ID           int64
	Title, About string
	Creator      int64
	Created      int32
	Version      int32 // grows with every change of who is in it and what they may do
	Members      int32
	Banned       Bans // of everybody who is not an admin
	Flags        Flags
	Migrated     int64 // the supergroup that it became, 0 for none
	Photo        int64
	Info         Info
}

// Info is what no query asks for.
type Info struct {
	Reactions *Reactions `json:"reactions,omitempty"` // nil: all
	Closed    *Closed    `json:"closed,omitempty"`
	Thumb     []byte     `json:"thumb,omitempty"` // the tiny picture that is shown with the name
	TTL       int32      `json:"ttl,omitempty"`   // seconds after which new messages destroy themselves, 0 for never
}

// Reactions are what may be reacted with.
type Reactions struct {
	None  bool     `json:"none,omitempty"`
	Emoji []string `json:"emoji,omitempty"`
}

// Closed is what the operator said about a chat that is closed.
type Closed struct {
	Reason string `json:"reason"`
	Until  int32  `json:"until,omitempty"` // unix seconds, 0: until it is opened again
}

// Over says whether a closed chat is open again; nil is open.
func (c *Closed) Over(now int32) bool { return c == nil || c.Until != 0 && c.Until <= now }

const columns = `id, title, about, creator, created, version, members, banned, flags, migrated, photo, info`

func scan(r *db.Row) Chat {
	c := Chat{
		ID: r.Int64(), Title: r.Text(), About: r.Text(), Creator: r.Int64(), Created: r.Int32(), Version: r.Int32(), Members: r.Int32(),
		Banned: Bans(r.Int64()), Flags: Flags(r.Int64()), Migrated: r.Int64(), Photo: r.Int64(),
	}
	_ = json.Unmarshal([]byte(r.Text()), &c.Info) // what cannot be read counts as not set
	return c
}

const selectByIDs = `SELECT ` + columns + ` FROM chats WHERE id IN ($1*)`

// ByIDs returns those of the groups that exist, by id.
func ByIDs(tx *db.Tx, ids []int64) (map[int64]*Chat, error) {
	out := make(map[int64]*Chat, len(ids))
	err := db.Each(tx, selectByIDs, func(r *db.Row) error {
		c := scan(r)
		out[c.ID] = &c
		return nil
	}, db.IDs(ids))
	return out, wrap(err, "groups by id")
}

const insert = `INSERT INTO chats (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`

const update = `UPDATE chats SET title = $2, about = $3, creator = $4, created = $5, version = $6, members = $7, banned = $8, flags = $9, migrated = $10, photo = $11, info = $12
 WHERE id = $1`

func put(tx *db.Tx, sql string, c *Chat) error {
	info, err := json.Marshal(c.Info)
	if err != nil {
		return wrap(err, "group %d", c.ID)
	}
	_, err = tx.Exec(sql, c.ID, c.Title, c.About, c.Creator, c.Created, c.Version, c.Members, int64(c.Banned), int64(c.Flags), c.Migrated, c.Photo, string(info))
	return wrap(err, "store group %d", c.ID)
}

// Save stores a group's row.
func Save(tx *db.Tx, c *Chat) error { return put(tx, update, c) }

// State says how somebody stands to a group. Its values are stored.
type State int64

// The states.
const (
	Out    State = iota // never in it
	In                  // a member
	Left                // has left by themselves
	Kicked              // was removed
)

// Role is what a member is. Its values are stored.
type Role int64

// The roles.
const (
	Plain Role = iota
	Admin
	Creator
)

// Member is somebody who is or was in a group.
type Member struct {
	Person  int64
	State   State
	Role    Role
	Inviter int64
	Joined  int32 // unix seconds
	Rank    string
}

const memberColumns = `person, state, role, inviter, joined, rank`

func scanMember(r *db.Row) Member {
	return Member{
		Person: r.Int64(), State: State(r.Int64()), Role: Role(r.Int64()), Inviter: r.Int64(), Joined: r.Int32(), Rank: r.Text(),
	}
}

const selectMember = `SELECT ` + memberColumns + ` FROM chat_members WHERE chat = $1 AND person = $2`

func member(tx *db.Tx, chat, person int64) (Member, bool, error) {
	m, ok, err := db.One(tx, selectMember, scanMember, chat, person)
	return m, ok, wrap(err, "member of group %d", chat)
}

const selectMembers = `SELECT ` + memberColumns + ` FROM chat_members WHERE chat = $1 AND state = 1 ORDER BY person`

// Members returns who is in a group, in the order of their ids.
func Members(tx *db.Tx, chat int64) ([]Member, error) {
	ms, err := db.All(tx, selectMembers, scanMember, chat)
	return ms, wrap(err, "members of group %d", chat)
}

const selectEverybody = `SELECT person FROM chat_members WHERE chat = $1 ORDER BY person`

// Everybody returns who is or was in a group.
func Everybody(tx *db.Tx, chat int64) ([]int64, error) {
	ids, err := db.All(tx, selectEverybody, func(r *db.Row) int64 { return r.Int64() }, chat)
	return ids, wrap(err, "people of group %d", chat)
}

const upsertMember = `INSERT INTO chat_members (chat, person, state, role, inviter, joined, rank) VALUES ($1, $2, $3, $4, $5, $6, $7)
 ON CONFLICT (chat, person) DO UPDATE SET state = excluded.state, role = excluded.role, inviter = excluded.inviter, joined = excluded.joined, rank = excluded.rank`

func putMember(tx *db.Tx, chat int64, m Member) error {
	_, err := tx.Exec(upsertMember, chat, m.Person, int64(m.State), int64(m.Role), m.Inviter, m.Joined, m.Rank)
	return wrap(err, "member of group %d", chat)
}

const selectOwn = `SELECT ` + memberColumns + `, chat FROM chat_members WHERE person = $1 AND chat IN ($2*)`

// memberships returns how a person stands to groups, by the group.
func memberships(tx *db.Tx, person int64, ids []int64) (map[int64]Member, error) {
	out := make(map[int64]Member, len(ids))
	err := db.Each(tx, selectOwn, func(r *db.Row) error {
		m := scanMember(r)
		out[r.Int64()] = m
		return nil
	}, person, db.IDs(ids))
	return out, wrap(err, "groups of %d", person)
}

const selectJoined = `SELECT chat FROM chat_members WHERE person = $1 AND state = 1 ORDER BY chat`

// Joined returns the groups that a person is in.
func Joined(tx *db.Tx, person int64) ([]int64, error) {
	ids, err := db.All(tx, selectJoined, func(r *db.Row) int64 { return r.Int64() }, person)
	return ids, wrap(err, "groups of %d", person)
}

const selectCommon = `SELECT a.chat FROM chat_members a JOIN chat_members b ON b.chat = a.chat AND b.person = $2 AND b.state = 1
 WHERE a.person = $1 AND a.state = 1 ORDER BY a.chat`

// Common returns the groups that two people are in.
func Common(tx *db.Tx, a, b int64) ([]int64, error) {
	ids, err := db.All(tx, selectCommon, func(r *db.Row) int64 { return r.Int64() }, a, b)
	return ids, wrap(err, "groups of %d", a)
}

const selectAll = `SELECT ` + columns + ` FROM chats WHERE id > $1 ORDER BY id LIMIT $2`

// After returns groups in the order of their ids, beyond one.
func After(tx *db.Tx, after int64, limit int) ([]Chat, error) {
	cs, err := db.All(tx, selectAll, scan, after, limit)
	return cs, wrap(err, "all groups")
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

const insertMany = `INSERT INTO chat_members (chat, person, state, role, inviter, joined, rank)
 WITH RECURSIVE n(i) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $3) SELECT $1, i, 1, 0, 0, $4, '' FROM n`

// Populate makes the people with ids from first to last members of a group, and tells nobody. It is there for tests.
func Populate(tx *db.Tx, chat, first, last int64, now int32) error {
	cs, err := ByIDs(tx, []int64{chat})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(insertMany, chat, first, last, now); err != nil {
		return wrap(err, "members of group %d", chat)
	}
	c := cs[chat]
	c.Members, c.Version = c.Members+int32(last-first+1), c.Version+1
	return Save(tx, c)
}

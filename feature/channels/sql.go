package channels

import (
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
)

// Flags are the properties of a channel that are either there or not. Their values are stored: add at the end only.
type Flags int64

// The flags.
const (
	Broadcast     Flags = 1 << iota // only admins post; a supergroup otherwise
	Deleted                         // by its creator
	NoForwards                      // what is said here is not to be forwarded
	Signatures                      // posts name who wrote them
	Profiles                        // and link to them
	HiddenHistory                   // new members do not see what was said before
	JoinToSend                      // of a discussion group: only members comment
	JoinRequest                     // admins let people in one by one
	HiddenMembers                   // only admins see who is in it
	Forum                           // its messages lie in topics
	Topical                         // it is a forum, or was: its messages say which topic they are in
	Tabs                            // clients show the topics as tabs
)

// Channel is a supergroup or a broadcast channel.
type Channel struct {
	ID           int64
	Title, About string
	Username     string // as written, "" for none: then it is private
	Flags        Flags
	Creator      int64
	Created      int32
	Members      int32
	Banned       chats.Bans // of everybody who is not an admin
	Slow         int32      // seconds between two messages of one member, 0 for no limit
	Linked       int64      // the other of a channel and its discussion group, 0 for none
	Photo        int64
	ReadBy       int64
	ReadMax      int32
	ReadNext     int32
	Info         Info
}

// Info is what no query asks for.
type Info struct {
	Reactions    *chats.Reactions `json:"reactions,omitempty"` // nil: all
	Closed       *chats.Closed    `json:"closed,omitempty"`
	MigratedFrom int64            `json:"from,omitempty"`   // the basic group that it was
	MigratedMax  int32            `json:"upto,omitempty"`   // unused by queries: the last id of that group in its creator's box
	Contact      int64            `json:"direct,omitempty"` // whom a subscriber may write to
	Thumb        []byte           `json:"thumb,omitempty"`  // the tiny picture that is shown with the name
	Plain        int32            `json:"plain,omitempty"`  // messages up to here are from before it was first a forum
	TTL          int32            `json:"ttl,omitempty"`    // seconds after which new messages destroy themselves, 0 for never
}

// Box is the number of the channel's box.
func (c *Channel) Box() int64 { return -c.ID }

// Peer names the channel.
func (c *Channel) Peer() box.Peer { return box.ChannelPeer(c.ID) }

// Is says whether the channel has a flag.
func (c *Channel) Is(f Flags) bool { return c.Flags&f != 0 }

const columns = `id, title, about, username, flags, creator, created, members, banned, slow, linked, photo, read_by, read_max, read_next, info`

func scan(r *db.Row) Channel {
	c := Channel{
		ID: r.Int64(), Title: r.Text(), About: r.Text(), Username: r.Text(), Flags: Flags(r.Int64()), Creator: r.Int64(), Created: r.Int32(),
		Members: r.Int32(), Banned: chats.Bans(r.Int64()), Slow: r.Int32(), Linked: r.Int64(), Photo: r.Int64(),
		ReadBy: r.Int64(), ReadMax: r.Int32(), ReadNext: r.Int32(),
	}
	_ = json.Unmarshal([]byte(r.Text()), &c.Info) // what cannot be read counts as not set
	return c
}

const selectByIDs = `SELECT ` + columns + ` FROM channels WHERE id IN ($1*)`

// ByIDs returns those of the channels that exist, by id.
func ByIDs(tx *db.Tx, ids []int64) (map[int64]*Channel, error) {
	out := make(map[int64]*Channel, len(ids))
	err := db.Each(tx, selectByIDs, func(r *db.Row) error {
		c := scan(r)
		out[c.ID] = &c
		return nil
	}, db.IDs(ids))
	return out, wrap(err, "channels by id")
}

// ByID returns a channel, nil where there is none.
func ByID(tx *db.Tx, id int64) (*Channel, error) {
	cs, err := ByIDs(tx, []int64{id})
	return cs[id], err
}

const insert = `INSERT INTO channels (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`

const update = `UPDATE channels SET title = $2, about = $3, username = $4, flags = $5, creator = $6, created = $7, banned = $8, slow = $9,
 linked = $10, photo = $11, info = $12 WHERE id = $1`

func insertChannel(tx *db.Tx, c *Channel) error {
	info, err := json.Marshal(c.Info)
	if err != nil {
		return wrap(err, "channel %d", c.ID)
	}
	_, err = tx.Exec(insert, c.ID, c.Title, c.About, c.Username, int64(c.Flags), c.Creator, c.Created, c.Members, int64(c.Banned), c.Slow,
		c.Linked, c.Photo, c.ReadBy, c.ReadMax, c.ReadNext, string(info))
	return wrap(err, "make a channel")
}

// Save stores a channel's row, all but the members' count and the read marks.
func Save(tx *db.Tx, c *Channel) error {
	info, err := json.Marshal(c.Info)
	if err != nil {
		return wrap(err, "channel %d", c.ID)
	}
	_, err = tx.Exec(update, c.ID, c.Title, c.About, c.Username, int64(c.Flags), c.Creator, c.Created, int64(c.Banned), c.Slow, c.Linked,
		c.Photo, string(info))
	return wrap(err, "store channel %d", c.ID)
}

const countMembers = `UPDATE channels SET members = members + $2 WHERE id = $1`

// addMembers counts that so many came, or with a negative number went, on a day.
func addMembers(tx *db.Tx, c *Channel, n int, today int32) error {
	c.Members += int32(n)
	if _, err := tx.Exec(countMembers, c.ID, n); err != nil {
		return wrap(err, "members of channel %d", c.ID)
	}
	return count(tx, c.ID, day{day: today, joined: int32(max(n, 0)), parted: int32(max(-n, 0))})
}

const storeRead = `UPDATE channels SET read_by = $2, read_max = $3, read_next = $4 WHERE id = $1`

// markRead notes that somebody has read up to max, and says whether that moves a mark.
func markRead(tx *db.Tx, c *Channel, person int64, max int32) error {
	if !c.moveRead(person, max) {
		return nil
	}
	_, err := tx.Exec(storeRead, c.ID, c.ReadBy, c.ReadMax, c.ReadNext)
	return wrap(err, "read marks of channel %d", c.ID)
}

// moveRead moves the marks of who has read how far, and says whether that changes them.
func (c *Channel) moveRead(person int64, max int32) bool {
	switch {
	case person == c.ReadBy && max > c.ReadMax:
		c.ReadMax = max
	case person == c.ReadBy || max <= c.ReadNext:
		return false
	case max > c.ReadMax:
		c.ReadBy, c.ReadMax, c.ReadNext = person, max, c.ReadMax
	default:
		c.ReadNext = max
	}
	return true
}

// readOut is how far others than a person have read.
func (c *Channel) readOut(person int64) int32 {
	if c.ReadBy == person {
		return c.ReadNext
	}
	return c.ReadMax
}

const selectAll = `SELECT ` + columns + ` FROM channels WHERE id > $1 ORDER BY id LIMIT $2`

// After returns channels in the order of their ids, beyond one.
func After(tx *db.Tx, after int64, limit int) ([]Channel, error) {
	cs, err := db.All(tx, selectAll, scan, after, limit)
	return cs, wrap(err, "all channels")
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

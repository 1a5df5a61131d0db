package contacts

import (
	"fmt"
	"slices"
	"strings"

	"chappe/db"
)

const columns = `owner, user_id, phone, first_name, last_name, added, close, note`

func scan(r *db.Row) Contact {
	return Contact{Owner: r.Int64(), User: r.Int64(), Phone: r.Text(), First: r.Text(), Last: r.Text(), Added: r.Int32(), Close: r.Bool(), Note: r.Text()}
}

const selectEntries = `SELECT ` + columns + ` FROM contacts WHERE owner = $1 AND user_id IN ($2*)`

// entries returns what owner's address book says of people, by id.
func entries(tx *db.Tx, owner int64, ids []int64) (map[int64]Contact, error) {
	out := map[int64]Contact{}
	err := db.Each(tx, selectEntries, func(r *db.Row) error {
		c := scan(r)
		out[c.User] = c
		return nil
	}, owner, db.IDs(ids))
	return out, wrap(err, "address book of %d", owner)
}

const selectInBooks = `SELECT owner, close FROM contacts WHERE user_id = $1 AND owner IN ($2*)`

// inBooksOf returns which of owners have user in their address books, and whether as a close friend.
func inBooksOf(tx *db.Tx, user int64, owners []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := db.Each(tx, selectInBooks, func(r *db.Row) error {
		owner := r.Int64()
		out[owner] = r.Bool()
		return nil
	}, user, db.IDs(owners))
	return out, wrap(err, "who knows %d", user)
}

const selectBook = `SELECT ` + columns + ` FROM contacts WHERE owner = $1 ORDER BY user_id`

// Book returns a person's whole address book.
func Book(tx *db.Tx, owner int64) ([]Contact, error) {
	cs, err := db.All(tx, selectBook, scan, owner)
	return cs, wrap(err, "address book of %d", owner)
}

const selectWatchers = `SELECT owner FROM contacts WHERE user_id = $1 ORDER BY owner LIMIT $2`

// watchers returns who has a person in their address book.
func watchers(tx *db.Tx, user int64, limit int) ([]int64, error) {
	ids, err := db.All(tx, selectWatchers, func(r *db.Row) int64 { return r.Int64() }, user, limit)
	return ids, wrap(err, "who knows %d", user)
}

const upsert = `INSERT INTO contacts (` + columns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
 ON CONFLICT (owner, user_id) DO UPDATE SET phone = excluded.phone, first_name = excluded.first_name, last_name = excluded.last_name`

func put(tx *db.Tx, c Contact) error {
	_, err := tx.Exec(upsert, c.Owner, c.User, c.Phone, c.First, c.Last, c.Added, c.Close, c.Note)
	return wrap(err, "add a contact of %d", c.Owner)
}

const deleteEntries = `DELETE FROM contacts WHERE owner = $1 AND user_id IN ($2*)`

func remove(tx *db.Tx, owner int64, ids []int64) error {
	_, err := tx.Exec(deleteEntries, owner, db.IDs(ids))
	return wrap(err, "delete contacts of %d", owner)
}

const insertBlock = `INSERT INTO blocks (owner, peer, date) VALUES ($1, $2, $3) ON CONFLICT (owner, peer) DO NOTHING`

func putBlock(tx *db.Tx, owner, peer int64, date int32) error {
	_, err := tx.Exec(insertBlock, owner, peer, date)
	return wrap(err, "block for %d", owner)
}

const deleteBlock = `DELETE FROM blocks WHERE owner = $1 AND peer = $2`

func removeBlock(tx *db.Tx, owner, peer int64) error {
	_, err := tx.Exec(deleteBlock, owner, peer)
	return wrap(err, "unblock for %d", owner)
}

const selectBlock = `SELECT 1 FROM blocks WHERE owner = $1 AND peer = $2`

// Blocked says whether owner has blocked peer.
func Blocked(tx *db.Tx, owner, peer int64) (bool, error) {
	_, ok, err := db.One(tx, selectBlock, func(r *db.Row) int64 { return r.Int64() }, owner, peer)
	return ok, wrap(err, "blocks of %d", owner)
}

const selectBetween = `SELECT owner FROM blocks WHERE owner = $1 AND peer = $2
 UNION ALL SELECT owner FROM blocks WHERE owner = $2 AND peer = $1`

// blocksBetween says whether a person has blocked another, and the other them.
func blocksBetween(tx *db.Tx, owner, peer int64) (mine, theirs bool, err error) {
	b, err := db.Remember(tx, "blocks", owner, peer, func() (b blocked, err error) {
		err = db.Each(tx, selectBetween, func(r *db.Row) error {
			if r.Int64() == owner {
				b.mine = true
			} else {
				b.theirs = true
			}
			return nil
		}, owner, peer)
		return b, err
	})
	return b.mine, b.theirs, wrap(err, "blocks of %d", owner)
}

// blocked says whether one person has blocked another, and the other them.
type blocked struct{ mine, theirs bool }

// block is an entry of somebody's list of the blocked.
type blockEntry struct {
	peer int64
	date int32
}

const selectBlocks = `SELECT peer, date FROM blocks WHERE owner = $1 ORDER BY date DESC, peer LIMIT $2 OFFSET $3`

func blocks(tx *db.Tx, owner int64, limit, offset int) ([]blockEntry, error) {
	bs, err := db.All(tx, selectBlocks, func(r *db.Row) blockEntry { return blockEntry{r.Int64(), r.Int32()} }, owner, limit, offset)
	return bs, wrap(err, "blocks of %d", owner)
}

const countBlocks = `SELECT COUNT(*) FROM blocks WHERE owner = $1`

func blockCount(tx *db.Tx, owner int64) (int, error) {
	n, _, err := db.One(tx, countBlocks, func(r *db.Row) int { return r.Int() }, owner)
	return n, wrap(err, "blocks of %d", owner)
}

const selectBlockers = `SELECT owner FROM blocks WHERE peer = $1 AND owner IN ($2*)`

// blockedBy returns which of owners have blocked a person.
func blockedBy(tx *db.Tx, peer int64, owners []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := db.Each(tx, selectBlockers, func(r *db.Row) error {
		out[r.Int64()] = true
		return nil
	}, peer, db.IDs(owners))
	return out, wrap(err, "who blocked %d", peer)
}

const updateClose = `UPDATE contacts SET close = $2 WHERE owner = $1 AND user_id IN ($3*)`

const clearClose = `UPDATE contacts SET close = FALSE WHERE owner = $1`

// setClose makes these contacts, and no others, a person's close friends.
func setClose(tx *db.Tx, owner int64, ids []int64) error {
	if _, err := tx.Exec(clearClose, owner); err != nil {
		return wrap(err, "close friends of %d", owner)
	}
	_, err := tx.Exec(updateClose, owner, true, db.IDs(ids))
	return wrap(err, "close friends of %d", owner)
}

const updateNote = `UPDATE contacts SET note = $3 WHERE owner = $1 AND user_id = $2`

func setNote(tx *db.Tx, owner, id int64, note string) (bool, error) {
	n, err := tx.Exec(updateNote, owner, id, note)
	return n > 0, wrap(err, "note of %d", owner)
}

const deleteBook = `DELETE FROM contacts WHERE owner = $1`

func clearBook(tx *db.Tx, owner int64) error {
	_, err := tx.Exec(deleteBook, owner)
	return wrap(err, "clear address book of %d", owner)
}

const (
	forgetBlocks  = `DELETE FROM blocks WHERE owner = $1 OR peer = $1`
	forgetPrivacy = `DELETE FROM privacy WHERE owner = $1`
)

// Forget removes what a person kept here: the address book, whom they blocked, their rules. Others keep them in their books.
func Forget(tx *db.Tx, owner int64) error {
	if err := clearBook(tx, owner); err != nil {
		return err
	}
	if _, err := tx.Exec(forgetBlocks, owner); err != nil {
		return wrap(err, "forget blocks of %d", owner)
	}
	if err := forgetAwaited(tx, owner); err != nil {
		return err
	}
	if _, err := tx.Exec(forgetLookups, owner); err != nil {
		return wrap(err, "forget look-ups of %d", owner)
	}
	_, err := tx.Exec(forgetPrivacy, owner)
	return wrap(err, "forget privacy of %d", owner)
}

const selectPrivacy = `SELECT owner, name, rules FROM privacy WHERE owner IN ($1*)`

// privacyOf returns the rules that people have made, as text, by owner and key.
func privacyOf(tx *db.Tx, owners []int64) (map[int64]map[string]string, error) {
	out := map[int64]map[string]string{}
	err := db.Each(tx, selectPrivacy, func(r *db.Row) error {
		owner, name, rules := r.Int64(), r.Text(), r.Text()
		if out[owner] == nil {
			out[owner] = map[string]string{}
		}
		out[owner][name] = rules
		return nil
	}, db.IDs(owners))
	return out, wrap(err, "privacy")
}

const upsertPrivacy = `INSERT INTO privacy (owner, name, rules) VALUES ($1, $2, $3)
 ON CONFLICT (owner, name) DO UPDATE SET rules = excluded.rules`

func putPrivacy(tx *db.Tx, owner int64, name, rules string) error {
	_, err := tx.Exec(upsertPrivacy, owner, name, rules)
	return wrap(err, "privacy of %d", owner)
}

// findContacts returns the people in owner's address book, at most limit, in whose names every word of q, in lower case, begins a
// word, or whose numbers begin with q. Names are compared here, as SQLite knows capitals of ASCII only.
func findContacts(tx *db.Tx, owner int64, q string, limit int) ([]int64, error) {
	book, err := Book(tx, owner)
	if err != nil {
		return nil, err
	}
	words, number := strings.Fields(q), phoneMarks.Replace(q)
	var ids []int64
	for _, e := range book {
		if len(ids) == limit {
			break
		}
		names := strings.Fields(strings.ToLower(e.First + " " + e.Last))
		if begin(names, words) || strings.HasPrefix(e.Phone, number) && number != "" {
			ids = append(ids, e.User)
		}
	}
	return ids, nil
}

// phoneMarks takes away what people write between the digits of a phone number.
var phoneMarks = strings.NewReplacer(" ", "", "+", "", "-", "", "(", "", ")", "")

// begin says whether every word begins one of the names.
func begin(names, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, w) }) {
			return false
		}
	}
	return len(words) > 0
}

const selectNames = `SELECT owner FROM usernames WHERE name LIKE $1 ESCAPE '!' AND owner > 0 ORDER BY name LIMIT $2`

// findNames returns the people whose public names begin with q, in lower case.
func findNames(tx *db.Tx, q string, limit int) ([]int64, error) {
	ids, err := db.All(tx, selectNames, func(r *db.Row) int64 { return r.Int64() }, likeText(q)+"%", limit)
	return ids, wrap(err, "search public names")
}

// likeText is q as LIKE matches it to the letter, with ! before what would be a wildcard.
func likeText(q string) string { return likeEscape.Replace(q) }

var likeEscape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// Package users keeps people: their profiles, names, access hashes and presence.
//
// How a person looks to somebody else depends on contacts and privacy, which are above: this package renders what it is told
// may be seen.
package users

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"fmt"

	"chappe/box"
	"chappe/clock"
	"chappe/db"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "users", FS: files}

// Service is the id of the account that brings login codes and notices.
const Service = 777000

// firstID is where the ids of people begin. Small ids are left for accounts with a fixed meaning.
const firstID = 1_000_000

// Flags are the properties of a person that are either there or not. Their values are stored: add at the end only.
type Flags int64

// The flags of a person.
const (
	Deleted Flags = 1 << iota
	Bot
	Support
	Verified
	Operator    // may do what the operator may
	Closed      // the account was closed by the operator
	NoStrangers // is written to by people in the address book only, and by whom there is a conversation with already
)

// User is a person.
type User struct {
	ID          int64
	Phone       string // digits only, "" for none
	First, Last string
	Username    string // as written, "" for none
	About       string
	Flags       Flags
	Created     int32   // unix seconds
	OnlineUntil int32   // unix seconds; in the past: when the person was last seen; 0: never
	Profile     Profile // what no query asks for
}

// Name is how a person is called where there is one line for it.
func (u *User) Name() string {
	if u.Last == "" {
		return u.First
	}
	return u.First + " " + u.Last
}

// Feature is this feature.
type Feature struct {
	db    *db.DB
	box   *box.Engine
	clock clock.Clock
	hash  []byte // key of access hashes

	// ChatPeer and ChannelPeer check that caller may name a basic group (membership) or a channel (access hash). Higher features
	// set them at start; without them there is nothing of the kind.
	ChatPeer    func(tx *db.Tx, caller, id int64) (bool, error)
	ChannelPeer func(tx *db.Tx, caller, id, hash int64) (bool, error)

	DC int32 // where clients are told that photos are; set at start
}

// New returns the feature. The key of access hashes is made when the database has none yet.
func New(ctx context.Context, d *db.DB, e *box.Engine, c clock.Clock) (*Feature, error) {
	f := &Feature{db: d, box: e, clock: c}
	var err error
	if f.hash, err = Secret(ctx, d, "access_hash", 32); err != nil {
		return nil, err
	}
	return f, nil
}

// Secret returns a secret of this server, which is made on first use with n random bytes.
func Secret(ctx context.Context, d *db.DB, name string, n int) ([]byte, error) {
	fresh := make([]byte, n)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("secret %s: %w", name, err)
	}
	var out []byte
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = keepSecret(tx, name, fresh)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("secret %s: %w", name, err)
	}
	return out, nil
}

// Hash is the access hash by which viewer names a person (id above 0) or a channel (negated id). It is never 0.
// https://core.telegram.org/api/peers
func (f *Feature) Hash(viewer, id int64) int64 {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(viewer))
	binary.BigEndian.PutUint64(b[8:], uint64(id))
	mac := hmac.New(sha256.New, f.hash)
	mac.Write(b[:])
	h := int64(binary.BigEndian.Uint64(mac.Sum(nil)))
	if h == 0 {
		return 1
	}
	return h
}

// Create makes a person and their box. The phone number must not be taken.
func (f *Feature) Create(tx *db.Tx, phone, first, last string) (User, error) {
	id, err := NextID(tx, "user", firstID)
	if err != nil {
		return User{}, err
	}
	u := User{ID: id, Phone: phone, First: first, Last: last, Created: f.box.Now()}
	return u, f.insert(tx, u)
}

func (f *Feature) insert(tx *db.Tx, u User) error {
	if err := insertUser(tx, u); err != nil {
		return err
	}
	return f.box.Create(tx, u.ID)
}

// Person returns one person, and whether there is one.
func (f *Feature) Person(ctx context.Context, id int64) (u User, ok bool, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		u, ok, err = ByID(tx, id)
		return err
	})
	return u, ok, err
}

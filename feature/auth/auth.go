// Package auth signs people in: codes, devices, two-step verification, QR codes, and the end of accounts.
//
// Invariants:
//   - A sign-in code is in memory and on its way to its owner, never in a log; the database keeps an HMAC of it.
//   - A wrong try is counted in the database before it is answered, so that neither a restart nor a lost connection forgives it.
//   - A person with two-step verification has no signed-in device that did not prove the password.
//
// https://core.telegram.org/api/auth
package auth

import (
	"context"
	"embed"
	"io"
	"log/slog"
	"sync"
	"time"

	"chappe/box"
	"chappe/clock"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "auth", FS: files}

// Who may make an account.
const (
	Open   = "open"   // everybody with a phone number that gets a code
	Invite = "invite" // phone numbers that the operator let in
	Closed = "closed" // nobody
)

// Terms are the terms of service that a new person agrees to. Without a text there are none.
type Terms struct {
	ID     int64 // grows with each version
	Text   string
	MinAge int32 // asked for when above 0
}

// Config is what the feature is made of.
type Config struct {
	DB      *db.DB
	Box     *box.Engine
	Hub     *hub.Hub
	Users   *users.Feature
	Devices *rpc.Devices
	Keys    TempKeys
	Clock   clock.Clock
	Log     *slog.Logger

	Name       string      // what the server calls itself in messages; "" is Chappe
	Deliverers []Deliverer // tried in this order until one takes a code; the operator has `chappe codes` in any case
	Terminal   io.Writer   // where codes are shown that no deliverer took, and the setup token once; nil is nowhere; not a log
	Mail       Mailer      // carries the codes of two-step verification; nil: recovery e-mails are refused (but see Dev)
	SignUp     string      // Open, Invite or Closed; "" is Open
	Terms      Terms
	Dev        bool // every code is 12345 (123456 by mail), numbers with +99966 are taken, trying is not limited

	FreshDevice time.Duration // how old a device must be before it may end others; 0 is no wait
	// HandOverAtOnce lets a group be handed over with a password and a device that are new, see Confirm.
	HandOverAtOnce bool
	AccountDays    int32 // of absence after which an account goes where its owner set nothing; 0 is 548, below 0 never
}

// Feature is this feature. Its fields other than the locked ones do not change once the server runs.
type Feature struct {
	Config
	secret []byte // key of the HMACs of codes
	hooks  Hooks

	codes   codeList
	waiting waitingList
	pushed  sync.Map // user id to true: who may have devices that are sent notifications

	mu    sync.Mutex
	swept time.Time // guarded by mu: when everybody was looked at last
}

// Hooks are what higher features do when an account changes. Each runs inside the transaction that makes the change.
type Hooks struct {
	SignedUp     func(tx *db.Tx, u users.User, quiet bool) error // a new person; quiet: those who have the number are not to be told
	PhoneChanged func(tx *db.Tx, u users.User, old string) error
	Deleted      func(tx *db.Tx, u users.User) error // u as it was; its devices are gone already
}

// TempKeys is the transport's part: it forgets temporary keys of a permanent one, all but those named.
type TempKeys interface {
	DropTempKeys(ctx context.Context, permID int64, except []int64) error
}

// New returns the feature. It makes its secrets, and the service account, on first start.
func New(ctx context.Context, c Config) (*Feature, error) {
	if c.Name == "" {
		c.Name = "Chappe"
	}
	if c.SignUp == "" {
		c.SignUp = Open
	}
	if c.AccountDays == 0 {
		c.AccountDays = defaultAccountDays
	}
	f := &Feature{Config: c}
	var err error
	if f.secret, err = users.Secret(ctx, c.DB, "auth_codes", 32); err != nil {
		return nil, err
	}
	if err := c.Users.EnsureService(ctx, c.Name); err != nil {
		return nil, err
	}
	c.Hub.OnNotice(noticeDevice, f.renderDevice)
	c.Hub.OnNotice(noticePhone, f.renderPhone)
	c.Hub.Bus.Subscribe(f.hearAccepted)
	if c.Terminal != nil {
		f.Deliverers = append(f.Deliverers[:len(f.Deliverers):len(f.Deliverers)], NewTerminal(c.Terminal))
	}
	if err := f.loadPushes(ctx); err != nil {
		return nil, err
	}
	return f, f.showSetupToken(ctx)
}

// AddHooks adds what a higher feature does when an account changes. It must be called before the server runs.
func (f *Feature) AddHooks(h Hooks) {
	old := f.hooks
	f.hooks = Hooks{
		SignedUp: func(tx *db.Tx, u users.User, quiet bool) error {
			return both(old.SignedUp != nil, func() error { return old.SignedUp(tx, u, quiet) },
				h.SignedUp != nil, func() error { return h.SignedUp(tx, u, quiet) })
		},
		PhoneChanged: func(tx *db.Tx, u users.User, was string) error {
			return both(old.PhoneChanged != nil, func() error { return old.PhoneChanged(tx, u, was) },
				h.PhoneChanged != nil, func() error { return h.PhoneChanged(tx, u, was) })
		},
		Deleted: func(tx *db.Tx, u users.User) error {
			return both(old.Deleted != nil, func() error { return old.Deleted(tx, u) },
				h.Deleted != nil, func() error { return h.Deleted(tx, u) })
		},
	}
}

// both runs those of two hooks that are set, one after the other.
func both(hasA bool, a func() error, hasB bool, b func() error) error {
	if hasA {
		if err := a(); err != nil {
			return err
		}
	}
	if hasB {
		return b()
	}
	return nil
}

// commit runs fn in a transaction. What the client did wrong is fn's first result: it is answered, and what fn wrote stays, so
// that counting a wrong try survives the answer. Its second result undoes everything.
func (f *Feature) commit(ctx context.Context, fn func(tx *db.Tx) (refused, err error)) error {
	var refused error
	err := f.DB.Write(ctx, func(tx *db.Tx) (err error) {
		refused, err = fn(tx)
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

func (f *Feature) now() int32 { return f.Box.Now() }

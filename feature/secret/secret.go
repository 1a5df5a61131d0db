// Package secret relays secret chats. It checks sizes and rights, never content: what people say in them is encrypted from device to
// device, and this package neither can nor tries to read it.
//
// Invariants:
//   - A chat belongs to one device of each side. Of all devices that are asked, the first to accept gets it.
//   - A message lies in its receiver's device queue until the device says that it has stored it, and then not even its ciphertext can be
//     had any more: it was wrapped with a key of its own, which lay in the erase file and is overwritten there.
//   - No g_a, no g_b and no message is ever logged.
//
// https://core.telegram.org/api/end-to-end
package secret

import (
	"context"
	"embed"
	"log/slog"

	"chappe/box"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/feature/media"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "secret", FS: files}

// Config is what the feature is made of.
type Config struct {
	DB       *db.DB
	Box      *box.Engine
	Hub      *hub.Hub
	Users    *users.Feature
	Contacts *contacts.Feature
	Media    *media.Feature
	Devices  *rpc.Devices
	Log      *slog.Logger

	Erase      string // path of the erase file
	ReportDays int32  // for how many days a reported message can be checked, see frank.go; 0 keeps nothing
}

// Feature is this feature.
type Feature struct {
	Config
	hash     []byte // key of access hashes
	frankKey []byte // key of tags
	erase    *eraseFile
}

// New returns the feature. It opens the erase file, and overwrites in it what no waiting message needs.
func New(ctx context.Context, c Config) (*Feature, error) {
	f := &Feature{Config: c}
	var err error
	if f.hash, err = users.Secret(ctx, c.DB, "secret_chats", 32); err != nil {
		return nil, err
	}
	if f.frankKey, err = users.Secret(ctx, c.DB, "secret_tags", 32); err != nil {
		return nil, err
	}
	var used []int64
	err = c.DB.Read(ctx, func(tx *db.Tx) (err error) {
		used, err = placesInUse(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if f.erase, err = openErase(c.Erase, used); err != nil {
		return nil, err
	}
	c.Hub.OnNotice(noticeChat, f.renderChat)
	c.Hub.OnNotice(noticeOver, f.renderOver)
	c.Hub.OnNotice(noticeRead, f.renderRead)
	c.Hub.OnFlash(flashTyping, f.renderTyping)
	c.Hub.OnQueued(queuedMessage, f.renderMessage)
	c.Devices.OnSignOut(f.signedOut)
	c.Media.Fetched = f.fetched
	return f, nil
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.getDHConfig)
	rpc.Handle(r, f.requestEncryption, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.acceptEncryption)
	rpc.Handle(r, f.discardEncryption)
	rpc.Handle(r, f.sendEncrypted, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.sendEncryptedService, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.sendEncryptedFile, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.uploadEncryptedFile, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.setEncryptedTyping, rpc.In(rpc.ClassTyping))
	rpc.Handle(r, f.readEncryptedHistory)
	rpc.Handle(r, f.receivedQueue)
	rpc.Handle(r, f.reportEncryptedSpam)
}

// Run overwrites keys of what was acknowledged, until ctx ends.
func (f *Feature) Run(ctx context.Context) error { return f.erase.run(ctx, f.Log) }

// Close closes the erase file. Run must have returned.
func (f *Feature) Close() error { return f.erase.close() }

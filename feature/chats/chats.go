// Package chats is basic groups: up to 200 people, each of whom has every message in their own box.
//
// A message to a group is one row for each member, and the rows share an origin. What is above the boxes, who is in a group and what
// they may do, is here; what people say in it is the business of feature/messages.
//
// https://core.telegram.org/api/channel#basic-groups
package chats

import (
	"context"
	"embed"

	"chappe/box"
	"chappe/db"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "chats", FS: files}

// MaxMembers is how many people fit into a basic group. Clients are told by help.getConfig, and make a supergroup of one that is full.
const MaxMembers = 200

// firstID is where the ids of groups begin.
const firstID = 1

// Limits of texts, in UTF-16 code units.
const (
	MaxTitle = 128
	MaxAbout = 255
	MaxRank  = 16
)

// Feature is this feature.
type Feature struct {
	db       *db.DB
	box      *box.Engine
	users    *users.Feature
	contacts *contacts.Feature
	hub      *hub.Hub

	// FillFull adds to the full view of a group what higher features know of it. They set it at start.
	FillFull func(tx *db.Tx, viewer int64, seat *Seat, out *tl.ChatFull) error
}

// New returns the feature.
func New(d *db.DB, e *box.Engine, u *users.Feature, c *contacts.Feature, h *hub.Hub) *Feature {
	f := &Feature{db: d, box: e, users: u, contacts: c, hub: h}
	u.ChatPeer = func(tx *db.Tx, caller, id int64) (bool, error) {
		_, ok, err := member(tx, id, caller)
		return ok, err
	}
	c.InChat = func(tx *db.Tx, chat, person int64) (bool, error) {
		m, ok, err := member(tx, chat, person)
		return ok && m.State == In, err
	}
	h.OnNotice(noticeMembers, f.renderMembers)
	h.OnNotice(noticeChat, f.renderChat)
	h.OnNotice(noticeBans, f.renderBans)
	return f
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.createChat, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.addChatUser, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.deleteChatUser)
	rpc.Handle(r, f.editChatTitle)
	rpc.Handle(r, f.editChatAdmin)
	rpc.Handle(r, f.deleteChat)
	rpc.Handle(r, f.getChats)
	rpc.Handle(r, f.getFullChat)
}

// The errors of groups of every kind.
var (
	ErrChat          = rpc.Bad("CHAT_ID_INVALID")
	ErrAdmin         = rpc.Bad("CHAT_ADMIN_REQUIRED")
	ErrWrite         = rpc.Forbidden("CHAT_WRITE_FORBIDDEN")
	ErrTitle         = rpc.Bad("CHAT_TITLE_EMPTY")
	ErrNotModified   = rpc.Bad("CHAT_NOT_MODIFIED")
	ErrAboutSame     = rpc.Bad("CHAT_ABOUT_NOT_MODIFIED")
	ErrAboutLong     = rpc.Bad("CHAT_ABOUT_TOO_LONG")
	ErrFull          = rpc.Bad("USERS_TOO_MUCH")
	ErrNotIn         = rpc.Bad("USER_NOT_PARTICIPANT")
	ErrAlready       = rpc.Bad("USER_ALREADY_PARTICIPANT")
	ErrPrivacy       = rpc.Forbidden("USER_PRIVACY_RESTRICTED")
	ErrNotMutual     = rpc.Bad("USER_NOT_MUTUAL_CONTACT")
	errYouBlocked    = rpc.Bad("YOU_BLOCKED_USER")
	errDeactivated   = rpc.Bad("CHAT_DEACTIVATED")
	errMigrated      = rpc.Bad("PEER_ID_INVALID")
	errUserDeclared  = rpc.Bad("INPUT_USER_DEACTIVATED")
	errCreatorNeeded = rpc.Bad("CHAT_ADMIN_REQUIRED")
)

// outcome is what a change of a group made.
type outcome struct {
	chat int64
	rows []*box.Message   // in the boxes of all members
	more []tl.UpdateClass // what has no numbers
}

// change runs a transaction that changes a group, and answers with what the caller must apply.
func (f *Feature) change(ctx context.Context, c rpc.Caller, fn func(tx *db.Tx) (outcome, error)) (*tl.Updates, error) {
	var out *tl.Updates
	var evs []box.Event
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		o, err := fn(tx)
		if err != nil {
			return err
		}
		evs = evs[:0]
		for _, m := range o.rows {
			if m.Box == c.User {
				evs = append(evs, box.Event{Box: m.Box, Pts: m.Pts, Count: 1, Kind: box.Posted, Message: m})
			}
		}
		b, err := f.hub.Events(ctx, tx, c.User, evs)
		if err != nil {
			return err
		}
		b.Updates = append(b.Updates, o.more...)
		all, err := f.TL(tx, c.User, []int64{o.chat})
		b.Chats = append(b.Chats, all...)
		out = b.Object(f.box.Now())
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, ev := range evs {
		c.Saw(ev.Box, ev.Pts, ev.Count)
	}
	return out, nil
}

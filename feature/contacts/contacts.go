// Package contacts keeps address books and blocks, and decides what one person sees of another.
package contacts

import (
	"embed"

	"chappe/box"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "contacts", FS: files}

// Feature is this feature.
type Feature struct {
	db    *db.DB
	box   *box.Engine
	users *users.Feature
	hub   *hub.Hub
	known known

	// Channels renders channels for viewer. A higher feature sets it at start.
	Channels func(tx *db.Tx, viewer int64, ids []int64) ([]tl.ChatClass, error)
	// FindChannels returns the channels whose names begin with a text in lower case: those that viewer is in, and public ones. A higher
	// feature sets it at start.
	FindChannels func(tx *db.Tx, viewer int64, text string, limit int) (mine, others []int64, err error)
	// InChat says whether a person is in a group, for privacy rules that name groups. A higher feature sets it at start.
	InChat func(tx *db.Tx, chat, user int64) (bool, error)

	// FillProfile adds to a person's profile what the conversation with them knows. A higher feature sets it at start.
	FillProfile func(tx *db.Tx, viewer, user int64, out *tl.UserFull) error
}

// New returns the feature.
func New(d *db.DB, e *box.Engine, u *users.Feature, h *hub.Hub) *Feature {
	f := &Feature{db: d, box: e, users: u, hub: h}
	h.OnFlash(flashStatus, f.renderStatus)
	h.OnNotice(noticeUser, f.renderUser)
	h.OnNotice(noticeBlock, f.renderBlock)
	h.OnNotice(noticePrivacy, f.renderPrivacy)
	h.OnNotice(noticeReset, f.renderReset)
	return f
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.getUsers)
	rpc.Handle(r, f.getFullUser)
	rpc.Handle(r, f.importContacts, rpc.In(rpc.ClassResolve))
	rpc.Handle(r, f.addContact)
	rpc.Handle(r, f.deleteContacts)
	rpc.Handle(r, f.getContacts)
	rpc.Handle(r, f.getContactIDs)
	rpc.Handle(r, f.getStatuses)
	rpc.Handle(r, f.resolveUsername, rpc.In(rpc.ClassResolve))
	rpc.Handle(r, f.resolvePhone, rpc.In(rpc.ClassResolve))
	rpc.Handle(r, f.block)
	rpc.Handle(r, f.unblock)
	rpc.Handle(r, f.getBlocked)
	rpc.Handle(r, f.updateProfile)
	rpc.Handle(r, f.updateUsername)
	rpc.Handle(r, f.checkUsername)
	rpc.Handle(r, f.updateStatus, rpc.In(rpc.ClassTyping))
	rpc.Handle(r, f.updateBirthday)
	rpc.Handle(r, f.getBirthdays)
	rpc.Handle(r, f.search, rpc.In(rpc.ClassResolve))
	rpc.Handle(r, f.acceptContact)
	rpc.Handle(r, f.deleteByPhones)
	rpc.Handle(r, f.resetSaved)
	rpc.Handle(r, f.getSaved)
	rpc.Handle(r, f.editCloseFriends)
	rpc.Handle(r, f.updateNote)
	rpc.Handle(r, f.setBlockedList)
	rpc.Handle(r, f.getPrivacy)
	rpc.Handle(r, f.setPrivacy)
	rpc.Handle(r, f.getGlobalPrivacy)
	rpc.Handle(r, f.setGlobalPrivacy)
	rpc.Handle(r, f.getRequirements)
}

// Contact is an entry of an address book.
type Contact struct {
	Owner, User int64
	Phone       string // as the owner knows it, "" if not
	First, Last string
	Added       int32 // unix seconds
	Close       bool  // a close friend
	Note        string
}

// People renders those of ids who exist, each as viewer sees them (0 stands for anybody: https://core.telegram.org/api/min), in the order of
// ids and each once.
func (f *Feature) People(tx *db.Tx, viewer int64, ids []int64) ([]tl.UserClass, error) {
	ids = unique(ids)
	if len(ids) == 0 {
		return nil, nil
	}
	us, err := users.ByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	var views map[int64]users.View
	if viewer != 0 {
		if views, err = f.Views(tx, viewer, us); err != nil {
			return nil, err
		}
	}
	byID := make(map[int64]*users.User, len(us))
	for i := range us {
		byID[us[i].ID] = &us[i]
	}
	out := make([]tl.UserClass, 0, len(us))
	for _, id := range ids {
		if u := byID[id]; u != nil {
			out = append(out, f.users.TL(viewer, u, views[id]))
		}
	}
	return out, nil
}

// Views says, for each of us, what viewer sees of them.
func (f *Feature) Views(tx *db.Tx, viewer int64, us []users.User) (map[int64]users.View, error) {
	ids := make([]int64, len(us))
	for i, u := range us {
		ids[i] = u.ID
	}
	g, err := f.gates(tx, viewer, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]users.View, len(us))
	for _, u := range us {
		c, mine := g.mine[u.ID]
		v := users.View{Contact: mine, Close: c.Close, First: c.First, Last: c.Last}
		_, theirs := g.theirs[u.ID]
		v.Mutual = mine && theirs
		// Whoever has a number in their address book knows it anyway.
		v.Phone = g.lets(u.ID, PhoneNumber) || (mine && c.Phone != "" && c.Phone == u.Phone)
		// Who does not show when they were online does not see it of others either.
		v.Status = g.lets(u.ID, Status) && g.letThrough(u.ID, Status)
		v.Photo = g.lets(u.ID, Photo)
		v.Refused = u.Flags&users.NoStrangers != 0 && !theirs && u.ID != viewer
		out[u.ID] = v
	}
	return out, nil
}

func unique(ids []int64) []int64 {
	seen := make(map[int64]bool, len(ids))
	out := make([]int64, 0, len(ids))
	for _, id := range ids {
		if id > 0 && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

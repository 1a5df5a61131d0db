package users

import (
	"strings"

	"chappe/tl"
)

// View is what one person may see of another, and what they call them. The zero value is a stranger whose privacy lets nothing
// through but the name.
type View struct {
	Contact     bool
	Mutual      bool
	Close       bool
	First, Last string // the name in the viewer's address book, "" for the person's own
	Phone       bool   // may see the number
	Status      bool   // may see when the person was online
	Photo       bool
	Refused     bool // may not write to them, unless there is a conversation already
}

// TL renders a person for viewer, 0 for anybody: then they are min, as everybody sees them.
// https://core.telegram.org/constructor/user
func (f *Feature) TL(viewer int64, u *User, v View) tl.UserClass {
	out := &tl.User{ID: u.ID}
	if out.Min = viewer == 0; !out.Min {
		out.AccessHash = tl.Some(f.Hash(viewer, u.ID))
	}
	if u.Flags&Deleted != 0 {
		out.Deleted = true
		return out
	}
	out.Self, out.Contact, out.MutualContact, out.CloseFriend = viewer == u.ID, v.Contact, v.Mutual, v.Close
	out.Bot, out.Support, out.Verified = u.Flags&Bot != 0, u.Flags&Support != 0, u.Flags&Verified != 0
	out.ContactRequirePremium = v.Refused
	first, last := u.First, u.Last
	if v.First != "" && !out.Self {
		first, last = v.First, v.Last
	}
	out.FirstName = tl.Some(first)
	if last != "" {
		out.LastName = tl.Some(last)
	}
	if u.Username != "" {
		out.Username = tl.Some(u.Username)
	}
	if u.Phone != "" && (v.Phone || out.Self) {
		out.Phone = tl.Some(u.Phone)
	}
	if u.Profile.Color != 0 {
		out.Color = &tl.PeerColor{Color: tl.Some(u.Profile.Color)}
	}
	out.Photo = &tl.UserProfilePhotoEmpty{}
	if p := u.Profile; p.Photo != 0 && (v.Photo || out.Self) {
		out.Photo = &tl.UserProfilePhoto{PhotoID: p.Photo, StrippedThumb: p.PhotoThumb, DCID: f.DC}
	}
	if !out.Min {
		out.Status = f.Status(u, v.Status || out.Self)
	}
	return out
}

// Status renders a person's presence; exact says whether the viewer may know the time.
func (f *Feature) Status(u *User, exact bool) tl.UserStatusClass {
	if u.Flags&(Bot|Support) != 0 || u.ID == Service {
		return nil
	}
	now := f.box.Now()
	if u.OnlineUntil == 0 {
		return &tl.UserStatusEmpty{}
	}
	if exact {
		if u.OnlineUntil > now {
			return &tl.UserStatusOnline{Expires: u.OnlineUntil}
		}
		return &tl.UserStatusOffline{WasOnline: u.OnlineUntil}
	}
	switch age := now - u.OnlineUntil; {
	case age < 3*24*3600:
		return &tl.UserStatusRecently{}
	case age < 7*24*3600:
		return &tl.UserStatusLastWeek{}
	case age < 30*24*3600:
		return &tl.UserStatusLastMonth{}
	}
	return &tl.UserStatusEmpty{}
}

// ValidUsername says whether a public name may be taken: 5 to 32 Latin letters, digits and single underscores, beginning with a
// letter and not ending with an underscore.
func ValidUsername(name string) bool {
	if len(name) < 5 || len(name) > 32 || strings.Contains(name, "__") || strings.HasSuffix(name, "_") {
		return false
	}
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

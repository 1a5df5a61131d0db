package contacts

import (
	"encoding/json"
	"slices"

	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

// Key is something of a person that privacy rules decide about. Its values are stored.
type Key string

// The keys.
const (
	Status      Key = "status"
	ChatInvite  Key = "chat_invite"
	Call        Key = "call"
	Forwards    Key = "forwards"
	Photo       Key = "photo"
	PhoneNumber Key = "phone"
	FindByPhone Key = "find_by_phone"
	Voice       Key = "voice"
	About       Key = "about"
	Birthday    Key = "birthday"
	Music       Key = "music"
	Unpaid      Key = "unpaid"
	Gifts       Key = "gifts"
	ReadMarks   Key = "read_marks" // set with the global settings
)

// Rules say who may. Whom a rule names counts more than what is said of everybody.
type Rules struct {
	Allow         []int64 `json:"a,omitempty"`
	Deny          []int64 `json:"d,omitempty"`
	AllowChats    []int64 `json:"ac,omitempty"`
	DenyChats     []int64 `json:"dc,omitempty"`
	AllowClose    bool    `json:"cf,omitempty"`
	AllowContacts bool    `json:"c,omitempty"`
	DenyContacts  bool    `json:"nc,omitempty"`
	All           bool    `json:"all,omitempty"`
}

// byDefault is what counts where a person has said nothing.
func byDefault(k Key) Rules {
	switch k {
	case PhoneNumber, Birthday:
		return Rules{AllowContacts: true}
	}
	return Rules{All: true}
}

// relation is what the one whose rules are asked knows of the one who asks.
type relation struct{ contact, close bool }

func (r Rules) allow(viewer int64, rel relation, together func(chat int64) bool) bool {
	switch {
	case slices.Contains(r.Deny, viewer):
		return false
	case slices.Contains(r.Allow, viewer):
		return true
	case slices.ContainsFunc(r.DenyChats, together):
		return false
	case slices.ContainsFunc(r.AllowChats, together):
		return true
	case r.AllowClose && rel.close:
		return true
	case rel.contact && r.DenyContacts:
		return false
	case rel.contact && r.AllowContacts:
		return true
	}
	return r.All
}

// gates is everything that decides what one person sees of others.
type gates struct {
	viewer  int64
	mine    map[int64]Contact
	theirs  map[int64]bool // who has the viewer in their address book, and whether as a close friend
	rules   map[int64]map[string]string
	blocked map[int64]bool // who has blocked the viewer
	chats   func(chat, user int64) bool
}

func (f *Feature) gates(tx *db.Tx, viewer int64, ids []int64) (*gates, error) {
	g := &gates{viewer: viewer, chats: func(chat, user int64) bool {
		if f.InChat == nil {
			return false
		}
		in, err := f.InChat(tx, chat, user)
		return err == nil && in
	}}
	var err error
	if g.mine, err = entries(tx, viewer, ids); err != nil {
		return nil, err
	}
	if g.theirs, err = inBooksOf(tx, viewer, ids); err != nil {
		return nil, err
	}
	if g.rules, err = privacyOf(tx, append(slices.Clone(ids), viewer)); err != nil {
		return nil, err
	}
	g.blocked, err = blockedBy(tx, viewer, ids)
	return g, err
}

func rulesFrom(all map[string]string, k Key) Rules {
	text, ok := all[string(k)]
	var r Rules
	if !ok || json.Unmarshal([]byte(text), &r) != nil {
		return byDefault(k)
	}
	return r
}

// lets says whether owner lets the viewer have k. Whoever blocked the viewer shows them nothing.
func (g *gates) lets(owner int64, k Key) bool {
	if owner == g.viewer {
		return true
	}
	if g.blocked[owner] {
		return false
	}
	close, contact := g.theirs[owner]
	return rulesFrom(g.rules[owner], k).allow(g.viewer, relation{contact, close}, func(chat int64) bool { return g.chats(chat, g.viewer) })
}

// letThrough says whether the viewer's own rules let other have k.
func (g *gates) letThrough(other int64, k Key) bool {
	c, contact := g.mine[other]
	return other == g.viewer ||
		rulesFrom(g.rules[g.viewer], k).allow(other, relation{contact, c.Close}, func(chat int64) bool { return g.chats(chat, other) })
}

// Lets says whether owner's privacy lets viewer have k.
func (f *Feature) Lets(tx *db.Tx, owner, viewer int64, k Key) (bool, error) {
	g, err := f.gates(tx, viewer, []int64{owner})
	if err != nil {
		return false, err
	}
	return g.lets(owner, k), nil
}

var errKey = rpc.Bad("PRIVACY_KEY_INVALID")

// keyOf is the key that a client names, and how it is told to clients.
func keyOf(in tl.InputPrivacyKeyClass) (Key, bool) {
	switch in.(type) {
	case *tl.InputPrivacyKeyStatusTimestamp:
		return Status, true
	case *tl.InputPrivacyKeyChatInvite:
		return ChatInvite, true
	case *tl.InputPrivacyKeyPhoneCall:
		return Call, true
	case *tl.InputPrivacyKeyPhoneP2P:
		return "p2p", true
	case *tl.InputPrivacyKeyForwards:
		return Forwards, true
	case *tl.InputPrivacyKeyProfilePhoto:
		return Photo, true
	case *tl.InputPrivacyKeyPhoneNumber:
		return PhoneNumber, true
	case *tl.InputPrivacyKeyAddedByPhone:
		return FindByPhone, true
	case *tl.InputPrivacyKeyVoiceMessages:
		return Voice, true
	case *tl.InputPrivacyKeyAbout:
		return About, true
	case *tl.InputPrivacyKeyBirthday:
		return Birthday, true
	case *tl.InputPrivacyKeySavedMusic:
		return Music, true
	case *tl.InputPrivacyKeyNoPaidMessages:
		return Unpaid, true
	case *tl.InputPrivacyKeyStarGiftsAutoSave:
		return Gifts, true
	}
	return "", false
}

// keyTL is a key as clients are told it, nil for one of our own.
func keyTL(k Key) tl.PrivacyKeyClass {
	switch k {
	case Status:
		return &tl.PrivacyKeyStatusTimestamp{}
	case ChatInvite:
		return &tl.PrivacyKeyChatInvite{}
	case Call:
		return &tl.PrivacyKeyPhoneCall{}
	case "p2p":
		return &tl.PrivacyKeyPhoneP2P{}
	case Forwards:
		return &tl.PrivacyKeyForwards{}
	case Photo:
		return &tl.PrivacyKeyProfilePhoto{}
	case PhoneNumber:
		return &tl.PrivacyKeyPhoneNumber{}
	case FindByPhone:
		return &tl.PrivacyKeyAddedByPhone{}
	case Voice:
		return &tl.PrivacyKeyVoiceMessages{}
	case About:
		return &tl.PrivacyKeyAbout{}
	case Birthday:
		return &tl.PrivacyKeyBirthday{}
	case Music:
		return &tl.PrivacyKeySavedMusic{}
	case Unpaid:
		return &tl.PrivacyKeyNoPaidMessages{}
	case Gifts:
		return &tl.PrivacyKeyStarGiftsAutoSave{}
	}
	return nil
}

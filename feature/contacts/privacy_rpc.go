package contacts

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	noticePrivacy = "contacts.privacy"
	noticeReset   = "contacts.reset"
	maxRules      = 1000 // people that one key's rules may name
)

// getPrivacy returns the caller's rules for a key.
// https://core.telegram.org/method/account.getPrivacy
func (f *Feature) getPrivacy(ctx context.Context, c rpc.Caller, q *tl.AccountGetPrivacy) (*tl.AccountPrivacyRules, error) {
	k, ok := keyOf(q.Key)
	if !ok {
		return nil, errKey
	}
	out := &tl.AccountPrivacyRules{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		r, err := f.rules(tx, c.User, k)
		if err != nil {
			return err
		}
		out.Rules = r.tl()
		out.Users, err = f.People(tx, c.User, append(r.Allow, r.Deny...))
		return err
	})
	return out, err
}

func (f *Feature) rules(tx *db.Tx, owner int64, k Key) (Rules, error) {
	all, err := privacyOf(tx, []int64{owner})
	return rulesFrom(all[owner], k), err
}

// setPrivacy replaces the caller's rules for a key.
// https://core.telegram.org/method/account.setPrivacy
func (f *Feature) setPrivacy(ctx context.Context, c rpc.Caller, q *tl.AccountSetPrivacy) (*tl.AccountPrivacyRules, error) {
	k, ok := keyOf(q.Key)
	if !ok {
		return nil, errKey
	}
	if len(q.Rules) == 0 || len(q.Rules) > 16 {
		return nil, rpc.Bad("PRIVACY_VALUE_INVALID")
	}
	out := &tl.AccountPrivacyRules{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		r, err := f.rulesOf(tx, c, q.Rules)
		if err != nil {
			return err
		}
		if err := f.keepRules(tx, c, k, r); err != nil {
			return err
		}
		out.Rules = r.tl()
		out.Users, err = f.People(tx, c.User, append(r.Allow, r.Deny...))
		return err
	})
	return out, err
}

func (f *Feature) keepRules(tx *db.Tx, c rpc.Caller, k Key, r Rules) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if err := putPrivacy(tx, c.User, string(k), string(text)); err != nil {
		return err
	}
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return f.box.Notice(tx, &box.Notice{Box: c.User, Except: c.Key, Name: noticePrivacy, Data: data})
}

// rulesOf reads rules as a client sends them. People whom the caller may not name are refused.
func (f *Feature) rulesOf(tx *db.Tx, c rpc.Caller, in []tl.InputPrivacyRuleClass) (r Rules, err error) {
	for _, x := range in {
		switch x := x.(type) {
		case *tl.InputPrivacyValueAllowAll:
			r.All = true
		case *tl.InputPrivacyValueDisallowAll:
			r.All = false
		case *tl.InputPrivacyValueAllowContacts:
			r.AllowContacts = true
		case *tl.InputPrivacyValueDisallowContacts:
			r.DenyContacts = true
		case *tl.InputPrivacyValueAllowCloseFriends:
			r.AllowClose = true
		case *tl.InputPrivacyValueAllowChatParticipants:
			r.AllowChats = append(r.AllowChats, x.Chats...)
		case *tl.InputPrivacyValueDisallowChatParticipants:
			r.DenyChats = append(r.DenyChats, x.Chats...)
		case *tl.InputPrivacyValueAllowUsers:
			r.Allow, err = f.named(tx, c, r.Allow, x.Users)
		case *tl.InputPrivacyValueDisallowUsers:
			r.Deny, err = f.named(tx, c, r.Deny, x.Users)
		}
		if err != nil {
			return r, err
		}
	}
	if len(r.Allow)+len(r.Deny)+len(r.AllowChats)+len(r.DenyChats) > maxRules {
		return r, rpc.Bad("PRIVACY_TOO_LONG")
	}
	return r, nil
}

func (f *Feature) named(tx *db.Tx, c rpc.Caller, ids []int64, in []tl.InputUserClass) ([]int64, error) {
	for _, x := range in {
		u, err := f.users.User(tx, c, x)
		if err != nil {
			return nil, err
		}
		ids = append(ids, u.ID)
	}
	return ids, nil
}

// tl renders rules as clients have them, the exceptions first.
func (r Rules) tl() []tl.PrivacyRuleClass {
	var out []tl.PrivacyRuleClass
	if len(r.Deny) > 0 {
		out = append(out, &tl.PrivacyValueDisallowUsers{Users: r.Deny})
	}
	if len(r.Allow) > 0 {
		out = append(out, &tl.PrivacyValueAllowUsers{Users: r.Allow})
	}
	if len(r.DenyChats) > 0 {
		out = append(out, &tl.PrivacyValueDisallowChatParticipants{Chats: r.DenyChats})
	}
	if len(r.AllowChats) > 0 {
		out = append(out, &tl.PrivacyValueAllowChatParticipants{Chats: r.AllowChats})
	}
	if r.AllowClose {
		out = append(out, &tl.PrivacyValueAllowCloseFriends{})
	}
	if r.DenyContacts {
		out = append(out, &tl.PrivacyValueDisallowContacts{})
	} else if r.AllowContacts {
		out = append(out, &tl.PrivacyValueAllowContacts{})
	}
	if r.All {
		return append(out, &tl.PrivacyValueAllowAll{})
	}
	return append(out, &tl.PrivacyValueDisallowAll{})
}

func (f *Feature) renderPrivacy(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var k Key
	if err := json.Unmarshal(n.Data, &k); err != nil {
		return hub.Batch{}, err
	}
	name := keyTL(k)
	if name == nil {
		return hub.Batch{}, nil
	}
	r, err := f.rules(tx, viewer, k)
	if err != nil {
		return hub.Batch{}, err
	}
	us, err := f.People(tx, viewer, append(r.Allow, r.Deny...))
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdatePrivacy{Key: name, Rules: r.tl()}}, Users: us}, err
}

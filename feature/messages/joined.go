package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// settingJoined is "off" where a person does not want to be notified when somebody from their address book signs up.
const settingJoined = "joined"

// SignedUp makes a new person a contact of those who had their number, and tells them by a message from that person, unless quiet says
// that they are not to be told.
func (f *Feature) SignedUp(tx *db.Tx, u users.User, quiet bool) error {
	owners, err := f.contacts.Arrived(tx, u)
	if err != nil || quiet {
		return err
	}
	say := content.Content{Action: &content.Action{Type: actionJoin}}
	body, err := say.Encode()
	if err != nil {
		return err
	}
	from := box.UserPeer(u.ID)
	rows := make([]*box.Message, len(owners))
	for i, owner := range owners {
		off, err := setting(tx, owner, settingJoined)
		if err != nil {
			return err
		}
		m := &box.Message{Box: owner, Peer: from, From: from, Date: f.box.Now(), Flags: box.Service, Kind: box.KindService, Content: body}
		if off != "" {
			m.Flags |= box.Silent
		}
		rows[i] = m
	}
	if len(rows) == 0 {
		return nil
	}
	return f.box.Post(tx, rows...)
}

// PhoneChanged makes somebody who has another number now a contact of those who had it.
func (f *Feature) PhoneChanged(tx *db.Tx, u users.User, _ string) error {
	_, err := f.contacts.Arrived(tx, u)
	return err
}

// getJoinedNotification says whether the caller is not notified when somebody from their address book signs up.
// https://core.telegram.org/method/account.getContactSignUpNotification
func (f *Feature) getJoinedNotification(ctx context.Context, c rpc.Caller, _ *tl.AccountGetContactSignUpNotification) (off bool, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		v, err := setting(tx, c.User, settingJoined)
		off = v != ""
		return err
	})
	return off, err
}

// setJoinedNotification sets it. They are told all the same, silently.
// https://core.telegram.org/method/account.setContactSignUpNotification
func (f *Feature) setJoinedNotification(ctx context.Context, c rpc.Caller, q *tl.AccountSetContactSignUpNotification) (bool, error) {
	v := ""
	if q.Silent {
		v = "off"
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error { return putSetting(tx, c.User, settingJoined, v) })
	return err == nil, err
}

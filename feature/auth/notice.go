package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

// The notices of this feature.
const (
	noticeDevice = "auth.device" // a device was signed in, or confirmed
	noticePhone  = "auth.phone"  // the person's own number changed
)

// deviceNotice names a device of the person whose box it is in.
type deviceNotice struct {
	Hash int64 `json:"hash"`
}

// announce tells a person's other devices of a new one: in the list of devices, and as a message.
func (f *Feature) announce(tx *db.Tx, u users.User, d rpc.Device) error {
	if err := f.tellDevice(tx, u.ID, d.Key, d.Hash); err != nil {
		return err
	}
	return f.say(tx, u.ID, f.deviceText(u, d))
}

// tellDevice tells all devices but except how the one named by hash is now.
func (f *Feature) tellDevice(tx *db.Tx, user, except, hash int64) error {
	data, err := json.Marshal(deviceNotice{Hash: hash})
	if err != nil {
		return fmt.Errorf("tell of a device: %w", err)
	}
	return f.Box.Notice(tx, &box.Notice{Box: user, Except: except, Name: noticeDevice, Data: data})
}

// renderDevice renders a device that came or was confirmed. One that is gone again is not told of.
// https://core.telegram.org/constructor/updateNewAuthorization
func (f *Feature) renderDevice(_ context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var said deviceNotice
	if err := json.Unmarshal(n.Data, &said); err != nil {
		return hub.Batch{}, nil // written by a newer version
	}
	ds, err := f.devices(tx, viewer)
	if err != nil {
		return hub.Batch{}, err
	}
	for _, d := range ds {
		if d.Hash != said.Hash {
			continue
		}
		up := &tl.UpdateNewAuthorization{Hash: d.Hash}
		if d.Flags&rpc.DeviceUnconfirmed != 0 {
			up.Unconfirmed = true
			up.Date, up.Device, up.Location = tl.Some(d.Created), tl.Some(deviceName(d)), tl.Some(d.Addr)
		}
		return hub.Batch{Updates: []tl.UpdateClass{up}}, nil
	}
	return hub.Batch{}, nil
}

func deviceName(d rpc.Device) string {
	return strings.TrimSpace(fmt.Sprintf("%s, %s %s, %s", d.Model, appName(d.APIID), d.App, d.System))
}

// deviceText is the message that tells a person of a new device.
func (f *Feature) deviceText(u users.User, d rpc.Device) content.Content {
	at := time.Unix(int64(f.now()), 0).UTC().Format("02/01/2006 at 15:04:05 UTC")
	return bold(fmt.Sprintf("New login. Dear %s, your account was signed in to from a new device on %s.\n\n"+
		"Device: %s\nAddress: %s\n\n"+
		"If this was not you, end that device in the list of devices in your settings, and set a password for two-step verification there.",
		u.First, at, deviceName(d), d.Addr), "New login.")
}

// say sends a person a message from the service account.
func (f *Feature) say(tx *db.Tx, user int64, c content.Content) error {
	body, err := c.Encode()
	if err != nil {
		return err
	}
	m := &box.Message{
		Box: user, Peer: box.UserPeer(users.Service), From: box.UserPeer(users.Service), Date: f.now(),
		Kind: box.KindText, Content: body,
	}
	return wrap(f.Box.Post(tx, m), "message from the service account")
}

// bold is a message that begins with a part in bold. That part must have no character beyond the Basic Multilingual Plane.
func bold(text, begin string) content.Content {
	return content.Content{Text: text, Entities: []content.Entity{{Type: "bold", Length: int32(content.Units(begin))}}}
}

// renderPhone renders that the person's number changed.
// https://core.telegram.org/constructor/updateUserPhone
func (f *Feature) renderPhone(_ context.Context, tx *db.Tx, viewer int64, _ box.Notice) (hub.Batch, error) {
	u, ok, err := users.ByID(tx, viewer)
	if err != nil || !ok {
		return hub.Batch{}, err
	}
	return hub.Batch{
		Updates: []tl.UpdateClass{&tl.UpdateUserPhone{UserID: u.ID, Phone: u.Phone}},
		Users:   []tl.UserClass{f.Users.TL(viewer, &u, users.View{})},
	}, nil
}

package secret

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"chappe/db"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/mtp/wire"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errRandomLength = rpc.Bad("RANDOM_LENGTH_INVALID")
	errGA           = rpc.Bad("DH_G_A_INVALID")
	errUser         = rpc.Bad("USER_ID_INVALID")
	errRandomID     = rpc.Bad("RANDOM_ID_EMPTY")
	errDuplicate    = rpc.Bad("RANDOM_ID_DUPLICATE")
	errChat         = rpc.Bad("CHAT_ID_INVALID")
	errChatEmpty    = rpc.Bad("CHAT_ID_EMPTY")
	errNoChat       = rpc.Bad("ENCRYPTION_ID_INVALID")
	errAccepted     = rpc.Bad("ENCRYPTION_ALREADY_ACCEPTED")
	errDeclined     = rpc.Bad("ENCRYPTION_ALREADY_DECLINED")
	errOver         = rpc.Bad("ENCRYPTION_DECLINED")
)

const (
	dhVersion  = 1   // of the group, which never changed
	randomSize = 256 // bytes of randomness in an answer, whatever was asked for
	maxPublic  = 256 // bytes of g_a and g_b
)

// getDHConfig returns the group, or that the caller has it already, and randomness to mix in.
// https://core.telegram.org/method/messages.getDhConfig
func (f *Feature) getDHConfig(_ context.Context, _ rpc.Caller, q *tl.MessagesGetDhConfig) (tl.MessagesDhConfigClass, error) {
	if q.RandomLength < 0 || q.RandomLength > 4*randomSize {
		return nil, errRandomLength
	}
	random := make([]byte, randomSize)
	rand.Read(random)
	if q.Version == dhVersion {
		return &tl.MessagesDhConfigNotModified{Random: random}, nil
	}
	return &tl.MessagesDhConfig{G: wire.G, P: wire.Prime(), Version: dhVersion, Random: random}, nil
}

// access is the hash by which a person names a chat.
func (f *Feature) access(user int64, id int32) int64 {
	var b [12]byte
	binary.BigEndian.PutUint64(b[:], uint64(user))
	binary.BigEndian.PutUint32(b[8:], uint32(id))
	mac := hmac.New(sha256.New, f.hash)
	mac.Write(b[:])
	return int64(binary.BigEndian.Uint64(mac.Sum(nil)))
}

// requestEncryption asks a person's devices for a secret chat. The number that the caller drew is the chat's.
// https://core.telegram.org/method/messages.requestEncryption
func (f *Feature) requestEncryption(ctx context.Context, c rpc.Caller, q *tl.MessagesRequestEncryption) (tl.EncryptedChatClass, error) {
	if len(q.GA) == 0 || len(q.GA) > maxPublic {
		return nil, errGA
	}
	if q.RandomID == 0 {
		return nil, errRandomID
	}
	var ch chat
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		u, err := f.Users.User(tx, c, q.UserID)
		if err != nil {
			return err
		}
		if u.ID == c.User || u.ID == users.Service || u.Flags&(users.Deleted|users.Bot) != 0 {
			return errUser
		}
		ch = chat{ID: q.RandomID, Admin: c.User, AdminKey: c.Key, Participant: u.ID, Date: f.Box.Now(), State: asked, GA: q.GA}
		if old, ok, err := loadChat(tx, ch.ID); err != nil || ok {
			if ok && old.State == asked && old.AdminKey == c.Key && old.Participant == u.ID && bytes.Equal(old.GA, q.GA) {
				return nil // a retried call
			}
			if err == nil {
				err = errDuplicate
			}
			return err
		}
		// Who is blocked does not learn of it: the chat waits for ever.
		blocked, err := contacts.Blocked(tx, u.ID, c.User)
		if err != nil {
			return err
		}
		devices, err := rpc.DevicesOf(tx, u.ID)
		if err != nil {
			return err
		}
		if err := putChat(tx, ch); err != nil || blocked {
			return err
		}
		for _, d := range devices {
			if d.Flags&(rpc.NoSecretChats|rpc.PasswordPending) == 0 {
				if err := f.tell(tx, u.ID, d.Key, noticeChat, ch.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f.waiting(ch), nil
}

// find returns a chat that the caller names, on whichever device of theirs it is.
func (f *Feature) find(tx *db.Tx, c rpc.Caller, in tl.InputEncryptedChat) (chat, error) {
	if in.AccessHash != f.access(c.User, in.ChatID) {
		return chat{}, errChat
	}
	ch, ok, err := loadChat(tx, in.ChatID)
	if err == nil && (!ok || ch.Admin != c.User && ch.Participant != c.User) {
		err = errChat
	}
	return ch, err
}

// acceptEncryption makes the caller's device the one that the chat is on.
// https://core.telegram.org/method/messages.acceptEncryption
func (f *Feature) acceptEncryption(ctx context.Context, c rpc.Caller, q *tl.MessagesAcceptEncryption) (tl.EncryptedChatClass, error) {
	if len(q.GB) == 0 || len(q.GB) > maxPublic {
		return nil, errGA
	}
	var ch chat
	err := f.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if ch, err = f.find(tx, c, q.Peer); err != nil {
			return err
		}
		switch {
		case ch.Participant != c.User:
			return errChat
		case ch.State == over:
			return errDeclined
		case ch.State == ready && ch.AcceptingKey == c.Key && bytes.Equal(ch.GB, q.GB):
			return nil // a retried call
		case ch.State == ready:
			return errAccepted
		}
		ch.State, ch.AcceptingKey, ch.GB, ch.Fingerprint, ch.Date = ready, c.Key, q.GB, q.KeyFingerprint, f.Box.Now()
		if err := accepted(tx, ch); err != nil {
			return err
		}
		return f.inOrder(ch.Admin, ch.Participant, func(user int64) error {
			if user == ch.Admin {
				return f.tell(tx, ch.Admin, ch.AdminKey, noticeChat, ch.ID)
			}
			return f.tellOthers(tx, ch, c.Key)
		})
	})
	if err != nil {
		return nil, err
	}
	return f.established(ch, c.User), nil
}

// inOrder calls fn for two people, the lower one first, as their boxes are to be taken.
func (f *Feature) inOrder(a, b int64, fn func(user int64) error) error {
	both := []int64{a, b}
	slices.Sort(both)
	for _, u := range both {
		if err := fn(u); err != nil {
			return err
		}
	}
	return nil
}

// tellOthers tells the participant's devices but one that the chat is not for them.
func (f *Feature) tellOthers(tx *db.Tx, ch chat, except int64) error {
	devices, err := rpc.DevicesOf(tx, ch.Participant)
	if err != nil {
		return err
	}
	for _, d := range devices {
		if d.Key != except {
			if err := f.tell(tx, ch.Participant, d.Key, noticeOver, overNotice{ID: ch.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}

// discardEncryption ends a chat, or declines one.
// https://core.telegram.org/method/messages.discardEncryption
func (f *Feature) discardEncryption(ctx context.Context, c rpc.Caller, q *tl.MessagesDiscardEncryption) (bool, error) {
	if q.ChatID == 0 {
		return false, errChatEmpty
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		ch, ok, err := loadChat(tx, q.ChatID)
		switch {
		case err != nil:
			return err
		case !ok || ch.Admin != c.User && ch.Participant != c.User:
			return errNoChat
		case ch.State == over:
			return errDeclined
		case ch.State == asked && c.User == ch.Admin && c.Key != ch.AdminKey, ch.State == ready && !ch.belongs(c.User, c.Key):
			return errNoChat // another device's
		}
		return f.discard(tx, ch, c.User, c.Key, q.DeleteHistory)
	})
	return err == nil, err
}

// discard ends a chat by one person's device, 0 for none, and tells the devices that know of it.
func (f *Feature) discard(tx *db.Tx, ch chat, by, key int64, deleteHistory bool) error {
	if err := end(tx, ch.ID, f.Box.Now()); err != nil {
		return err
	}
	files, err := filesOf(tx, ch.ID)
	if err != nil {
		return err
	}
	if err := f.dropFiles(tx, files); err != nil {
		return err
	}
	n := overNotice{ID: ch.ID, HistoryDeleted: deleteHistory}
	return f.inOrder(ch.Admin, ch.Participant, func(user int64) error {
		switch {
		case user == ch.Participant && ch.State == asked:
			return f.tellOthers(tx, ch, key)
		case user == by:
			return nil
		case user == ch.Admin:
			return f.tell(tx, ch.Admin, ch.AdminKey, noticeOver, n)
		}
		return f.tell(tx, ch.Participant, ch.AcceptingKey, noticeOver, n)
	})
}

// signedOut ends the chats of a device that signs out, and erases what waits for it.
func (f *Feature) signedOut(tx *db.Tx, key int64) error {
	d, ok, err := rpc.FindDevice(tx, key)
	if err != nil || !ok {
		return err
	}
	chats, err := chatsOf(tx, d.User, key)
	if err != nil {
		return err
	}
	for _, ch := range chats {
		if err := f.discard(tx, ch, d.User, key, false); err != nil {
			return err
		}
	}
	_, err = f.confirm(tx, key, 1<<31-1)
	return err
}

const (
	keepAsked = 30 * 24 * 60 * 60 // seconds after which a request that nobody answers is over
	keepOver  = 90 * 24 * 60 * 60 // seconds for which the number of a chat that is over is not used again
)

// Sweep ends requests that nobody answers and forgets the numbers of chats that have long been over.
func (f *Feature) Sweep(ctx context.Context) error {
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := oldChats(tx, asked, f.Box.Now()-keepAsked)
		if err != nil {
			return err
		}
		for _, ch := range old {
			if err := f.discard(tx, ch, 0, 0, false); err != nil {
				return err
			}
		}
		files, err := dueFiles(tx, f.Box.Now()-keepFetched, f.Box.Now()-keepFile)
		if err != nil {
			return err
		}
		if err := f.dropFiles(tx, files); err != nil {
			return err
		}
		if err := f.dropTags(tx); err != nil {
			return err
		}
		return dropOver(tx, f.Box.Now()-keepOver)
	})
}

// reportEncryptedSpam notes that a person complains about a chat. Nothing of what was said in it is known.
// https://core.telegram.org/method/messages.reportEncryptedSpam
func (f *Feature) reportEncryptedSpam(ctx context.Context, c rpc.Caller, q *tl.MessagesReportEncryptedSpam) (bool, error) {
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		ch, err := f.find(tx, c, q.Peer)
		if err != nil {
			return err
		}
		other, _ := ch.other(c.User)
		return putReport(tx, c.User, ch.ID, other, f.Box.Now())
	})
	return err == nil, err
}

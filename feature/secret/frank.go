package secret

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"chappe/db"
)

// Franking: a receiver who chooses to can show the operator one message of a secret chat, so that the operator knows that exactly this was
// sent, by whom and when. It is off unless the operator turns it on.
//
// How: on delivery the server keeps a tag, HMAC-SHA256 under a key of its own over chat, sender, receiver, date and msg_key, and when the tag
// is to be dropped; nothing else. The receiver's client keeps each message's padded plaintext and the 32 bytes of the chat's key that msg_key
// is computed from (secretchat.Proof), and gives them away only when its user reports the message. From them follows msg_key, from msg_key
// and the report the tag, and that is there or not.
//
// Why it convinces the operator:
//   - msg_key binds: it is 128 bits of a SHA-256 over the 32 bytes and the padded plaintext, and honest clients refuse a message whose msg_key
//     is another, so that whatever was shown to somebody can be reported. A receiver who wants to show something that was not sent needs
//     a second preimage, 2^128 steps. A sender who wants to deny by showing another text with the same msg_key needs a collision, made before
//     sending, 2^64 steps.
//   - the tag binds msg_key to chat, people and date: nobody without the server's key can compute one, and the server computes one only
//     for what it relays from a device that is signed in as the sender and in that chat.
//
// What it does not do, its limits:
//   - It convinces the operator and no third party. Who has the server's key can compute a tag for anything: a report is no evidence before
//     a court or in public, and a sender can say so. That is meant: people keep their deniability towards everybody else.
//   - The 32 bytes stay revealed. They are bytes 88+x to 119+x of the key and do not overlap those that the cipher's keys and IVs come from (0
//     to 83), so nothing else can be decrypted with them. But whoever has them and a guess of a whole other message of the same key and
//     direction can confirm the guess by its msg_key. Each has at least 27 random bytes in it, so there is nothing to guess.
//   - A reported message with a file reveals the file's key too.
//   - The tag is metadata with a time limit. The table says of a time how many secret messages passed; who has the server's key, and msg_key
//     from the traffic, can confirm that a certain message passed. When it is dropped is rounded to hours.
//
// Elsewhere this is called message franking (https://eprint.iacr.org/2017/664); here MTProto's msg_key is the commitment.

// What VerifySent answers.
var (
	ErrFrankingOff = errors.New("this server keeps nothing by which reported messages could be checked; secret_report_days turns that on")
	ErrNotSent     = errors.New("no such message was delivered here within the time that this server remembers")
)

// Sent is a message of which somebody says that it was delivered here.
type Sent struct {
	Chat             int32
	Sender, Receiver int64
	Date             int32 // unix seconds, as the receiver was told
	MsgKey           []byte
}

// tag is what the server keeps of a message.
func (f *Feature) tag(s Sent) []byte {
	b := append([]byte(nil), "chappe secret tag 1\x00"...)
	b = binary.BigEndian.AppendUint32(b, uint32(s.Chat))
	b = binary.BigEndian.AppendUint64(b, uint64(s.Sender))
	b = binary.BigEndian.AppendUint64(b, uint64(s.Receiver))
	b = binary.BigEndian.AppendUint32(b, uint32(s.Date))
	b = append(b, s.MsgKey...)
	mac := hmac.New(sha256.New, f.frankKey)
	mac.Write(b)
	return mac.Sum(nil)
}

const (
	daySeconds  = 24 * 60 * 60
	hourSeconds = 60 * 60
)

// frank keeps the tag of a message, if the operator wants that.
func (f *Feature) frank(tx *db.Tx, s Sent) error {
	if f.ReportDays == 0 {
		return nil
	}
	expires := int64(s.Date) + int64(f.ReportDays)*daySeconds
	return putTag(tx, f.tag(s), (expires/hourSeconds+1)*hourSeconds)
}

// VerifySent returns nil if exactly this message was delivered here, from and to these people in this chat and at this second, and if that is
// still remembered. Else it is ErrNotSent, or ErrFrankingOff.
func (f *Feature) VerifySent(ctx context.Context, s Sent) error {
	if f.ReportDays == 0 {
		return ErrFrankingOff
	}
	if len(s.MsgKey) != 16 || f.Box.Now()-s.Date > f.ReportDays*daySeconds {
		return ErrNotSent
	}
	there := false
	err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = hasTag(tx, f.tag(s), int64(f.Box.Now()))
		return err
	})
	if err == nil && !there {
		err = ErrNotSent
	}
	return err
}

// dropTags forgets what is old enough, and everything where the operator has turned it off.
func (f *Feature) dropTags(tx *db.Tx) error {
	before := int64(f.Box.Now())
	if f.ReportDays == 0 {
		before = 1<<62 - 1
	}
	n, err := tx.Exec(deleteTags, before)
	if n > 0 {
		tx.Erased()
	}
	return wrap(err, "drop the tags of old messages")
}

const insertTag = `INSERT INTO secret_tags (tag, expires) VALUES ($1, $2) ON CONFLICT (tag) DO UPDATE SET expires = excluded.expires`

func putTag(tx *db.Tx, tag []byte, expires int64) error {
	_, err := tx.Exec(insertTag, tag, expires)
	return wrap(err, "keep a message's tag")
}

const selectTag = `SELECT expires FROM secret_tags WHERE tag = $1`

func hasTag(tx *db.Tx, tag []byte, now int64) (bool, error) {
	expires, ok, err := db.One(tx, selectTag, func(r *db.Row) int64 { return r.Int64() }, tag)
	return ok && expires > now, wrap(err, "look for a message's tag")
}

const deleteTags = `DELETE FROM secret_tags WHERE expires <= $1`

package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"chappe/db"
	"chappe/rpc"
)

// A file reference says through what its bearer saw a file, and until when it counts: one byte of version, one of the use's kind,
// holder, id, the moment, and a code that only this server can make. It is the same for everybody who sees the same, so that what is
// rendered once can be sent to many; whether the bearer is one of them is looked up when it is used.
// https://core.telegram.org/api/file-references
const (
	refVersion = 1
	refSigned  = 1 + 1 + 8 + 8 + 4
	refSize    = refSigned + 16
	refPeriod  = 6 * 3600 // seconds; it counts for one to two of them
)

// reference makes a reference to a file.
func (f *Feature) reference(u Use, file int64) []byte {
	b := make([]byte, 0, refSize)
	b = append(b, refVersion, byte(u.Kind))
	b = binary.BigEndian.AppendUint64(b, uint64(u.Holder))
	b = binary.BigEndian.AppendUint64(b, uint64(u.ID))
	until := (f.Clock.Now().Unix()/refPeriod + 2) * refPeriod
	b = binary.BigEndian.AppendUint32(b, uint32(until))
	return append(b, f.code("reference", file, b)...)
}

// code authenticates what is said of a file.
func (f *Feature) code(what string, file int64, b []byte) []byte {
	mac := hmac.New(sha256.New, f.key)
	mac.Write([]byte(what))
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(file)))
	mac.Write(b)
	return mac.Sum(nil)[:refSize-refSigned]
}

// hash is a file's access hash.
func (f *Feature) hash(file int64) int64 {
	return int64(binary.BigEndian.Uint64(f.code("hash", file, nil)))
}

// openReference reads a reference and checks that it is ours and counts still.
func (f *Feature) openReference(ref []byte, file int64) (Use, error) {
	if len(ref) == 0 {
		return Use{}, errRefEmpty
	}
	if len(ref) != refSize || ref[0] != refVersion || !hmac.Equal(ref[refSigned:], f.code("reference", file, ref[:refSigned])) {
		return Use{}, errRefInvalid
	}
	u := Use{
		Kind: UseKind(ref[1]), Holder: int64(binary.BigEndian.Uint64(ref[2:])), ID: int64(binary.BigEndian.Uint64(ref[10:])),
	}
	if int64(binary.BigEndian.Uint32(ref[18:])) <= f.Clock.Now().Unix() {
		return u, errRefExpired
	}
	return u, nil
}

// sees says whether a person can see a use, and whether it is still there.
func (f *Feature) sees(tx *db.Tx, person int64, u Use, file int64) error {
	allowed, err := f.maySee(tx, person, u)
	if err != nil {
		return err
	}
	if !allowed {
		return errRefInvalid
	}
	there, err := uses(tx, u, file)
	if err == nil && !there {
		err = errRefExpired // the client asks for the message again and finds it gone
	}
	return err
}

// maySee says whether a person can see what a use is in.
func (f *Feature) maySee(tx *db.Tx, person int64, u Use) (bool, error) {
	switch u.Kind {
	case InMessage:
		if u.Holder < 0 {
			if f.SeesChannel == nil {
				return false, nil
			}
			return f.SeesChannel(tx, person, -u.Holder)
		}
		return u.Holder == person, nil
	case InScheduled, InStage, InSecret:
		return u.Holder == person, nil
	case InProfile:
		if u.Holder < 0 || u.Holder == person {
			return true, nil // whoever holds a reference was shown the chat's photo
		}
		if f.SeesPhoto == nil {
			return false, nil
		}
		return f.SeesPhoto(tx, u.Holder, person)
	case InPage:
		return true, nil
	}
	return false, nil
}

// find returns a file that a client names by id, access hash and reference.
func (f *Feature) find(tx *db.Tx, c rpc.Caller, id, hash int64, ref []byte) (fileRow, error) {
	if hash != f.hash(id) {
		return fileRow{}, errLocation
	}
	u, err := f.openReference(ref, id)
	if err != nil {
		return fileRow{}, err
	}
	if err := f.sees(tx, c.User, u, id); err != nil {
		return fileRow{}, err
	}
	r, ok, err := loadFile(tx, id)
	if err == nil && !ok {
		err = errRefExpired
	}
	return r, err
}

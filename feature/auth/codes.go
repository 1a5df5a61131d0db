package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"time"

	"chappe/db"
	"chappe/rpc"
)

const (
	codeDigits  = 5
	mailDigits  = 6
	codeLife    = 5 * time.Minute
	maxTries    = 5  // of one code
	maxSends    = 4  // of one code: the first and three more
	sendAgain   = 60 // seconds after which a client may offer to send a code once more
	devCode     = "12345"
	devMailCode = "123456"
)

// purpose says what a code that went to a phone number is for. Its values are stored.
type purpose int64

const (
	forSignIn purpose = iota
	forChange         // the caller gets this number
	forKeep           // the caller proves the number to keep the account from being deleted
)

// codeState says what became of a code. Its values are stored.
type codeState int64

const (
	codeSent  codeState = iota
	codeRight           // it was given right, and a sign-up is to follow
	codeUsed            // it did its work for the key that gave it
)

// phoneCode is a code on its way, as kept.
type phoneCode struct {
	Hash    string // phone_code_hash
	Phone   string
	Purpose purpose
	User    int64 // who asked; 0 for a sign-in
	MAC     []byte
	Tries   int // wrong ones
	Sends   int
	Expires int32 // unix seconds
	State   codeState
	Key     int64 // of the device that gave it right
}

var (
	errCodeEmpty   = rpc.Bad("PHONE_CODE_EMPTY")
	errCodeInvalid = rpc.Bad("PHONE_CODE_INVALID")
	errCodeExpired = rpc.Bad("PHONE_CODE_EXPIRED")
	errHashEmpty   = rpc.Bad("PHONE_CODE_HASH_EMPTY")
	errNoMoreSends = rpc.NotAcceptable("SEND_CODE_UNAVAILABLE")
	errPhoneFlood  = rpc.Bad("PHONE_NUMBER_FLOOD")
)

// mac is what the database knows of a code: nobody can try the few codes that there are without the server's secret.
func (f *Feature) mac(kind, id, code string) []byte {
	m := hmac.New(sha256.New, f.secret)
	fmt.Fprintf(m, "%s\x00%s\x00%s", kind, id, code)
	return m.Sum(nil)
}

func sameMAC(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// digits makes a code of n random digits; on a server for development it is always the same.
func (f *Feature) digits(n int) (string, error) {
	if f.Dev && n == codeDigits {
		return devCode, nil
	}
	if f.Dev {
		return devMailCode, nil
	}
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
	v, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	return fmt.Sprintf("%0*d", n, v), nil
}

// randomText is 128 random bits as text that fits into a URL.
func randomText() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// randomID is a random number that is not 0.
func randomID() int64 {
	for {
		var b [8]byte
		rand.Read(b[:])
		if v := int64(binary.BigEndian.Uint64(b[:])); v != 0 {
			return v
		}
	}
}

// issue makes a code for a phone number. Codes of the same purpose that the number has keep working: the same person may be
// signing in at two places.
func (f *Feature) issue(tx *db.Tx, phone string, p purpose, user int64) (phoneCode, string, error) {
	wait, err := f.wait(tx, "send", phone, sendsOfPhone)
	if err != nil {
		return phoneCode{}, "", err
	}
	if wait > 0 {
		return phoneCode{}, "", errPhoneFlood
	}
	code, err := f.digits(codeDigits)
	if err != nil {
		return phoneCode{}, "", err
	}
	if err := f.take(tx, "send", phone, sendsOfPhone); err != nil {
		return phoneCode{}, "", err
	}
	pc := phoneCode{Hash: randomText(), Phone: phone, Purpose: p, User: user, Sends: 1, Expires: f.now() + int32(codeLife/time.Second)}
	pc.MAC = f.mac("phone", pc.Hash, code)
	if err := dropCodes(tx, f.now()); err != nil {
		return phoneCode{}, "", err
	}
	return pc, code, putCode(tx, pc)
}

// find looks up a code by what the client names it by.
func (f *Feature) find(tx *db.Tx, phone, hash string, p purpose, user int64) (pc phoneCode, refused, err error) {
	if hash == "" {
		return pc, errHashEmpty, nil
	}
	pc, ok, err := codeByHash(tx, hash)
	if err != nil {
		return pc, nil, err
	}
	if !ok || pc.Phone != phone || pc.Purpose != p || pc.User != user || pc.Expires <= f.now() {
		return pc, errCodeExpired, nil
	}
	return pc, nil, nil
}

// check compares a code with what was sent. A wrong one is counted: refused must be answered with the transaction committed.
func (f *Feature) check(tx *db.Tx, pc phoneCode, code string) (refused, err error) {
	wait, err := f.wait(tx, "guess", pc.Phone, guessesOfPhone)
	if err != nil {
		return nil, err
	}
	if wait > 0 {
		return rpc.Flood(wait), nil
	}
	if pc.Tries >= maxTries {
		return errCodeExpired, nil
	}
	if sameMAC(pc.MAC, f.mac("phone", pc.Hash, strings.TrimSpace(code))) {
		return nil, nil
	}
	if err := f.take(tx, "guess", pc.Phone, guessesOfPhone); err != nil {
		return nil, err
	}
	pc.Tries++
	return errCodeInvalid, updateCode(tx, pc)
}

// used notes that a code did its work for a device. Only that device may ask again, when the answer was lost.
func (f *Feature) used(tx *db.Tx, pc phoneCode, key int64, state codeState) error {
	pc.State, pc.Key = state, key
	tx.After(func(context.Context) { f.codes.drop(pc.Hash) })
	return updateCode(tx, pc)
}

// Code is a code on its way, for the operator and for deliverers.
type Code struct {
	Phone   string // digits only; "" where Mail counts
	Mail    string
	Code    string
	Expires time.Time
}

// maxCodes bounds the list of codes in memory; the oldest go first.
const maxCodes = 1000

// codeList remembers, in this process and nowhere else, what the codes are.
type codeList struct {
	mu     sync.Mutex
	byHash map[string]Code // guarded by mu
}

func (l *codeList) put(hash string, c Code, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.byHash == nil {
		l.byHash = map[string]Code{}
	}
	l.prune(now)
	if len(l.byHash) >= maxCodes {
		oldest := ""
		for h, c := range l.byHash {
			if oldest == "" || c.Expires.Before(l.byHash[oldest].Expires) {
				oldest = h
			}
		}
		delete(l.byHash, oldest)
	}
	l.byHash[hash] = c
}

func (l *codeList) get(hash string) (Code, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, ok := l.byHash[hash]
	return c, ok
}

func (l *codeList) drop(hash string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.byHash, hash)
}

// prune forgets what has expired. l.mu is held.
func (l *codeList) prune(now time.Time) {
	for h, c := range l.byHash {
		if !c.Expires.After(now) {
			delete(l.byHash, h)
		}
	}
}

// Codes lists the codes that this process sent and nobody used yet, the newest first. They are secrets: show them to the
// operator's terminal and to nothing else.
func (f *Feature) Codes() []Code {
	l := &f.codes
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prune(f.Clock.Now())
	out := make([]Code, 0, len(l.byHash))
	for _, c := range l.byHash {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Code) int { return b.Expires.Compare(a.Expires) })
	return out
}

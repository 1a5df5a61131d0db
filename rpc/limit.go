package rpc

import (
	"sync"
	"time"

	"chappe/clock"
)

// Class groups methods that share a flood limit.
type Class string

// The classes. A method without one is in ClassOther.
const (
	ClassOther   Class = "other"
	ClassSend    Class = "send"    // messages and edits
	ClassTyping  Class = "typing"  // what is kept nowhere
	ClassCode    Class = "code"    // asking for a sign-in code
	ClassSignIn  Class = "signin"  // trying codes and passwords
	ClassSignUp  Class = "signup"  // new accounts
	ClassResolve Class = "resolve" // finding people by phone number or name
	ClassJoin    Class = "join"    // joining and creating chats
	ClassFile    Class = "file"    // file parts
	ClassHeavy   Class = "heavy"   // searches and the like
)

// Rate is a token bucket: Burst at once, and one more every Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// defaultRates are generous to a person and tight to a program. By account; before sign-in by address.
var defaultRates = map[Class]Rate{
	ClassOther:   {600, 20 * time.Millisecond},
	ClassSend:    {120, 250 * time.Millisecond},
	ClassTyping:  {60, time.Second},
	ClassCode:    {30, 20 * time.Second}, // a school comes from one address; each number has limits of its own
	ClassSignIn:  {60, 10 * time.Second},
	ClassSignUp:  {30, 20 * time.Second},
	ClassResolve: {60, 2 * time.Second},
	ClassJoin:    {20, 30 * time.Second},
	ClassFile:    {2000, time.Millisecond},
	ClassHeavy:   {30, time.Second},
}

// maxBuckets bounds the memory of the limits. When there are more, those that are full again go first, then any.
const maxBuckets = 200_000

// limiter counts calls by who makes them and of which class. A nil limiter lets everything through.
type limiter struct {
	clock clock.Clock
	rates map[Class]Rate

	mu      sync.Mutex
	buckets map[bucketKey]bucket // guarded by mu
}

type bucketKey struct {
	class Class
	user  int64
	addr  string // of callers that are not signed in
}

// bucket holds the moment at which the bucket is full again, which says all there is to say.
type bucket struct{ full time.Time }

func newLimiter(c clock.Clock, rates map[Class]Rate) *limiter {
	return &limiter{clock: c, rates: rates, buckets: map[bucketKey]bucket{}}
}

// take uses one token and returns 0, or returns how long to wait for one.
func (l *limiter) take(class Class, c Caller) time.Duration {
	if l == nil {
		return 0
	}
	return l.takeKey(keyOf(class, c))
}

func keyOf(class Class, c Caller) bucketKey {
	k := bucketKey{class: class, user: c.User}
	if c.User == 0 {
		k.addr = addrGroup(c.Addr)
	}
	return k
}

func (l *limiter) takeKey(k bucketKey) time.Duration {
	r, ok := l.rates[k.class]
	if !ok {
		return 0
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	// The bucket lacks as many tokens as there are steps until it is full again.
	full := l.fullAt(k, r, now).Add(r.Every)
	if wait := full.Sub(now) - time.Duration(r.Burst)*r.Every; wait > 0 {
		return wait
	}
	l.put(k, full, now)
	return 0
}

// answerUnit is how many bytes of an answer cost a token besides the call's own.
const answerUnit = 32 << 10

// charge uses tokens for an answer of size bytes, also such as are not there: the next call waits for them.
func (l *limiter) charge(class Class, c Caller, size int) {
	if l == nil || size < answerUnit || class == ClassFile { // files are counted by their parts
		return
	}
	k := keyOf(class, c)
	r, ok := l.rates[k.class]
	if !ok {
		return
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	full := l.fullAt(k, r, now).Add(time.Duration(size/answerUnit) * r.Every)
	if most := now.Add(mostDebt(r)); full.After(most) {
		full = most
	}
	l.put(k, full, now)
}

// mostDebt is how far ahead the moment can lie at which a bucket is full again.
func mostDebt(r Rate) time.Duration { return 2 * time.Duration(r.Burst) * r.Every }

// fullAt is when a bucket is full again, now if it is. A moment that is farther away than that can be comes from a clock that has
// gone back, and would have everybody wait until it is there again. l.mu is held.
func (l *limiter) fullAt(k bucketKey, r Rate, now time.Time) time.Time {
	if full := l.buckets[k].full; full.After(now) && full.Sub(now) <= mostDebt(r) {
		return full
	}
	return now
}

func (l *limiter) put(k bucketKey, full, now time.Time) {
	if _, had := l.buckets[k]; !had && len(l.buckets) >= maxBuckets {
		l.sweep(now)
	}
	l.buckets[k] = bucket{full}
}

// sweep drops full buckets, and if that is not enough a tenth of the others. l.mu is held.
func (l *limiter) sweep(now time.Time) {
	for k, b := range l.buckets {
		if !b.full.After(now) {
			delete(l.buckets, k)
		}
	}
	for k := range l.buckets {
		if len(l.buckets) < maxBuckets*9/10 {
			return
		}
		delete(l.buckets, k)
	}
}

package rpc

import (
	"sync"
	"time"

	"chappe/clock"
)

// Class groups methods that share a flood limit.
type Class string

// The classes. A method without one counts as ClassOther.
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
	if class == "" {
		class = ClassOther
	}
	k := bucketKey{class: class, user: c.User}
	if c.User == 0 {
		k.addr = addrGroup(c.Addr)
	}
	return l.takeKey(k)
}

func (l *limiter) takeKey(k bucketKey) time.Duration {
	r, ok := l.rates[k.class]
	if !ok {
		return 0
	}
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	full := l.buckets[k].full
	if full.Before(now) {
		full = now
	}
	// The bucket lacks as many tokens as there are steps until it is full again.
	full = full.Add(r.Every)
	if wait := full.Sub(now) - time.Duration(r.Burst)*r.Every; wait > 0 {
		return wait
	}
	if _, had := l.buckets[k]; !had && len(l.buckets) >= maxBuckets {
		l.sweep(now)
	}
	l.buckets[k] = bucket{full}
	return 0
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

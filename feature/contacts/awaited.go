package contacts

import (
	"chappe/db"
	"chappe/feature/users"
)

// How many phone numbers a person may look up. It is room for a large address book, and for those whom one meets later; who tries
// numbers one after the other to find out who is here does not get far. It is kept in the database, so that a restart forgives nothing.
const (
	maxLookups  = 5000
	lookupEvery = 60 // seconds until one more
	maxAwaited  = 10_000
	maxJoins    = 1000 // people who are told that somebody came
)

// lookUp takes n look-ups from a person's allowance, or as many as are left of it, and says how many, and how long to wait for the next.
func (f *Feature) lookUp(tx *db.Tx, owner int64, n int) (got int, wait int32, err error) {
	now := f.box.Now()
	full, err := lookupsFull(tx, owner)
	if err != nil {
		return 0, 0, err
	}
	full = min(max(full, now), now+maxLookups*lookupEvery) // not farther than can be, should the clock have gone back
	left := maxLookups - (full-now+lookupEvery-1)/lookupEvery
	if got = min(n, int(left)); got <= 0 {
		return 0, max(1, full-now-(maxLookups-1)*lookupEvery), nil
	}
	return got, 0, putLookups(tx, owner, full+int32(got)*lookupEvery)
}

// Arrived makes somebody who has a phone number now a contact of those who had it in their address books, and returns who that is, the
// lowest id first. Who may not find them by their number is left out.
func (f *Feature) Arrived(tx *db.Tx, u users.User) ([]int64, error) {
	if u.Phone == "" {
		return nil, nil
	}
	waiting, err := takeAwaited(tx, u.Phone, maxJoins)
	if err != nil {
		return nil, err
	}
	var told []int64
	for _, e := range waiting {
		if e.Owner == u.ID {
			continue
		}
		found, err := f.Lets(tx, u.ID, e.Owner, FindByPhone)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		e.User, e.Added = u.ID, f.box.Now()
		if e.First == "" {
			e.First, e.Last = u.First, u.Last
		}
		if err := put(tx, e); err != nil {
			return nil, err
		}
		if err := f.tellUser(tx, e.Owner, u.ID, 0); err != nil {
			return nil, err
		}
		told = append(told, e.Owner)
	}
	return told, nil
}

package chats

import (
	"chappe/box"
	"chappe/content"
	"chappe/db"
)

// Seat is how somebody stands to a group, and the group.
type Seat struct {
	Chat
	Member
}

// Seat returns how a person stands to a group. Whoever never was in it gets what they get for one that does not exist.
func (f *Feature) Seat(tx *db.Tx, person, id int64) (*Seat, error) {
	m, ok, err := member(tx, id, person)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrChat
	}
	cs, err := ByIDs(tx, []int64{id})
	if err != nil {
		return nil, err
	}
	if cs[id] == nil {
		return nil, ErrChat
	}
	return &Seat{Chat: *cs[id], Member: m}, nil
}

// active returns the seat of somebody who is in a group that is there.
func (f *Feature) active(tx *db.Tx, person, id int64) (*Seat, error) {
	s, err := f.Seat(tx, person, id)
	switch {
	case err != nil:
		return nil, err
	case s.Flags&Deleted != 0:
		return nil, errDeactivated
	case s.Migrated != 0:
		return nil, errMigrated
	case s.State != In:
		return nil, ErrWrite
	}
	return s, nil
}

// May says whether somebody may do one of the things that members do unless it is forbidden: change what the group says of itself,
// invite, pin.
func (s *Seat) May(not Bans) bool { return s.State == In && (s.Role != Plain || s.Banned&not == 0) }

// MayWrite checks that something of a kind may be said.
func (s *Seat) MayWrite(what box.Kind, now int32) error {
	switch {
	case s.Flags&Deleted != 0:
		return errDeactivated
	case s.State != In, s.Migrated != 0, !s.Info.Closed.Over(now):
		return ErrWrite
	case s.Role != Plain:
		return nil
	}
	return Forbids(s.Banned, what)
}

// clean reads a title as it is kept.
func clean(title string) (string, error) {
	title = content.Clean(title)
	if title == "" {
		return "", ErrTitle
	}
	return Cut(title, MaxTitle), nil
}

// Cut shortens a text to at most n UTF-16 code units.
func Cut(s string, n int) string {
	units := 0
	for i, r := range s {
		units++
		if r > 0xffff {
			units++
		}
		if units > n {
			return s[:i]
		}
	}
	return s
}

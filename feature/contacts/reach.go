package contacts

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errBlocked = rpc.Bad("YOU_BLOCKED_USER")
	// Clients know this error, and the flags contact_require_premium: they say that not everybody may write. Nobody here has premium, so
	// that it is those in the address book, and those with whom there is a conversation already.
	errStranger = rpc.Forbidden("PRIVACY_PREMIUM_REQUIRED")
)

// Reaches checks that one person may write to another, and says whether it arrives: what somebody blocked writes does not, and they
// are not told.
func (f *Feature) Reaches(tx *db.Tx, sender int64, to *users.User) (bool, error) {
	mine, theirs, err := blocksBetween(tx, sender, to.ID)
	if err != nil {
		return false, err
	}
	if mine {
		return false, errBlocked
	}
	refused, err := refuses(tx, to, sender)
	if err == nil && refused {
		err = errStranger
	}
	return !theirs, err
}

// refuses says whether a person takes no messages from another, because they do not know each other. That somebody is blocked plays
// no part, so that it does not show.
func refuses(tx *db.Tx, to *users.User, sender int64) (bool, error) {
	if to.Flags&users.NoStrangers == 0 || to.ID == sender {
		return false, nil
	}
	book, err := inBooksOf(tx, sender, []int64{to.ID})
	if _, known := book[to.ID]; err != nil || known {
		return false, err
	}
	d, _, err := box.LoadDialog(tx, to.ID, box.UserPeer(sender))
	return d.Top == 0, err
}

// getRequirements says what it takes to write to people.
// https://core.telegram.org/method/users.getRequirementsToContact
func (f *Feature) getRequirements(ctx context.Context, c rpc.Caller, q *tl.UsersGetRequirementsToContact) ([]tl.RequirementToContactClass, error) {
	if len(q.ID) > maxAsked {
		return nil, rpc.Bad("LIMIT_INVALID")
	}
	out := make([]tl.RequirementToContactClass, len(q.ID))
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		for i, in := range q.ID {
			out[i] = &tl.RequirementToContactEmpty{}
			u, err := f.users.User(tx, c, in)
			if err == users.ErrUser {
				continue
			}
			if err != nil {
				return err
			}
			refused, err := refuses(tx, &u, c.User)
			if err != nil {
				return err
			}
			if refused {
				out[i] = &tl.RequirementToContactPremium{}
			}
		}
		return nil
	})
	return out, err
}

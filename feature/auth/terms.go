package auth

import (
	"context"
	"strconv"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// termsEvery is how often clients ask whether the terms have changed.
const termsEvery = 3600 // seconds

var errTerms = rpc.Bad("DATA_JSON_INVALID")

// getTermsOfServiceUpdate shows the terms to who has not accepted them as they are now: they have changed since, or there were none.
// https://core.telegram.org/method/help.getTermsOfServiceUpdate
func (f *Feature) getTermsOfServiceUpdate(ctx context.Context, c rpc.Caller, _ *tl.HelpGetTermsOfServiceUpdate) (tl.HelpTermsOfServiceUpdateClass, error) {
	expires := f.now() + termsEvery
	none := &tl.HelpTermsOfServiceUpdateEmpty{Expires: expires}
	if f.Terms.Text == "" {
		return none, nil
	}
	u, _, err := f.Users.Person(ctx, c.User)
	if err != nil || u.Profile.Terms == f.Terms.ID {
		return none, err
	}
	return &tl.HelpTermsOfServiceUpdate{Expires: expires, TermsOfService: *f.Terms.TL()}, nil
}

// acceptTermsOfService notes that the caller has accepted the terms that they were shown.
// https://core.telegram.org/method/help.acceptTermsOfService
func (f *Feature) acceptTermsOfService(ctx context.Context, c rpc.Caller, q *tl.HelpAcceptTermsOfService) (bool, error) {
	id, err := strconv.ParseInt(q.ID.Data, 10, 64)
	if err != nil {
		return false, errTerms
	}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, c.User)
		if err != nil || !ok || id != f.Terms.ID {
			return err // terms that have changed again are shown again
		}
		u.Profile.Terms = id
		return users.Save(tx, u)
	})
	return err == nil, err
}

// TL renders the terms of service, nil when there are none.
// https://core.telegram.org/constructor/help.termsOfService
func (t Terms) TL() *tl.HelpTermsOfService {
	if t.Text == "" {
		return nil
	}
	out := &tl.HelpTermsOfService{
		Popup:    true,
		ID:       tl.DataJSON{Data: strconv.FormatInt(t.ID, 10)},
		Text:     t.Text,
		Entities: []tl.MessageEntityClass{},
	}
	if t.MinAge > 0 {
		out.MinAgeConfirm = tl.Some(t.MinAge)
	}
	return out
}

package contacts

import (
	"context"

	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

// getGlobalPrivacy returns the caller's settings that concern everybody.
// https://core.telegram.org/method/account.getGlobalPrivacySettings
func (f *Feature) getGlobalPrivacy(ctx context.Context, c rpc.Caller, q *tl.AccountGetGlobalPrivacySettings) (*tl.GlobalPrivacySettings, error) {
	out := &tl.GlobalPrivacySettings{}
	err := f.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = f.globalPrivacy(tx, c.User)
		return err
	})
	return out, err
}

// setGlobalPrivacy changes them. Of these settings this server knows who may write, whether others see when the caller has read, and
// whether a new message brings a conversation out of the archive.
// https://core.telegram.org/method/account.setGlobalPrivacySettings
func (f *Feature) setGlobalPrivacy(ctx context.Context, c rpc.Caller, q *tl.AccountSetGlobalPrivacySettings) (*tl.GlobalPrivacySettings, error) {
	in, out := &q.Settings, &tl.GlobalPrivacySettings{}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		u, _, err := users.ByID(tx, c.User)
		if err != nil {
			return err
		}
		u.Flags &^= users.NoStrangers
		if in.NewNoncontactPeersRequirePremium {
			u.Flags |= users.NoStrangers
		}
		u.Profile.KeepArchived = in.KeepArchivedUnmuted
		if err := users.Save(tx, u); err != nil {
			return err
		}
		if err := f.keepRules(tx, c, ReadMarks, Rules{All: !in.HideReadMarks}); err != nil {
			return err
		}
		out, err = f.globalPrivacy(tx, c.User)
		return err
	})
	return out, err
}

func (f *Feature) globalPrivacy(tx *db.Tx, owner int64) (*tl.GlobalPrivacySettings, error) {
	u, _, err := users.ByID(tx, owner)
	if err != nil {
		return nil, err
	}
	marks, err := f.rules(tx, owner, ReadMarks)
	return &tl.GlobalPrivacySettings{
		NewNoncontactPeersRequirePremium: u.Flags&users.NoStrangers != 0, KeepArchivedUnmuted: u.Profile.KeepArchived, HideReadMarks: !marks.All,
	}, err
}

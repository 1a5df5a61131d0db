package help

import (
	"context"
	"fmt"

	"chappe/rpc"
	"chappe/tl"
)

// day is how long clients wait before they ask again for what is not there, in seconds.
const day = 24 * 3600

// passportHash names the only version of an empty list of documents.
const passportHash = 1

var (
	errNoSupport  = rpc.Bad("SUPPORT_NOT_FOUND")
	errSupporters = rpc.Forbidden("USER_INVALID") // only people of the support keep notes on others
	errBotsOnly   = rpc.Bad("USER_BOT_REQUIRED")
)

// getInviteText is what clients send to somebody who is not here yet.
// https://core.telegram.org/method/help.getInviteText
func (f *Feature) getInviteText(_ context.Context, c rpc.Caller, _ *tl.HelpGetInviteText) (*tl.HelpInviteText, error) {
	return &tl.HelpInviteText{Message: fmt.Sprintf("Let us chat on %s: %s", f.Name, f.linkPrefix(c))}, nil
}

// getSupport names the account of those who run the server.
// https://core.telegram.org/method/help.getSupport
func (f *Feature) getSupport(ctx context.Context, c rpc.Caller, _ *tl.HelpGetSupport) (*tl.HelpSupport, error) {
	if f.Support == nil {
		return nil, errNoSupport
	}
	user, err := f.Support(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("render the support account: %w", err)
	}
	if user == nil {
		return nil, errNoSupport
	}
	return &tl.HelpSupport{User: user}, nil
}

// https://core.telegram.org/method/help.getSupportName
func (f *Feature) getSupportName(context.Context, rpc.Caller, *tl.HelpGetSupportName) (*tl.HelpSupportName, error) {
	return &tl.HelpSupportName{Name: f.Name}, nil
}

// getPromoData says that nothing is promoted.
// https://core.telegram.org/method/help.getPromoData
func (f *Feature) getPromoData(context.Context, rpc.Caller, *tl.HelpGetPromoData) (tl.HelpPromoDataClass, error) {
	return &tl.HelpPromoDataEmpty{Expires: f.now() + day}, nil
}

// getPremiumPromo says that nothing is sold.
// https://core.telegram.org/method/help.getPremiumPromo
func (f *Feature) getPremiumPromo(context.Context, rpc.Caller, *tl.HelpGetPremiumPromo) (*tl.HelpPremiumPromo, error) {
	return &tl.HelpPremiumPromo{
		StatusText:     f.Name + " sells nothing: everybody has all it can do.",
		StatusEntities: []tl.MessageEntityClass{},
		VideoSections:  []string{},
		Videos:         []tl.DocumentClass{},
		PeriodOptions:  []tl.PremiumSubscriptionOption{},
		Users:          []tl.UserClass{},
	}, nil
}

// getPassportConfig says that there are no documents to ask people for.
// https://core.telegram.org/method/help.getPassportConfig
func (f *Feature) getPassportConfig(_ context.Context, _ rpc.Caller, q *tl.HelpGetPassportConfig) (tl.HelpPassportConfigClass, error) {
	if q.Hash == passportHash {
		return &tl.HelpPassportConfigNotModified{}, nil
	}
	return &tl.HelpPassportConfig{Hash: passportHash, CountriesLangs: tl.DataJSON{Data: "{}"}}, nil
}

// Package help answers what clients ask at start about the server: its addresses and limits, countries, colours, language
// packs, terms of service; and what they ask about things that are not here. Nothing of it is kept in the database.
//
// Answers that seldom change carry a hash; a client that names the hash it has is told that nothing changed.
//
// https://core.telegram.org/api/config
package help

import (
	"context"
	"net/netip"

	"chappe/clock"
	"chappe/rpc"
	"chappe/tl"
)

// Config is what the feature is told of the server. Its functions are called by many goroutines at once.
type Config struct {
	Clock clock.Clock

	// Name is what the server is called where a client shows a name. "" is Chappe.
	Name string

	// DC is the data centre that this server says it is; 0 is DefaultDC.
	DC int32

	// DCOf says which data centre the caller's device believes to have reached, 0 when that is not known. A fresh TDLib begins
	// at DC 1 and asks for the config without end while it is told that it reached another one.
	DCOf func(c rpc.Caller) int32

	// Addresses says where the caller can reach this server, the best address first: what the operator advertises, or the
	// address at which the caller's connection arrived.
	Addresses func(c rpc.Caller) []netip.AddrPort

	// LinkPrefix begins the links to people and chats, for example "https://chat.example.org/". "" makes one of the first
	// address.
	LinkPrefix string

	// Joined is how many channels and supergroups one person may be in; 0 is 500.
	Joined int

	// Support renders, for the caller, the account that people may turn to. When it is nil or returns nil there is none.
	Support func(ctx context.Context, c rpc.Caller) (tl.UserClass, error)

	// DefaultReaction is the emoji that one tap of a person gives. When it is nil or returns "" that is a thumb up.
	DefaultReaction func(ctx context.Context, user int64) (string, error)
}

// DefaultDC is the data centre that clients without a session try first, in most libraries.
const DefaultDC = 2

// DCs is how many data centres clients know of. Each of them is this server.
const DCs = 5

// Feature is this feature.
type Feature struct {
	Config
	app appConfig
}

// New returns the feature.
func New(c Config) *Feature {
	if c.Name == "" {
		c.Name = "Chappe"
	}
	if c.DC == 0 {
		c.DC = DefaultDC
	}
	return &Feature{Config: c, app: newAppConfig(c.Joined)}
}

// Register adds the feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	for _, m := range f.methods() {
		m.register(r)
	}
}

// methods are what this feature answers.
func (f *Feature) methods() []Method { return append(f.present(), f.absent()...) }

// present are those that tell something. Clients ask for most of it before sign-in.
func (f *Feature) present() []Method {
	// None is quiet: a library that only listens sends help.getConfig and nothing else, and wants updates.
	open := rpc.Open()
	return []Method{
		On(f.getConfig, open),
		On(f.getNearestDC, open),
		On(f.getCDNConfig, open),
		On(f.getAppConfig, open),
		On(f.getCountriesList, open),
		On(f.getTimezonesList),
		On(f.getPeerColors),
		On(f.getPeerProfileColors),

		On(f.getLanguages, open),
		On(f.getLanguage, open),
		On(f.getLangPack, open),
		On(f.getLangDifference, open),
		On(f.getStrings, open),

		On(f.getInviteText),
		On(f.getSupport),
		On(f.getSupportName, open),
		On(f.getPromoData),
		On(f.getPremiumPromo),

		// What this server has nothing to say to.
		Give[tl.HelpGetAppUpdate](&tl.HelpNoAppUpdate{}, open),
		Give[tl.HelpGetDeepLinkInfo](&tl.HelpDeepLinkInfoEmpty{}, open),
		Give[tl.HelpGetRecentMeURLs](&tl.HelpRecentMeURLs{URLs: []tl.RecentMeURLClass{}, Chats: []tl.ChatClass{}, Users: []tl.UserClass{}}),
		On(f.getPassportConfig),
		Refuse[tl.HelpGetUserInfo](errSupporters),
		Refuse[tl.HelpEditUserInfo](errSupporters),
		Refuse[tl.HelpSetBotUpdatesStatus](errBotsOnly),

		// What clients report is dropped unread; what they dismiss is nothing that was ever shown.
		Give[tl.HelpSaveAppLog](true, open),
		Give[tl.HelpDismissSuggestion](true),
		Give[tl.HelpHidePromoData](true),
	}
}

func (f *Feature) now() int32 { return int32(f.Clock.Now().Unix()) }

// dc is the data centre that the caller is told to have reached.
func (f *Feature) dc(c rpc.Caller) int32 {
	if f.DCOf != nil {
		if dc := f.DCOf(c); dc >= 1 && dc <= DCs {
			return dc
		}
	}
	return f.DC
}

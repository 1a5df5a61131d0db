package help

import (
	"context"

	"chappe/rpc"
	"chappe/tl"
)

// The limits that the server holds and clients are told of. Features above use them too.
const (
	MessageLengthMax = 4096 // UTF-16 units
	CaptionLengthMax = 1024 // UTF-16 units
	ChatSizeMax      = 200  // members of a basic group
	MegagroupSizeMax = 200_000
	ForwardedMax     = 100        // messages in one forward
	EditTimeLimit    = 48 * 3600  // seconds
	Unlimited        = 2147483647 // of a limit in seconds: as long as one likes
	StickersRecent   = 200
	MaxFileParts     = 4000 // of 512 KB
)

// configLife is how long a client may keep the config, in seconds.
const configLife = 3600

// getConfig tells where the server is and what it allows.
// https://core.telegram.org/method/help.getConfig
func (f *Feature) getConfig(ctx context.Context, c rpc.Caller, _ *tl.HelpGetConfig) (*tl.Config, error) {
	dc, now := f.dc(c), f.now()
	reaction, err := f.reaction(ctx, c.User)
	if err != nil {
		return nil, err
	}
	return &tl.Config{
		RevokePmInbox:           true, // either side deletes for both
		Date:                    now,
		Expires:                 now + configLife,
		ThisDC:                  dc,
		DCOptions:               f.dcOptions(c),
		DCTxtDomainName:         noDomain,
		ChatSizeMax:             ChatSizeMax,
		MegagroupSizeMax:        MegagroupSizeMax,
		ForwardedCountMax:       ForwardedMax,
		OnlineUpdatePeriodMs:    210_000,
		OfflineBlurTimeoutMs:    5_000,
		OfflineIdleTimeoutMs:    30_000,
		OnlineCloudTimeoutMs:    300_000,
		NotifyCloudDelayMs:      30_000,
		NotifyDefaultDelayMs:    1_500,
		PushChatPeriodMs:        60_000,
		PushChatLimit:           2,
		EditTimeLimit:           EditTimeLimit,
		RevokeTimeLimit:         Unlimited,
		RevokePmTimeLimit:       Unlimited,
		RatingEDecay:            2_419_200,
		StickersRecentLimit:     StickersRecent,
		ChannelsReadMediaPeriod: 7 * 24 * 3600,
		CallReceiveTimeoutMs:    20_000,
		CallRingTimeoutMs:       90_000,
		CallConnectTimeoutMs:    30_000,
		CallPacketTimeoutMs:     10_000,
		MeURLPrefix:             f.linkPrefix(c),
		CaptionLengthMax:        CaptionLengthMax,
		MessageLengthMax:        MessageLengthMax,
		WebfileDCID:             dc,
		ReactionsDefault:        &tl.ReactionEmoji{Emoticon: reaction},
	}, nil
}

// reaction is what one tap of a person gives.
func (f *Feature) reaction(ctx context.Context, user int64) (string, error) {
	if f.DefaultReaction != nil && user != 0 {
		if emoji, err := f.DefaultReaction(ctx, user); err != nil || emoji != "" {
			return emoji, err
		}
	}
	return "👍", nil
}

// noDomain is what clients would look up for other addresses when they cannot reach this one. An empty name makes some fall
// back to one that is compiled in; names below .invalid do not exist (RFC 6761).
const noDomain = "none.invalid"

// dcOptions names this server as every data centre.
// https://core.telegram.org/constructor/dcOption
func (f *Feature) dcOptions(c rpc.Caller) []tl.DCOption {
	out := []tl.DCOption{}
	if f.Addresses == nil {
		return out
	}
	addrs := f.Addresses(c)
	for dc := int32(1); dc <= DCs; dc++ {
		for _, a := range addrs {
			if !a.IsValid() {
				continue
			}
			ip := a.Addr().Unmap()
			out = append(out, tl.DCOption{
				ID: dc, IPAddress: ip.WithZone("").String(), Port: int32(a.Port()), Ipv6: ip.Is6(), ThisPortOnly: true,
			})
		}
	}
	return out
}

// linkPrefix begins links to people and chats, and ends with a slash.
func (f *Feature) linkPrefix(c rpc.Caller) string {
	if f.LinkPrefix != "" {
		return f.LinkPrefix
	}
	if f.Addresses != nil {
		for _, a := range f.Addresses(c) {
			if a.IsValid() {
				return "http://" + a.String() + "/"
			}
		}
	}
	return "http://localhost/"
}

// getNearestDC says that the nearest data centre is this one. Where the caller is is not looked up.
// https://core.telegram.org/method/help.getNearestDc
func (f *Feature) getNearestDC(_ context.Context, c rpc.Caller, _ *tl.HelpGetNearestDC) (*tl.NearestDC, error) {
	dc := f.dc(c)
	return &tl.NearestDC{Country: unknownCountry, ThisDC: dc, NearestDC: dc}, nil
}

// unknownCountry makes clients show no country rather than a wrong one.
const unknownCountry = ""

// getCDNConfig says that there are no caches by third parties.
// https://core.telegram.org/method/help.getCdnConfig
func (f *Feature) getCDNConfig(context.Context, rpc.Caller, *tl.HelpGetCDNConfig) (*tl.CDNConfig, error) {
	return &tl.CDNConfig{PublicKeys: []tl.CDNPublicKey{}}, nil
}

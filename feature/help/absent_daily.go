package help

import (
	"context"

	"chappe/rpc"
	"chappe/tl"
)

// daily is what clients ask while people chat.
func (f *Feature) daily() []Method {
	return []Method{
		// Whom a person writes to most is worked out by their client.
		Give[tl.ContactsGetTopPeers](&tl.ContactsTopPeers{}),
		Give[tl.ContactsResetTopPeerRating](true),
		Give[tl.ContactsToggleTopPeers](true),
		Give[tl.ContactsGetSponsoredPeers](&tl.ContactsSponsoredPeersEmpty{}),

		// There is no advertising.
		Give[tl.MessagesGetSponsoredMessages](&tl.MessagesSponsoredMessagesEmpty{}),
		Give[tl.MessagesViewSponsoredMessage](true),
		Give[tl.MessagesClickSponsoredMessage](true),

		// The server does not look at links.
		Refuse[tl.MessagesGetWebPage](errConvertURL),
		Give[tl.MessagesRequestURLAuth](&tl.URLAuthResultDefault{}), // open the link as any other

		On(func(context.Context, rpc.Caller, *tl.MessagesGetPaidReactionPrivacy) (tl.UpdatesClass, error) {
			return f.noUpdates(), nil
		}),
		Give[tl.AicomposeGetTones](&tl.AicomposeTones{}),

		// What clients measure of their people is dropped unread.
		Give[tl.MessagesReportMessagesDelivery](true),
		Give[tl.MessagesReportReadMetrics](true),
		Give[tl.MessagesReportMusicListen](true),

		// Calls are not there.
		Give[tl.PhoneGetCallConfig](&tl.DataJSON{Data: "{}"}),
		Give[tl.PhoneGetGroupCallJoinAs](&tl.PhoneJoinAsPeers{}),
		Refuse[tl.PhoneGetGroupCall](errGroupCall),
		Refuse[tl.PhoneGetGroupParticipants](errGroupCall),
		Refuse[tl.PhoneJoinGroupCall](errGroupCall),
		Refuse[tl.PhoneCheckGroupCall](errGroupCall),
	}
}

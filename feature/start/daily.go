package start

import (
	"context"

	"chappe/feature/help"
	"chappe/rpc"
	"chappe/tl"
)

// daily is what clients ask while people chat.
func (f *Feature) daily() []help.Method {
	return []help.Method{
		// Whom a person writes to most is worked out by their client.
		help.Give[tl.ContactsGetTopPeers](&tl.ContactsTopPeers{}),
		help.Give[tl.ContactsResetTopPeerRating](true),
		help.Give[tl.ContactsToggleTopPeers](true),
		help.Give[tl.ContactsGetBirthdays](&tl.ContactsContactBirthdays{}),
		help.Give[tl.ContactsGetSponsoredPeers](&tl.ContactsSponsoredPeersEmpty{}),

		// There is no advertising.
		help.Give[tl.MessagesGetSponsoredMessages](&tl.MessagesSponsoredMessagesEmpty{}),
		help.Give[tl.MessagesViewSponsoredMessage](true),
		help.Give[tl.MessagesClickSponsoredMessage](true),

		// The server does not look at links.
		help.Give[tl.MessagesGetWebPagePreview](&tl.MessagesWebPagePreview{Media: &tl.MessageMediaEmpty{}}),
		help.Refuse[tl.MessagesGetWebPage](errConvertURL),
		help.Give[tl.MessagesRequestURLAuth](&tl.URLAuthResultDefault{}), // open the link as any other

		help.On(func(context.Context, rpc.Caller, *tl.MessagesGetPaidReactionPrivacy) (tl.UpdatesClass, error) {
			return f.noUpdates(), nil
		}),
		help.Give[tl.AicomposeGetTones](&tl.AicomposeTones{}),

		// What clients measure of their people is dropped unread.
		help.Give[tl.MessagesReportMessagesDelivery](true),
		help.Give[tl.MessagesReportReadMetrics](true),
		help.Give[tl.MessagesReportMusicListen](true),

		// Calls are not there.
		help.Give[tl.PhoneGetCallConfig](&tl.DataJSON{Data: "{}"}),
		help.Give[tl.PhoneGetGroupCallJoinAs](&tl.PhoneJoinAsPeers{}),
		help.Refuse[tl.PhoneGetGroupCall](errGroupCall),
		help.Refuse[tl.PhoneGetGroupParticipants](errGroupCall),
		help.Refuse[tl.PhoneJoinGroupCall](errGroupCall),
		help.Refuse[tl.PhoneCheckGroupCall](errGroupCall),
	}
}

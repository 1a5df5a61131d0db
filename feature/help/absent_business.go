package help

import (
	"chappe/tl"
)

// https://core.telegram.org/api/business
var business = []Method{
	Give[tl.MessagesGetQuickReplies](&tl.MessagesQuickReplies{}),
	Give[tl.AccountGetConnectedBots](&tl.AccountConnectedBots{}),
	Give[tl.AccountGetBusinessChatLinks](&tl.AccountBusinessChatLinks{}),
	Refuse[tl.AccountResolveBusinessChatLink](errChatLink),
	Refuse[tl.AccountCreateBusinessChatLink](errPremium),
	Refuse[tl.AccountUpdateBusinessWorkHours](errPremium),
	Refuse[tl.AccountUpdateBusinessLocation](errPremium),
	Refuse[tl.AccountUpdateBusinessGreetingMessage](errPremium),
	Refuse[tl.AccountUpdateBusinessAwayMessage](errPremium),
	Refuse[tl.AccountUpdateBusinessIntro](errPremium),
	Refuse[tl.MessagesCheckQuickReplyShortcut](errPremium),
	Refuse[tl.MessagesGetQuickReplyMessages](errShortcut),
	Refuse[tl.MessagesSendQuickReplyMessages](errShortcut),
}

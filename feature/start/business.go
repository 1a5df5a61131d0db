package start

import (
	"chappe/feature/help"
	"chappe/tl"
)

// https://core.telegram.org/api/business
var business = []help.Method{
	help.Give[tl.MessagesGetQuickReplies](&tl.MessagesQuickReplies{}),
	help.Give[tl.AccountGetConnectedBots](&tl.AccountConnectedBots{}),
	help.Give[tl.AccountGetBusinessChatLinks](&tl.AccountBusinessChatLinks{}),
	help.Refuse[tl.AccountResolveBusinessChatLink](errChatLink),
	help.Refuse[tl.AccountCreateBusinessChatLink](errPremium),
	help.Refuse[tl.AccountUpdateBusinessWorkHours](errPremium),
	help.Refuse[tl.AccountUpdateBusinessLocation](errPremium),
	help.Refuse[tl.AccountUpdateBusinessGreetingMessage](errPremium),
	help.Refuse[tl.AccountUpdateBusinessAwayMessage](errPremium),
	help.Refuse[tl.AccountUpdateBusinessIntro](errPremium),
	help.Refuse[tl.MessagesCheckQuickReplyShortcut](errPremium),
	help.Refuse[tl.MessagesGetQuickReplyMessages](errShortcut),
	help.Refuse[tl.MessagesSendQuickReplyMessages](errShortcut),
}

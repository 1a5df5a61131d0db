package help

import (
	"chappe/tl"
)

// There are no bots. https://core.telegram.org/api/bots
var bots = []Method{
	Give[tl.MessagesGetAttachMenuBots](&tl.AttachMenuBots{}),
	Give[tl.BotsGetPopularAppBots](&tl.BotsPopularAppBots{}),
	Give[tl.BotsGetAdminedBots]([]tl.UserClass{}),
	Refuse[tl.MessagesGetAttachMenuBot](errBot),
	Refuse[tl.MessagesToggleBotInAttachMenu](errBot),
	Refuse[tl.MessagesGetInlineBotResults](errBot),
	Refuse[tl.MessagesStartBot](errBot),
	Refuse[tl.MessagesGetBotApp](errBotApp),
	Refuse[tl.MessagesRequestWebView](errBot),
	Refuse[tl.MessagesRequestSimpleWebView](errBot),
	Refuse[tl.MessagesRequestMainWebView](errBot),
	Refuse[tl.MessagesRequestAppWebView](errBotApp),
	Refuse[tl.MessagesProlongWebView](errBot),
	Refuse[tl.BotsCanSendMessage](errBot),
	Refuse[tl.BotsAllowSendMessage](errBot),
	Refuse[tl.BotsGetBotInfo](errBot),
	Refuse[tl.BotsGetBotMenuButton](errBot),
	Refuse[tl.BotsGetBotRecommendations](errBot),
	Refuse[tl.BotsGetPreviewInfo](errBot),
	Refuse[tl.BotsGetPreviewMedias](errBot),
	Refuse[tl.BotsGetBotCommands](errBotsOnly),
	Refuse[tl.BotsSetBotCommands](errBotsOnly),
	Refuse[tl.BotsResetBotCommands](errBotsOnly),
}

package start

import (
	"chappe/feature/help"
	"chappe/tl"
)

// There are no bots. https://core.telegram.org/api/bots
var bots = []help.Method{
	help.Give[tl.MessagesGetAttachMenuBots](&tl.AttachMenuBots{}),
	help.Give[tl.BotsGetPopularAppBots](&tl.BotsPopularAppBots{}),
	help.Give[tl.BotsGetAdminedBots]([]tl.UserClass{}),
	help.Refuse[tl.MessagesGetAttachMenuBot](errBot),
	help.Refuse[tl.MessagesToggleBotInAttachMenu](errBot),
	help.Refuse[tl.MessagesGetInlineBotResults](errBot),
	help.Refuse[tl.MessagesStartBot](errBot),
	help.Refuse[tl.MessagesGetBotApp](errBotApp),
	help.Refuse[tl.MessagesRequestWebView](errBot),
	help.Refuse[tl.MessagesRequestSimpleWebView](errBot),
	help.Refuse[tl.MessagesRequestMainWebView](errBot),
	help.Refuse[tl.MessagesRequestAppWebView](errBotApp),
	help.Refuse[tl.MessagesProlongWebView](errBot),
	help.Refuse[tl.BotsCanSendMessage](errBot),
	help.Refuse[tl.BotsAllowSendMessage](errBot),
	help.Refuse[tl.BotsGetBotInfo](errBot),
	help.Refuse[tl.BotsGetBotMenuButton](errBot),
	help.Refuse[tl.BotsGetBotRecommendations](errBot),
	help.Refuse[tl.BotsGetPreviewInfo](errBot),
	help.Refuse[tl.BotsGetPreviewMedias](errBot),
	help.Refuse[tl.BotsGetBotCommands](errBotsOnly),
	help.Refuse[tl.BotsSetBotCommands](errBotsOnly),
	help.Refuse[tl.BotsResetBotCommands](errBotsOnly),
}

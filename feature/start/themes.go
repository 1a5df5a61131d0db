package start

import (
	"chappe/feature/help"
	"chappe/tl"
)

// https://core.telegram.org/api/themes, https://core.telegram.org/api/wallpapers
var themes = []help.Method{
	help.Give[tl.AccountGetThemes](&tl.AccountThemes{}),
	help.Give[tl.AccountGetChatThemes](&tl.AccountThemes{}),
	help.Give[tl.AccountGetUniqueGiftChatThemes](&tl.AccountChatThemes{}),
	help.Refuse[tl.AccountGetTheme](errTheme),
	help.Refuse[tl.AccountSaveTheme](errTheme),
	help.Give[tl.AccountInstallTheme](true), // the client did already; the call only counts it
	help.Give[tl.AccountGetWallPapers](&tl.AccountWallPapers{}),
	help.Refuse[tl.AccountGetWallPaper](errWallPaper),
	help.Refuse[tl.AccountGetMultiWallPapers](errWallPaper),
	help.Refuse[tl.AccountSaveWallPaper](errWallPaper),
	help.Refuse[tl.AccountInstallWallPaper](errWallPaper),
	help.Give[tl.AccountResetWallPapers](true),
}

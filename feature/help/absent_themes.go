package help

import (
	"chappe/tl"
)

// https://core.telegram.org/api/themes, https://core.telegram.org/api/wallpapers
var themes = []Method{
	Give[tl.AccountGetThemes](&tl.AccountThemes{}),
	Give[tl.AccountGetChatThemes](&tl.AccountThemes{}),
	Give[tl.AccountGetUniqueGiftChatThemes](&tl.AccountChatThemes{}),
	Refuse[tl.AccountGetTheme](errTheme),
	Refuse[tl.AccountSaveTheme](errTheme),
	Give[tl.AccountInstallTheme](true), // the client did already; the call only counts it
	Give[tl.AccountGetWallPapers](&tl.AccountWallPapers{}),
	Refuse[tl.AccountGetWallPaper](errWallPaper),
	Refuse[tl.AccountGetMultiWallPapers](errWallPaper),
	Refuse[tl.AccountSaveWallPaper](errWallPaper),
	Refuse[tl.AccountInstallWallPaper](errWallPaper),
	Give[tl.AccountResetWallPapers](true),
}

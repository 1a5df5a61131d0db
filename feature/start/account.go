package start

import (
	"chappe/feature/help"
	"chappe/tl"
)

// Settings that this server does not keep, as they are for everybody, and things of an account that nobody has.
var account = []help.Method{
	help.Give[tl.AccountGetSavedRingtones](&tl.AccountSavedRingtones{}),
	help.Give[tl.AccountGetContentSettings](&tl.AccountContentSettings{}),
	help.Refuse[tl.AccountSetContentSettings](errSensitive),
	help.Give[tl.AccountGetAutoDownloadSettings](autoDownload),
	help.Give[tl.AccountGetAutoSaveSettings](&tl.AccountAutoSaveSettings{}),
	help.Give[tl.AccountDeleteAutoSaveExceptions](true),
	help.Refuse[tl.AccountResetWebAuthorization](errHash),
	help.Give[tl.AccountResetWebAuthorizations](true),
	help.Give[tl.AccountGetAllSecureValues]([]tl.SecureValue{}),
	help.Give[tl.AccountGetSecureValue]([]tl.SecureValue{}),
	help.Give[tl.AccountGetPasskeys](&tl.AccountPasskeys{}),
	help.Give[tl.AccountGetSavedMusicIDs](&tl.AccountSavedMusicIDs{}),
	help.Give[tl.AccountGetWebBrowserSettings](&tl.AccountWebBrowserSettings{}),
	help.Give[tl.AccountDeleteWebBrowserSettingsExceptions](&tl.AccountWebBrowserSettings{}),
	help.Give[tl.AccountGetPaidMessagesRevenue](&tl.AccountPaidMessagesRevenue{}),
}

const mb = 1 << 20

// autoDownload is what a client may fetch unasked: little over a mobile network, more over a good one.
// https://core.telegram.org/constructor/autoDownloadSettings
var autoDownload = func() *tl.AccountAutoDownloadSettings {
	low := tl.AutoDownloadSettings{
		PhotoSizeMax: mb, VideoUploadMaxbitrate: 50, SmallQueueActiveOperationsMax: 5, LargeQueueActiveOperationsMax: 2,
	}
	medium := low
	medium.VideoSizeMax, medium.FileSizeMax, medium.VideoUploadMaxbitrate = 10*mb, mb, 100
	medium.VideoPreloadLarge, medium.AudioPreloadNext = true, true
	high := medium
	high.VideoSizeMax, high.FileSizeMax = 15*mb, 3*mb
	return &tl.AccountAutoDownloadSettings{Low: low, Medium: medium, High: high}
}()

package help

import (
	"chappe/tl"
)

// Settings that this server does not keep, as they are for everybody, and things of an account that nobody has.
var account = []Method{
	Give[tl.AccountGetSavedRingtones](&tl.AccountSavedRingtones{}),
	Give[tl.AccountGetContentSettings](&tl.AccountContentSettings{}),
	Refuse[tl.AccountSetContentSettings](errSensitive),
	Give[tl.AccountGetAutoDownloadSettings](autoDownload),
	Give[tl.AccountGetAutoSaveSettings](&tl.AccountAutoSaveSettings{}),
	Give[tl.AccountDeleteAutoSaveExceptions](true),
	Refuse[tl.AccountResetWebAuthorization](errHash),
	Give[tl.AccountResetWebAuthorizations](true),
	Give[tl.AccountGetAllSecureValues]([]tl.SecureValue{}),
	Give[tl.AccountGetSecureValue]([]tl.SecureValue{}),
	Give[tl.AccountGetPasskeys](&tl.AccountPasskeys{}),
	Give[tl.AccountGetSavedMusicIDs](&tl.AccountSavedMusicIDs{}),
	Give[tl.AccountGetWebBrowserSettings](&tl.AccountWebBrowserSettings{}),
	Give[tl.AccountDeleteWebBrowserSettingsExceptions](&tl.AccountWebBrowserSettings{}),
	Give[tl.AccountGetPaidMessagesRevenue](&tl.AccountPaidMessagesRevenue{}),
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

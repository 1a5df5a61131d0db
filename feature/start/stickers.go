package start

import (
	"chappe/feature/help"
	"chappe/rpc"
	"chappe/tl"
)

// https://core.telegram.org/api/stickers
var stickers = []help.Method{
	help.Give[tl.MessagesGetAllStickers](&tl.MessagesAllStickers{}),
	help.Give[tl.MessagesGetMaskStickers](&tl.MessagesAllStickers{}),
	help.Give[tl.MessagesGetEmojiStickers](&tl.MessagesAllStickers{}),
	help.Give[tl.MessagesGetStickers](&tl.MessagesStickers{}),
	help.Give[tl.MessagesGetFavedStickers](&tl.MessagesFavedStickers{}),
	help.Give[tl.MessagesGetRecentStickers](&tl.MessagesRecentStickers{}),
	help.Give[tl.MessagesGetFeaturedStickers](&tl.MessagesFeaturedStickers{}),
	help.Give[tl.MessagesGetOldFeaturedStickers](&tl.MessagesFeaturedStickers{}),
	help.Give[tl.MessagesGetFeaturedEmojiStickers](&tl.MessagesFeaturedStickers{}),
	help.Give[tl.MessagesGetArchivedStickers](&tl.MessagesArchivedStickers{}),
	help.Give[tl.MessagesGetMyStickers](&tl.MessagesMyStickers{}),
	help.Give[tl.MessagesGetAttachedStickers]([]tl.StickerSetCoveredClass{}),
	help.Give[tl.MessagesSearchStickers](&tl.MessagesFoundStickers{}),
	help.Give[tl.MessagesSearchStickerSets](&tl.MessagesFoundStickerSets{}),
	help.Give[tl.MessagesSearchEmojiStickerSets](&tl.MessagesFoundStickerSets{}),
	help.Give[tl.MessagesGetSavedGifs](&tl.MessagesSavedGifs{}),
	help.By(getStickerSet),

	help.Refuse[tl.MessagesInstallStickerSet](errStickerSet),
	help.Refuse[tl.MessagesUninstallStickerSet](errStickerSet),
	help.Give[tl.MessagesReorderStickerSets](true),
	help.Give[tl.MessagesReadFeaturedStickers](true),
	help.Give[tl.MessagesClearRecentStickers](true),
}

// emptySetHash names the only version of an empty set.
const emptySetHash = 1

// special are the sets that clients name by their use and load at start. TDLib repeats a refused one every few minutes, so that each
// of them is there and empty.
//
// The first has the id and name that are compiled into TDLib, which asks by them before it asks by the use.
var special = []tl.StickerSet{
	{ID: 1258816259751983, ShortName: "AnimatedEmojies", Title: "Animated emoji"},
	{ID: 2, ShortName: "EmojiAnimations", Title: "Emoji animations"},
	{ID: 3, ShortName: "EmojiGenericAnimations", Title: "Generic animations"},
	{ID: 4, ShortName: "PremiumGifts", Title: "Premium gifts"},
	{ID: 5, ShortName: "TonGifts", Title: "TON gifts"},
	{ID: 6, ShortName: "StatusEmoji", Title: "Statuses", Emojis: true},
	{ID: 7, ShortName: "StatusEmojiChannels", Title: "Statuses of channels", Emojis: true},
	{ID: 8, ShortName: "Topics", Title: "Topic icons", Emojis: true},
}

// getStickerSet gives the special sets. There are no others, also none for dice.
// https://core.telegram.org/method/messages.getStickerSet
func getStickerSet(q *tl.MessagesGetStickerSet) (tl.MessagesStickerSetClass, error) {
	for i := range special {
		if !means(q.Stickerset, i) {
			continue
		}
		if q.Hash == emptySetHash {
			return &tl.MessagesStickerSetNotModified{}, nil
		}
		set := special[i]
		set.Official, set.AccessHash, set.Hash = true, set.ID, emptySetHash
		return &tl.MessagesStickerSet{Set: set}, nil
	}
	return nil, errStickerSet
}

// means says whether a client names the special set i.
func means(in tl.InputStickerSetClass, i int) bool {
	switch in := in.(type) {
	case *tl.InputStickerSetID:
		return in.ID == special[i].ID
	case *tl.InputStickerSetShortName:
		return in.ShortName == special[i].ShortName
	case *tl.InputStickerSetAnimatedEmoji:
		return i == 0
	case *tl.InputStickerSetAnimatedEmojiAnimations:
		return i == 1
	case *tl.InputStickerSetEmojiGenericAnimations:
		return i == 2
	case *tl.InputStickerSetPremiumGifts:
		return i == 3
	case *tl.InputStickerSetTonGifts:
		return i == 4
	case *tl.InputStickerSetEmojiDefaultStatuses:
		return i == 5
	case *tl.InputStickerSetEmojiChannelDefaultStatuses:
		return i == 6
	case *tl.InputStickerSetEmojiDefaultTopicIcons:
		return i == 7
	}
	return false
}

// keywordsVersion is the version of a list of keywords that is empty. TDLib takes 0 for a mistake.
const keywordsVersion = 1

// https://core.telegram.org/api/custom-emoji
var emoji = []help.Method{
	help.Give[tl.MessagesGetCustomEmojiDocuments]([]tl.DocumentClass{}),
	help.Give[tl.MessagesSearchCustomEmoji](&tl.EmojiList{}),
	help.Give[tl.MessagesGetEmojiGroups](&tl.MessagesEmojiGroups{}),
	help.Give[tl.MessagesGetEmojiStatusGroups](&tl.MessagesEmojiGroups{}),
	help.Give[tl.MessagesGetEmojiStickerGroups](&tl.MessagesEmojiGroups{}),
	help.Give[tl.MessagesGetEmojiProfilePhotoGroups](&tl.MessagesEmojiGroups{}),
	help.Give[tl.AccountGetDefaultProfilePhotoEmojis](&tl.EmojiList{}),
	help.Give[tl.AccountGetDefaultGroupPhotoEmojis](&tl.EmojiList{}),
	help.Give[tl.AccountGetDefaultBackgroundEmojis](&tl.EmojiList{}),
	help.Give[tl.AccountGetChannelRestrictedStatusEmojis](&tl.EmojiList{}),
	help.Give[tl.AccountGetDefaultEmojiStatuses](&tl.AccountEmojiStatuses{}),
	help.Give[tl.AccountGetRecentEmojiStatuses](&tl.AccountEmojiStatuses{}),
	help.Give[tl.AccountGetChannelDefaultEmojiStatuses](&tl.AccountEmojiStatuses{}),
	help.Give[tl.AccountGetCollectibleEmojiStatuses](&tl.AccountEmojiStatuses{}),
	help.Give[tl.AccountClearRecentEmojiStatuses](true),
	help.By(updateEmojiStatus),

	// TDLib takes an empty list of languages for a mistake.
	help.Give[tl.MessagesGetEmojiKeywordsLanguages]([]tl.EmojiLanguage{{LangCode: "en"}}),
	help.By(func(q *tl.MessagesGetEmojiKeywords) (*tl.EmojiKeywordsDifference, error) {
		return &tl.EmojiKeywordsDifference{LangCode: q.LangCode, Version: keywordsVersion}, nil
	}, rpc.Open()),
	help.By(func(q *tl.MessagesGetEmojiKeywordsDifference) (*tl.EmojiKeywordsDifference, error) {
		return &tl.EmojiKeywordsDifference{LangCode: q.LangCode, FromVersion: q.FromVersion, Version: max(q.FromVersion, keywordsVersion)}, nil
	}, rpc.Open()),
	help.Give[tl.MessagesGetEmojiGameInfo](&tl.MessagesEmojiGameUnavailable{}),
}

// updateEmojiStatus takes a status away, which nobody has.
// https://core.telegram.org/method/account.updateEmojiStatus
func updateEmojiStatus(q *tl.AccountUpdateEmojiStatus) (bool, error) {
	if _, none := q.EmojiStatus.(*tl.EmojiStatusEmpty); !none {
		return false, errPremium
	}
	return true, nil
}

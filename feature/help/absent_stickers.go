package help

import (
	"chappe/rpc"
	"chappe/tl"
)

// https://core.telegram.org/api/stickers
var stickers = []Method{
	Give[tl.MessagesGetAllStickers](&tl.MessagesAllStickers{}),
	Give[tl.MessagesGetMaskStickers](&tl.MessagesAllStickers{}),
	Give[tl.MessagesGetEmojiStickers](&tl.MessagesAllStickers{}),
	Give[tl.MessagesGetStickers](&tl.MessagesStickers{}),
	Give[tl.MessagesGetFavedStickers](&tl.MessagesFavedStickers{}),
	Give[tl.MessagesGetRecentStickers](&tl.MessagesRecentStickers{}),
	Give[tl.MessagesGetFeaturedStickers](&tl.MessagesFeaturedStickers{}),
	Give[tl.MessagesGetOldFeaturedStickers](&tl.MessagesFeaturedStickers{}),
	Give[tl.MessagesGetFeaturedEmojiStickers](&tl.MessagesFeaturedStickers{}),
	Give[tl.MessagesGetArchivedStickers](&tl.MessagesArchivedStickers{}),
	Give[tl.MessagesGetMyStickers](&tl.MessagesMyStickers{}),
	Give[tl.MessagesGetAttachedStickers]([]tl.StickerSetCoveredClass{}),
	Give[tl.MessagesSearchStickers](&tl.MessagesFoundStickers{}),
	Give[tl.MessagesSearchStickerSets](&tl.MessagesFoundStickerSets{}),
	Give[tl.MessagesSearchEmojiStickerSets](&tl.MessagesFoundStickerSets{}),
	Give[tl.MessagesGetSavedGifs](&tl.MessagesSavedGifs{}),
	By(getStickerSet),

	Refuse[tl.MessagesInstallStickerSet](errStickerSet),
	Refuse[tl.MessagesUninstallStickerSet](errStickerSet),
	Give[tl.MessagesReorderStickerSets](true),
	Give[tl.MessagesReadFeaturedStickers](true),
	Give[tl.MessagesClearRecentStickers](true),
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
var emoji = []Method{
	Give[tl.MessagesGetCustomEmojiDocuments]([]tl.DocumentClass{}),
	Give[tl.MessagesSearchCustomEmoji](&tl.EmojiList{}),
	Give[tl.MessagesGetEmojiGroups](&tl.MessagesEmojiGroups{}),
	Give[tl.MessagesGetEmojiStatusGroups](&tl.MessagesEmojiGroups{}),
	Give[tl.MessagesGetEmojiStickerGroups](&tl.MessagesEmojiGroups{}),
	Give[tl.MessagesGetEmojiProfilePhotoGroups](&tl.MessagesEmojiGroups{}),
	Give[tl.AccountGetDefaultProfilePhotoEmojis](&tl.EmojiList{}),
	Give[tl.AccountGetDefaultGroupPhotoEmojis](&tl.EmojiList{}),
	Give[tl.AccountGetDefaultBackgroundEmojis](&tl.EmojiList{}),
	Give[tl.AccountGetChannelRestrictedStatusEmojis](&tl.EmojiList{}),
	Give[tl.AccountGetDefaultEmojiStatuses](&tl.AccountEmojiStatuses{}),
	Give[tl.AccountGetRecentEmojiStatuses](&tl.AccountEmojiStatuses{}),
	Give[tl.AccountGetChannelDefaultEmojiStatuses](&tl.AccountEmojiStatuses{}),
	Give[tl.AccountGetCollectibleEmojiStatuses](&tl.AccountEmojiStatuses{}),
	Give[tl.AccountClearRecentEmojiStatuses](true),
	By(updateEmojiStatus),

	// TDLib takes an empty list of languages for a mistake.
	Give[tl.MessagesGetEmojiKeywordsLanguages]([]tl.EmojiLanguage{{LangCode: "en"}}),
	By(func(q *tl.MessagesGetEmojiKeywords) (*tl.EmojiKeywordsDifference, error) {
		return &tl.EmojiKeywordsDifference{LangCode: q.LangCode, Version: keywordsVersion}, nil
	}, rpc.Open()),
	By(func(q *tl.MessagesGetEmojiKeywordsDifference) (*tl.EmojiKeywordsDifference, error) {
		return &tl.EmojiKeywordsDifference{LangCode: q.LangCode, FromVersion: q.FromVersion, Version: max(q.FromVersion, keywordsVersion)}, nil
	}, rpc.Open()),
	Give[tl.MessagesGetEmojiGameInfo](&tl.MessagesEmojiGameUnavailable{}),
}

// updateEmojiStatus takes a status away, which nobody has.
// https://core.telegram.org/method/account.updateEmojiStatus
func updateEmojiStatus(q *tl.AccountUpdateEmojiStatus) (bool, error) {
	if _, none := q.EmojiStatus.(*tl.EmojiStatusEmpty); !none {
		return false, errPremium
	}
	return true, nil
}

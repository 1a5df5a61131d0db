package help

import (
	"slices"

	"chappe/rpc"
	"chappe/tl"
)

// The files called absent answer what existing clients ask at start and in daily use about things that this server does not have:
// stickers, stories, themes, bots, payments and the like. Every answer is true: mostly an empty list.
//
// It matters because clients do not take an error for "there is none". TDLib asks again every minute or two, some apps show a
// spinner for ever. Where a client would change something that is not there, the answer is the error that its makers expect;
// what is not listed here is answered METHOD_NOT_IMPLEMENTED.
//
// A list that is empty has the hash 0, and is sent whole even to a client that names that hash: a client may take "not modified" for
// an error when it has nothing.
//
// A feature that comes to have one of these things takes the method over: its line here goes.
func (f *Feature) absent() []Method {
	return slices.Concat(
		stickers, emoji, reactions(), themes, f.stories(), payments, bots, business, account, f.daily(),
	)
}

// noUpdates says that nothing happened.
func (f *Feature) noUpdates() *tl.Updates { return &tl.Updates{Date: f.now()} }

// The errors that clients know for what is not there.
var (
	errBot        = rpc.Bad("BOT_INVALID")
	errBotApp     = rpc.Bad("BOT_APP_INVALID")
	errBankCard   = rpc.Bad("BANK_CARD_NUMBER_INVALID")
	errChatLink   = rpc.Bad("CHATLINK_SLUG_EXPIRED")
	errConvertURL = rpc.Bad("WC_CONVERT_URL_INVALID")
	errGiftCode   = rpc.Bad("GIFT_SLUG_INVALID")
	errGift       = rpc.Bad("STARGIFT_INVALID")
	errGiftSlug   = rpc.Bad("STARGIFT_SLUG_INVALID")
	errGroupCall  = rpc.Bad("GROUPCALL_INVALID")
	errHash       = rpc.Bad("HASH_INVALID")
	errItem       = rpc.Bad("COLLECTIBLE_INVALID")
	errPremium    = rpc.Forbidden("PREMIUM_ACCOUNT_REQUIRED")
	errSensitive  = rpc.Forbidden("SENSITIVE_CHANGE_FORBIDDEN")
	errShortcut   = rpc.Bad("SHORTCUT_INVALID")
	errStickerSet = rpc.Bad("STICKERSET_INVALID")
	errStory      = rpc.Bad("STORY_ID_INVALID")
	errTheme      = rpc.Bad("THEME_INVALID")
	errWallPaper  = rpc.Bad("WALLPAPER_INVALID")
)

package start

import (
	"chappe/feature/help"
	"chappe/tl"
)

// balance is an account with nothing in it, in the currency that was asked about.
func balance(ton bool) (*tl.PaymentsStarsStatus, error) {
	if ton {
		return &tl.PaymentsStarsStatus{Balance: &tl.StarsTonAmount{}}, nil
	}
	return &tl.PaymentsStarsStatus{Balance: &tl.StarsAmount{}}, nil
}

// Nothing is sold here. https://core.telegram.org/api/stars, https://core.telegram.org/api/gifts, https://core.telegram.org/api/boost
var payments = []help.Method{
	help.By(func(q *tl.PaymentsGetStarsStatus) (*tl.PaymentsStarsStatus, error) { return balance(q.Ton) }),
	help.By(func(q *tl.PaymentsGetStarsTransactions) (*tl.PaymentsStarsStatus, error) { return balance(q.Ton) }),
	help.By(func(q *tl.PaymentsGetStarsTransactionsByID) (*tl.PaymentsStarsStatus, error) { return balance(q.Ton) }),
	help.By(func(*tl.PaymentsGetStarsSubscriptions) (*tl.PaymentsStarsStatus, error) { return balance(false) }),
	help.Give[tl.PaymentsGetStarsTopupOptions]([]tl.StarsTopupOption{}),
	help.Give[tl.PaymentsGetStarsGiftOptions]([]tl.StarsGiftOption{}),
	help.Give[tl.PaymentsGetStarsGiveawayOptions]([]tl.StarsGiveawayOption{}),
	help.Give[tl.PaymentsGetPremiumGiftCodeOptions]([]tl.PremiumGiftCodeOption{}),
	help.Give[tl.PaymentsGetStarGifts](&tl.PaymentsStarGifts{}),
	help.Give[tl.PaymentsGetSavedStarGifts](&tl.PaymentsSavedStarGifts{}),
	help.Give[tl.PaymentsGetSavedStarGift](&tl.PaymentsSavedStarGifts{}),
	help.Give[tl.PaymentsGetResaleStarGifts](&tl.PaymentsResaleStarGifts{}),
	help.Give[tl.PaymentsGetStarGiftCollections](&tl.PaymentsStarGiftCollections{}),
	help.Give[tl.PaymentsGetStarGiftActiveAuctions](&tl.PaymentsStarGiftActiveAuctions{}),
	help.Give[tl.PaymentsGetConnectedStarRefBots](&tl.PaymentsConnectedStarRefBots{}),
	help.Give[tl.PaymentsGetSuggestedStarRefBots](&tl.PaymentsSuggestedStarRefBots{}),
	help.Give[tl.PaymentsGetSavedInfo](&tl.PaymentsSavedInfo{}),
	help.Give[tl.PaymentsClearSavedInfo](true),
	help.Refuse[tl.PaymentsGetBankCardData](errBankCard),
	help.Refuse[tl.PaymentsCheckGiftCode](errGiftCode),
	help.Refuse[tl.PaymentsApplyGiftCode](errGiftCode),
	help.Refuse[tl.PaymentsGetUniqueStarGift](errGiftSlug),
	help.Refuse[tl.PaymentsGetUniqueStarGiftValueInfo](errGiftSlug),
	help.Refuse[tl.PaymentsGetStarGiftUpgradePreview](errGift),
	help.Refuse[tl.PaymentsCheckCanSendGift](errGift),
	help.Refuse[tl.FragmentGetCollectibleInfo](errItem),

	help.Give[tl.PremiumGetMyBoosts](&tl.PremiumMyBoosts{}),
	help.Give[tl.PremiumGetBoostsStatus](&tl.PremiumBoostsStatus{}),
	help.Give[tl.PremiumGetBoostsList](&tl.PremiumBoostsList{}),
	help.Give[tl.PremiumGetUserBoosts](&tl.PremiumBoostsList{}),
}

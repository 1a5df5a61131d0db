package help

import (
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
var payments = []Method{
	By(func(q *tl.PaymentsGetStarsStatus) (*tl.PaymentsStarsStatus, error) { return balance(q.Ton) }),
	By(func(q *tl.PaymentsGetStarsTransactions) (*tl.PaymentsStarsStatus, error) { return balance(q.Ton) }),
	By(func(q *tl.PaymentsGetStarsTransactionsByID) (*tl.PaymentsStarsStatus, error) { return balance(q.Ton) }),
	By(func(*tl.PaymentsGetStarsSubscriptions) (*tl.PaymentsStarsStatus, error) { return balance(false) }),
	Give[tl.PaymentsGetStarsTopupOptions]([]tl.StarsTopupOption{}),
	Give[tl.PaymentsGetStarsGiftOptions]([]tl.StarsGiftOption{}),
	Give[tl.PaymentsGetStarsGiveawayOptions]([]tl.StarsGiveawayOption{}),
	Give[tl.PaymentsGetPremiumGiftCodeOptions]([]tl.PremiumGiftCodeOption{}),
	Give[tl.PaymentsGetStarGifts](&tl.PaymentsStarGifts{}),
	Give[tl.PaymentsGetSavedStarGifts](&tl.PaymentsSavedStarGifts{}),
	Give[tl.PaymentsGetSavedStarGift](&tl.PaymentsSavedStarGifts{}),
	Give[tl.PaymentsGetResaleStarGifts](&tl.PaymentsResaleStarGifts{}),
	Give[tl.PaymentsGetStarGiftCollections](&tl.PaymentsStarGiftCollections{}),
	Give[tl.PaymentsGetStarGiftActiveAuctions](&tl.PaymentsStarGiftActiveAuctions{}),
	Give[tl.PaymentsGetConnectedStarRefBots](&tl.PaymentsConnectedStarRefBots{}),
	Give[tl.PaymentsGetSuggestedStarRefBots](&tl.PaymentsSuggestedStarRefBots{}),
	Give[tl.PaymentsGetSavedInfo](&tl.PaymentsSavedInfo{}),
	Give[tl.PaymentsClearSavedInfo](true),
	Refuse[tl.PaymentsGetBankCardData](errBankCard),
	Refuse[tl.PaymentsCheckGiftCode](errGiftCode),
	Refuse[tl.PaymentsApplyGiftCode](errGiftCode),
	Refuse[tl.PaymentsGetUniqueStarGift](errGiftSlug),
	Refuse[tl.PaymentsGetUniqueStarGiftValueInfo](errGiftSlug),
	Refuse[tl.PaymentsGetStarGiftUpgradePreview](errGift),
	Refuse[tl.PaymentsCheckCanSendGift](errGift),
	Refuse[tl.FragmentGetCollectibleInfo](errItem),

	Give[tl.PremiumGetMyBoosts](&tl.PremiumMyBoosts{}),
	Give[tl.PremiumGetBoostsStatus](&tl.PremiumBoostsStatus{}),
	Give[tl.PremiumGetBoostsList](&tl.PremiumBoostsList{}),
	Give[tl.PremiumGetUserBoosts](&tl.PremiumBoostsList{}),
}

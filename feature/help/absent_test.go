package help

import (
	"context"
	"strings"
	"testing"

	"chappe/rpc"
	"chappe/tl"
)

func TestEveryLayerCanReadTheAnswers(t *testing.T) {
	if err := check(context.Background(), feature().methods()); err != nil {
		t.Error(err)
	}
}

// call answers a request as the dispatcher would.
func call(t *testing.T, q tl.Object) any {
	t.Helper()
	for _, m := range feature().methods() {
		if m.Query.TLName() == q.TLName() {
			a, err := m.Call(context.Background(), rpc.Caller{User: 7}, q)
			if err != nil {
				return err
			}
			return a
		}
	}
	t.Fatalf("%s is not answered", q.TLName())
	return nil
}

func TestReactionsAreKnownAndTheirHashIsTheClients(t *testing.T) {
	all := call(t, &tl.MessagesGetAvailableReactions{}).(*tl.MessagesAvailableReactions)
	ids := map[int64]bool{}
	for _, r := range all.Reactions {
		if !IsReaction(r.Reaction) || r.Title == "" {
			t.Errorf("reaction %q (%s)", r.Reaction, r.Title)
		}
		for _, d := range []tl.DocumentClass{r.StaticIcon, r.AppearAnimation, r.SelectAnimation, r.ActivateAnimation, r.EffectAnimation} {
			ids[d.(*tl.DocumentEmpty).ID] = true
		}
	}
	if len(all.Reactions) != len(Reactions) || len(ids) != 5*len(Reactions) {
		t.Errorf("%d reactions with %d documents that differ", len(all.Reactions), len(ids))
	}
	if _, ok := call(t, &tl.MessagesGetAvailableReactions{Hash: all.Hash}).(*tl.MessagesAvailableReactionsNotModified); !ok {
		t.Error("the reactions are sent again")
	}

	few := call(t, &tl.MessagesGetTopReactions{Limit: 3}).(*tl.MessagesReactions)
	if len(few.Reactions) != 3 || few.Hash == 0 {
		t.Errorf("top: %+v", few)
	}
	if _, ok := call(t, &tl.MessagesGetTopReactions{Limit: 3, Hash: few.Hash}).(*tl.MessagesReactionsNotModified); !ok {
		t.Error("the top reactions are sent again")
	}
	if ReactionsHash(nil) != 0 {
		t.Error("no reactions have a hash")
	}
	if !IsReaction("❤️") || IsReaction("🦀") || IsReaction("") {
		t.Error("the set of reactions is wrong")
	}
}

func TestOnlyTheSpecialSetsOfStickersAreThere(t *testing.T) {
	seen := map[int64]bool{}
	for _, in := range []tl.InputStickerSetClass{
		&tl.InputStickerSetAnimatedEmoji{}, &tl.InputStickerSetAnimatedEmojiAnimations{}, &tl.InputStickerSetEmojiGenericAnimations{},
		&tl.InputStickerSetPremiumGifts{}, &tl.InputStickerSetTonGifts{}, &tl.InputStickerSetEmojiDefaultStatuses{},
		&tl.InputStickerSetEmojiChannelDefaultStatuses{}, &tl.InputStickerSetEmojiDefaultTopicIcons{},
	} {
		set := call(t, &tl.MessagesGetStickerSet{Stickerset: in}).(*tl.MessagesStickerSet).Set
		if seen[set.ID] || set.ID == 0 || set.Count != 0 {
			t.Errorf("%T: %+v", in, set)
		}
		seen[set.ID] = true
		again := &tl.MessagesGetStickerSet{Stickerset: &tl.InputStickerSetID{ID: set.ID}, Hash: set.Hash}
		if _, ok := call(t, again).(*tl.MessagesStickerSetNotModified); !ok {
			t.Errorf("%s is sent again", set.ShortName)
		}
	}
	for _, in := range []tl.InputStickerSetClass{
		&tl.InputStickerSetID{ID: 99}, &tl.InputStickerSetShortName{ShortName: "Cats"}, &tl.InputStickerSetDice{Emoticon: "🎲"}, nil,
	} {
		if err, ok := call(t, &tl.MessagesGetStickerSet{Stickerset: in}).(error); !ok || !rpc.Is(err, "STICKERSET_INVALID") {
			t.Errorf("%T is there", in)
		}
	}
}

func TestStoriesAreToldOncePerPeer(t *testing.T) {
	ids := call(t, &tl.StoriesGetPeerMaxIDs{ID: []tl.InputPeerClass{&tl.InputPeerSelf{}, &tl.InputPeerUser{UserID: 9}}})
	if got := ids.([]tl.RecentStory); len(got) != 2 {
		t.Errorf("max ids: %+v", got)
	}
	if err, ok := call(t, &tl.StoriesGetPeerMaxIDs{ID: make([]tl.InputPeerClass, maxPeers+1)}).(error); !ok || !rpc.Is(err, "LIMIT_INVALID") {
		t.Error("too many peers are answered")
	}
	all := call(t, &tl.StoriesGetAllStories{}).(*tl.StoriesAllStories)
	if all.State == "" {
		t.Error("the state is empty")
	}
	if _, ok := call(t, &tl.StoriesGetAllStories{State: tl.Some(all.State)}).(*tl.StoriesAllStoriesNotModified); !ok {
		t.Error("the stories are sent again")
	}
	own := call(t, &tl.StoriesGetPeerStories{Peer: &tl.InputPeerSelf{}}).(*tl.StoriesPeerStories)
	if p, ok := own.Stories.Peer.(*tl.PeerUser); !ok || p.UserID != 7 {
		t.Errorf("own stories: %+v", own.Stories)
	}
}

func TestKeywordsEchoWhatWasAsked(t *testing.T) {
	d := call(t, &tl.MessagesGetEmojiKeywordsDifference{LangCode: "fr", FromVersion: 5}).(*tl.EmojiKeywordsDifference)
	if d.LangCode != "fr" || d.FromVersion != 5 || d.Version != 5 {
		t.Errorf("difference: %+v", d)
	}
	if k := call(t, &tl.MessagesGetEmojiKeywords{LangCode: "fr"}).(*tl.EmojiKeywordsDifference); k.Version <= 0 {
		t.Errorf("keywords: %+v", k)
	}
}

// TDLib takes a balance in another currency than it asked about for a mistake.
func TestTheBalanceIsInTheCurrencyAskedAbout(t *testing.T) {
	if _, ok := call(t, &tl.PaymentsGetStarsTransactions{}).(*tl.PaymentsStarsStatus).Balance.(*tl.StarsAmount); !ok {
		t.Error("stars are not told in stars")
	}
	if _, ok := call(t, &tl.PaymentsGetStarsStatus{Ton: true}).(*tl.PaymentsStarsStatus).Balance.(*tl.StarsTonAmount); !ok {
		t.Error("TON are not told in TON")
	}
}

func TestAStatusCanOnlyBeTakenAway(t *testing.T) {
	if call(t, &tl.AccountUpdateEmojiStatus{EmojiStatus: &tl.EmojiStatusEmpty{}}) != true {
		t.Error("no status is refused")
	}
	err, _ := call(t, &tl.AccountUpdateEmojiStatus{EmojiStatus: &tl.EmojiStatus{DocumentID: 1}}).(error)
	if !rpc.Is(err, "PREMIUM_ACCOUNT_REQUIRED") {
		t.Errorf("a status: %v", err)
	}
}

// Other features answer what concerns conversations, people and files.
func TestNothingIsTakenFromOtherFeatures(t *testing.T) {
	for _, m := range feature().methods() {
		name := m.Query.TLName()
		for _, theirs := range []string{"auth.", "updates.", "upload.", "channels.", "users.", "photos."} {
			if strings.HasPrefix(name, theirs) {
				t.Errorf("%s belongs to another feature", name)
			}
		}
	}
}

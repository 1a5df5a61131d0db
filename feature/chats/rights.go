package chats

import "chappe/tl"

// Rights are what an admin may do. Their values are stored: add at the end only.
type Rights int64

// The rights of admins.
const (
	ChangeInfo Rights = 1 << iota
	PostMessages
	EditMessages
	DeleteMessages
	BanUsers
	InviteUsers
	PinMessages
	AddAdmins
	Anonymous
	ManageCall
	Other
	ManageTopics
	PostStories
	EditStories
	DeleteStories
	ManageDirect
	ManageRanks
)

// AllRights is what a creator may do, who is anonymous only when they choose to be.
const AllRights = ChangeInfo | PostMessages | EditMessages | DeleteMessages | BanUsers | InviteUsers | PinMessages | AddAdmins |
	ManageCall | Other | ManageTopics | PostStories | EditStories | DeleteStories | ManageDirect | ManageRanks

// Bans are what somebody, or everybody, is not allowed. Their values are stored: add at the end only.
type Bans int64

// What may be forbidden.
const (
	NoView Bans = 1 << iota
	NoMessages
	NoMedia
	NoStickers
	NoGIFs
	NoGames
	NoInline
	NoLinks
	NoPolls
	NoInfo
	NoInvites
	NoPins
	NoTopics
	NoPhotos
	NoVideos
	NoRounds
	NoAudios
	NoVoices
	NoDocs
	NoPlain
	NoRanks
	NoReactions
)

type bit[T ~int64] struct {
	on   *bool
	flag T
}

func adminBits(r *tl.ChatAdminRights) []bit[Rights] {
	return []bit[Rights]{
		{&r.ChangeInfo, ChangeInfo}, {&r.PostMessages, PostMessages}, {&r.EditMessages, EditMessages},
		{&r.DeleteMessages, DeleteMessages}, {&r.BanUsers, BanUsers}, {&r.InviteUsers, InviteUsers}, {&r.PinMessages, PinMessages},
		{&r.AddAdmins, AddAdmins}, {&r.Anonymous, Anonymous}, {&r.ManageCall, ManageCall}, {&r.Other, Other},
		{&r.ManageTopics, ManageTopics}, {&r.PostStories, PostStories}, {&r.EditStories, EditStories},
		{&r.DeleteStories, DeleteStories}, {&r.ManageDirectMessages, ManageDirect}, {&r.ManageRanks, ManageRanks},
	}
}

func banBits(r *tl.ChatBannedRights) []bit[Bans] {
	return []bit[Bans]{
		{&r.ViewMessages, NoView}, {&r.SendMessages, NoMessages}, {&r.SendMedia, NoMedia}, {&r.SendStickers, NoStickers},
		{&r.SendGifs, NoGIFs}, {&r.SendGames, NoGames}, {&r.SendInline, NoInline}, {&r.EmbedLinks, NoLinks},
		{&r.SendPolls, NoPolls}, {&r.ChangeInfo, NoInfo}, {&r.InviteUsers, NoInvites}, {&r.PinMessages, NoPins},
		{&r.ManageTopics, NoTopics}, {&r.SendPhotos, NoPhotos}, {&r.SendVideos, NoVideos}, {&r.SendRoundvideos, NoRounds},
		{&r.SendAudios, NoAudios}, {&r.SendVoices, NoVoices}, {&r.SendDocs, NoDocs}, {&r.SendPlain, NoPlain},
		{&r.EditRank, NoRanks}, {&r.SendReactions, NoReactions},
	}
}

// TL renders the rights of an admin.
// https://core.telegram.org/constructor/chatAdminRights
func (r Rights) TL() *tl.ChatAdminRights {
	out := new(tl.ChatAdminRights)
	for _, b := range adminBits(out) {
		*b.on = r&b.flag != 0
	}
	return out
}

// RightsOf reads what a client says an admin may do.
func RightsOf(in *tl.ChatAdminRights) (r Rights) {
	for _, b := range adminBits(in) {
		if *b.on {
			r |= b.flag
		}
	}
	return r
}

// TL renders what is forbidden until a moment (unix seconds), 0 for ever.
// https://core.telegram.org/constructor/chatBannedRights
func (b Bans) TL(until int32) *tl.ChatBannedRights {
	out := &tl.ChatBannedRights{UntilDate: until}
	for _, x := range banBits(out) {
		*x.on = b&x.flag != 0
	}
	return out
}

// allMedia is what older clients forbid as one.
const allMedia = NoPhotos | NoVideos | NoRounds | NoAudios | NoVoices | NoDocs

// BansOf reads what a client forbids. What a wider ban includes is set with it.
func BansOf(in *tl.ChatBannedRights) (b Bans) {
	for _, x := range banBits(in) {
		if *x.on {
			b |= x.flag
		}
	}
	if b&NoView != 0 {
		b |= NoMessages
	}
	if b&NoMessages != 0 {
		b |= NoPlain | NoMedia
	}
	if b&NoMedia != 0 {
		b |= allMedia | NoStickers | NoGIFs | NoGames | NoInline | NoLinks | NoPolls
	}
	return b
}

// Package channels is supergroups and broadcast channels: one box each, whatever the audience, and one row for every member.
//
// A post writes one row. What a member's list of chats says of a channel (how far they have read, what mentions them) is in their row,
// and is read when they ask. This package decides who may look, speak and rule; what is said is the business of feature/messages.
//
// https://core.telegram.org/api/channel
package channels

import (
	"context"
	"embed"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "channels", FS: files}

// Limits.
const (
	MaxMembers = 200_000 // in a supergroup
	MaxJoined  = 500     // channels that one person is in, where the operator says nothing
	maxAdmins  = 50
	firstID    = 1_000_000_000 // as clients know ids of channels
)

// Feature is this feature.
type Feature struct {
	db       *db.DB
	box      *box.Engine
	users    *users.Feature
	contacts *contacts.Feature
	chats    *chats.Feature
	hub      *hub.Hub
	views    views

	// Joined is how many channels and supergroups one person may be in; 0 is MaxJoined.
	Joined int
	// Links is what the addresses of public names and invite links begin with, with a slash at the end.
	Links string
	// FillFull adds to the full view of a channel what higher features know of it. They set it at start.
	FillFull func(tx *db.Tx, viewer int64, seat *Seat, out *tl.ChannelFull) error
	// Portrait renders one of the photos of a group or channel, by the holder. A part that knows of files sets it at start.
	Portrait func(tx *db.Tx, holder, id int64) (tl.PhotoClass, error)
	// CopyPhoto gives a supergroup the photo of the basic group that it was. A part that knows of files sets it at start.
	CopyPhoto func(tx *db.Tx, from, to, id int64) error
	// Reactions counts the reactions to messages of a channel. A part that knows of reactions sets it at start.
	Reactions func(tx *db.Tx, channel int64, ids []int32) ([]Reacted, error)
	// Show renders a message as it was when something was done to it. A part that knows of messages sets it at start.
	Show func(tx *db.Tx, viewer int64, m *box.Message) (tl.MessageClass, []tl.UserClass, []tl.ChatClass, error)
	// TopicGone drops what is kept of a topic of a forum that was deleted. A part that knows of drafts and settings sets it at start.
	TopicGone func(tx *db.Tx, channel int64, topic int32) error
	// Password checks a person's second password, and that it may be used to give things away. A part that knows of passwords sets it at start.
	Password func(ctx context.Context, c rpc.Caller, in tl.InputCheckPasswordSRPClass) error
}

// New returns the feature.
func New(d *db.DB, e *box.Engine, u *users.Feature, c *contacts.Feature, g *chats.Feature, h *hub.Hub) *Feature {
	f := &Feature{db: d, box: e, users: u, contacts: c, chats: g, hub: h}
	u.ChannelPeer = func(tx *db.Tx, caller, id, hash int64) (bool, error) {
		if u.Hash(caller, -id) != hash {
			return false, nil
		}
		ch, err := ByID(tx, id)
		return ch != nil, err
	}
	c.Channels, c.FindChannels = f.TL, f.Find
	h.Follows = follows
	h.Special = special
	h.Hidden = floors
	h.OnNotice(noticeChannel, f.renderChannel)
	h.OnNotice(noticeRead, f.renderRead)
	h.OnNotice(noticeRequests, f.renderRequests)
	h.OnFlash(flashChanged, f.renderChanged)
	h.OnFlash(flashReadOut, f.renderReadOut)
	h.OnNotice(noticeAsMessages, f.renderAsMessages)
	h.OnFlash(flashTopics, f.renderPins)
	h.OnFlash(flashTopicRead, f.renderTopicRead)
	e.OnErase(erased)
	return f
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.createChannel, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.deleteChannel)
	rpc.Handle(r, f.getChannels)
	rpc.Handle(r, f.getFullChannel)
	rpc.Handle(r, f.inviteToChannel, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.joinChannel, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.leaveChannel)
	rpc.Handle(r, f.readHistory)
	rpc.Handle(r, f.editTitle)
	rpc.Handle(r, f.editAdmin)
	rpc.Handle(r, f.editBanned)
	rpc.Handle(r, f.editCreator, rpc.In(rpc.ClassSignIn))
	rpc.Handle(r, f.deleteMessages)
	rpc.Handle(r, f.deleteHistory)
	rpc.Handle(r, f.deleteParticipantHistory)
	rpc.Handle(r, f.toggleSignatures)
	rpc.Handle(r, f.togglePreHistoryHidden)
	rpc.Handle(r, f.toggleParticipantsHidden)
	rpc.Handle(r, f.toggleJoinToSend)
	rpc.Handle(r, f.toggleJoinRequest)
	rpc.Handle(r, f.toggleSlowMode)
	rpc.Handle(r, f.editChatAbout)
	rpc.Handle(r, f.editDefaultBans)
	rpc.Handle(r, f.toggleNoForwards)
	rpc.Handle(r, f.setReactions)
	rpc.Handle(r, f.checkUsername, rpc.In(rpc.ClassResolve))
	rpc.Handle(r, f.updateUsername)
	rpc.Handle(r, f.getParticipants)
	rpc.Handle(r, f.getParticipant)
	rpc.Handle(r, f.getOnlines)
	rpc.Handle(r, f.exportChatInvite)
	rpc.Handle(r, f.editExportedChatInvite)
	rpc.Handle(r, f.getExportedChatInvite)
	rpc.Handle(r, f.getExportedChatInvites)
	rpc.Handle(r, f.deleteExportedChatInvite)
	rpc.Handle(r, f.deleteRevokedInvites)
	rpc.Handle(r, f.getAdminsWithInvites)
	rpc.Handle(r, f.getChatInviteImporters)
	rpc.Handle(r, f.checkChatInvite, rpc.In(rpc.ClassResolve))
	rpc.Handle(r, f.importChatInvite, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.hideChatJoinRequest)
	rpc.Handle(r, f.hideAllChatJoinRequests)
	rpc.Handle(r, f.getAdminLog)
	rpc.Handle(r, f.migrateChat, rpc.In(rpc.ClassJoin))
	rpc.Handle(r, f.messageLink)
	rpc.Handle(r, f.setDiscussionGroup)
	rpc.Handle(r, f.getGroupsForDiscussion)
	rpc.Handle(r, f.getAdminedPublicChannels)
	rpc.Handle(r, f.getLeftChannels)
	rpc.Handle(r, f.getInactiveChannels)
	rpc.Handle(r, f.getCommonChats)
	rpc.Handle(r, f.getSendAs)
	rpc.Handle(r, f.saveDefaultSendAs)
	rpc.Handle(r, f.broadcastStats, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.megagroupStats, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.messageStats, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.loadGraph, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.toggleForum)
	rpc.Handle(r, f.toggleViewForumAsMessages)
	rpc.Handle(r, f.createForumTopic, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.editForumTopic, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.deleteTopicHistory)
	rpc.Handle(r, f.updatePinnedForumTopic)
	rpc.Handle(r, f.reorderPinnedForumTopics)
}

// outcome is what a change of a channel made.
type outcome struct {
	channel int64
	first   []tl.UpdateClass // what comes before the rows
	rows    []*box.Message   // in the channel's box, and in the caller's own
	more    []tl.UpdateClass
	people  []int64
	chats   []int64 // basic groups that are spoken of
}

// change runs a transaction that changes a channel, and answers with what the caller must apply.
func (f *Feature) change(ctx context.Context, c rpc.Caller, fn func(tx *db.Tx) (outcome, error)) (*tl.Updates, error) {
	var out *tl.Updates
	var evs []box.Event
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		o, err := fn(tx)
		if err != nil {
			return err
		}
		evs = evs[:0]
		b := hub.Batch{Updates: o.first}
		for _, m := range o.rows {
			if m.Box != c.User && m.Box > 0 {
				continue
			}
			ev := box.Event{Box: m.Box, Pts: m.Pts, Count: 1, Kind: box.Posted, Message: m}
			evs = append(evs, ev)
			one, err := f.hub.Events(ctx, tx, c.User, []box.Event{ev})
			if err != nil {
				return err
			}
			b.Add(one)
		}
		b.Updates = append(b.Updates, o.more...)
		if err := f.name(tx, c.User, &b, o); err != nil {
			return err
		}
		out = b.Object(f.box.Now())
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, ev := range evs {
		c.Saw(ev.Box, ev.Pts, ev.Count)
	}
	return out, nil
}

// name adds those of whom an outcome speaks.
func (f *Feature) name(tx *db.Tx, viewer int64, b *hub.Batch, o outcome) error {
	cs, err := f.TL(tx, viewer, []int64{o.channel})
	if err != nil {
		return err
	}
	gs, err := f.chats.TL(tx, viewer, o.chats)
	if err != nil {
		return err
	}
	us, err := f.contacts.People(tx, viewer, o.people)
	b.Chats, b.Users = append(append(b.Chats, cs...), gs...), append(b.Users, us...)
	return err
}

// updates is an answer as most methods' type has it.
func updates(u *tl.Updates, err error) (tl.UpdatesClass, error) {
	if err != nil {
		return nil, err
	}
	return u, nil
}

// say posts a message that reports what the holder of a seat did.
func (f *Feature) say(tx *db.Tx, s *Seat, a content.Action) (*box.Message, error) {
	return f.sayAs(tx, s.Channel, s.Person, s.PostsAs(), a)
}

func (f *Feature) sayAs(tx *db.Tx, ch *Channel, person int64, as box.Peer, a content.Action) (*box.Message, error) {
	return f.sayIn(tx, ch, person, as, 0, a)
}

// sayIn does so in a topic of a forum, 0 for the general one.
func (f *Feature) sayIn(tx *db.Tx, ch *Channel, person int64, as box.Peer, topic int32, a content.Action) (*box.Message, error) {
	say := content.Content{Action: &a}
	body, err := say.Encode()
	if err != nil {
		return nil, err
	}
	m := &box.Message{
		Box: ch.Box(), Peer: ch.Peer(), From: as, Origin: person, Date: f.box.Now(), Flags: box.Service, Kind: box.KindService, Content: body,
		TTL: ch.Info.TTL, Topic: topic,
	}
	if ch.Is(Broadcast) {
		m.Flags |= box.Post
	}
	ch.Topical(m)
	if err := f.box.Post(tx, m); err != nil {
		return nil, err
	}
	return m, Grow(tx, m)
}

// special returns those for whom events of a channel look different than for everybody else.
func special(tx *db.Tx, evs []box.Event) (map[int64]bool, error) {
	out := map[int64]bool{}
	var ids []int32
	for _, ev := range evs {
		if ev.Message != nil {
			out[ev.Message.Origin] = true
			ids = append(ids, ev.Message.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	ms, err := Mentions(tx, -evs[0].Box, ids)
	for _, m := range ms {
		out[m.Person] = true
	}
	return out, err
}

// Package messages is what people do in conversations: send, edit, delete, read, look back.
//
// A private message is two rows, one in each person's box, which name each other by twin; a message to oneself and one from a
// blocked sender are one row.
package messages

import (
	"context"
	"embed"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/help"
	"chappe/feature/media"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
	"chappe/search"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this feature.
var Migrations = db.Migrations{Name: "messages", FS: files}

// Feature is this feature.
type Feature struct {
	db       *db.DB
	box      *box.Engine
	users    *users.Feature
	contacts *contacts.Feature
	media    *media.Feature
	groups   *chats.Feature
	channels *channels.Feature

	// ForwardHidden says whether an author does not want to be linked to when viewer forwards what they wrote. New sets it to
	// what the author's privacy says.
	ForwardHidden func(tx *db.Tx, author, viewer int64) (bool, error)
	// ReportDays is for how many days it is kept what a reported message said; 0 is 90, below 0 nothing is kept. Set before Register.
	ReportDays int32
	// StatusHidden says whether a person does not let viewer know when they are online. New sets it likewise.
	StatusHidden func(tx *db.Tx, person, viewer int64) (bool, error)
	// ReadHidden says whether a person does not let viewer know when they read messages. New sets it likewise.
	ReadHidden func(tx *db.Tx, person, viewer int64) (bool, error)

	// Search is fed with what people write. Without it nothing is found by words.
	Search *search.Index

	poked       chan struct{} // something was scheduled
	timersPoked chan struct{} // a message got a timer
	pages       chan pageJob  // links to be looked at
}

// New returns the feature. Live delivery and differences render boxes through it.
func New(d *db.DB, e *box.Engine, u *users.Feature, c *contacts.Feature, m *media.Feature, g *chats.Feature, ch *channels.Feature, h *hub.Hub) *Feature {
	f := &Feature{db: d, box: e, users: u, contacts: c, media: m, groups: g, channels: ch, poked: make(chan struct{}, 1), timersPoked: make(chan struct{}, 1),
		pages: make(chan pageJob, maxPageJobs)}
	f.ForwardHidden = hidden(c, contacts.Forwards)
	f.StatusHidden = hidden(c, contacts.Status)
	f.ReadHidden = hidden(c, contacts.ReadMarks)
	c.FillProfile = f.fillProfile
	ch.Show, ch.FillFull, g.FillFull = f.show, f.fillChannel, f.fillGroup
	ch.Reactions, ch.TopicGone = reactionDays, forgetTopic
	ch.Portrait, ch.CopyPhoto = m.PortraitTL, m.CopyPortrait
	h.Events, h.Known = f.renderEvents, f.renderKnown
	h.OnFlash(flashTyping, f.renderTyping)
	h.OnFlash(flashPoll, f.renderPoll)
	h.OnFlash(flashReacted, f.renderReacted)
	h.OnFlash(flashTimer, f.renderTimerFlash)
	for name, render := range map[string]func(context.Context, *db.Tx, int64, box.Notice) (hub.Batch, error){
		noticeSavedPin: f.renderSavedPin, noticeSavedPins: f.renderSavedPins, noticeMark: f.renderMark,
		noticePins: f.renderPins, noticeDraft: f.renderDraft, noticeNotify: f.renderNotify,
		noticeTimer: f.renderTimer, noticeLooked: f.renderLooked, noticeReactions: f.renderReactions, noticeConfig: f.renderConfig,
		noticeScheduled: f.renderScheduled, noticeDropped: f.renderDropped,
		noticeThread: f.renderThread, noticeTopicDraft: f.renderTopicDraft, noticeTopicNotify: f.renderTopicNotify,
		noticeFolder: f.renderFolder, noticeFolderOrder: f.renderFolderOrder, noticeFolders: f.renderFolders,
	} {
		h.OnNotice(name, render)
	}
	e.OnTimed(f.pokeTimers)
	e.OnClear(forget)
	e.OnClear(forgetMedia)
	e.OnErase(dropPolls)
	e.OnErase(dropBurns)
	e.OnErase(dropReactions)
	return f
}

// hidden asks a person's privacy about one of its keys.
func hidden(c *contacts.Feature, key contacts.Key) func(tx *db.Tx, person, viewer int64) (bool, error) {
	return func(tx *db.Tx, person, viewer int64) (bool, error) {
		lets, err := c.Lets(tx, person, viewer, key)
		return !lets, err
	}
}

// Register adds this feature's methods.
func (f *Feature) Register(r *rpc.Registry) {
	rpc.Handle(r, f.send, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.sendMedia, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.sendMultiMedia, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.forward, rpc.In(rpc.ClassSend))
	f.registerReports(r)
	f.registerStats(r)
	f.registerPolls(r)
	rpc.Handle(r, f.edit, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.delete)
	rpc.Handle(r, f.readHistory)
	rpc.Handle(r, f.receivedMessages)
	rpc.Handle(r, f.setTyping, rpc.In(rpc.ClassTyping))
	rpc.Handle(r, f.getHistory)
	rpc.Handle(r, f.getWebPagePreview, rpc.In(rpc.ClassHeavy), rpc.Unordered())
	rpc.Handle(r, f.getMessages)
	rpc.Handle(r, f.getChannelMessages)
	rpc.Handle(r, f.readChannelContents)
	rpc.Handle(r, f.getDialogs)
	rpc.Handle(r, f.getPeerDialogs)
	rpc.Handle(r, f.getPinnedDialogs)
	rpc.Handle(r, f.getPeerSettings)
	rpc.Handle(r, f.getSavedDialogs)
	rpc.Handle(r, f.getSavedDialogsByID)
	rpc.Handle(r, f.getPinnedSavedDialogs)
	rpc.Handle(r, f.toggleSavedDialogPin)
	rpc.Handle(r, f.reorderPinnedSavedDialogs)
	rpc.Handle(r, f.getSavedHistory)
	rpc.Handle(r, f.deleteSavedHistory)
	rpc.Handle(r, f.deleteHistory)
	rpc.Handle(r, f.markDialogUnread)
	rpc.Handle(r, f.getDialogUnreadMarks)
	rpc.Handle(r, f.updatePinnedMessage)
	rpc.Handle(r, f.unpinAllMessages)
	rpc.Handle(r, f.toggleDialogPin)
	rpc.Handle(r, f.reorderPinnedDialogs)
	rpc.Handle(r, f.editPeerFolders)
	rpc.Handle(r, f.getDialogFilters)
	rpc.Handle(r, f.updateDialogFilter)
	rpc.Handle(r, f.updateDialogFiltersOrder)
	rpc.Handle(r, f.toggleDialogFilterTags)
	rpc.Handle(r, f.getSuggestedDialogFilters)
	rpc.Handle(r, f.saveDraft)
	rpc.Handle(r, f.getAllDrafts)
	rpc.Handle(r, f.clearAllDrafts)
	rpc.Handle(r, f.sendReaction)
	rpc.Handle(r, f.getMessagesReactions)
	rpc.Handle(r, f.getMessageReactionsList)
	rpc.Handle(r, f.getUnreadReactions)
	rpc.Handle(r, f.readReactions)
	rpc.Handle(r, f.setDefaultReaction)
	rpc.Handle(r, f.getRecentReactions)
	rpc.Handle(r, f.clearRecentReactions)
	rpc.Handle(r, f.getJoinedNotification)
	rpc.Handle(r, f.setJoinedNotification)
	rpc.Handle(r, f.getReactionsNotifySettings)
	rpc.Handle(r, f.setReactionsNotifySettings)
	rpc.Handle(r, f.readMessageContents)
	rpc.Handle(r, f.getUnreadMentions)
	rpc.Handle(r, f.readMentions)
	rpc.Handle(r, f.search, rpc.In(rpc.ClassHeavy), rpc.Unordered())
	rpc.Handle(r, f.searchGlobal, rpc.In(rpc.ClassHeavy), rpc.Unordered())
	rpc.Handle(r, f.getSearchCounters)
	rpc.Handle(r, f.getSearchResultsCalendar)
	rpc.Handle(r, f.getSearchResultsPositions)
	rpc.Handle(r, f.getOutboxReadDate)
	rpc.Handle(r, f.getMessageReadParticipants)
	rpc.Handle(r, f.getScheduledHistory)
	rpc.Handle(r, f.getScheduledMessages)
	rpc.Handle(r, f.sendScheduledMessages, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.deleteScheduledMessages)
	rpc.Handle(r, f.setHistoryTTL)
	rpc.Handle(r, f.setDefaultHistoryTTL)
	rpc.Handle(r, f.getDefaultHistoryTTL)
	rpc.Handle(r, f.getNotifySettings)
	rpc.Handle(r, f.updateNotifySettings)
	rpc.Handle(r, f.getNotifyExceptions)
	rpc.Handle(r, f.resetNotifySettings)
	f.registerGroups(r)
}

// registerGroups adds those that are about groups and channels alone, and about copying everything.
func (f *Feature) registerGroups(r *rpc.Registry) {
	rpc.Handle(r, f.initTakeout, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.finishTakeout)
	rpc.Handle(r, f.getSplitRanges)
	rpc.Handle(r, f.editChatPhoto, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.editChannelPhoto, rpc.In(rpc.ClassSend))
	rpc.Handle(r, f.getMessagesViews)
	rpc.Handle(r, f.getForumTopics)
	rpc.Handle(r, f.getForumTopicsByID)
	rpc.Handle(r, f.getDiscussionMessage)
	rpc.Handle(r, f.getReplies)
	rpc.Handle(r, f.readDiscussion)
	rpc.Handle(r, f.searchPosts, rpc.In(rpc.ClassHeavy), rpc.Unordered())
}

// Limits of what is said. Clients are told them by help.getConfig.
const (
	MaxText     = 4096 // UTF-16 code units
	maxCaption  = help.CaptionLengthMax
	EditTime    = 48 * 3600 // seconds in which a message to somebody else may be edited
	maxIDs      = 100       // ids in one request
	maxReply    = 1024      // UTF-16 code units of a quote
	maxCount    = 10_000    // beyond that nobody counts on
	flashTyping = "messages.typing"
)

var (
	errEmpty       = rpc.Bad("MESSAGE_EMPTY")
	errTooLong     = rpc.Bad("MESSAGE_TOO_LONG")
	errID          = rpc.Bad("MESSAGE_ID_INVALID")
	errNotModified = rpc.Bad("MESSAGE_NOT_MODIFIED")
	errAuthor      = rpc.Forbidden("MESSAGE_AUTHOR_REQUIRED")
	errEditTime    = rpc.Bad("MESSAGE_EDIT_TIME_EXPIRED")
	errDeactivated = rpc.Bad("INPUT_USER_DEACTIVATED")
	errRandomID    = rpc.Bad("RANDOM_ID_EMPTY")
	errMaxID       = rpc.Bad("MAX_ID_INVALID")
)

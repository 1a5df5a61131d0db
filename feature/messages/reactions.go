package messages

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/feature/help"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	maxReactors      = 100 // people in one answer
	maxRecent        = 50
	settingReaction  = "reaction"
	settingReactions = "reactions_notify"
)

// getMessagesReactions tells the reactions to messages as they are now.
// https://core.telegram.org/method/messages.getMessagesReactions
func (f *Feature) getMessagesReactions(ctx context.Context, c rpc.Caller, q *tl.MessagesGetMessagesReactions) (tl.UpdatesClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	var b hub.Batch
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.place(tx, c, q.Peer)
		if err != nil {
			return err
		}
		ms, err := at.byIDs(tx, q.ID)
		if err != nil {
			return err
		}
		var ids []int32
		for _, id := range q.ID {
			if ms[id] != nil {
				ids = append(ids, id)
			}
		}
		b, err = f.reactionUpdates(tx, c.User, at.box, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.Object(f.box.Now()), nil
}

// getMessageReactionsList lists who reacted to a message and how, the latest first.
// https://core.telegram.org/method/messages.getMessageReactionsList
func (f *Feature) getMessageReactionsList(ctx context.Context, c rpc.Caller, q *tl.MessagesGetMessageReactionsList) (*tl.MessagesMessageReactionsList, error) {
	only := ""
	if q.Reaction != nil {
		var err error
		if only, err = emojiOf([]tl.ReactionClass{q.Reaction}); err != nil {
			return nil, err
		}
	}
	skip := 0
	if q.Offset.V != "" {
		var err error
		if skip, err = strconv.Atoi(q.Offset.V); err != nil || skip < 0 {
			return nil, rpc.Bad("OFFSET_INVALID")
		}
	}
	limit := int(min(max(q.Limit, 1), maxReactors))
	out := &tl.MessagesMessageReactionsList{Reactions: []tl.MessagePeerReaction{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		m, _, err := f.ordinary(tx, c, q.Peer, q.ID)
		if err != nil {
			return err
		}
		if m.Flags&box.Post != 0 {
			return chats.ErrAdmin // who reacts in a channel is nobody's business
		}
		all, err := reactionsOf(tx, m.Box, []int32{m.ID})
		if err != nil {
			return err
		}
		rs := slices.DeleteFunc(all[m.ID], func(r reaction) bool { return only != "" && r.emoji != only })
		out.Count = int32(len(rs))
		rs = rs[min(skip, len(rs)):]
		if len(rs) > limit {
			rs = rs[:limit]
			out.NextOffset = tl.Some(strconv.Itoa(skip + limit))
		}
		var people []int64
		for _, r := range rs {
			out.Reactions = append(out.Reactions, r.tl(c.User))
			people = append(people, r.author)
		}
		out.Users, err = f.contacts.People(tx, c.User, people)
		return err
	})
	return out, err
}

// getUnreadReactions returns the caller's messages that somebody reacted to since the caller looked.
// https://core.telegram.org/method/messages.getUnreadReactions
func (f *Feature) getUnreadReactions(ctx context.Context, c rpc.Caller, q *tl.MessagesGetUnreadReactions) (tl.MessagesMessagesClass, error) {
	return f.flagged(ctx, c, q.Peer, q.TopMsgID, box.ReactionUnread, box.Page{
		OffsetID: q.OffsetID, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID,
	})
}

// readReactions notes that the caller has looked at the reactions in a conversation.
// https://core.telegram.org/method/messages.readReactions
func (f *Feature) readReactions(ctx context.Context, c rpc.Caller, q *tl.MessagesReadReactions) (*tl.MessagesAffectedHistory, error) {
	return f.seeAll(ctx, c, q.Peer, q.TopMsgID, box.ReactionUnread, box.ReactionUnread)
}

// setDefaultReaction sets the reaction that one tap gives.
// https://core.telegram.org/method/messages.setDefaultReaction
func (f *Feature) setDefaultReaction(ctx context.Context, c rpc.Caller, q *tl.MessagesSetDefaultReaction) (bool, error) {
	emoji, err := emojiOf([]tl.ReactionClass{q.Reaction})
	if err != nil {
		return false, errReaction
	}
	err = f.db.Write(ctx, func(tx *db.Tx) error {
		if err := putSetting(tx, c.User, settingReaction, emoji); err != nil {
			return err
		}
		return f.notice(tx, c, noticeConfig, nil)
	})
	return err == nil, err
}

const noticeConfig = "messages.config"

// renderConfig tells a device to ask for the config again, which names the reaction that one tap gives.
func (f *Feature) renderConfig(context.Context, *db.Tx, int64, box.Notice) (hub.Batch, error) {
	return hub.Batch{Updates: []tl.UpdateClass{&tl.UpdateConfig{}}}, nil
}

// DefaultReaction is the emoji that a person's one tap gives, "" where they chose none.
func (f *Feature) DefaultReaction(ctx context.Context, user int64) (emoji string, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		emoji, err = setting(tx, user, settingReaction)
		return err
	})
	return emoji, err
}

// getRecentReactions returns what the caller reacted with lately.
// https://core.telegram.org/method/messages.getRecentReactions
func (f *Feature) getRecentReactions(ctx context.Context, c rpc.Caller, q *tl.MessagesGetRecentReactions) (tl.MessagesReactionsClass, error) {
	list := []tl.ReactionClass{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		es, err := recent(tx, c.User, int(min(max(q.Limit, 1), maxRecent)))
		for _, e := range es {
			list = append(list, &tl.ReactionEmoji{Emoticon: e})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	hash := help.ReactionsHash(list)
	if hash != 0 && q.Hash == hash {
		return &tl.MessagesReactionsNotModified{}, nil
	}
	return &tl.MessagesReactions{Hash: hash, Reactions: list}, nil
}

// clearRecentReactions forgets what the caller reacted with.
// https://core.telegram.org/method/messages.clearRecentReactions
func (f *Feature) clearRecentReactions(ctx context.Context, c rpc.Caller, _ *tl.MessagesClearRecentReactions) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error { return clearRecent(tx, c.User) })
	return err == nil, err
}

// reactionsNotify is what a person set about being notified of reactions.
type reactionsNotify struct {
	From     string `json:"f"` // "all", "contacts" or "nobody"
	Sound    *sound `json:"s,omitempty"`
	Previews bool   `json:"p"`
}

// getReactionsNotifySettings tells of whose reactions the caller is notified.
// https://core.telegram.org/method/account.getReactionsNotifySettings
func (f *Feature) getReactionsNotifySettings(ctx context.Context, c rpc.Caller, _ *tl.AccountGetReactionsNotifySettings) (*tl.ReactionsNotifySettings, error) {
	n := reactionsNotify{From: "all", Previews: true}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		text, err := setting(tx, c.User, settingReactions)
		if err != nil || text == "" {
			return err
		}
		return json.Unmarshal([]byte(text), &n)
	})
	return n.tl(), err
}

// setReactionsNotifySettings sets it.
// https://core.telegram.org/method/account.setReactionsNotifySettings
func (f *Feature) setReactionsNotifySettings(ctx context.Context, c rpc.Caller, q *tl.AccountSetReactionsNotifySettings) (*tl.ReactionsNotifySettings, error) {
	n := reactionsNotify{From: "nobody", Sound: soundFrom(q.Settings.Sound), Previews: q.Settings.ShowPreviews}
	switch q.Settings.MessagesNotifyFrom.(type) {
	case *tl.ReactionNotificationsFromAll:
		n.From = "all"
	case *tl.ReactionNotificationsFromContacts:
		n.From = "contacts"
	}
	text, err := json.Marshal(n)
	if err != nil {
		return nil, err
	}
	err = f.db.Write(ctx, func(tx *db.Tx) error { return putSetting(tx, c.User, settingReactions, string(text)) })
	return n.tl(), err
}

func (n reactionsNotify) tl() *tl.ReactionsNotifySettings {
	out := &tl.ReactionsNotifySettings{ShowPreviews: n.Previews, Sound: soundTL(n.Sound)}
	if out.Sound == nil {
		out.Sound = &tl.NotificationSoundDefault{}
	}
	switch n.From {
	case "all":
		out.MessagesNotifyFrom = &tl.ReactionNotificationsFromAll{}
	case "contacts":
		out.MessagesNotifyFrom = &tl.ReactionNotificationsFromContacts{}
	}
	return out
}

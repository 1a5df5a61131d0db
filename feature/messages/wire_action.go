package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/tl"
)

// The actions that this feature posts.
const (
	actionPin   = "pin"
	actionClear = "history_clear"
	actionJoin  = "contact_sign_up"
	actionTimer = chats.ActionTTL
)

// actionTL renders what a service message reports.
// https://core.telegram.org/type/MessageAction
func actionTL(a *content.Action) tl.MessageActionClass {
	if a == nil {
		return &tl.MessageActionEmpty{}
	}
	switch a.Type {
	case actionPin:
		return &tl.MessageActionPinMessage{}
	case actionClear:
		return &tl.MessageActionHistoryClear{}
	case actionJoin:
		return &tl.MessageActionContactSignUp{}
	case actionTimer:
		out := &tl.MessageActionSetMessagesTTL{Period: a.N}
		if a.Peer != 0 {
			out.AutoSettingFrom = tl.Some(a.Peer)
		}
		return out
	case chats.ActionCreate:
		return &tl.MessageActionChatCreate{Title: a.Title, Users: a.Users}
	case chats.ActionAdd:
		return &tl.MessageActionChatAddUser{Users: a.Users}
	case chats.ActionDelete:
		if len(a.Users) == 1 {
			return &tl.MessageActionChatDeleteUser{UserID: a.Users[0]}
		}
	case chats.ActionTitle:
		return &tl.MessageActionChatEditTitle{Title: a.Title}
	case chats.ActionNoPhoto:
		return &tl.MessageActionChatDeletePhoto{}
	case chats.ActionJoin:
		if len(a.Users) == 1 {
			return &tl.MessageActionChatJoinedByLink{InviterID: a.Users[0]}
		}
	case channels.ActionJoinRequest:
		return &tl.MessageActionChatJoinedByRequest{}
	case channels.ActionCreate:
		return &tl.MessageActionChannelCreate{Title: a.Title}
	case channels.ActionTopicCreate:
		return &tl.MessageActionTopicCreate{Title: a.Title, IconColor: a.N}
	case channels.ActionTopicEdit:
		return topicEditTL(a)
	case channels.ActionMigrateTo:
		return &tl.MessageActionChatMigrateTo{ChannelID: box.Peer(a.Peer).ID()}
	case channels.ActionMigrateFrom:
		return &tl.MessageActionChannelMigrateFrom{Title: a.Title, ChatID: box.Peer(a.Peer).ID()}
	}
	return &tl.MessageActionEmpty{}
}

// topicEditTL renders what was changed of a topic.
func topicEditTL(a *content.Action) *tl.MessageActionTopicEdit {
	out := &tl.MessageActionTopicEdit{}
	switch a.Text {
	case channels.TopicClosed, channels.TopicOpened:
		out.Closed = tl.Some(a.Text == channels.TopicClosed)
	case channels.TopicHidden, channels.TopicShown:
		out.Hidden = tl.Some(a.Text == channels.TopicHidden)
	}
	if a.Title != "" {
		out.Title = tl.Some(a.Title)
	}
	return out
}

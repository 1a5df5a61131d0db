package e2e

import (
	"context"
	"fmt"
	"strings"

	"github.com/gotd/td/tg"
)

// Groups is what a client does with groups and channels. They are named as the Bot API does: a basic group by its negated id, a supergroup
// or channel by -1000000000000 and its negated id.
type Groups interface {
	NewGroup(title string, with ...int64) (chat int64, err error)
	NewChannel(title string, broadcast bool) (chat int64, err error)
	Invite(chat, who int64) error
	Remove(chat, who int64) error
	Link(chat int64) (string, error)
	Join(link string) (chat int64, err error)
	Leave(chat int64) error
	Rename(chat int64, title string) error
	SendIn(chat int64, text string, replyTo int) (id int, err error)
	EditIn(chat int64, id int, text string) error
	DeleteIn(chat int64, ids []int) error
	HistoryIn(chat int64, limit int) ([]Message, error) // newest first
}

const channelMark = 1_000_000_000_000

// The libraries on Node have a command for each.

func (c *nodeClient) group(do string, args map[string]any) (chat int64, err error) {
	args["do"] = do
	var out nodeID
	err = c.do("group", args, &out)
	return out.ID, err
}

func (c *nodeClient) NewGroup(title string, with ...int64) (int64, error) {
	return c.group("newGroup", map[string]any{"title": title, "with": with})
}

func (c *nodeClient) NewChannel(title string, broadcast bool) (int64, error) {
	return c.group("newChannel", map[string]any{"title": title, "broadcast": broadcast})
}

func (c *nodeClient) Invite(chat, who int64) error {
	_, err := c.group("invite", map[string]any{"chat": chat, "who": who})
	return err
}

func (c *nodeClient) Remove(chat, who int64) error {
	_, err := c.group("remove", map[string]any{"chat": chat, "who": who})
	return err
}

func (c *nodeClient) Link(chat int64) (string, error) {
	var out struct {
		Link string `json:"link"`
	}
	err := c.do("group", map[string]any{"do": "link", "chat": chat}, &out)
	return out.Link, err
}

func (c *nodeClient) Join(link string) (int64, error) {
	return c.group("join", map[string]any{"link": link})
}

func (c *nodeClient) Leave(chat int64) error {
	_, err := c.group("leave", map[string]any{"chat": chat})
	return err
}

func (c *nodeClient) Rename(chat int64, title string) error {
	_, err := c.group("rename", map[string]any{"chat": chat, "title": title})
	return err
}

func (c *nodeClient) SendIn(chat int64, text string, replyTo int) (int, error) {
	return c.Send(chat, text, replyTo)
}

func (c *nodeClient) EditIn(chat int64, id int, text string) error { return c.Edit(chat, id, text) }

func (c *nodeClient) DeleteIn(chat int64, ids []int) error { return c.Delete(chat, ids, true) }

func (c *nodeClient) HistoryIn(chat int64, limit int) ([]Message, error) {
	return c.History(chat, limit)
}

// learn keeps the access hashes of channels.
func (c *gotdClient) learn(chats []tg.ChatClass) (chat int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, x := range chats {
		switch x := x.(type) {
		case *tg.Channel:
			if !x.Min {
				c.hashes[-channelMark-x.ID] = x.AccessHash
				chat = -channelMark - x.ID
			}
		case *tg.Chat:
			chat = -x.ID
		}
	}
	return chat
}

func (c *gotdClient) chat(chat int64) tg.InputPeerClass {
	if chat > -channelMark {
		return &tg.InputPeerChat{ChatID: -chat}
	}
	ch := c.channel(chat)
	return &tg.InputPeerChannel{ChannelID: ch.ChannelID, AccessHash: ch.AccessHash}
}

func (c *gotdClient) channel(chat int64) *tg.InputChannel {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &tg.InputChannel{ChannelID: -chat - channelMark, AccessHash: c.hashes[chat]}
}

func (c *gotdClient) user(id int64) tg.InputUserClass {
	p := c.peer(id)
	return &tg.InputUser{UserID: p.UserID, AccessHash: p.AccessHash}
}

// updated runs a call that is answered with updates, and returns the chat that they name.
func (c *gotdClient) updated(fn func(ctx context.Context) (tg.UpdatesClass, error)) (chat int64, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := fn(ctx)
		if u, ok := res.(*tg.Updates); ok {
			chat = c.learn(u.Chats)
		}
		return err
	})
	return chat, err
}

func (c *gotdClient) NewGroup(title string, with ...int64) (int64, error) {
	req := &tg.MessagesCreateChatRequest{Title: title}
	for _, id := range with {
		req.Users = append(req.Users, c.user(id))
	}
	return c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		res, err := c.api.MessagesCreateChat(ctx, req)
		if err != nil {
			return nil, err
		}
		return res.Updates, nil
	})
}

func (c *gotdClient) NewChannel(title string, broadcast bool) (int64, error) {
	return c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.ChannelsCreateChannel(ctx, &tg.ChannelsCreateChannelRequest{Title: title, Broadcast: broadcast, Megagroup: !broadcast})
	})
}

func (c *gotdClient) Invite(chat, who int64) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		if chat > -channelMark {
			res, err := c.api.MessagesAddChatUser(ctx, &tg.MessagesAddChatUserRequest{ChatID: -chat, UserID: c.user(who)})
			if err != nil {
				return nil, err
			}
			return res.Updates, nil
		}
		res, err := c.api.ChannelsInviteToChannel(ctx, &tg.ChannelsInviteToChannelRequest{Channel: c.channel(chat), Users: []tg.InputUserClass{c.user(who)}})
		if err != nil {
			return nil, err
		}
		return res.Updates, nil
	})
	return err
}

func (c *gotdClient) Remove(chat, who int64) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		if chat > -channelMark {
			return c.api.MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: -chat, UserID: c.user(who)})
		}
		return c.api.ChannelsEditBanned(ctx, &tg.ChannelsEditBannedRequest{
			Channel: c.channel(chat), Participant: c.peer(who), BannedRights: tg.ChatBannedRights{ViewMessages: true},
		})
	})
	return err
}

func (c *gotdClient) Link(chat int64) (link string, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesExportChatInvite(ctx, &tg.MessagesExportChatInviteRequest{Peer: c.chat(chat)})
		if err != nil {
			return err
		}
		x, ok := res.(*tg.ChatInviteExported)
		if !ok {
			return fmt.Errorf("exportChatInvite answered %T", res)
		}
		link = x.Link
		return nil
	})
	return link, err
}

func (c *gotdClient) Join(link string) (int64, error) {
	return c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		res, err := c.api.MessagesImportChatInvite(ctx, link[strings.LastIndex(link, "+")+1:])
		if err != nil {
			return nil, err
		}
		ok, is := res.(*tg.MessagesChatInviteJoinResultOk)
		if !is {
			return nil, fmt.Errorf("importChatInvite answered %T", res)
		}
		return ok.Updates, nil
	})
}

func (c *gotdClient) Leave(chat int64) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		if chat > -channelMark {
			return c.api.MessagesDeleteChatUser(ctx, &tg.MessagesDeleteChatUserRequest{ChatID: -chat, UserID: &tg.InputUserSelf{}})
		}
		return c.api.ChannelsLeaveChannel(ctx, c.channel(chat))
	})
	return err
}

func (c *gotdClient) Rename(chat int64, title string) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		if chat > -channelMark {
			return c.api.MessagesEditChatTitle(ctx, &tg.MessagesEditChatTitleRequest{ChatID: -chat, Title: title})
		}
		return c.api.ChannelsEditTitle(ctx, &tg.ChannelsEditTitleRequest{Channel: c.channel(chat), Title: title})
	})
	return err
}

func (c *gotdClient) SendIn(chat int64, text string, replyTo int) (id int, err error) {
	random := newRandomID()
	req := &tg.MessagesSendMessageRequest{Peer: c.chat(chat), Message: text, RandomID: random}
	if replyTo != 0 {
		req.SetReplyTo(&tg.InputReplyToMessage{ReplyToMsgID: replyTo})
	}
	_, err = c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		res, err := c.api.MessagesSendMessage(ctx, req)
		if err != nil {
			return nil, err
		}
		id, err = sentID(res, random)
		return res, err
	})
	return id, err
}

func (c *gotdClient) EditIn(chat int64, id int, text string) error {
	req := &tg.MessagesEditMessageRequest{Peer: c.chat(chat), ID: id}
	req.SetMessage(text)
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) { return c.api.MessagesEditMessage(ctx, req) })
	return err
}

func (c *gotdClient) DeleteIn(chat int64, ids []int) error {
	if chat > -channelMark {
		return c.Delete(0, ids, true)
	}
	return c.with(func(ctx context.Context) error {
		_, err := c.api.ChannelsDeleteMessages(ctx, &tg.ChannelsDeleteMessagesRequest{Channel: c.channel(chat), ID: ids})
		return err
	})
}

func (c *gotdClient) HistoryIn(chat int64, limit int) (out []Message, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesGetHistory(ctx, &tg.MessagesGetHistoryRequest{Peer: c.chat(chat), Limit: limit})
		if err != nil {
			return err
		}
		page, ok := res.AsModified()
		if !ok {
			return fmt.Errorf("getHistory answered %T", res)
		}
		for _, m := range page.GetMessages() {
			if m, ok := m.(*tg.Message); ok {
				out = append(out, c.message(m))
			}
		}
		return nil
	})
	return out, err
}

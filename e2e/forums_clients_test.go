package e2e

import (
	"context"
	"fmt"

	"github.com/gotd/td/tg"
)

// Forums is what a client does with the topics of a supergroup. GramJS calls the methods by the names that they had until layer 214.
type Forums interface {
	Forum(chat int64, on bool) error
	NewTopic(chat int64, title string) (topic int, err error)
	SendTo(chat int64, topic int, text string) (id int, err error)
	Topic(chat int64, topic int) ([]Message, error) // newest first, without service messages
	Topics(chat int64) ([]Topic, error)
	ReadTopic(chat int64, topic, upto int) error
	CloseTopic(chat int64, topic int) error
	PinTopic(chat int64, topic int) error
	DropTopic(chat int64, topic int) error
}

// Topic is what a client shows of one.
type Topic struct {
	ID     int    `json:"id"`
	Title  string `json:"title"`
	Unread int    `json:"unread"`
	Closed bool   `json:"closed"`
	Pinned bool   `json:"pinned"`
}

func (c *nodeClient) forum(do string, chat int64, args map[string]any, out any) error {
	if args == nil {
		args = map[string]any{}
	}
	args["do"], args["chat"] = do, chat
	return c.do("forum", args, out)
}

func (c *nodeClient) Forum(chat int64, on bool) error {
	return c.forum("forum", chat, map[string]any{"on": on}, nil)
}

func (c *nodeClient) NewTopic(chat int64, title string) (int, error) {
	var out struct{ ID int }
	err := c.forum("newTopic", chat, map[string]any{"title": title}, &out)
	return out.ID, err
}

func (c *nodeClient) SendTo(chat int64, topic int, text string) (int, error) {
	var out struct{ ID int }
	err := c.forum("send", chat, map[string]any{"topic": topic, "text": text}, &out)
	return out.ID, err
}

func (c *nodeClient) Topic(chat int64, topic int) (out []Message, err error) {
	err = c.forum("topic", chat, map[string]any{"topic": topic}, &out)
	return out, err
}

func (c *nodeClient) Topics(chat int64) (out []Topic, err error) {
	err = c.forum("topics", chat, nil, &out)
	return out, err
}

func (c *nodeClient) ReadTopic(chat int64, topic, upto int) error {
	return c.forum("read", chat, map[string]any{"topic": topic, "upto": upto}, nil)
}

func (c *nodeClient) CloseTopic(chat int64, topic int) error {
	return c.forum("close", chat, map[string]any{"topic": topic}, nil)
}

func (c *nodeClient) PinTopic(chat int64, topic int) error {
	return c.forum("pin", chat, map[string]any{"topic": topic}, nil)
}

func (c *nodeClient) DropTopic(chat int64, topic int) error {
	return c.forum("drop", chat, map[string]any{"topic": topic}, nil)
}

func (c *gotdClient) Forum(chat int64, on bool) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.ChannelsToggleForum(ctx, &tg.ChannelsToggleForumRequest{Channel: c.channel(chat), Enabled: on})
	})
	return err
}

func (c *gotdClient) NewTopic(chat int64, title string) (topic int, err error) {
	random := newRandomID()
	_, err = c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		res, err := c.api.MessagesCreateForumTopic(ctx, &tg.MessagesCreateForumTopicRequest{Peer: c.chat(chat), Title: title, RandomID: random})
		if err != nil {
			return nil, err
		}
		topic, err = sentID(res, random)
		return res, err
	})
	return topic, err
}

func (c *gotdClient) SendTo(chat int64, topic int, text string) (id int, err error) {
	random := newRandomID()
	to := &tg.InputReplyToMessage{ReplyToMsgID: topic}
	to.SetTopMsgID(topic)
	req := &tg.MessagesSendMessageRequest{Peer: c.chat(chat), Message: text, RandomID: random}
	req.SetReplyTo(to)
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

func (c *gotdClient) Topic(chat int64, topic int) (out []Message, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesGetReplies(ctx, &tg.MessagesGetRepliesRequest{Peer: c.chat(chat), MsgID: topic, Limit: 100})
		if err != nil {
			return err
		}
		page, ok := res.AsModified()
		if !ok {
			return fmt.Errorf("getReplies answered %T", res)
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

func (c *gotdClient) Topics(chat int64) (out []Topic, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesGetForumTopics(ctx, &tg.MessagesGetForumTopicsRequest{Peer: c.chat(chat), Limit: 100})
		if err != nil {
			return err
		}
		for _, x := range res.Topics {
			if t, ok := x.(*tg.ForumTopic); ok {
				out = append(out, Topic{ID: t.ID, Title: t.Title, Unread: t.UnreadCount, Closed: t.Closed, Pinned: t.Pinned})
			}
		}
		return nil
	})
	return out, err
}

func (c *gotdClient) ReadTopic(chat int64, topic, upto int) error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.MessagesReadDiscussion(ctx, &tg.MessagesReadDiscussionRequest{Peer: c.chat(chat), MsgID: topic, ReadMaxID: upto})
		return err
	})
}

func (c *gotdClient) CloseTopic(chat int64, topic int) error {
	req := &tg.MessagesEditForumTopicRequest{Peer: c.chat(chat), TopicID: topic}
	req.SetClosed(true)
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) { return c.api.MessagesEditForumTopic(ctx, req) })
	return err
}

func (c *gotdClient) PinTopic(chat int64, topic int) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.MessagesUpdatePinnedForumTopic(ctx, &tg.MessagesUpdatePinnedForumTopicRequest{Peer: c.chat(chat), TopicID: topic, Pinned: true})
	})
	return err
}

func (c *gotdClient) DropTopic(chat int64, topic int) error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.MessagesDeleteTopicHistory(ctx, &tg.MessagesDeleteTopicHistoryRequest{Peer: c.chat(chat), TopMsgID: topic})
		return err
	})
}

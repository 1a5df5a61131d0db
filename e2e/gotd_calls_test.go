package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/telegram/auth"
	"github.com/gotd/td/telegram/query/messages"
	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// with runs a call within the connection and patience.
func (c *gotdClient) with(fn func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	err := fn(ctx)
	var e *tgerr.Error
	if errors.As(err, &e) {
		return &Refusal{Code: e.Code, Text: e.Message}
	}
	return err
}

func (c *gotdClient) SignUp(phone, first, last string) (id int64, err error) {
	err = c.with(func(ctx context.Context) error {
		hash, err := c.code(ctx, phone)
		if err != nil {
			return err
		}
		var required *auth.SignUpRequired
		if _, err := c.client.Auth().SignIn(ctx, phone, devCode, hash); !errors.As(err, &required) {
			return fmt.Errorf("asked to sign up, was answered %w", err)
		}
		in, err := c.client.Auth().SignUp(ctx, auth.SignUp{PhoneNumber: phone, PhoneCodeHash: hash, FirstName: first, LastName: last})
		if err != nil {
			return err
		}
		id, err = c.signedIn(in)
		return err
	})
	return id, err
}

func (c *gotdClient) SignIn(phone string) (id int64, err error) {
	err = c.with(func(ctx context.Context) error {
		hash, err := c.code(ctx, phone)
		if err != nil {
			return err
		}
		in, err := c.client.Auth().SignIn(ctx, phone, devCode, hash)
		if err != nil {
			return err
		}
		id, err = c.signedIn(in)
		return err
	})
	return id, err
}

func (c *gotdClient) code(ctx context.Context, phone string) (hash string, err error) {
	sent, err := c.client.Auth().SendCode(ctx, phone, auth.SendCodeOptions{})
	if err != nil {
		return "", err
	}
	code, ok := sent.(*tg.AuthSentCode)
	if !ok {
		return "", fmt.Errorf("asked for a code, was answered %T", sent)
	}
	return code.PhoneCodeHash, nil
}

func (c *gotdClient) signedIn(in *tg.AuthAuthorization) (int64, error) {
	c.see(in.User)
	id := in.User.GetID()
	return id, c.follow(id)
}

func (c *gotdClient) SignOut() error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.AuthLogOut(ctx)
		return err
	})
}

func (c *gotdClient) Import(phone, first string) (ids []int64, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.ContactsImportContacts(ctx, []tg.InputPhoneContact{{ClientID: 1, Phone: phone, FirstName: first}})
		if err != nil {
			return err
		}
		for _, u := range res.Users {
			c.see(u)
		}
		for _, i := range res.Imported {
			ids = append(ids, i.UserID)
		}
		return nil
	})
	return ids, err
}

func (c *gotdClient) Send(to int64, text string, replyTo int) (id int, err error) {
	return c.SendAs(context.Background(), to, text, replyTo, newRandomID())
}

// SendAs sends with a random_id of the caller's, so that it can be sent again.
func (c *gotdClient) SendAs(ctx context.Context, to int64, text string, replyTo int, randomID int64) (id int, err error) {
	req := &tg.MessagesSendMessageRequest{Peer: c.peer(to), Message: text, RandomID: randomID}
	if replyTo != 0 {
		req.SetReplyTo(&tg.InputReplyToMessage{ReplyToMsgID: replyTo})
	}
	err = c.with(func(within context.Context) error {
		within, cancel := context.WithCancel(within)
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		res, err := c.api.MessagesSendMessage(within, req)
		if err != nil {
			return err
		}
		id, err = sentID(res, randomID)
		return err
	})
	return id, err
}

// sentID finds which id a message got.
func sentID(res tg.UpdatesClass, randomID int64) (int, error) {
	switch res := res.(type) {
	case *tg.UpdateShortSentMessage:
		return res.ID, nil
	case *tg.Updates:
		for _, u := range res.Updates {
			if u, ok := u.(*tg.UpdateMessageID); ok && u.RandomID == randomID {
				return u.ID, nil
			}
		}
	}
	return 0, fmt.Errorf("the answer to a send tells no id: %v", res)
}

func (c *gotdClient) Edit(peer int64, id int, text string) error {
	req := &tg.MessagesEditMessageRequest{Peer: c.peer(peer), ID: id}
	req.SetMessage(text)
	return c.with(func(ctx context.Context) error {
		_, err := c.api.MessagesEditMessage(ctx, req)
		return err
	})
}

func (c *gotdClient) Delete(_ int64, ids []int, revoke bool) error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.MessagesDeleteMessages(ctx, &tg.MessagesDeleteMessagesRequest{ID: ids, Revoke: revoke})
		return err
	})
}

func (c *gotdClient) Read(peer int64, upTo int) error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.MessagesReadHistory(ctx, &tg.MessagesReadHistoryRequest{Peer: c.peer(peer), MaxID: upTo})
		return err
	})
}

func (c *gotdClient) Typing(peer int64) error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.MessagesSetTyping(ctx, &tg.MessagesSetTypingRequest{Peer: c.peer(peer), Action: &tg.SendMessageTypingAction{}})
		return err
	})
}

// History reads the newest messages, in pages as gotd's iterator does.
func (c *gotdClient) History(peer int64, limit int) (out []Message, err error) {
	err = c.with(func(ctx context.Context) error {
		it := messages.NewQueryBuilder(c.api).GetHistory(c.peer(peer)).BatchSize(min(limit, 100)).Iter()
		for len(out) < limit && it.Next(ctx) {
			if m, ok := it.Value().Msg.(*tg.Message); ok {
				out = append(out, c.message(m))
			}
		}
		return it.Err()
	})
	return out, err
}

func (c *gotdClient) Dialogs() (out []Dialog, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.MessagesGetDialogs(ctx, &tg.MessagesGetDialogsRequest{OffsetPeer: &tg.InputPeerEmpty{}, Limit: 100})
		if err != nil {
			return err
		}
		page, ok := res.AsModified()
		if !ok {
			return errors.New("asked for dialogs, was answered that nothing changed")
		}
		for _, d := range page.GetDialogs() {
			if d, ok := d.(*tg.Dialog); ok {
				out = append(out, Dialog{
					Peer: peerID(d.Peer), Top: d.TopMessage, Unread: d.UnreadCount, ReadIn: d.ReadInboxMaxID, ReadOut: d.ReadOutboxMaxID,
				})
			}
		}
		return nil
	})
	return out, err
}

func (c *gotdClient) Layer() (int, error) { return tg.Layer, nil }

// Call calls a method by its name. Arguments are set by the names of gotd's fields; those that are TL objects cannot be given.
func (c *gotdClient) Call(method string, args map[string]any) (json.RawMessage, error) {
	id, err := methodID(method)
	if err != nil {
		return nil, err
	}
	req := tg.TypesConstructorMap()[id]()
	v := reflect.ValueOf(req).Elem()
	for name, arg := range args {
		f := v.FieldByName(name)
		if !f.IsValid() {
			return nil, fmt.Errorf("%s has no %s", method, name)
		}
		f.Set(reflect.ValueOf(arg).Convert(f.Type()))
	}
	var res anything
	if err := c.with(func(ctx context.Context) error { return c.client.Invoke(ctx, req, &res) }); err != nil {
		return nil, err
	}
	return json.Marshal(fmt.Sprintf("%x", res.raw))
}

// methodID finds a method's constructor. Names in gotd's table have the constructor's id behind a #.
func methodID(method string) (uint32, error) {
	for id, name := range tg.TypesMap() {
		if name, _, _ := strings.Cut(name, "#"); name == method {
			return id, nil
		}
	}
	return 0, fmt.Errorf("gotd knows no %s", method)
}

// anything takes whatever is answered.
type anything struct{ raw []byte }

func (a *anything) Decode(b *bin.Buffer) error {
	a.raw = append(a.raw, b.Buf...)
	b.Buf = nil
	return nil
}

// ctx is short for what every call of gotd's takes.
type ctx = context.Context

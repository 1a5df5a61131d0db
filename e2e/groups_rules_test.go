package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gotd/td/tg"
)

// Rules is what admins do with groups and channels, and how strangers find them.
type Rules interface {
	Pin(chat int64, id int) error
	Promote(chat, who int64, rights ...string) error // by the protocol's names, none takes them away
	Restrict(chat, who int64, silent bool) error     // one person
	Quiet(chat int64, silent bool) error             // everybody who is no admin
	SomeLink(chat int64, l Limits) (string, error)
	LetIn(chat int64) error // everybody who asks
	Slow(chat int64, seconds int) error
	Name(chat int64, username string) error // "" makes it private
	JoinNamed(username string) (chat int64, err error)
	End(chat int64) error
}

// Limits are what a link allows.
type Limits struct {
	Request bool
	Uses    int
	Expires int64 // unix seconds, 0 is never
}

func (p *Person) rules() Rules { return p.Client.(Rules) }

func (c *nodeClient) Pin(chat int64, id int) error {
	_, err := c.group("pin", map[string]any{"chat": chat, "id": id})
	return err
}

func (c *nodeClient) Promote(chat, who int64, rights ...string) error {
	_, err := c.group("promote", map[string]any{"chat": chat, "who": who, "rights": append([]string{}, rights...)})
	return err
}

func (c *nodeClient) Restrict(chat, who int64, silent bool) error {
	_, err := c.group("restrict", map[string]any{"chat": chat, "who": who, "silent": silent})
	return err
}

func (c *nodeClient) Quiet(chat int64, silent bool) error {
	_, err := c.group("quiet", map[string]any{"chat": chat, "silent": silent})
	return err
}

func (c *nodeClient) SomeLink(chat int64, l Limits) (string, error) {
	var out struct {
		Link string `json:"link"`
	}
	err := c.do("group", map[string]any{"do": "someLink", "chat": chat, "request": l.Request, "limit": l.Uses, "expires": l.Expires}, &out)
	return out.Link, err
}

func (c *nodeClient) LetIn(chat int64) error {
	_, err := c.group("letIn", map[string]any{"chat": chat})
	return err
}

func (c *nodeClient) Slow(chat int64, seconds int) error {
	_, err := c.group("slow", map[string]any{"chat": chat, "seconds": seconds})
	return err
}

func (c *nodeClient) Name(chat int64, username string) error {
	_, err := c.group("name", map[string]any{"chat": chat, "name": username})
	return err
}

func (c *nodeClient) JoinNamed(username string) (int64, error) {
	return c.group("joinNamed", map[string]any{"name": username})
}

func (c *nodeClient) End(chat int64) error {
	_, err := c.group("end", map[string]any{"chat": chat})
	return err
}

func (c *gotdClient) Pin(chat int64, id int) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.MessagesUpdatePinnedMessage(ctx, &tg.MessagesUpdatePinnedMessageRequest{Peer: c.chat(chat), ID: id})
	})
	return err
}

func (c *gotdClient) Promote(chat, who int64, rights ...string) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.ChannelsEditAdmin(ctx, &tg.ChannelsEditAdminRequest{
			Channel: c.channel(chat), UserID: c.user(who), AdminRights: tg.ChatAdminRights{
				PostMessages: slices.Contains(rights, "postMessages"), BanUsers: slices.Contains(rights, "banUsers"),
				ChangeInfo: slices.Contains(rights, "changeInfo"), InviteUsers: slices.Contains(rights, "inviteUsers"),
			},
		})
	})
	return err
}

func silenced(silent bool) tg.ChatBannedRights {
	return tg.ChatBannedRights{SendMessages: silent, SendPlain: silent}
}

func (c *gotdClient) Restrict(chat, who int64, silent bool) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.ChannelsEditBanned(ctx, &tg.ChannelsEditBannedRequest{
			Channel: c.channel(chat), Participant: c.peer(who), BannedRights: silenced(silent),
		})
	})
	return err
}

func (c *gotdClient) Quiet(chat int64, silent bool) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.MessagesEditChatDefaultBannedRights(ctx, &tg.MessagesEditChatDefaultBannedRightsRequest{
			Peer: c.chat(chat), BannedRights: silenced(silent),
		})
	})
	return err
}

func (c *gotdClient) SomeLink(chat int64, l Limits) (link string, err error) {
	err = c.with(func(ctx context.Context) error {
		req := &tg.MessagesExportChatInviteRequest{Peer: c.chat(chat), RequestNeeded: l.Request}
		if l.Uses != 0 {
			req.SetUsageLimit(l.Uses)
		}
		if l.Expires != 0 {
			req.SetExpireDate(int(l.Expires))
		}
		res, err := c.api.MessagesExportChatInvite(ctx, req)
		if x, ok := res.(*tg.ChatInviteExported); ok {
			link = x.Link
		}
		return err
	})
	return link, err
}

func (c *gotdClient) LetIn(chat int64) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.MessagesHideAllChatJoinRequests(ctx, &tg.MessagesHideAllChatJoinRequestsRequest{Peer: c.chat(chat), Approved: true})
	})
	return err
}

func (c *gotdClient) Slow(chat int64, seconds int) error {
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.ChannelsToggleSlowMode(ctx, &tg.ChannelsToggleSlowModeRequest{Channel: c.channel(chat), Seconds: seconds})
	})
	return err
}

func (c *gotdClient) Name(chat int64, username string) error {
	return c.with(func(ctx context.Context) error {
		_, err := c.api.ChannelsUpdateUsername(ctx, &tg.ChannelsUpdateUsernameRequest{Channel: c.channel(chat), Username: username})
		return err
	})
}

func (c *gotdClient) JoinNamed(username string) (chat int64, err error) {
	err = c.with(func(ctx context.Context) error {
		res, err := c.api.ContactsResolveUsername(ctx, &tg.ContactsResolveUsernameRequest{Username: username})
		if err != nil {
			return err
		}
		chat = c.learn(res.Chats)
		_, err = c.api.ChannelsJoinChannel(ctx, c.channel(chat))
		return err
	})
	return chat, err
}

func (c *gotdClient) End(chat int64) error {
	if chat > -channelMark {
		return c.with(func(ctx context.Context) error {
			_, err := c.api.MessagesDeleteChat(ctx, -chat)
			return err
		})
	}
	_, err := c.updated(func(ctx context.Context) (tg.UpdatesClass, error) {
		return c.api.ChannelsDeleteChannel(ctx, c.channel(chat))
	})
	return err
}

// refusedFor fails the test unless err is a refusal that says to wait. Libraries put the number of seconds into it in ways of their own.
func (p *Person) refusedFor(err error) {
	p.t.Helper()
	var r *Refusal
	if !errors.As(err, &r) || r.Code != 420 {
		p.t.Errorf("%s wants to be told to wait and got: %v", p.name, err)
	}
}

// TestRulesOfGroups has admins rule a supergroup and a channel, each library once as their owner, and those whom they rule try what they may not.
func TestRulesOfGroups(t *testing.T) {
	eachOwner(t, func(t *testing.T, i int, alice, bob, carol *Person) {
		bob.Meets(carol)
		var late func(carol *Person)
		t.Run("a link while it works", func(t *testing.T) { late = linkThatEnds(alice.On(t), bob.On(t)) })
		t.Run("supergroup", func(t *testing.T) {
			rulesOfASupergroup(alice.On(t), bob.On(t), carol.On(t), fmt.Sprintf("the_town_%d", i))
		})
		t.Run("channel", func(t *testing.T) {
			rulesOfAChannel(alice.On(t), bob.On(t), carol.On(t), fmt.Sprintf("the_gazette_%d", i))
		})
		t.Run("the link after its end", func(t *testing.T) { late(carol.On(t)) })
	})
}

// linkThatEnds makes a link for some seconds, by which bob comes in time. What it returns has somebody come too late.
func linkThatEnds(alice, bob *Person) (late func(*Person)) {
	g, err := alice.groups().NewChannel("the passing show", false)
	alice.must("make a supergroup", err)
	end := time.Now().Add(15 * time.Second).Unix()
	link, err := alice.rules().SomeLink(g, Limits{Expires: end})
	alice.must("make a link for some seconds", err)
	at, err := bob.groups().Join(link)
	bob.must("join in time", err)
	if at != g {
		bob.t.Errorf("the link leads to %d, not %d", at, g)
	}
	return func(carol *Person) {
		time.Sleep(time.Until(time.Unix(end+1, 0)))
		_, err := carol.groups().Join(link)
		carol.refusedWith(err, "INVITE_HASH_EXPIRED")
		_, err = carol.groups().HistoryIn(g, 10)
		if err == nil {
			carol.t.Error("who came too late reads what is said")
		}
	}
}

func rulesOfASupergroup(alice, bob, carol *Person, name string) {
	g, err := alice.groups().NewChannel("the town", false)
	alice.must("make a supergroup", err)
	one, err := alice.rules().SomeLink(g, Limits{Uses: 1})
	alice.must("make a link for one", err)
	_, err = bob.groups().Join(one)
	bob.must("join", err)
	_, err = carol.groups().Join(one)
	carol.refusedWith(err, "INVITE_HASH_EXPIRED")
	asking, err := alice.rules().SomeLink(g, Limits{Request: true})
	alice.must("make a link to ask by", err)
	_, err = carol.groups().Join(asking)
	carol.refusedWith(err, "INVITE_REQUEST_SENT")
	alice.must("let in", alice.rules().LetIn(g))
	first, err := alice.groups().SendIn(g, "order, order", 0)
	alice.must("write", err)
	for _, p := range []*Person{bob, carol} {
		p.WantText("order, order")
	}
	soon, err := alice.rules().SomeLink(g, Limits{Expires: time.Now().Add(time.Hour).Unix()})
	alice.must("make a link for an hour", err)
	if soon == one || soon == asking {
		alice.t.Error("two links are the same")
	}

	// What members may not.
	carol.refusedWith(carol.rules().Quiet(g, true), "CHAT_ADMIN_REQUIRED")
	carol.refusedWith(carol.rules().Slow(g, 10), "CHAT_ADMIN_REQUIRED")
	carol.refusedWith(carol.rules().Name(g, name), "CHAT_ADMIN_REQUIRED")
	carol.refusedWith(carol.rules().End(g), "CHAT_ADMIN_REQUIRED")
	carol.refusedWith(carol.rules().Restrict(g, alice.ID, true), "CHAT_ADMIN_REQUIRED")
	carol.refusedWith(carol.rules().LetIn(g), "CHAT_ADMIN_REQUIRED")
	_, err = carol.rules().SomeLink(g, Limits{})
	carol.refusedWith(err, "CHAT_ADMIN_REQUIRED")
	alice.must("pin", alice.rules().Pin(g, first))

	// An admin of some rights, who restricts somebody.
	alice.must("promote", alice.rules().Promote(g, bob.ID, "banUsers"))
	bob.must("restrict", bob.rules().Restrict(g, carol.ID, true))
	_, err = carol.groups().SendIn(g, "but", 0)
	carol.refusedWith(err, "USER_BANNED_IN_CHANNEL")
	bob.refusedWith(bob.groups().Rename(g, "Bobtown"), "CHAT_ADMIN_REQUIRED")
	bob.must("lift it", bob.rules().Restrict(g, carol.ID, false))
	_, err = carol.groups().SendIn(g, "thank you", 0)
	carol.must("write", err)
	alice.must("dismiss", alice.rules().Promote(g, bob.ID))
	bob.refusedWith(bob.rules().Restrict(g, carol.ID, true), "CHAT_ADMIN_REQUIRED")

	// Nobody but admins writes; then slowly.
	alice.must("quiet", alice.rules().Quiet(g, true))
	_, err = carol.groups().SendIn(g, "hello?", 0)
	carol.refusedWith(err, "CHAT_WRITE_FORBIDDEN")
	alice.must("no longer", alice.rules().Quiet(g, false))
	alice.must("slow", alice.rules().Slow(g, 3600))
	_, err = bob.groups().SendIn(g, "once", 0)
	bob.must("write", err)
	_, err = bob.groups().SendIn(g, "and twice", 0)
	bob.refusedFor(err)
	alice.must("end it", alice.rules().End(g))
	_, err = carol.groups().HistoryIn(g, 10)
	carol.refusedWith(err, "CHANNEL_PRIVATE")
}

func rulesOfAChannel(alice, bob, carol *Person, name string) {
	c, err := alice.groups().NewChannel("the gazette", true)
	alice.must("make a channel", err)
	alice.must("name", alice.rules().Name(c, name))
	for _, p := range []*Person{bob, carol} {
		at, err := p.rules().JoinNamed(name)
		p.must("join by name", err)
		if at != c {
			p.t.Errorf("the name leads to %d, not %d", at, c)
		}
	}
	post, err := alice.groups().SendIn(c, "extra", 0)
	alice.must("post", err)
	bob.WantText("extra")
	bob.refusedWith(bob.rules().Pin(c, post), "CHAT_ADMIN_REQUIRED")
	bob.refusedWith(bob.groups().Invite(c, carol.ID), "CHAT_ADMIN_REQUIRED")
	bob.refusedWith(bob.groups().Rename(c, "no"), "CHAT_ADMIN_REQUIRED")
	bob.refusedWith(bob.groups().EditIn(c, post, "no"), "CHAT_ADMIN_REQUIRED")
	alice.must("promote", alice.rules().Promote(c, bob.ID, "postMessages"))
	_, err = bob.groups().SendIn(c, "from the editor", 0)
	bob.must("post", err)
	carol.WantText("from the editor")
	alice.must("pin", alice.rules().Pin(c, post))
	alice.must("dismiss", alice.rules().Promote(c, bob.ID))
	_, err = bob.groups().SendIn(c, "once more", 0)
	bob.refusedWith(err, "CHAT_ADMIN_REQUIRED")
	alice.must("make it private", alice.rules().Name(c, ""))
	carol.must("leave", carol.groups().Leave(c))
	if _, err = carol.rules().JoinNamed(name); err == nil { // what she is told depends on what her library remembers of the name
		carol.t.Error("a name that was given up leads in")
	}
	alice.must("end it", alice.rules().End(c))
	for _, p := range []*Person{bob, carol} {
		_, err := p.groups().HistoryIn(c, 10)
		p.refusedWith(err, "CHANNEL_PRIVATE")
	}
}

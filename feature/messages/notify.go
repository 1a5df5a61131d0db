package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const (
	noticeNotify      = "messages.notify"
	noticeTopicNotify = "messages.topic_notify"
)

// Scopes of notification settings beside single conversations. No id of a person is that low.
const (
	notifyUsers      box.Peer = 1
	notifyChats      box.Peer = 2
	notifyBroadcasts box.Peer = 3
)

// notify is what a person set about the notifications of a scope. What is nil is as in the wider scope.
type notify struct {
	Previews *bool  `json:"p,omitempty"`
	Silent   *bool  `json:"s,omitempty"`
	Until    *int32 `json:"u,omitempty"` // muted until, unix seconds
	Sound    *sound `json:"n,omitempty"`
	Stories  *bool  `json:"st,omitempty"`
}

// sound is a notification's: one of the device, of the server (id), or none.
type sound struct {
	Kind  string `json:"k"` // "default", "none", "local", "ringtone"
	Title string `json:"t,omitempty"`
	Data  string `json:"d,omitempty"`
	ID    int64  `json:"i,omitempty"`
}

func (n notify) empty() bool { return n == notify{} }

// scope resolves what notification settings are for. The topic is one of a forum, 0 for none.
// https://core.telegram.org/type/InputNotifyPeer
func (f *Feature) scope(tx *db.Tx, c rpc.Caller, in tl.InputNotifyPeerClass) (at inTopic, err error) {
	switch in := in.(type) {
	case *tl.InputNotifyUsers:
		return inTopic{Peer: notifyUsers}, nil
	case *tl.InputNotifyChats:
		return inTopic{Peer: notifyChats}, nil
	case *tl.InputNotifyBroadcasts:
		return inTopic{Peer: notifyBroadcasts}, nil
	case *tl.InputNotifyPeer:
		at.Peer, err = f.users.Peer(tx, c, in.Peer)
		return at, err
	case *tl.InputNotifyForumTopic:
		s, err := f.channels.Forum(tx, c, in.Peer)
		if err != nil {
			return at, err
		}
		_, err = channels.TopicByID(tx, s.ID, in.TopMsgID)
		return inTopic{s.Peer(), in.TopMsgID}, err
	}
	return at, errFolder
}

// notifyAt returns what a person set about the notifications of a conversation or a topic.
func notifyAt(tx *db.Tx, owner int64, at inTopic) (notify, error) {
	if at.Topic != 0 {
		all, err := topicNotify(tx, owner, at.Peer, []int32{at.Topic})
		return all[at], err
	}
	all, err := notifyOf(tx, owner, []box.Peer{at.Peer})
	return all[at.Peer], err
}

// setNotify keeps what the caller set about a conversation or a topic, and tells their other devices.
func (f *Feature) setNotify(tx *db.Tx, c rpc.Caller, at inTopic, n notify) error {
	if at.Topic == 0 {
		if err := putNotify(tx, c.User, at.Peer, n); err != nil {
			return err
		}
		return f.notice(tx, c, noticeNotify, at.Peer)
	}
	if err := putTopicNotify(tx, c.User, at, n); err != nil {
		return err
	}
	return f.notice(tx, c, noticeTopicNotify, at)
}

// notifyUpdate says what somebody set.
func notifyUpdate(at inTopic, n notify) *tl.UpdateNotifySettings {
	up := &tl.UpdateNotifySettings{Peer: scopeTL(at.Peer), NotifySettings: notifyTL(at.Peer, n)}
	if at.Topic != 0 {
		up.Peer = &tl.NotifyForumTopic{Peer: PeerTL(at.Peer), TopMsgID: at.Topic}
	}
	return up
}

func scopeTL(p box.Peer) tl.NotifyPeerClass {
	switch p {
	case notifyUsers:
		return &tl.NotifyUsers{}
	case notifyChats:
		return &tl.NotifyChats{}
	case notifyBroadcasts:
		return &tl.NotifyBroadcasts{}
	}
	return &tl.NotifyPeer{Peer: PeerTL(p)}
}

// getNotifySettings returns what the caller set about the notifications of a conversation or of a kind of conversations.
// https://core.telegram.org/method/account.getNotifySettings
func (f *Feature) getNotifySettings(ctx context.Context, c rpc.Caller, q *tl.AccountGetNotifySettings) (*tl.PeerNotifySettings, error) {
	var out tl.PeerNotifySettings
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, err := f.scope(tx, c, q.Peer)
		if err != nil {
			return err
		}
		n, err := notifyAt(tx, c.User, at)
		out = notifyTL(at.Peer, n)
		return err
	})
	return &out, err
}

// updateNotifySettings sets it.
// https://core.telegram.org/method/account.updateNotifySettings
func (f *Feature) updateNotifySettings(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateNotifySettings) (bool, error) {
	n := notifyFrom(&q.Settings)
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		at, err := f.scope(tx, c, q.Peer)
		if err != nil {
			return err
		}
		return f.setNotify(tx, c, at, n)
	})
	return err == nil, err
}

// getNotifyExceptions returns the settings of all conversations that have their own.
// https://core.telegram.org/method/account.getNotifyExceptions
func (f *Feature) getNotifyExceptions(ctx context.Context, c rpc.Caller, q *tl.AccountGetNotifyExceptions) (tl.UpdatesClass, error) {
	var b hub.Batch
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		all, err := allNotify(tx, c.User)
		if err != nil {
			return err
		}
		var us []tl.UpdateClass
		var peers []box.Peer
		for scope, n := range all {
			if !exception(scope, n, q) {
				continue
			}
			us = append(us, notifyUpdate(inTopic{Peer: scope}, n))
			peers = append(peers, scope)
		}
		topics, err := allTopicNotify(tx, c.User)
		if err != nil {
			return err
		}
		for at, n := range topics {
			if exception(at.Peer, n, q) {
				us = append(us, notifyUpdate(at, n))
				peers = append(peers, at.Peer)
			}
		}
		b, err = f.about(tx, c.User, peers, us...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return b.Object(f.box.Now()), nil
}

// exception says whether the settings of a scope are among those that a client asks for.
func exception(scope box.Peer, n notify, q *tl.AccountGetNotifyExceptions) bool {
	if scope == notifyUsers || scope == notifyChats || scope == notifyBroadcasts || n.empty() {
		return false
	}
	switch q.Peer.(type) {
	case *tl.InputNotifyUsers:
		if !scope.IsUser() {
			return false
		}
	case *tl.InputNotifyChats, *tl.InputNotifyBroadcasts:
		if scope.IsUser() {
			return false
		}
	}
	return n.Until != nil || n.Previews != nil || n.Silent != nil || q.CompareSound && n.Sound != nil || q.CompareStories && n.Stories != nil
}

// resetNotifySettings makes everything as it was at first.
// https://core.telegram.org/method/account.resetNotifySettings
func (f *Feature) resetNotifySettings(ctx context.Context, c rpc.Caller, _ *tl.AccountResetNotifySettings) (bool, error) {
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		all, err := allNotify(tx, c.User)
		if err != nil {
			return err
		}
		for scope := range all {
			if err := f.setNotify(tx, c, inTopic{Peer: scope}, notify{}); err != nil {
				return err
			}
		}
		topics, err := allTopicNotify(tx, c.User)
		if err != nil {
			return err
		}
		for at := range topics {
			if err := f.setNotify(tx, c, at, notify{}); err != nil {
				return err
			}
		}
		return nil
	})
	return err == nil, err
}

func (f *Feature) renderNotify(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var scope box.Peer
	if err := json.Unmarshal(n.Data, &scope); err != nil {
		return hub.Batch{}, err
	}
	return f.aboutNotify(tx, viewer, inTopic{Peer: scope})
}

func (f *Feature) renderTopicNotify(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var at inTopic
	if err := json.Unmarshal(n.Data, &at); err != nil {
		return hub.Batch{}, err
	}
	return f.aboutNotify(tx, viewer, at)
}

func (f *Feature) aboutNotify(tx *db.Tx, viewer int64, at inTopic) (hub.Batch, error) {
	n, err := notifyAt(tx, viewer, at)
	if err != nil {
		return hub.Batch{}, err
	}
	return f.about(tx, viewer, []box.Peer{at.Peer}, notifyUpdate(at, n))
}

// muted says whether a person muted a conversation, by itself or with all of its kind.
func (f *Feature) muted(tx *db.Tx, owner int64, peer box.Peer) (bool, error) {
	kind := notifyUsers
	if peer.IsChat() {
		kind = notifyChats
	} else if peer.IsChannel() {
		kind = notifyBroadcasts
	}
	all, err := notifyOf(tx, owner, []box.Peer{peer, kind})
	if err != nil {
		return false, err
	}
	until := all[peer].Until
	if until == nil {
		until = all[kind].Until
	}
	return until != nil && *until > f.box.Now(), nil
}

package messages

import (
	"context"
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const noticeNotify = "messages.notify"

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

// scope resolves what notification settings are for.
// https://core.telegram.org/type/InputNotifyPeer
func (f *Feature) scope(tx *db.Tx, c rpc.Caller, in tl.InputNotifyPeerClass) (box.Peer, error) {
	switch in := in.(type) {
	case *tl.InputNotifyUsers:
		return notifyUsers, nil
	case *tl.InputNotifyChats:
		return notifyChats, nil
	case *tl.InputNotifyBroadcasts:
		return notifyBroadcasts, nil
	case *tl.InputNotifyPeer:
		return f.users.Peer(tx, c, in.Peer)
	case *tl.InputNotifyForumTopic:
		return f.users.Peer(tx, c, in.Peer)
	}
	return 0, errFolder
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
		scope, err := f.scope(tx, c, q.Peer)
		if err != nil {
			return err
		}
		all, err := notifyOf(tx, c.User, []box.Peer{scope})
		out = notifyTL(scope, all[scope])
		return err
	})
	return &out, err
}

// updateNotifySettings sets it.
// https://core.telegram.org/method/account.updateNotifySettings
func (f *Feature) updateNotifySettings(ctx context.Context, c rpc.Caller, q *tl.AccountUpdateNotifySettings) (bool, error) {
	n := notifyFrom(&q.Settings)
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		scope, err := f.scope(tx, c, q.Peer)
		if err != nil {
			return err
		}
		if err := putNotify(tx, c.User, scope, n); err != nil {
			return err
		}
		return f.notice(tx, c, noticeNotify, scope)
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
			us = append(us, &tl.UpdateNotifySettings{Peer: scopeTL(scope), NotifySettings: notifyTL(scope, n)})
			peers = append(peers, scope)
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
			if err := putNotify(tx, c.User, scope, notify{}); err != nil {
				return err
			}
			if err := f.notice(tx, c, noticeNotify, scope); err != nil {
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
	all, err := notifyOf(tx, viewer, []box.Peer{scope})
	if err != nil {
		return hub.Batch{}, err
	}
	return f.about(tx, viewer, []box.Peer{scope}, &tl.UpdateNotifySettings{Peer: scopeTL(scope), NotifySettings: notifyTL(scope, all[scope])})
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

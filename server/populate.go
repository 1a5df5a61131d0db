package server

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/users"
)

// Populate makes n people who never sign in members of a group or channel, for tests.
func (s *Server) Populate(ctx context.Context, peer box.Peer, n int) error {
	now := int32(s.cfg.Clock.Now().Unix())
	return s.db.Write(ctx, func(tx *db.Tx) error {
		first, err := users.Populate(tx, n, now)
		if err != nil {
			return err
		}
		last := first + int64(n) - 1
		if peer.IsChat() {
			return chats.Populate(tx, peer.ID(), first, last, now)
		}
		return channels.Populate(tx, peer.ID(), first, last, now)
	})
}

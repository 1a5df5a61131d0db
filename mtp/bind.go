package mtp

import (
	"context"
	"fmt"

	"chappe/db"
	"chappe/mtp/wire"
)

// BindError is why a temporary key was not bound. Reason is the API's error message.
type BindError struct{ Reason string }

func (e *BindError) Error() string { return e.Reason }

var (
	errBindMessage = &BindError{"ENCRYPTED_MESSAGE_INVALID"}
	errBindExpires = &BindError{"EXPIRES_AT_INVALID"}
	errBindBound   = &BindError{"TEMP_AUTH_KEY_ALREADY_BOUND"}
	errBindEmpty   = &BindError{"TEMP_AUTH_KEY_EMPTY"}
)

const (
	expiresSlack = 300 // seconds that a client may be wrong about the end of its key
	maxBound     = 32  // temporary keys of one permanent key
)

// BindTempKey binds the session's temporary key to a permanent one, as
// auth.bindTempAuthKey asks. msgID is the identifier of that request, the other
// arguments are its fields. It returns nil or a *BindError, or what went wrong here.
// One permanent key may have several temporary ones, since this server is every DC and
// clients make one for each; the oldest beyond 32 go.
// https://core.telegram.org/method/auth.bindTempAuthKey
// https://core.telegram.org/api/pfs
func (s *Server) BindTempKey(ctx context.Context, ses *Session, msgID int64, permID, nonce int64, expiresAt int32, encrypted []byte) error {
	k := ses.key
	if !k.temp {
		return errBindEmpty
	}
	perm, err := s.keys.acquire(ctx, permID)
	if err != nil {
		return fmt.Errorf("find permanent key: %w", err)
	}
	defer s.keys.release(perm)
	if perm == nil || perm.temp {
		return errBindMessage
	}
	inner, ok := wire.OpenBind(&perm.key, msgID, encrypted)
	want := wire.BindInner{Nonce: nonce, TempKeyID: k.id, PermKeyID: permID, TempSessionID: ses.id, ExpiresAt: expiresAt}
	if !ok || inner != want {
		return errBindMessage
	}
	now, expires := s.clock.Now().Unix(), k.expires.Load()
	if int64(expiresAt) <= now || int64(expiresAt) > expires+expiresSlack {
		return errBindExpires
	}
	if bound := k.perm.Load(); bound != 0 && bound != permID {
		return errBindBound
	}
	expires = min(expires, int64(expiresAt))
	var surplus []int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		ok, err := updateBound(tx, k.id, permID, expires)
		if err != nil {
			return err
		}
		if !ok {
			return errBindBound
		}
		all, err := selectBound(tx, permID)
		if err != nil {
			return err
		}
		if len(all) > maxBound {
			surplus = all[maxBound:]
		}
		return deleteTemp(tx, surplus)
	})
	if err != nil {
		return err
	}
	s.keys.bind(k, permID, expires)
	s.destroyed(surplus...)
	return nil
}

// DropTempKeys destroys the temporary keys of a permanent one, except those named.
func (s *Server) DropTempKeys(ctx context.Context, permID int64, except []int64) error {
	keep := make(map[int64]bool, len(except))
	for _, id := range except {
		keep[id] = true
	}
	var ids []int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		ids = nil
		all, err := selectBound(tx, permID)
		if err != nil {
			return err
		}
		for _, id := range all {
			if !keep[id] {
				ids = append(ids, id)
			}
		}
		return deleteTemp(tx, ids)
	})
	if err != nil {
		return fmt.Errorf("drop temporary keys: %w", err)
	}
	s.destroyed(ids...)
	return nil
}

// ForgetKey destroys a permanent key with its temporary keys, or one temporary key,
// and closes their connections.
func (s *Server) ForgetKey(ctx context.Context, keyID int64) error {
	return s.forgetKey(ctx, keyID, func() {})
}

// forgetKey calls stored when the key is gone from the store and before its
// connections are closed.
func (s *Server) forgetKey(ctx context.Context, keyID int64, stored func()) error {
	var ids []int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		bound, err := selectBound(tx, keyID)
		if err != nil {
			return err
		}
		ids = append(bound, keyID)
		if err := deleteTemp(tx, ids); err != nil {
			return err
		}
		return deletePerm(tx, keyID)
	})
	if err != nil {
		return fmt.Errorf("forget key: %w", err)
	}
	stored()
	s.destroyed(ids...)
	return nil
}

// CloseKey closes the connections of a permanent key and its temporary keys, ends
// their sessions and forgets what is in memory of them. The keys go on working: it is
// for a sign-out, or for what another node did to them.
func (s *Server) CloseKey(keyID int64) {
	var ids []int64
	for _, k := range s.keys.family(keyID) {
		ids = append(ids, k.id)
	}
	for _, k := range s.keys.take(ids...) {
		s.endKey(k)
	}
}

// destroyed ends what keys are used for that are no longer in the store.
func (s *Server) destroyed(ids ...int64) {
	for _, k := range s.keys.take(ids...) {
		s.endKey(k)
	}
}

// endKey ends the sessions of a key that was taken out of memory.
func (s *Server) endKey(k *authKey) {
	k.mu.Lock()
	k.destroyed.Store(true)
	var ended []*Session
	for _, x := range k.sessions {
		if x.shut(nil) {
			ended = append(ended, x)
		}
	}
	k.mu.Unlock()
	for _, x := range ended {
		x.finish(true)
	}
}

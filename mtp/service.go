package mtp

import (
	"time"

	"chappe/mtp/wire"
)

// isService says whether a constructor is this package's business. All others are
// API calls.
// https://core.telegram.org/mtproto/service_messages
func isService(id uint32) bool {
	switch id {
	case wire.IDMsgsAck, wire.IDMsgsStateReq, wire.IDMsgsStateInfo, wire.IDMsgsAllInfo,
		wire.IDMsgDetailedInfo, wire.IDMsgNewDetailedInfo, wire.IDMsgResendReq,
		wire.IDPing, wire.IDPong, wire.IDPingDelayDisconnect, wire.IDGetFutureSalts,
		wire.IDRPCDropAnswer, wire.IDDestroySession, wire.IDDestroyAuthKey, wire.IDHTTPWait,
		wire.IDBadMsgNotification, wire.IDBadServerSalt, wire.IDNewSessionCreated:
		return true
	}
	return false
}

// handle does what a message asks. It runs on the connection's reader and waits for
// nothing but room for calls. false ends the connection.
func (s *Session) handle(c *conn, m *message, last bool) bool {
	switch {
	case m.tooOld:
		s.srv.metrics.errors.WithLabelValues(badMsgKind(wire.BadMsgTooOld)).Inc()
		s.send(c, wire.Reply, wire.AppendBadMsg(nil, m.MsgID, m.SeqNo, wire.BadMsgTooOld))
		return true
	case m.duplicate:
		s.repeat(c, m)
		return true
	}
	body, held := m.Body, 0
	var room *buffer
	var err error
	if wire.PeekID(body) == wire.IDGzipPacked {
		if body, held, err = s.srv.unzip(c.run.ctx, body); err != nil {
			s.srv.bigCalls.give(held)
			s.srv.metrics.errors.WithLabelValues("gzip").Inc()
			s.answer(&call{s: s, via: c, msgID: m.MsgID}, Answer{Err: &Error{400, "INPUT_FETCH_ERROR"}})
			return true
		}
		switch wire.PeekID(body) {
		case wire.IDMsgContainer, wire.IDMsgCopy, wire.IDGzipPacked:
			s.srv.bigCalls.give(held)
			s.srv.metrics.errors.WithLabelValues("container").Inc()
			s.send(c, wire.Reply, wire.AppendBadMsg(nil, m.MsgID, m.SeqNo, wire.BadMsgContainer))
			return true
		}
		m.Body = body
	} else if !isService(wire.PeekID(body)) {
		if held, err = s.srv.room(c.run.ctx, len(body)); err != nil {
			return false
		}
		room, body = c.own(body, last) // the call outlives the buffer
		m.Body = body
	}
	if isService(wire.PeekID(body)) {
		defer s.srv.bigCalls.give(held)
		return s.serve(c, m)
	}
	return s.enqueue(&call{s: s, via: c, msgID: m.MsgID, body: body, room: room, held: held})
}

// own makes the body of a call the call's. One that fills most of the buffer that it was read into takes that along, if nothing behind it
// is to be read there (last); another is copied, a large one into memory that is used again. The call may say that it is done with it.
func (c *conn) own(body []byte, last bool) (room *buffer, owned []byte) {
	if len(body) < bigCall {
		return nil, append(make([]byte, 0, len(body)), body...)
	}
	if last && c.in.buf != nil && len(body) > len(c.in.buf.b)/2 {
		if room = c.in.take(); room != nil {
			return room, body
		}
	}
	room = getBuffer(len(body))
	return room, room.b[:copy(room.b, body):len(body)]
}

// serve answers a service message. Those that get no answer are acknowledged if the
// client marked them as content-related.
func (s *Session) serve(c *conn, m *message) bool {
	r := wire.NewReader(m.Body)
	switch r.Uint32() {
	case wire.IDMsgsAck:
		ids := r.Int64s(wire.MaxVector)
		if r.Err() != nil {
			return c.tooMuch()
		}
		s.acknowledged(ids)
	case wire.IDPing:
		s.pong(c, m, r.Int64())
	case wire.IDPingDelayDisconnect:
		id, delay := r.Int64(), r.Int32()
		c.pingBy = time.Now().Add(time.Duration(max(delay, 1)) * time.Second)
		s.pong(c, m, id)
	case wire.IDGetFutureSalts:
		now := s.srv.clock.Now()
		n := min(max(int(r.Int32()), 1), 64)
		s.send(c, wire.Reply, wire.AppendFutureSalts(nil, m.MsgID, int32(now.Unix()), s.srv.futureSalts(s.key, now, n)))
	case wire.IDMsgsStateReq:
		ids := r.Int64s(wire.MaxVector)
		if r.Err() != nil {
			return c.tooMuch()
		}
		s.tellStates(c, m.MsgID, ids)
	case wire.IDMsgResendReq:
		ids := r.Int64s(wire.MaxVector)
		if r.Err() != nil {
			return c.tooMuch()
		}
		s.resend(c, m.MsgID, ids)
	case wire.IDMsgDetailedInfo:
		r.Int64()
		s.detailed(c, r.Int64())
	case wire.IDMsgNewDetailedInfo:
		s.detailed(c, r.Int64())
	case wire.IDRPCDropAnswer:
		s.dropAnswer(c, m.MsgID, r.Int64())
	case wire.IDDestroySession:
		s.destroy(c, r.Int64())
	case wire.IDDestroyAuthKey:
		return s.destroyKey(c)
	default: // http_wait, msgs_all_info and what only we should send
		if m.SeqNo&1 != 0 {
			s.owe(m.MsgID)
		}
	}
	return true
}

// tooMuch ends a connection whose client goes beyond the protocol's limits.
func (c *conn) tooMuch() bool {
	c.srv.metrics.errors.WithLabelValues("vector").Inc()
	c.sendError(wire.ErrorFlood)
	return false
}

func (s *Session) pong(c *conn, m *message, pingID int64) {
	s.send(c, wire.Reply, wire.AppendPong(nil, m.MsgID, pingID))
}

// tellStates answers msgs_state_req, by msgs_state_info and not by rpc_result.
func (s *Session) tellStates(c *conn, msgID int64, ids []int64) {
	info := make([]byte, len(ids))
	s.mu.Lock()
	for i, id := range ids {
		info[i] = s.window.status(id)
	}
	s.mu.Unlock()
	s.send(c, wire.Reply, wire.AppendStateInfo(nil, msgID, info))
}

// detailed is told that the client sent a message; if it did not come, it is asked for.
func (s *Session) detailed(c *conn, id int64) {
	s.mu.Lock()
	known := s.window.status(id)
	s.mu.Unlock()
	if known == 2 || known == 3 {
		s.send(c, wire.Notice, wire.AppendResendReq(nil, []int64{id}))
	}
}

// dropAnswer answers rpc_drop_answer.
// https://core.telegram.org/mtproto/service_messages#cancellation-of-an-rpc-query
func (s *Session) dropAnswer(c *conn, msgID, req int64) {
	var result []byte
	s.mu.Lock()
	r := s.window.get(req)
	switch {
	case r == nil || r.state&isCall == 0:
		result = wire.AppendUint32(nil, wire.IDRPCAnswerUnknown)
	case r.state&isDone == 0:
		r.state |= isDropped
		result = wire.AppendUint32(nil, wire.IDRPCAnswerDroppedRunning)
	default:
		if m, ok := s.unkeep(r.answer); ok {
			result = wire.AppendUint32(nil, wire.IDRPCAnswerDropped)
			result = wire.AppendInt64(result, m.id)
			result = wire.AppendInt32(result, m.seq)
			result = wire.AppendInt32(result, int32(len(m.body)))
		} else {
			result = wire.AppendUint32(nil, wire.IDRPCAnswerUnknown)
		}
	}
	s.mu.Unlock()
	s.sendContent(c, wire.Reply, msgID, append(wire.AppendRPCResult(nil, msgID), result...), nil)
}

// destroy answers destroy_session. What it would do to the session itself is not
// defined: nothing.
func (s *Session) destroy(c *conn, id int64) {
	s.key.mu.Lock()
	other := s.key.sessions[id]
	s.key.mu.Unlock()
	body := wire.AppendUint32(nil, wire.IDDestroySessionNone)
	if other != nil && other != s && other.end(false, nil) {
		body = wire.AppendUint32(nil, wire.IDDestroySessionOK)
	}
	s.send(c, wire.Reply, wire.AppendInt64(body, id))
}

// destroyKey answers destroy_auth_key, bare, and ends everything that the key was
// used for. A temporary key goes alone.
func (s *Session) destroyKey(c *conn) bool {
	ctx, k := c.run.ctx, s.key
	err := error(nil)
	if w, ok := s.srv.handler.(KeyWatcher); ok && !k.temp {
		err = w.KeyDestroyed(ctx, k.id)
	}
	if err == nil {
		err = s.srv.forgetKey(ctx, k.id, func() {
			s.send(c, wire.Reply, wire.AppendUint32(nil, wire.IDDestroyAuthKeyOK))
		})
	}
	if err != nil {
		s.srv.log.Error("key not destroyed", "err", err)
		s.send(c, wire.Reply, wire.AppendUint32(nil, wire.IDDestroyAuthKeyFail))
		return true
	}
	return false
}

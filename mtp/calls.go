package mtp

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"chappe/mtp/wire"
)

// call is one API call on its way through the Handler.
type call struct {
	s        *Session
	via      *conn // where it came, and where its answer goes if that is still open
	msgID    int64
	body     []byte
	room     *buffer // that body stands in; nil for memory of its own
	held     int     // of the budget of big calls
	released bool    // guarded by s.mu; the next call may start
}

// enqueue lets the call start when its turn comes. It waits while too many wait: then
// nothing more is read from this connection. false: the session is over.
func (s *Session) enqueue(c *call) bool {
	l := &s.srv.limits
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed && (len(s.calls) >= l.Calls || s.callBytes+len(c.body) > l.CallBytes && len(s.calls) > 0) {
		if s.space == nil {
			s.space = sync.NewCond(&s.mu)
		}
		s.space.Wait()
	}
	if s.closed {
		s.srv.bigCalls.give(c.held)
		return false
	}
	if r := s.window.get(c.msgID); r != nil {
		r.state |= isCall
	}
	if len(s.owed) < wire.MaxVector {
		s.owed = append(s.owed, c.msgID)
	}
	s.armAck()
	s.calls = append(s.calls, c)
	s.callBytes += len(c.body)
	s.startNext(c.via.run)
	return true
}

// startNext has a goroutine start the next call, unless one will or too many are under
// way; s.mu is held. The goroutine belongs to r, which answers for the connection.
func (s *Session) startNext(r *run) {
	if s.starting || len(s.calls) == 0 || s.under >= s.srv.limits.Running {
		return
	}
	s.starting = r.start(s.work)
}

// work runs calls, one after the other. When one is released before it ends, another
// goroutine goes on with the next.
func (s *Session) work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if len(s.calls) == 0 || s.under >= s.srv.limits.Running {
			s.starting = false
			return
		}
		c := s.calls[0]
		s.calls[0] = nil
		if s.calls = s.calls[1:]; len(s.calls) == 0 {
			s.calls = nil
		}
		s.callBytes -= len(c.body)
		s.under++
		if s.space != nil {
			s.space.Broadcast()
		}
		s.mu.Unlock()

		s.srv.running.Add(1)
		s.do(c)
		s.srv.running.Add(-1)

		s.mu.Lock()
		s.under--
		if c.released {
			if s.starting || len(s.calls) == 0 {
				return
			}
			s.starting = true // nobody went on because too many were under way
		}
	}
}

// do runs one call and sends its answer.
func (s *Session) do(c *call) {
	defer func() {
		if p := recover(); p != nil { // in Answer.Sent
			s.srv.log.Error("call failed", "err", fmt.Sprint("panic: ", p), "stack", string(debug.Stack()))
		}
	}()
	ctx := &callContext{Context: c.via.context(), call: c}
	s.answer(c, s.ask(ctx, c))
}

// ask calls the Handler. A panic there is ours to report and not to spread.
func (s *Session) ask(ctx context.Context, c *call) (a Answer) {
	defer func() {
		if p := recover(); p != nil {
			s.srv.log.Error("call failed", "err", fmt.Sprint("panic: ", p), "stack", string(debug.Stack()))
			a = Answer{Err: &Error{500, "INTERNAL"}}
		}
	}()
	body := c.body
	c.body = nil
	defer s.srv.bigCalls.give(c.held)
	a = s.srv.handler.Call(ctx, s, c.msgID, body)
	if a.Spent {
		c.room.free()
	}
	return a
}

// zipFrom is from what size on an answer is packed if that makes it smaller.
const zipFrom = 1 << 10

// answer sends what a call got.
func (s *Session) answer(c *call, a Answer) {
	if a.Sent != nil {
		defer a.Sent()
	}
	var body []byte
	switch {
	case s.dropped(c):
		body = wire.AppendRPCResult(nil, c.msgID)
		body = wire.AppendUint32(body, wire.IDRPCAnswerDroppedRunning)
	case a.Err != nil:
		body = wire.AppendRPCResult(nil, c.msgID)
		body = wire.AppendRPCError(body, a.Err.Code, a.Err.Message)
	case a.Bare:
		body = a.Body[a.Room:]
	default:
		body = a.result(c.msgID)
	}
	s.sendContent(c.via, wire.Reply, c.msgID, body, a.Memory)
	a.Memory.Free()
}

// result is an answer inside rpc_result, packed where that makes it smaller.
func (a *Answer) result(msgID int64) []byte {
	said := a.Body[a.Room:]
	if len(said) >= zipFrom && !a.Dense {
		body := wire.AppendRPCResult(make([]byte, 0, AnswerRoom+len(said)), msgID)
		if body, zipped := wire.AppendZipped(body, said); zipped {
			return body
		}
	}
	if a.Room >= AnswerRoom {
		body := a.Body[a.Room-AnswerRoom:]
		wire.AppendRPCResult(body[:0], msgID)
		return body
	}
	return append(wire.AppendRPCResult(make([]byte, 0, AnswerRoom+len(said)), msgID), said...)
}

// dropped says whether the client told that it does not want the answer.
func (s *Session) dropped(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.window.get(c.msgID)
	return r != nil && r.state&isDropped != 0
}

// callContext is a call's context, in which Release finds the call.
type callContext struct {
	context.Context
	call *call
}

type callKey struct{}

func (c *callContext) Value(key any) any {
	if _, ok := key.(callKey); ok {
		return c.call
	}
	return c.Context.Value(key)
}

// Release lets the session's next call start before this one has returned. ctx is
// that of Handler.Call or derived from it; otherwise Release does nothing.
func Release(ctx context.Context) {
	c, _ := ctx.Value(callKey{}).(*call)
	if c == nil {
		return
	}
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.released {
		return
	}
	c.released = true
	s.starting = false
	s.startNext(c.via.run)
}

package mtclient

import (
	"context"
	"fmt"
	"slices"

	"chappe/mtp/wire"
	"chappe/tl"
)

// Call calls a method and returns its result as tl.DecodeResult gives it, or an
// *RPCError. Without a connection it returns ErrDisconnected; if the connection breaks
// while it waits, it goes on waiting for Reconnect until ctx ends. A call may reach
// the server twice if the server forgot the session in between.
func (c *Client) Call(ctx context.Context, fn tl.Object) (any, error) {
	return c.CallThen(ctx, fn, nil)
}

// CallThen is Call that hands the result to then when it arrives: after every update that came before it and before any that came
// later. then must not block. It is not called for errors.
func (c *Client) CallThen(ctx context.Context, fn tl.Object, then func(v any)) (any, error) {
	x := &call{fn: fn, then: then, result: make(chan result, 1)}
	return c.do(ctx, x, func(int64) ([]byte, error) { return tl.Append(nil, c.o.Layer, fn) })
}

// do sends x, whose query is made by query for its msg_id, and waits for its result.
func (c *Client) do(ctx context.Context, x *call, query func(msgID int64) ([]byte, error)) (any, error) {
	if err := c.start(x, query); err != nil {
		return nil, fmt.Errorf("call %s: %w", x.fn.TLName(), err)
	}
	select {
	case r := <-x.result:
		if r.err != nil {
			if _, ok := r.err.(*RPCError); ok {
				return nil, r.err
			}
			return nil, fmt.Errorf("call %s: %w", x.fn.TLName(), r.err)
		}
		if r.v != nil {
			return r.v, nil
		}
		v, err := tl.DecodeResult(c.o.Layer, innermost(c.o.Layer, x.fn), r.body)
		if err != nil {
			return nil, fmt.Errorf("decode answer to %s: %w", x.fn.TLName(), err)
		}
		return v, nil
	case <-ctx.Done():
		c.mu.Lock()
		if c.calls[x.id] == x {
			delete(c.calls, x.id)
		}
		c.mu.Unlock()
		return nil, ctx.Err()
	}
}

// start gives x its msg_id and sends it.
func (c *Client) start(x *call, query func(int64) ([]byte, error)) error {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.mu.Lock()
	l := c.link
	if l == nil {
		c.mu.Unlock()
		return ErrDisconnected
	}
	x.id = c.ids.Next(c.now(), wire.ClientMsg)
	body, err := query(x.id)
	if err == nil {
		x.wrapped = !c.started && !x.plain && !c.o.Mute
		if x.body, err = c.wrap(body, x.wrapped); err == nil {
			c.register(x)
		}
	}
	c.mu.Unlock()
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if err := c.sendCalls(l, []*call{x}); err != nil {
		c.disconnect(l, err)
	}
	return nil // if it was not sent, Reconnect sends it
}

// register gives x its seq_no and waits for its answer; c.mu is held.
func (c *Client) register(x *call) {
	x.seq = c.seq*2 + 1
	c.seq++
	if c.calls == nil {
		c.calls = make(map[int64]*call, 1)
	}
	c.calls[x.id] = x
}

// wrap puts a query into invokeWithLayer and initConnection, if init says so.
// https://core.telegram.org/api/invoking#saving-client-info
func (c *Client) wrap(query []byte, init bool) ([]byte, error) {
	if !init {
		return query, nil
	}
	query, err := tl.Append(nil, c.o.Layer, &tl.InitConnection{
		APIID: int32(c.o.APIID), DeviceModel: c.o.Device, SystemVersion: c.o.SystemVersion, AppVersion: c.o.AppVersion,
		SystemLangCode: c.o.LangCode, LangCode: c.o.LangCode, Query: query,
	})
	if err != nil {
		return nil, err
	}
	return tl.Append(nil, c.o.Layer, &tl.InvokeWithLayer{Layer: int32(c.o.Layer), Query: query})
}

// sendCalls sends calls with what is to be acknowledged, in a container if there is
// more than one message; c.sendMu is held.
func (c *Client) sendCalls(l *link, calls []*call) error {
	c.mu.Lock()
	inner := make([]wire.Inner, 0, len(calls)+1)
	for _, x := range calls {
		inner = append(inner, wire.Inner{MsgID: x.id, SeqNo: x.seq, Body: x.body})
	}
	if len(c.acks) > 0 {
		inner = append(inner, wire.Inner{
			MsgID: c.ids.Next(c.now(), wire.ClientMsg), SeqNo: c.seq * 2, Body: wire.AppendAck(nil, c.acks),
		})
		c.acks = nil
	}
	if len(inner) == 0 {
		c.mu.Unlock()
		return nil
	}
	m := wire.Plain{Salt: c.salt, SessionID: c.session, MsgID: inner[0].MsgID, SeqNo: inner[0].SeqNo, Body: inner[0].Body}
	// What is sent again may not stand alone: its msg_id may be too old for that.
	if len(inner) > 1 || len(calls) > 0 && calls[0].outer != 0 {
		m.MsgID, m.SeqNo = c.ids.Next(c.now(), wire.ClientMsg), c.seq*2
		m.Body = wire.AppendContainer(nil, inner)
	}
	for _, x := range calls {
		x.outer = m.MsgID
	}
	c.note(m.MsgID)
	key := c.key
	c.mu.Unlock()
	return l.sendSealed(key, m)
}

// note remembers that a message was sent; c.mu is held.
func (c *Client) note(id int64) {
	copy(c.recent[1:], c.recent[:])
	c.recent[0] = id
}

// sendSealed encrypts and sends a message.
func (l *link) sendSealed(key *Key, m wire.Plain) error {
	const at = packetAt - 8 // what Seal takes
	b := make([]byte, at+wire.Headroom, at+wire.Headroom+wire.PlainHeader+len(m.Body)+128)
	b = wire.AppendPlain(b, m)
	wire.Seal(b[at:], &key.Value, key.ID, wire.FromClient)
	return l.send(b, false)
}

// pending lists the calls without an answer, in their order; c.mu is held.
func (c *Client) pending() []*call {
	list := make([]*call, 0, len(c.calls))
	for _, x := range c.calls {
		list = append(list, x)
	}
	slices.SortFunc(list, func(a, b *call) int { return int(max(-1, min(1, a.id-b.id))) })
	return list
}

// again sends calls once more, as they are.
func (c *Client) again(calls []*call) {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.mu.Lock()
	l := c.link
	c.mu.Unlock()
	if l == nil {
		return
	}
	for len(calls) > 0 {
		n := min(len(calls), 100)
		for _, x := range calls[:n] {
			x.outer = max(x.outer, 1) // not alone
		}
		if err := c.sendCalls(l, calls[:n]); err != nil {
			c.disconnect(l, err)
			return
		}
		calls = calls[n:]
	}
}

// anew begins a new session and sends every call without an answer again in it: what
// the server thinks of the old one does not matter any more. What it told only the old one has to be asked for.
func (c *Client) anew() {
	c.mu.Lock()
	c.newSession()
	calls := c.pending()
	c.mu.Unlock()
	if c.o.OnUpdate != nil {
		c.o.OnUpdate(&tl.UpdatesTooLong{})
	}
	go c.again(calls) // not here: writing may have to wait until something is read
}

package bench

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"sync"
	"time"

	"chappe/mtclient"
	"chappe/mtp/wire"
	"chappe/tl"
)

// sessionAttacks need a key, which anybody can make, or somebody who is signed in.
func sessionAttacks() []Attack {
	return []Attack{
		{"slow-reader", "3 connections of somebody signed in that stop reading while answers and messages pour in", true, slowReader},
		{"resends", "8 connections that ask for the same 200 answers again and again and do not read", false, resends},
		{"gzip", "600 gzip bombs before signing in, 4 MB and a gigabyte each", false, func(ctx context.Context, a *Attacker) error {
			key, err := a.stranger(ctx, 0)
			if err != nil {
				return err
			}
			return bombs(ctx, a, key)
		}},
		{"gzip-within", "600 gzip bombs after signing in", true, func(ctx context.Context, a *Attacker) error { return bombs(ctx, a, a.Within) }},
		{"nesting", "wrappers and objects nested thousands deep", true, nesting},
		{"containers", "60 containers of 1,020 messages, and broken ones", false, containers},
		{"sessions", "3,000 sessions of one key", false, sessions},
		{"far-ids", "2,000 messages from the past and the future", false, farIDs},
		{"calls", "20,000 calls as fast as they go, known and unknown, signed in and not", true, calls},
	}
}

func slowReader(ctx context.Context, a *Attacker) error {
	state, err := begun(&tl.UpdatesGetState{})
	if err != nil {
		return err
	}
	history, err := tl.Append(nil, tl.MaxLayer, &tl.MessagesGetHistory{Peer: &tl.InputPeerSelf{}, Limit: 100})
	if err != nil {
		return err
	}
	// Messages to oneself come to all sessions but the one that sends.
	r, err := a.speak(ctx, a.Within, 0)
	if err != nil {
		return err
	}
	var stored answers
	go stored.read(r)
	say := func(int) []byte {
		q, _ := tl.Append(nil, tl.MaxLayer, &tl.MessagesSendMessage{ // it can be encoded
			Peer: &tl.InputPeerSelf{}, Message: hex.EncodeToString(random(2000)), RandomID: r.ids.Next(a.now(), 0),
		})
		return q
	}
	if err := r.many(80, true, say); err != nil {
		return err
	}
	stored.wait(80)
	go drain(r.nc, time.Minute)
	err = several(ctx, 3, func(int) error {
		slow, err := a.speak(ctx, a.Within, 0)
		if err != nil {
			return err
		}
		small(slow.nc)
		if err := slow.send(state, true); err != nil {
			return err
		}
		for range 4 {
			if err := slow.many(25, true, func(int) []byte { return history }); err != nil {
				return err
			}
		}
		return nil
	})
	for i := 0; i < 20 && err == nil; i++ {
		if err = r.send(say(0), true); err == nil {
			err = pause(ctx, 100*time.Millisecond)
		}
	}
	return err
}

func resends(ctx context.Context, a *Attacker) error {
	key, err := a.stranger(ctx, 0)
	if err != nil {
		return err
	}
	long, err := begun(&tl.HelpGetCountriesList{LangCode: "en"})
	if err != nil {
		return err
	}
	return several(ctx, 8, func(int) error {
		r, err := a.speak(ctx, key, 0)
		if err != nil {
			return err
		}
		var ids answers
		go ids.read(r)
		if err := r.many(50, true, func(int) []byte { return long }); err != nil {
			return err
		}
		list := ids.wait(50)
		small(r.nc)
		for range 20 {
			err := r.many(40, true, func(int) []byte { return wire.AppendResendReq(nil, list) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// answers are the identifiers of what a server said.
type answers struct {
	mu   sync.Mutex
	list []int64 // guarded by mu
	stop bool    // guarded by mu
}

// read reads what comes, until enough is known.
func (x *answers) read(r *raw) {
	var buf []byte
	b := make([]byte, 64<<10)
	for {
		n, err := r.nc.Read(b)
		if err != nil {
			return
		}
		buf = append(buf, b[:n]...)
		for {
			h, more, err := r.codec.Head(buf, 8<<20)
			if err != nil || more > 0 || len(buf) < h.Size() {
				break
			}
			p := append(make([]byte, wire.Headroom-24), buf[h.Header:h.Header+h.Packet]...)
			buf = buf[h.Size():]
			if len(p) < wire.Headroom+wire.PlainHeader {
				return
			}
			if _, ok := wire.Open(p, &r.key.Value, wire.FromServer); !ok {
				return
			}
			if m, ok := wire.ParsePlain(p[wire.Headroom:]); ok && m.SeqNo&1 != 0 && !x.add(m.MsgID) {
				return
			}
		}
	}
}

func (x *answers) add(id int64) (more bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.list = append(x.list, id)
	return !x.stop
}

// wait returns the identifiers when there are n, or what there is when it takes too long.
func (x *answers) wait(n int) []int64 {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		x.mu.Lock()
		if x.stop = len(x.list) >= n || time.Now().After(end); x.stop {
			defer x.mu.Unlock()
			return x.list
		}
		x.mu.Unlock()
	}
}

// bomb is a gzip_packed object of n megabytes of zeros. That of many is put together from pieces, without a right checksum.
func bomb(n int) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	zeros := make([]byte, 1<<20)
	var at int
	for range min(n, 4) {
		at = b.Len()
		_, _ = z.Write(zeros) // into memory
		_ = z.Flush()
	}
	if piece := bytes.Clone(b.Bytes()[at:]); n > 4 {
		b.Write(bytes.Repeat(piece, n-4))
	} else {
		_ = z.Close()
	}
	return wire.AppendBytes(wire.AppendUint32(nil, wire.IDGzipPacked), b.Bytes())
}

func bombs(ctx context.Context, a *Attacker, key *mtclient.Key) error {
	small, large := bomb(4), bomb(1000)
	wrapped, err := tl.Append(nil, tl.MaxLayer, &tl.InvokeWithLayer{Layer: int32(tl.MaxLayer), Query: small})
	if err != nil {
		return err
	}
	list := [][]byte{small, wrapped, small}
	return several(ctx, 16, func(int) error {
		r, err := a.speak(ctx, key, 0)
		if err != nil {
			return err
		}
		for range 3 {
			if err := r.send(large, true); err != nil {
				return err
			}
			if err := r.many(12, true, func(i int) []byte { return list[i%len(list)] }); err != nil {
				return err
			}
		}
		return nil
	})
}

func nesting(ctx context.Context, a *Attacker) error {
	var deep [][]byte
	for _, id := range []tl.Object{&tl.InvokeWithoutUpdates{}, &tl.InvokeAfterMsg{}, &tl.InvokeWithLayer{Layer: int32(tl.MaxLayer)},
		&tl.InvokeAfterMsgs{MsgIDs: make([]int64, 1000)}} {
		one, err := tl.Append(nil, tl.MaxLayer, id)
		if err != nil {
			return err
		}
		deep = append(deep, bytes.Repeat(one, min(5000, 1<<20/len(one))))
	}
	// textBold inside textBold and so on, where a page is expected; then a vector that claims two billion.
	bold := wire.AppendUint32(nil, 0x6724abc4)
	deep = append(deep, bytes.Repeat(bold, 100_000))
	users, err := tl.Append(nil, tl.MaxLayer, &tl.UsersGetUsers{})
	if err != nil {
		return err
	}
	deep = append(deep, wire.AppendInt32(users[:len(users)-4], 1<<31-1))
	return several(ctx, 40, func(i int) error {
		r, err := a.speak(ctx, a.Within, 0)
		if err != nil {
			return err
		}
		for range 3 {
			if err := r.send(deep[i%len(deep)], true); err != nil {
				return err
			}
		}
		return nil
	})
}

func containers(ctx context.Context, a *Attacker) error {
	key, err := a.stranger(ctx, 0)
	if err != nil {
		return err
	}
	config, err := tl.Append(nil, tl.MaxLayer, &tl.HelpGetConfig{})
	if err != nil {
		return err
	}
	ping := wire.AppendInt64(wire.AppendUint32(nil, wire.IDPing), 1)
	return several(ctx, 20, func(i int) error {
		r, err := a.speak(ctx, key, 0)
		if err != nil {
			return err
		}
		go drain(r.nc, patience)
		if err := r.many(wire.MaxContainer, true, func(int) []byte { return config }); err != nil {
			return err
		}
		if err := r.many(wire.MaxContainer, false, func(int) []byte { return ping }); err != nil {
			return err
		}
		if err := r.many(wire.MaxContainer+1, false, func(int) []byte { return ping }); err != nil {
			return err
		}
		inside := wire.AppendContainer(nil, []wire.Inner{r.message(ping, false)})
		return r.many(2, false, func(int) []byte { return inside })
	})
}

func sessions(ctx context.Context, a *Attacker) error {
	key, err := a.stranger(ctx, 0)
	if err != nil {
		return err
	}
	config, err := tl.Append(nil, tl.MaxLayer, &tl.HelpGetConfig{})
	if err != nil {
		return err
	}
	return several(ctx, 300, func(int) error {
		r, err := a.speak(ctx, key, 0)
		for i := 0; i < 10 && err == nil; i++ {
			r.begin()
			err = r.send(config, true)
		}
		return err
	})
}

func farIDs(ctx context.Context, a *Attacker) error {
	key, err := a.stranger(ctx, 0)
	if err != nil {
		return err
	}
	ping := wire.AppendInt64(wire.AppendUint32(nil, wire.IDPing), 1)
	return several(ctx, 20, func(i int) error {
		r, err := a.speak(ctx, key, 0)
		if err != nil {
			return err
		}
		go drain(r.nc, patience)
		for n := range 100 {
			m := r.message(ping, false)
			far := time.Duration(n*n+400) * time.Second
			if n%2 == 0 {
				far = -far
			}
			m.MsgID = wire.MsgIDAt(a.now().Add(far))
			if n%10 == 9 {
				m.MsgID = []int64{0, 4, -4, 1<<63 - 4, 1}[n/10%5]
			}
			if err := r.seal(m); err != nil {
				return err
			}
		}
		return nil
	})
}

func calls(ctx context.Context, a *Attacker) error {
	key, err := a.stranger(ctx, 0)
	if err != nil {
		return err
	}
	config, err := tl.Append(nil, tl.MaxLayer, &tl.HelpGetConfig{})
	if err != nil {
		return err
	}
	list := [][]byte{config, config, wire.AppendUint32(nil, 0xdeadbeef), config[:3:3]}
	list[3] = append(list[3], 0) // no constructor either
	return several(ctx, 20, func(i int) error {
		k := key
		if i%2 == 0 {
			k = a.Within
		}
		r, err := a.speak(ctx, k, 0)
		if err != nil {
			return err
		}
		go drain(r.nc, patience)
		for range 10 {
			if err := r.many(100, true, func(n int) []byte { return list[n%len(list)] }); err != nil {
				return err
			}
		}
		return nil
	})
}

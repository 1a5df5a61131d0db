package bench

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"chappe/mtp/wire"
)

// Attack is one way of doing harm. What a run of it takes is bounded: connections, bytes and time.
type Attack struct {
	Name   string
	What   string // in words
	Within bool   // needs Attacker.Within
	Run    func(ctx context.Context, a *Attacker) error
}

// Attacks are all that we know of.
func Attacks() []Attack {
	return append(append(socketAttacks(), webAttacks()...), sessionAttacks()...)
}

// socketAttacks need no key: anybody who reaches the port can make them.
func socketAttacks() []Attack {
	return []Attack{
		{"silent", "3,000 connections that say nothing", false, silent},
		{"two-bytes", "2,000 connections of two bytes and a hang-up", false, twoBytes},
		{"announced", "300 frames of 16 MB announced in each transport and never sent, 100 of 2 MB begun with a key", false, announced},
		{"half-open", "1,000 key exchanges begun and left, from 20 addresses", false, halfOpen},
		{"exchanges", "400 key exchanges begun as fast as one address can", false, exchanges},
		{"random", "600 connections of random bytes", false, randomBytes},
		{"unknown-keys", "600 packets under keys that do not exist", false, unknownKeys},
		{"proxy", "300 broken PROXY headers", false, brokenProxy},
	}
}

func silent(ctx context.Context, a *Attacker) error {
	return several(ctx, 3000, func(int) error {
		_, err := a.dial(ctx, 0)
		return err
	})
}

func twoBytes(ctx context.Context, a *Attacker) error {
	return several(ctx, 2000, func(i int) error {
		nc, err := a.connect(ctx, "tcp", a.Addr, 0)
		if err != nil {
			return err
		}
		// Abridged, HTTP, one of the intermediates, TLS, nothing known.
		_, err = io.WriteString(nc, []string{"\xef\x01", "GE", "\xee\xee", "\xdd\xdd", "\x16\x03", "\x00\xff"}[i%6])
		return errors.Join(err, nc.Close())
	})
}

// heads announce a packet of 16 MB in each transport.
func heads() [][]byte {
	const size = 16 << 20
	four := binary.LittleEndian.AppendUint32(nil, size)
	full := append(append([]byte(nil), four...), 0, 0, 0, 0)
	return [][]byte{
		{0xef, 0x7f, size >> 2 & 0xff, size >> 10 & 0xff, size >> 18},
		append([]byte{0xee, 0xee, 0xee, 0xee}, four...),
		append([]byte{0xdd, 0xdd, 0xdd, 0xdd}, four...),
		full,
	}
}

func announced(ctx context.Context, a *Attacker) error {
	err := several(ctx, 300, func(i int) error {
		nc, err := a.dial(ctx, 0)
		if err != nil {
			return err
		}
		all := heads()
		_, err = nc.Write(append(all[i%len(all)], random(100)...))
		return err
	})
	if err != nil {
		return err
	}
	key, err := a.stranger(ctx, 1)
	if err != nil {
		return err
	}
	return several(ctx, 100, func(int) error {
		r, err := a.speak(ctx, key, 1)
		if err != nil {
			return err
		}
		b := binary.LittleEndian.AppendUint32(nil, 2<<20-64)
		b = binary.LittleEndian.AppendUint64(b, uint64(key.ID))
		_, err = r.nc.Write(append(b, random(2000)...))
		return err
	})
}

// ask begins a key exchange on a new connection and waits for the first answer.
func (a *Attacker) ask(ctx context.Context, n int) error {
	r, err := a.speak(ctx, nil, n)
	if err != nil {
		return err
	}
	b := wire.AppendUnencrypted(nil, r.ids.Next(a.now(), wire.ClientMsg), wire.AppendReqPQ(nil, [16]byte(random(16))))
	if err := r.packet(b); err != nil {
		return err
	}
	if err := r.nc.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err = r.nc.Read(make([]byte, 200))
	return err
}

func halfOpen(ctx context.Context, a *Attacker) error {
	return several(ctx, 1000, func(i int) error { return a.ask(ctx, i%20) })
}

func exchanges(ctx context.Context, a *Attacker) error {
	return several(ctx, 400, func(int) error {
		_, err := a.stranger(ctx, 0)
		return err
	})
}

func randomBytes(ctx context.Context, a *Attacker) error {
	return several(ctx, 600, func(int) error {
		nc, err := a.connect(ctx, "tcp", a.Addr, 0)
		if err != nil {
			return err
		}
		defer nc.Close()
		_, err = nc.Write(random(1 + rand.IntN(4096)))
		drain(nc, 20*time.Millisecond)
		return err
	})
}

func unknownKeys(ctx context.Context, a *Attacker) error {
	return several(ctx, 600, func(int) error {
		nc, err := a.connect(ctx, "tcp", a.Addr, 0)
		if err != nil {
			return err
		}
		defer nc.Close()
		b := append(wire.Intermediate.Tag(), binary.LittleEndian.AppendUint32(nil, 104)...)
		_, err = nc.Write(append(b, random(104)...))
		drain(nc, 20*time.Millisecond)
		return err
	})
}

// brokenProxy matters only where the attacker is a proxy that is trusted; elsewhere these are random bytes.
func brokenProxy(ctx context.Context, a *Attacker) error {
	const v2 = "\r\n\r\n\x00\r\nQUIT\n"
	headers := []string{
		"PROXY TCP4 1.2.3.4 5.6.7.8 99999 1\r\n", "PROXY TCP4 1.2.3.4.5 5.6.7.8 1 1\r\n", "PROXY TCP6 :::::: ::1 1 1\r\n",
		"PROXY " + string(make([]byte, 200)), "PROXY UNKNOWN\r\n", "PROXY\r\n", "PROXY TCP4\r\n",
		v2 + "\x11\x11\x00\x0c", v2 + "\x21\x11\xff\xff", v2 + "\x2f\xff\x02\x18" + string(make([]byte, 536)), v2 + "\x21\x11\x00\x00",
	}
	return several(ctx, 300, func(i int) error {
		nc, err := a.connect(ctx, "tcp", a.Addr, 0)
		if err != nil {
			return err
		}
		defer nc.Close()
		_, err = nc.Write([]byte(headers[i%len(headers)]))
		drain(nc, 20*time.Millisecond)
		return err
	})
}

// small makes the attacker's window small, so that what the server sends waits there and not in the kernel.
func small(nc net.Conn) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(64 << 10) // without it the attack is only weaker
	}
}

package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"net"
	"time"

	"chappe/mtp/wire"
)

// webAttacks go for HTTP on the same port.
func webAttacks() []Attack {
	return []Attack{
		{"slowloris", "200 HTTP requests whose heads come a byte at a time, 100 whose bodies never come", false, slowloris},
		{"pipeline", "50 connections that ask for the page 2,000 times and read no answer", false, pipeline},
		{"big-heads", "100 HTTP requests with heads of a megabyte", false, bigHeads},
		{"ws-frames", "40 WebSockets with frames that announce up to 2^61 bytes, of which 2 MB come", false, wsFrames},
		{"ws-pings", "4 WebSockets that send 25 MB of pings each and read no answer", false, wsPings},
	}
}

func slowloris(ctx context.Context, a *Attacker) error {
	open := make([]net.Conn, 300)
	err := several(ctx, len(open), func(i int) error {
		nc, err := a.dial(ctx, 0)
		if err != nil {
			return err
		}
		open[i] = nc
		if i < 200 {
			_, err = fmt.Fprintf(nc, "GET / HTTP/1.1\r\nHost: x\r\nX-%d: ", i)
		} else {
			_, err = fmt.Fprint(nc, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
		}
		return err
	})
	for range 5 {
		for _, nc := range open {
			if nc != nil {
				_, _ = nc.Write([]byte("x")) // the server may have hung up, as it should
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return err
}

func pipeline(ctx context.Context, a *Attacker) error {
	all := bytes.Repeat([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 2000)
	return several(ctx, 50, func(int) error {
		nc, err := a.dial(ctx, 0)
		if err != nil {
			return err
		}
		small(nc)
		if err := nc.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
			return err
		}
		_, err = nc.Write(all)
		return err
	})
}

func bigHeads(ctx context.Context, a *Attacker) error {
	head := append([]byte("GET / HTTP/1.1\r\nHost: x\r\nX-A: "), bytes.Repeat([]byte("a"), 1<<20)...)
	return several(ctx, 100, func(int) error {
		nc, err := a.connect(ctx, "tcp", a.Addr, 0)
		if err != nil {
			return err
		}
		defer nc.Close()
		_, err = nc.Write(head)
		drain(nc, 20*time.Millisecond)
		return err
	})
}

// upgrade opens a WebSocket.
func (a *Attacker) upgrade(ctx context.Context) (net.Conn, error) {
	nc, err := a.dial(ctx, 0)
	if err != nil {
		return nil, err
	}
	small(nc)
	if err := nc.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(nc, "GET /apiws HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: binary\r\n\r\n", a.Addr)
	if err != nil {
		return nil, err
	}
	got := make([]byte, 0, 1024)
	for !bytes.HasSuffix(got, []byte("\r\n\r\n")) {
		n, err := nc.Read(got[len(got):cap(got)])
		if err != nil {
			return nil, err
		}
		got = got[:len(got)+n]
	}
	if !bytes.HasPrefix(got, []byte("HTTP/1.1 101 ")) {
		return nil, fmt.Errorf("the server answered %q", got)
	}
	return nc, nil
}

func wsFrames(ctx context.Context, a *Attacker) error {
	return several(ctx, 40, func(i int) error {
		nc, err := a.upgrade(ctx)
		if err != nil {
			return err
		}
		header, streams := wire.DialObfuscated(wire.Intermediate)
		b := []byte{0x82, 0xff}
		b = binary.BigEndian.AppendUint64(b, 1<<(30+i%32))
		b = append(b, 0, 0, 0, 0) // a mask that changes nothing
		b = append(b, header[:]...)
		rest := append(binary.LittleEndian.AppendUint32(nil, 2<<20-64), random(2<<20)...)
		streams.Out.XORKeyStream(rest, rest)
		_, err = nc.Write(append(b, rest...))
		return err
	})
}

func wsPings(ctx context.Context, a *Attacker) error {
	ping := append([]byte{0x89, 0x80 | 125, 0, 0, 0, 0}, make([]byte, 125)...)
	pings := bytes.Repeat(ping, 500)
	return several(ctx, 4, func(int) error {
		nc, err := a.upgrade(ctx)
		for i := 0; i < 400 && err == nil; i++ {
			if err = nc.SetWriteDeadline(time.Now().Add(time.Second)); err == nil {
				_, err = nc.Write(pings)
			}
		}
		return err
	})
}

//go:build unix

package mtp

import (
	"runtime"
	"syscall"
	"testing"
	"time"

	"chappe/mtp/wire"
)

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // cannot fail
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// reportCPU reports the processor time of one round since start: on a machine with
// other work it says more than the time that went by.
func reportCPU(b *testing.B, start time.Duration) {
	b.ReportMetric(float64(cpu()-start)/1e3/float64(b.N), "cpu-µs/op")
}

// BenchmarkExchange makes keys over loopback, with both sides' work in one process.
func BenchmarkExchange(b *testing.B) {
	s := newTestServer(b)
	start := cpu()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p := s.speak(wire.Abridged, false)
			p.exchange(exchange{})
			p.nc.Close()
		}
	})
	reportCPU(b, start)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "keys/s")
}

// BenchmarkServerExchange is the server's arithmetic alone.
func BenchmarkServerExchange(b *testing.B) {
	s := newTestServer(b)
	inner := wire.AppendPQInner(nil, wire.PQInner{PQ: 15, P: 3, Q: 5})
	ct, err := wire.EncryptPad(&testRSA().PublicKey, inner)
	if err != nil {
		b.Fatal(err)
	}
	m := wire.ReqDHParams{Fingerprint: wire.Fingerprint(&testRSA().PublicKey), Encrypted: ct}
	gB := wire.NewDH().Public()
	start := cpu()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			wire.NewPQ()
			if _, good := s.openInner(m); good != 1 {
				b.Error("not opened")
			}
			if _, err := wire.NewDH().Shared(gB); err != nil {
				b.Error(err)
			}
		}
	})
	reportCPU(b, start)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "keys/s")
}

// BenchmarkCall is a call of 100 bytes and its answer, both sides in one process.
func BenchmarkCall(b *testing.B) {
	for name, obfuscated := range map[string]bool{"plain": false, "obfuscated": true} {
		b.Run(name, func(b *testing.B) {
			s := newTestServer(b)
			b.ReportAllocs()
			start := cpu()
			b.RunParallel(func(pb *testing.PB) {
				p := s.speak(wire.Padded, obfuscated)
				p.exchange(exchange{})
				body := wire.AppendBytes(wire.AppendUint32(nil, callEcho), make([]byte, 100))
				for pb.Next() {
					p.wantResult(p.send(body, true))
				}
			})
			reportCPU(b, start)
		})
	}
}

// BenchmarkPush is an update of 500 bytes to one of 100 sessions.
func BenchmarkPush(b *testing.B) {
	s := newTestServer(b)
	var sessions []*Session
	for range 100 {
		p := s.connect()
		p.works()
		sessions = append(sessions, s.sessionOf(p.session))
		go func() {
			buf := make([]byte, 64<<10)
			for {
				if _, err := p.nc.Read(buf); err != nil {
					return
				}
			}
		}()
	}
	body := wire.AppendBytes(wire.AppendUint32(nil, 0x33330000), make([]byte, 500))
	b.ReportAllocs()
	start := cpu()
	i := 0
	for b.Loop() {
		sessions[i%len(sessions)].Push(body)
		i++
	}
	reportCPU(b, start)
}

// BenchmarkIdle reports what a session costs that does nothing. The sockets of the
// clients are in the same process and counted.
func BenchmarkIdle(b *testing.B) {
	const n = 500
	for b.Loop() {
		s := newTestServer(b)
		first := s.connect()
		first.works()
		before := memory()
		peers := make([]*peer, n)
		for i := range peers {
			p := first.again()
			p.keyID, p.session, p.content, p.inbox = first.keyID, randomID(), 0, nil
			s.limits.Sessions = n + 2
			p.works()
			p.buf = nil
			peers[i] = p
		}
		after := memory()
		b.ReportMetric(float64(after-before)/n, "B/session")
		runtime.KeepAlive(peers)
		s.stop()
	}
}

func memory() uint64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

package mtp

import "testing"

func FuzzProxy(f *testing.F) {
	f.Add([]byte("PROXY TCP4 203.0.113.7 127.0.0.1 5000 443\r\n"))
	f.Add([]byte("PROXY UNKNOWN\r\nGET / HTTP/1.1\r\n"))
	f.Add([]byte(proxyV2 + "\x21\x11\x00\x0c\xcb\x00\x71\x08\x7f\x00\x00\x01\x13\x88\x01\xbb"))
	f.Add([]byte("POST / HTTP/1.1\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		client, used, need, ok := parseProxy(b)
		if ok && need > 0 && (need <= len(b) || need > 16+proxyV2Max) {
			t.Fatalf("%d bytes, needs %d", len(b), need)
		}
		if used > len(b) || client.IsValid() && used == 0 {
			t.Fatalf("used %d of %d bytes for %v", used, len(b), client)
		}
	})
}

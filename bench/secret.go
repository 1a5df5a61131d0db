package bench

import (
	"crypto/aes"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"chappe/mtp/wire"
	"chappe/secretchat"

	"github.com/gotd/ige"
)

// Secret is what the end-to-end layer costs on this machine, without any server.
type Secret struct {
	Rows []SecretRow
}

// SecretRow is messages of one size.
type SecretRow struct {
	Bytes     int     // of text
	PerSecond float64 // messages encrypted, decrypted and understood, on one core
	Micros    float64 // for one, both ends together
	IGE       float64 // microseconds of it that AES-IGE takes by itself, both ends together
}

// RunSecret measures two chats that talk to each other in memory, for a while for each size.
func RunSecret(each time.Duration) (Secret, error) {
	var r Secret
	for _, n := range []int{16, 256, 4096, 65536} {
		row, err := secretRow(n, each)
		if err != nil {
			return r, err
		}
		r.Rows = append(r.Rows, row)
	}
	return r, nil
}

func secretRow(n int, each time.Duration) (SecretRow, error) {
	now := time.Now()
	alice, bob, err := secretPair(now)
	if err != nil {
		return SecretRow{}, err
	}
	text := string(make([]byte, n))
	count, size := 0, 0
	began := time.Now()
	for time.Since(began) < each {
		from, to := alice, bob
		if count%2 == 1 {
			from, to = bob, alice
		}
		if err := from.Send(&secretchat.DecryptedMessage{Message: text}, nil, now); err != nil {
			return SecretRow{}, err
		}
		for _, m := range from.Pending() { // the message, and what an exchange of keys has to say
			from.Sent(m.RandomID, nil)
			if _, err := to.Receive(m.Data, 0, nil, now); err != nil {
				return SecretRow{}, err
			}
			size = max(size, len(m.Data)-24)
		}
		count++
	}
	took := time.Since(began)
	return SecretRow{
		Bytes: n, PerSecond: float64(count) / took.Seconds(), Micros: took.Seconds() * 1e6 / float64(count), IGE: 2 * igeMicros(size, each/4),
	}, nil
}

// secretPair is a chat's two ends, established.
func secretPair(now time.Time) (alice, bob *secretchat.Chat, err error) {
	config := func() secretchat.DHConfig {
		c := secretchat.DHConfig{Version: 1, G: wire.G, Prime: wire.Prime(), Random: make([]byte, 256)}
		rand.Read(c.Random)
		return c
	}
	alice, gA, err := secretchat.Request(1, 2, config(), now)
	if err != nil {
		return nil, nil, err
	}
	r := secretchat.RemoteChat{Kind: secretchat.RemoteRequested, ID: alice.ID(), AdminID: 1, ParticipantID: 2, GAOrB: gA}
	if bob, err = secretchat.Incoming(2, r, now); err != nil {
		return nil, nil, err
	}
	if r.GAOrB, r.KeyFingerprint, err = bob.Accept(config(), now); err != nil {
		return nil, nil, err
	}
	r.Kind = secretchat.RemoteReady
	for _, c := range []*secretchat.Chat{alice, bob} {
		if _, err := c.Update(r, now); err != nil {
			return nil, nil, err
		}
	}
	return alice, bob, nil
}

// igeMicros is what AES-IGE takes for so many bytes, once.
func igeMicros(size int, each time.Duration) float64 {
	data, key := make([]byte, size), make([]byte, 32)
	count := 0
	began := time.Now()
	for time.Since(began) < each {
		block, _ := aes.NewCipher(key) // 32 bytes always make a key
		ige.EncryptBlocks(block, key, data, data)
		count++
	}
	return time.Since(began).Seconds() * 1e6 / float64(count)
}

// Text writes the table.
func (s Secret) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "Secret chats, both ends on one core, exchanges of keys included:\n\n%10s %14s %14s %14s\n", "bytes", "messages/s", "us each", "of it AES-IGE")
	for _, r := range s.Rows {
		if err == nil {
			_, err = fmt.Fprintf(w, "%10d %14.0f %14.1f %14.1f\n", r.Bytes, r.PerSecond, r.Micros, r.IGE)
		}
	}
	return err
}

package e2e

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"
)

var libraries = []Library{Gotd, Mtcute, GramJS}

// What wants a person is refused before sign-in and after sign-out, and other devices go on.
func TestSignedOut(t *testing.T) {
	for _, lib := range libraries {
		t.Run(lib.Name, func(t *testing.T) {
			s := NewServer(t)
			p := s.Device("Visitor", lib, Options{})
			_, err := p.Client.Call("updates.getState", nil)
			p.Refused(err, 401, "AUTH_KEY_UNREGISTERED")

			bob := s.Person("Bob", Gotd, Options{})
			p.phone = newPhone()
			p.ID, err = p.Client.SignUp(p.phone, "Visitor", "")
			p.must("sign up", err)
			other := p.Again(Gotd, Options{})
			bob.Meets(p)
			bob.Says(p, "to two devices")
			p.WantMessage(bob, "to two devices")
			other.WantMessage(bob, "to two devices")

			p.must("sign out", p.Client.SignOut())
			if _, err := p.Client.Call("updates.getState", nil); err == nil {
				t.Errorf("%s has signed out and is answered", p.name)
			} else if lib.Name != Gotd.Name { // which gives the connection up at its first 401
				p.Refused(err, 401, "AUTH_KEY_UNREGISTERED")
			}
			bob.Says(p, "to one device")
			other.WantMessage(bob, "to one device")
			if n := p.Told("to one device"); n != 0 {
				t.Errorf("%s has signed out and was told of a new message", p.name)
			}
		})
	}
}

// A wrong code and a code that was never asked for are refused in the words that clients know.
func TestWrongCode(t *testing.T) {
	s := NewServer(t)
	p := s.Device("Guesser", GramJS, Options{})
	phone := newPhone()
	sent, err := p.Client.Call("auth.sendCode", map[string]any{
		"phoneNumber": phone, "apiId": apiID, "apiHash": apiHash, "settings": map[string]any{"_": "codeSettings"},
	})
	p.must("send code", err)
	var code struct {
		Hash string `json:"phoneCodeHash"`
	}
	if err := json.Unmarshal(sent, &code); err != nil || code.Hash == "" {
		t.Fatalf("auth.sendCode answered %s (%v)", sent, err)
	}
	_, err = p.Client.Call("auth.signIn", map[string]any{"phoneNumber": phone, "phoneCodeHash": code.Hash, "phoneCode": "54321"})
	p.Refused(err, 400, "PHONE_CODE_INVALID")
	_, err = p.Client.Call("auth.signIn", map[string]any{"phoneNumber": phone, "phoneCodeHash": "nonsense", "phoneCode": devCode})
	p.Refused(err, 400, "PHONE_CODE_EXPIRED")
	_, err = p.Client.Call("auth.signIn", map[string]any{"phoneNumber": "12", "phoneCodeHash": code.Hash, "phoneCode": devCode})
	p.Refused(err, 400, "PHONE_NUMBER_INVALID")
}

// Who has not met a person cannot write to them by guessing, and cannot tell whether they exist.
func TestAccessHash(t *testing.T) {
	s := NewServer(t)
	alice, bob, eve := s.Person("Alice", Gotd, Options{}), s.Person("Bob", Gotd, Options{}), s.Person("Eve", Gotd, Options{})
	alice.Meets(bob)
	c := eve.Client.(*gotdClient)
	hash := alice.Client.(*gotdClient).peer(bob.ID).AccessHash
	for _, guess := range []int64{0, 1, hash} { // the last is Alice's to use
		c.hashes[bob.ID] = guess
		_, err := c.Send(bob.ID, "psst", 0)
		eve.Refused(err, 400, "PEER_ID_INVALID")
	}
	_, err := c.Send(bob.ID+1000, "psst", 0) // nobody
	eve.Refused(err, 400, "PEER_ID_INVALID")
	alice.Says(bob, "hi")
	bob.WantMessage(alice, "hi")
	if n := bob.Told("psst"); n != 0 {
		t.Errorf("%s was told %d times of what nobody could send", bob.name, n)
	}
}

// Methods that do not exist here are refused and nothing breaks.
func TestUnknownMethods(t *testing.T) {
	s := NewServer(t)
	for _, lib := range libraries {
		t.Run(lib.Name, func(t *testing.T) {
			p := s.On(t).Person("Asker", lib, Options{})
			_, err := p.Client.Call("smsjobs.join", nil)
			p.Refused(err, 400, "METHOD_NOT_IMPLEMENTED")
			_, err = p.Client.Call("smsjobs.leave", nil)
			p.Refused(err, 400, "METHOD_NOT_IMPLEMENTED")
			if _, err = p.Client.Call("updates.getState", nil); err != nil {
				t.Errorf("%s is not answered any more: %v", p.name, err)
			}
		})
	}
	t.Run("UnknownConstructor", func(t *testing.T) {
		p := s.On(t).Person("Inventor", Gotd, Options{})
		c := p.Client.(*gotdClient)
		err := c.with(func(ctx ctx) error { return c.client.Invoke(ctx, nonsense{}, &anything{}) })
		p.Refused(err, 400, "METHOD_NOT_IMPLEMENTED")
		if _, err = p.Client.Call("updates.getState", nil); err != nil {
			t.Errorf("%s is not answered any more: %v", p.name, err)
		}
	})
}

// nonsense is a call that no layer has.
type nonsense struct{}

func (nonsense) Encode(b *bin.Buffer) error {
	b.PutID(0x0badf00d)
	b.PutInt(42)
	return nil
}

// The config names this server under every data centre, as it was reached or as the operator says.
func TestConfig(t *testing.T) {
	for _, c := range []struct {
		name      string
		advertise string
	}{{"AsReached", ""}, {"Advertised", "198.51.100.7:443"}} {
		t.Run(c.name, func(t *testing.T) {
			var args []string
			if c.advertise != "" {
				args = []string{"--advertise", c.advertise}
			}
			s := NewServer(t, args...)
			want := c.advertise
			if want == "" {
				want = s.addr
			}
			p := s.Device("Reader", Gotd, Options{})
			var cfg *tg.Config
			client := p.Client.(*gotdClient)
			p.must("config", client.with(func(ctx ctx) (err error) {
				cfg, err = client.api.HelpGetConfig(ctx)
				return err
			}))
			seen := map[int]bool{}
			for _, dc := range cfg.DCOptions {
				if got := fmt.Sprintf("%s:%d", dc.IPAddress, dc.Port); got != want || dc.Ipv6 || dc.CDN || dc.TCPObfuscatedOnly {
					t.Errorf("data centre %d is told to be %+v, want %s", dc.ID, dc, want)
				}
				seen[dc.ID] = true
			}
			for dc := 1; dc <= 5; dc++ {
				if !seen[dc] {
					t.Errorf("data centre %d is not in the config", dc)
				}
			}
			if !seen[cfg.ThisDC] || cfg.Expires <= cfg.Date || cfg.MessageLengthMax != 4096 {
				t.Errorf("config %+v", cfg)
			}
		})
	}
}

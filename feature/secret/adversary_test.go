package secret_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"chappe/db"
	"chappe/db/dbtest"
	"chappe/mtclient"
	"chappe/mtp/wire"
	"chappe/secretchat"
	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestAdversary: whoever holds the server's private key, whole database, erase file, blob store, logs, memory and all traffic finds no
// plaintext and no key of a secret chat; and once its messages are acknowledged and its file was fetched, no usable ciphertext on the
// disk either, not even with a backup from before. The people are in this process, the server is in another.
func TestAdversary(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { adversary(t, "") })
	t.Run("postgres", func(t *testing.T) { adversary(t, dbtest.Postgres(t)) })
}

func adversary(t *testing.T, database string) {
	a := &attacker{t: t, child: startChild(t, database), database: database, seen: map[string]bool{}}
	a.dirs = []string{a.child.dir}
	if database != "" {
		a.dirs = append(a.dirs, a.cluster())
	}
	s := servertest.Remote(t, a.child.addr, a.child.key)
	aliceP, bobP := s.User("alice", a.traffic.tapped()), s.User("bob", a.traffic.tapped())
	alice, bob := aliceP.Secret(a.traffic.tapped()), bobP.Secret(a.traffic.tapped())
	alice.Stored, bob.Stored = a.noteState, a.noteState
	both := []*servertest.Secret{alice, bob}

	id := servertest.Establish(alice, bob)
	alice.Say(id, a.words())
	bob.Want("the first text", both, func() bool { return len(bob.Read(id)) == 1 })
	bob.Say(id, a.words())
	alice.Want("the answer", both, func() bool { return len(alice.Read(id)) == 1 })
	before := a.picture(alice, id)
	if err := alice.Chats().With(id, func(c *secretchat.Chat) { _ = c.Rekey(s.Clock.Now()) }); err != nil {
		t.Fatal(err)
	}
	if err := alice.Chats().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	alice.Want("new keys", both, func() bool { return a.picture(alice, id) != before && a.picture(bob, id) == a.picture(alice, id) })
	for _, d := range both {
		d.Acknowledge()
	}

	// Bob is away. A text and a file wait for him.
	bob.Kill()
	alice.Say(id, a.words())
	file := make([]byte, 200_000)
	rand.Read(file)
	a.secrets.add("the file", file, pieceSize)
	m := &secretchat.DecryptedMessage{Message: a.words(), Media: &secretchat.DecryptedMessageMediaDocument{MimeType: "a/b", Caption: a.words()}}
	if err := alice.Chats().SendFile(t.Context(), id, m, bytes.NewReader(file), int64(len(file))); err != nil {
		t.Fatal(err)
	}
	a.noteSent(alice, bob)
	cloud := rand.Text() + rand.Text()
	aliceP.Send(bobP, cloud)
	a.look("while messages wait", cloud)
	backup := a.backup()

	bob.Start()
	received := func() (out []secretchat.Received) {
		for _, e := range bob.Events(id) {
			if m, ok := e.(secretchat.Received); ok {
				out = append(out, m)
			}
		}
		return out
	}
	bob.Want("what waited", both, func() bool { return len(received()) == 3 })
	got := received()[2]
	var fetched bytes.Buffer
	if err := bob.Chats().Download(t.Context(), &fetched, got); err != nil || !bytes.Equal(fetched.Bytes(), file) {
		t.Fatalf("the file: %v", err)
	}
	media := got.Message.Media.(*secretchat.DecryptedMessageMediaDocument)
	a.secrets.addKey("the file's key", media.Key)
	a.secrets.addKey("the file's IV", media.IV)
	bob.Acknowledge()
	alice.Want("nothing more", both, func() bool { return true })
	alice.Acknowledge()
	s.Clock.Advance(2 * time.Hour)
	a.child.later(2 * time.Hour)

	a.noteSent(alice, bob)
	a.wantErased(backup)
	a.look("after all is acknowledged", cloud)
	if database == "" {
		if n := a.restored(s, bob, backup, filepath.Join(backup.dir, eraseName)); n < 2 {
			t.Errorf("a backup with its erase file, which nobody is to have, gives %d messages: this test tests nothing", n)
		}
		if n := a.restored(s, bob, backup, filepath.Join(a.child.dir, eraseName)); n != 0 {
			t.Errorf("a backup with the erase file as it is now gives %d messages", n)
		}
	}
}

const eraseName = "erase.key"

// attacker holds everything, and knows what to look for.
type attacker struct {
	t        *testing.T
	child    *child
	database string
	dirs     []string // where files of the server and its database are
	traffic  traffic

	mu         sync.Mutex
	secrets    hunt            // guarded by mu while people talk; plaintext and keys
	ciphertext hunt            // what passed the server
	seen       map[string]bool // guarded by mu; what is hunted already
}

// words are a text that nobody else has said.
func (a *attacker) words() string {
	b := make([]byte, 32)
	rand.Read(b)
	text := hex.EncodeToString(b)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.secrets.add("a text", []byte(text), 1)
	return text
}

// noteState hunts the keys and exponents in a chat's state.
func (a *attacker) noteState(state []byte) {
	type key struct{ Key []byte }
	var s struct {
		Secret         []byte
		Key, Next, Old *key
		Exchange       *struct{ Secret []byte }
	}
	if err := json.Unmarshal(state, &s); err != nil {
		a.t.Error(err)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	note := func(name string, b []byte) {
		if len(b) > 0 && !a.seen[string(b)] {
			a.seen[string(b)] = true
			a.secrets.addKey(name, b)
		}
	}
	note("an exponent", s.Secret)
	for _, k := range []*key{s.Key, s.Next, s.Old} {
		if k != nil {
			note("a key", k.Key)
		}
	}
	if s.Exchange != nil {
		note("an exponent", s.Exchange.Secret)
	}
}

// noteSent hunts the ciphertext of messages, but not the key's fingerprint before it, which the server is told of each chat.
func (a *attacker) noteSent(ds ...*servertest.Secret) {
	for _, d := range ds {
		for _, b := range d.Sent {
			if !a.seen[string(b)] {
				a.seen[string(b)] = true
				a.ciphertext.add("a message's ciphertext", b[24:], 1)
			}
		}
	}
}

func (a *attacker) picture(d *servertest.Secret, id int32) (p secretchat.Picture) {
	a.t.Helper()
	if err := d.Chats().With(id, func(c *secretchat.Chat) { p = c.Picture() }); err != nil {
		a.t.Fatal(err)
	}
	return p
}

// query reads the database. What one process alone may open is read from a copy.
func (a *attacker) query(dir string, fn func(tx *db.Tx) error) {
	a.t.Helper()
	url := a.database
	if url == "" {
		url = "sqlite:" + filepath.Join(copied(a.t, dir), "chappe.db")
	}
	d, err := db.Open(context.Background(), url, db.Options{})
	if err != nil {
		a.t.Fatal(err)
	}
	defer d.Close()
	if err := d.Read(context.Background(), fn); err != nil {
		a.t.Fatal(err)
	}
}

// cluster is where PostgreSQL keeps its files.
func (a *attacker) cluster() (dir string) {
	a.t.Helper()
	a.query("", func(tx *db.Tx) (err error) {
		dir, _, err = db.One(tx, `SELECT setting FROM pg_settings WHERE name = 'data_directory'`, func(r *db.Row) string { return r.Text() })
		return err
	})
	return dir
}

// authKeys are the keys of devices, from the database.
func (a *attacker) authKeys() map[int64]wire.AuthKey {
	a.t.Helper()
	out := map[int64]wire.AuthKey{}
	a.query(a.child.dir, func(tx *db.Tx) error {
		return db.Each(tx, `SELECT id, auth_key FROM mtp_keys`, func(r *db.Row) error {
			id := r.Int64()
			var k wire.AuthKey
			copy(k[:], r.Bytes())
			out[id] = k
			return nil
		})
	})
	return out
}

// look searches everything for plaintext and keys, and makes sure that what must be there is found.
func (a *attacker) look(when, cloud string) {
	a.t.Helper()
	keys := a.authKeys()
	raw, plain := a.traffic.read(a.t, keys)
	files, memory := filesIn(a.t, a.dirs...), memoryOf(a.t, a.child.cmd.Process.Pid)
	for _, x := range []struct {
		what string
		in   []place
	}{{"the files", files}, {"the memory", memory}, {"the traffic", raw}, {"the decrypted traffic", plain}} {
		if found := a.secrets.found(x.in); found != "" {
			a.t.Errorf("%s, %s hold %s", when, x.what, found)
		}
	}
	if found := a.ciphertext.found(files); found != "" {
		a.t.Errorf("%s, the files hold %s", when, found)
	}
	// Who searches must be able to find.
	var said, devices hunt
	said.add("a cloud message", []byte(cloud), 1)
	for _, k := range keys {
		devices.add("a device's key", k[:], 1)
	}
	if said.found(files) == "" || said.found(plain) == "" {
		a.t.Errorf("%s, not even a cloud message is found in files or decrypted traffic", when)
	}
	if a.ciphertext.found(plain) == "" {
		a.t.Errorf("%s, the messages' ciphertext is not found in the decrypted traffic", when)
	}
	if runtime.GOOS == "linux" && devices.found(memory) == "" {
		a.t.Errorf("%s, not even the devices' keys are found in memory", when)
	}
}

// backup is everything on the disk, and which keys of the erase file messages wait under.
type backup struct {
	dir  string
	keys [][]byte
}

func (a *attacker) backup() backup {
	a.t.Helper()
	out := backup{dir: copied(a.t, a.child.dir)}
	erase, err := os.ReadFile(filepath.Join(out.dir, eraseName))
	if err != nil {
		a.t.Fatal(err)
	}
	a.query(out.dir, func(tx *db.Tx) error {
		return db.Each(tx, `SELECT place FROM secret_waiting`, func(r *db.Row) error {
			at := r.Int64() * 32
			out.keys = append(out.keys, erase[at:at+32])
			return nil
		})
	})
	if len(out.keys) < 2 {
		a.t.Fatalf("%d messages wait", len(out.keys))
	}
	// The files of secret chats are kept as they came: what is in the store now is their ciphertext.
	n := 0
	for _, f := range filesIn(a.t, filepath.Join(out.dir, "files")) {
		a.ciphertext.add("the file's ciphertext", f.b, pieceSize)
		n += len(f.b)
	}
	if n < 200_000 {
		a.t.Fatalf("%d bytes of files are kept", n)
	}
	return out
}

// wantErased waits until the disk holds neither ciphertext nor the keys that messages had waited under.
func (a *attacker) wantErased(b backup) {
	a.t.Helper()
	var old hunt
	for _, k := range b.keys {
		old.addKey("a key of the erase file", k)
	}
	found := ""
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		files := filesIn(a.t, a.dirs...)
		if found = a.ciphertext.found(files) + old.found(files); found == "" {
			return
		}
		if time.Now().After(end) {
			a.t.Errorf("after all is acknowledged, the disk still holds %s", found)
			return
		}
	}
}

// restored is how many messages bob's device gets from a server on a backup and an erase file.
func (a *attacker) restored(was *servertest.Server, bob *servertest.Secret, b backup, erase string) int {
	a.t.Helper()
	dir := copied(a.t, b.dir)
	key, err := os.ReadFile(erase)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, eraseName), key, 0o600)
	}
	if err != nil {
		a.t.Fatal(err)
	}
	s := servertest.New(a.t, servertest.With(func(c *server.Config) { c.Data, c.Clock = dir, was.Clock }))
	defer s.Stop()
	o := bob.Options()
	o.Addr, o.Key, o.OnUpdate = s.Addr, s.Key, nil
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := mtclient.Dial(ctx, o)
	if err != nil {
		a.t.Fatal(err)
	}
	defer c.Close()
	v, err := c.Call(ctx, &tl.UpdatesGetDifference{Pts: 1, Date: 1})
	if err != nil {
		a.t.Fatal(err)
	}
	switch d := v.(type) {
	case *tl.UpdatesDifference:
		return len(d.NewEncryptedMessages)
	case *tl.UpdatesDifferenceSlice:
		return len(d.NewEncryptedMessages)
	case *tl.UpdatesDifferenceEmpty:
		return 0
	}
	a.t.Fatalf("the difference is %T", v)
	return 0
}

// copied is a copy of a folder.
func copied(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || strings.HasSuffix(path, ".lock") {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		switch {
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o700)
		case !e.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("copy: %w", err)
		}
		return os.WriteFile(filepath.Join(to, rel), b, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

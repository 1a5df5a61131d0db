package secretchat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestOrder(t *testing.T) {
	alice, bob := pair(t)
	for i := range 5 {
		say(t, alice, fmt.Sprint(i))
	}
	p := alice.Pending()
	for _, m := range p {
		alice.Sent(m.RandomID, nil)
	}
	var got []string
	for _, i := range []int{1, 1, 4, 0, 0, 3, 2, 4, 2} {
		events, err := bob.Receive(p[i].Data, 0, nil, start)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, texts(events)...)
	}
	if !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
		t.Errorf("bob reads %q", got)
	}
}

// TestLost: what the server loses is asked for and comes as the bytes that it was, also when the request itself is lost.
func TestLost(t *testing.T) {
	alice, bob := pair(t)
	var sent [][]byte
	for i := range 4 {
		say(t, alice, fmt.Sprint(i))
		sent = append(sent, take(t, alice))
	}
	if events, err := bob.Receive(sent[3], 0, nil, start); err != nil || len(events) != 0 {
		t.Fatalf("%v, %v", events, err)
	}
	ask := take(t, bob) // lost
	later := start.Add(askAgain * time.Second)
	if _, err := bob.Tick(start.Add(time.Second)); err != nil || len(bob.Pending()) != 0 {
		t.Fatalf("asked again at once: %v", err)
	}
	if _, err := bob.Tick(later); err != nil {
		t.Fatal(err)
	}
	again := take(t, bob)
	if _, err := alice.Receive(again, 0, nil, later); err != nil { // ahead of what was lost, and yet answered
		t.Fatal(err)
	}
	p := alice.Pending()
	if len(p) != 4 { // three messages, and a request of her own for what she lacks
		t.Fatalf("%d messages are sent again, want 4", len(p))
	}
	for i := range 3 {
		if !bytes.Equal(p[i].Data, sent[i]) {
			t.Error("a resend is not what was sent")
		}
	}
	toAlice, toBob := exchangeAll(t, alice, bob, later)
	if !slices.Equal(texts(toBob), []string{"0", "1", "2", "3"}) || len(texts(toAlice)) != 0 {
		t.Errorf("bob reads %q", texts(toBob))
	}
	if _, err := alice.Receive(ask, 0, nil, later); err != nil || len(alice.Pending()) != 0 {
		t.Errorf("the first request, late: %v", err)
	}
}

func TestTimersCountFromReading(t *testing.T) {
	alice, bob := pair(t)
	if err := alice.Act(&DecryptedMessageActionSetMessageTTL{TTLSeconds: 5}, start); err != nil {
		t.Fatal(err)
	}
	say(t, alice, "burn")
	_, toBob := exchangeAll(t, alice, bob, start)
	if e, ok := toBob[0].(TTLChanged); !ok || e.Seconds != 5 || e.RandomID == 0 || bob.TTL() != 5 {
		t.Fatalf("the timer: %+v", toBob[0])
	}
	m := toBob[1].(Received).Message
	if m.TTL != 5 {
		t.Fatalf("ttl %d", m.TTL)
	}
	tick := func(c *Chat, at time.Duration) int {
		t.Helper()
		events, err := c.Tick(start.Add(at))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range events {
			if e, ok := e.(Expired); ok && slices.Equal(e.RandomIDs, []int64{m.RandomID}) {
				n++
			}
		}
		return n
	}
	if tick(alice, time.Hour) != 0 || tick(bob, time.Hour) != 0 || !alice.NextTick().IsZero() {
		t.Error("it went before anybody looked")
	}
	// Only the side that received it can have looked at it.
	if err := alice.Act(&DecryptedMessageActionReadMessages{RandomIDs: []int64{m.RandomID}}, start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	exchangeAll(t, alice, bob, start.Add(time.Hour))
	if tick(alice, 2*time.Hour) != 0 || tick(bob, 2*time.Hour) != 0 {
		t.Error("its sender's own look counts")
	}
	at := 3 * time.Hour
	if err := bob.Act(&DecryptedMessageActionReadMessages{RandomIDs: []int64{m.RandomID}}, start.Add(at)); err != nil {
		t.Fatal(err)
	}
	exchangeAll(t, alice, bob, start.Add(at+time.Second))
	if !bob.NextTick().Equal(start.Add(at + 5*time.Second)) {
		t.Errorf("next tick %v", bob.NextTick())
	}
	if tick(bob, at+4*time.Second) != 0 || tick(alice, at+5*time.Second) != 0 {
		t.Error("too early")
	}
	bob, alice = restored(t, bob), restored(t, alice)
	if tick(bob, at+5*time.Second) != 1 || tick(alice, at+6*time.Second) != 1 {
		t.Error("it did not go")
	}
	if tick(bob, at+9*time.Second) != 0 {
		t.Error("it went twice")
	}
}

func restored(t testing.TB, c *Chat) *Chat {
	t.Helper()
	b, err := c.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Restore(b)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := got.MarshalBinary(); err != nil || !bytes.Equal(b, again) {
		t.Fatalf("a restored chat is another one: %v", err)
	}
	return got
}

func TestActions(t *testing.T) {
	alice, bob := pair(t)
	ids := []int64{1, 2}
	for _, c := range []struct {
		action DecryptedMessageActionClass
		want   Event
	}{
		{&DecryptedMessageActionSetMessageTTL{TTLSeconds: 60}, nil},
		{&DecryptedMessageActionReadMessages{RandomIDs: ids}, ReadByPeer{ids}},
		{&DecryptedMessageActionDeleteMessages{RandomIDs: ids}, Deleted{ids}},
		{&DecryptedMessageActionScreenshotMessages{RandomIDs: ids}, Screenshot{ids, int32(start.Unix())}},
		{&DecryptedMessageActionFlushHistory{}, Flushed{}},
		{&DecryptedMessageActionTyping{Action: &SendMessageTypingAction{}}, Typing{&SendMessageTypingAction{}}},
		{&DecryptedMessageActionNoop{}, nil},
	} {
		if err := alice.Act(c.action, start); err != nil {
			t.Fatal(err)
		}
		_, got := exchangeAll(t, alice, bob, start)
		if c.want != nil && (len(got) != 1 || !reflect.DeepEqual(got[0], c.want)) {
			t.Errorf("%T is heard as %+v", c.action, got)
		}
	}
	for _, a := range []DecryptedMessageActionClass{
		&DecryptedMessageActionResend{}, &DecryptedMessageActionNotifyLayer{}, &DecryptedMessageActionCommitKey{},
		&DecryptedMessageActionSetMessageTTL{TTLSeconds: -1},
	} {
		if alice.Act(a, start) == nil {
			t.Errorf("%T was sent by hand", a)
		}
	}
	if len(alice.Discard()) != 1 || alice.Send(&DecryptedMessage{}, nil, start) != ErrClosed || alice.Discard() != nil {
		t.Error("a chat that is over")
	}
}

// TestEverythingThatMessagesCarry: replies, albums, entities and each kind of media arrive as they were, in the newest layer and, as far as
// it can say them, in an old one.
func TestEverythingThatMessagesCarry(t *testing.T) {
	media := []DecryptedMessageMediaClass{
		&DecryptedMessageMediaPhoto{Thumb: []byte{1}, W: 3, Key: []byte{2}, IV: []byte{3}, Caption: "c"},
		&DecryptedMessageMediaVideo{MimeType: "video/mp4", Size: 7}, &DecryptedMessageMediaAudio{MimeType: "audio/ogg"},
		&DecryptedMessageMediaDocument{MimeType: "a/b", Size: 1 << 20, Attributes: []DocumentAttributeClass{
			&DocumentAttributeFilename{FileName: "x"}, &DocumentAttributeAudio{Voice: true, Duration: 3},
		}},
		&DecryptedMessageMediaGeoPoint{Lat: 1.5, Long: -2.5}, &DecryptedMessageMediaContact{FirstName: "f"},
		&DecryptedMessageMediaVenue{Title: "v"}, &DecryptedMessageMediaWebPage{URL: "u"},
		&DecryptedMessageMediaExternalDocument{Thumb: &PhotoSizeEmpty{}}, nil,
	}
	for _, layer := range []int32{MaxLayer, 101, 73} {
		alice, bob := pair(t)
		alice.s.HisLayer = layer
		for _, x := range media {
			m := &DecryptedMessage{
				Message: "m", Media: x, ReplyToRandomID: 5, GroupedID: 6, Silent: true, ViaBotName: "b",
				Entities: []MessageEntityClass{&MessageEntityBold{Length: 1}, &MessageEntityUnderline{Length: 1}, &MessageEntitySpoiler{Length: 1}},
			}
			bob.s.LastLayer, bob.s.HisLayer = 0, 0
			if err := alice.Send(m, nil, start); err != nil {
				t.Fatal(err)
			}
			plain, _, err := open(alice.s.Key.Key, 0, alice.Pending()[0].Data)
			if err != nil {
				t.Fatal(err)
			}
			if _, document := x.(*DecryptedMessageMediaDocument); document {
				sent, _ := Decode(plain)
				_, old := sent.(*DecryptedMessageLayer).Message.(*DecryptedMessage).Media.(*DecryptedMessageMediaDocument46)
				if old != (layer < 143) {
					t.Errorf("a document in layer %d: %T", layer, sent)
				}
			}
			got := flush(t, alice, bob, start)
			r := got[len(got)-1].(Received).Message
			want := map[int32]int{MaxLayer: 3, 101: 2, 73: 1}[layer]
			if len(r.Entities) != want || r.ReplyToRandomID != 5 || r.GroupedID != 6 || !r.Silent || r.ViaBotName != "b" {
				t.Errorf("layer %d: %+v", layer, r)
			}
			if !reflect.DeepEqual(r.Media, x) {
				t.Errorf("layer %d: %+v, want %+v", layer, r.Media, x)
			}
		}
	}
}

func TestOldMessagesAreUnderstood(t *testing.T) {
	doc := &DecryptedMessageMediaDocument46{MimeType: "m", Size: 9}
	for _, m := range []DecryptedMessageClass{
		&DecryptedMessage8{RandomID: 4, RandomBytes: make([]byte, 15), Message: "m", Media: doc}, &DecryptedMessage23{RandomID: 4, TTL: -3, Message: "m", Media: doc},
		&DecryptedMessage46{RandomID: 4, Message: "m", Media: doc},
	} {
		alice, bob := pair(t)
		f := next(alice)
		f.message = m
		events, err := bob.Receive(f.seal(t, alice), 0, nil, start)
		if err != nil || len(events) != 1 {
			t.Fatalf("%T: %v, %v", m, events, err)
		}
		r := events[0].(Received).Message
		if d, ok := r.Media.(*DecryptedMessageMediaDocument); r.RandomID != 4 || r.Message != "m" || !ok || d.Size != 9 {
			t.Errorf("%T: %+v", m, r)
		}
	}
	alice, bob := pair(t)
	f := next(alice)
	f.message = &DecryptedMessageService8{RandomID: 4, Action: &DecryptedMessageActionFlushHistory{}}
	if events, err := bob.Receive(f.seal(t, alice), 0, nil, start); err != nil || len(events) != 1 || events[0] != (Flushed{}) {
		t.Errorf("an old service message: %v, %v", events, err)
	}
	// What is not known takes its number and does no harm.
	alice.s.Out++
	b, err := Encode(&DecryptedMessageLayer{RandomBytes: make([]byte, 15), Layer: MaxLayer, InSeqNo: next(alice).in, OutSeqNo: next(alice).out, Message: f.message})
	if err != nil {
		t.Fatal(err)
	}
	copy(b[len(b)-16:], "????") // the constructor of decryptedMessageService8
	if events, err := bob.Receive(seal(alice.s.Key.Key, 0, b), 3, nil, start); err != nil || len(events) != 1 {
		t.Errorf("what nobody knows: %v, %v", events, err)
	}
}

func TestKeysAreReplaced(t *testing.T) {
	alice, bob := pair(t)
	first := alice.Picture()
	changed := 0
	for i := range 350 {
		from, to := alice, bob
		if i%3 == 0 {
			from, to = bob, alice
		}
		say(t, from, fmt.Sprint(i))
		a, b := exchangeAll(t, from, to, start)
		if got := texts(b); !slices.Contains(got, fmt.Sprint(i)) {
			t.Fatalf("message %d came as %q", i, got)
		}
		for _, e := range append(a, b...) {
			if e, ok := e.(KeyChanged); ok {
				changed++
				if e.Picture != alice.Picture() || e.Picture != bob.Picture() || e.Picture == first {
					t.Error("the pictures differ")
				}
			}
		}
		if alice.s.Key.Uses > maxUses+10 {
			t.Fatalf("a key was used %d times", alice.s.Key.Uses)
		}
	}
	if changed < 4 || changed%2 != 0 || alice.FirstPicture() != first || alice.s.Old != nil || bob.s.Old != nil {
		t.Errorf("%d changes", changed)
	}
	exchanges := alice.s.Exchanges
	week := start.Add(maxAge * time.Second)
	if _, err := alice.Tick(week.Add(-time.Second)); err != nil || len(alice.Pending()) != 0 {
		t.Errorf("too early: %v", err)
	}
	if _, err := alice.Tick(week); err != nil {
		t.Fatal(err)
	}
	if _, err := bob.Tick(week); err != nil { // both at once
		t.Fatal(err)
	}
	exchangeAll(t, alice, bob, week)
	if alice.s.Exchanges != exchanges+1 || alice.Picture() != bob.Picture() || alice.s.Exchange != nil || bob.s.Exchange != nil {
		t.Errorf("after both asked at once: %d exchanges, alice %+v, bob %+v", alice.s.Exchanges-exchanges, alice.s.Exchange, bob.s.Exchange)
	}
	say(t, bob, "after")
	if _, got := exchangeAll(t, bob, alice, week); !slices.Contains(texts(got), "after") {
		t.Error("the new key does not work")
	}
}

func TestAbortedExchange(t *testing.T) {
	alice, bob := pair(t)
	if err := alice.Rekey(start); err != nil {
		t.Fatal(err)
	}
	id := alice.s.Exchange.ID
	take(t, alice)
	f := next(bob)
	f.message = &DecryptedMessageService{RandomID: 1, Action: &DecryptedMessageActionAbortKey{ExchangeID: id}}
	if _, err := alice.Receive(f.seal(t, bob), 0, nil, start); err != nil || alice.s.Exchange != nil {
		t.Errorf("%v, %+v", err, alice.s.Exchange)
	}
}

func TestPicture(t *testing.T) {
	key := make([]byte, size)
	for i := range key {
		key[i] = byte(i)
	}
	p := PictureOf(key)
	// SHA-1 and SHA-256 of the bytes 0 to 255.
	want := "4916d6bdb7f78e6803698cab32d1586e" + "40aff2e9d2d8922e47afd4648e6967497158785f"
	if got := fmt.Sprintf("%x", p.Hash); got != want {
		t.Errorf("picture %s, want %s", got, want)
	}
	if p.Cell(0, 0) != 1 || p.Cell(0, 1) != 2 || p.Cell(0, 2) != 0 || p.Cell(0, 3) != 1 || p.Cell(11, 11) != int(p.Hash[35]>>6) {
		t.Errorf("cells %d %d %d %d", p.Cell(0, 0), p.Cell(0, 1), p.Cell(0, 2), p.Cell(0, 3))
	}
	row := p.Emoji()
	if len(row) != emojiCount || row[0].Sign == "" || row[0].Word == "" {
		t.Errorf("emoji %v", row)
	}
	lines := map[string]bool{}
	for _, l := range bytes.Fields([]byte(emojiText)) {
		lines[string(l)] = true
	}
	if n := bytes.Count([]byte(emojiText), []byte("\n")); n != 256 {
		t.Errorf("%d emoji", n)
	}
}

func TestFiles(t *testing.T) {
	for _, n := range []int{1, 15, 16, 17, partSize - 1, partSize, partSize + 1, 3*partSize + 5} {
		plain := make([]byte, n)
		for i := range plain {
			plain[i] = byte(rand.Uint32())
		}
		w := &disk{parts: map[int32][]byte{}}
		k := NewFileKey()
		f, err := Upload(context.Background(), w, bytes.NewReader(plain), int64(n), k)
		if err != nil {
			t.Fatal(err)
		}
		stored := w.whole(f.Parts)
		if len(stored)%16 != 0 || bytes.Contains(stored, plain[:min(n, 16)]) && n >= 16 || f.KeyFingerprint != k.Fingerprint() {
			t.Errorf("%d bytes are stored badly", n)
		}
		var out bytes.Buffer
		remote := EncryptedFile{Size: int64(len(stored)), KeyFingerprint: f.KeyFingerprint}
		if err := Download(context.Background(), w, &out, remote, int64(n), k); err != nil || !bytes.Equal(out.Bytes(), plain) {
			t.Errorf("%d bytes come back wrong: %v", n, err)
		}
		remote.KeyFingerprint++
		if Download(context.Background(), w, &out, remote, int64(n), k) == nil {
			t.Error("a file of another key is accepted")
		}
		remote.KeyFingerprint--
		if Download(context.Background(), w, &out, remote, int64(len(stored)+1), k) == nil {
			t.Error("a file that is too short is accepted")
		}
	}
	if _, err := Upload(context.Background(), nil, bytes.NewReader(nil), 0, NewFileKey()); err == nil {
		t.Error("an empty file was uploaded")
	}
	if _, err := (FileKey{Key: make([]byte, 31)}).cipher(); err == nil {
		t.Error("a short key works")
	}
}

// disk is where files are uploaded to.
type disk struct {
	Transport
	parts map[int32][]byte
}

func (d *disk) SaveFilePart(_ context.Context, _ int64, part, _ int32, _ bool, b []byte) error {
	d.parts[part] = bytes.Clone(b)
	return nil
}

func (d *disk) whole(parts int32) (all []byte) {
	for i := range parts {
		all = append(all, d.parts[i]...)
	}
	return all
}

func (d *disk) GetFile(_ context.Context, _ EncryptedFile, offset int64, limit int32) ([]byte, error) {
	all := d.whole(int32(len(d.parts)))
	return all[offset:min(int64(len(all)), offset+int64(limit))], nil
}

// TestProof: what is handed out to report a message shows that message, and nothing else can be shown in its place.
func TestProof(t *testing.T) {
	alice, bob := pair(t)
	say(t, alice, "abuse")
	data := take(t, alice)
	events, err := bob.Receive(data, 0, nil, start)
	if err != nil {
		t.Fatal(err)
	}
	p := events[0].(Received).Proof
	m, ok := p.Shows(data[8:24])
	if !ok || m.Message.(*DecryptedMessage).Message != "abuse" {
		t.Fatalf("it shows %+v", m)
	}
	if !bytes.Equal(p.Key, bob.s.Key.Key[88:120]) {
		t.Error("it reveals other bytes of the key")
	}
	for i := range p.Plain {
		q := Proof{Key: p.Key, Plain: bytes.Clone(p.Plain)}
		q.Plain[i] ^= 1
		if _, ok := q.Shows(data[8:24]); ok {
			t.Fatalf("byte %d can be altered", i)
		}
	}
	for i := range p.Key {
		q := Proof{Key: bytes.Clone(p.Key), Plain: p.Plain}
		q.Key[i] ^= 1
		if _, ok := q.Shows(data[8:24]); ok {
			t.Fatalf("byte %d of the key can be altered", i)
		}
	}
	if _, ok := (Proof{}).Shows(nil); ok {
		t.Error("nothing shows something")
	}
}

func TestBrokenStates(t *testing.T) {
	alice, _ := pair(t)
	good, err := alice.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{
		nil, []byte("{}"), []byte(`{"Version":2}`), []byte(`{"Version":1,"Phase":4}`), []byte(`{"Version":1,"Phase":9}`),
		bytes.Replace(good, []byte(`"Key":{"Key":"`), []byte(`"Key":{"Key":"AAAA`), 1), good[:len(good)-1],
	} {
		if _, err := Restore(b); err == nil {
			t.Errorf("%.40s is taken for a state", b)
		}
	}
}

func TestWrongPhases(t *testing.T) {
	alice, bob := asked(t)
	if _, err := bob.Receive(nil, 0, nil, start); err != ErrNotReady {
		t.Errorf("an invited chat receives: %v", err)
	}
	if err := alice.Send(&DecryptedMessage{}, nil, start); err != ErrNotReady {
		t.Errorf("a requested chat sends: %v", err)
	}
	if err := alice.Rekey(start); err != ErrNotReady {
		t.Errorf("a requested chat exchanges keys: %v", err)
	}
	if _, _, err := alice.Accept(group(t), start); err != ErrNotReady {
		t.Errorf("one accepts one's own chat: %v", err)
	}
	if _, err := Incoming(bobID, RemoteChat{Kind: RemoteRequested, ID: 1, AdminID: bobID, ParticipantID: bobID}, start); err == nil {
		t.Error("a chat with oneself")
	}
	// A message that overtakes the news that the chat is established waits for it.
	gB, fp, err := bob.Accept(group(t), start)
	if err != nil {
		t.Fatal(err)
	}
	ready := RemoteChat{Kind: RemoteReady, ID: alice.ID(), AdminID: aliceID, ParticipantID: bobID, GAOrB: gB, KeyFingerprint: fp}
	if _, err := bob.Update(ready, start); err != nil {
		t.Fatal(err)
	}
	say(t, bob, "early")
	flush(t, bob, alice, start)
	events, err := restored(t, alice).Update(ready, start)
	if err != nil || !slices.Equal(texts(events), []string{"early"}) {
		t.Errorf("%v, %v", events, err)
	}
	if events, err := alice.Update(RemoteChat{Kind: RemoteDiscarded, ID: alice.ID(), HistoryDeleted: true}, start); err != nil || len(events) != 1 ||
		!events[0].(Ended).HistoryDeleted || alice.mustDiscard() {
		t.Errorf("discarded: %v, %v", events, err)
	}
	var v Violation
	if errors.As(Violation("x"), &v); v.Error() == "" {
		t.Error("a violation says nothing")
	}
}

// TestOpensFirst: media that stays a minute at most is timed from being opened, everything else from being seen.
func TestOpensFirst(t *testing.T) {
	video := []DocumentAttributeClass{&DocumentAttributeFilename{FileName: "v"}, &DocumentAttributeVideo{Duration: 3}}
	for _, x := range []struct {
		want bool
		m    DecryptedMessage
	}{
		{false, DecryptedMessage{TTL: 5, Message: "text"}},
		{true, DecryptedMessage{TTL: 5, Media: &DecryptedMessageMediaPhoto{}}},
		{true, DecryptedMessage{TTL: 60, Media: &DecryptedMessageMediaVideo{}}},
		{false, DecryptedMessage{TTL: 61, Media: &DecryptedMessageMediaPhoto{}}},
		{false, DecryptedMessage{Media: &DecryptedMessageMediaPhoto{}}},
		{true, DecryptedMessage{TTL: 1, Media: &DecryptedMessageMediaAudio{}}},
		{true, DecryptedMessage{TTL: 1, Media: &DecryptedMessageMediaDocument{Attributes: video}}},
		{false, DecryptedMessage{TTL: 1, Media: &DecryptedMessageMediaDocument{Attributes: video[:1]}}},
		{false, DecryptedMessage{TTL: 1, Media: &DecryptedMessageMediaGeoPoint{}}},
	} {
		if got := OpensFirst(&x.m); got != x.want {
			t.Errorf("%+v: %v", x.m, got)
		}
	}
}

package messages

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"chappe/box"
	"chappe/bus"
	"chappe/content"
	"chappe/db"
	"chappe/feature/auth"
	"chappe/hub"
	"chappe/tl"
)

// Notifier tells devices that nobody looks at of what came to their people. It hears of every box that moves, like the hub, and reads what
// moved it. What is lost on the way is no more than a notification: the message is in the box.
// https://core.telegram.org/api/push-updates
type Notifier struct {
	talk *Feature
	auth *auth.Feature
	hub  *hub.Hub
	log  *slog.Logger
	send func(to auth.Push, note []byte) // must not block

	mu     sync.Mutex
	behind map[int64]int32 // guarded by mu: people with devices to tell, each with the number from which on to look
	poked  chan struct{}

	told map[int64]int32 // Run's own: up to which number people with devices to tell were told
}

// NewNotifier returns a notifier that hears b's hints. Nothing is told before Run. send carries a notification away.
func NewNotifier(f *Feature, a *auth.Feature, h *hub.Hub, b bus.Bus, log *slog.Logger, send func(auth.Push, []byte)) *Notifier {
	n := &Notifier{talk: f, auth: a, hub: h, log: log, send: send, behind: map[int64]int32{}, told: map[int64]int32{}, poked: make(chan struct{}, 1)}
	b.Subscribe(n.hear)
	return n
}

// hear takes a hint. It must not block.
func (n *Notifier) hear(h bus.Hint) {
	if h.Kind != bus.KindBox || h.Took == 0 || !n.auth.HasPush(h.Box) {
		return
	}
	n.mu.Lock()
	if from, ok := n.behind[h.Box]; !ok || h.Pts-h.Took < from {
		n.behind[h.Box] = h.Pts - h.Took
	}
	n.mu.Unlock()
	select {
	case n.poked <- struct{}{}:
	default:
	}
}

// Run tells until ctx ends.
func (n *Notifier) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-n.poked:
		}
		n.mu.Lock()
		behind := n.behind
		n.behind = map[int64]int32{}
		n.mu.Unlock()
		for person, from := range behind {
			// A look at a box sees what has no hint yet: its hint must not tell of it again.
			if err := n.tell(ctx, person, max(from, n.told[person])); err != nil && ctx.Err() == nil {
				n.log.Error("a person's devices could not be told", "err", err)
			}
		}
	}
}

// Bounds of what is told at once: whoever comes back to a hundred messages is not helped by a hundred notifications.
const (
	maxPushEvents = 100
	maxPushTold   = 5
)

// tell tells a person's devices of the messages from a number on.
func (n *Notifier) tell(ctx context.Context, person int64, from int32) error {
	return n.talk.db.Read(ctx, func(tx *db.Tx) error {
		devices, err := auth.Pushes(tx, person)
		if err != nil {
			return err
		}
		evs, err := box.After(tx, person, from, maxPushEvents)
		if err != nil || len(evs) == 0 {
			return err
		}
		n.told[person] = evs[len(evs)-1].Pts
		var away []auth.Push
		for _, d := range devices {
			if d.Type == auth.PushBrowser && !n.hub.Watched(d.Key) {
				away = append(away, d)
			}
		}
		if len(away) == 0 {
			return nil
		}
		var came []*box.Message
		for _, ev := range evs {
			if m := ev.Message; ev.Kind == box.Posted && m != nil && !m.Out && m.Flags&box.Service == 0 {
				came = append(came, m)
			}
		}
		for _, m := range came[max(0, len(came)-maxPushTold):] {
			if err := n.tellOf(tx, person, m, away); err != nil {
				return err
			}
		}
		return nil
	})
}

// tellOf tells devices of a message, as their person wants it.
func (n *Notifier) tellOf(tx *db.Tx, person int64, m *box.Message, away []auth.Push) error {
	d, _, err := box.LoadDialog(tx, person, m.Peer)
	if err != nil || d.ReadIn >= m.ID {
		return err // it was read on another device
	}
	want, err := wishes(tx, person, m)
	if err != nil || want.muted(n.talk.box.Now()) && !(m.Flags&box.Mentioned != 0 && !m.Peer.IsUser()) {
		return err
	}
	note := pushNote{User: strconv.FormatInt(person, 10), Custom: map[string]string{"msg_id": strconv.Itoa(int(m.ID))}}
	switch {
	case m.Peer.IsUser():
		note.Custom["from_id"] = strconv.FormatInt(m.Peer.ID(), 10)
	case m.Peer.IsChannel():
		note.Custom["channel_id"] = strconv.FormatInt(m.Peer.ID(), 10)
	default:
		note.Custom["chat_id"] = strconv.FormatInt(m.Peer.ID(), 10)
	}
	if m.Flags&box.Silent != 0 || want.Silent != nil && *want.Silent {
		note.Custom["silent"] = "1"
	}
	locked := note
	locked.Key, locked.Args = "LOCKED_MESSAGE", []string{}
	if err := n.say(tx, person, m, &note, want.Previews == nil || *want.Previews); err != nil {
		return err
	}
	for _, to := range away {
		said := note
		if to.Hides() {
			said = locked
		}
		b, err := json.Marshal(said)
		if err != nil {
			return fmt.Errorf("write a notification: %w", err)
		}
		n.send(to, b)
	}
	return nil
}

// pushNote is a notification as clients know it: they put it into words of their language.
type pushNote struct {
	Key    string            `json:"loc_key"`
	Args   []string          `json:"loc_args"`
	User   string            `json:"user_id"`
	Custom map[string]string `json:"custom"`
}

// wishes are what the person set about notifications of the conversation, and where they set nothing, of such conversations.
func wishes(tx *db.Tx, person int64, m *box.Message) (notify, error) {
	wide := notifyUsers
	switch {
	case m.Peer.IsChat():
		wide = notifyChats
	case m.Peer.IsChannel():
		wide = notifyBroadcasts
	}
	all, err := notifyOf(tx, person, []box.Peer{m.Peer, wide})
	if err != nil {
		return notify{}, err
	}
	out, general := all[m.Peer], all[wide]
	if out.Previews == nil {
		out.Previews = general.Previews
	}
	if out.Silent == nil {
		out.Silent = general.Silent
	}
	if out.Until == nil {
		out.Until = general.Until
	}
	return out, nil
}

func (n notify) muted(now int32) bool { return n.Until != nil && *n.Until > now }

// maxPushText bounds what of a text a notification carries, in runes.
const maxPushText = 300

// say fills in who wrote and, where previews are wanted, what.
func (n *Notifier) say(tx *db.Tx, person int64, m *box.Message, note *pushNote, previews bool) error {
	b, err := n.talk.about(tx, person, []box.Peer{m.Peer, m.From})
	if err != nil {
		return err
	}
	prefix, args := "MESSAGE", []string{nameIn(b, m.From)}
	if !m.Peer.IsUser() {
		prefix, args = "CHAT_MESSAGE", append(args, titleIn(b, m.Peer))
	}
	text := ""
	if previews {
		text = preview(content.Decode(m.Content))
	}
	note.Key, note.Args = prefix+"_NOTEXT", args
	if text != "" {
		note.Key, note.Args = prefix+"_TEXT", append(args, text)
	}
	return nil
}

// preview is the beginning of a text, in which what is hidden stays so.
func preview(c *content.Content) string {
	text := content.Hide(c.Text, c.Entities)
	if rs := []rune(text); len(rs) > maxPushText {
		text = string(rs[:maxPushText]) + "…"
	}
	return text
}

func nameIn(b hub.Batch, p box.Peer) string {
	for _, u := range b.Users {
		if u, ok := u.(*tl.User); ok && p.IsUser() && u.ID == p.ID() {
			return strings.TrimSpace(u.FirstName.V + " " + u.LastName.V)
		}
	}
	return titleIn(b, p)
}

func titleIn(b hub.Batch, p box.Peer) string {
	for _, c := range b.Chats {
		switch c := c.(type) {
		case *tl.Chat:
			if p.IsChat() && c.ID == p.ID() {
				return c.Title
			}
		case *tl.Channel:
			if p.IsChannel() && c.ID == p.ID() {
				return c.Title
			}
		}
	}
	return ""
}

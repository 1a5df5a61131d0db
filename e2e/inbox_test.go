package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// Message is a message as one person's client shows it. Ids are those of that person's box.
type Message struct {
	ID      int    `json:"id"`
	Peer    int64  `json:"peer"` // the conversation: the other person
	From    int64  `json:"from"`
	Out     bool   `json:"out"`
	Text    string `json:"text"`
	ReplyTo int    `json:"replyTo"`
	Edited  bool   `json:"edited"`
	Date    int    `json:"date"`
}

// Dialog is a line of the list of conversations.
type Dialog struct {
	Peer    int64 `json:"peer"`
	Top     int   `json:"top"`
	Unread  int   `json:"unread"`
	ReadIn  int   `json:"readIn"`
	ReadOut int   `json:"readOut"`
}

// Event is something that a client was told without asking.
type Event struct {
	Kind    string   `json:"event"` // message, edit, delete, readIn, readOut, typing
	Peer    int64    `json:"peer"`
	Message *Message `json:"message"`
	IDs     []int    `json:"ids"`
	UpTo    int      `json:"upTo"`
}

func (e Event) String() string {
	switch {
	case e.Message != nil:
		return fmt.Sprintf("%s %+v", e.Kind, *e.Message)
	case e.Kind == "delete":
		return fmt.Sprintf("delete %v", e.IDs)
	}
	return fmt.Sprintf("%s peer=%d upTo=%d", e.Kind, e.Peer, e.UpTo)
}

// Inbox collects what a client is told, in order, so that tests may wait for it.
type Inbox struct {
	mu    sync.Mutex
	all   []Event       // guarded by mu
	taken []bool        // guarded by mu; which of all a test has waited for
	more  chan struct{} // guarded by mu; closed and replaced when something arrives
}

func newInbox() *Inbox { return &Inbox{more: make(chan struct{})} }

// Put adds an event.
func (in *Inbox) Put(e Event) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.all = append(in.all, e)
	in.taken = append(in.taken, false)
	close(in.more)
	in.more = make(chan struct{})
}

// Want returns the first event of a kind that matches and that no test has had, and waits for it if need be.
func (in *Inbox) Want(t testing.TB, who, kind, what string, match func(Event) bool) Event {
	t.Helper()
	deadline := time.After(patience)
	for {
		in.mu.Lock()
		for i, e := range in.all {
			if !in.taken[i] && e.Kind == kind && match(e) {
				in.taken[i] = true
				in.mu.Unlock()
				return e
			}
		}
		more := in.more
		in.mu.Unlock()
		select {
		case <-more:
		case <-deadline:
			t.Fatalf("%s waits for %s and has:\n%s", who, what, in)
		}
	}
}

// Count says how many events, whether waited for or not, match.
func (in *Inbox) Count(match func(Event) bool) (n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, e := range in.all {
		if match(e) {
			n++
		}
	}
	return n
}

// String lists what has come last. What a test has waited for is marked.
func (in *Inbox) String() string {
	in.mu.Lock()
	defer in.mu.Unlock()
	var b strings.Builder
	from := max(0, len(in.all)-50)
	if from > 0 {
		fmt.Fprintf(&b, "... %d events and\n", from)
	}
	for i, e := range in.all[from:] {
		mark := "  "
		if in.taken[from+i] {
			mark = "- "
		}
		fmt.Fprintln(&b, mark, e)
	}
	if b.Len() == 0 {
		return "nothing"
	}
	return b.String()
}

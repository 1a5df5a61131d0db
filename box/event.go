package box

import (
	"encoding/json"
	"fmt"

	"chappe/db"
)

// Event is something that took numbers of a box: it covers (Pts-Count, Pts].
type Event struct {
	Box     int64
	Pts     int32
	Count   int32
	Kind    EventKind
	Message *Message // Posted, Edited: as it is now; nil when it is gone, and then there is nothing to tell but the numbers
	Data    EventData
}

// EventKind says what happened. Its values are stored: add at the end only.
type EventKind int64

// The kinds of events.
const (
	Posted     EventKind = iota // a message came; never stored: the message's own row is the event
	Gone                        // the number of a message that was deleted: nothing to tell
	Edited                      // Data.IDs[0]
	Deleted                     // Data.IDs
	ReadIn                      // the owner read Peer up to Max; Left stay unread
	ReadOut                     // Peer read the owner's messages up to Max
	Contents                    // Data.IDs: voice notes or mentions were looked at
	PinnedMsgs                  // Data.IDs of Peer; On tells pinned from unpinned
	Foldered                    // Peer moved to folder Max
	Custom                      // Name and Raw belong to a feature
)

// EventData is what an event says beside its numbers. It never holds what a person wrote.
type EventData struct {
	IDs  []int32         `json:"ids,omitempty"`
	Peer Peer            `json:"peer,omitempty"`
	Max  int32           `json:"max,omitempty"`
	Left int32           `json:"left,omitempty"`
	On   bool            `json:"on,omitempty"`
	Name string          `json:"name,omitempty"`
	Raw  json.RawMessage `json:"raw,omitempty"`
}

func (d EventData) text() (string, error) {
	b, err := json.Marshal(d)
	return string(b), err
}

const insertEvent = `INSERT INTO events (box, pts, count, kind, data) VALUES ($1, $2, $3, $4, $5)`

func putEvent(tx *db.Tx, ev *Event) error {
	data, err := ev.Data.text()
	if err != nil {
		return fmt.Errorf("event of box %d: %w", ev.Box, err)
	}
	if _, err := tx.Exec(insertEvent, ev.Box, ev.Pts, ev.Count, int64(ev.Kind), data); err != nil {
		return fmt.Errorf("event %d of box %d: %w", ev.Pts, ev.Box, err)
	}
	return nil
}

const insertEvents = `INSERT INTO events (box, pts, count, kind, data) VALUES ROWS RETURNING box`

// putEvents stores events whose numbers were taken.
func putEvents(tx *db.Tx, evs []Event) error {
	rows := make([][]any, len(evs))
	for i, ev := range evs {
		data, err := ev.Data.text()
		if err != nil {
			return fmt.Errorf("event of box %d: %w", ev.Box, err)
		}
		rows[i] = []any{ev.Box, ev.Pts, ev.Count, int64(ev.Kind), data}
	}
	_, err := withRows(tx, insertEvents, false, rows, func(r *db.Row) int64 { return r.Int64() })
	return wrap(err, "%d events", len(evs))
}

const selectEvents = `SELECT pts, count, kind, data FROM events WHERE box = $1 AND pts > $2 ORDER BY pts LIMIT $3`

func scanEvent(box int64) func(*db.Row) Event {
	return func(r *db.Row) Event {
		ev := Event{Box: box, Pts: r.Int32(), Count: r.Int32(), Kind: EventKind(r.Int64())}
		// A row that cannot be read any more still covers its numbers.
		if err := json.Unmarshal([]byte(r.Text()), &ev.Data); err != nil {
			ev.Kind = Gone
		}
		return ev
	}
}

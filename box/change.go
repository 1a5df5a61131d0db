package box

import (
	"fmt"
	"slices"

	"chappe/db"
)

const updateContent = `UPDATE messages SET content = $3, kind = $4, edit_date = $5, flags = $6, state = $7, ttl = $8
 WHERE box = $1 AND id = $2`

// Edit stores what m says now (Content, State, Kind, Flags, EditDate, TTL) and makes an event of it. It returns the event's pts.
func (e *Engine) Edit(tx *db.Tx, m *Message) (int32, error) {
	n, err := tx.Exec(updateContent, m.Box, m.ID, string(m.Content), int64(m.Kind), m.EditDate, int64(m.Flags), string(m.State), m.TTL)
	if err != nil {
		return 0, fmt.Errorf("edit %d of box %d: %w", m.ID, m.Box, err)
	}
	if n == 0 {
		return 0, fmt.Errorf("edit %d of box %d: no such message", m.ID, m.Box)
	}
	s, err := e.take(tx, m.Box, 1, 0)
	if err != nil {
		return 0, err
	}
	ev := Event{Box: m.Box, Pts: s.Pts, Count: 1, Kind: Edited, Data: EventData{IDs: []int32{m.ID}}}
	if err := putEvent(tx, &ev); err != nil {
		return 0, err
	}
	ev.Message = m
	e.wake(tx, m.Box, ev.Pts, []Event{ev})
	return ev.Pts, nil
}

const updateFlags = `UPDATE messages SET flags = $3 WHERE box = $1 AND id = $2`

// SetFlags stores m.Flags. It makes no event: whoever calls it tells of the change in a way of its own.
func SetFlags(tx *db.Tx, m *Message) error {
	_, err := tx.Exec(updateFlags, m.Box, m.ID, int64(m.Flags))
	return wrap(err, "flags of %d in box %d", m.ID, m.Box)
}

func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}

// byID orders messages by their ids.
func byID(ms []*Message) {
	slices.SortFunc(ms, func(a, b *Message) int { return int(a.ID) - int(b.ID) })
}

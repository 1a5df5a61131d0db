package messages

import (
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/db"
)

func scanDraft(r *db.Row) draft {
	d := draft{peer: box.Peer(r.Int64()), date: r.Int32()}
	if json.Unmarshal([]byte(r.Text()), &d) != nil {
		return draft{peer: d.peer, date: d.date} // a row that cannot be read is an empty draft
	}
	return d
}

const upsertDraft = `INSERT INTO drafts (owner, peer, date, content) VALUES ($1, $2, $3, $4)
 ON CONFLICT (owner, peer) DO UPDATE SET date = excluded.date, content = excluded.content`

func putDraft(tx *db.Tx, owner int64, d draft) error {
	b, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	if d.topic != 0 {
		_, err = tx.Exec(upsertTopicDraft, owner, int64(d.peer), d.topic, d.date, string(b))
		return wrap(err, "draft of %d", owner)
	}
	_, err = tx.Exec(upsertDraft, owner, int64(d.peer), d.date, string(b))
	return wrap(err, "draft of %d", owner)
}

const deleteDraft = `DELETE FROM drafts WHERE owner = $1 AND peer = $2`

func removeDraft(tx *db.Tx, owner int64, peer box.Peer, topic int32) (bool, error) {
	sql, args := deleteDraft, []any{owner, int64(peer)}
	if topic != 0 {
		sql, args = deleteTopicDraft, append(args, topic)
	}
	n, err := tx.Exec(sql, args...)
	if n > 0 {
		tx.Erased()
	}
	return n > 0, wrap(err, "drop draft of %d", owner)
}

const selectDrafts = `SELECT peer, date, content FROM drafts WHERE owner = $1 ORDER BY date DESC, peer`

// drafts returns all of a person's drafts, the latest first.
func drafts(tx *db.Tx, owner int64) ([]draft, error) {
	ds, err := db.All(tx, selectDrafts, scanDraft, owner)
	if err != nil {
		return nil, wrap(err, "drafts of %d", owner)
	}
	in, err := db.All(tx, selectTopicDrafts, scanTopicDraft, owner)
	return append(ds, in...), wrap(err, "drafts of %d", owner)
}

const selectDraftsOf = `SELECT peer, date, content FROM drafts WHERE owner = $1 AND peer IN ($2*)`

// draftsOf returns a person's drafts in certain conversations.
func draftsOf(tx *db.Tx, owner int64, peers []box.Peer) (map[box.Peer]*draft, error) {
	out := map[box.Peer]*draft{}
	err := db.Each(tx, selectDraftsOf, func(r *db.Row) error {
		d := scanDraft(r)
		out[d.peer] = &d
		return nil
	}, owner, peerList(peers))
	return out, wrap(err, "drafts of %d", owner)
}

func peerList(peers []box.Peer) db.IDs {
	out := make(db.IDs, len(peers))
	for i, p := range peers {
		out[i] = int64(p)
	}
	return out
}

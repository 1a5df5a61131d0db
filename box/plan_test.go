package box

import (
	"context"
	"strings"
	"testing"

	"chappe/db"
	"chappe/db/dbtest"
)

// TestPlans: every selection of a box is answered by the index that was made for it. SQLite would often walk through the whole box,
// were it not for the statistics of 0003.
func TestPlans(t *testing.T) {
	url, ok := dbtest.URLs(t)["sqlite"]
	if !ok {
		return
	}
	d := dbtest.Open(t, url)
	if err := d.Migrate(context.Background(), Migrations); err != nil {
		t.Fatal(err)
	}
	const me, you = int64(1), Peer(2)
	for index, filters := range map[string][]Filter{
		"messages_peer ":     {{Peer: you}, {Peer: you, From: you}, {Peer: you, From: UserPeer(me)}, {Peer: ChatPeer(5), From: you}},
		"messages_saved ":    {{Saved: you}, {Saved: you, Kinds: []Kind{KindPhoto}}, {Saved: you, Flags: Linked}},
		"messages_kind ":     {{Peer: you, Kinds: []Kind{KindPhoto}}, {Peer: you, Kinds: []Kind{KindPhoto}, From: you}},
		"messages_kind_all ": {{Kinds: []Kind{KindPhoto}}},
		"messages_pinned ":   {{Peer: you, Flags: Pinned}, {Peer: ChatPeer(5), Topic: 7, Flags: Pinned}},
		"messages_link ":     {{Peer: you, Flags: Linked}},
		"messages_link_all ": {{Flags: Linked}},
		"messages_mention ":  {{Peer: you, Flags: Mentioned}, {Peer: you, Flags: unseenMention}},
		"messages_reaction ": {{Peer: you, Flags: ReactionUnread}},
		"messages_topic ": {
			{Peer: ChatPeer(5), Topic: 7}, {Peer: ChatPeer(5), Topic: 7, From: you}, {Peer: ChatPeer(5), Topic: 7, Kinds: []Kind{KindPhoto}},
			{Peer: ChatPeer(5), Topic: 7, Flags: Linked},
		},
		"PRIMARY KEY ": {{}},
	} {
		for _, f := range filters {
			for _, p := range f.parts(me) {
				for _, sql := range []string{p.newest, p.oldest, p.places, p.count} {
					plan := explain(t, d, sql, f.args(p, me, 3, 4, 5, 6)...)
					if !strings.Contains(plan, index) || strings.Contains(plan, "TEMP B-TREE") {
						t.Errorf("%+v: %s\nis answered by\n%s", f, sql, plan)
					}
				}
			}
		}
	}
	for sql, args := range map[string][]any{
		firstFrom: {me, 2, 3}, newestTwin: {me, 2, 3}, markReadIn: {me, 2, 3},
		textWithRows(recountDialogs, true, 2, 6): {me, 2, 3, 4, 5, 6, me, 3, 3, 4, 5, 6},
	} {
		if plan := explain(t, d, sql, args...); !strings.Contains(plan, "messages_peer ") {
			t.Errorf("%s\nis answered by\n%s", sql, plan)
		}
	}
	for sql, args := range map[string][]any{
		textWithRows(deleteByPlaces, true, 2, 2): {me, 2, me, 3}, textWithRows(selectReads, true, 2, 2): {me, 2, me, 3},
		textWithRows(recountDialogs, true, 2, 6): {me, 2, 3, 4, 5, 6, me, 3, 3, 4, 5, 6},
	} {
		if plan := explain(t, d, sql, args...); !strings.Contains(plan, "PRIMARY KEY (box=? AND ") {
			t.Errorf("%s\nis answered by\n%s", sql, plan)
		}
	}
}

func explain(t *testing.T, d *db.DB, sql string, args ...any) string {
	t.Helper()
	var lines []string
	err := d.Write(context.Background(), func(tx *db.Tx) (err error) {
		lines, err = db.All(tx, "EXPLAIN QUERY PLAN "+sql, func(r *db.Row) string {
			r.Int64()
			r.Int64()
			r.Int64()
			return r.Text()
		}, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return strings.Join(lines, "\n")
}

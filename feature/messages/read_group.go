package messages

import (
	"slices"

	"chappe/box"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/rpc"
	"chappe/tl"
)

const selectAuthors = `SELECT author, MAX(id) FROM messages WHERE box = $1 AND peer = $2 AND id > $3 AND id <= $4 AND NOT out AND origin <> 0
 GROUP BY author ORDER BY author`

// markReadGroup marks a basic group as read in the reader's box, and the newest of what was read in the box of each who wrote some of it;
// boxes in ascending order.
func (f *Feature) markReadGroup(tx *db.Tx, reader int64, peer box.Peer, upto int32) (ev *box.Event, err error) {
	d, _, err := box.LoadDialog(tx, reader, peer)
	if err != nil {
		return nil, err
	}
	type author struct {
		person int64
		id     int32
	}
	authors, err := db.All(tx, selectAuthors, func(r *db.Row) author { return author{r.Int64(), r.Int32()} }, reader, int64(peer), d.ReadIn, upto)
	if err != nil {
		return nil, wrap(err, "authors in a group of %d", reader)
	}
	newest := map[int64]int32{reader: upto}
	for _, a := range authors {
		if a.person <= 0 || a.person == reader {
			continue
		}
		ms, err := box.ByIDs(tx, reader, []int32{a.id})
		if err != nil {
			return nil, err
		}
		if ms[a.id] == nil {
			continue
		}
		twins, err := chats.Twins(tx, []int64{a.person}, ms[a.id].Origin)
		if err != nil {
			return nil, err
		}
		if len(twins) == 1 {
			newest[a.person] = twins[0].ID
		}
	}
	boxes := make([]int64, 0, len(newest))
	for b := range newest {
		boxes = append(boxes, b)
	}
	slices.Sort(boxes)
	for _, b := range boxes {
		if b == reader {
			ev, err = f.box.ReadIn(tx, reader, peer, upto)
		} else {
			_, err = f.box.ReadOut(tx, b, peer, newest[b])
		}
		if err != nil {
			return nil, err
		}
	}
	return ev, nil
}

// typesTo are the boxes whose followers are told that the caller is writing.
func (f *Feature) typesTo(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, t *typing) ([]int64, error) {
	at, err := f.place(tx, c, in)
	if err != nil {
		return nil, err
	}
	switch {
	case at.channel != nil:
		if at.channel.Is(channels.Broadcast) || at.channel.PostsAs() != box.UserPeer(c.User) || at.channel.MayPost(box.KindText) != nil {
			return nil, nil
		}
		if t.Topic != 0 {
			if topic, err := at.forumTopic(tx, t.Topic); err != nil || topic == nil {
				t.Topic = 0
				if err != nil || at.channel.Is(channels.Forum) {
					return nil, err
				}
			}
		}
		t.In = int64(at.peer)
		return []int64{at.box}, nil
	case at.chat != nil:
		if at.chat.MayWrite(box.KindText, f.box.Now()) != nil {
			return nil, nil
		}
		t.In = int64(at.peer)
		ms, err := chats.Members(tx, at.chat.ID)
		ids := slices.DeleteFunc(chats.IDs(ms), func(id int64) bool { return id == c.User })
		return ids, err
	case at.peer.ID() == c.User:
		return nil, nil
	}
	blocked, err := contacts.Blocked(tx, at.peer.ID(), c.User)
	if err != nil || blocked {
		return nil, err
	}
	return []int64{at.peer.ID()}, nil
}

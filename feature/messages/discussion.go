package messages

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/hub"
	"chappe/rpc"
	"chappe/tl"
)

const noticeThread = "messages.thread" // the box's owner has read further in a thread

var errMsgID = rpc.Bad("MSG_ID_INVALID")

// newestOf are the newest of messages of several boxes, at most limit.
func newestOf(ms []*box.Message, limit int) []*box.Message {
	slices.SortFunc(ms, func(a, b *box.Message) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), cmp.Compare(b.Box, a.Box), cmp.Compare(b.ID, a.ID))
	})
	return ms[:min(len(ms), limit)]
}

// inThread says whether a message that is being answered belongs to a thread that a channel's post began. There, whoever reads the channel
// may comment without joining the discussion group.
func (f *Feature) inThread(tx *db.Tx, answered *box.Message) (bool, error) {
	if answered == nil || answered.Box >= 0 {
		return false, nil
	}
	top, err := channels.TopOf(tx, -answered.Box, answered.ID)
	if err != nil {
		return false, err
	}
	ts, err := channels.Threads(tx, -answered.Box, []int32{top})
	return ts[top].Post != 0, err
}

// discuss copies new posts of a channel to its discussion group, where each begins a thread of comments; of an album only the first.
// https://core.telegram.org/api/discussion
func (f *Feature) discuss(tx *db.Tx, seat *channels.Seat, outs []*outgoing, made []*box.Message) error {
	group, err := channels.ByID(tx, seat.Linked)
	if err != nil || group == nil || group.Is(channels.Deleted) {
		return err
	}
	copies := make([]*box.Message, len(made))
	for i, m := range made {
		say := *content.Decode(m.Content)
		if say.Forward == nil {
			say.Forward = &content.Forward{From: int64(seat.Peer()), Post: m.ID, Date: m.Date, Author: say.Author}
		} else {
			say.Forward = say.Forward.Plain()
		}
		say.Forward.SavedFrom, say.Forward.SavedID = int64(seat.Peer()), m.ID
		say.Reply, say.Author = nil, ""
		copies[i] = &box.Message{
			Box: group.Box(), Peer: group.Peer(), From: seat.Peer(), Date: m.Date, Flags: m.Flags &^ (box.Post | box.Pinned), Kind: m.Kind, Album: m.Album,
			TTL: group.Info.TTL,
		}
		group.Topical(copies[i])
		if copies[i].Content, err = say.Encode(); err != nil {
			return err
		}
	}
	if err := f.box.Post(tx, copies...); err != nil {
		return err
	}
	for i, m := range made {
		if err := f.holdIn(tx, outs[i], copies[i]); err != nil {
			return err
		}
		if err := channels.Grow(tx, copies[i]); err != nil {
			return err
		}
		if m.Album != 0 && i > 0 && made[i-1].Album == m.Album {
			continue
		}
		if err := channels.BeginThread(tx, group.ID, copies[i].ID, seat.ID, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// discussed is the copy of a channel's post in its discussion group, nil for none.
func (f *Feature) discussed(tx *db.Tx, m *box.Message) (*box.Message, error) {
	ch, err := channels.ByID(tx, -m.Box)
	if err != nil || ch == nil || ch.Linked == 0 {
		return nil, err
	}
	ts, err := channels.PostThreads(tx, ch.ID, ch.Linked, []int32{m.ID})
	if err != nil || ts[m.ID].Top == 0 {
		return nil, err
	}
	ms, err := box.ByIDs(tx, -ch.Linked, []int32{ts[m.ID].Top})
	return ms[ts[m.ID].Top], err
}

// tellThreads looks up how often messages of a channel were answered.
// https://core.telegram.org/constructor/messageReplies
func (f *Feature) tellThreads(tx *db.Tx, t *told, boxID int64, ids []int32) error {
	ch, err := channels.ByID(tx, -boxID)
	if err != nil || ch == nil || ch.Is(channels.Broadcast) && ch.Linked == 0 {
		return err
	}
	group := -boxID
	var ts map[int32]channels.Thread
	if ch.Is(channels.Broadcast) {
		group = ch.Linked
		ts, err = channels.PostThreads(tx, ch.ID, ch.Linked, ids)
	} else {
		ts, err = channels.Threads(tx, ch.ID, ids)
	}
	if err != nil || len(ts) == 0 {
		return err
	}
	st, err := box.Load(tx, -group)
	if err != nil {
		return err
	}
	tops := make([]int32, 0, len(ts))
	for _, th := range ts {
		tops = append(tops, th.Top)
	}
	read := map[int32]int32{}
	if t.viewer != 0 {
		if read, err = channels.ThreadReads(tx, group, t.viewer, tops); err != nil {
			return err
		}
	}
	for id, th := range ts {
		r := &tl.MessageReplies{Replies: th.Answers, RepliesPts: st.Pts}
		if th.Newest != 0 {
			r.MaxID = tl.Some(th.Newest)
		}
		if n := read[th.Top]; n != 0 {
			r.ReadMaxID = tl.Some(n)
		}
		if ch.Is(channels.Broadcast) {
			if err := f.comments(tx, t, r, th); err != nil {
				return err
			}
		}
		t.comments[row{boxID, id}] = r
	}
	return nil
}

// comments adds what is shown of comments under a channel's post.
func (f *Feature) comments(tx *db.Tx, t *told, r *tl.MessageReplies, th channels.Thread) error {
	r.Comments, r.ChannelID = true, tl.Some(th.Channel)
	t.channels = append(t.channels, th.Channel)
	if th.Answers == 0 {
		return nil
	}
	last, err := channels.Commenters(tx, th)
	for _, p := range last {
		r.RecentRepliers = append(r.RecentRepliers, PeerTL(p))
		t.peer(p)
	}
	return err
}

// thread resolves the thread of a message of a supergroup, or of the comments on a channel's post. The conversation is the supergroup
// where it is.
func (f *Feature) thread(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, id int32) (at conversation, th channels.Thread, err error) {
	if at, err = f.place(tx, c, in); err != nil {
		return at, th, err
	}
	if at.channel == nil {
		return at, th, errMsgID
	}
	if at.channel.Is(channels.Broadcast) {
		ts, err := channels.PostThreads(tx, at.channel.ID, at.channel.Linked, []int32{id})
		if err != nil {
			return at, th, err
		}
		if th = ts[id]; th.Top == 0 || at.channel.Linked == 0 {
			return at, th, errMsgID
		}
		at, err = f.at(tx, c.User, box.ChannelPeer(th.Channel))
		return at, th, err
	}
	ms, err := at.byIDs(tx, []int32{id})
	if err != nil {
		return at, th, err
	}
	if ms[id] == nil {
		return at, th, errMsgID
	}
	top, err := channels.TopOf(tx, at.channel.ID, id)
	if err != nil {
		return at, th, err
	}
	ts, err := channels.Threads(tx, at.channel.ID, []int32{top})
	if th = ts[top]; th.Top == 0 {
		th = channels.Thread{Channel: at.channel.ID, Top: top}
	}
	return at, th, err
}

// getDiscussionMessage returns the message of a discussion group that stands for a channel's post, and how far the caller has read what
// was said about it; or the same of a thread of a supergroup.
// https://core.telegram.org/method/messages.getDiscussionMessage
func (f *Feature) getDiscussionMessage(ctx context.Context, c rpc.Caller, q *tl.MessagesGetDiscussionMessage) (*tl.MessagesDiscussionMessage, error) {
	out := &tl.MessagesDiscussionMessage{}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		in, t, err := f.topicAt(tx, c, q.Peer, q.MsgID)
		if err != nil {
			return err
		}
		if t != nil {
			return f.topicDiscussion(tx, c, &in, t, out)
		}
		at, th, err := f.thread(tx, c, q.Peer, q.MsgID)
		if err != nil {
			return err
		}
		ms, err := at.byIDs(tx, []int32{th.Top})
		if err != nil {
			return err
		}
		top := ms[th.Top]
		if top == nil {
			return errMsgID
		}
		read, err := channels.ThreadReads(tx, th.Channel, c.User, []int32{th.Top})
		if err != nil {
			return err
		}
		if th.Newest != 0 {
			out.MaxID = tl.Some(th.Newest)
		}
		if n := read[th.Top]; n != 0 {
			out.ReadInboxMaxID = tl.Some(n)
		}
		if out.UnreadCount, err = channels.UnreadIn(tx, th, c.User, read[th.Top]); err != nil {
			return err
		}
		more := []box.Peer{at.peer}
		if th.PostIn != 0 {
			more = append(more, box.ChannelPeer(th.PostIn))
		}
		r, err := f.render(tx, c.User, []*box.Message{top}, more...)
		out.Messages, out.Users, out.Chats = r.messages, r.users, r.chats
		return err
	})
	return out, err
}

// getReplies returns a page of a thread, or of the comments on a channel's post, newest first.
// https://core.telegram.org/method/messages.getReplies
func (f *Feature) getReplies(ctx context.Context, c rpc.Caller, q *tl.MessagesGetReplies) (tl.MessagesMessagesClass, error) {
	var out rendered
	var total int
	var pts tl.Opt[int32]
	same := false
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		at, ms, n, err := f.repliesTo(tx, c, q)
		if err != nil {
			return err
		}
		total = n
		if pts, err = f.pts(tx, &at); err != nil {
			return err
		}
		if same = unchanged(q.Hash, ms); same {
			return nil
		}
		out, err = f.render(tx, c.User, ms, at.peer)
		return err
	})
	if err != nil {
		return nil, err
	}
	if same {
		return &tl.MessagesMessagesNotModified{Count: int32(total)}, nil
	}
	return out.in(pts, total), nil
}

// repliesTo is a page of a thread or of a topic of a forum, and how many messages there are in it.
func (f *Feature) repliesTo(tx *db.Tx, c rpc.Caller, q *tl.MessagesGetReplies) (at conversation, ms []*box.Message, total int, err error) {
	p := box.Page{
		OffsetID: q.OffsetID, OffsetDate: q.OffsetDate, AddOffset: q.AddOffset, Limit: int(q.Limit), MinID: q.MinID, MaxID: q.MaxID,
	}
	at, t, err := f.topicAt(tx, c, q.Peer, q.MsgID)
	if err != nil {
		return at, nil, 0, err
	}
	if t != nil {
		ms, total, err = f.topicReplies(tx, c, &at, t, p)
		return at, ms, total, err
	}
	at, th, err := f.thread(tx, c, q.Peer, q.MsgID)
	if err != nil {
		return at, nil, 0, err
	}
	ids, err := channels.AnswersOf(tx, th, at.page(p))
	if err != nil {
		return at, nil, 0, err
	}
	ms, err = rowsOf(tx, at.box, ids)
	return at, ms, int(th.Answers), err
}

// readThread is what the other devices of somebody are told who has read a thread.
type readThread struct {
	Channel int64 `json:"c"`
	Top     int32 `json:"t"`
	Max     int32 `json:"m"`
	PostIn  int64 `json:"pi,omitempty"`
	Post    int32 `json:"p,omitempty"`
}

// readDiscussion notes how far the caller has read a thread.
// https://core.telegram.org/method/messages.readDiscussion
func (f *Feature) readDiscussion(ctx context.Context, c rpc.Caller, q *tl.MessagesReadDiscussion) (bool, error) {
	if q.ReadMaxID < 0 {
		return false, errMaxID
	}
	err := f.db.Write(ctx, func(tx *db.Tx) error {
		in, t, err := f.topicAt(tx, c, q.Peer, q.MsgID)
		if err != nil {
			return err
		}
		if t != nil {
			return f.readTopic(tx, c, &in, t, q.ReadMaxID)
		}
		_, th, err := f.thread(tx, c, q.Peer, q.MsgID)
		if err != nil {
			return err
		}
		upto := min(q.ReadMaxID, max(th.Newest, th.Top))
		fresh, err := channels.ReadThread(tx, th, c.User, upto)
		if err != nil || !fresh {
			return err
		}
		return f.notice(tx, c, noticeThread, readThread{th.Channel, th.Top, upto, th.PostIn, th.Post})
	})
	return err == nil, err
}

func (f *Feature) renderThread(ctx context.Context, tx *db.Tx, viewer int64, n box.Notice) (hub.Batch, error) {
	var r readThread
	if err := json.Unmarshal(n.Data, &r); err != nil {
		return hub.Batch{}, err
	}
	up := &tl.UpdateReadChannelDiscussionInbox{ChannelID: r.Channel, TopMsgID: r.Top, ReadMaxID: r.Max}
	if r.PostIn != 0 {
		up.BroadcastID, up.BroadcastPost = tl.Some(r.PostIn), tl.Some(r.Post)
	}
	return f.about(tx, viewer, []box.Peer{box.ChannelPeer(r.Channel)}, up)
}

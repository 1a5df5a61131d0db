package box

import "chappe/db"

// Message is one row of a box. Its Content and State belong to the feature that posts it: Content is what was said (JSON,
// versioned, erased with the row), State what changes after posting and is not asked for by SQL.
type Message struct {
	Box      int64
	ID       int32 // set by Post
	Pts      int32 // set by Post
	Peer     Peer  // the dialog, as the box's owner sees it; in a channel's box the channel itself
	From     Peer  // who wrote it
	Out      bool  // the box's owner wrote it
	Twin     int32 // the same message's id in the other person's box, 0 for none
	Origin   int64 // the same in every member's box of a basic group; in a channel's box the person who really wrote it; 0 elsewhere
	Date     int32 // unix seconds
	EditDate int32 // unix seconds, 0 for never
	Flags    Flags
	Kind     Kind
	Album    int64 // grouped_id, 0 for none
	ReplyTo  int32 // id in the same box, 0 for none
	TTL      int32 // seconds, 0 for none
	Content  []byte
	State    []byte
	Saved    Peer  // in Saved Messages, the saved dialog; 0 elsewhere
	Topic    int32 // in a supergroup that is or was a forum, the topic: 1 for the general one; 0 elsewhere

	Link   *Message // Post sets Twin to this message's id
	Folder int32    // set by Post in a user's box: the folder of its dialog
}

// Flags are the properties of a message that are either there or not.
type Flags int64

// The flags. Their values are stored: add at the end only.
const (
	Silent Flags = 1 << iota
	Mentioned
	MediaUnread // the voice note, video note or mention in it was not looked at
	Pinned
	Service // an action, not something said
	Post    // by a channel, not by a person
	FromScheduled
	NoForwards
	EditHidden
	InvertMedia
	ReactionUnread // somebody else reacted to it and the owner of the box has not looked
	Legacy
	Linked  // an address on the web is in it
	Reacted // somebody reacted to it
)

// unseenMention is what a message has that speaks of its box's owner, who has not looked at it yet.
const unseenMention = Mentioned | MediaUnread

// Kind is what a search can filter by. Its values are stored: add at the end only.
type Kind int64

// The kinds of messages.
const (
	KindText Kind = iota
	KindService
	KindPhoto
	KindVideo
	KindDocument
	KindVoice
	KindMusic
	KindRound
	KindGIF
	KindLink
	KindGeo
	KindContact
	KindPoll
	KindSticker
	KindOther
)

// Columns are the columns that Scan reads, in its order, of the table messages, which a query may call m.
const Columns = `m.box, m.id, m.pts, m.peer, m.author, m.out, m.twin, m.origin, m.date, m.edit_date, m.flags, m.kind,
 m.album, m.reply_to, m.ttl, m.content, m.state, m.saved, m.topic`

// Scan reads a row of Columns.
func Scan(r *db.Row) *Message {
	return &Message{
		Box: r.Int64(), ID: r.Int32(), Pts: r.Int32(), Peer: Peer(r.Int64()), From: Peer(r.Int64()), Out: r.Bool(),
		Twin: r.Int32(), Origin: r.Int64(), Date: r.Int32(), EditDate: r.Int32(), Flags: Flags(r.Int64()),
		Kind: Kind(r.Int64()), Album: r.Int64(), ReplyTo: r.Int32(), TTL: r.Int32(),
		Content: []byte(r.Text()), State: []byte(r.Text()), Saved: Peer(r.Int64()), Topic: r.Int32(),
	}
}

package messages

import (
	"unicode/utf16"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errQuote    = rpc.Bad("QUOTE_TEXT_INVALID")
	errReplyTo  = rpc.Bad("REPLY_TO_INVALID")
	errForwards = rpc.Bad("CHAT_FORWARDS_RESTRICTED")
)

// answer notes in o what it answers. An id that is not in the conversation is dropped, as the message may just have been deleted.
// https://core.telegram.org/constructor/inputReplyToMessage
func (f *Feature) answer(tx *db.Tx, c rpc.Caller, in tl.InputReplyToClass, o *outgoing) error {
	r, ok := in.(*tl.InputReplyToMessage)
	if !ok {
		if in != nil {
			return errReplyTo // stories and topics of channels
		}
		return nil
	}
	at := conversation{peer: o.peer, box: boxOf(c.User, o.peer)} // what may be seen there is seen to when the message is posted
	if r.ReplyToPeerID != nil {
		var err error
		if at, err = f.place(tx, c, r.ReplyToPeerID); err != nil {
			return err
		}
	}
	from := at.peer
	ms, err := at.byIDs(tx, []int32{r.ReplyToMsgID})
	if err != nil {
		return err
	}
	to := ms[r.ReplyToMsgID]
	o.top = topicOf(in)
	if to == nil {
		if from == o.peer {
			o.missing = r.ReplyToMsgID
		}
		return nil
	}
	q, err := f.quote(tx, c, r, content.Decode(to.Content))
	if err != nil {
		return err
	}
	if from == o.peer {
		o.replyTo, o.answered, o.say.Reply = to.ID, to, q
		return nil
	}
	return f.answerElsewhere(tx, c, o, to, q)
}

// quote is the part of an answered text that the client chose, nil for none. It must be in the text; where it is not where the client
// says, the nearest place counts.
func (f *Feature) quote(tx *db.Tx, c rpc.Caller, r *tl.InputReplyToMessage, say *content.Content) (*content.Reply, error) {
	text, shift := content.Trim(r.QuoteText.V)
	if text == "" {
		return nil, nil
	}
	if content.Units(text) > maxReply {
		return nil, errQuote
	}
	at := nearest(say.Text, text, int(r.QuoteOffset.V)+int(shift))
	if at < 0 {
		return nil, errQuote
	}
	return &content.Reply{
		Quote: text, Offset: int32(at),
		Entities: content.Mark(text, content.FromTL(text, shift, r.QuoteEntities, f.mentioned(tx, c))),
	}, nil
}

// nearest returns the place of part in text that is nearest to the offset want, in UTF-16 code units, and -1 when it is not there.
func nearest(text, part string, want int) int {
	whole, sub := utf16.Encode([]rune(text)), utf16.Encode([]rune(part))
	best := -1
	for i := 0; i+len(sub) <= len(whole); i++ {
		if best >= 0 && abs(i-want) >= abs(best-want) {
			break
		}
		if whole[i] == sub[0] && equal(whole[i:i+len(sub)], sub) {
			best = i
		}
	}
	return best
}

func equal(a, b []uint16) bool {
	for i := range b {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }

// answerElsewhere notes an answer to a message of another chat. The other person cannot look it up, so that the header says who wrote
// it and what it said.
func (f *Feature) answerElsewhere(tx *db.Tx, c rpc.Caller, o *outgoing, to *box.Message, q *content.Reply) error {
	if to.Flags&box.NoForwards != 0 {
		return errForwards
	}
	if to.Flags&box.Service != 0 {
		return nil
	}
	say := content.Decode(to.Content)
	if q == nil {
		q = &content.Reply{Auto: true, Quote: content.Cut(say.Text, maxReply)}
		q.Entities = within(say.Entities, int32(content.Units(q.Quote)))
	}
	origin, err := f.origin(tx, c.User, to, say)
	if err != nil {
		return err
	}
	q.From = origin
	theirs := *q
	q.Peer, q.ID = int64(to.Peer), to.ID
	other := o.say
	o.say.Reply, other.Reply = q, &theirs
	o.other = &other
	return nil
}

// within are the entities of the first n code units of a text.
func within(es []content.Entity, n int32) (out []content.Entity) {
	for _, e := range es {
		if e.Length = min(e.Length, n-e.Offset); e.Length > 0 {
			out = append(out, e)
		}
	}
	return out
}

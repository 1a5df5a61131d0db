package secretchat

// layerOf is the layer in which constructors came that MinLayer does not have.
func layerOf(e MessageEntityClass) int32 {
	switch e.(type) {
	case *MessageEntityUnderline, *MessageEntityStrike, *MessageEntityBlockquote:
		return 101
	case *MessageEntitySpoiler, *MessageEntityCustomEmoji:
		return 144
	}
	return MinLayer
}

// lower says a message in a layer: entities that it lacks are left out, and a document that it could not measure in 64 bits is measured
// in 32.
func lower(m *DecryptedMessage, layer int32) *DecryptedMessage {
	out := *m
	out.Entities = nil
	for _, e := range m.Entities {
		if layerOf(e) <= layer {
			out.Entities = append(out.Entities, e)
		}
	}
	if m.Entities != nil && out.Entities == nil {
		out.Flags &^= 1 << 7
	}
	if d, ok := m.Media.(*DecryptedMessageMediaDocument); ok && layer < 143 {
		out.Media = &DecryptedMessageMediaDocument46{
			Thumb: d.Thumb, ThumbW: d.ThumbW, ThumbH: d.ThumbH, MimeType: d.MimeType, Size: int32(min(d.Size, 1<<31-1)),
			Key: d.Key, IV: d.IV, Attributes: d.Attributes, Caption: d.Caption,
		}
	}
	return &out
}

// raise says a message of an older layer as the newest does, or returns the action that it is.
func raise(x DecryptedMessageClass) (*DecryptedMessage, DecryptedMessageActionClass) {
	m := new(DecryptedMessage)
	switch x := x.(type) {
	case *DecryptedMessageService:
		return nil, x.Action
	case *DecryptedMessageService8:
		return nil, x.Action
	case *DecryptedMessage:
		m = x
	case *DecryptedMessage46:
		m.RandomID, m.TTL, m.Message, m.Media, m.Entities = x.RandomID, x.TTL, x.Message, x.Media, x.Entities
		m.ViaBotName, m.ReplyToRandomID = x.ViaBotName, x.ReplyToRandomID
	case *DecryptedMessage23:
		m.RandomID, m.TTL, m.Message, m.Media = x.RandomID, x.TTL, x.Message, x.Media
	case *DecryptedMessage8:
		m.RandomID, m.Message, m.Media = x.RandomID, x.Message, x.Media
	}
	if d, ok := m.Media.(*DecryptedMessageMediaDocument46); ok {
		m.Media = &DecryptedMessageMediaDocument{
			Thumb: d.Thumb, ThumbW: d.ThumbW, ThumbH: d.ThumbH, MimeType: d.MimeType, Size: int64(d.Size),
			Key: d.Key, IV: d.IV, Attributes: d.Attributes, Caption: d.Caption,
		}
	}
	return m, nil
}

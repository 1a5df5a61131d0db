package content

import (
	"slices"
	"unicode"

	"chappe/tl"
)

// Entity marks a part of a text.
type Entity struct {
	Type   string `json:"k"`
	Offset int32  `json:"o"` // UTF-16 code units
	Length int32  `json:"l"`
	URL    string `json:"u,omitempty"` // text_url
	Lang   string `json:"g,omitempty"` // pre
	ID     int64  `json:"i,omitempty"` // mention_name: the user; custom_emoji: the document
	Folded bool   `json:"c,omitempty"` // blockquote
}

// MaxEntities is how many parts of a message may be marked; the rest are dropped, as the protocol does.
const MaxEntities = 100

// FromTL turns the client's entities into ours, moved by shift code units towards the beginning (see Trim) and cut to the text;
// those of which nothing is left are dropped. user resolves the person of a mention; one who is not found is dropped.
// https://core.telegram.org/api/entities
func FromTL(text string, shift int32, in []tl.MessageEntityClass, user func(tl.InputUserClass) (int64, bool)) []Entity {
	total := int32(Units(text))
	var out []Entity
	for _, e := range in {
		o, ok := fromTL(e, user)
		if !ok || o.Offset < 0 || o.Length <= 0 {
			continue
		}
		from, to := int64(o.Offset)-int64(shift), int64(o.Offset)+int64(o.Length)-int64(shift)
		from, to = max(from, 0), min(to, int64(total))
		if from >= to {
			continue
		}
		o.Offset, o.Length = int32(from), int32(to-from)
		if out = append(out, o); len(out) == MaxEntities {
			break
		}
	}
	slices.SortStableFunc(out, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return int(a.Offset - b.Offset)
		}
		return int(b.Length - a.Length)
	})
	return out
}

func fromTL(e tl.MessageEntityClass, user func(tl.InputUserClass) (int64, bool)) (Entity, bool) {
	switch e := e.(type) {
	case *tl.MessageEntityBold:
		return Entity{Type: "bold", Offset: e.Offset, Length: e.Length}, true
	case *tl.MessageEntityItalic:
		return Entity{Type: "italic", Offset: e.Offset, Length: e.Length}, true
	case *tl.MessageEntityUnderline:
		return Entity{Type: "underline", Offset: e.Offset, Length: e.Length}, true
	case *tl.MessageEntityStrike:
		return Entity{Type: "strike", Offset: e.Offset, Length: e.Length}, true
	case *tl.MessageEntitySpoiler:
		return Entity{Type: "spoiler", Offset: e.Offset, Length: e.Length}, true
	case *tl.MessageEntityCode:
		return Entity{Type: "code", Offset: e.Offset, Length: e.Length}, true
	case *tl.MessageEntityPre:
		return Entity{Type: "pre", Offset: e.Offset, Length: e.Length, Lang: e.Language}, true
	case *tl.MessageEntityBlockquote:
		return Entity{Type: "blockquote", Offset: e.Offset, Length: e.Length, Folded: e.Collapsed}, true
	case *tl.MessageEntityTextURL:
		return Entity{Type: "text_url", Offset: e.Offset, Length: e.Length, URL: e.URL}, true
	case *tl.MessageEntityCustomEmoji:
		return Entity{Type: "custom_emoji", Offset: e.Offset, Length: e.Length, ID: e.DocumentID}, true
	case *tl.InputMessageEntityMentionName:
		id, ok := user(e.UserID)
		return Entity{Type: "mention_name", Offset: e.Offset, Length: e.Length, ID: id}, ok
	case *tl.MessageEntityMentionName:
		id, ok := user(&tl.InputUser{UserID: e.UserID})
		return Entity{Type: "mention_name", Offset: e.Offset, Length: e.Length, ID: id}, ok
	}
	// The rest (links, mentions by name, hashtags, ...) the server finds by itself.
	return Entity{}, false
}

// EntitiesTL turns our entities into the protocol's.
func EntitiesTL(in []Entity) []tl.MessageEntityClass {
	if len(in) == 0 {
		return nil
	}
	out := make([]tl.MessageEntityClass, 0, len(in))
	for _, e := range in {
		if t := e.tl(); t != nil {
			out = append(out, t)
		}
	}
	return out
}

func (e Entity) tl() tl.MessageEntityClass {
	switch e.Type {
	case "bold":
		return &tl.MessageEntityBold{Offset: e.Offset, Length: e.Length}
	case "italic":
		return &tl.MessageEntityItalic{Offset: e.Offset, Length: e.Length}
	case "underline":
		return &tl.MessageEntityUnderline{Offset: e.Offset, Length: e.Length}
	case "strike":
		return &tl.MessageEntityStrike{Offset: e.Offset, Length: e.Length}
	case "spoiler":
		return &tl.MessageEntitySpoiler{Offset: e.Offset, Length: e.Length}
	case "code":
		return &tl.MessageEntityCode{Offset: e.Offset, Length: e.Length}
	case "pre":
		return &tl.MessageEntityPre{Offset: e.Offset, Length: e.Length, Language: e.Lang}
	case "blockquote":
		return &tl.MessageEntityBlockquote{Offset: e.Offset, Length: e.Length, Collapsed: e.Folded}
	case "text_url":
		return &tl.MessageEntityTextURL{Offset: e.Offset, Length: e.Length, URL: e.URL}
	case "custom_emoji":
		return &tl.MessageEntityCustomEmoji{Offset: e.Offset, Length: e.Length, DocumentID: e.ID}
	case "mention_name":
		return &tl.MessageEntityMentionName{Offset: e.Offset, Length: e.Length, UserID: e.ID}
	case "mention":
		return &tl.MessageEntityMention{Offset: e.Offset, Length: e.Length}
	case "hashtag":
		return &tl.MessageEntityHashtag{Offset: e.Offset, Length: e.Length}
	case "cashtag":
		return &tl.MessageEntityCashtag{Offset: e.Offset, Length: e.Length}
	case "command":
		return &tl.MessageEntityBotCommand{Offset: e.Offset, Length: e.Length}
	case "url":
		return &tl.MessageEntityURL{Offset: e.Offset, Length: e.Length}
	case "email":
		return &tl.MessageEntityEmail{Offset: e.Offset, Length: e.Length}
	case "phone":
		return &tl.MessageEntityPhone{Offset: e.Offset, Length: e.Length}
	}
	return nil
}

// Trim cleans a text as Clean does, and says by how many code units that moves its entities towards the beginning.
func Trim(text string) (clean string, shift int32) {
	clean = Clean(text)
	for _, r := range text {
		if r != 0 && !unicode.IsSpace(r) {
			break
		}
		if r != 0 {
			shift++
		}
	}
	return clean, shift
}

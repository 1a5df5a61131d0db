package help

import (
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"strings"

	"chappe/tl"
)

// Reaction is an emoji that people may react with.
type Reaction struct {
	Emoji string // as clients write it: without a variation selector, except inside a sequence
	Title string
}

// Reactions are all that people may react with, in the order in which clients offer them.
// https://core.telegram.org/bots/api#reactiontypeemoji
var Reactions = []Reaction{
	{"👍", "Thumbs Up"}, {"👎", "Thumbs Down"}, {"❤", "Red Heart"}, {"🔥", "Fire"}, {"🥰", "Smiling Face with Hearts"},
	{"👏", "Clapping Hands"}, {"😁", "Beaming Face"}, {"🤔", "Thinking Face"}, {"🤯", "Exploding Head"},
	{"😱", "Screaming Face"}, {"🤬", "Face with Symbols on Mouth"}, {"😢", "Crying Face"}, {"🎉", "Party Popper"},
	{"🤩", "Star-Struck"}, {"🤮", "Face Vomiting"}, {"💩", "Pile of Poo"}, {"🙏", "Folded Hands"}, {"👌", "OK Hand"},
	{"🕊", "Dove"}, {"🤡", "Clown Face"}, {"🥱", "Yawning Face"}, {"🥴", "Woozy Face"}, {"😍", "Heart Eyes"},
	{"🐳", "Spouting Whale"}, {"❤‍🔥", "Heart on Fire"}, {"🌚", "New Moon Face"}, {"🌭", "Hot Dog"},
	{"💯", "Hundred Points"}, {"🤣", "Rolling on the Floor Laughing"}, {"⚡", "High Voltage"}, {"🍌", "Banana"},
	{"🏆", "Trophy"}, {"💔", "Broken Heart"}, {"🤨", "Face with Raised Eyebrow"}, {"😐", "Neutral Face"},
	{"🍓", "Strawberry"}, {"🍾", "Bottle with Popping Cork"}, {"💋", "Kiss Mark"}, {"🖕", "Middle Finger"},
	{"😈", "Smiling Face with Horns"}, {"😴", "Sleeping Face"}, {"😭", "Loudly Crying Face"}, {"🤓", "Nerd Face"},
	{"👻", "Ghost"}, {"👨‍💻", "Man Technologist"}, {"👀", "Eyes"}, {"🎃", "Jack-O-Lantern"}, {"🙈", "See-No-Evil Monkey"},
	{"😇", "Smiling Face with Halo"}, {"😨", "Fearful Face"}, {"🤝", "Handshake"}, {"✍", "Writing Hand"},
	{"🤗", "Hugging Face"}, {"🫡", "Saluting Face"}, {"🎅", "Santa Claus"}, {"🎄", "Christmas Tree"}, {"☃", "Snowman"},
	{"💅", "Nail Polish"}, {"🤪", "Zany Face"}, {"🗿", "Moai"}, {"🆒", "Cool"}, {"💘", "Heart with Arrow"},
	{"🙉", "Hear-No-Evil Monkey"}, {"🦄", "Unicorn"}, {"😘", "Face Blowing a Kiss"}, {"💊", "Pill"},
	{"🙊", "Speak-No-Evil Monkey"}, {"😎", "Smiling Face with Sunglasses"}, {"👾", "Alien Monster"},
	{"🤷‍♂", "Man Shrugging"}, {"🤷", "Person Shrugging"}, {"🤷‍♀", "Woman Shrugging"}, {"😡", "Enraged Face"},
}

// IsReaction says whether people may react with an emoji. A variation selector does not matter.
func IsReaction(emoji string) bool { return reactionSet[Bare(emoji)] }

// Bare is an emoji without variation selectors: how reactions are kept and compared.
func Bare(emoji string) string { return strings.ReplaceAll(emoji, "\ufe0f", "") }

var reactionSet = func() map[string]bool {
	m := make(map[string]bool, len(Reactions))
	for _, r := range Reactions {
		m[Bare(r.Emoji)] = true
	}
	return m
}()

// https://core.telegram.org/api/reactions
func reactions() []Method {
	available, top := availableReactions(), topReactions()
	return []Method{
		By(func(q *tl.MessagesGetAvailableReactions) (tl.MessagesAvailableReactionsClass, error) {
			if q.Hash == available.Hash {
				return &tl.MessagesAvailableReactionsNotModified{}, nil
			}
			return available, nil
		}),
		By(func(q *tl.MessagesGetTopReactions) (tl.MessagesReactionsClass, error) {
			list := top
			if n := int(q.Limit); n > 0 && n < len(top) {
				list = top[:n]
			}
			hash := ReactionsHash(list)
			if q.Hash == hash {
				return &tl.MessagesReactionsNotModified{}, nil
			}
			return &tl.MessagesReactions{Hash: hash, Reactions: list}, nil
		}),

		// Tags are not there.
		Give[tl.MessagesGetDefaultTagReactions](&tl.MessagesReactions{}),
		Give[tl.MessagesGetSavedReactionTags](&tl.MessagesSavedReactionTags{}),
		Refuse[tl.MessagesUpdateSavedReactionTag](errPremium),
		Give[tl.MessagesGetAvailableEffects](&tl.MessagesAvailableEffects{}),
	}
}

// availableReactions lists the reactions without pictures: this server has none to give. A document that is empty has an id of its own
// all the same, because Desktop finds a reaction by the id of its animation. TDLib leaves such reactions out and offers none; the web
// clients and Desktop offer them and draw the emoji.
// https://core.telegram.org/constructor/availableReaction
func availableReactions() *tl.MessagesAvailableReactions {
	out := &tl.MessagesAvailableReactions{Hash: Hash(fmt.Sprint(Reactions))}
	id := int64(firstEmptyDocument)
	empty := func() *tl.DocumentEmpty {
		id++
		return &tl.DocumentEmpty{ID: id}
	}
	for _, r := range Reactions {
		out.Reactions = append(out.Reactions, tl.AvailableReaction{
			Reaction: r.Emoji, Title: r.Title,
			StaticIcon: empty(), AppearAnimation: empty(), SelectAnimation: empty(), ActivateAnimation: empty(), EffectAnimation: empty(),
		})
	}
	return out
}

// firstEmptyDocument is below the ids of files.
const firstEmptyDocument = 1000

func topReactions() (out []tl.ReactionClass) {
	for _, r := range Reactions {
		out = append(out, &tl.ReactionEmoji{Emoticon: r.Emoji})
	}
	return out
}

// ReactionsHash is the hash that clients work out from a list of reactions.
// https://core.telegram.org/api/offsets#hash-generation
func ReactionsHash(list []tl.ReactionClass) int64 {
	var acc uint64
	add := func(n uint64) {
		acc ^= acc >> 21
		acc ^= acc << 35
		acc ^= acc >> 4
		acc += n
	}
	for _, r := range list {
		if r, ok := r.(*tl.ReactionEmoji); ok {
			sum := md5.Sum([]byte(Bare(r.Emoticon)))
			add(0)
			add(uint64(int64(int32(binary.BigEndian.Uint32(sum[:4])))))
		}
	}
	return int64(acc)
}

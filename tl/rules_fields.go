package tl

import (
	"bytes"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// str and num make values that are present.
func str(s string) value { return value{set: true, s: s} }
func num(n int64) value  { return value{set: true, n: n} }
func obj(o Object) value { return value{set: true, obj: o} }

// truth is a Bool, and as an optional field present only when true.
func truth(v bool) value {
	if v {
		return num(1)
	}
	return value{}
}

// getText writes a text with entities as plain text.
func getText(o Object) value { return str(textOf(o).Text) }

func putText(o Object, v value) { *textOf(o) = TextWithEntities{Text: v.s} }

func textOf(o Object) *TextWithEntities {
	switch o := o.(type) {
	case *Poll:
		return &o.Question
	case *PollAnswer:
		return &o.Text
	case *DialogFilter:
		return &o.Title
	case *DialogFilterChatlist:
		return &o.Title
	case *ChatlistsChatlistInvite:
		return &o.Title
	}
	return new(TextWithEntities)
}

// getCorrectAnswers turns indexes of answers into their options.
func getCorrectAnswers(o Object) value {
	m := o.(*InputMediaPoll)
	v := value{set: m.CorrectAnswers != nil}
	for _, i := range m.CorrectAnswers {
		if i < 0 || int(i) >= len(m.Poll.Answers) {
			continue
		}
		if a, ok := m.Poll.Answers[i].(*PollAnswer); ok {
			v.list = append(v.list, str(string(a.Option)))
		}
	}
	return v
}

// putCorrectAnswers turns options into indexes; the poll comes before them.
func putCorrectAnswers(o Object, v value) {
	m := o.(*InputMediaPoll)
	m.CorrectAnswers = []int32{}
	for _, option := range v.list {
		for i, a := range m.Poll.Answers {
			if a, ok := a.(*PollAnswer); ok && bytes.Equal(a.Option, []byte(option.s)) {
				m.CorrectAnswers = append(m.CorrectAnswers, int32(i))
				break
			}
		}
	}
}

// getDuration rounds to whole seconds.
func getDuration(o Object) value {
	return num(int64(math.Round(o.(*DocumentAttributeVideo).Duration)))
}

func putDuration(o Object, v value) { o.(*DocumentAttributeVideo).Duration = float64(v.n) }

func getBlocked(o Object) value { return truth(o.(*UpdatePeerBlocked).Blocked) }

func putBlocked(o Object, v value) { o.(*UpdatePeerBlocked).Blocked = v.n != 0 }

func getArchiveNew(o Object) value {
	return truth(o.(*GlobalPrivacySettings).ArchiveAndMuteNewNoncontactPeers)
}

func putArchiveNew(o Object, v value) {
	o.(*GlobalPrivacySettings).ArchiveAndMuteNewNoncontactPeers = v.n != 0
}

func getSignatures(o Object) value { return truth(o.(*ChannelsToggleSignatures).SignaturesEnabled) }

func putSignatures(o Object, v value) { o.(*ChannelsToggleSignatures).SignaturesEnabled = v.n != 0 }

// The themes that older layers know are named by an emoji.
func getThemeSet(o Object) value { return themeEmoji(o.(*MessageActionSetChatTheme).Theme) }

func putThemeSet(o Object, v value) {
	o.(*MessageActionSetChatTheme).Theme = &ChatTheme{Emoticon: v.s}
}

func getTheme(o Object) value { return themeEmoji(o.(*UserFull).Theme) }

func putTheme(o Object, v value) { o.(*UserFull).Theme = &ChatTheme{Emoticon: v.s} }

func themeEmoji(t ChatThemeClass) value {
	if t, ok := t.(*ChatTheme); ok {
		return str(t.Emoticon)
	}
	return value{}
}

func getThemeWanted(o Object) value {
	if t, ok := o.(*MessagesSetChatTheme).Theme.(*InputChatTheme); ok {
		return str(t.Emoticon)
	}
	return value{}
}

// putThemeWanted: no emoji removed the theme.
func putThemeWanted(o Object, v value) {
	if v.s == "" {
		o.(*MessagesSetChatTheme).Theme = &InputChatThemeEmpty{}
		return
	}
	o.(*MessagesSetChatTheme).Theme = &InputChatTheme{Emoticon: v.s}
}

// color is the color that a request sets, made when it has none yet.
func color(o Object) *PeerColor {
	r := o.(*AccountUpdateColor)
	c, ok := r.Color.(*PeerColor)
	if !ok {
		c = new(PeerColor)
		r.Color = c
	}
	return c
}

func getColor(o Object) value {
	c, ok := o.(*AccountUpdateColor).Color.(*PeerColor)
	if !ok || !c.Color.OK {
		return value{}
	}
	return num(int64(c.Color.V))
}

func putColor(o Object, v value) { color(o).Color = Some(int32(v.n)) }

func getColorEmoji(o Object) value {
	c, ok := o.(*AccountUpdateColor).Color.(*PeerColor)
	if !ok || !c.BackgroundEmojiID.OK {
		return value{}
	}
	return num(c.BackgroundEmojiID.V)
}

func putColorEmoji(o Object, v value) { color(o).BackgroundEmojiID = Some(v.n) }

// reasonPrefix begins the names of the reasons of old reports.
const reasonPrefix = "inputReportReason"

// putReason makes an option of a reason: "spam" of inputReportReasonSpam, "childAbuse" of
// inputReportReasonChildAbuse. The newest layer's options are the server's own, so whoever
// offers them should offer these.
func putReason(o Object, v value) {
	if v.obj == nil {
		return
	}
	name := strings.TrimPrefix(v.obj.TLName(), reasonPrefix)
	r, n := utf8.DecodeRuneInString(name)
	option := []byte(string(unicode.ToLower(r)) + name[n:])
	switch o := o.(type) {
	case *MessagesReport:
		o.Option = option
	case *StoriesReport:
		o.Option = option
	}
}

// getReason has no reason to give but the general one: options are the server's own.
func getReason(Object) value { return obj(&InputReportReasonOther{}) }

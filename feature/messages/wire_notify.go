package messages

import (
	"chappe/box"
	"chappe/content"
	"chappe/tl"
)

func notifyFrom(in *tl.InputPeerNotifySettings) notify {
	return notify{
		Previews: optional(in.ShowPreviews), Silent: optional(in.Silent), Until: optional(in.MuteUntil), Sound: soundFrom(in.Sound),
		Stories: optional(in.StoriesMuted),
	}
}

func optional[T any](o tl.Opt[T]) *T {
	if !o.OK {
		return nil
	}
	return &o.V
}

func present[T any](p *T) tl.Opt[T] {
	if p == nil {
		return tl.Opt[T]{}
	}
	return tl.Some(*p)
}

// notifyTL renders settings. The kinds of conversations have a value for everything; a single one only for what was set.
// https://core.telegram.org/constructor/peerNotifySettings
func notifyTL(scope box.Peer, n notify) tl.PeerNotifySettings {
	out := tl.PeerNotifySettings{
		ShowPreviews: present(n.Previews), Silent: present(n.Silent), MuteUntil: present(n.Until), StoriesMuted: present(n.Stories),
	}
	s := soundTL(n.Sound)
	switch scope {
	case notifyUsers, notifyChats, notifyBroadcasts:
		out.ShowPreviews, out.Silent, out.MuteUntil = orElse(out.ShowPreviews, true), orElse(out.Silent, false), orElse(out.MuteUntil, 0)
		out.StoriesMuted = orElse(out.StoriesMuted, true) // there are none
		if s == nil {
			s = &tl.NotificationSoundDefault{}
		}
	}
	out.IosSound, out.AndroidSound, out.OtherSound = s, s, s
	return out
}

func orElse[T any](o tl.Opt[T], v T) tl.Opt[T] {
	if o.OK {
		return o
	}
	return tl.Some(v)
}

// maxSound bounds what a client says of a sound, in bytes.
const maxSound = 256

func soundFrom(in tl.NotificationSoundClass) *sound {
	switch s := in.(type) {
	case *tl.NotificationSoundDefault:
		return &sound{Kind: "default"}
	case *tl.NotificationSoundNone:
		return &sound{Kind: "none"}
	case *tl.NotificationSoundLocal:
		return &sound{Kind: "local", Title: content.Cut(s.Title, maxSound), Data: content.Cut(s.Data, maxSound)}
	case *tl.NotificationSoundRingtone:
		return &sound{Kind: "ringtone", ID: s.ID}
	}
	return nil
}

func soundTL(s *sound) tl.NotificationSoundClass {
	if s == nil {
		return nil
	}
	switch s.Kind {
	case "none":
		return &tl.NotificationSoundNone{}
	case "local":
		return &tl.NotificationSoundLocal{Title: s.Title, Data: s.Data}
	case "ringtone":
		return &tl.NotificationSoundRingtone{ID: s.ID}
	}
	return &tl.NotificationSoundDefault{}
}

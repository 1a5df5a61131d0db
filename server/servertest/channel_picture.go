package servertest

import (
	"context"
	"fmt"

	"chappe/tl"
)

// settledMessage is a message of a channel without what changes without a number: who looked at it, reacted to it and answered it.
func settledMessage(x tl.MessageClass) tl.MessageClass {
	switch x := x.(type) {
	case *tl.Message:
		y := *x
		y.Views, y.Forwards, y.Replies, y.Reactions, y.MediaUnread = tl.Opt[int32]{}, tl.Opt[int32]{}, nil, nil, false
		return &y
	case *tl.MessageService:
		y := *x
		y.Reactions, y.MediaUnread = nil, false
		return &y
	}
	return x
}

// ChannelPicture is what the device knows of the channels that it is in.
func (d *Device) ChannelPicture() Picture {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := Picture{}
	for id, c := range d.channels {
		out[fmt.Sprintf("in %d", id)] = "yes"
		for i, m := range c.messages {
			out[fmt.Sprintf("%d in %d", i, id)] = inLayer(d.opts.Layer, settledMessage(m).(tl.Object))
		}
	}
	return out
}

// AskedChannels is what the server says, in the device's layer, when it is asked for all channels of the person.
func (d *Device) AskedChannels() (Picture, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	v, err := d.client.Call(ctx, &tl.MessagesGetDialogs{OffsetPeer: &tl.InputPeerEmpty{}, Limit: 100})
	if err != nil {
		return nil, err
	}
	out := Picture{}
	for _, c := range chatsIn(v) {
		ch, ok := c.(*tl.Channel)
		if !ok || ch.Left {
			continue
		}
		out[fmt.Sprintf("in %d", ch.ID)] = "yes"
		in := &tl.InputPeerChannel{ChannelID: ch.ID, AccessHash: ch.AccessHash.V}
		for offset := int32(0); ; {
			v, err := d.client.Call(ctx, &tl.MessagesGetHistory{Peer: in, OffsetID: offset, Limit: 100})
			if err != nil {
				return nil, err
			}
			ms := Messages(v)
			if len(ms) == 0 {
				break
			}
			for _, m := range ms {
				offset = messageID(m)
				out[fmt.Sprintf("%d in %d", offset, ch.ID)] = inLayer(d.opts.Layer, settledMessage(m).(tl.Object))
			}
		}
	}
	return out, nil
}

// InChannel is the messages of a channel that the device knows and ok says yes to, in no order.
func (d *Device) InChannel(id int64, ok func(*tl.Message) bool) (out []*tl.Message) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c := d.channels[id]; c != nil {
		for _, x := range c.messages {
			if m, is := x.(*tl.Message); is && ok(m) {
				out = append(out, m)
			}
		}
	}
	return out
}

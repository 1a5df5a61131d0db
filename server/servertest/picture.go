package servertest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"chappe/mtclient"
	"chappe/tl"
)

// Picture is everything of an account that devices have to agree about, as text, so that two can be compared.
type Picture map[string]string

// Picture is what the device knows.
func (d *Device) Picture() Picture {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.picture(d.opts.Layer)
}

// Asked is what the server says, in the device's layer, when it is asked for everything.
func (d *Device) Asked() (Picture, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	know, err := d.ask(ctx, true)
	return know.picture(d.opts.Layer), err
}

// AskedFacts is the part of it that is not about single messages, and where the box stands.
func (d *Device) AskedFacts() (Picture, int32, error) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	defer cancel()
	a := d.asker(ctx)
	if err := a.askFacts(); err != nil {
		return nil, 0, err
	}
	v, err := a.call(&tl.UpdatesGetState{})
	if err != nil {
		return nil, 0, err
	}
	return a.facts(d.opts.Layer), v.(*tl.UpdatesState).Pts, nil
}

// Diff lists where two pictures differ: what one has and what the other.
func Diff(device, server Picture) (out []string) {
	keys := slices.Collect(maps.Keys(device))
	for k := range server {
		if _, both := device[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		if a, b := device[k], server[k]; a != b {
			out = append(out, fmt.Sprintf("%s\n  device: %s\n  server: %s", k, a, b))
		}
	}
	return out
}

// Facts is the part of the picture that is not about single messages.
func (d *Device) Facts() Picture {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.facts(d.opts.Layer)
}

func (k *knowledge) picture(layer int) Picture {
	p := k.facts(layer)
	chats := map[int64]bool{}
	for id, x := range k.messages {
		peer, _ := about(x)
		chats[peer] = true
		p[fmt.Sprintf("message %d", id)] = inLayer(layer, x)
	}
	for c := range chats { // of a conversation without messages clients are told nothing
		p[fmt.Sprintf("read %d", c)] = fmt.Sprintf("by me up to %d, by the other up to %d", k.readIn[c], k.readOut[c])
		if k.archived[c] {
			p[fmt.Sprintf("archived %d", c)] = "yes"
		}
	}
	for c, all := range k.scheduled {
		for id, x := range all {
			p[fmt.Sprintf("scheduled %d %d", c, id)] = inLayer(layer, x)
		}
	}
	return p
}

func (k *knowledge) facts(layer int) Picture {
	p := Picture{}
	for what, all := range map[string]map[int64]bool{"marked": k.marked, "blocked": k.blocked} {
		for c, on := range all {
			if on {
				p[fmt.Sprintf("%s %d", what, c)] = "yes"
			}
		}
	}
	for c, s := range k.muted {
		if s.MuteUntil.V != 0 {
			p[fmt.Sprintf("muted %d", c)] = fmt.Sprint(s.MuteUntil.V)
		}
	}
	for c, d := range k.drafts {
		undated := *d
		undated.Date = 0 // a device does not know when the server had it
		p[fmt.Sprintf("draft %d", c)] = inLayer(layer, &undated)
	}
	for id, f := range k.filters {
		p[fmt.Sprintf("folder %d", id)] = inLayer(layer, f.(tl.Object))
	}
	p["folders"] = fmt.Sprint(k.order)
	p["pinned"], p["pinned in the archive"] = fmt.Sprint(k.pins[0]), fmt.Sprint(k.pins[1])
	return p
}

// Conversation returns what the device knows of a conversation, the oldest message first.
func (d *Device) Conversation(with *Person) []tl.MessageClass {
	d.mu.Lock()
	defer d.mu.Unlock()
	ids := d.idsOf(func(_ int32, x tl.MessageClass) bool {
		peer, _ := about(x)
		return peer == with.ID
	})
	out := make([]tl.MessageClass, len(ids))
	for i, id := range ids {
		out[i] = d.messages[id]
	}
	return out
}

// Pts is how far the device knows its person's box.
func (d *Device) Pts() int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pts
}

// inLayer is an object as a client of that layer sees it.
func inLayer(layer int, o tl.Object) string {
	b, err := tl.Append(nil, layer, o)
	if err != nil {
		return fmt.Sprintf("%s: %v", o.TLName(), err)
	}
	seen, _, err := tl.Decode(layer, b)
	if err != nil {
		return fmt.Sprintf("%s: %v", o.TLName(), err)
	}
	return Text(seen)
}

// Text is an object in one line.
func Text(o tl.Object) string {
	var s strings.Builder
	write(&s, reflect.ValueOf(o))
	return s.String()
}

// write writes a value with what in it is not zero.
func write(s *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		write(s, v.Elem())
	case reflect.Struct:
		s.WriteString(v.Type().Name())
		s.WriteString("{")
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() && !(f.Kind() == reflect.Slice && f.Len() == 0) {
				fmt.Fprintf(s, " %s:", v.Type().Field(i).Name)
				write(s, f)
			}
		}
		s.WriteString(" }")
	case reflect.Slice:
		s.WriteString("[")
		for i := range v.Len() {
			s.WriteString(" ")
			write(s, v.Index(i))
		}
		s.WriteString(" ]")
	default:
		fmt.Fprintf(s, "%#v", v.Interface())
	}
}

func isError(err error, message string) bool {
	var e *mtclient.RPCError
	return errors.As(err, &e) && e.Message == message
}

// At is how far the mirror knows the box. It is for the functions that Want is given.
func (m *Mirror) At() int32 { return m.pts }

// FactsIn is the part of the picture that is not about single messages. It is for the functions that Want is given.
func (m *Mirror) FactsIn(layer int) Picture { return m.facts(layer) }

// PictureIn is everything that the mirror knows. It is for the functions that Want is given.
func (m *Mirror) PictureIn(layer int) Picture { return m.picture(layer) }

// Pins are the pinned conversations of the main list (0) or the archive (1). It is for the functions that Want is given.
func (m *Mirror) Pins(folder int) []int64 { return m.pins[folder] }

// Archived says whether the device has a conversation in the archive.
func (d *Device) Archived(with *Person) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.archived[with.ID]
}

// Listed says whether the device was told in which list a conversation is. It is not where that was empty when the device loaded the account.
func (d *Device) Listed(with *Person) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.listed[with.ID]
}

// ArchivedIn says the same by the person's id. It is for the functions that Want is given.
func (m *Mirror) ArchivedIn(id int64) bool { return m.archived[id] }

// SpeaksLayer is the device's layer.
func (d *Device) SpeaksLayer() int { return d.opts.Layer }

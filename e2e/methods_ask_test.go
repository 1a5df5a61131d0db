package e2e

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strings"

	"github.com/gotd/td/tg"
)

// api is gotd's typed calls, for a person on gotd.
func (p *Person) api() *tg.Client { return p.Client.(*gotdClient).api }

// peer names somebody whom this person, on gotd, has seen.
func (p *Person) peer(q *Person) tg.InputPeerClass {
	if p.ID == q.ID {
		return &tg.InputPeerSelf{}
	}
	return p.Client.(*gotdClient).peer(q.ID)
}

// user is peer for methods that take people only.
func (p *Person) user(q *Person) tg.InputUserClass {
	if p.ID == q.ID {
		return &tg.InputUserSelf{}
	}
	in := p.Client.(*gotdClient).peer(q.ID)
	return &tg.InputUser{UserID: in.UserID, AccessHash: in.AccessHash}
}

// ask calls a method of gotd's and fails the test unless it ends as told: "" is well, anything else is the refusal's code and
// text, such as "400 PEER_ID_INVALID". It returns the answer.
func ask[A, R any](p *Person, want string, call func(context.Context, A) (R, error), arg A) R {
	p.t.Helper()
	return ask0(p, want, func(ctx context.Context) (R, error) { return call(ctx, arg) }, nameOf(call))
}

// ask0 is ask for a method without arguments. A name may be given for what the compiler cannot name.
func ask0[R any](p *Person, want string, call func(context.Context) (R, error), name ...string) (res R) {
	p.t.Helper()
	if name == nil {
		name = []string{nameOf(call)}
	}
	err := p.Client.(*gotdClient).with(func(ctx context.Context) (err error) {
		res, err = call(ctx)
		return err
	})
	var refused *Refusal
	switch {
	case err == nil && want != "":
		p.t.Errorf("%s: %s wants %s and was answered %v", p.name, name[0], want, res)
	case err == nil:
	case errors.As(err, &refused) && refused.Error() == want:
	case want == "":
		p.t.Fatalf("%s: %s: %v", p.name, name[0], err)
	default:
		p.t.Errorf("%s: %s wants %s, got %v", p.name, name[0], want, err)
	}
	return res
}

// nameOf is what a method of gotd's is called.
func nameOf(call any) string {
	full := runtime.FuncForPC(reflect.ValueOf(call).Pointer()).Name()
	return strings.TrimSuffix(full[strings.LastIndexByte(full, '.')+1:], "-fm")
}

// texts are what messages say, newest first as the server answers.
func texts(ms tg.MessagesMessagesClass) (out []string) {
	page, _ := ms.AsModified()
	for _, m := range page.GetMessages() {
		if m, ok := m.(*tg.Message); ok {
			out = append(out, m.Message)
		}
	}
	return out
}

// messageIn finds the message that an answer to a send, forward or edit brings.
func messageIn(p *Person, res tg.UpdatesClass) *tg.Message {
	p.t.Helper()
	if res, ok := res.(*tg.Updates); ok {
		for _, u := range res.Updates {
			var m tg.MessageClass
			switch u := u.(type) {
			case *tg.UpdateNewMessage:
				m = u.Message
			case *tg.UpdateEditMessage:
				m = u.Message
			case *tg.UpdateNewScheduledMessage:
				m = u.Message
			}
			if m, ok := m.(*tg.Message); ok {
				return m
			}
		}
	}
	p.t.Fatalf("%s: an answer that should bring a message is %v", p.name, res)
	return nil
}

// person finds somebody among an answer's people.
func person(us []tg.UserClass, id int64) *tg.User {
	for _, u := range us {
		if u, ok := u.(*tg.User); ok && u.ID == id {
			return u
		}
	}
	return &tg.User{}
}

// pair is two people on gotd who know each other's numbers.
func pair(s *Server) (alice, bob *Person) {
	s.t.Helper()
	alice, bob = s.Person("Alice", Gotd, Options{}), s.Person("Bob", Gotd, Options{})
	alice.Meets(bob)
	bob.Meets(alice)
	return alice, bob
}

package e2e

import (
	"bufio"
	"context"
	"errors"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/gotd/td/tg"
)

// leftOut are methods that would end what the test needs; each has a test of its own.
var leftOut = map[string]bool{"auth.logOut": true, "account.deleteAccount": true, "auth.resetAuthorizations": true}

// Every method in docs/methods.md is called by gotd, with the emptiest request that it can write, and its answer is read by gotd: an
// answer, or a refusal with a name. What always has an answer gives it, and what is always refused is.
func TestEveryMethodIsAnswered(t *testing.T) {
	s := NewServer(t)
	alice := s.Person("Alice", Gotd, Options{})
	c := alice.Client.(*gotdClient)
	api := reflect.ValueOf(c.api)
	calls := map[string]reflect.Value{}
	for i := range api.NumMethod() {
		calls[strings.ToLower(api.Type().Method(i).Name)] = api.Method(i)
	}
	n := 0
	for name, does := range documented(t) {
		call, ok := calls[strings.ToLower(strings.ReplaceAll(name, ".", ""))]
		if leftOut[name] {
			continue
		}
		if !ok {
			t.Logf("gotd has no call for %s", name)
			continue
		}
		err := c.with(func(ctx context.Context) error {
			in := []reflect.Value{reflect.ValueOf(ctx)}
			for i := 1; i < call.Type().NumIn(); i++ {
				in = append(in, emptiest(call.Type().In(i), 4))
			}
			out := call.Call(in)
			err, _ := out[len(out)-1].Interface().(error)
			return err
		})
		n++
		var refused *Refusal
		switch isRefusal := errors.As(err, &refused); {
		case err != nil && !isRefusal:
			t.Errorf("%s: %v", name, err)
		case isRefusal && (refused.Code < 400 || refused.Code >= 500 || refused.Text == "METHOD_NOT_IMPLEMENTED" || refused.Code == 401 && name != "auth.checkPassword"):
			t.Errorf("%s is refused with %v", name, refused)
		case isRefusal && does == "always answered the same" && refused.Text != "LIMIT_INVALID":
			t.Errorf("%s is always answered, it says in docs/methods.md, and is refused with %v", name, refused)
		case err == nil && strings.HasPrefix(does, "always refused"):
			t.Errorf("%s is always refused, it says in docs/methods.md, and was answered", name)
		}
	}
	t.Logf("%d methods were called", n)
	alice.Says(alice, "still here")
}

// documented are the methods of docs/methods.md and what it says of each.
func documented(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("../docs/methods.md")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	row := regexp.MustCompile("^\\| \\[`([\\w.]+)`\\].* \\| (.*) \\|$")
	out := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if m := row.FindStringSubmatch(lines.Text()); m != nil {
			out[m[1]] = m[2]
		}
	}
	if len(out) == 0 {
		t.Fatal("docs/methods.md lists no methods")
	}
	return out
}

// plain are the constructors that a type has where it must have one: those that name the caller, or nothing.
var plain = []any{
	&tg.InputPeerSelf{}, &tg.InputUserSelf{}, &tg.InputMessageID{}, &tg.InputDialogPeer{Peer: &tg.InputPeerSelf{}}, &tg.InputNotifyUsers{},
	&tg.InputMessagesFilterEmpty{}, &tg.InputPrivacyKeyAbout{}, &tg.InputStickerSetAnimatedEmoji{}, &tg.SendMessageTypingAction{},
	&tg.EmojiStatusEmpty{}, &tg.InputCheckPasswordEmpty{}, &tg.InputMediaEmpty{}, &tg.InputChatPhotoEmpty{}, &tg.InputChannelEmpty{},
	&tg.EmailVerificationCode{}, &tg.ReactionEmpty{}, &tg.ChannelParticipantsRecent{}, &tg.InputReportReasonOther{},
}

// emptiest is a value that can be written: what must be there is there, at most so deep.
func emptiest(t reflect.Type, deep int) reflect.Value {
	switch t.Kind() {
	case reflect.Interface:
		for _, p := range plain {
			if reflect.TypeOf(p).Implements(t) {
				return reflect.ValueOf(p)
			}
		}
		if !strings.HasSuffix(t.Name(), "Class") || deep == 0 {
			return reflect.Zero(t)
		}
		ids := tg.ClassConstructorsMap()[className(t)]
		if len(ids) == 0 {
			return reflect.Zero(t)
		}
		v := reflect.ValueOf(tg.TypesConstructorMap()[ids[0]]())
		fill(v.Elem(), deep-1)
		return v
	case reflect.Pointer:
		v := reflect.New(t.Elem())
		fill(v.Elem(), deep)
		return v
	case reflect.Struct:
		v := reflect.New(t).Elem()
		fill(v, deep)
		return v
	}
	return reflect.Zero(t)
}

func fill(v reflect.Value, deep int) {
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.CanSet() && (f.Kind() == reflect.Interface || f.Kind() == reflect.Struct) {
			f.Set(emptiest(f.Type(), deep-1))
		}
	}
}

// className is the name of a type in gotd's table: MessagesFilterClass is of "MessagesFilter", and of "messages.Filter" in others.
func className(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "Class")
	for k := range tg.ClassConstructorsMap() {
		if strings.EqualFold(strings.ReplaceAll(k, ".", ""), name) {
			return k
		}
	}
	return name
}

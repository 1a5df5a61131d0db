package content

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Whatever a row holds reads as JSON does, the short way or the long one, and nothing stops a history.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"v":1,"t":"hi"}`, `{"v":1,"t":"a\"b"}`, `{"v":1,"t":"a","e":[{"k":"bold","o":0,"n":1}]}`, `{"v":1,"t":"a","t":"b"}`, `{"v":1,"t":"}`,
		`{"v":1,"t":"\u003c"}`, "{\"v\":1,\"t\":\"\xff\"}", `{"v":2,"t":"x"}`, `{"v":1,"a":{"k":"x"}}`, ``, `null`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		want := new(Content)
		if err := json.Unmarshal(b, want); err != nil {
			want = new(Content)
		}
		got := Decode(b)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q reads as %+v, not %+v", b, got, want)
		}
		again, err := got.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if back := Decode(again); back.Text != got.Text {
			t.Fatalf("%q came back as %q", got.Text, back.Text)
		}
	})
}

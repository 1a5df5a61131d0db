package server_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// unzip reads an archive that the operator asked for.
func unzip(t *testing.T, s *servertest.Server, chat, user string) map[string]string {
	t.Helper()
	var b bytes.Buffer
	s.Await("an archive", func() bool {
		b.Reset()
		return server.Dial(s.Data()).Export(context.Background(), &b, chat, user) == nil
	})
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(data)
	}
	return out
}

// TestExport writes a channel and an account into archives that one reads without the server.
func TestExport(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice, bob := s.User("alice"), s.User("bob <b>")
		servertest.Meet(alice, bob)
		id := alice.NewChannel("gazette", true)
		alice.Invite(id, bob)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "town_gazette"})
		for i := range 7 {
			alice.Say(id, fmt.Sprintf("article %d", i))
		}
		pic := picture(t, 300, 200)
		alice.Call(&tl.MessagesSendMedia{
			Peer: alice.In(id), Media: &tl.InputMediaUploadedPhoto{File: alice.Upload(pic, 32<<10)}, Message: "<script>a picture</script>", RandomID: rand.Int64(),
		})
		all := unzip(t, s, "town_gazette", "")
		dir := fmt.Sprintf("channel-%d/", id)
		var ms []struct {
			ID         int32
			Text, File string
		}
		if err := json.Unmarshal([]byte(all[dir+"messages.json"]), &ms); err != nil || len(ms) != 9 || ms[7].Text != "article 6" || ms[8].File == "" {
			t.Fatalf("%v: %s", err, all[dir+"messages.json"])
		}
		if f := all[dir+ms[8].File]; !strings.HasPrefix(f, "\xff\xd8") {
			t.Errorf("the picture is %d bytes", len(f))
		}
		html := all[dir+"messages-1.html"]
		if !strings.Contains(html, "article 0") || !strings.Contains(html, "&lt;script&gt;a picture") || strings.Contains(html, "<script") || !strings.Contains(html, `src="`+ms[8].File) {
			t.Errorf("the page is %s", html)
		}
		if !strings.Contains(all["index.html"], dir+"messages-1.html") {
			t.Errorf("the index is %s", all["index.html"])
		}

		alice.Send(bob, "between us")
		group := alice.NewGroup("friends", bob)
		alice.Say(group, "all together")
		square := alice.NewChannel("square", false)
		alice.Say(square, "before bob")
		alice.Call(&tl.ChannelsTogglePreHistoryHidden{Channel: alice.Channel(square), Enabled: true})
		alice.Invite(square, bob)
		alice.Say(square, "after bob")
		all = unzip(t, s, "", bob.Phone)
		whole := ""
		for _, text := range all {
			whole += text
		}
		for _, want := range []string{"between us", "all together", "after bob", "article 3"} {
			if !strings.Contains(whole, want) {
				t.Errorf("the archive does not have %q", want)
			}
		}
		if strings.Contains(whole, "before bob") {
			t.Error("the archive has what was said before bob came")
		}
		one := unzip(t, s, fmt.Sprintf("group:%d", group), "")
		if !strings.Contains(one[fmt.Sprintf("group-%d/messages-1.html", group)], "all together") {
			t.Error("the group's archive is empty")
		}
		forum := alice.NewForum("forum")
		topic := alice.NewTopic(forum, "plans")
		said := say(t, alice.Device, forum, topic, "in the topic")
		one = unzip(t, s, fmt.Sprint(forum), "")
		dir = fmt.Sprintf("supergroup-%d/", forum)
		page, rows := one[dir+"messages-1.html"], one[dir+"messages.json"]
		if !strings.Contains(page, fmt.Sprintf(`In the topic <a href="#m%d">`, topic)) || strings.Count(page, "In the topic") != 1 || !strings.Contains(page, "plans") {
			t.Errorf("the forum's page, with the message %d, is %s", said, page)
		}
		if !strings.Contains(rows, fmt.Sprintf(`"topic": %d`, topic)) && !strings.Contains(rows, fmt.Sprintf(`"topic":%d`, topic)) {
			t.Errorf("the forum's messages are %s", rows)
		}
		for _, q := range [][2]string{{"nobody_here", ""}, {"group:99", ""}, {"group:x", ""}, {"", "+1"}, {"", ""}} {
			if err := server.Dial(s.Data()).Export(context.Background(), io.Discard, q[0], q[1]); err == nil {
				t.Errorf("there is an archive of %v", q)
			}
		}
	})
}

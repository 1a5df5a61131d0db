package server_test

import (
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"chappe/server"
	"chappe/server/servertest"
	"chappe/tl"
)

// TestPagesOfPublicChannels reads a public channel on the web as somebody who has no account, and everything else in vain.
func TestPagesOfPublicChannels(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o, servertest.With(func(c *server.Config) { c.Previews, c.Links = true, "https://chat.example.org/" }))
		alice := s.User("alice")
		id := alice.NewChannel("Town <b>Gazette</b>", true)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "town_gazette"})
		alice.Call(&tl.MessagesEditChatAbout{Peer: alice.In(id), About: "news & \"views\"\n<i>@alice_in_town"})
		for i := range 25 {
			alice.Say(id, fmt.Sprintf("post number %d", i))
		}
		alice.Say(id, "<script>alert(1)</script> https://example.org/")
		photo := alice.Sent(alice.Call(&tl.MessagesSendMedia{
			Peer: alice.In(id), Media: &tl.InputMediaUploadedPhoto{File: alice.Upload(picture(t, 300, 200), 32<<10)}, Message: "a picture", RandomID: rand.Int64(),
		}))[0].ID

		status, body, h := page(t, s, "/s/town_gazette")
		if status != http.StatusOK {
			t.Fatalf("%d: %s", status, body)
		}
		for _, want := range []string{
			"Town &lt;b&gt;Gazette&lt;/b&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;", `<a href="https://example.org/" rel="nofollow`, `content="noindex"`,
			"post number 24", "news &amp; &#34;views&#34;<br>&lt;i&gt;<a href=\"https://chat.example.org/alice_in_town\" rel=\"nofollow", fmt.Sprintf(`src="/s/town_gazette/%d/photo"`, photo), `property="og:title" content="Town &lt;b&gt;`,
			`property="og:url" content="https://chat.example.org/s/town_gazette"`, "1 subscribers", `rel="next"`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		if strings.Contains(body, "<script") || strings.Contains(body, "post number 0<") || strings.Contains(strings.ReplaceAll(body, "alice_in_town", ""), "alice") {
			t.Error("the page has what it must not have")
		}
		if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") {
			t.Errorf("the policy is %q", csp)
		}
		req, _ := http.NewRequest(http.MethodGet, "http://"+s.Addr+"/s/town_gazette", nil)
		req.Header.Set("If-None-Match", h.Get("ETag"))
		if res, err := http.DefaultClient.Do(req); err != nil || res.StatusCode != http.StatusNotModified {
			t.Errorf("the same page once more: %v, %v", res, err)
		} else {
			res.Body.Close()
		}
		next := body[strings.Index(body, "?before=")+len("?before="):]
		if _, older, _ := page(t, s, "/s/town_gazette?before="+next[:strings.Index(next, `"`)]); !strings.Contains(older, "post number 0<") {
			t.Error("the page of older posts does not have the oldest")
		}
		if status, data, h := page(t, s, fmt.Sprintf("/s/town_gazette/%d/photo", photo)); status != http.StatusOK || h.Get("Content-Type") != "image/jpeg" || len(data) < 100 {
			t.Errorf("the photo: %d, %v", status, h)
		}
		status, feed, _ := page(t, s, "/s/town_gazette/feed.xml")
		var atom struct {
			Title   string   `xml:"title"`
			Entries []string `xml:"entry>content"`
		}
		if err := xml.Unmarshal([]byte(feed), &atom); status != http.StatusOK || err != nil || len(atom.Entries) != 20 || atom.Title != "Town <b>Gazette</b>" {
			t.Errorf("%d, %v, %d entries: %.300s", status, err, len(atom.Entries), feed)
		}

		// Supergroups, private channels, people, and names that nobody has are all the same.
		group, private := alice.NewChannel("square", false), alice.NewChannel("private", true)
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(group), Username: "town_square"})
		alice.Say(private, "a private matter")
		alice.Call(&tl.AccountUpdateUsername{Username: "alice_in_town"})
		for _, name := range []string{"town_square", "nobody_here", "alice_in_town", "private", fmt.Sprint(private), "..%2f"} {
			for _, path := range []string{"", "/feed.xml", "/photo", "/2/photo", "/2/video"} {
				if status, body, _ := page(t, s, "/s/"+name+path); status != http.StatusNotFound || strings.Contains(body, "matter") {
					t.Errorf("/s/%s%s: %d %.100s", name, path, status, body)
				}
			}
		}
		if status, _, _ := page(t, s, "/s/town_gazette/2/photo"); status != http.StatusNotFound {
			t.Errorf("a photo of a post without one: %d", status)
		}
		// Made private, it is gone from the web.
		alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id)})
		for _, path := range []string{"/s/town_gazette", "/s/town_gazette/feed.xml", fmt.Sprintf("/s/town_gazette/%d/photo", photo)} {
			if status, _, _ := page(t, s, path); status != http.StatusNotFound {
				t.Errorf("%s of a private channel: %d", path, status)
			}
		}
	})
}

// TestNoPagesUnlessWanted: without the setting nothing of a channel is on the web, and a link to join says nothing of what it leads to.
func TestNoPagesUnlessWanted(t *testing.T) {
	s := servertest.New(t)
	alice := s.User("alice")
	id := alice.NewChannel("Gazette", true)
	alice.Call(&tl.ChannelsUpdateUsername{Channel: alice.Channel(id), Username: "town_gazette"})
	for _, path := range []string{"/s/town_gazette", "/s/town_gazette/feed.xml"} {
		if status, body, _ := page(t, s, path); status == http.StatusOK && strings.Contains(body, "Gazette") {
			t.Errorf("%s: %d %.200s", path, status, body)
		}
	}
	link := theLink(alice.Call(&tl.MessagesExportChatInvite{Peer: alice.In(id)}))
	status, there, _ := page(t, s, "/+"+hashOfLink(link.Link))
	if status != http.StatusOK || !strings.Contains(there, `href="/#join=`+hashOfLink(link.Link)+`"`) || strings.Contains(there, "Gazette") {
		t.Errorf("%d: %s", status, there)
	}
	if _, none, _ := page(t, s, "/+"+strings.Repeat("x", len(hashOfLink(link.Link)))); strings.ReplaceAll(none, strings.Repeat("x", len(hashOfLink(link.Link))), hashOfLink(link.Link)) != there {
		t.Error("a link that leads nowhere looks different")
	}
	for _, path := range []string{"/+", "/+%3Cb%3E", "/+a/b"} {
		if status, _, _ := page(t, s, path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

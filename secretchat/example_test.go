package secretchat_test

import (
	"bytes"
	"context"
	"fmt"

	"chappe/secretchat"
)

// Two people meet, compare what they see, and write. The post stands for a client library and a server; with a real one, a Transport
// is a dozen methods that call the protocol's, and a Store is a table.
func Example() {
	ctx := context.Background()
	server := newPost()
	alice, bob := server.person(1), server.person(2)

	id, err := alice.Request(ctx, secretchat.User{ID: 2})
	check(err)
	check(bob.hear(ctx))   // encryptedChatRequested: bob accepts
	check(alice.hear(ctx)) // encryptedChat: the chat is established
	check(bob.hear(ctx))

	var a, b secretchat.Picture
	check(alice.With(id, func(c *secretchat.Chat) { a = c.Picture() }))
	check(bob.With(id, func(c *secretchat.Chat) { b = c.Picture() }))
	fmt.Println("they see the same:", a == b)

	check(alice.Send(ctx, id, &secretchat.DecryptedMessage{Message: "hi"}))
	photo := []byte("not really a photo")
	check(alice.SendFile(ctx, id, &secretchat.DecryptedMessage{
		Media: &secretchat.DecryptedMessageMediaPhoto{Caption: "look", W: 1, H: 1},
	}, bytes.NewReader(photo), int64(len(photo))))

	bob.restart() // nothing is lost
	check(bob.hear(ctx))
	for _, e := range bob.events {
		if m, ok := e.(secretchat.Received); ok && m.File == nil {
			fmt.Println("bob reads:", m.Message.Message)
		} else if ok {
			var w bytes.Buffer
			check(bob.Download(ctx, &w, m))
			fmt.Println("bob looks at:", w.String())
		}
	}
	// Output:
	// they see the same: true
	// bob reads: hi
	// bob looks at: not really a photo
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/server"
)

var errChannelUse = errors.New("channel takes list; supergroups; info NAME; close [--for DURATION] NAME REASON; or reopen NAME, where NAME is an id or a public name")

// channel lists channels and supergroups, tells of one, closes it or opens it again.
func channel(ctx context.Context, args []string) error {
	verb, rest, c, span, err := chatFlags("channel", args)
	if err != nil {
		return err
	}
	switch {
	case (verb == "list" || verb == "supergroups") && len(rest) == 0:
		return channelList(ctx, c, verb == "list")
	case verb == "info" && len(rest) == 1:
		l, err := c.Channel(ctx, rest[0])
		if err != nil {
			return err
		}
		kind := "supergroup"
		if l.Broadcast {
			kind = "channel"
		}
		fmt.Printf("%s %d  %s\n%s\nmembers %d, messages %d, made %s by %d\n", kind, l.ID, named(&l), l.About, l.Members, l.Posts, day(l.Created), l.Creator)
		fmt.Println(state(l.Closed))
		return nil
	}
	return closeOrOpen(ctx, c, false, verb, rest, span, errChannelUse)
}

func channelList(ctx context.Context, c *server.Control, broadcast bool) error {
	for after := int64(0); ; {
		ls, err := c.Channels(ctx, broadcast, after)
		if err != nil || len(ls) == 0 {
			return err
		}
		for _, l := range ls {
			after = l.ID
			fmt.Printf("%d  %s  %d members  %s\n", l.ID, named(&l), l.Members, state(l.Closed))
		}
	}
}

func named(l *channels.Listed) string {
	if l.Username != "" {
		return fmt.Sprintf("%q @%s", l.Title, l.Username)
	}
	return fmt.Sprintf("%q (private)", l.Title)
}

var errGroupUse = errors.New("group takes list; info ID; close [--for DURATION] ID REASON; or reopen ID")

// group does the same with basic groups.
func group(ctx context.Context, args []string) error {
	verb, rest, c, span, err := chatFlags("group", args)
	if err != nil {
		return err
	}
	switch {
	case verb == "list" && len(rest) == 0:
		for after := int64(0); ; {
			ls, err := c.Groups(ctx, after)
			if err != nil || len(ls) == 0 {
				return err
			}
			for _, l := range ls {
				after = l.ID
				fmt.Printf("%d  %q  %d members  %s\n", l.ID, l.Title, l.Members, state(l.Closed))
			}
		}
	case verb == "info" && len(rest) == 1:
		l, err := c.Group(ctx, rest[0])
		if err != nil {
			return err
		}
		fmt.Printf("group %d  %q\n%s\nmembers %d, made %s by %d\n%s\n", l.ID, l.Title, l.About, l.Members, day(l.Created), l.Creator, state(l.Closed))
		return nil
	}
	return closeOrOpen(ctx, c, true, verb, rest, span, errGroupUse)
}

// chatFlags reads a verb with its flags and arguments.
func chatFlags(name string, args []string) (verb string, rest []string, c *server.Control, span time.Duration, err error) {
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		verb, args = args[0], args[1:]
	}
	fs, data := newFlags(name)
	fs.DurationVar(&span, "for", 0, "how long it stays closed, such as 72h (default: until it is opened again)")
	if err := fs.Parse(args); err != nil {
		return "", nil, nil, 0, err
	}
	rest = fs.Args()
	if verb == "" && len(rest) > 0 {
		verb, rest = rest[0], rest[1:]
	}
	return verb, rest, server.Dial(*data), span, nil
}

func closeOrOpen(ctx context.Context, c *server.Control, isGroup bool, verb string, args []string, span time.Duration, use error) error {
	switch {
	case verb == "close" && len(args) == 2:
		until := int64(0)
		if span > 0 {
			until = time.Now().Add(span).Unix()
		}
		if err := c.Close(ctx, isGroup, args[0], args[1], until); err != nil {
			return err
		}
		fmt.Printf("%s is closed.\n", args[0])
		return nil
	case verb == "reopen" && len(args) == 1:
		if err := c.Reopen(ctx, isGroup, args[0]); err != nil {
			return err
		}
		fmt.Printf("%s is open again.\n", args[0])
		return nil
	}
	return use
}

func state(c *chats.Closed) string {
	switch {
	case c.Over(int32(time.Now().Unix())):
		return "open"
	case c.Until == 0:
		return "closed: " + c.Reason
	}
	return fmt.Sprintf("closed until %s: %s", time.Unix(int64(c.Until), 0).Format(time.DateTime), c.Reason)
}

func day(at int32) string { return time.Unix(int64(at), 0).Format(time.DateOnly) }

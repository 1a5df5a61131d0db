package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"chappe/server"
)

var errReportUse = errors.New("report takes list")

// report lists what people reported, the oldest first. What was reported twice by the same person is listed once, as they said it last.
func report(ctx context.Context, args []string) error {
	verb, rest, c, err := reportFlags(args)
	if err != nil {
		return err
	}
	if verb != "list" || len(rest) > 0 {
		return errReportUse
	}
	for after := int64(0); ; {
		rs, err := c.Reports(ctx, after)
		if err != nil {
			return err
		}
		if len(rs) == 0 {
			if after == 0 {
				fmt.Fprintln(os.Stderr, "Nobody has reported anything.")
			}
			return nil
		}
		for _, r := range rs {
			after = r.ID
			fmt.Printf("%d  %s  %s  %q reports %q", r.ID, time.Unix(int64(r.Date), 0).Format(time.DateTime), r.Reason, r.Reporter, r.About)
			if r.Chat != "" && r.Chat != r.About {
				fmt.Printf(" in %q", r.Chat)
			}
			if r.Message != 0 {
				fmt.Printf(", message %d", r.Message)
			}
			fmt.Println()
			if r.Comment != "" {
				fmt.Printf("    they write: %s\n", oneLine(r.Comment))
			}
			if r.Said != "" {
				fmt.Printf("    it says: %s\n", oneLine(r.Said))
			}
		}
	}
}

// reportFlags reads a verb, before or behind the flags.
func reportFlags(args []string) (verb string, rest []string, c *server.Control, err error) {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		verb, args = args[0], args[1:]
	}
	fs, data := newFlags("report")
	if err := fs.Parse(args); err != nil {
		return "", nil, nil, err
	}
	rest = fs.Args()
	if verb == "" && len(rest) > 0 {
		verb, rest = rest[0], rest[1:]
	}
	return verb, rest, server.Dial(*data), nil
}

// oneLine is a text as one line of a terminal, with nothing in it that a terminal would obey.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
	if rs := []rune(text); len(rs) > 200 {
		text = string(rs[:200]) + "…"
	}
	return text
}

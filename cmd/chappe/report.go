package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"chappe/feature/messages"
	"chappe/server"
)

var errReportUse = errors.New("report takes list, or show N")

// report lists what people reported, the oldest first, or shows one report. What was reported twice by the same person is one report, as they
// said it last.
func report(ctx context.Context, args []string) error {
	verb, rest, c, err := reportFlags(args)
	switch {
	case err != nil:
		return err
	case verb == "list" && len(rest) == 0:
		return listReports(ctx, c)
	case verb == "show" && len(rest) == 1:
		id, err := strconv.ParseInt(rest[0], 10, 64)
		if err != nil || id < 1 {
			return fmt.Errorf("%q is no number of a report", rest[0])
		}
		return showReport(ctx, c, id)
	}
	return errReportUse
}

// showReport prints all that there is of one report.
func showReport(ctx context.Context, c *server.Control, id int64) error {
	r, err := c.Report(ctx, id)
	if err != nil {
		return err
	}
	if r == nil {
		return fmt.Errorf("there is no report %d", id)
	}
	printReport(r)
	if r.Comment != "" {
		fmt.Printf("they write:\n%s\n", safeLines(r.Comment))
	}
	switch {
	case r.Message == 0:
		return nil
	case r.Copy == nil:
		fmt.Println("what it said then is not kept, or no longer")
	default:
		fmt.Printf("sent %s", time.Unix(int64(r.Copy.Date), 0).Format(time.DateTime))
		if r.Copy.Edited != 0 {
			fmt.Printf(", edited %s", time.Unix(int64(r.Copy.Edited), 0).Format(time.DateTime))
		}
		fmt.Println()
		if r.Copy.Kind != "" {
			fmt.Printf("with: %s\n", r.Copy.Kind)
		}
		if r.Copy.Text != "" {
			fmt.Printf("when it was reported it said:\n%s\n", safeLines(r.Copy.Text))
		}
		for _, e := range r.Copy.Entities {
			if e.URL != "" {
				fmt.Printf("a link in it leads to: %s\n", oneLine(e.URL))
			}
		}
	}
	switch {
	case r.Said == "":
		fmt.Println("it is gone now, or says nothing")
	case r.Copy != nil && r.Copy.Text == r.Said:
		fmt.Println("it still says so")
	default:
		fmt.Printf("now it says:\n%s\n", safeLines(r.Said))
	}
	return nil
}

// printReport prints the line of a report that says who, what and where.
func printReport(r *messages.Reported) {
	fmt.Printf("%d  %s  %s  %q reports %q", r.ID, time.Unix(int64(r.Date), 0).Format(time.DateTime), r.Reason, r.Reporter, r.About)
	if r.Chat != "" && r.Chat != r.About {
		fmt.Printf(" in %q", r.Chat)
	}
	if r.Message != 0 {
		fmt.Printf(", message %d", r.Message)
	}
	fmt.Println()
}

// safeLines is a text with nothing in it that a terminal would obey, each line set in.
func safeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = "    " + printable(l)
	}
	return strings.Join(lines, "\n")
}

func listReports(ctx context.Context, c *server.Control) error {
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
			printReport(&r)
			if r.Comment != "" {
				fmt.Printf("    they write: %s\n", oneLine(r.Comment))
			}
			if r.Said != "" {
				fmt.Printf("    it says: %s\n", oneLine(r.Said))
			}
			if r.Copy != nil && r.Copy.Text != "" && r.Copy.Text != r.Said {
				fmt.Printf("    it said: %s\n", oneLine(r.Copy.Text))
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
	text = printable(text)
	if rs := []rune(text); len(rs) > 200 {
		text = string(rs[:200]) + "…"
	}
	return text
}

// printable is a text with spaces in the place of control characters, and of those that turn the direction of what follows.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, text)
}

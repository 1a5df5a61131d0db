package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"chappe/bench"
)

func runBench(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("chappe bench", flag.ContinueOnError)
	var p bench.Plan
	fs.IntVar(&p.Pairs, "pairs", 50, "people who write to each other, in pairs")
	fs.Float64Var(&p.Seconds, "seconds", 5, "length of each run of sends")
	fs.IntVar(&p.Idle, "idle", 10000, "idle sessions to hold; 0 for none")
	fs.StringVar(&p.Database, "database", "", "postgres:// URL of an empty database (default: SQLite)")
	fs.Func("outstanding", "sends that each pair has on their way, a run for each number (default 1,16)", func(s string) (err error) {
		p.Each, err = numbers(s)
		return err
	})
	fs.StringVar(&p.Profile, "profile", "", "file for a CPU profile of the server during the last run of sends; bench media: two, FILE.up and FILE.down")
	messages := fs.Int("messages", 100_000, "bench read and bench fill: messages in a dialog; bench timers: messages that destroy themselves")
	dialogs := fs.Int("dialogs", 2000, "bench read and bench fill: dialogs")
	megabytes := fs.Int64("megabytes", 512, "bench media: size of the file")
	asJSON := fs.Bool("json", false, "print JSON")
	ch := channelFlags(fs)
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() == 1 && fs.Arg(0) == "read" {
		r, err := bench.RunReads(ctx, *messages, *dialogs)
		return printed(r, err, *asJSON)
	}
	if fs.NArg() == 2 && fs.Arg(0) == "fill" {
		phone, err := bench.Fill(ctx, fs.Arg(1), *messages, *dialogs)
		if err != nil {
			return err
		}
		_, err = fmt.Println(phone)
		return err
	}
	if fs.NArg() == 3 && fs.Arg(0) == "crowd" {
		return bench.Crowd(ctx, fs.Arg(1), fs.Arg(2), ch.Members)
	}
	if fs.NArg() == 1 && fs.Arg(0) == "media" {
		r, err := bench.RunMedia(ctx, *megabytes, p.Profile)
		return printed(r, err, *asJSON)
	}
	if fs.NArg() == 1 && fs.Arg(0) == "timers" {
		r, err := bench.RunTimers(ctx, *messages, p.Database)
		return printed(r, err, *asJSON)
	}
	if fs.NArg() == 1 && fs.Arg(0) == "channel" {
		return benchChannel(ctx, *ch, p.Database, *asJSON)
	}
	if fs.NArg() == 1 && fs.Arg(0) == "secret" {
		r, err := bench.RunSecret(time.Duration(p.Seconds * float64(time.Second)))
		return printed(r, err, *asJSON)
	}
	if fs.NArg() > 0 && fs.Arg(0) == "attack" {
		return runAttacks(ctx, fs.Args()[1:], *asJSON)
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("bench takes no argument %q", fs.Arg(0))
	}
	if len(p.Each) == 0 {
		p.Each = []int{1, 16}
	}
	r, err := bench.Run(ctx, p)
	return printed(r, err, *asJSON)
}

// printed prints what was measured, for people or for programs.
func printed(r interface{ Text(io.Writer) error }, err error, asJSON bool) error {
	if err != nil {
		return err
	}
	if asJSON {
		return bench.JSON(os.Stdout, r)
	}
	return r.Text(os.Stdout)
}

// runAttacks makes the attacks named, or all.
func runAttacks(ctx context.Context, names []string, asJSON bool) error {
	for _, n := range names {
		if !slices.Contains(bench.AttackNames(), n) {
			return fmt.Errorf("there is no attack %q; there are %s", n, strings.Join(bench.AttackNames(), ", "))
		}
	}
	all, err := bench.RunAttacks(ctx, names)
	if err != nil {
		return err
	}
	if asJSON {
		return bench.JSON(os.Stdout, all)
	}
	return bench.AttacksText(os.Stdout, all)
}

// numbers reads a list like 1,16.
func numbers(s string) (out []int, err error) {
	for f := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no number of sends", f)
		}
		out = append(out, n)
	}
	return out, nil
}

// channelFlags are the flags of bench channel.
func channelFlags(fs *flag.FlagSet) *bench.ChannelPlan {
	p := new(bench.ChannelPlan)
	fs.IntVar(&p.Subscribers, "subscribers", 1_000_000, "bench channel: rows of the large channel")
	fs.IntVar(&p.Online, "online", 10_000, "bench channel: of them, people with a session")
	fs.IntVar(&p.Members, "members", 1000, "bench channel: online members of the supergroup; bench crowd: people who become members")
	fs.IntVar(&p.Rate, "rate", 10, "bench channel: posts a second in it")
	fs.Float64Var(&p.Seconds, "long", 60, "bench channel: seconds of that")
	fs.IntVar(&p.Posts, "posts", 20, "bench channel: posts in each broadcast channel")
	fs.BoolVar(&p.Knee, "knee", true, "bench channel: look for the most deliveries a second")
	return p
}

func benchChannel(ctx context.Context, p bench.ChannelPlan, database string, asJSON bool) error {
	p.Database = database
	r, err := bench.RunChannels(ctx, p, os.Stderr)
	if err != nil {
		return err
	}
	if asJSON {
		return bench.JSON(os.Stdout, r)
	}
	return r.Text(os.Stdout)
}

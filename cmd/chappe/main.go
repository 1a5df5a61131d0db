// Command chappe runs a messaging server and talks to a running one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// command is a subcommand. Its run function gets the arguments after its name.
type command struct {
	name, args, help string
	run              func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "[flags]", "run the server; chappe serve -h lists the flags", serve},
		{"codes", "[--data DIR]", "show the sign-in codes that are waiting to be typed in", codes},
		{"user", "list | invite PHONE | claim TOKEN PHONE", "list the accounts, let a number sign up, or name the operator", user},
		{"channel", "list | supergroups | info | close | reopen NAME", "list channels, tell of one, close it with a reason, open it again", channel},
		{"group", "list | info | close | reopen ID", "the same for basic groups", group},
		{"report", "list", "list what people reported to the operator", report},
		{"export", "--chat NAME | --user PHONE FILE", "write all that is kept of a chat or an account into a zip file", export},
		{"secret", "verify FILE", "check that a reported message of a secret chat was sent here", secret},
		{"client", "[NAME]", "print how to point a client at this server", client},
		{"key", "[--data DIR]", "print the public key that clients need, and its fingerprint", key},
		{"bench", "[flags] [read | secret | media | channel | timers | fill DIR | crowd DIR NAME]", "measure a server on this machine, and the machine", runBench},
		{"challenge", "FOLDER | verify FOLDER PHRASE", "have a secret chat and write down all that an adversary sees of it", runChallenge},
		{"version", "", "print the version", version},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "chappe:", err)
		}
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name == args[0] {
				return c.run(ctx, args[1:])
			}
		}
	}
	fmt.Fprintln(os.Stderr, "Chappe is a self-hosted messaging server that speaks Telegram's protocol.")
	fmt.Fprintln(os.Stderr)
	for _, c := range commands() {
		fmt.Fprintf(os.Stderr, "  chappe %-8s %-40s %s\n", c.name, c.args, c.help)
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return flag.ErrHelp
	}
	return fmt.Errorf("there is no command %q", args[0])
}

// newFlags returns the flags of a subcommand, with --data, which all have.
func newFlags(name string) (*flag.FlagSet, *string) {
	fs := flag.NewFlagSet("chappe "+name, flag.ContinueOnError)
	return fs, fs.String("data", "chappe-data", "directory of everything that the server keeps")
}

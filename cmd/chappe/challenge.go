package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"chappe/bench"
)

// runChallenge writes a challenge, or checks what somebody claims to have found.
func runChallenge(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("chappe challenge", flag.ContinueOnError)
	if err := fs.Parse(args); err != nil {
		return err
	}
	switch {
	case fs.NArg() == 1:
		return bench.RunChallenge(ctx, fs.Arg(0), os.Stdout)
	case fs.NArg() == 3 && fs.Arg(0) == "verify":
		ok, err := bench.VerifyChallenge(fs.Arg(1), fs.Arg(2))
		if err != nil {
			return err
		}
		if !ok {
			return errors.New("that is not what was said")
		}
		fmt.Println("That is what was said. Please tell the authors how you found it.")
		return nil
	}
	return errors.New("say: chappe challenge FOLDER, or: chappe challenge verify FOLDER PHRASE")
}

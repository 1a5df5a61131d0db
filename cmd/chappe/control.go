package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"chappe/clientguide"
	"chappe/server"
	"chappe/tl"
)

func codes(ctx context.Context, args []string) error {
	fs, data := newFlags("codes")
	if err := fs.Parse(args); err != nil {
		return err
	}
	cs, err := server.Dial(*data).Codes(ctx)
	if err != nil {
		return err
	}
	if len(cs) == 0 {
		fmt.Println("No code is waiting.")
	}
	for _, c := range cs {
		fmt.Printf("+%s  %s  (until %s)\n", c.Phone, c.Code, c.Expires.Format(time.TimeOnly))
	}
	return nil
}

func user(ctx context.Context, args []string) error {
	fs, data := newFlags("user")
	if err := fs.Parse(args); err != nil {
		return err
	}
	c := server.Dial(*data)
	switch {
	case fs.NArg() == 1 && fs.Arg(0) == "list":
		us, err := c.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range us {
			fmt.Printf("%d  +%s  %s\n", u.ID, u.Phone, u.Name())
		}
		return nil
	case fs.NArg() == 2 && fs.Arg(0) == "invite":
		if err := c.Invite(ctx, fs.Arg(1)); err != nil {
			return err
		}
		fmt.Printf("%s may sign up now.\n", fs.Arg(1))
		return nil
	}
	if fs.NArg() == 3 && fs.Arg(0) == "claim" {
		if err := c.Claim(ctx, fs.Arg(1), fs.Arg(2)); err != nil {
			return err
		}
		fmt.Printf("%s is the operator now.\n", fs.Arg(2))
		return nil
	}
	return errors.New("user takes list; invite and a phone number; or claim, the setup token and a phone number")
}

func key(ctx context.Context, args []string) error {
	fs, data := newFlags("key")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if err := os.MkdirAll(*data, 0o700); err != nil {
		return err
	}
	k, err := server.Key(*data)
	if err != nil {
		return err
	}
	fmt.Printf("%s\nfingerprint %016x\n", server.PublicPEM(&k.PublicKey), uint64(server.Fingerprint(&k.PublicKey)))
	return nil
}

func client(ctx context.Context, args []string) error {
	fs, data := newFlags("client")
	addr := fs.String("addr", "127.0.0.1:8080", "IP:port at which clients reach the server")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		fmt.Println("Name one of:")
		for _, n := range clientguide.Names() {
			fmt.Println("  " + n)
		}
		return nil
	}
	k, err := server.Key(*data)
	if err != nil {
		return err
	}
	return clientguide.Print(os.Stdout, fs.Arg(0), clientguide.Server{
		Addr: *addr, KeyPEM: string(server.PublicPEM(&k.PublicKey)), Fingerprint: server.Fingerprint(&k.PublicKey), DC: 2,
		KeyFile: filepath.Join(*data, "mtproto.pub"),
	})
}

// release is set by the build of a release.
var release = "dev"

func version(ctx context.Context, args []string) error {
	rev := ""
	if i, ok := debug.ReadBuildInfo(); ok {
		for _, s := range i.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				rev = " " + s.Value[:12]
			}
		}
	}
	fmt.Printf("chappe %s%s, layers %d to %d\n", release, rev, tl.MinLayer, tl.MaxLayer)
	return nil
}

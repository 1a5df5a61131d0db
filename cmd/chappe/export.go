package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"chappe/server"
)

// export writes all that is kept of a chat or an account into a zip file, for its owner alone to read.
func export(ctx context.Context, args []string) error {
	fs, data := newFlags("export")
	chat := fs.String("chat", "", "id or public name of a channel or supergroup, or group:ID")
	user := fs.String("user", "", "phone number of an account")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 1 || (*chat == "") == (*user == "") {
		return errors.New("export takes --chat or --user, and the zip file to write")
	}
	f, err := os.OpenFile(fs.Arg(0), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(server.Dial(*data).Export(ctx, f, *chat, *user), f.Close())
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	fmt.Printf("%s is written. index.html in it is where to begin.\n", f.Name())
	return nil
}

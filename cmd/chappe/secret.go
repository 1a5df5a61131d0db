package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"chappe/secretchat"
	"chappe/server"
)

// maxReport is how long a report may be, in bytes.
const maxReport = 1 << 20

// secret checks what somebody reports of a secret chat.
func secret(ctx context.Context, args []string) error {
	fs, data := newFlags("secret")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 2 || fs.Arg(0) != "verify" {
		return errors.New("secret takes verify and a file with a report, as the package secretchat writes it (JSON)")
	}
	info, err := os.Stat(fs.Arg(1))
	if err != nil {
		return err
	}
	if info.Size() > maxReport {
		return errors.New("that is too long for a report")
	}
	b, err := os.ReadFile(fs.Arg(1))
	if err != nil {
		return err
	}
	var r secretchat.Report
	if err := json.Unmarshal(b, &r); err != nil {
		return fmt.Errorf("read the report: %w", err)
	}
	m, err := server.Dial(*data).VerifyReport(ctx, r)
	if err != nil {
		return err
	}
	fmt.Printf("Person %d sent this to person %d in secret chat %d, at %s:\n", r.Sender, r.Receiver, r.Chat, time.Unix(int64(r.Date), 0).UTC().Format(time.RFC3339))
	switch m := m.Message.(type) {
	case *secretchat.DecryptedMessage:
		fmt.Printf("%q\n", m.Message)
		if m.Media != nil {
			fmt.Printf("with %T\n", m.Media)
		}
	default:
		fmt.Printf("%T\n", m)
	}
	return nil
}

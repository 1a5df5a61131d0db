package auth

import (
	"context"
	"fmt"
	"time"

	"chappe/db"
)

// Mailer sends e-mails of one paragraph. Send returns when a mail server took it over, or with an error that does not contain
// the text. It may be called from several goroutines and must end when ctx does.
type Mailer interface {
	Send(ctx context.Context, to, subject, text string) error
}

// outgoing is a code on its way to an e-mail address.
type outgoing struct {
	To, Code string
	Name     string // in the operator's list of codes
	Expires  int32  // unix seconds
}

// mail sends a code. text has a place for the code and one for the server's name.
func (f *Feature) mail(ctx context.Context, o *outgoing, subject, text string) error {
	if f.Mail == nil {
		// On a server for development the operator reads it; elsewhere this is not reached.
		f.codes.put(o.Name, Code{Mail: o.To, Code: o.Code, Expires: time.Unix(int64(o.Expires), 0)}, f.Clock.Now())
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*deliverWithin)
	defer cancel()
	if err := f.Mail.Send(ctx, o.To, subject, fmt.Sprintf(text, o.Code, f.Name)); err != nil {
		return fmt.Errorf("mail a code: %w", err)
	}
	return nil
}

// forgetMail takes a mailed code out of the operator's list after the commit.
func (f *Feature) forgetMail(tx *db.Tx, name string) {
	tx.After(func(context.Context) { f.codes.drop(name) })
}

package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"strings"
	"time"

	"chappe/feature/auth"
)

// SMTP sends e-mails through a mail server, encrypted unless the operator says otherwise.
type SMTP struct {
	Addr     string // host:port
	From     string // address, or "Name <address>"
	User     string // "" for no sign-in at the mail server
	Password string
	TLS      bool        // TLS from the first byte, as on port 465; else STARTTLS
	Plain    bool        // allows a mail server without encryption; then nothing is signed in to but on this machine
	Config   *tls.Config // which certificates count; nil is those of the machine
}

// mailWithin is how long the mail server may take.
const mailWithin = 20 * time.Second

// errNoTLS means that the mail server does not encrypt.
var errNoTLS = errors.New("the mail server does not offer STARTTLS")

// Send sends an e-mail of plain text. Line ends in to and subject are refused.
func (s *SMTP) Send(ctx context.Context, to, subject, text string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, mailWithin)
	defer cancel()
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return fmt.Errorf("mail: sender: %w", err)
	}
	if !auth.ValidEmail(to) || strings.ContainsAny(subject, "\r\n") {
		return errors.New("mail: the address or the subject cannot be sent")
	}
	c, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("mail: %w", err)
			c.Close() // Quit has closed it where there was no error
		}
	}()
	if s.User != "" {
		host, _, _ := net.SplitHostPort(s.Addr) // dial has split it
		if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, host)); err != nil {
			return err
		}
	}
	if err := c.Mail(from.Address); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	body, err := message(from, to, subject, text)
	if err != nil {
		return err
	}
	if _, err := w.Write(body); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// dial connects to the mail server and encrypts.
func (s *SMTP) dial(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	deadline, _ := ctx.Deadline() // Send has set one
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.Config != nil {
		conf = s.Config.Clone()
	}
	conf.ServerName = host
	if s.TLS {
		conn = tls.Client(conn, conf)
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if s.TLS {
		return c, nil
	}
	if has, _ := c.Extension("STARTTLS"); !has {
		if s.Plain {
			return c, nil
		}
		return nil, errors.Join(errNoTLS, c.Close())
	}
	if err := c.StartTLS(conf); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// message is an e-mail as it is sent. The mail server adds the date.
func message(from *mail.Address, to, subject, text string) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: %s\r\nTo: <%s>\r\nSubject: %s\r\n", from, to, mime.QEncoding.Encode("utf-8", subject))
	fmt.Fprintf(&b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n")
	fmt.Fprintf(&b, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	q := quotedprintable.NewWriter(&b)
	if _, err := q.Write([]byte(text + "\r\n")); err != nil {
		return nil, err
	}
	return b.Bytes(), q.Close()
}

// MailCodes brings sign-in codes by e-mail: to a gateway that makes text messages of them, or to people who hand them on.
type MailCodes struct {
	Mail auth.Mailer
	To   string // an address, in which {phone} stands for the digits of the number
	Name string // what the server calls itself
}

// Deliver mails a code.
func (m MailCodes) Deliver(ctx context.Context, c auth.Code) error {
	to := strings.ReplaceAll(m.To, "{phone}", c.Phone)
	text := fmt.Sprintf("Sign-in code for +%s on %s: %s", c.Phone, m.Name, c.Code)
	return m.Mail.Send(ctx, to, "Sign-in code", text)
}

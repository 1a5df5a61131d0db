package server

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"chappe/blob"
	"chappe/clock"
)

// Config is what an operator may say about a server. The zero value of each field is a working default.
type Config struct {
	Data      string         // directory of everything that is kept; made if missing. "" is ./chappe-data
	Listen    []string       // host:port; none is 127.0.0.1:8080
	Advertise []string       // IP:port that clients are told to connect to; none: the address at which they arrived
	Database  string         // a postgres:// URL; "" is SQLite in Data
	Metrics   string         // host:port of the metrics, on a listener of their own; "" is none
	Proxies   []netip.Prefix // from where X-Forwarded-For and the PROXY protocol are believed
	Origins   []string       // hosts, beside the server's own, whose pages may open the WebSocket
	SignUp    string         // open, invite or closed; "" is open
	Name      string         // what the server is called; "" is Chappe
	DC        int32          // which data centre it says it is; 0 is 2
	// Joined is how many channels and supergroups one person may be in; 0 is 500.
	Joined int
	// HandOverAtOnce lets an owner give a group or channel to somebody else with a password or on a device that is new; else the password must
	// be a week old and the device a day.
	HandOverAtOnce bool
	Dev            bool           // for developers of clients, see check
	Links          string         // what links to people and chats begin with, such as https://chat.example.org/; "" is made of the address
	Support        string         // public name of the account that people may turn to; "" is none
	Terms          string         // terms of service, shown at sign-up; "" is none
	TLS            TLS            // https for browsers
	Previews       bool           // whether public channels have pages on the web that are read without signing in
	Contact        string         // mailto: or https: URL by which push services find the operator; "" is made of TLS or Links
	Codes          Codes          // how sign-in codes reach people beside the terminal
	Files          Files          // what people may upload
	LinkPages      bool           // whether the server looks at what links in messages lead to
	Inside         []netip.Prefix // networks besides the public Internet where it may look
	// SecretReportDays is for how many days a reported message of a secret chat can be checked to have been sent; 0 is never, and keeps nothing.
	SecretReportDays int32
	// ReportDays is for how many days it is kept what a reported message said; 0 is 90, and below 0 nothing is kept.
	ReportDays int32

	Clock    clock.Clock  // nil is the machine's
	Log      *slog.Logger // nil is none
	Terminal io.Writer    // where sign-in codes and the setup token are shown; nil is nowhere
	Look     time.Duration
	// PushRoots let notifications be sent to this machine, where these vouch for it. They are for tests; nil is none.
	PushRoots *x509.CertPool
	// PageRoots do the same for what links lead to.
	PageRoots *x509.CertPool
}

// contact is how push services find the operator.
func (c *Config) contact() string {
	switch {
	case c.Contact != "":
		return c.Contact
	case c.TLS.Mail != "":
		return "mailto:" + c.TLS.Mail
	case strings.HasPrefix(c.Links, "https://"):
		return c.Links
	}
	return "mailto:operator@localhost.localdomain"
}

// Codes says how sign-in codes reach people. The terminal and `chappe codes` have them in any case.
type Codes struct {
	Webhook       string // URL to which each code is posted; "" is none
	WebhookSecret string // signs what is posted
	Mail          *SMTP  // carries recovery codes, and with MailTo sign-in codes; nil is no mail
	MailTo        string // address for sign-in codes, in which {phone} stands for the digits of the number; "" is none
}

// Files says what people may upload, and where it is kept.
type Files struct {
	Max   int64          // bytes of the largest file; 0 is 2000 MB
	Quota int64          // bytes of one person's unfinished uploads; 0 is twice that
	S3    *blob.S3Config // where they are; nil is the folder "files" of Data
	// FFmpeg is the program that takes a frame out of videos that were sent without one; "" is the one that is installed, if any, and
	// "off" none.
	FFmpeg string
}

// defaults fills what was left out.
func (c *Config) defaults() {
	if c.Data == "" {
		c.Data = "chappe-data"
	}
	if len(c.Listen) == 0 {
		c.Listen = []string{"127.0.0.1:8080"}
	}
	if c.SignUp == "" {
		c.SignUp = "open"
	}
	if c.Name == "" {
		c.Name = "Chappe"
	}
	if c.Links == "" && c.TLS.Domain != "" {
		c.Links = "https://" + c.TLS.Domain + "/"
	}
	if c.DC == 0 {
		c.DC = 2
	}
	if c.Clock == nil {
		c.Clock = clock.Real
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Terminal == nil {
		c.Terminal = io.Discard
	}
}

// check says what is wrong with a configuration, in words for the operator.
func (c *Config) check() error {
	switch c.SignUp {
	case "open", "invite", "closed":
	default:
		return fmt.Errorf("signup must be open, invite or closed, not %q", c.SignUp)
	}
	if c.SecretReportDays < 0 || c.SecretReportDays > 90 {
		return fmt.Errorf("secret_report_days must be 0 to 90, not %d", c.SecretReportDays)
	}
	if c.Joined < 0 {
		return fmt.Errorf("channels_each must be above 0, not %d", c.Joined)
	}
	if c.ReportDays > 3650 {
		return fmt.Errorf("report_days must be 0 to 3650, not %d", c.ReportDays)
	}
	if c.DC < 1 || c.DC > 5 {
		return fmt.Errorf("dc must be 1 to 5, not %d", c.DC)
	}
	for _, a := range c.Advertise {
		if _, err := netip.ParseAddrPort(a); err != nil {
			return fmt.Errorf("advertise must be an IP address and a port (clients take no names), not %q", a)
		}
	}
	if err := c.TLS.check(); err != nil {
		return err
	}
	if !c.Dev {
		return nil
	}
	// In dev mode everybody can sign in as anybody, so nobody else may reach it.
	for _, a := range append([]string{}, append(c.Listen, c.Metrics)...) {
		if a != "" && !loopback(a) {
			return fmt.Errorf("--dev lets anybody sign in as anybody, so every address must be loopback; %q is not", a)
		}
	}
	return nil
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

var errNoSocket = errors.New("no server is running on this data directory (its socket does not answer)")

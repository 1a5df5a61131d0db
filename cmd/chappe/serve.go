package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"strconv"
	"strings"

	"chappe/blob"
	"chappe/server"

	"github.com/BurntSushi/toml"
)

// settings are what the configuration file and the flags may say. A flag counts more than the file.
type settings struct {
	Data      string   `toml:"data"`
	Listen    []string `toml:"listen"`
	Advertise []string `toml:"advertise"`
	Database  string   `toml:"database"`
	Metrics   string   `toml:"metrics"`
	Proxies   []string `toml:"proxies"`
	Origins   []string `toml:"origins"`
	SignUp    string   `toml:"signup"`
	Name      string   `toml:"name"`
	DC        int32    `toml:"dc"`
	Log       string   `toml:"log"`
	Links     string   `toml:"links"`
	LinkPages bool     `toml:"link_pages"`
	Inside    []string `toml:"link_pages_inside"`
	Support   string   `toml:"support"`
	Terms     string   `toml:"terms"`
	Previews  bool     `toml:"previews"`
	Reports   int32    `toml:"secret_report_days"`
	Copies    *int32   `toml:"report_days"`
	AtOnce    bool     `toml:"handover_at_once"`
	Joined    int      `toml:"channels_each"`
	Webhook   webhook  `toml:"webhook"`
	Mail      mail     `toml:"mail"`
	Files     files    `toml:"files"`
	Contact   string   `toml:"contact"`
	Domain    string   `toml:"domain"`
	ACME      string   `toml:"acme"`
	ACMEMail  string   `toml:"acme_mail"`
	TLSCert   string   `toml:"tls_cert"`
	TLSKey    string   `toml:"tls_key"`
	Dev       bool     `toml:"-"`
}

// webhook is where sign-in codes are posted.
type webhook struct {
	URL    string `toml:"url"`
	Secret string `toml:"secret"`
}

// mail is the mail server that carries codes.
type mail struct {
	Addr     string `toml:"addr"`
	From     string `toml:"from"`
	User     string `toml:"user"`
	Password string `toml:"password"`
	TLS      bool   `toml:"tls"`
	Plain    bool   `toml:"plain"`
	CodesTo  string `toml:"codes_to"`
}

// files says what people may upload and where it is kept.
type files struct {
	MaxMB   int64  `toml:"max_mb"`
	QuotaMB int64  `toml:"quota_mb"`
	S3      string `toml:"s3"`
	Region  string `toml:"s3_region"`
	Key     string `toml:"s3_key"`
	Secret  string `toml:"s3_secret"`
	FFmpeg  string `toml:"ffmpeg"`
}

// config is the same as the server takes it.
func (f files) config() server.Files {
	out := server.Files{Max: f.MaxMB << 20, Quota: f.QuotaMB << 20, FFmpeg: f.FFmpeg}
	if f.S3 != "" {
		out.S3 = &blob.S3Config{URL: f.S3, Region: f.Region, Key: f.Key, Secret: f.Secret}
	}
	return out
}

// list is a flag that may be given several times, or once with commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	*l = append(*l, strings.Split(s, ",")...)
	return nil
}

// parse reads the flags and the file that they may name.
func parse(args []string) (settings, error) {
	var s, f settings
	fs, data := newFlags("serve")
	config := fs.String("config", "", "TOML file with any of these settings")
	fs.Var((*list)(&f.Listen), "listen", "host:port to listen on, may be given several times (default 127.0.0.1:8080)")
	fs.Var((*list)(&f.Advertise), "advertise", "IP:port that clients are told to connect to (default: where they arrived)")
	fs.StringVar(&f.Database, "database", "", "postgres:// URL (default: SQLite in the data directory)")
	fs.StringVar(&f.Metrics, "metrics", "", "host:port for Prometheus, on a listener of its own (default: none)")
	fs.Var((*list)(&f.Proxies), "proxies", "networks of reverse proxies whose word on client addresses is taken")
	fs.StringVar(&f.Domain, "domain", "", "name of this server, for https with a certificate by ACME (Let's Encrypt)")
	fs.StringVar(&f.ACME, "acme", "", "URL of the ACME directory of another authority")
	fs.StringVar(&f.TLSCert, "tls-cert", "", "file with a certificate for https, instead of one by ACME")
	fs.StringVar(&f.TLSKey, "tls-key", "", "file with its key")
	fs.Var((*list)(&f.Origins), "origins", "hosts, beside the server's own, whose pages may open the WebSocket")
	fs.StringVar(&f.SignUp, "signup", "", "who may sign up: open, invite or closed (default open)")
	fs.StringVar(&f.Name, "name", "", "what this server is called (default Chappe)")
	fs.StringVar(&f.Log, "log", "", "debug, info, warn or error (default info)")
	fs.BoolVar(&f.Dev, "dev", false, "for client developers: any number beginning +99966, code 12345, no limits; loopback only")
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("serve takes no argument %q", fs.Arg(0))
	}
	if *config != "" {
		meta, err := toml.DecodeFile(*config, &s)
		if err != nil {
			return s, fmt.Errorf("read the configuration: %w", err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return s, fmt.Errorf("the configuration has a setting that does not exist: %s", unknown[0])
		}
	}
	fs.Visit(func(fl *flag.Flag) {
		switch fl.Name {
		case "data":
			s.Data = *data
		case "listen":
			s.Listen = f.Listen
		case "advertise":
			s.Advertise = f.Advertise
		case "database":
			s.Database = f.Database
		case "metrics":
			s.Metrics = f.Metrics
		case "proxies":
			s.Proxies = f.Proxies
		case "domain":
			s.Domain = f.Domain
		case "acme":
			s.ACME = f.ACME
		case "tls-cert":
			s.TLSCert = f.TLSCert
		case "tls-key":
			s.TLSKey = f.TLSKey
		case "origins":
			s.Origins = f.Origins
		case "signup":
			s.SignUp = f.SignUp
		case "name":
			s.Name = f.Name
		case "log":
			s.Log = f.Log
		case "dev":
			s.Dev = f.Dev
		}
	})
	return s, nil
}

// config turns settings into what the server takes.
func (s settings) config() (server.Config, error) {
	c := server.Config{
		Data: s.Data, Listen: s.Listen, Advertise: s.Advertise, Database: s.Database, Metrics: s.Metrics,
		Origins: s.Origins, SignUp: s.SignUp, Name: s.Name, DC: s.DC, Dev: s.Dev, Terminal: os.Stdout,
	}
	c.Links, c.Support, c.Terms, c.Previews, c.LinkPages = s.Links, s.Support, s.Terms, s.Previews, s.LinkPages
	c.Contact, c.Files, c.SecretReportDays, c.HandOverAtOnce, c.Joined = s.Contact, s.Files.config(), s.Reports, s.AtOnce, s.Joined
	if s.Copies != nil {
		if c.ReportDays = *s.Copies; c.ReportDays < 1 {
			c.ReportDays = -1
		}
	}
	c.TLS = server.TLS{Domain: s.Domain, Mail: s.ACMEMail, ACME: s.ACME, Cert: s.TLSCert, Key: s.TLSKey}
	c.Codes = server.Codes{Webhook: s.Webhook.URL, WebhookSecret: s.Webhook.Secret, MailTo: s.Mail.CodesTo}
	if s.Mail.Addr != "" {
		c.Codes.Mail = &server.SMTP{
			Addr: s.Mail.Addr, From: s.Mail.From, User: s.Mail.User, Password: s.Mail.Password, TLS: s.Mail.TLS, Plain: s.Mail.Plain,
		}
	}
	var err error
	if c.Proxies, err = networks("proxies", s.Proxies); err != nil {
		return c, err
	}
	if c.Inside, err = networks("link_pages_inside", s.Inside); err != nil {
		return c, err
	}
	var level slog.Level
	if s.Log != "" {
		if err := level.UnmarshalText([]byte(s.Log)); err != nil {
			return c, fmt.Errorf("log must be debug, info, warn or error, not %q", s.Log)
		}
	}
	c.Log = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	return c, nil
}

// networks reads those of a setting.
func networks(setting string, list []string) (out []netip.Prefix, err error) {
	for _, p := range list {
		n, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no network, such as 10.0.0.0/8", setting, p)
		}
		out = append(out, n)
	}
	return out, nil
}

func serve(ctx context.Context, args []string) error {
	s, err := parse(args)
	if err != nil {
		return err
	}
	cfg, err := s.config()
	if err != nil {
		return err
	}
	srv, err := server.New(ctx, cfg)
	if err != nil {
		return err
	}
	listen := cfg.Listen
	if len(listen) == 0 {
		listen = []string{"127.0.0.1:8080"}
	}
	var ls []net.Listener
	for _, addr := range listen {
		l, err := net.Listen("tcp", addr)
		if err != nil {
			return errors.Join(fmt.Errorf("listen: %w", err), srv.Close())
		}
		ls = append(ls, l)
		fmt.Printf("Chappe listens on %s\n", l.Addr())
	}
	fmt.Printf("Open %s in a browser and chat.\n", address(ls[0].Addr(), cfg.TLS))
	if cfg.Dev {
		fmt.Println("Dev mode: sign in with any number that begins with +99966; the code is 12345.")
	} else {
		fmt.Println("Sign-in codes appear here, and in `chappe codes`.")
	}
	fmt.Println("`chappe client` prints how to point a client at this server. Stop with Ctrl+C.")
	go debug.FreeOSMemory() // starting leaves twice what is kept, and nobody may come for hours
	return errors.Join(srv.Serve(ctx, ls...), srv.Close())
}

// address is what to open in a browser.
func address(a net.Addr, t server.TLS) string {
	at, err := netip.ParseAddrPort(a.String())
	scheme, host, usual := "http", at.Addr().String(), uint16(80)
	if err != nil || at.Addr().IsUnspecified() || at.Addr().IsLoopback() {
		host = "localhost"
	}
	if t.Domain != "" || t.Cert != "" {
		scheme, usual = "https", 443
	}
	if t.Domain != "" {
		host = t.Domain
	}
	if at.Port() != usual {
		host = net.JoinHostPort(host, strconv.Itoa(int(at.Port())))
	}
	return scheme + "://" + host + "/"
}

// Package server builds a Chappe out of its parts. It is the one place that knows all of them.
package server

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"chappe/blob"
	"chappe/box"
	"chappe/bus"
	"chappe/db"
	"chappe/feature/auth"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/contacts"
	"chappe/feature/help"
	"chappe/feature/media"
	"chappe/feature/messages"
	"chappe/feature/secret"
	"chappe/feature/updates"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/mtp"
	"chappe/rpc"
	"chappe/search"
	"chappe/tl"
	"chappe/web"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Migrations returns the tables of every part, in the order in which they are made.
func Migrations() []db.Migrations {
	return []db.Migrations{
		mtp.Migrations, rpc.Migrations, box.Migrations, users.Migrations, auth.Migrations, contacts.Migrations, media.Migrations,
		chats.Migrations, channels.Migrations, messages.Migrations, search.Migrations, secret.Migrations,
	}
}

// Server is a running Chappe.
type Server struct {
	cfg      Config
	key      *rsa.PrivateKey
	db       *db.DB
	bus      bus.Bus
	hub      *hub.Hub
	mtp      *mtp.Server
	rpc      *rpc.Dispatcher
	methods  *rpc.Registry
	auth     *auth.Feature
	files    *media.Feature
	talk     *messages.Feature
	secret   *secret.Feature
	web      *web.App
	push     *webPush
	notifier *messages.Notifier
	channels *channels.Feature
	groups   *chats.Feature
	registry *prometheus.Registry

	advertise []netip.AddrPort
	stop      context.CancelFunc
	running   sync.WaitGroup
}

// New opens the data, brings its tables up to date and builds the parts. Nothing is reachable before Serve. Close must follow.
func New(ctx context.Context, cfg Config) (*Server, error) {
	cfg.defaults()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	s := &Server{cfg: cfg, bus: bus.NewLocal(), registry: prometheus.NewRegistry()}
	for _, a := range cfg.Advertise {
		s.advertise = append(s.advertise, netip.MustParseAddrPort(a)) // check has parsed it
	}
	var err error
	if s.key, err = Key(cfg.Data); err != nil {
		return nil, err
	}
	url := cfg.Database
	if url == "" {
		url = "sqlite:" + filepath.Join(cfg.Data, "chappe.db")
	}
	if s.db, err = db.Open(ctx, url, db.Options{Log: cfg.Log}); err != nil {
		return nil, err
	}
	if err := s.build(ctx); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

// build makes the parts, from the ground up, and connects them.
func (s *Server) build(ctx context.Context) error {
	cfg := s.cfg
	if err := s.db.Migrate(ctx, Migrations()...); err != nil {
		return fmt.Errorf("bring the tables up to date: %w", err)
	}
	s.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	devices := rpc.NewDevices(s.db, s.bus, cfg.Clock)
	s.methods = rpc.NewRegistry()
	s.rpc = rpc.New(rpc.Config{
		Registry: s.methods, Devices: devices, DB: s.db, Bus: s.bus, Clock: cfg.Clock, Log: cfg.Log,
		NoLimits: cfg.Dev, Registerer: s.registry,
	})
	s.hub = hub.New(hub.Config{DB: s.db, Bus: s.bus, Clock: cfg.Clock, Log: cfg.Log, Look: cfg.Look})
	s.rpc.SetHooks(s.hub.Hooks())
	v, err := loadVapid(cfg.Data, cfg.contact())
	if err != nil {
		return err
	}
	s.push = newWebPush(NewOutside(pushWithin, cfg.PushRoots), v, cfg.Clock.Now, s.registry)
	if err := s.makeWeb(); err != nil {
		return err
	}
	secure, handler, err := s.secure(s.landing(s.web.Handler()))
	if err != nil {
		return err
	}
	s.mtp, err = mtp.New(mtp.Config{
		DB: s.db, Clock: cfg.Clock, Log: cfg.Log, Keys: []*rsa.PrivateKey{s.key}, AllowOldRSA: cfg.Dev, HTTP: handler, TLS: secure,
		Origins:        cfg.Origins,
		TrustedProxies: cfg.Proxies, Limits: mtp.Limits{Off: cfg.Dev}, Registerer: s.registry,
	}, s.rpc)
	if err != nil {
		return err
	}
	s.rpc.SetKeys(s.mtp)
	if err := s.features(ctx, devices); err != nil {
		return err
	}
	s.measure()
	return nil
}

// features makes every feature, the lower ones first.
func (s *Server) features(ctx context.Context, devices *rpc.Devices) error {
	cfg := s.cfg
	boxes := box.New(s.bus, cfg.Clock)
	people, err := users.New(ctx, s.db, boxes, cfg.Clock)
	if err != nil {
		return err
	}
	signIn := auth.Config{
		DB: s.db, Box: boxes, Hub: s.hub, Users: people, Devices: devices, Keys: s.mtp, Clock: cfg.Clock, Log: cfg.Log,
		Terminal: cfg.Terminal, Dev: cfg.Dev, SignUp: cfg.SignUp, Name: cfg.Name,
		HandOverAtOnce: cfg.HandOverAtOnce,
	}
	if err := s.couriers(&signIn); err != nil {
		return err
	}
	if s.auth, err = auth.New(ctx, signIn); err != nil {
		return err
	}
	book := contacts.New(s.db, boxes, people, s.hub)
	groups := chats.New(s.db, boxes, people, book, s.hub)
	s.groups = groups
	s.channels = channels.New(s.db, boxes, people, book, groups, s.hub)
	s.channels.Links, s.channels.Password, s.channels.Joined = cfg.Links, s.auth.Confirm, cfg.Joined
	s.auth.AddHooks(auth.Hooks{Deleted: func(tx *db.Tx, u users.User) error {
		if err := contacts.Forget(tx, u.ID); err != nil {
			return err
		}
		if err := groups.Forget(tx, u.ID); err != nil {
			return err
		}
		if err := s.channels.Forget(tx, u.ID); err != nil {
			return err
		}
		return boxes.Clear(tx, u.ID)
	}})
	if err := s.media(ctx, boxes, people, book); err != nil {
		return err
	}
	s.files.SeesChannel = s.channels.Sees
	s.talk = messages.New(s.db, boxes, people, book, s.files, groups, s.channels, s.hub)
	s.rpc.Takeout = s.talk.CheckTakeout
	s.auth.AddHooks(auth.Hooks{SignedUp: s.talk.SignedUp, PhoneChanged: s.talk.PhoneChanged})
	s.push.gone = s.auth.DropPush
	s.notifier = messages.NewNotifier(s.talk, s.auth, s.hub, s.bus, cfg.Log, s.push.deliver)
	s.talk.ReportDays = cfg.ReportDays
	s.talk.Search = search.New(s.db, boxes, s.bus, cfg.Log)
	s.secret, err = secret.New(ctx, secret.Config{
		DB: s.db, Box: boxes, Hub: s.hub, Users: people, Contacts: book, Media: s.files, Devices: devices, Log: cfg.Log,
		Erase: filepath.Join(cfg.Data, eraseName), ReportDays: cfg.SecretReportDays,
	})
	if err != nil {
		return err
	}
	news := updates.New(s.db, boxes, s.channels, s.hub)
	news.Confirmed, news.Overview = s.secret.Confirmed, s.talk.Overview
	for _, f := range []interface{ Register(*rpc.Registry) }{
		help.New(help.Config{
			Clock: cfg.Clock, Name: cfg.Name, DC: cfg.DC, DCOf: reached, Addresses: s.addresses, LinkPrefix: cfg.Links,
			Support: book.Support(cfg.Support), DefaultReaction: s.talk.DefaultReaction, Joined: cfg.Joined,
		}),
		s.auth, book, s.files, groups, s.channels, s.talk, s.secret, news,
	} {
		f.Register(s.methods)
	}
	return nil
}

// media makes the store of files and the feature that keeps them.
func (s *Server) media(ctx context.Context, boxes *box.Engine, people *users.Feature, book *contacts.Feature) error {
	store, err := s.store(ctx)
	if err != nil {
		return err
	}
	s.files, err = media.New(ctx, media.Config{
		DB: s.db, Box: boxes, Users: people, Blobs: store, Clock: s.cfg.Clock, Log: s.cfg.Log, DC: s.cfg.DC, MaxFile: s.cfg.Files.Max,
		Quota: s.cfg.Files.Quota,
	})
	if err != nil {
		return err
	}
	if p := newPoster(s.cfg.Files.FFmpeg); p != nil {
		s.files.Frame = p.frame
	}
	if s.cfg.LinkPages {
		s.files.Look = newPages(NewOutside(pageWithin, s.cfg.PageRoots, s.cfg.Inside...), s.cfg.PageRoots != nil || len(s.cfg.Inside) > 0).look
	}
	people.DC, s.files.Changed, s.files.People = s.cfg.DC, book.Changed, book.People
	s.files.SeesPhoto = func(tx *db.Tx, owner, viewer int64) (bool, error) {
		return book.Lets(tx, owner, viewer, contacts.Photo)
	}
	return nil
}

// store opens where the bytes of files are.
func (s *Server) store(ctx context.Context) (blob.Store, error) {
	if c := s.cfg.Files.S3; c != nil {
		return blob.OpenS3(ctx, *c)
	}
	return blob.OpenDir(filepath.Join(s.cfg.Data, "files"))
}

// couriers fills in how codes reach people.
func (s *Server) couriers(c *auth.Config) error {
	codes := s.cfg.Codes
	if codes.Webhook != "" {
		w, err := NewWebhook(codes.Webhook, codes.WebhookSecret, s.cfg.Name)
		if err != nil {
			return err
		}
		c.Deliverers = append(c.Deliverers, w)
	}
	if codes.Mail != nil {
		c.Mail = codes.Mail
		if codes.MailTo != "" {
			c.Deliverers = append(c.Deliverers, MailCodes{Mail: codes.Mail, To: codes.MailTo, Name: s.cfg.Name})
		}
	}
	if s.cfg.Terms != "" {
		h := fnv.New32a()
		_, _ = h.Write([]byte(s.cfg.Terms)) // never fails
		c.Terms = auth.Terms{ID: int64(h.Sum32()) + 1, Text: s.cfg.Terms}
	}
	return nil
}

// reached is the data centre that a caller's device believes to have reached. Each of them is this server.
func reached(c rpc.Caller) int32 { return c.MT().DC() }

// addresses is where a caller is told to connect to: what the operator advertises, else where it arrived.
func (s *Server) addresses(c rpc.Caller) []netip.AddrPort {
	if len(s.advertise) > 0 {
		return s.advertise
	}
	return []netip.AddrPort{c.MT().LocalAddr()}
}

// Serve answers on the listeners until ctx ends, then lets what is under way finish. It returns the first failure.
func (s *Server) Serve(ctx context.Context, ls ...net.Listener) error {
	ctx, s.stop = context.WithCancel(ctx)
	defer s.stop()
	failed := make(chan error, len(ls)+2)
	start := func(fn func(context.Context) error) {
		s.running.Add(1)
		go func() {
			defer s.running.Done()
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				failed <- err
				s.stop()
			}
		}()
	}
	start(func(ctx context.Context) error { s.hub.Run(ctx); return nil })
	start(s.sweep)
	start(func(ctx context.Context) error { return s.talk.Run(ctx, s.cfg.Log) })
	start(func(ctx context.Context) error { return s.talk.RunTimers(ctx, s.cfg.Log) })
	start(s.talk.Search.Run)
	start(s.secret.Run)
	start(s.notifier.Run)
	start(s.push.run)
	start(s.files.Run)
	if s.cfg.LinkPages {
		start(func(ctx context.Context) error { return s.talk.RunPages(ctx, s.cfg.Log) })
	}
	start(func(ctx context.Context) error { return s.channels.Run(ctx, s.cfg.Log) })
	start(s.control)
	if s.cfg.Metrics != "" {
		start(s.metrics)
	}
	for _, l := range ls {
		start(func(ctx context.Context) error { return s.mtp.Serve(ctx, l) })
	}
	<-ctx.Done()
	s.running.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// SweepReports erases now what of reported messages was kept for long enough, which the sweep would do soon.
func (s *Server) SweepReports(ctx context.Context) error { return s.talk.Sweep(ctx) }

// SweepSecret erases now what the sweep would erase soon: requests that nobody answers, and files that were fetched.
func (s *Server) SweepSecret(ctx context.Context) error { return s.secret.Sweep(ctx) }

// eraseName is the file of keys that are overwritten when a secret message is acknowledged. It belongs into no backup.
const eraseName = "erase.key"

// Close closes the data. Serve must have returned.
func (s *Server) Close() error { return errors.Join(s.secret.Close(), s.db.Close()) }

// Key is the server's public key.
func (s *Server) Key() *rsa.PublicKey { return &s.key.PublicKey }

// Methods are the names of the methods that exist.
func (s *Server) Methods() []string { return s.methods.Names() }

// sweepEvery is how often what has run out is removed.
const sweepEvery = 10 * time.Minute

// keepNotices is how long the log without numbers is kept. A device that was away longer reads everything anew.
const keepNotices = 60 * 24 * time.Hour

// sweep removes what has run out, now and then.
func (s *Server) sweep(ctx context.Context) error {
	t := time.NewTicker(sweepEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		before := int32(s.cfg.Clock.Now().Add(-keepNotices).Unix())
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := box.DropNotices(tx, before)
			return err
		})
		if err = errors.Join(err, s.auth.Sweep(ctx), s.channels.Sweep(ctx), s.talk.Sweep(ctx), s.secret.Sweep(ctx)); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("sweep failed", "err", err)
		}
	}
}

// measure adds the metrics of parts that do not register their own.
func (s *Server) measure() {
	gauge := func(name, text string, fn func() float64) {
		s.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: text}, fn))
	}
	gauge("chappe_hub_sessions", "Sessions that get updates.", func() float64 { return float64(s.hub.Sessions()) })
	gauge("chappe_box_gaps", "Numbers of boxes found uncovered. Anything but 0 is a defect.", func() float64 { return float64(box.Gaps.Load()) })
	gauge("chappe_db_transactions", "Transactions committed since start.", func() float64 { return float64(s.db.Stats().Transactions) })
	gauge("chappe_db_batches", "Commits since start, each of one or more transactions.", func() float64 { return float64(s.db.Stats().Batches) })
	gauge("chappe_db_commit_seconds", "Time spent in commits since start.", func() float64 { return s.db.Stats().CommitSeconds })
	gauge("chappe_db_queue", "Transactions waiting for the writer.", func() float64 { return float64(s.db.Stats().Queue) })
	s.registry.MustRegister(fallbacks{prometheus.NewDesc("chappe_tl_fallbacks_total",
		"Objects replaced or left out because a client's layer does not know them.", []string{"name"}, nil)})
}

// fallbacks shows what clients' layers could not be told.
type fallbacks struct{ desc *prometheus.Desc }

func (f fallbacks) Describe(ch chan<- *prometheus.Desc) { ch <- f.desc }

func (f fallbacks) Collect(ch chan<- prometheus.Metric) {
	for name, n := range tl.Fallbacks() {
		ch <- prometheus.MustNewConstMetric(f.desc, prometheus.CounterValue, float64(n), name)
	}
}

package auth

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"chappe/box"
	"chappe/bus"
	"chappe/clock"
	"chappe/db"
	"chappe/db/dbtest"
	"chappe/feature/users"
	"chappe/hub"
	"chappe/rpc"
)

// fixture is the feature without a server around it.
type fixture struct {
	*Feature
	t     *testing.T
	clock *clock.Fake
}

func newFixture(t *testing.T, d *db.DB, change func(*Config)) *fixture {
	t.Helper()
	ctx, clk, b := t.Context(), clock.NewFake(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), bus.NewLocal()
	if err := d.Migrate(ctx, rpc.Migrations, box.Migrations, users.Migrations, Migrations); err != nil {
		t.Fatal(err)
	}
	e := box.New(b, clk)
	people, err := users.New(ctx, d, e, clk)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{
		DB: d, Box: e, Users: people, Devices: rpc.NewDevices(d, b, clk), Clock: clk, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Hub: hub.New(hub.Config{DB: d, Bus: b, Clock: clk, Log: slog.New(slog.DiscardHandler)}),
	}
	if change != nil {
		change(&c)
	}
	f, err := New(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{Feature: f, t: t, clock: clk}
}

// write runs fn in a transaction.
func (f *fixture) write(fn func(tx *db.Tx) error) {
	f.t.Helper()
	if err := f.DB.Write(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// person makes a person with devices of these keys.
func (f *fixture) person(phone string, keys ...int64) (u users.User) {
	f.t.Helper()
	f.write(func(tx *db.Tx) (err error) {
		if u, err = f.newUser(tx, phone, "P"+phone, "", true); err != nil {
			return err
		}
		for _, k := range keys {
			if err := f.Devices.SignIn(tx, rpc.Device{Key: k, User: u.ID, Hash: k}); err != nil {
				return err
			}
		}
		return nil
	})
	return u
}

func (f *fixture) sweep() {
	f.t.Helper()
	if err := f.Sweep(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) user(id int64) users.User {
	f.t.Helper()
	u, ok, err := f.Users.Person(f.t.Context(), id)
	if err != nil || !ok {
		f.t.Fatalf("user %d: %v, %v", id, ok, err)
	}
	return u
}

func (f *fixture) keys(user int64) int {
	f.t.Helper()
	var ds []rpc.Device
	f.write(func(tx *db.Tx) (err error) {
		ds, err = rpc.DevicesOf(tx, user)
		return err
	})
	return len(ds)
}

const oneDay = 24 * time.Hour

func TestAccountsOfPeopleWhoAreAwayGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		f := newFixture(t, open(), nil)
		var gone []string
		f.AddHooks(Hooks{Deleted: func(_ *db.Tx, u users.User) error { gone = append(gone, "one "+u.First); return nil }})
		f.AddHooks(Hooks{Deleted: func(_ *db.Tx, u users.User) error { gone = append(gone, "two "+u.First); return nil }})
		usual, short, operator, lives := f.person("3310001", 1), f.person("3310002"), f.person("3310003"), f.person("3310004")
		f.write(func(tx *db.Tx) error {
			short.Profile.Days, operator.Flags = 60, users.Operator
			return errors.Join(users.Save(tx, short), users.Save(tx, operator))
		})
		f.clock.Advance(59 * oneDay)
		f.sweep()
		if f.user(short.ID).Flags != 0 {
			t.Error("an account went before its time")
		}
		f.clock.Advance(2 * oneDay)
		f.sweep()
		if u := f.user(short.ID); u.Flags != users.Deleted || u.Phone != "" || u.First != "" {
			t.Errorf("an account outlives its time: %+v", u)
		}
		if strings.Join(gone, ", ") != "one P3310002, two P3310002" {
			t.Errorf("the features above heard %q", gone)
		}
		f.clock.Advance(485 * oneDay)
		f.write(func(tx *db.Tx) error { return users.SetOnline(tx, lives.ID, f.now()) })
		f.clock.Advance(3 * oneDay)
		f.sweep()
		if f.user(usual.ID).Flags&users.Deleted == 0 || f.keys(usual.ID) != 0 {
			t.Error("an account outlives what holds for all")
		}
		if f.user(operator.ID).Flags&users.Deleted != 0 || f.user(lives.ID).Flags&users.Deleted != 0 {
			t.Error("an account went that must stay")
		}
		f.user(users.Service)
	})
}

func TestAccountsStayWhereTheOperatorSaysSo(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, dbtest.URLs(t)["sqlite"]), func(c *Config) { c.AccountDays = -1 })
	u := f.person("3310001")
	f.clock.Advance(5000 * oneDay)
	f.sweep()
	if f.user(u.ID).Flags != 0 {
		t.Error("the account went")
	}
}

func TestDevicesThatAreAwayGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		f := newFixture(t, open(), nil)
		usual, short := f.person("3310001", 1, 2), f.person("3310002", 3)
		f.write(func(tx *db.Tx) error {
			if err := putLink(tx, usual.ID, 2, 1); err != nil {
				return err
			}
			return saveAccount(tx, account{User: short.ID, DeviceDays: 10})
		})
		f.clock.Advance(11 * oneDay)
		f.write(func(tx *db.Tx) error {
			return f.Devices.SignIn(tx, rpc.Device{Key: 4, User: short.ID, Hash: 4, Flags: rpc.PasswordPending})
		})
		f.sweep()
		if n := f.keys(short.ID); n != 1 || f.keys(usual.ID) != 2 {
			t.Errorf("%d devices are left, want the new one", n)
		}
		f.clock.Advance(oneDay)
		f.sweep()
		if n := f.keys(short.ID); n != 0 {
			t.Error("a device that never gave its password stays")
		}
		f.clock.Advance(170 * oneDay)
		f.sweep()
		if n := f.keys(usual.ID); n != 0 {
			t.Errorf("%d keys are left of a device and the one linked to it", n)
		}
	})
}

func TestWhatIsDueGoesByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		f := newFixture(t, open(), nil)
		forgot, stolen := f.person("3310001", 1), f.person("3310002", 2)
		f.write(func(tx *db.Tx) error {
			for _, u := range []users.User{forgot, stolen} {
				pw := password{User: u.ID, Salts: salts{One: []byte{1}, Two: []byte{2}}, Verifier: []byte{3}}
				if u.ID == forgot.ID {
					pw.ResetAt = f.now() + 7*day
				}
				if err := f.setPassword(tx, pw); err != nil {
					return err
				}
			}
			refused, err := f.deleteLater(tx, stolen.ID)
			if !rpc.Is(refused, "2FA_CONFIRM_WAIT_604800") {
				t.Errorf("refused with %v", refused)
			}
			return err
		})
		f.clock.Advance(8 * oneDay)
		f.sweep()
		f.write(func(tx *db.Tx) error {
			_, has, err := passwordOf(tx, forgot.ID)
			if has {
				t.Error("the password is still there")
			}
			return err
		})
		if f.user(forgot.ID).Flags != 0 || f.user(stolen.ID).Flags != users.Deleted {
			t.Error("the wrong account went, or none")
		}
	})
}

// TestDatabaseKnowsNoCode looks for a code in what the database keeps of it, and in the log.
func TestDatabaseKnowsNoCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		var log bytes.Buffer
		f := newFixture(t, open(), func(c *Config) {
			c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			c.Deliverers = []Deliverer{failing{}}
		})
		var pc phoneCode
		var code string
		f.write(func(tx *db.Tx) (err error) {
			pc, code, err = f.issue(tx, "33123456789", forSignIn, 0)
			return err
		})
		f.hand(t.Context(), pc, code, byDeliverer)
		f.write(func(tx *db.Tx) error {
			kept, ok, err := codeByHash(tx, pc.Hash)
			if !ok || len(kept.MAC) != 32 || bytes.Contains(kept.MAC, []byte(code)) || strings.Contains(pc.Hash, code) {
				t.Errorf("kept %+v", kept)
			}
			if bytes.Equal(kept.MAC, f.mac("phone", "another hash", code)) {
				t.Error("the same code is kept alike twice")
			}
			return err
		})
		if len(code) != 5 || !strings.Contains(log.String(), "could not be delivered") || strings.Contains(log.String(), code) {
			t.Errorf("log %q", log.String())
		}
		if cs := f.Feature.Codes(); len(cs) != 1 || cs[0].Code != code || cs[0].Phone != "33123456789" {
			t.Errorf("the operator sees %+v", cs)
		}
		f.clock.Advance(time.Hour)
		if cs := f.Feature.Codes(); len(cs) != 0 {
			t.Error("the operator sees codes that have expired")
		}
		f.sweep()
		f.write(func(tx *db.Tx) error {
			if _, ok, err := codeByHash(tx, pc.Hash); ok || err != nil {
				t.Errorf("a code is kept after it has expired: %v", err)
			}
			return nil
		})
	})
}

// failing is a deliverer whose network is down.
type failing struct{}

func (failing) Deliver(context.Context, Code) error { return errors.New("no network") }

func TestCodesAreNotAlwaysTheSame(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, dbtest.URLs(t)["sqlite"]), nil)
	seen := map[string]bool{}
	for range 50 {
		c, err := f.digits(codeDigits)
		if err != nil || len(c) != codeDigits {
			t.Fatalf("code %q, %v", c, err)
		}
		seen[c] = true
	}
	if len(seen) < 40 {
		t.Errorf("%d of 50 codes are different", len(seen))
	}
}

func TestFreshDevicesEndNoOthers(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, dbtest.URLs(t)["sqlite"]), func(c *Config) { c.FreshDevice = oneDay })
	u := f.person("3310001", 1)
	f.clock.Advance(23 * time.Hour)
	f.write(func(tx *db.Tx) error { return f.Devices.SignIn(tx, rpc.Device{Key: 2, User: u.ID, Hash: 2}) })
	others := func(key int64) (err error) {
		f.write(func(tx *db.Tx) error {
			_, err = f.others(tx, rpc.Caller{User: u.ID, Key: key})
			return nil
		})
		return err
	}
	if err := others(1); err == nil {
		t.Error("a device of 23 hours ends others")
	}
	f.clock.Advance(2 * time.Hour)
	if err := others(1); err != nil {
		t.Error(err)
	}
	if err := others(2); !rpc.Is(err, "FRESH_RESET_AUTHORISATION_FORBIDDEN") {
		t.Errorf("a new device: %v", err)
	}
}

func TestClosedAccounts(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, dbtest.URLs(t)["sqlite"]), nil)
	u := f.person("3310001", 1)
	if err := f.CloseUser(t.Context(), u.ID); err != nil || f.keys(u.ID) != 0 {
		t.Errorf("closed with %d devices, %v", f.keys(u.ID), err)
	}
	f.write(func(tx *db.Tx) error {
		if err := f.maySignIn(tx, u.Phone, f.user(u.ID), true); !rpc.Is(err, "PHONE_NUMBER_BANNED") {
			t.Errorf("a closed account is sent a code: %v", err)
		}
		return nil
	})
	if err := errors.Join(f.OpenUser(t.Context(), u.ID), f.DeleteUser(t.Context(), u.ID)); err != nil {
		t.Error(err)
	}
	for _, id := range []int64{u.ID, users.Service, 5} {
		if err := f.DeleteUser(t.Context(), id); !errors.Is(err, ErrNoUser) {
			t.Errorf("deleting %d: %v", id, err)
		}
	}
}

func TestLimits(t *testing.T) {
	f := newFixture(t, dbtest.Open(t, dbtest.URLs(t)["sqlite"]), nil)
	r := rpc.Rate{Burst: 3, Every: time.Minute}
	wait := func() (w time.Duration) {
		f.write(func(tx *db.Tx) (err error) {
			if w, err = f.wait(tx, "k", "w", r); err == nil && w == 0 {
				err = f.take(tx, "k", "w", r)
			}
			return err
		})
		return w
	}
	for i := range 3 {
		if w := wait(); w != 0 {
			t.Errorf("try %d waits %s", i, w)
		}
	}
	if w := wait(); w != time.Minute {
		t.Errorf("the fourth waits %s", w)
	}
	f.clock.Advance(time.Minute)
	if wait() != 0 || wait() == 0 {
		t.Error("after a minute there is not exactly one more")
	}
	f.write(func(tx *db.Tx) error { return forgive(tx, "k", "w") })
	if wait() != 0 {
		t.Error("nothing was forgiven")
	}
}

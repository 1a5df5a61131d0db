package help

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"chappe/clock"
	"chappe/rpc"
	"chappe/tl"
)

func feature() *Feature {
	return New(Config{
		Clock: clock.NewFake(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
		Addresses: func(rpc.Caller) []netip.AddrPort {
			return []netip.AddrPort{netip.MustParseAddrPort("192.0.2.7:8080"), netip.MustParseAddrPort("[2001:db8::7]:8080")}
		},
	})
}

// answer calls the handler of a method as the dispatcher would.
func answer[Q, A any](t *testing.T, fn func(context.Context, rpc.Caller, *Q) (A, error), q *Q) A {
	t.Helper()
	a, err := fn(context.Background(), rpc.Caller{User: 1, Session: new(rpc.Session)}, q)
	if err != nil {
		t.Fatalf("%T: %v", q, err)
	}
	return a
}

func TestEveryDataCentreIsThisServer(t *testing.T) {
	c := answer(t, feature().getConfig, &tl.HelpGetConfig{})
	seen := map[int32]int{}
	for _, o := range c.DCOptions {
		ip, err := netip.ParseAddr(o.IPAddress)
		if err != nil {
			t.Errorf("DC %d at %q, which is no IP address", o.ID, o.IPAddress)
		}
		if o.Port != 8080 || o.Ipv6 != ip.Is6() {
			t.Errorf("DC %d: %+v", o.ID, o)
		}
		seen[o.ID]++
	}
	for dc := int32(1); dc <= DCs; dc++ {
		if seen[dc] != 2 {
			t.Errorf("DC %d has %d addresses, want 2", dc, seen[dc])
		}
	}
	if c.ThisDC != DefaultDC || c.Expires-c.Date != configLife {
		t.Errorf("this_dc %d, lives %d s", c.ThisDC, c.Expires-c.Date)
	}
	if want := "http://192.0.2.7:8080/"; c.MeURLPrefix != want {
		t.Errorf("links begin with %q, want %q", c.MeURLPrefix, want)
	}
}

// A client that believes to be at DC 1 and is told that it reached another asks again, without end.
func TestTheClientsOwnDataCentreIsConfirmed(t *testing.T) {
	f := feature()
	f.DCOf = func(rpc.Caller) int32 { return 1 }
	if c := answer(t, f.getConfig, &tl.HelpGetConfig{}); c.ThisDC != 1 || c.WebfileDCID != 1 {
		t.Errorf("this_dc %d, webfile_dc_id %d, want 1", c.ThisDC, c.WebfileDCID)
	}
	if n := answer(t, f.getNearestDC, &tl.HelpGetNearestDC{}); n.ThisDC != 1 || n.NearestDC != 1 {
		t.Errorf("nearest: %+v", n)
	}
	f.DCOf = func(rpc.Caller) int32 { return 0 }
	if c := answer(t, f.getConfig, &tl.HelpGetConfig{}); c.ThisDC != DefaultDC {
		t.Errorf("this_dc %d, want the default", c.ThisDC)
	}
}

func TestAddressesThatAreNoneAreLeftOut(t *testing.T) {
	f := feature()
	f.Addresses = func(rpc.Caller) []netip.AddrPort {
		return []netip.AddrPort{{}, netip.MustParseAddrPort("[::ffff:192.0.2.7]:443")}
	}
	c := answer(t, f.getConfig, &tl.HelpGetConfig{})
	if len(c.DCOptions) != DCs || c.DCOptions[0].IPAddress != "192.0.2.7" || c.DCOptions[0].Ipv6 {
		t.Errorf("options: %+v", c.DCOptions)
	}
}

// What a client names by its hash is not sent again; a client that has nothing names 0 and always gets the list.
func TestHashesAreHonoured(t *testing.T) {
	f := feature()
	app := answer(t, f.getAppConfig, &tl.HelpGetAppConfig{}).(*tl.HelpAppConfig)
	if _, ok := answer(t, f.getAppConfig, &tl.HelpGetAppConfig{Hash: app.Hash}).(*tl.HelpAppConfigNotModified); !ok {
		t.Error("the app config is sent again")
	}
	countries := answer(t, f.getCountriesList, &tl.HelpGetCountriesList{}).(*tl.HelpCountriesList)
	if _, ok := answer(t, f.getCountriesList, &tl.HelpGetCountriesList{Hash: countries.Hash}).(*tl.HelpCountriesListNotModified); !ok {
		t.Error("the countries are sent again")
	}
	zones := answer(t, f.getTimezonesList, &tl.HelpGetTimezonesList{}).(*tl.HelpTimezonesList)
	if _, ok := answer(t, f.getTimezonesList, &tl.HelpGetTimezonesList{Hash: zones.Hash}).(*tl.HelpTimezonesListNotModified); !ok {
		t.Error("the time zones are sent again")
	}
	colors := answer(t, f.getPeerColors, &tl.HelpGetPeerColors{}).(*tl.HelpPeerColors)
	if _, ok := answer(t, f.getPeerColors, &tl.HelpGetPeerColors{Hash: colors.Hash}).(*tl.HelpPeerColorsNotModified); !ok {
		t.Error("the colours are sent again")
	}
	for name, h := range map[string]int32{"app": app.Hash, "countries": countries.Hash, "zones": zones.Hash, "colors": colors.Hash} {
		if h <= 0 {
			t.Errorf("%s: hash %d", name, h)
		}
	}
}

func TestCountriesCanBeToldApart(t *testing.T) {
	seen := map[string]string{}
	for _, c := range countries.Countries {
		if len(c.ISO2) != 2 || c.DefaultName == "" || len(c.CountryCodes) == 0 {
			t.Errorf("country %+v", c)
		}
		if other := seen["iso "+c.ISO2]; other != "" {
			t.Errorf("%s is there twice", c.ISO2)
		}
		seen["iso "+c.ISO2] = c.DefaultName
		for _, code := range c.CountryCodes {
			for _, p := range code.Prefixes {
				k := code.CountryCode + "-" + p
				if other := seen[k]; other != "" {
					t.Errorf("%s belongs to %s and %s", k, other, c.DefaultName)
				}
				seen[k] = c.DefaultName
			}
		}
	}
	for iso, code := range map[string]string{"FR": "33", "US": "1", "KZ": "7", "DO": "1809", "XK": "383"} {
		found := false
		for _, c := range countries.Countries {
			found = found || c.ISO2 == iso && c.CountryCodes[0].CountryCode == code
		}
		if !found {
			t.Errorf("%s has no code %s", iso, code)
		}
	}
}

// TDLib drops a colour that it draws itself and that has stripes, and a further one that has none.
func TestPalettesAreAsClientsExpect(t *testing.T) {
	for i, o := range namePalette.Colors {
		if o.ColorID != int32(i) || (i < plainColors) != (o.Colors == nil) || (o.Colors == nil) != (o.DarkColors == nil) {
			t.Errorf("name colour %d: %+v", i, o)
		}
	}
	for i, o := range profilePalette.Colors {
		light, ok1 := o.Colors.(*tl.HelpPeerColorProfileSet)
		dark, ok2 := o.DarkColors.(*tl.HelpPeerColorProfileSet)
		if !ok1 || !ok2 || len(light.StoryColors) != 2 || len(dark.StoryColors) != 2 {
			t.Errorf("profile colour %d: %+v", i, o)
		}
	}
}

func TestSupportIsTheOneThatThereIs(t *testing.T) {
	f := feature()
	if _, err := f.getSupport(context.Background(), rpc.Caller{}, nil); !rpc.Is(err, "SUPPORT_NOT_FOUND") {
		t.Errorf("without an account: %v", err)
	}
	f.Support = func(context.Context, rpc.Caller) (tl.UserClass, error) { return &tl.User{ID: 777000}, nil }
	if s := answer(t, f.getSupport, &tl.HelpGetSupport{}); s.User.(*tl.User).ID != 777000 {
		t.Errorf("support: %+v", s)
	}
}

func TestAPackHasNoStringsAndSaysSo(t *testing.T) {
	f := feature()
	got := answer(t, f.getStrings, &tl.LangpackGetStrings{Keys: []string{"a", "b"}})
	if len(got) != 2 || got[1].(*tl.LangPackStringDeleted).Key != "b" {
		t.Errorf("strings: %+v", got)
	}
	if _, err := f.getStrings(context.Background(), rpc.Caller{}, &tl.LangpackGetStrings{Keys: make([]string, maxStrings+1)}); err == nil {
		t.Error("too many keys are answered")
	}
	if _, err := f.getLanguage(context.Background(), rpc.Caller{}, &tl.LangpackGetLanguage{LangCode: "tlh"}); !rpc.Is(err, "LANG_CODE_NOT_SUPPORTED") {
		t.Errorf("unknown language: %v", err)
	}
}

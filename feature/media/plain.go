package media

import (
	"context"
	"crypto/rand"
	"math"
	"math/big"

	"chappe/content"
	"chappe/db"
	"chappe/feature/users"
	"chappe/rpc"
	"chappe/tl"
)

var (
	errGeo     = rpc.Bad("GEO_POINT_INVALID")
	errEmoji   = rpc.Bad("EMOTICON_INVALID")
	errEmojiNo = rpc.Bad("EMOTICON_EMPTY")
	errPeriod  = rpc.Bad("PERIOD_INVALID")
	errVCard   = rpc.Bad("VCARD_INVALID")
)

const (
	maxVCard   = 4096 // bytes
	forEver    = 0x7fffffff
	minPeriod  = 60
	maxPeriod  = 24 * 3600
	maxHeading = 360
)

// plain is media that has no file.
func (f *Feature) plain(ctx context.Context, c rpc.Caller, in tl.InputMediaClass) (*Prepared, error) {
	kind, s, err := f.say(ctx, c, in)
	if err != nil {
		return nil, err
	}
	m, err := s.as(kind)
	return &Prepared{Media: m, Kind: kindOf(kind, &s), f: f}, err
}

func (f *Feature) say(ctx context.Context, c rpc.Caller, in tl.InputMediaClass) (kind string, s Said, err error) {
	switch q := in.(type) {
	case *tl.InputMediaGeoPoint:
		s.Geo, err = geoOf(q.GeoPoint)
		return typeGeo, s, err
	case *tl.InputMediaGeoLive:
		if s.Geo, err = geoOf(q.GeoPoint); err != nil {
			return "", s, err
		}
		if p := q.Period.V; p != forEver && (p < minPeriod || p > maxPeriod) {
			return "", s, errPeriod
		}
		s.Geo.Period, s.Geo.Heading = q.Period.V, min(max(q.Heading.V, 0), maxHeading)
		s.Geo.Proximity = max(q.ProximityNotificationRadius.V, 0)
		return typeGeo, s, nil
	case *tl.InputMediaVenue:
		if s.Geo, err = geoOf(q.GeoPoint); err != nil {
			return "", s, err
		}
		s.Geo.Title, s.Geo.Address = short(q.Title), short(q.Address)
		s.Geo.Provider, s.Geo.Venue, s.Geo.Kind = short(q.Provider), short(q.VenueID), short(q.VenueType)
		return typeVenue, s, nil
	case *tl.InputMediaContact:
		if len(q.Vcard) > maxVCard {
			return "", s, errVCard
		}
		s.Contact = &Contact{Phone: digits(q.PhoneNumber), First: short(q.FirstName), Last: short(q.LastName), VCard: content.Clean(q.Vcard)}
		s.Contact.User, err = f.ownNumber(ctx, c, s.Contact.Phone)
		return typeContact, s, err
	case *tl.InputMediaDice:
		s.Emoji = q.Emoticon
		s.Value, err = roll(q.Emoticon)
		return typeDice, s, err
	}
	return "", s, errMedia
}

func geoOf(in tl.InputGeoPointClass) (*Geo, error) {
	p, ok := in.(*tl.InputGeoPoint)
	if !ok || !(math.Abs(p.Lat) <= 90) || !(math.Abs(p.Long) <= 180) {
		return nil, errGeo
	}
	return &Geo{Lat: p.Lat, Long: p.Long, Accuracy: min(max(p.AccuracyRadius.V, 0), 1500)}, nil
}

// digits are those of a phone number.
func digits(s string) string {
	var out []byte
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' && len(out) < 20 {
			out = append(out, c)
		}
	}
	return string(out)
}

// ownNumber says whose number it is, where that is the sender's own: whose number another is, is not theirs to tell.
func (f *Feature) ownNumber(ctx context.Context, c rpc.Caller, phone string) (id int64, err error) {
	err = f.DB.Read(ctx, func(tx *db.Tx) error {
		u, ok, err := users.ByID(tx, c.User)
		if ok && u.Phone == phone && phone != "" {
			id = u.ID
		}
		return err
	})
	return id, err
}

// dice are how many faces each has. https://core.telegram.org/api/dice
var dice = map[string]int64{"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "⚽️": 5, "🎰": 64}

// roll throws a dice. Nobody can foresee what comes.
func roll(emoji string) (int32, error) {
	if emoji == "" {
		return 0, errEmojiNo
	}
	faces := dice[emoji]
	if faces == 0 {
		return 0, errEmoji
	}
	n, err := rand.Int(rand.Reader, big.NewInt(faces))
	if err != nil {
		return 0, err
	}
	return int32(n.Int64()) + 1, nil
}

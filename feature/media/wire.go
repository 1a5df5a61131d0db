package media

import (
	"chappe/content"
	"chappe/tl"
)

// TL renders what a message or the like says of its media, for those who can see that use of it.
// https://core.telegram.org/type/MessageMedia
func (f *Feature) TL(u Use, m *content.Media) tl.MessageMediaClass {
	if m == nil {
		return nil
	}
	s := Read(m)
	switch m.Type {
	case typePhoto:
		out := &tl.MessageMediaPhoto{Spoiler: s.Spoiler, TTLSeconds: some(s.TTL)}
		if s.File != nil {
			out.Photo = f.PhotoTL(u, s.File)
		}
		return out
	case typeDocument:
		return f.documentMedia(u, &s)
	case typeGeo:
		if s.Geo == nil {
			break
		}
		if s.Geo.Period != 0 {
			return &tl.MessageMediaGeoLive{
				Geo: s.Geo.tl(), Period: s.Geo.Period, Heading: some(s.Geo.Heading), ProximityNotificationRadius: some(s.Geo.Proximity),
			}
		}
		return &tl.MessageMediaGeo{Geo: s.Geo.tl()}
	case typeVenue:
		if g := s.Geo; g != nil {
			return &tl.MessageMediaVenue{
				Geo: g.tl(), Title: g.Title, Address: g.Address, Provider: g.Provider, VenueID: g.Venue, VenueType: g.Kind,
			}
		}
	case typeContact:
		if p := s.Contact; p != nil {
			return &tl.MessageMediaContact{PhoneNumber: p.Phone, FirstName: p.First, LastName: p.Last, Vcard: p.VCard, UserID: p.User}
		}
	case typePage:
		if s.Page != nil {
			return f.pageTL(u, s.Page)
		}
	case typeDice:
		return &tl.MessageMediaDice{Emoticon: s.Emoji, Value: s.Value}
	}
	return &tl.MessageMediaUnsupported{}
}

func (f *Feature) documentMedia(u Use, s *Said) tl.MessageMediaClass {
	out := &tl.MessageMediaDocument{Spoiler: s.Spoiler, TTLSeconds: some(s.TTL)}
	if s.Start != nil {
		out.VideoTimestamp = tl.Some(*s.Start)
	}
	if d := s.File; d != nil {
		out.Document = f.DocumentTL(u, d)
		out.Video, out.Round = d.Video != nil, d.Video != nil && d.Video.Round
		out.Voice = d.Audio != nil && d.Audio.Voice
	}
	return out
}

// PhotoTL renders a photo.
// https://core.telegram.org/constructor/photo
func (f *Feature) PhotoTL(u Use, p *File) *tl.Photo {
	return &tl.Photo{
		ID: p.ID, AccessHash: f.hash(p.ID), FileReference: f.reference(u, p.ID), Date: p.Date, Sizes: p.sizesTL(), DCID: f.DC,
	}
}

// DocumentTL renders a document.
// https://core.telegram.org/constructor/document
func (f *Feature) DocumentTL(u Use, d *File) *tl.Document {
	return &tl.Document{
		ID: d.ID, AccessHash: f.hash(d.ID), FileReference: f.reference(u, d.ID), Date: d.Date, MimeType: d.Mime, Size: d.Size,
		Thumbs: d.sizesTL(), DCID: f.DC, Attributes: d.attributes(),
	}
}

func (d *File) sizesTL() (out []tl.PhotoSizeClass) {
	if len(d.Stripped) > 0 {
		out = append(out, &tl.PhotoStrippedSize{Type: "i", Bytes: d.Stripped})
	}
	for _, s := range d.Sizes {
		out = append(out, &tl.PhotoSize{Type: s.Type, W: s.W, H: s.H, Size: s.Size})
	}
	return out
}

func (d *File) attributes() []tl.DocumentAttributeClass {
	out := []tl.DocumentAttributeClass{}
	if v := d.Video; v != nil {
		out = append(out, &tl.DocumentAttributeVideo{
			RoundMessage: v.Round, SupportsStreaming: v.Stream, Nosound: v.Silent, Duration: v.Duration, W: d.Width, H: d.Height,
		})
	} else if d.Width > 0 && d.Height > 0 {
		out = append(out, &tl.DocumentAttributeImageSize{W: d.Width, H: d.Height})
	}
	if d.Animated {
		out = append(out, &tl.DocumentAttributeAnimated{})
	}
	if a := d.Audio; a != nil {
		out = append(out, &tl.DocumentAttributeAudio{
			Voice: a.Voice, Duration: a.Duration, Title: some(a.Title), Performer: some(a.Performer), Waveform: a.Waveform,
		})
	}
	if d.Sticker != "" {
		out = append(out, &tl.DocumentAttributeSticker{Alt: d.Sticker, Stickerset: &tl.InputStickerSetEmpty{}})
	}
	if d.Name != "" {
		out = append(out, &tl.DocumentAttributeFilename{FileName: d.Name})
	}
	return out
}

// https://core.telegram.org/constructor/geoPoint
func (g *Geo) tl() tl.GeoPointClass {
	return &tl.GeoPoint{Lat: g.Lat, Long: g.Long, AccuracyRadius: some(g.Accuracy)}
}

// some is an optional that is not there when it is zero.
func some[T comparable](v T) (o tl.Opt[T]) {
	var zero T
	if v != zero {
		o = tl.Some(v)
	}
	return o
}

package media

import (
	"encoding/json"
	"fmt"

	"chappe/box"
	"chappe/content"
)

// The kinds of media, as content.Media.Type has them.
const (
	typePhoto    = "photo"
	typeDocument = "document"
	typeGeo      = "geo"
	typeVenue    = "venue"
	typeContact  = "contact"
	typeDice     = "dice"
	typePage     = "page"
)

// Said is what a message says of its media: content.Media.Data.
type Said struct {
	File    *File  `json:"f,omitempty"` // a photo's or a document's; none when it has destroyed itself
	Cover   *File  `json:"c,omitempty"` // the photo before a video
	Spoiler bool   `json:"o,omitempty"`
	TTL     int32  `json:"l,omitempty"` // seconds from when it is looked at; onceTTL is once
	Start   *int32 `json:"b,omitempty"` // second in which a video begins

	Page    *Page    `json:"w,omitempty"`
	Geo     *Geo     `json:"g,omitempty"`
	Contact *Contact `json:"p,omitempty"`
	Emoji   string   `json:"e,omitempty"` // of a dice
	Value   int32    `json:"n,omitempty"`
}

// OnceTTL stands for "once" in place of seconds.
const OnceTTL = 0x7fffffff

// Geo is a place on earth.
type Geo struct {
	Lat, Long float64
	Accuracy  int32 `json:",omitempty"` // metres

	// Of a venue.
	Title, Address, Provider, Venue, Kind string `json:",omitempty"`

	// Of a place that its sender keeps up to date for a while.
	Period    int32 `json:",omitempty"` // seconds
	Heading   int32 `json:",omitempty"` // degrees
	Proximity int32 `json:",omitempty"` // metres
}

// Contact is somebody's number and name.
type Contact struct {
	Phone, First, Last, VCard string `json:",omitempty"`
	User                      int64  `json:",omitempty"` // who has the number, where the sender may know
}

// Read reads what a message says of its media. What cannot be read is empty.
func Read(m *content.Media) Said {
	var s Said
	if m == nil || json.Unmarshal(m.Data, &s) != nil {
		return Said{}
	}
	return s
}

func (s Said) as(kind string) (content.Media, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return content.Media{}, fmt.Errorf("encode media: %w", err)
	}
	return content.Media{Type: kind, Data: b}, nil
}

// Files are those that media has.
func Files(m *content.Media) []int64 {
	if m == nil {
		return nil
	}
	s := Read(m)
	var ids []int64
	files := []*File{s.File, s.Cover}
	if s.Page != nil {
		files = append(files, s.Page.Photo)
	}
	for _, f := range files {
		if f != nil {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// TTL is in how many seconds after it was looked at media destroys itself; 0 for never.
func TTL(m *content.Media) int32 {
	if m == nil || m.Type != typePhoto && m.Type != typeDocument {
		return 0
	}
	return Read(m).TTL
}

// Burnt is media that has destroyed itself: what is left says that it was there.
func Burnt(m *content.Media) (*content.Media, error) {
	s := Read(m)
	out, err := Said{TTL: s.TTL}.as(m.Type)
	return &out, err
}

// kindOf is what a search finds media as.
func kindOf(kind string, s *Said) box.Kind {
	switch kind {
	case typePhoto:
		return box.KindPhoto
	case typeDocument:
		if s.File != nil {
			return s.File.kind()
		}
	case typeGeo, typeVenue:
		return box.KindGeo
	case typeContact:
		return box.KindContact
	}
	return box.KindOther
}

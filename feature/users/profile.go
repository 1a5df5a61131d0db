package users

import (
	"encoding/json"
	"time"
)

// Profile is what a person's row keeps beside what queries ask for, as JSON.
type Profile struct {
	Birthday *Birthday `json:"birthday,omitempty"`
	Color    int32     `json:"color,omitempty"`
	TTL      int32     `json:"ttl,omitempty"`  // default self-destruction timer of new chats, seconds
	Days     int32     `json:"days,omitempty"` // of absence after which the account goes; 0 is the default
	Terms    int64     `json:"terms,omitempty"`
	Lang     string    `json:"lang,omitempty"`
	Photo    int64     `json:"photo,omitempty"` // the newest of theirs, 0 for none

	PhotoThumb   []byte `json:"thumb,omitempty"`         // that photo, tiny
	KeepArchived bool   `json:"keep_archived,omitempty"` // a new message does not bring a conversation out of the archive
}

// Birthday is a day, and a year where the person gave one.
type Birthday struct {
	Day   int32 `json:"d"`
	Month int32 `json:"m"`
	Year  int32 `json:"y,omitempty"`
}

func (p Profile) text() string {
	b, err := json.Marshal(p)
	if err != nil {
		return "{}" // plain fields always marshal
	}
	return string(b)
}

func profileOf(text string) (p Profile) {
	if json.Unmarshal([]byte(text), &p) != nil {
		return Profile{}
	}
	return p
}

// Valid says whether there is such a day. Without a year, 29 February is one.
func (b Birthday) Valid() bool {
	year := int(b.Year)
	if b.Year == 0 {
		year = 2000
	}
	d := time.Date(year, time.Month(b.Month), int(b.Day), 0, 0, 0, 0, time.UTC)
	return year >= 1800 && year <= 2200 && int(d.Month()) == int(b.Month) && d.Day() == int(b.Day)
}

// Around says whether the day is that of t, the one before or the one after. Where there is no 29 February, that is the 1 March.
func (b Birthday) Around(t time.Time) bool {
	for _, days := range []int{-1, 0, 1} {
		at := t.AddDate(0, 0, days)
		d := time.Date(at.Year(), time.Month(b.Month), int(b.Day), 0, 0, 0, 0, time.UTC)
		if d.Month() == at.Month() && d.Day() == at.Day() {
			return true
		}
	}
	return false
}

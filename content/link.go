package content

import (
	"net/url"
	"strings"
	"unicode/utf16"
)

// FirstLink returns the address of the first link in a text that leads to the web, "" for none. What stands without a scheme gets
// https.
func FirstLink(text string, es []Entity) string {
	var units []uint16
	for _, e := range es {
		at := e.URL
		switch e.Type {
		case "text_url":
		case "url":
			if units == nil {
				units = utf16.Encode([]rune(text))
			}
			if e.Offset < 0 || e.Length < 0 || int64(e.Offset)+int64(e.Length) > int64(len(units)) {
				continue
			}
			at = string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
		default:
			continue
		}
		if a := WebAddress(at); a != "" {
			return a
		}
	}
	return ""
}

// WebAddress returns a link as an address that can be asked for, "" where it does not lead to the web.
func WebAddress(link string) string {
	if !strings.Contains(link, "://") {
		link = "https://" + link
	}
	u, err := url.Parse(link)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

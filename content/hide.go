package content

import "unicode/utf16"

// Hide returns text with a shade in place of what its author hid as a spoiler.
func Hide(text string, es []Entity) string {
	var units []uint16
	for _, e := range es {
		if e.Type != "spoiler" {
			continue
		}
		if units == nil {
			units = utf16.Encode([]rune(text))
		}
		for i := max(0, int(e.Offset)); i < min(len(units), int(e.Offset+e.Length)); i++ {
			units[i] = '▒'
		}
	}
	if units == nil {
		return text
	}
	return string(utf16.Decode(units))
}

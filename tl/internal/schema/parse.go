package schema

import (
	"fmt"
	"strings"
)

// Parse reads a published schema: one definition a line, // comments, and the
// markers ---types--- and ---functions---.
func Parse(text string) ([]Def, error) {
	var defs []Def
	function := false
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		line = strings.TrimSpace(line)
		switch line {
		case "":
			continue
		case "---types---":
			function = false
			continue
		case "---functions---":
			function = true
			continue
		}
		if builtin(line) {
			continue
		}
		d, err := ParseDef(line)
		if err != nil {
			return nil, fmt.Errorf("parse schema: %w", err)
		}
		d.Function = function
		defs = append(defs, d)
	}
	return defs, nil
}

// builtin reports lines that define what the codec knows by itself (numbers, bool, vector)
// and what published schemas add for tests of parsers and for layers long gone.
func builtin(line string) bool {
	name := line
	if i := strings.IndexAny(line, "# "); i >= 0 {
		name = line[:i]
	}
	switch name {
	case "int", "long", "double", "string", "bytes", "int128", "int256", "vector",
		"boolTrue", "boolFalse", "true", "null", "error",
		"ipPort", "ipPortSecret", "accessPointRule", "help.configSimple",
		"inputPeerPhotoFileLocationLegacy", "inputStickerSetThumbLegacy":
		return true
	}
	// TDLib's copy has invokeWithX twice; the second form, without the query, is for its parser.
	return strings.HasPrefix(name, "test.") || strings.HasPrefix(name, "invokeWith") && strings.HasSuffix(name, "Prefix")
}

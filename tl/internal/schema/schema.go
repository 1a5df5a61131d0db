// Package schema reads TL definitions and our own file of them, in which every
// definition carries the layers where it holds.
// https://core.telegram.org/mtproto/TL
package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// Def is one constructor or function.
type Def struct {
	Name     string // with namespace: messages.sendMessage
	ID       uint32
	Params   []Param
	Result   string // Updates, Vector<int>, Bool, X for the generic wrappers
	Function bool
}

// Param is one field of a definition.
type Param struct {
	Name string
	// Type is the bare type: int, Vector<Peer>, true, # for a word of flags, !X for a nested query.
	Type string
	// Flags is the name of the word of flags that says whether the field is present, or "".
	Flags string
	Bit   uint8 // the bit in that word, 0..31
}

// Optional reports whether a bit of some flags word tells if the field is there.
func (p Param) Optional() bool { return p.Flags != "" }

// IsFlags reports whether the field is itself a word of flags.
func (p Param) IsFlags() bool { return p.Type == "#" }

// Elem returns the element type of a vector type.
func Elem(typ string) (string, bool) {
	if strings.HasPrefix(typ, "Vector<") && strings.HasSuffix(typ, ">") {
		return typ[len("Vector<") : len(typ)-1], true
	}
	return "", false
}

// String writes the definition the way the published schemas do.
func (d Def) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s#%x", d.Name, d.ID)
	for _, p := range d.Params {
		b.WriteByte(' ')
		b.WriteString(p.String())
	}
	b.WriteString(" = ")
	b.WriteString(d.Result)
	b.WriteByte(';')
	return b.String()
}

// String writes the field as name:flags.1?type.
func (p Param) String() string {
	if p.Optional() {
		return fmt.Sprintf("%s:%s.%d?%s", p.Name, p.Flags, p.Bit, p.Type)
	}
	return p.Name + ":" + p.Type
}

// ParseDef reads one definition, without the final semicolon or with it.
func ParseDef(line string) (Def, error) {
	line = strings.TrimSuffix(strings.TrimSpace(line), ";")
	head, result, ok := strings.Cut(line, " = ")
	if !ok {
		return Def{}, fmt.Errorf("no result type in %q", line)
	}
	words := strings.Fields(head)
	if len(words) == 0 {
		return Def{}, fmt.Errorf("no name in %q", line)
	}
	name, hex, ok := strings.Cut(words[0], "#")
	if !ok {
		return Def{}, fmt.Errorf("no id in %q", line)
	}
	id, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return Def{}, fmt.Errorf("id of %q: %w", line, err)
	}
	d := Def{Name: name, ID: uint32(id), Result: strings.TrimSpace(result)}
	for _, w := range words[1:] {
		if strings.HasPrefix(w, "{") {
			continue // {X:Type}: the wrappers say it again with query:!X
		}
		p, err := parseParam(w)
		if err != nil {
			return Def{}, fmt.Errorf("%q: %w", line, err)
		}
		d.Params = append(d.Params, p)
	}
	return d, nil
}

func parseParam(w string) (Param, error) {
	name, typ, ok := strings.Cut(w, ":")
	if !ok || name == "" || typ == "" {
		return Param{}, fmt.Errorf("bad field %q", w)
	}
	p := Param{Name: name, Type: typ}
	cond, bare, ok := strings.Cut(typ, "?")
	if !ok {
		return p, nil
	}
	word, bit, ok := strings.Cut(cond, ".")
	if !ok {
		return Param{}, fmt.Errorf("bad condition in %q", w)
	}
	n, err := strconv.ParseUint(bit, 10, 5)
	if err != nil {
		return Param{}, fmt.Errorf("bad bit in %q: %w", w, err)
	}
	p.Type, p.Flags, p.Bit = bare, word, uint8(n)
	return p, nil
}

package schema

import (
	"reflect"
	"strings"
	"testing"
)

const sample = `
// A published schema has comments.
boolFalse#bc799737 = Bool;
peerUser#59511722 user_id:long = Peer;
dialog#d58a08c6 flags:# pinned:flags.2?true peer:Peer list:Vector<int> = Dialog; // and here
---functions---
invokeWithLayer#da9b0d0d {X:Type} layer:int query:!X = X;
test.useError#ee75af01 = Error;
`

func TestParse(t *testing.T) {
	defs, err := Parse(sample)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range defs {
		lines = append(lines, d.String())
	}
	want := []string{
		"peerUser#59511722 user_id:long = Peer;",
		"dialog#d58a08c6 flags:# pinned:flags.2?true peer:Peer list:Vector<int> = Dialog;",
		"invokeWithLayer#da9b0d0d layer:int query:!X = X;",
	}
	if !reflect.DeepEqual(lines, want) || !defs[2].Function || defs[1].Function {
		t.Errorf("got %q", lines)
	}
	if elem, ok := Elem(defs[1].Params[3].Type); !ok || elem != "int" {
		t.Errorf("a vector of %q", elem)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, line := range []string{
		"", "peerUser#59511722 user_id:long", "peerUser user_id:long = Peer", "peerUser#xyz = Peer", "a#1 b = C", "a#1 b: = C",
		"a#1 b:flags?int = C", "a#1 b:flags.32?int = C", "a#1ffffffff = C", " = C",
	} {
		if d, err := ParseDef(line); err == nil {
			t.Errorf("%q was read as %v", line, d)
		}
	}
	for _, text := range []string{"158-158 a#1 = A;", "layers 158\n159-159 a#1 = A;", "layers 158\nx a#1 = A;", "layers x", "layers 158\n158-158 a = A;"} {
		if _, err := ParseTable(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

// TestMerge: a definition that changed, one that stayed, one that went and came back.
func TestMerge(t *testing.T) {
	parse := func(lines ...string) []Def {
		defs, err := Parse(strings.Join(lines, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		return defs
	}
	table := Merge(map[int][]Def{
		3: parse("a#1 = A;", "b#2 x:int = B;", "---functions---", "f#5 = A;"),
		1: parse("a#1 = A;", "b#2 = B;", "c#3 = C;"),
		2: parse("a#1 = A;", "b#2 = B;"),
		4: parse("a#1 = A;", "b#2 x:int = B;", "c#3 = C;"),
	})
	want := "layers 1 2 3 4\n1-4 a#1 = A;\n1-2 b#2 = B;\n3-4 b#2 x:int = B;\n1-1,4-4 c#3 = C;\n---functions---\n3-3 f#5 = A;\n"
	text := table.String()
	if !strings.HasSuffix(text, want) {
		t.Errorf("got %s", text)
	}
	again, err := ParseTable(text)
	if err != nil || !reflect.DeepEqual(again, table) {
		t.Errorf("%v: %v", err, again)
	}
	if c := again.Entries[3]; !c.In(0) || c.In(1) || c.In(2) || !c.In(3) {
		t.Errorf("%v is in the wrong layers", c)
	}
	if newest := again.Newest(); len(newest) != 3 {
		t.Errorf("the newest layer has %v", newest)
	}
}

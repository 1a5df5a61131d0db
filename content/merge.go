package content

import (
	"cmp"
	"slices"
)

// Mark returns the entities of a text: what the client marked (as FromTL returns it) and what the server finds by itself, so that
// any two are either apart or one lies within the other.
func Mark(text string, given []Entity) []Entity {
	found := Find(text)
	if len(given) == 0 {
		return found
	}
	out := Fit(text, given[:min(len(given), MaxEntities)])
	for _, f := range found {
		if len(out) == MaxEntities {
			break
		}
		if !slices.ContainsFunc(out, func(e Entity) bool { return e.solid() && e.touches(f) }) {
			out = append(out, f)
		}
	}
	return nest(out)
}

// HasLink says whether a text with these entities has an address on the web in it.
func HasLink(es []Entity) bool {
	return slices.ContainsFunc(es, func(e Entity) bool { return e.Type == "url" || e.Type == "text_url" || e.Type == "email" })
}

// solid says whether a part is one thing: it is never split, and nothing that the server finds lies in it.
func (e Entity) solid() bool {
	switch e.Type {
	case "bold", "italic", "underline", "strike", "spoiler", "blockquote":
		return false
	}
	return true
}

// verbatim says whether nothing else is marked within a part.
func (e Entity) verbatim() bool { return e.Type == "code" || e.Type == "pre" }

func (e Entity) end() int32 { return e.Offset + e.Length }

func (e Entity) touches(o Entity) bool { return e.Offset < o.end() && o.Offset < e.end() }

func (e Entity) holds(o Entity) bool { return e.Offset <= o.Offset && o.end() <= e.end() }

// Fit makes what a client marked fit: no part splits a character, parts of the same kind do not overlap, of two solid parts that
// overlap the first counts, nothing lies within code.
func Fit(text string, given []Entity) []Entity {
	whole := boundaries(text)
	var solid, soft []Entity
	for _, e := range order(given) {
		e.Offset, e.Length = whole(e.Offset, e.end())
		switch {
		case e.Length <= 0:
		case !e.solid():
			soft = append(soft, e)
		case !slices.ContainsFunc(solid, e.touches):
			solid = append(solid, e)
		}
	}
	out := solid
	for _, e := range join(soft) {
		out = append(out, outside(e, solid)...)
	}
	return nest(out)
}

// boundaries returns a function that shrinks a range of code units to whole characters.
func boundaries(text string) func(from, to int32) (offset, length int32) {
	inside := map[int32]bool{} // offsets that lie within a character
	at := int32(0)
	for _, r := range text {
		if r > 0xffff {
			inside[at+1] = true
			at++
		}
		at++
	}
	total := at
	return func(from, to int32) (int32, int32) {
		from, to = max(from, 0), min(to, total)
		if inside[from] {
			from++
		}
		if inside[to] {
			to--
		}
		return from, to - from
	}
}

// join makes one of parts of the same kind that overlap. Quotes that differ in how they are shown stay apart: the later one is cut.
func join(soft []Entity) []Entity {
	var out []Entity
next:
	for _, e := range order(soft) {
		for i := range out {
			if o := &out[i]; o.Type == e.Type && o.touches(e) {
				o.Length = max(o.end(), e.end()) - o.Offset
				continue next
			}
		}
		out = append(out, e)
	}
	return out
}

// outside returns what is left of a part where code is not.
func outside(e Entity, solid []Entity) []Entity {
	left := []Entity{e}
	for _, s := range solid {
		if !s.verbatim() {
			continue
		}
		var next []Entity
		for _, p := range left {
			if !p.touches(s) || p.Type == "blockquote" && p.holds(s) {
				next = append(next, p)
				continue
			}
			next = appendPart(next, p, p.Offset, s.Offset)
			next = appendPart(next, p, s.end(), p.end())
		}
		left = next
	}
	return left
}

// appendPart appends the part of e from one offset to another, if there is anything between.
func appendPart(out []Entity, e Entity, from, to int32) []Entity {
	if from >= to {
		return out
	}
	e.Offset, e.Length = from, to-from
	return append(out, e)
}

// order sorts parts by where they begin, the longer first.
func order(es []Entity) []Entity {
	slices.SortStableFunc(es, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length), cmp.Compare(a.rank(), b.rank()))
	})
	return es
}

// rank orders parts over the same characters: quotes hold styles, styles hold links.
func (e Entity) rank() int {
	switch {
	case e.Type == "blockquote":
		return 0
	case !e.solid():
		return 1
	}
	return 2
}

// maxSplits bounds the work for one message. A client whose parts cross more often than that loses the rest.
const maxSplits = 300

// nest splits styles where they cross the end of another part, so that of two parts one lies within the other or they are apart.
// Solid parts are not split; where one crosses a quote, the quote gives way.
func nest(es []Entity) []Entity {
	for round := 0; ; round++ {
		i, j, crossed := crossing(order(es))
		if !crossed {
			return es[:min(len(es), MaxEntities)]
		}
		a, b := es[i], es[j] // a begins first and ends within b
		es = slices.Delete(slices.Delete(es, j, j+1), i, i+1)
		switch {
		case round > maxSplits || a.solid() && b.solid():
			es = append(es, a)
		case a.solid():
			es = appendPart(append(es, a), b, a.end(), b.end())
		case a.Type == "blockquote" && b.solid():
			es = appendPart(append(es, b), a, a.Offset, b.Offset)
		case a.Type == "blockquote":
			es = appendPart(appendPart(append(es, a), b, b.Offset, a.end()), b, a.end(), b.end())
		default:
			es = appendPart(appendPart(append(es, b), a, a.Offset, b.Offset), a, b.Offset, a.end())
		}
	}
}

// crossing finds two parts of which neither holds the other but that overlap. es is in order.
func crossing(es []Entity) (i, j int, found bool) {
	for i, a := range es {
		for j := i + 1; j < len(es) && es[j].Offset < a.end(); j++ {
			if !a.holds(es[j]) && !es[j].holds(a) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

package tlbench

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/tg"

	"chappe/tl"
)

// common lists the ids that both libraries read by themselves: not bool and its like, which
// are no objects of ours, and not the wrappers, whose query gotd must be told.
func common() map[uint32]func() bin.Object {
	all := tg.TypesConstructorMap()
	for id, create := range all {
		_, wraps := reflect.TypeOf(create()).Elem().FieldByName("Query")
		name, ok := tl.NameOf(id)
		if o := tl.NewFunction(name); o != nil && wraps {
			q, _ := reflect.TypeOf(o).Elem().FieldByName("Query")
			wraps = q.Type == reflect.TypeFor[[]byte]()
		} else {
			wraps = false
		}
		if !ok || wraps {
			delete(all, id)
		}
	}
	return all
}

// filler makes random objects of gotd's structs.
type filler struct {
	*rand.Rand
	all     []reflect.Type
	members map[reflect.Type][]reflect.Type // by interface
}

func newFiller(seed uint64) *filler {
	f := &filler{rand.New(rand.NewPCG(seed, 2)), nil, make(map[reflect.Type][]reflect.Type)}
	for _, create := range common() {
		f.all = append(f.all, reflect.TypeOf(create()))
	}
	slices.SortFunc(f.all, func(a, b reflect.Type) int { return bytes.Compare([]byte(a.String()), []byte(b.String())) })
	return f
}

// fill makes the value random. When depth is used up, optional and repeated things stay away.
func (f *filler) fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(int32(f.Uint32())))
	case reflect.Float64:
		v.SetFloat(f.Float64())
	case reflect.String:
		v.SetString(string(bytes.Repeat([]byte("é"), f.IntN(3)*f.IntN(70))))
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(f.IntN(256)))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[bin.Fields]() {
			return
		}
		for i := range v.NumField() {
			f.fill(v.Field(i), depth)
		}
	case reflect.Slice:
		if depth <= 0 {
			return
		}
		n := f.IntN(3)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.fill(v.Index(i), depth-1)
		}
	case reflect.Uint8:
		v.SetUint(uint64(f.IntN(256)))
	case reflect.Interface:
		f.class(v, depth)
	}
}

func (f *filler) class(v reflect.Value, depth int) {
	members, ok := f.members[v.Type()]
	if !ok {
		for _, t := range f.all {
			if t.Implements(v.Type()) {
				members = append(members, t)
			}
		}
		f.members[v.Type()] = members
	}
	if depth < -3 {
		return // too deep: what requires it cannot be written, and is tried again
	}
	o := reflect.New(members[f.IntN(len(members))].Elem())
	f.fill(o.Elem(), depth-1)
	v.Set(o)
}

// object returns a random object that gotd can write, and its bytes.
func (f *filler) object(create func() bin.Object) (bin.Object, []byte) {
	for range 50 {
		o := create()
		f.fill(reflect.ValueOf(o).Elem(), 2)
		var b bin.Buffer
		if o.Encode(&b) == nil {
			return o, b.Buf
		}
	}
	return nil, nil
}

// TestTheirsIsOurs: what gotd writes, we read and write the same.
func TestTheirsIsOurs(t *testing.T) {
	f := newFiller(1)
	written := 0
	for id, create := range common() {
		for range 8 {
			_, raw := f.object(create)
			if raw == nil {
				continue
			}
			written++
			o, rest, err := tl.Decode(tl.MaxLayer, raw)
			if err != nil || len(rest) > 0 {
				t.Fatalf("%x, %x: %v, %d bytes remain", id, raw, err, len(rest))
			}
			again, err := tl.Append(nil, tl.MaxLayer, o)
			if err != nil || !bytes.Equal(again, raw) {
				t.Fatalf("%s: %v\ntheirs %x\nours   %x", o.TLName(), err, raw, again)
			}
		}
	}
	if least := 7 * len(common()); written < least {
		t.Errorf("only %d objects were compared, of %d", written, least)
	}
	t.Logf("%d objects of %d constructors and functions", written, len(common()))
}

// TestOursIsTheirs: what we write, gotd reads and writes the same: also what it does not make
// itself, such as a zero that is there.
func TestOursIsTheirs(t *testing.T) {
	f := newFiller(2)
	written := 0
	for id, create := range common() {
		for range 8 {
			_, raw := f.object(create)
			if raw == nil {
				continue
			}
			o, _, err := tl.Decode(tl.MaxLayer, raw)
			if err != nil {
				t.Fatalf("%x, %x: %v", id, raw, err)
			}
			f.change(reflect.ValueOf(o).Elem())
			raw, err = tl.Append(nil, tl.MaxLayer, o)
			if err != nil {
				continue // a flag that was set, and the object that it stands for too is not there
			}
			written++
			theirs := create()
			b := bin.Buffer{Buf: raw}
			if err := theirs.Decode(&b); err != nil || b.Len() > 0 {
				t.Fatalf("%s, %x: %v, %d bytes remain", o.TLName(), raw, err, b.Len())
			}
			var again bin.Buffer
			if err := theirs.Encode(&again); err != nil || !bytes.Equal(again.Buf, raw) {
				t.Fatalf("%s: %v\nours   %x\ntheirs %x", o.TLName(), err, raw, again.Buf)
			}
		}
	}
	if least := 6 * len(common()); written < least {
		t.Errorf("only %d objects were compared, of %d", written, least)
	}
}

// change alters one of our objects at random.
func (f *filler) change(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		if f.IntN(3) == 0 {
			v.SetBool(!v.Bool())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f.change(v.Field(i))
		}
	case reflect.Slice:
		if v.IsNil() && f.IntN(3) == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			f.change(v.Index(i))
		}
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			f.change(v.Elem())
		}
	}
}

// FuzzAgree: both read the same bytes or both refuse them. What may differ:
//   - we read an id that only another layer has, gotd does not;
//   - we refuse objects that lie more than 64 deep, and the wrappers' queries we do not read;
//   - bits that belong to no field we drop, gotd keeps, so bytes are compared only after our writing.
func FuzzAgree(f *testing.F) {
	r := newFiller(3)
	constructors := common()
	for _, typ := range r.all {
		if r.IntN(8) == 0 {
			if _, raw := r.object(func() bin.Object { return reflect.New(typ.Elem()).Interface().(bin.Object) }); raw != nil {
				f.Add(raw)
			}
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) < 4 {
			return
		}
		create := constructors[binary.LittleEndian.Uint32(raw)]
		if create == nil {
			return
		}
		ours, rest, ourErr := tl.Decode(tl.MaxLayer, raw)
		theirs := create()
		b := bin.Buffer{Buf: raw}
		theirErr := theirs.Decode(&b)
		if ourErr != nil {
			if theirErr == nil && !deep(ourErr) {
				t.Fatalf("gotd reads %#v, we say %v", theirs, ourErr)
			}
			return
		}
		written, err := tl.Append(nil, tl.MaxLayer, ours)
		if err != nil {
			t.Fatalf("%#v cannot be written: %v", ours, err)
		}
		if theirErr != nil {
			if bytes.Equal(written, raw[:len(raw)-len(rest)]) {
				t.Fatalf("we read %#v, gotd says %v", ours, theirErr)
			}
			return // ids of another layer, which we write as this one's
		}
		if len(rest) != b.Len() {
			t.Fatalf("we leave %d bytes, gotd %d", len(rest), b.Len())
		}
		again := create()
		var back bin.Buffer
		if err := again.Decode(&bin.Buffer{Buf: written}); err != nil {
			t.Fatalf("gotd does not read what we write: %v, %x", err, written)
		}
		if err := again.Encode(&back); err != nil || !bytes.Equal(back.Buf, written) {
			t.Fatalf("%v\nours   %x\ntheirs %x", err, written, back.Buf)
		}
	})
}

func deep(err error) bool {
	return bytes.Contains([]byte(err.Error()), []byte("deep"))
}

package tl

import (
	"reflect"
	"unsafe"
)

// A plan says how one definition of one layer is written and read: a flat list of operations over
// the offsets of the newest struct's fields. The same list serves both directions.
//
// What keeps the unsafe pointers of this package honest:
//   - an operation's offset comes from reflect for the very type that the plan is for, and a
//     pointer to a struct travels with its plan;
//   - nothing is converted to uintptr and back: unsafe.Add only, inside one object;
//   - what holds pointers is stored through pointer types, so that the collector sees it.
//
// The tests run with -race, which turns on checkptr.
type plan struct {
	name   string
	id     uint32
	index  int // of the struct; -1 for what the newest layer no longer has
	ops    []op
	reads  uint64 // which operations always run when reading, one bit each
	writes uint64 // and when writing
	lead   int    // how many words of flags come before everything else; they are no operations in writes
	flat   int    // bytes of the struct that are written as they lie in memory; 0 when not all are
	class  *class // of a constructor whose struct exists
	boxed  string // the type it belongs to in its layer
	typ    reflect.Type
	itab   unsafe.Pointer // first word of the class's interface when it holds the struct
	// result is how a function's answer looks.
	result *shape

	// How flags come about when writing, and what they mean. All words of flags of an object are
	// one number here, 32 bits a word.
	always uint64   // flags of fields that the struct requires and the layer does not
	groups []group  // bools that lie side by side
	oks    []uint32 // offsets of other signs of presence: bytes, 0 or 1
	ptrs   []uint32 // and pointers, nil or not
	signs  []sign   // what they bring, last first: pointers, then bytes
	ruled  []int    // operations whose rule says whether the field is there
	bits   []bitMeaning
	wordAt [maxWords]int // where the words are, from the first field
}

// Bounds of what definitions may need. A test holds every layer's against them.
const (
	maxOps   = 64
	maxWords = 2
)

// group is up to eight bools, looked at as one number.
type group struct {
	off  uint32
	mask uint64
	bits [8]uint8 // the flag of each
}

// sign is what a byte (Opt.OK) or a pointer (of a slice or an object) brings when it is not zero.
type sign struct {
	flag uint64
	ops  uint64 // more than one when fields share the flag
}

// bitMeaning is what a flag brings.
type bitMeaning struct {
	ops    uint64 // operations to run: more than one when fields share the flag
	isTrue bool   // whether the flag is itself a field
	trueAt uint32 // where that is
}

type opcode uint8

const (
	opFlags   opcode = iota
	opInt            // four bytes
	opLong           // eight bytes: long and double
	opInt128         //
	opInt256         //
	opBool           //
	opString         //
	opBytes          // read otherwise than a string, written the same
	opRest           // the nested query of a wrapper: all that follows
	opClass          // boxed, in an interface
	opPointer        // boxed, only one constructor, optional
	opStruct         // boxed, only one constructor, required
	opVector         //
	opConst          // a field that only the layer has: its zero
	opRule           // a field that only the layer has, or has otherwise, see rules.go
	opDefault        // a field that the layer lacks and reading must fill, see rules.go
	opRequire        // a field that the layer lacks: a rule must have filled it in reading
	opNever          // a field that only the layer has and that has no zero
)

// op is one field.
type op struct {
	code     opcode
	optional bool
	bit      uint8  // its flag when it is optional; the first flag of the word for opFlags
	shared   bool   // another field that is more than a bit depends on the same flag
	hard     bool   // the struct requires the field, so that nil is a mistake of the caller
	off      uint32 // where the struct keeps it
	ok       uint32 // where Opt.OK is, 0 when it is no Opt
	shape    *shape
	rule     *rule // for opRule and opDefault
}

// shape is a type as a layer writes it.
type shape struct {
	code  opcode
	name  string  // in the schema
	class *class  // for opClass, opPointer, opStruct; nil when the newest layer has no such type
	plan  *plan   // for opPointer, opStruct: the only constructor's, nil when the layer lacks it
	elem  *shape  // for opVector
	size  uintptr // of an element in memory, for opVector
	min   int     // the fewest bytes an element takes, for opVector
	slice reflect.Type
	zero  []byte // its zero as it is written, nil when it has none
}

// any class's interface has the same three methods in the same order, so that one interface can
// stand for all of them when the index of what it holds is asked for.
type anyClass interface {
	Object
	isAnyClass()
}

// iface is how an interface with methods lies in memory.
type iface struct{ itab, data unsafe.Pointer }

// objectAt makes an Object of a pointer to a struct with that index.
func objectAt(index int, at unsafe.Pointer) Object {
	o := prototypes[index]
	(*iface)(unsafe.Pointer(&o)).data = at
	return o
}

// dataOf is the pointer that an Object holds.
func dataOf(o Object) unsafe.Pointer { return (*iface)(unsafe.Pointer(&o)).data }

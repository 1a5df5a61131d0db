// Package tl holds Telegram's API types as plain structs of the newest layer, and one
// codec that reads and writes them in every layer from MinLayer to MaxLayer.
// https://core.telegram.org/mtproto/TL
//
// How a field looks says whether it may be absent:
//   - flags.N?true is a bool;
//   - an optional number, bool or string is an Opt: a present zero is not an absent one;
//   - optional bytes and vectors are slices: nil is absent, empty and not nil is present;
//   - optional objects are pointers or interfaces: nil is absent;
//   - everything else is required, and a required object that is nil cannot be encoded.
//
// Words of flags are not fields: encoding works them out, decoding uses them up.
package tl

//go:generate go run chappe/tl/gen -dir .

// Object is a pointer to any of this package's structs, constructor or function.
type Object interface {
	// TLName is the name in the schema: messages.sendMessage.
	TLName() string
	tlIndex() uint16
}

// Opt is an optional number, bool or string.
type Opt[T any] struct {
	V  T
	OK bool // whether the field is present
}

// Some is a present value.
func Some[T any](v T) Opt[T] { return Opt[T]{V: v, OK: true} }

// Get returns the value, or zero and false when it is absent.
func (o Opt[T]) Get() (T, bool) { return o.V, o.OK }

// MethodName is the name in the schema of a request, or of any object, and "" for nil.
func MethodName(o Object) string {
	if o == nil {
		return ""
	}
	return o.TLName()
}

// Functions lists the names of all functions of the newest layer, in alphabetical order.
func Functions() []string {
	names := make([]string, 0, len(prototypes)-firstFunction)
	for _, p := range prototypes[firstFunction:] {
		names = append(names, p.TLName())
	}
	return names
}

// NewFunction returns an empty request of that function, nil when the newest layer has none
// of that name.
func NewFunction(name string) Object {
	i, ok := functionByName()[name]
	if !ok {
		return nil
	}
	return newObject(i)
}

// Constructors lists the names of all constructors of the newest layer, in alphabetical order.
func Constructors() []string {
	names := make([]string, firstFunction)
	for i, p := range prototypes[:firstFunction] {
		names[i] = p.TLName()
	}
	return names
}

// NewConstructor returns an empty object of that constructor, nil when the newest layer has none of that name.
func NewConstructor(name string) Object {
	i, ok := theCatalog().index[name]
	if !ok || i >= firstFunction {
		return nil
	}
	return newObject(uint16(i))
}

package tl

import "fmt"

// UnknownMethodError says that a request begins with an id that is no function of the newest
// layer. Name is set when the id is known from some layer's schema.
type UnknownMethodError struct {
	ID   uint32
	Name string
}

func (e UnknownMethodError) Error() string {
	return fmt.Sprintf("unknown method %s#%08x", e.Name, e.ID)
}

// DecodeError says that bytes are not an object in the layer they are read in.
type DecodeError struct {
	Name   string // the constructor or function being read, where known
	Reason string
}

func (e *DecodeError) Error() string {
	return fmt.Sprintf("decode %s: %s", e.Name, e.Reason)
}

// EncodeError says that an object cannot be written in a layer.
type EncodeError struct {
	Name   string // the constructor or function being written, where known
	Layer  int
	Reason string
}

func (e *EncodeError) Error() string {
	return fmt.Sprintf("encode %s in layer %d: %s", e.Name, e.Layer, e.Reason)
}

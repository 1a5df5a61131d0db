package tl

import "errors"

var errTODO = errors.New("tl: the codec is not there yet")

// Append encodes an object in a layer, boxed, after dst.
func Append(dst []byte, layer int, o Object) ([]byte, error) { return dst, errTODO }

// AppendResult encodes what the function fn answers, in a layer, after dst. The result is an
// Object, a bool, or a slice for functions that answer with a vector.
func AppendResult(dst []byte, layer int, fn Object, result any) ([]byte, error) {
	return dst, errTODO
}

// DecodeRequest decodes one function call of a client. Bytes that remain are refused, except
// after the wrappers (invokeWithLayer and its like), whose Query takes them.
func DecodeRequest(layer int, b []byte) (Object, error) { return nil, errTODO }

// Decode decodes any boxed object, constructor or function, and returns the bytes after it.
func Decode(layer int, b []byte) (Object, []byte, error) { return nil, b, errTODO }

// DecodeResult decodes the answer to fn, as a client does. It returns an Object, a bool or a slice.
func DecodeResult(layer int, fn Object, b []byte) (any, error) { return nil, errTODO }

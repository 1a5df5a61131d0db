package rpc

import (
	"testing"

	"chappe/tl"
)

// A method that this server does not know has its own answer, another than that of bytes that are no call.
func TestDecodeError(t *testing.T) {
	d := &Dispatcher{}
	_, err := tl.DecodeRequest(tl.MaxLayer, []byte{0x0d, 0xf0, 0xad, 0x0b, 42, 0, 0, 0})
	if got := d.decodeError(err); got != errNotImplemented {
		t.Errorf("an unknown method is answered with %v (%v)", got, err)
	}
	if got := d.unknownName(err); got != "unknown" {
		t.Errorf("a method that no layer has is counted as %q", got)
	}
	_, err = tl.DecodeRequest(tl.MaxLayer, []byte{1, 2})
	if got := d.decodeError(err); got != errBadRequest {
		t.Errorf("two bytes are answered with %v (%v)", got, err)
	}
}

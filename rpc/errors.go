package rpc

import (
	"errors"
	"fmt"
	"time"
)

// Error is what a client did wrong, in the protocol's words. It is answered as it is and never logged.
// https://core.telegram.org/api/errors
type Error struct {
	Code    int32
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Message) }

// Bad is a 400: the request cannot be carried out as it is.
func Bad(message string) *Error { return &Error{400, message} }

// Unauthorized is a 401: the device is not signed in, or not any more.
func Unauthorized(message string) *Error { return &Error{401, message} }

// Forbidden is a 403: privacy or rights are in the way.
func Forbidden(message string) *Error { return &Error{403, message} }

// NotFound is a 404.
func NotFound(message string) *Error { return &Error{404, message} }

// NotAcceptable is a 406, which clients do not show by themselves.
func NotAcceptable(message string) *Error { return &Error{406, message} }

// Flood is a 420: the client has to wait for d, rounded up to whole seconds, at least one.
func Flood(d time.Duration) *Error {
	return &Error{420, fmt.Sprintf("FLOOD_WAIT_%d", max(1, int64((d+time.Second-1)/time.Second)))}
}

var (
	errUnregistered   = Unauthorized("AUTH_KEY_UNREGISTERED")
	errPermEmpty      = Unauthorized("AUTH_KEY_PERM_EMPTY")
	errNotImplemented = Bad("METHOD_NOT_IMPLEMENTED")
	errInvalidLayer   = Bad("CONNECTION_LAYER_INVALID")
	errBadRequest     = Bad("INPUT_FETCH_ERROR")
	errNesting        = Bad("INPUT_FETCH_ERROR")
	errNoTakeout      = Bad("TAKEOUT_INVALID")
	errInternal       = &Error{500, "INTERNAL"}
)

// Is says whether err is the client's error with this message.
func Is(err error, message string) bool {
	var e *Error
	return errors.As(err, &e) && e.Message == message
}

// ErrTakeout is the answer to a call that is part of a takeout alone.
var ErrTakeout = Bad("TAKEOUT_REQUIRED")

package rpc

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"chappe/mtp"
	"chappe/tl"
)

// maxWrappers bounds how deep wrappers nest. Clients use four at most.
const maxWrappers = 16

const (
	idGzipPacked = 0x3072cfa1
	maxUnzipped  = 4 << 20 // bytes
)

// unwrap opens the wrappers around a call, notes what they say of the session, and returns the call itself. quiet means that
// the client wants no updates on this session.
// https://core.telegram.org/api/invoking
func (d *Dispatcher) unwrap(ctx context.Context, c *Caller, body []byte) (q tl.Object, quiet bool, err error) {
	s := c.Session
	for range maxWrappers {
		if len(body) >= 4 && binary.LittleEndian.Uint32(body) == idGzipPacked {
			if body, err = d.unpack(c, body); err != nil {
				return nil, quiet, errBadRequest
			}
		}
		q, err := tl.DecodeRequest(s.Layer(), body)
		if err != nil {
			return nil, quiet, err
		}
		switch w := q.(type) {
		case *tl.InvokeWithLayer:
			layer, err := tl.LayerFor(int(w.Layer))
			if err != nil {
				return nil, quiet, errInvalidLayer
			}
			s.speak(layer)
			body = w.Query
		case *tl.InitConnection:
			s.describe(w)
			body = w.Query
		case *tl.InvokeWithoutUpdates:
			quiet, body = true, w.Query
		case *tl.InvokeAfterMsg:
			s.await(ctx, c.MsgID, w.MsgID)
			body = w.Query
		case *tl.InvokeAfterMsgs:
			s.await(ctx, c.MsgID, w.MsgIDs...)
			body = w.Query
		case *tl.InvokeWithTakeout:
			c.Takeout, body = w.TakeoutID, w.Query
			if w.TakeoutID == 0 {
				return nil, quiet, errNoTakeout
			}
		case *tl.InvokeWithMessagesRange:
			c.Range, body = &w.Range, w.Query
		case *tl.InvokeWithReCaptcha:
			body = w.Query
		case *tl.InvokeWithGooglePlayIntegrity:
			body = w.Query
		case *tl.InvokeWithApnsSecret:
			body = w.Query
		default:
			return q, quiet, nil
		}
	}
	return nil, quiet, errNesting
}

// bigUnpacked is from how many bytes on what was packed counts as large.
const bigUnpacked = 64 << 10

// unpack unpacks a call, or a part of one. Few may hold something large that way at once, each until it is over; a call that asks
// for a place holds none that another needs to go on, as it asks once and before anything else.
func (d *Dispatcher) unpack(c *Caller, body []byte) ([]byte, error) {
	if !c.answer.unpacked {
		d.unpacks <- struct{}{}
		c.answer.unpacked = true
	}
	out, err := mtp.Unzip(body, maxUnzipped)
	if len(out) < bigUnpacked {
		<-d.unpacks
		c.answer.unpacked = false
	}
	return out, err
}

// describe keeps what the device says of itself, each text cut to a sane length.
func (s *Session) describe(w *tl.InitConnection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = true
	s.stored = time.Time{}
	s.info = DeviceInfo{
		Layer: s.Layer(), APIID: w.APIID, Model: cut(w.DeviceModel), System: cut(w.SystemVersion), App: cut(w.AppVersion),
		LangCode: cut(w.LangCode), LangPack: cut(w.LangPack),
	}
}

func cut(s string) string {
	if len(s) <= maxInfo {
		return s
	}
	n := maxInfo
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// decodeError is what the client is told of a call that could not be decoded.
func (d *Dispatcher) decodeError(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var unknown tl.UnknownMethodError
	if errors.As(err, &unknown) {
		return errNotImplemented
	}
	return errBadRequest
}

// unknownName names, for the metrics, a method that some layer knows and this server does not.
func (d *Dispatcher) unknownName(err error) string {
	var unknown tl.UnknownMethodError
	if errors.As(err, &unknown) && unknown.Name != "" {
		return unknown.Name
	}
	return "unknown"
}

package help

import (
	"context"
	"errors"
	"fmt"

	"chappe/rpc"
	"chappe/tl"
)

// check answers an empty request to each method, for a caller that is signed in, and encodes the answer in every layer that has a
// table. It returns what went wrong, nil when nothing did: an error that is the client's is an answer too.
func check(ctx context.Context, methods []Method) error {
	var wrong []error
	seen := map[string]bool{}
	for _, m := range methods {
		name := m.Query.TLName()
		if seen[name] {
			wrong = append(wrong, fmt.Errorf("%s is listed twice", name))
		}
		seen[name] = true
		a, err := m.Call(ctx, rpc.Caller{User: 1, Session: new(rpc.Session)}, m.Query)
		var client *rpc.Error
		if errors.As(err, &client) {
			continue
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
			continue
		}
		for _, layer := range tl.Layers() {
			if !knows(layer, m.Query) {
				continue // nobody of that layer asks
			}
			if err := inLayer(layer, m.Query, a); err != nil {
				wrong = append(wrong, fmt.Errorf("%s in layer %d: %w", name, layer, err))
				break
			}
		}
	}
	return errors.Join(wrong...)
}

// inLayer says whether a client of that layer can read the answer.
func inLayer(layer int, q tl.Object, a any) error {
	b, err := tl.AppendResult(nil, layer, q, a)
	if err != nil {
		return err
	}
	_, err = tl.DecodeResult(layer, q, b)
	return err
}

// knows says whether a layer has the method. Where it has, an empty request may still lack what is required, in every layer alike.
func knows(layer int, q tl.Object) bool {
	_, newest := tl.Append(nil, tl.MaxLayer, q)
	_, err := tl.Append(nil, layer, q)
	return reason(err) == reason(newest)
}

func reason(err error) string {
	var e *tl.EncodeError
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

package rpc

import (
	"fmt"

	"chappe/tl"
)

// Tell pushes an update to a session that the hub does not know because nobody is signed in on it. False means that it was lost:
// the session is slow or gone.
func (s *Session) Tell(u tl.UpdatesClass) (bool, error) {
	body, err := tl.Append(nil, s.Layer(), u)
	if err != nil {
		return false, fmt.Errorf("encode an update: %w", err)
	}
	return s.Push(body), nil
}

package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"chappe/content"
	"chappe/feature/channels"
	"chappe/feature/chats"
)

// maxReason is how long a reason is at most, in UTF-16 code units.
const maxReason = 255

// rule adds what the operator does with groups and channels to what the command line's socket answers.
func (s *Server) rule(mux *http.ServeMux) {
	for _, kind := range []string{"channel", "supergroup"} {
		mux.HandleFunc("GET /"+kind, answer(func(r *http.Request) (any, error) {
			after, _ := strconv.ParseInt(r.FormValue("after"), 10, 64) // without one, from the beginning
			return s.channels.List(r.Context(), after, kind == "channel")
		}))
	}
	mux.HandleFunc("GET /channel/info", answer(func(r *http.Request) (any, error) { return s.channels.Described(r.Context(), r.FormValue("name")) }))
	mux.HandleFunc("POST /channel/close", answer(func(r *http.Request) (any, error) {
		c, err := s.closing(r)
		if err != nil {
			return nil, err
		}
		return nil, s.channels.Close(r.Context(), r.FormValue("name"), c)
	}))
	mux.HandleFunc("POST /channel/reopen", answer(func(r *http.Request) (any, error) {
		return nil, s.channels.Close(r.Context(), r.FormValue("name"), nil)
	}))
	mux.HandleFunc("GET /group", answer(func(r *http.Request) (any, error) {
		after, _ := strconv.ParseInt(r.FormValue("after"), 10, 64)
		return s.groups.List(r.Context(), after)
	}))
	mux.HandleFunc("GET /group/info", answer(func(r *http.Request) (any, error) {
		id, err := groupID(r)
		if err != nil {
			return nil, err
		}
		return s.groups.Described(r.Context(), id)
	}))
	mux.HandleFunc("POST /group/close", answer(func(r *http.Request) (any, error) {
		id, err := groupID(r)
		if err != nil {
			return nil, err
		}
		c, err := s.closing(r)
		if err != nil {
			return nil, err
		}
		return nil, s.groups.Close(r.Context(), id, c)
	}))
	mux.HandleFunc("POST /group/reopen", answer(func(r *http.Request) (any, error) {
		id, err := groupID(r)
		if err != nil {
			return nil, err
		}
		return nil, s.groups.Close(r.Context(), id, nil)
	}))
}

func groupID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.FormValue("name"), 10, 64)
	if err != nil {
		return 0, chats.ErrNone
	}
	return id, nil
}

// closing reads why and until when something is to be closed.
func (s *Server) closing(r *http.Request) (*chats.Closed, error) {
	reason := content.Clean(r.FormValue("reason"))
	if reason == "" || content.Units(reason) > maxReason {
		return nil, errors.New("a chat is closed with a reason, of at most 255 characters, which its members read")
	}
	c := &chats.Closed{Reason: reason}
	if until := r.FormValue("until"); until != "" {
		at, err := strconv.ParseInt(until, 10, 32)
		if err != nil || int32(at) <= int32(s.cfg.Clock.Now().Unix()) {
			return nil, errors.New("the end must lie in the future")
		}
		c.Until = int32(at)
	}
	return c, nil
}

// Channels lists the broadcast channels, or the supergroups, beyond an id; at most 1,000.
func (c *Control) Channels(ctx context.Context, broadcast bool, after int64) (out []channels.Listed, err error) {
	path := "/supergroup"
	if broadcast {
		path = "/channel"
	}
	return out, c.do(ctx, http.MethodGet, path, map[string]string{"after": strconv.FormatInt(after, 10)}, &out)
}

// Channel tells of one of them by id or public name.
func (c *Control) Channel(ctx context.Context, name string) (out channels.Listed, err error) {
	return out, c.do(ctx, http.MethodGet, "/channel/info", map[string]string{"name": name}, &out)
}

// Groups lists the basic groups beyond an id; at most 1,000.
func (c *Control) Groups(ctx context.Context, after int64) (out []chats.Listed, err error) {
	return out, c.do(ctx, http.MethodGet, "/group", map[string]string{"after": strconv.FormatInt(after, 10)}, &out)
}

// Group tells of one of them.
func (c *Control) Group(ctx context.Context, id string) (out chats.Listed, err error) {
	return out, c.do(ctx, http.MethodGet, "/group/info", map[string]string{"name": id}, &out)
}

// Close closes a channel or supergroup by id or public name, or a basic group by id, with a reason that its members read; until is in unix
// seconds, 0 for until it is opened again.
func (c *Control) Close(ctx context.Context, group bool, name, reason string, until int64) error {
	form := map[string]string{"name": name, "reason": reason}
	if until != 0 {
		form["until"] = strconv.FormatInt(until, 10)
	}
	return c.do(ctx, http.MethodPost, kindOf(group)+"/close", form, nil)
}

// Reopen opens it again.
func (c *Control) Reopen(ctx context.Context, group bool, name string) error {
	return c.do(ctx, http.MethodPost, kindOf(group)+"/reopen", map[string]string{"name": name}, nil)
}

func kindOf(group bool) string {
	if group {
		return "/group"
	}
	return "/channel"
}

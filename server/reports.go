package server

import (
	"context"
	"net/http"
	"strconv"

	"chappe/feature/messages"
)

// Reports returns what people reported, in the order in which it came, beyond an id (0: from the beginning); at most 200.
func (s *Server) Reports(ctx context.Context, after int64) ([]messages.Reported, error) {
	return s.talk.Reports(ctx, after)
}

// reports adds them to what the command line's socket answers.
func (s *Server) reports(mux *http.ServeMux) {
	mux.HandleFunc("GET /reports", answer(func(r *http.Request) (any, error) {
		after, _ := strconv.ParseInt(r.FormValue("after"), 10, 64) // without one, from the beginning
		return s.Reports(r.Context(), after)
	}))
	mux.HandleFunc("GET /report", answer(func(r *http.Request) (any, error) {
		id, _ := strconv.ParseInt(r.FormValue("id"), 10, 64) // there is no report 0
		x, ok, err := s.Report(r.Context(), id)
		if err != nil || !ok {
			return nil, err
		}
		return &x, nil
	}))
}

// Report returns what was reported under an id, and whether there is such a report.
func (s *Server) Report(ctx context.Context, id int64) (messages.Reported, bool, error) {
	return s.talk.Report(ctx, id)
}

// Report asks a running server for what was reported under an id; nil if nothing was. See [Server.Report].
func (c *Control) Report(ctx context.Context, id int64) (out *messages.Reported, err error) {
	return out, c.do(ctx, http.MethodGet, "/report", map[string]string{"id": strconv.FormatInt(id, 10)}, &out)
}

// Reports asks a running server for what people reported, beyond an id; see [Server.Reports].
func (c *Control) Reports(ctx context.Context, after int64) (out []messages.Reported, err error) {
	return out, c.do(ctx, http.MethodGet, "/reports", map[string]string{"after": strconv.FormatInt(after, 10)}, &out)
}

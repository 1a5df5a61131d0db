package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"chappe/db"
	"chappe/feature/auth"
	"chappe/feature/contacts"
	"chappe/feature/users"
)

// socketFile is where the command line talks to the running server. Only the owner of the data directory may open it.
const socketFile = "chappe.sock"

// control answers the command line on a Unix socket.
func (s *Server) control(ctx context.Context) error {
	path := filepath.Join(s.cfg.Data, socketFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the socket of an earlier run: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return fmt.Errorf("listen for the command line: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, l.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /codes", answer(func(*http.Request) (any, error) { return s.auth.Codes(), nil }))
	mux.HandleFunc("GET /users", answer(func(r *http.Request) (any, error) { return s.auth.ListUsers(r.Context()) }))
	mux.HandleFunc("POST /users/invite", answer(func(r *http.Request) (any, error) {
		return nil, s.auth.Invite(r.Context(), r.FormValue("phone"))
	}))
	mux.HandleFunc("POST /users/claim", answer(func(r *http.Request) (any, error) {
		return nil, s.claim(r.Context(), r.FormValue("token"), r.FormValue("phone"))
	}))
	s.rule(mux)
	s.frank(mux)
	s.reports(mux)
	mux.HandleFunc("GET /export", s.export)
	return serveHTTP(ctx, l, mux)
}

// claim makes the person with a phone number the operator.
func (s *Server) claim(ctx context.Context, token, phone string) error {
	var u users.User
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		u, _, err = users.ByPhone(tx, contacts.Digits(phone))
		return err
	})
	if err != nil {
		return err
	}
	if u.ID == 0 {
		return auth.ErrNoUser
	}
	return s.auth.Claim(ctx, token, u.ID)
}

// claimed says whether the server has an operator.
func (s *Server) claimed(ctx context.Context) (bool, error) { return s.auth.Claimed(ctx) }

// answer makes a handler of a function whose result is sent as JSON.
func answer(fn func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := fn(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v) // a caller that has gone reads nothing
	}
}

// Control is the command line's side of a running server.
type Control struct{ http *http.Client }

// Dial returns the control of the server that runs on a data directory.
func Dial(data string) *Control {
	return &Control{&http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			c, err := d.DialContext(ctx, "unix", filepath.Join(data, socketFile))
			if err != nil {
				return nil, errNoSocket
			}
			return c, nil
		},
	}}}
}

// Codes are the sign-in codes that are waiting to be typed in.
func (c *Control) Codes(ctx context.Context) (out []auth.Code, err error) {
	return out, c.do(ctx, http.MethodGet, "/codes", nil, &out)
}

// Users are all accounts.
func (c *Control) Users(ctx context.Context) (out []auth.Person, err error) {
	return out, c.do(ctx, http.MethodGet, "/users", nil, &out)
}

// Invite lets a phone number sign up on a server that is not open.
func (c *Control) Invite(ctx context.Context, phone string) error {
	return c.do(ctx, http.MethodPost, "/users/invite", map[string]string{"phone": phone}, nil)
}

// Claim makes a person the operator, with the token that the server showed at its first start.
func (c *Control) Claim(ctx context.Context, token, phone string) error {
	return c.do(ctx, http.MethodPost, "/users/claim", map[string]string{"token": token, "phone": phone}, nil)
}

// stream asks for something long, and writes it to w as it comes.
func (c *Control) stream(ctx context.Context, path string, form map[string]string, w io.Writer) error {
	q := url.Values{}
	for k, v := range form {
		q.Set(k, v)
	}
	u := url.URL{Scheme: "http", Host: "chappe", Path: path, RawQuery: q.Encode()}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return err
	}
	patient := http.Client{Transport: c.http.Transport}
	res, err := patient.Do(req)
	if errors.Is(err, errNoSocket) {
		return errNoSocket
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b, err := io.ReadAll(io.LimitReader(res.Body, 4<<10))
		return errors.Join(errors.New(string(bytes.TrimSpace(b))), err)
	}
	_, err = io.Copy(w, res.Body)
	return err
}

func (c *Control) do(ctx context.Context, method, path string, form map[string]string, out any) error {
	q := url.Values{}
	for k, v := range form {
		q.Set(k, v)
	}
	// The host is only a name: the connection goes to the socket.
	u := url.URL{Scheme: "http", Host: "chappe", Path: path, RawQuery: q.Encode()}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return err
	}
	res, err := c.http.Do(req)
	if errors.Is(err, errNoSocket) {
		return errNoSocket
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return errors.New(string(bytes.TrimSpace(b)))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}

package server

import "context"

// SweepFiles drops uploads that were left and deletes what nobody names, which a running server does every minute by itself.
func (s *Server) SweepFiles(ctx context.Context) error { return s.files.Sweep(ctx) }

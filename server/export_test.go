package server

import (
	"context"

	"chappe/db"
	"chappe/feature/media"
	"chappe/rpc"
	"chappe/tl"
)

// KeepOpaque makes what somebody has uploaded a file that holders can fetch.
func (s *Server) KeepOpaque(ctx context.Context, owner int64, in tl.InputFileClass, holders ...int64) (o media.Opaque, err error) {
	u, err := s.files.Uploaded(ctx, owner, in)
	if err != nil {
		return o, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		o, err = s.files.KeepOpaque(tx, u, holders...)
		return err
	})
	return o, err
}

// DropOpaque has one of them not have it any more.
func (s *Server) DropOpaque(ctx context.Context, holder, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.files.Release(tx, media.InSecret, holder, id) })
}

// Registry is every method that is registered, for the tests that walk over all of them.
func (s *Server) Registry() *rpc.Registry { return s.methods }

// Count is the sum of a metric over its labels.
func (s *Server) Count(name string) (n float64) {
	families, err := s.registry.Gather()
	if err != nil {
		return -1
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			n += m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	return n
}

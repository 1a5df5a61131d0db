package server

import (
	"chappe/rpc"
)

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

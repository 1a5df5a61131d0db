package rpc

import (
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics counts calls by method. Method names come from the schema, so that there are not more labels than methods.
type metrics struct {
	calls   *prometheus.CounterVec   // by method and code (0 is success)
	seconds *prometheus.HistogramVec // by method
	floods  *prometheus.CounterVec   // by class
	panics  prometheus.Counter
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "chappe_rpc_calls_total", Help: "Calls answered, by method and error code; 0 is success."}, []string{"method", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "chappe_rpc_seconds", Help: "Time from a call's decryption to its answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .02, .05, .1, .25, 1, 5}}, []string{"method"}),
		floods: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "chappe_rpc_floods_total", Help: "Calls refused as too fast, by class."}, []string{"class"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "chappe_rpc_panics_total", Help: "Handlers that panicked. Each is a defect."}),
	}
	if r != nil {
		r.MustRegister(m.calls, m.seconds, m.floods, m.panics)
	}
	return m
}

func (m *metrics) done(name string, err error, d time.Duration) {
	code := 0
	if err != nil {
		code = 500
		var e *Error
		if errors.As(err, &e) {
			code = int(e.Code)
		}
	}
	m.calls.WithLabelValues(name, strconv.Itoa(code)).Inc()
	m.seconds.WithLabelValues(name).Observe(d.Seconds())
}

package mtp

import (
	"github.com/prometheus/client_golang/prometheus"

	"chappe/mtp/wire"
)

// metrics count what happens; none of them names a key, a session or an address.
type metrics struct {
	conns      *prometheus.GaugeVec   // by transport
	sessions   prometheus.Gauge       //
	handshakes *prometheus.CounterVec // by result: ok, retry, fail, error, limited
	bytes      *prometheus.CounterVec // by way: in, out
	messages   *prometheus.CounterVec // by way
	errors     *prometheus.CounterVec // by kind
	drops      *prometheus.CounterVec // by reason
	resends    prometheus.Counter

	bytesIn, bytesOut, messagesIn, messagesOut, dropsUnacked prometheus.Counter
}

func newMetrics(r prometheus.Registerer) *metrics {
	counter := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "chappe_mtp_" + name, Help: help}, []string{label})
	}
	m := &metrics{
		conns: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "chappe_mtp_connections",
			Help: "Open connections by transport."}, []string{"transport"}),
		sessions: prometheus.NewGauge(prometheus.GaugeOpts{Name: "chappe_mtp_sessions",
			Help: "Sessions in memory."}),
		handshakes: counter("handshakes_total", "Key exchanges by result.", "result"),
		bytes:      counter("bytes_total", "Bytes of packets by direction.", "way"),
		messages:   counter("messages_total", "Encrypted packets by direction.", "way"),
		errors:     counter("errors_total", "Packets and messages refused, by kind.", "kind"),
		drops:      counter("drops_total", "What was dropped for a client that is slow or asks too much.", "reason"),
		resends: prometheus.NewCounter(prometheus.CounterOpts{Name: "chappe_mtp_resends_total",
			Help: "Messages sent again."}),
	}
	m.bytesIn, m.bytesOut = m.bytes.WithLabelValues("in"), m.bytes.WithLabelValues("out")
	m.messagesIn, m.messagesOut = m.messages.WithLabelValues("in"), m.messages.WithLabelValues("out")
	m.dropsUnacked = m.drops.WithLabelValues("unacked")
	// What never happened is shown, too, so that an alarm can be set on it.
	for vec, labels := range map[*prometheus.CounterVec][]string{
		m.handshakes: {"ok", "retry", "fail", "error", "limited"},
		m.drops:      {"connections", "http_timeout", "idle", "push", "sessions", "slow", "timeout", "unacked"},
		m.errors: {"container", "duplicate", "frame", "gzip", "key", "msg_id", "msg_id_time", "proxy", "record", "salt", "seqno",
			"sessions", "tls", "vector"},
	} {
		for _, l := range labels {
			vec.WithLabelValues(l)
		}
	}
	if r != nil {
		for _, c := range []prometheus.Collector{m.conns, m.sessions, m.handshakes, m.bytes, m.messages,
			m.errors, m.drops, m.resends} {
			// A second server in one process (tests) keeps counting for itself.
			_ = r.Register(c)
		}
	}
	return m
}

// badMsg names the codes of bad_msg_notification for the metrics.
func badMsgKind(code int32) string {
	switch code {
	case wire.BadMsgIDTooLow, wire.BadMsgIDTooHigh:
		return "msg_id_time"
	case wire.BadMsgIDBits, wire.BadMsgContainerID, wire.BadMsgTooOld:
		return "msg_id"
	case wire.BadMsgSalt:
		return "salt"
	case wire.BadMsgContainer:
		return "container"
	}
	return "seqno"
}

package mtp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"chappe/mtp/wire"
)

// Server salts are not stored. Each is a keyed hash of the authorization key's id
// and the number of a half-hour period, so every node knows every salt, and after a
// restart they are the same. The periods of different keys begin at different times:
// otherwise all clients would have to ask for a new salt in the same second.
// https://core.telegram.org/mtproto/description#server-salt

const (
	saltPeriod = 1800 // seconds during which a salt is the current one
	saltGrace  = 1800 // seconds for which it is accepted after that
	saltEarly  = 300  // seconds before its time from which it is accepted
)

// saltNow is a salt that was computed, so that not every message costs a hash.
type saltNow struct {
	period     int64
	salt, prev int64
}

// period numbers the half hour of time t (unix seconds) for the key.
func saltPeriodAt(keyID, t int64) int64 {
	return (t + int64(uint64(keyID)%saltPeriod)) / saltPeriod
}

// saltSince is when a period begins.
func saltSince(keyID, period int64) int64 {
	return period*saltPeriod - int64(uint64(keyID)%saltPeriod)
}

func (s *Server) saltOf(keyID, period int64) int64 {
	var in [16]byte
	binary.LittleEndian.PutUint64(in[:], uint64(keyID))
	binary.LittleEndian.PutUint64(in[8:], uint64(period))
	h := hmac.New(sha256.New, s.secret)
	h.Write(in[:])
	return int64(binary.LittleEndian.Uint64(h.Sum(nil)))
}

// salts returns the key's salt of the period that now is in and the one before.
func (s *Server) salts(k *authKey, now time.Time) *saltNow {
	period := saltPeriodAt(k.id, now.Unix())
	if v := k.salt.Load(); v != nil && v.period == period {
		return v
	}
	v := &saltNow{period: period, salt: s.saltOf(k.id, period), prev: s.saltOf(k.id, period-1)}
	k.salt.Store(v)
	return v
}

// validSalt says whether a message may carry this salt now.
func (s *Server) validSalt(k *authKey, salt int64, now time.Time) bool {
	v := s.salts(k, now)
	if salt == v.salt || salt == v.prev {
		return true
	}
	t := now.Unix()
	if salt == k.firstSalt && t < k.created+saltPeriod+saltGrace {
		return true
	}
	return t >= saltSince(k.id, v.period+1)-saltEarly && salt == s.saltOf(k.id, v.period+1)
}

// futureSalts lists n salts from the current one on.
// https://core.telegram.org/mtproto/service_messages#request-for-several-future-salts
func (s *Server) futureSalts(k *authKey, now time.Time, n int) []wire.Salt {
	period := saltPeriodAt(k.id, now.Unix())
	salts := make([]wire.Salt, n)
	for i := range salts {
		p := period + int64(i)
		since := saltSince(k.id, p)
		salts[i] = wire.Salt{
			Since: int32(since),
			Until: int32(since + saltPeriod + saltGrace),
			Salt:  s.saltOf(k.id, p),
		}
	}
	return salts
}

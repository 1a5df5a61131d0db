package media

import (
	"chappe/content"
	"chappe/rpc"
	"chappe/tl"
)

// https://core.telegram.org/api/live-location
var errLiveOver = rpc.Bad("MESSAGE_EDIT_TIME_EXPIRED")

// IsLive says whether media is a place that its sender keeps up to date.
func IsLive(m *content.Media) bool {
	return m != nil && m.Type == typeGeo && Read(m).Geo != nil && Read(m).Geo.Period != 0
}

// MoveLive is a live place after its sender has said where it is now, or that it ends. was is what the message says, posted its
// date; what q leaves out stays as it is. A place whose time is over moves no more. changed is false for one that stays where it was.
func MoveLive(was *content.Media, q *tl.InputMediaGeoLive, posted, now int32) (m content.Media, changed bool, err error) {
	s := Read(was)
	old := *s.Geo
	if old.Period != forEver && int64(posted)+int64(old.Period) <= int64(now) {
		return m, false, errLiveOver
	}
	to := old
	if q.GeoPoint != nil {
		if _, none := q.GeoPoint.(*tl.InputGeoPointEmpty); !none {
			at, err := geoOf(q.GeoPoint)
			if err != nil {
				return m, false, err
			}
			to.Lat, to.Long, to.Accuracy = at.Lat, at.Long, at.Accuracy
		} else if !q.Stopped {
			return m, false, errGeo
		}
	}
	if q.Heading.OK {
		to.Heading = min(max(q.Heading.V, 0), maxHeading)
	}
	if q.ProximityNotificationRadius.OK {
		to.Proximity = max(q.ProximityNotificationRadius.V, 0)
	}
	switch {
	case q.Stopped:
		to.Period = max(now-posted, 1) // it was live until now
	case q.Period.OK && q.Period.V != old.Period:
		if p := q.Period.V; p != forEver && (p < minPeriod || p > maxPeriod+(now-posted)) {
			return m, false, errPeriod
		}
		to.Period = q.Period.V
	}
	s.Geo = &to
	m, err = s.as(typeGeo)
	return m, to != old, err
}

package updates

import (
	"context"

	"chappe/box"
	"chappe/db"
	"chappe/rpc"
)

// renderNotices adds what the log without numbers has of a date (unix seconds) and later. Where that is too much for one answer it
// returns the date up to which it was told, else 0.
func (f *Feature) renderNotices(ctx context.Context, tx *db.Tx, c rpc.Caller, since int32, d *difference) (upto int32, err error) {
	if since == 0 {
		return 0, nil // a client without a state reads everything anyway
	}
	var ns []box.Notice
	for limit := maxNotices; ; limit *= 4 {
		if ns, err = box.NoticesSince(tx, c.User, since, limit); err != nil {
			return 0, err
		}
		if len(ns) < limit {
			upto = 0
			break
		}
		if upto = ns[len(ns)-1].Date; upto > since {
			break // the client asks on from there; what is of that very second it gets twice
		}
	}
	b, err := f.hub.Notices(ctx, tx, c.User, c.Key, false, latest(ns))
	d.add(b)
	return upto, err
}

// latest leaves out notices after which there is another that says the same: they are told with the state of now in any case.
func latest(ns []box.Notice) []box.Notice {
	type same struct {
		name, data   string
		except, only int64
	}
	last := make(map[same]int, len(ns))
	for i, n := range ns {
		last[same{n.Name, string(n.Data), n.Except, n.Only}] = i
	}
	out := ns[:0]
	for i, n := range ns {
		if last[same{n.Name, string(n.Data), n.Except, n.Only}] == i {
			out = append(out, n)
		}
	}
	return out
}

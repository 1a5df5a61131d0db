package messages

import (
	"context"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/chats"
	"chappe/feature/users"
)

// report is one row of what somebody reports.
type report struct {
	id       int64
	reporter int64
	peer     box.Peer // the conversation
	box      int64    // where the message is
	message  int32    // 0 for the whole conversation
	about    box.Peer // who wrote it, or the conversation
	reason   string
	comment  string
	date     int32  // unix seconds
	copy     string // what the message said, see ReportCopy
}

const reportColumns = `id, reporter, peer, box, message, about, reason, comment, date, copy`

const insertReport = `INSERT INTO reports (` + reportColumns + `) VALUES (COALESCE((SELECT MAX(id) FROM reports), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9)
 ON CONFLICT (reporter, peer, message, about) DO UPDATE SET reason = excluded.reason, comment = excluded.comment, date = excluded.date, copy = excluded.copy`

func putReport(tx *db.Tx, r report) error {
	_, err := tx.Exec(insertReport, r.reporter, int64(r.peer), r.box, r.message, int64(r.about), r.reason, r.comment, r.date, r.copy)
	return wrap(err, "keep a report")
}

const countReports = `SELECT COUNT(*), COALESCE(MIN(date), 0) FROM reports WHERE reporter = $1 AND date > $2`

// reportsSince returns how many reports of somebody are newer than a date, and when the oldest of these was made.
func reportsSince(tx *db.Tx, reporter int64, since int32) (n, oldest int32, err error) {
	out, _, err := db.One(tx, countReports, func(r *db.Row) [2]int32 { return [2]int32{r.Int32(), r.Int32()} }, reporter, since)
	return out[0], out[1], wrap(err, "reports of %d", reporter)
}

const (
	selectReports = `SELECT ` + reportColumns + ` FROM reports WHERE id > $1 ORDER BY id LIMIT $2`
	selectReport  = `SELECT ` + reportColumns + ` FROM reports WHERE id = $1`
)

func scanReport(r *db.Row) report {
	return report{r.Int64(), r.Int64(), box.Peer(r.Int64()), r.Int64(), r.Int32(), box.Peer(r.Int64()), r.Text(), r.Text(), r.Int32(), r.Text()}
}

// Reported is something that somebody reported, as the operator reads it.
type Reported struct {
	ID       int64
	Date     int32  // unix seconds
	Reason   string // one of those that the server offers: "spam", "violence", ...
	Comment  string // what the reporter wrote with it, "" for nothing
	Reporter string // their name, with the id
	Chat     string // where it was, "" for a conversation between the two
	About    string // who is reported
	Message  int32  // 0 for the whole conversation; the message's id there otherwise
	Said     string // what the message says, as long as it is there

	Copy *ReportCopy // what it said when it was reported; nil for a conversation, and from some days after the report on
}

// maxReported is how many reports one answer has.
const maxReported = 200

// Reports returns what was reported, in the order in which it came, beyond an id; at most 200.
func (f *Feature) Reports(ctx context.Context, after int64) (out []Reported, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		out = []Reported{}
		rs, err := db.All(tx, selectReports, scanReport, after, maxReported)
		if err != nil {
			return wrap(err, "reports")
		}
		names := naming{tx: tx, known: map[box.Peer]string{}}
		for _, r := range rs {
			x, err := f.reportedAs(tx, &names, &r)
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return names.err
	})
	return out, err
}

// Report returns what was reported under an id, and whether there is such a report.
func (f *Feature) Report(ctx context.Context, id int64) (out Reported, ok bool, err error) {
	err = f.db.Read(ctx, func(tx *db.Tx) error {
		var r report
		if r, ok, err = db.One(tx, selectReport, scanReport, id); err != nil || !ok {
			return wrap(err, "report %d", id)
		}
		names := naming{tx: tx, known: map[box.Peer]string{}}
		if out, err = f.reportedAs(tx, &names, &r); err != nil {
			return err
		}
		return names.err
	})
	return out, ok, err
}

// reportedAs is a report as the operator reads it.
func (f *Feature) reportedAs(tx *db.Tx, names *naming, r *report) (Reported, error) {
	x := Reported{ID: r.id, Date: r.date, Reason: r.reason, Comment: r.comment, Message: r.message, Copy: readCopy(r.copy)}
	if r.date <= f.copiesEnd() {
		x.Copy = nil // about to be erased
	}
	x.Reporter, x.About = names.of(box.UserPeer(r.reporter)), names.of(r.about)
	if !r.peer.IsUser() {
		x.Chat = names.of(r.peer)
	}
	if r.message != 0 {
		ms, err := box.ByIDs(tx, r.box, []int32{r.message})
		if err != nil {
			return x, err
		}
		if m := ms[r.message]; m != nil && m.Peer == r.peer {
			x.Said = content.Decode(m.Content).Text
		}
	}
	return x, nil
}

// naming finds out what people and groups are called, each once. The first error stays.
type naming struct {
	tx    *db.Tx
	known map[box.Peer]string
	err   error
}

func (n *naming) of(p box.Peer) string {
	name, ok := n.known[p]
	if ok || n.err != nil {
		return name
	}
	switch {
	case p.IsUser():
		var us []users.User
		if us, n.err = users.ByIDs(n.tx, []int64{p.ID()}); len(us) > 0 {
			name = us[0].Name()
		}
	case p.IsChat():
		var gs map[int64]*chats.Chat
		if gs, n.err = chats.ByIDs(n.tx, []int64{p.ID()}); gs[p.ID()] != nil {
			name = gs[p.ID()].Title
		}
	default:
		var c *channels.Channel
		if c, n.err = channels.ByID(n.tx, p.ID()); c != nil {
			name = c.Title
		}
	}
	n.known[p] = name
	return name
}

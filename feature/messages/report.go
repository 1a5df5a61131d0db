package messages

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// What people report is kept for the operator (Feature.Reports), with what the messages said then, and changes nothing by itself.
// https://core.telegram.org/api/report

const (
	maxReportText = 512 // UTF-16 code units of a comment; the rest is cut off
	maxReports    = 300 // of one person in a day: conversations and messages
	reportDay     = 24 * 3600

	// toComment ends an option as it is offered: whoever chooses it is asked for words, and then reports by its name. Clients that cannot be
	// asked have a list of the same names.
	toComment = "?"
)

// reportReasons are what can be wrong with something, with the words that a client shows. They are the reasons of older layers, which name
// them alike. What fits none wants words.
var reportReasons = []struct{ name, text string }{
	{"spam", "Spam or fraud"}, {"fake", "Somebody pretends to be somebody else"}, {"violence", "Violence or threats"},
	{"pornography", "Pornography"}, {"childAbuse", "Abuse of children"}, {"illegalDrugs", "Drugs or other things that are forbidden"},
	{"personalDetails", "Private things about somebody"}, {"copyright", "Somebody else's work"}, {reasonOther, "Something else"},
}

const reasonOther = "other"

func reportReason(name string) bool {
	return slices.ContainsFunc(reportReasons, func(r struct{ name, text string }) bool { return r.name == name }) || name == "geoIrrelevant"
}

// reasonOf is the name of a reason as older methods have it: "childAbuse" of inputReportReasonChildAbuse.
func reasonOf(in tl.ReportReasonClass) string {
	name := strings.TrimPrefix(in.TLName(), "inputReportReason")
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(r)) + name[n:]
}

// registerReports adds the methods by which something is reported.
func (f *Feature) registerReports(r *rpc.Registry) {
	rpc.Handle(r, f.report, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.reportPeer, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.reportSpam, rpc.In(rpc.ClassHeavy))
	rpc.Handle(r, f.reportSpamIn, rpc.In(rpc.ClassHeavy))
}

// report reports messages, or without any a conversation. The first call is answered with what can be chosen, the next one with a question for
// words, the last one is kept.
// https://core.telegram.org/method/messages.report
func (f *Feature) report(ctx context.Context, c rpc.Caller, q *tl.MessagesReport) (tl.ReportResultClass, error) {
	if len(q.ID) > maxIDs {
		return nil, errLimit
	}
	option, choosing := strings.CutSuffix(string(q.Option), toComment)
	switch {
	case len(q.Option) == 0:
		if err := f.db.Read(ctx, func(tx *db.Tx) error { _, err := f.reported(tx, c, q.Peer, q.ID); return err }); err != nil {
			return nil, err
		}
		out := &tl.ReportResultChooseOption{Title: "What is wrong with it?"}
		for _, r := range reportReasons {
			out.Options = append(out.Options, tl.MessageReportOption{Text: r.text, Option: []byte(r.name + toComment)})
		}
		return out, nil
	case !reportReason(option):
		return nil, errOption
	case choosing && (q.Message == "" || option == reasonOther && strings.TrimSpace(q.Message) == ""):
		return &tl.ReportResultAddComment{Optional: option != reasonOther, Option: []byte(option)}, nil
	}
	err := f.keepReport(ctx, c, option, q.Message, func(tx *db.Tx) ([]report, error) { return f.reported(tx, c, q.Peer, q.ID) })
	if err != nil {
		return nil, err
	}
	return &tl.ReportResultReported{}, nil
}

// reported are the rows of a report of messages of a conversation, or without any of the conversation.
func (f *Feature) reported(tx *db.Tx, c rpc.Caller, in tl.InputPeerClass, ids []int32) ([]report, error) {
	at, err := f.place(tx, c, in)
	if err != nil {
		return nil, err
	}
	if at.peer == box.UserPeer(c.User) {
		return nil, rpc.Bad("PEER_ID_INVALID")
	}
	if len(ids) == 0 {
		return []report{{peer: at.peer, about: at.peer}}, nil
	}
	ms, err := at.byIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	var out []report
	for _, id := range ids {
		m := ms[id]
		if m == nil {
			return nil, errID
		}
		said, err := f.copyOfReported(m)
		if err != nil {
			return nil, err
		}
		out = append(out, report{peer: at.peer, box: at.box, message: id, about: m.From, copy: said})
	}
	return out, nil
}

// keepReport keeps the rows that find returns, with a reason and a comment.
func (f *Feature) keepReport(ctx context.Context, c rpc.Caller, reason, comment string, find func(tx *db.Tx) ([]report, error)) error {
	comment = chats.Cut(content.Clean(comment), maxReportText)
	return f.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := find(tx)
		if err != nil {
			return err
		}
		now := f.box.Now()
		n, oldest, err := reportsSince(tx, c.User, now-reportDay)
		if err != nil {
			return err
		}
		if int(n)+len(rows) > maxReports {
			return rpc.Flood(time.Duration(oldest+reportDay-now) * time.Second)
		}
		for _, r := range rows {
			r.reporter, r.reason, r.comment, r.date = c.User, reason, comment, now
			if err := putReport(tx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// reportPeer reports a person, a group or a channel.
// https://core.telegram.org/method/account.reportPeer
func (f *Feature) reportPeer(ctx context.Context, c rpc.Caller, q *tl.AccountReportPeer) (bool, error) {
	err := f.keepReport(ctx, c, reasonOf(q.Reason), q.Message, func(tx *db.Tx) ([]report, error) { return f.reported(tx, c, q.Peer, nil) })
	return err == nil, err
}

// reportSpam reports a conversation as unwanted.
// https://core.telegram.org/method/messages.reportSpam
func (f *Feature) reportSpam(ctx context.Context, c rpc.Caller, q *tl.MessagesReportSpam) (bool, error) {
	err := f.keepReport(ctx, c, "spam", "", func(tx *db.Tx) ([]report, error) { return f.reported(tx, c, q.Peer, nil) })
	return err == nil, err
}

// reportSpamIn lets an admin of a supergroup report messages of one of its members as unwanted.
// https://core.telegram.org/method/channels.reportSpam
func (f *Feature) reportSpamIn(ctx context.Context, c rpc.Caller, q *tl.ChannelsReportSpam) (bool, error) {
	switch {
	case len(q.ID) > maxIDs:
		return false, errLimit
	case len(q.ID) == 0:
		return false, errID
	}
	err := f.keepReport(ctx, c, "spam", "", func(tx *db.Tx) ([]report, error) {
		seat, err := f.channels.Named(tx, c, q.Channel)
		if err != nil {
			return nil, err
		}
		if !seat.Admin() {
			return nil, chats.ErrAdmin
		}
		who, err := f.users.Peer(tx, c, q.Participant)
		if err != nil {
			return nil, err
		}
		at, err := f.at(tx, c.User, seat.Peer())
		if err != nil {
			return nil, err
		}
		ms, err := at.byIDs(tx, q.ID)
		if err != nil {
			return nil, err
		}
		var out []report
		for _, id := range q.ID {
			m := ms[id]
			if m == nil || m.From != who {
				return nil, errID
			}
			said, err := f.copyOfReported(m)
			if err != nil {
				return nil, err
			}
			out = append(out, report{peer: at.peer, box: at.box, message: id, about: who, copy: said})
		}
		return out, nil
	})
	return err == nil, err
}

package channels

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"chappe/box"
	"chappe/content"
	"chappe/db"
	"chappe/feature/chats"
	"chappe/rpc"
	"chappe/tl"
)

// maxLog is how many recent actions one answer has at most.
const maxLog = 100

const selectLog = `SELECT id, date, person, kind, data FROM channel_log WHERE channel = $1 AND id < $2 AND id > $3 AND date >= $4 ORDER BY id DESC LIMIT $5`

type logEntry struct {
	id     int64
	date   int32
	person int64
	kind   logKind
	data   logData
}

func scanLog(r *db.Row) logEntry {
	e := logEntry{id: r.Int64(), date: r.Int32(), person: r.Int64(), kind: logKind(r.Text())}
	_ = json.Unmarshal([]byte(r.Text()), &e.data) // what cannot be read says nothing
	return e
}

// getAdminLog lists what was done in a channel in the last 48 hours, the latest first. Only admins ask.
// https://core.telegram.org/method/channels.getAdminLog
func (f *Feature) getAdminLog(ctx context.Context, c rpc.Caller, q *tl.ChannelsGetAdminLog) (*tl.ChannelsAdminLogResults, error) {
	out := &tl.ChannelsAdminLogResults{Events: []tl.ChannelAdminLogEvent{}}
	err := f.db.Read(ctx, func(tx *db.Tx) error {
		s, err := f.reader(tx, c, q.Channel)
		if err != nil {
			return err
		}
		if !s.Admin() {
			return chats.ErrAdmin
		}
		var admins []int64
		for _, in := range q.Admins {
			u, err := f.users.User(tx, c, in)
			if err != nil {
				return err
			}
			admins = append(admins, u.ID)
		}
		below := q.MaxID
		if below <= 0 {
			below = 1<<62 - 1
		}
		all, err := db.All(tx, selectLog, scanLog, s.ID, below, q.MinID, s.now-keepLog, maxLog*20)
		if err != nil {
			return wrap(err, "recent actions in channel %d", s.ID)
		}
		l := &logReader{f: f, tx: tx, viewer: c.User, seat: s}
		limit := int(min(max(q.Limit, 1), maxLog))
		for _, e := range all {
			if len(out.Events) >= limit {
				break
			}
			if len(admins) > 0 && !slices.Contains(admins, e.person) || !chosen(q.EventsFilter, &e) || !e.about(q.Q) {
				continue
			}
			a, err := l.action(&e)
			if err != nil {
				return err
			}
			if a == nil {
				continue
			}
			l.people = append(l.people, e.person)
			out.Events = append(out.Events, tl.ChannelAdminLogEvent{ID: e.id, Date: e.date, UserID: e.person, Action: a})
		}
		us, err := f.contacts.People(tx, c.User, l.people)
		if err != nil {
			return err
		}
		cs, err := f.TL(tx, c.User, append([]int64{s.ID}, l.channels...))
		out.Users, out.Chats = append(l.users, us...), append(l.chats, cs...)
		return err
	})
	return out, err
}

// chosen says whether a filter chooses an action; nil chooses all.
func chosen(q *tl.ChannelAdminLogEventsFilter, e *logEntry) bool {
	if q == nil {
		return true
	}
	d := e.data
	gone := func(m *Member) bool { return m != nil && m.Banned&chats.NoView != 0 }
	switch e.kind {
	case logJoin:
		return q.Join
	case logLeave:
		return q.Leave
	case logInvite:
		return q.Invite
	case logBan:
		switch {
		case gone(d.After):
			return q.Kick
		case gone(d.Before):
			return q.Unkick
		case d.After != nil && d.After.Banned != 0:
			return q.Ban
		}
		return q.Unban
	case logAdmin:
		if d.After != nil && d.After.Role == chats.Plain {
			return q.Demote
		}
		return q.Promote
	case logTitle, logAbout, logUsername, logLinked, logPhoto:
		return q.Info
	case logPinned:
		return q.Pinned
	case logForum, logTopicNew, logTopicEdit, logTopicGone, logTopicPin:
		return q.Forums
	case logEdit:
		return q.Edit
	case logDelete:
		return q.Delete
	case logLinkEdit, logLinkOff, logLinkGone:
		return q.Invites
	}
	return q.Settings
}

// about says whether the words of an action have q in them.
func (e *logEntry) about(q string) bool {
	q = strings.ToLower(content.Clean(q))
	if q == "" {
		return true
	}
	texts := []string{e.data.Was, e.data.Now}
	for _, t := range []*Topic{e.data.WasT, e.data.NowT} {
		if t != nil {
			texts = append(texts, t.Title)
		}
	}
	for _, m := range []*box.Message{e.data.Message, e.data.Edited} {
		if m != nil {
			texts = append(texts, content.Decode(m.Content).Text)
		}
	}
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(strings.ToLower(t), q) })
}

// logReader renders actions, and collects of whom they speak.
type logReader struct {
	f        *Feature
	tx       *db.Tx
	viewer   int64
	seat     *Seat
	people   []int64
	channels []int64
	users    []tl.UserClass
	chats    []tl.ChatClass
}

// action renders what was done, nil where it cannot be told.
// https://core.telegram.org/type/ChannelAdminLogEventAction
func (l *logReader) action(e *logEntry) (tl.ChannelAdminLogEventActionClass, error) {
	d := e.data
	switch e.kind {
	case logTitle:
		return &tl.ChannelAdminLogEventActionChangeTitle{PrevValue: d.Was, NewValue: d.Now}, nil
	case logAbout:
		return &tl.ChannelAdminLogEventActionChangeAbout{PrevValue: d.Was, NewValue: d.Now}, nil
	case logUsername:
		return &tl.ChannelAdminLogEventActionChangeUsername{PrevValue: d.Was, NewValue: d.Now}, nil
	case logDefault:
		return &tl.ChannelAdminLogEventActionDefaultBannedRights{
			PrevBannedRights: *chats.Bans(d.WasN).TL(forever), NewBannedRights: *chats.Bans(d.NowN).TL(forever),
		}, nil
	case logSlow:
		return &tl.ChannelAdminLogEventActionToggleSlowMode{PrevValue: int32(d.WasN), NewValue: int32(d.NowN)}, nil
	case logTTL:
		return &tl.ChannelAdminLogEventActionChangeHistoryTTL{PrevValue: int32(d.WasN), NewValue: int32(d.NowN)}, nil
	case logLinked:
		l.channels = append(l.channels, d.WasN, d.NowN)
		return &tl.ChannelAdminLogEventActionChangeLinkedChat{PrevValue: d.WasN, NewValue: d.NowN}, nil
	case logSigns:
		return &tl.ChannelAdminLogEventActionToggleSignatures{NewValue: d.On}, nil
	case logHidden:
		return &tl.ChannelAdminLogEventActionTogglePreHistoryHidden{NewValue: d.On}, nil
	case logForwards:
		return &tl.ChannelAdminLogEventActionToggleNoForwards{NewValue: d.On}, nil
	case logReactions:
		return &tl.ChannelAdminLogEventActionChangeAvailableReactions{PrevValue: d.WasR.TL(), NewValue: d.NowR.TL()}, nil
	case logPhoto:
		was, err := l.f.portrait(l.tx, l.seat.Peer(), d.WasN)
		if err != nil {
			return nil, err
		}
		now, err := l.f.portrait(l.tx, l.seat.Peer(), d.NowN)
		return &tl.ChannelAdminLogEventActionChangePhoto{PrevPhoto: was, NewPhoto: now}, err
	case logPinned, logEdit, logDelete:
		return l.message(e)
	case logForum:
		return &tl.ChannelAdminLogEventActionToggleForum{NewValue: d.On}, nil
	case logTopicNew, logTopicEdit, logTopicGone, logTopicPin:
		return l.topic(e), nil
	}
	return l.member(e), nil
}

// topic renders an action that is about a topic of a forum, as it was and is.
func (l *logReader) topic(e *logEntry) tl.ChannelAdminLogEventActionClass {
	show := func(t *Topic) tl.ForumTopicClass {
		if t == nil {
			return nil
		}
		if t.Author.IsUser() {
			l.people = append(l.people, t.Author.ID())
		} else if t.Author != l.seat.Peer() {
			l.channels = append(l.channels, t.Author.ID())
		}
		t.Channel = l.seat.ID
		return t.TL(l.viewer)
	}
	was, now := show(e.data.WasT), show(e.data.NowT)
	switch {
	case e.kind == logTopicPin:
		return &tl.ChannelAdminLogEventActionPinTopic{PrevTopic: was, NewTopic: now}
	case e.kind == logTopicNew && now != nil:
		return &tl.ChannelAdminLogEventActionCreateTopic{Topic: now}
	case e.kind == logTopicGone && was != nil:
		return &tl.ChannelAdminLogEventActionDeleteTopic{Topic: was}
	case was != nil && now != nil:
		return &tl.ChannelAdminLogEventActionEditTopic{PrevTopic: was, NewTopic: now}
	}
	return nil
}

// message renders an action that is about a message.
func (l *logReader) message(e *logEntry) (tl.ChannelAdminLogEventActionClass, error) {
	if e.data.Message == nil || l.f.Show == nil {
		return nil, nil
	}
	m := *e.data.Message
	if e.kind == logPinned && e.data.On {
		m.Flags |= box.Pinned
	}
	was, err := l.show(&m)
	if err != nil {
		return nil, err
	}
	switch e.kind {
	case logPinned:
		return &tl.ChannelAdminLogEventActionUpdatePinned{Message: was}, nil
	case logDelete:
		return &tl.ChannelAdminLogEventActionDeleteMessage{Message: was}, nil
	}
	if e.data.Edited == nil {
		return nil, nil
	}
	now, err := l.show(e.data.Edited)
	return &tl.ChannelAdminLogEventActionEditMessage{PrevMessage: was, NewMessage: now}, err
}

func (l *logReader) show(m *box.Message) (tl.MessageClass, error) {
	x, us, cs, err := l.f.Show(l.tx, l.viewer, m)
	l.users, l.chats = append(l.users, us...), append(l.chats, cs...)
	return x, err
}

// member renders an action that is about who is in the channel, or about invite links.
func (l *logReader) member(e *logEntry) tl.ChannelAdminLogEventActionClass {
	d := e.data
	l.people = append(l.people, d.Person, d.ByAdmin)
	part := func(m *Member) tl.ChannelParticipantClass {
		if m == nil {
			m = &Member{Person: d.Person}
		}
		l.people = append(l.people, m.Promoter, m.Inviter)
		return participantTL(l.viewer, l.seat, m)
	}
	link := func(x *Link) tl.ExportedChatInviteClass {
		l.people = append(l.people, x.Admin)
		return l.f.linkTL(x, 0)
	}
	switch {
	case e.kind == logInvite:
		return &tl.ChannelAdminLogEventActionParticipantInvite{Participant: &tl.ChannelParticipant{UserID: d.Person, Date: e.date}}
	case e.kind == logLeave:
		return &tl.ChannelAdminLogEventActionParticipantLeave{}
	case e.kind == logJoin && d.Link != nil && d.ByAdmin != 0:
		return &tl.ChannelAdminLogEventActionParticipantJoinByRequest{Invite: link(d.Link), ApprovedBy: d.ByAdmin}
	case e.kind == logJoin && d.Link != nil:
		return &tl.ChannelAdminLogEventActionParticipantJoinByInvite{Invite: link(d.Link)}
	case e.kind == logJoin:
		return &tl.ChannelAdminLogEventActionParticipantJoin{}
	case e.kind == logBan:
		return &tl.ChannelAdminLogEventActionParticipantToggleBan{PrevParticipant: part(d.Before), NewParticipant: part(d.After)}
	case e.kind == logAdmin:
		return &tl.ChannelAdminLogEventActionParticipantToggleAdmin{PrevParticipant: part(d.Before), NewParticipant: part(d.After)}
	case d.Link == nil:
		return nil
	case e.kind == logLinkEdit && d.NewLink != nil:
		return &tl.ChannelAdminLogEventActionExportedInviteEdit{PrevInvite: link(d.Link), NewInvite: link(d.NewLink)}
	case e.kind == logLinkOff:
		return &tl.ChannelAdminLogEventActionExportedInviteRevoke{Invite: link(d.Link)}
	case e.kind == logLinkGone:
		return &tl.ChannelAdminLogEventActionExportedInviteDelete{Invite: link(d.Link)}
	}
	return nil
}

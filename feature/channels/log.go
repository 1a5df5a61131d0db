package channels

import (
	"encoding/json"

	"chappe/box"
	"chappe/db"
	"chappe/feature/chats"
)

// keepLog is how long recent actions are kept, in seconds.
const keepLog = 48 * 3600

// logKind says what was done. The values are stored.
type logKind string

// The kinds of actions.
const (
	logTitle     logKind = "title"
	logAbout     logKind = "about"
	logUsername  logKind = "username"
	logInvite    logKind = "invite" // Person was added
	logJoin      logKind = "join"
	logLeave     logKind = "leave"
	logBan       logKind = "ban"
	logAdmin     logKind = "admin"
	logDefault   logKind = "default_bans"
	logSlow      logKind = "slow"
	logLinked    logKind = "linked"
	logSigns     logKind = "signatures"
	logProfiles  logKind = "profiles"
	logHidden    logKind = "hidden_history"
	logForwards  logKind = "no_forwards"
	logPinned    logKind = "pinned"
	logEdit      logKind = "edit"
	logDelete    logKind = "delete"
	logReactions logKind = "reactions"
	logLinkEdit  logKind = "link_edit"
	logLinkOff   logKind = "link_revoke"
	logLinkGone  logKind = "link_delete"
	logPhoto     logKind = "photo"
	logTTL       logKind = "ttl"
	logForum     logKind = "forum"
	logTopicNew  logKind = "topic_create"
	logTopicEdit logKind = "topic_edit"
	logTopicGone logKind = "topic_delete"
	logTopicPin  logKind = "topic_pin"
)

// logData is what an action says beside who did it and when. Which fields count depends on the kind.
type logData struct {
	Person  int64            `json:"p,omitempty"` // whom it was done to
	Before  *Member          `json:"b,omitempty"`
	After   *Member          `json:"a,omitempty"`
	Was     string           `json:"w,omitempty"`
	Now     string           `json:"n,omitempty"`
	WasN    int64            `json:"wn,omitempty"`
	NowN    int64            `json:"nn,omitempty"`
	On      bool             `json:"on,omitempty"`
	Link    *Link            `json:"l,omitempty"`
	NewLink *Link            `json:"nl,omitempty"`
	Message *box.Message     `json:"m,omitempty"`
	Edited  *box.Message     `json:"e,omitempty"`
	WasR    *chats.Reactions `json:"wr,omitempty"`
	NowR    *chats.Reactions `json:"nr,omitempty"`
	WasT    *Topic           `json:"wt,omitempty"`
	NowT    *Topic           `json:"nt,omitempty"`
	ByAdmin int64            `json:"by,omitempty"` // who let somebody in
}

const insertLog = `INSERT INTO channel_log (channel, id, date, person, kind, data)
 VALUES ($1, COALESCE((SELECT MAX(id) FROM channel_log WHERE channel = $1), 0) + 1, $2, $3, $4, $5)`

// log notes what somebody did, for the admins. What a message said that destroys itself is not noted: it would outlive the message.
func (f *Feature) log(tx *db.Tx, channel, person int64, kind logKind, d logData) error {
	d.Message, d.Edited = fleeting(d.Message), fleeting(d.Edited)
	data, err := json.Marshal(d)
	if err != nil {
		return wrap(err, "log of channel %d", channel)
	}
	_, err = tx.Exec(insertLog, channel, f.box.Now(), person, string(kind), string(data))
	return wrap(err, "log of channel %d", channel)
}

// fleeting is a message without what it says, if it is one that destroys itself.
func fleeting(m *box.Message) *box.Message {
	if m == nil || m.TTL == 0 {
		return m
	}
	bare := *m
	bare.Content, bare.State, bare.Kind = []byte("{}"), nil, box.KindText
	return &bare
}

// SetTTL has what is posted in a channel from now on destroy itself so many seconds after it was posted, 0 for never, notes that for the
// admins, and tells those who follow it. The holder of the seat must be an admin who may change what the channel is.
func (f *Feature) SetTTL(tx *db.Tx, s *Seat, seconds int32) error {
	switch {
	case !s.Has(chats.ChangeInfo):
		return chats.ErrAdmin
	case s.Info.TTL == seconds:
		return chats.ErrNotModified
	}
	was := s.Info.TTL
	s.Info.TTL = seconds
	if err := Save(tx, s.Channel); err != nil {
		return err
	}
	if err := f.log(tx, s.ID, s.Person, logTTL, logData{WasN: int64(was), NowN: int64(seconds)}); err != nil {
		return err
	}
	return f.changed(tx, s.ID)
}

// LogPin notes that the holder of a seat pinned messages, or unpinned them.
func (f *Feature) LogPin(tx *db.Tx, s *Seat, ms []*box.Message, on bool) error {
	for _, m := range ms[:min(len(ms), 10)] {
		if err := f.log(tx, s.ID, s.Person, logPinned, logData{Message: m, On: on}); err != nil {
			return err
		}
	}
	return nil
}

// LogEdit notes that the holder of a seat changed a message of somebody else's, or of a channel's.
func (f *Feature) LogEdit(tx *db.Tx, channel, person int64, before, after *box.Message) error {
	return f.log(tx, channel, person, logEdit, logData{Message: before, Edited: after})
}

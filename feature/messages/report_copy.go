package messages

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"chappe/box"
	"chappe/content"
	"chappe/db"
)

// ReportCopy is what a message said when it was reported. It is kept beside the report for some days, whatever becomes of the message: who
// wrote it could delete it, or write something else in its place. Of a file it names the kind; the file itself is not kept.
type ReportCopy struct {
	Text     string           `json:"t,omitempty"`
	Entities []content.Entity `json:"e,omitempty"`
	Kind     string           `json:"k,omitempty"` // what it carried beside text: "photo", "poll", ...; "" for nothing
	Date     int32            `json:"d"`           // when it was sent, unix seconds
	Edited   int32            `json:"ed,omitempty"`
}

// kindNames are what an operator reads of what messages carry.
var kindNames = map[box.Kind]string{
	box.KindService: "service message", box.KindPhoto: "photo", box.KindVideo: "video", box.KindDocument: "file", box.KindVoice: "voice message",
	box.KindMusic: "music", box.KindRound: "round video", box.KindGIF: "animation", box.KindLink: "page of a link", box.KindGeo: "place",
	box.KindContact: "contact", box.KindPoll: "poll", box.KindSticker: "sticker", box.KindOther: "something else",
}

// defaultReportDays is for how many days copies are kept where the operator does not say.
const defaultReportDays = 90

// reportDays is for how many days they are kept; 0 is not at all.
func (f *Feature) reportDays() int32 {
	if f.ReportDays == 0 {
		return defaultReportDays
	}
	return max(f.ReportDays, 0)
}

// copiesEnd is the time, unix seconds, of the last reports whose copies are not kept any more.
func (f *Feature) copiesEnd() int32 {
	return f.box.Now() - f.reportDays()*int32(24*time.Hour/time.Second)
}

// copyOfReported is what a report keeps of a message, "" where nothing is kept.
func (f *Feature) copyOfReported(m *box.Message) (string, error) {
	if f.reportDays() == 0 {
		return "", nil
	}
	say := content.Decode(m.Content)
	b, err := json.Marshal(ReportCopy{Text: say.Text, Entities: say.Entities, Kind: kindNames[m.Kind], Date: m.Date, Edited: m.EditDate})
	if err != nil {
		return "", fmt.Errorf("copy a reported message: %w", err)
	}
	return string(b), nil
}

// readCopy reads what was kept, nil where there is nothing.
func readCopy(kept string) *ReportCopy {
	c := new(ReportCopy)
	if kept == "" || json.Unmarshal([]byte(kept), c) != nil {
		return nil
	}
	return c
}

// maxCopiesOnce is how many copies one transaction erases.
const maxCopiesOnce = 1000

const eraseCopies = `UPDATE reports SET copy = '' WHERE id IN (SELECT id FROM reports WHERE copy <> '' AND date <= $1 ORDER BY date LIMIT $2)`

// Sweep erases the copies of reported messages that were kept for long enough. The reports stay.
func (f *Feature) Sweep(ctx context.Context) error {
	before := f.copiesEnd()
	for {
		var n int64
		err := f.db.Write(ctx, func(tx *db.Tx) (err error) {
			n, err = tx.Exec(eraseCopies, before, maxCopiesOnce)
			return wrap(err, "erase what was reported")
		})
		if err != nil || n < maxCopiesOnce {
			return err
		}
	}
}

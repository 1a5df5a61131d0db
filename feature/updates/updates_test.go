package updates_test

import (
	"fmt"
	"testing"
	"time"

	"chappe/server/servertest"
	"chappe/tl"
)

// TestManyNoticesWhileAway: what does not fit into one answer comes with the next, and what was said twice is told once.
func TestManyNoticesWhileAway(t *testing.T) {
	servertest.Each(t, func(t *testing.T, o servertest.Option) {
		s := servertest.New(t, o)
		alice := s.User("alice")
		phone := alice.NewDevice()
		phone.CatchUp()
		phone.Disconnect()
		folder := func(id int32, title string) *tl.MessagesUpdateDialogFilter {
			return &tl.MessagesUpdateDialogFilter{ID: id, Filter: &tl.DialogFilter{
				ID: id, Title: tl.TextWithEntities{Text: title, Entities: []tl.MessageEntityClass{}}, Groups: true,
				PinnedPeers: []tl.InputPeerClass{}, IncludePeers: []tl.InputPeerClass{}, ExcludePeers: []tl.InputPeerClass{},
			}}
		}
		const changes = 1300 // more than one answer takes
		for i := range changes {
			if i%50 == 0 {
				s.Clock.Advance(time.Second)
			}
			alice.Call(folder(2+int32(i%20), fmt.Sprint(i)))
		}
		alice.Call(folder(22, "the last"))
		s.Clock.Advance(time.Minute)
		phone.Reconnect()
		phone.WantOther("the last change", func(u tl.UpdateClass) bool {
			f, ok := u.(*tl.UpdateDialogFilter)
			return ok && f.ID == 22
		})
		for id := int32(2); id < 22; id++ {
			phone.WantOther("the change of a folder", func(u tl.UpdateClass) bool {
				f, ok := u.(*tl.UpdateDialogFilter)
				return ok && f.ID == id
			})
		}
	})
}

package auth

import (
	"strconv"

	"chappe/tl"
)

// TL renders the terms of service, nil when there are none.
// https://core.telegram.org/constructor/help.termsOfService
func (t Terms) TL() *tl.HelpTermsOfService {
	if t.Text == "" {
		return nil
	}
	out := &tl.HelpTermsOfService{
		Popup:    true,
		ID:       tl.DataJSON{Data: strconv.FormatInt(t.ID, 10)},
		Text:     t.Text,
		Entities: []tl.MessageEntityClass{},
	}
	if t.MinAge > 0 {
		out.MinAgeConfirm = tl.Some(t.MinAge)
	}
	return out
}

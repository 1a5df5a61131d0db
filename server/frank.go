package server

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"

	"chappe/feature/secret"
	"chappe/secretchat"
)

// frank adds what the operator checks of reported secret messages to what the command line's socket answers. The plaintext does not pass
// here: what binds it to its msg_key is checked by whoever holds the report, see Control.VerifyReport.
func (s *Server) frank(mux *http.ServeMux) {
	mux.HandleFunc("POST /secret/verify", answer(func(r *http.Request) (any, error) {
		n := func(name string) int64 {
			v, _ := strconv.ParseInt(r.FormValue(name), 10, 64) // 0 was never sent by anybody
			return v
		}
		key, err := hex.DecodeString(r.FormValue("msg_key"))
		if err != nil {
			return nil, errors.New("msg_key is not hexadecimal")
		}
		return nil, s.secret.VerifySent(r.Context(), secret.Sent{
			Chat: int32(n("chat")), Sender: n("sender"), Receiver: n("receiver"), Date: int32(n("date")), MsgKey: key,
		})
	}))
}

var errProof = errors.New("the report's proof shows no message")

// VerifyReport checks a report: that its proof shows a message, and that the server delivered exactly this one, from this sender to this
// receiver, in this chat and at this second. It returns the message. An error says why it does not hold, or that the server keeps nothing
// to check it by.
func (c *Control) VerifyReport(ctx context.Context, r secretchat.Report) (*secretchat.DecryptedMessageLayer, error) {
	msgKey := r.Proof.MessageKey()
	m, ok := r.Proof.Shows(msgKey)
	if !ok {
		return nil, errProof
	}
	return m, c.do(ctx, http.MethodPost, "/secret/verify", map[string]string{
		"chat": strconv.Itoa(int(r.Chat)), "sender": strconv.FormatInt(r.Sender, 10), "receiver": strconv.FormatInt(r.Receiver, 10),
		"date": strconv.Itoa(int(r.Date)), "msg_key": hex.EncodeToString(msgKey),
	}, nil)
}

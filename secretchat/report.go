package secretchat

// Report is what a person hands to the operator of their server to complain of one message: which it was, and its Proof. As JSON it is what
// `chappe secret verify` reads. Whoever gets it reads this one message, with the key of its file if it has one, and nothing else; see Proof.
type Report struct {
	Chat             int32
	Sender, Receiver int64
	Date             int32 // unix seconds, as the server said when it delivered the message
	Proof
}

// Report makes a report of a message that was received in this chat. Nothing is sent: the person decides who gets it.
func (c *Chat) Report(m Received) Report {
	return Report{Chat: c.s.ID, Sender: c.s.Peer, Receiver: c.s.Self, Date: m.Date, Proof: m.Proof}
}

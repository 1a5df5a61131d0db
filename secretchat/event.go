package secretchat

// Event is what happened in a chat, for the program that shows it.
type Event interface{ event() }

// Established says that the chat can be used. People compare the picture.
type Established struct{ Picture Picture }

// KeyChanged says that a new key is in use. Its picture is bound to the chat and both people.
type KeyChanged struct{ Picture Picture }

// Received is a message of the other side.
type Received struct {
	Message *DecryptedMessage
	Date    int32          // unix seconds, as the server says
	File    *EncryptedFile // what its media is in, if it has a file
	Proof   Proof          // what to hand out if the message is to be reported, and never otherwise
}

// Unsupported is a message of the other side that this package cannot read. A newer version may, but the message is gone.
type Unsupported struct{ Date int32 }

// TTLChanged says that the other side has set the chat's timer, in seconds; 0 turns it off.
type TTLChanged struct {
	Seconds  int32
	RandomID int64
	Date     int32
}

// ReadByPeer says that the other side has looked at messages with a timer, which began to run.
type ReadByPeer struct{ RandomIDs []int64 }

// Deleted says that the other side has deleted messages. They, their media and its keys have to go here too.
type Deleted struct{ RandomIDs []int64 }

// Expired says that messages' time is over. They, their media and its keys have to go.
type Expired struct{ RandomIDs []int64 }

// Flushed says that the other side has deleted everything.
type Flushed struct{}

// Screenshot says that the other side made a picture of the screen. It is a courtesy of honest clients.
type Screenshot struct {
	RandomIDs []int64
	Date      int32
}

// Typing says what the other side does at the moment.
type Typing struct{ Action SendMessageActionClass }

// LayerRaised says that both sides now speak a newer layer.
type LayerRaised struct{ Layer int32 }

// Ended says that the chat is over.
type Ended struct {
	Reason         string
	HistoryDeleted bool // the other side wants its history deleted
}

func (Established) event() {}
func (KeyChanged) event()  {}
func (Received) event()    {}
func (Unsupported) event() {}
func (TTLChanged) event()  {}
func (ReadByPeer) event()  {}
func (Deleted) event()     {}
func (Expired) event()     {}
func (Flushed) event()     {}
func (Screenshot) event()  {}
func (Typing) event()      {}
func (LayerRaised) event() {}
func (Ended) event()       {}

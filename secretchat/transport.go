package secretchat

import "context"

// Transport is what chats need of a client library: the methods of the protocol, for one signed-in device. Its errors end the call that
// met them and are returned as they are; whatever was not sent is tried again by the next Client.Flush. It may be used from several
// goroutines at once.
type Transport interface {
	// GetDHConfig is messages.getDhConfig. Where the server has nothing newer than version, Prime is empty.
	GetDHConfig(ctx context.Context, version, randomLength int32) (DHConfig, error)
	// RequestEncryption is messages.requestEncryption.
	RequestEncryption(ctx context.Context, to User, randomID int32, gA []byte) (RemoteChat, error)
	// AcceptEncryption is messages.acceptEncryption.
	AcceptEncryption(ctx context.Context, chat ChatRef, gB []byte, fingerprint int64) (RemoteChat, error)
	// DiscardEncryption is messages.discardEncryption. Its error for a chat that is over already is nil.
	DiscardEncryption(ctx context.Context, id int32, deleteHistory bool) error
	// SendEncrypted is messages.sendEncryptedService, sendEncryptedFile or sendEncrypted, whichever m asks for. It returns what the
	// server made of the file, if there is one.
	SendEncrypted(ctx context.Context, chat ChatRef, m Outgoing) (*EncryptedFile, error)
	// SaveFilePart is upload.saveBigFilePart where big is set, else upload.saveFilePart.
	SaveFilePart(ctx context.Context, id int64, part, parts int32, big bool, b []byte) error
	// GetFile is upload.getFile with an inputEncryptedFileLocation. It returns less than limit only at the end.
	GetFile(ctx context.Context, file EncryptedFile, offset int64, limit int32) ([]byte, error)
	// ReadHistory is messages.readEncryptedHistory.
	ReadHistory(ctx context.Context, chat ChatRef, maxDate int32) error
	// SetTyping is messages.setEncryptedTyping.
	SetTyping(ctx context.Context, chat ChatRef, typing bool) error
}

// Store keeps chats.
type Store interface {
	// Save stores a chat's state, in the place of the one before, together with what the events say. When it returns nil both are
	// durable; after a crash either both are there or neither. It is called for one chat at a time and in order.
	Save(ctx context.Context, chat int32, state []byte, events []Event) error
}

// User names a person, as inputUser.
type User struct{ ID, AccessHash int64 }

// ChatRef names a chat, as inputEncryptedChat.
type ChatRef struct {
	ID         int32
	AccessHash int64
}

// RemoteKind is which EncryptedChat the server speaks of.
type RemoteKind int

// The constructors of EncryptedChat.
const (
	RemoteWaiting   RemoteKind = iota + 1 // encryptedChatWaiting
	RemoteRequested                       // encryptedChatRequested
	RemoteReady                           // encryptedChat
	RemoteDiscarded                       // encryptedChatDiscarded
)

// RemoteChat is what the server says of a chat.
type RemoteChat struct {
	Kind           RemoteKind
	ID             int32
	AccessHash     int64
	Date           int32
	AdminID        int64 // who asked for it
	ParticipantID  int64
	GAOrB          []byte
	KeyFingerprint int64
	HistoryDeleted bool
}

// EncryptedMessage is what updateNewEncryptedMessage brings.
type EncryptedMessage struct {
	ChatID int32
	Date   int32
	Bytes  []byte
	File   *EncryptedFile
}

// EncryptedFile is a file on the server.
type EncryptedFile struct {
	ID, AccessHash int64
	Size           int64
	DC             int32
	KeyFingerprint int32
}

// InputFile is a file that goes with a message: one that was uploaded, or one that the server knows already.
type InputFile struct {
	Existing       bool // inputEncryptedFile
	ID, AccessHash int64
	Big            bool // inputEncryptedFileBigUploaded
	Parts          int32
	MD5            string // of what was uploaded; empty where Big is set
	KeyFingerprint int32
}

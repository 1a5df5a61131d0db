package bench

import (
	"context"
	"errors"

	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/tl"
)

// SecretTransport is a client as secretchat wants it.
type SecretTransport struct{ Client *mtclient.Client }

var _ secretchat.Transport = SecretTransport{}

// GetDHConfig asks for the group and for randomness.
func (x SecretTransport) GetDHConfig(ctx context.Context, version, n int32) (secretchat.DHConfig, error) {
	v, err := x.Client.Call(ctx, &tl.MessagesGetDhConfig{Version: version, RandomLength: n})
	switch c := v.(type) {
	case *tl.MessagesDhConfig:
		return secretchat.DHConfig{Version: c.Version, G: c.G, Prime: c.P, Random: c.Random}, nil
	case *tl.MessagesDhConfigNotModified:
		return secretchat.DHConfig{Version: version, Random: c.Random}, nil
	}
	return secretchat.DHConfig{}, err
}

// RequestEncryption asks for a chat.
func (x SecretTransport) RequestEncryption(ctx context.Context, to secretchat.User, id int32, gA []byte) (secretchat.RemoteChat, error) {
	return x.chat(ctx, &tl.MessagesRequestEncryption{UserID: &tl.InputUser{UserID: to.ID, AccessHash: to.AccessHash}, RandomID: id, GA: gA})
}

// AcceptEncryption accepts one.
func (x SecretTransport) AcceptEncryption(ctx context.Context, ref secretchat.ChatRef, gB []byte, fp int64) (secretchat.RemoteChat, error) {
	return x.chat(ctx, &tl.MessagesAcceptEncryption{Peer: inputSecret(ref), GB: gB, KeyFingerprint: fp})
}

func (x SecretTransport) chat(ctx context.Context, q tl.Object) (secretchat.RemoteChat, error) {
	v, err := x.Client.Call(ctx, q)
	if err != nil {
		return secretchat.RemoteChat{}, err
	}
	return SecretChat(v.(tl.EncryptedChatClass)), nil
}

// DiscardEncryption ends one.
func (x SecretTransport) DiscardEncryption(ctx context.Context, id int32, history bool) error {
	_, err := x.Client.Call(ctx, &tl.MessagesDiscardEncryption{ChatID: id, DeleteHistory: history})
	var e *mtclient.RPCError
	if errors.As(err, &e) && e.Message == "ENCRYPTION_ALREADY_DECLINED" {
		return nil
	}
	return err
}

// SendEncrypted sends one message, by the method that it needs.
func (x SecretTransport) SendEncrypted(ctx context.Context, ref secretchat.ChatRef, m secretchat.Outgoing) (*secretchat.EncryptedFile, error) {
	var q tl.Object
	switch {
	case m.Service:
		q = &tl.MessagesSendEncryptedService{Peer: inputSecret(ref), RandomID: m.RandomID, Data: m.Data}
	case m.File != nil:
		q = &tl.MessagesSendEncryptedFile{Silent: m.Silent, Peer: inputSecret(ref), RandomID: m.RandomID, Data: m.Data, File: inputSecretFile(m.File)}
	default:
		q = &tl.MessagesSendEncrypted{Silent: m.Silent, Peer: inputSecret(ref), RandomID: m.RandomID, Data: m.Data}
	}
	v, err := x.Client.Call(ctx, q)
	if err != nil {
		return nil, err
	}
	if s, ok := v.(*tl.MessagesSentEncryptedFile); ok {
		return secretFile(s.File), nil
	}
	return nil, nil
}

// SaveFilePart uploads a part of a file.
func (x SecretTransport) SaveFilePart(ctx context.Context, id int64, part, parts int32, big bool, b []byte) error {
	var q tl.Object = &tl.UploadSaveFilePart{FileID: id, FilePart: part, Bytes: b}
	if big {
		q = &tl.UploadSaveBigFilePart{FileID: id, FilePart: part, FileTotalParts: parts, Bytes: b}
	}
	_, err := x.Client.Call(ctx, q)
	return err
}

// GetFile fetches a part of a file.
func (x SecretTransport) GetFile(ctx context.Context, f secretchat.EncryptedFile, offset int64, limit int32) ([]byte, error) {
	loc := &tl.InputEncryptedFileLocation{ID: f.ID, AccessHash: f.AccessHash}
	v, err := x.Client.Call(ctx, &tl.UploadGetFile{Location: loc, Offset: offset, Limit: limit})
	if err != nil {
		return nil, err
	}
	return v.(*tl.UploadFile).Bytes, nil
}

// ReadHistory says up to which date the person has read.
func (x SecretTransport) ReadHistory(ctx context.Context, ref secretchat.ChatRef, maxDate int32) error {
	_, err := x.Client.Call(ctx, &tl.MessagesReadEncryptedHistory{Peer: inputSecret(ref), MaxDate: maxDate})
	return err
}

// SetTyping says that the person types.
func (x SecretTransport) SetTyping(ctx context.Context, ref secretchat.ChatRef, typing bool) error {
	_, err := x.Client.Call(ctx, &tl.MessagesSetEncryptedTyping{Peer: inputSecret(ref), Typing: typing})
	return err
}

func inputSecret(ref secretchat.ChatRef) tl.InputEncryptedChat {
	return tl.InputEncryptedChat{ChatID: ref.ID, AccessHash: ref.AccessHash}
}

func inputSecretFile(f *secretchat.InputFile) tl.InputEncryptedFileClass {
	switch {
	case f.Existing:
		return &tl.InputEncryptedFile{ID: f.ID, AccessHash: f.AccessHash}
	case f.Big:
		return &tl.InputEncryptedFileBigUploaded{ID: f.ID, Parts: f.Parts, KeyFingerprint: f.KeyFingerprint}
	}
	return &tl.InputEncryptedFileUploaded{ID: f.ID, Parts: f.Parts, MD5Checksum: f.MD5, KeyFingerprint: f.KeyFingerprint}
}

// SecretChat is what the server says of a chat.
func SecretChat(c tl.EncryptedChatClass) secretchat.RemoteChat {
	switch c := c.(type) {
	case *tl.EncryptedChatWaiting:
		return secretchat.RemoteChat{
			Kind: secretchat.RemoteWaiting, ID: c.ID, AccessHash: c.AccessHash, Date: c.Date, AdminID: c.AdminID, ParticipantID: c.ParticipantID,
		}
	case *tl.EncryptedChatRequested:
		return secretchat.RemoteChat{
			Kind: secretchat.RemoteRequested, ID: c.ID, AccessHash: c.AccessHash, Date: c.Date, AdminID: c.AdminID, ParticipantID: c.ParticipantID,
			GAOrB: c.GA,
		}
	case *tl.EncryptedChat:
		return secretchat.RemoteChat{
			Kind: secretchat.RemoteReady, ID: c.ID, AccessHash: c.AccessHash, Date: c.Date, AdminID: c.AdminID, ParticipantID: c.ParticipantID,
			GAOrB: c.GAOrB, KeyFingerprint: c.KeyFingerprint,
		}
	case *tl.EncryptedChatDiscarded:
		return secretchat.RemoteChat{Kind: secretchat.RemoteDiscarded, ID: c.ID, HistoryDeleted: c.HistoryDeleted}
	}
	return secretchat.RemoteChat{}
}

// SecretMessage is a message as secretchat takes it.
func SecretMessage(m tl.EncryptedMessageClass) secretchat.EncryptedMessage {
	switch m := m.(type) {
	case *tl.EncryptedMessage:
		return secretchat.EncryptedMessage{ChatID: m.ChatID, Date: m.Date, Bytes: m.Bytes, File: secretFile(m.File)}
	case *tl.EncryptedMessageService:
		return secretchat.EncryptedMessage{ChatID: m.ChatID, Date: m.Date, Bytes: m.Bytes}
	}
	return secretchat.EncryptedMessage{}
}

func secretFile(in tl.EncryptedFileClass) *secretchat.EncryptedFile {
	f, ok := in.(*tl.EncryptedFile)
	if !ok {
		return nil
	}
	return &secretchat.EncryptedFile{ID: f.ID, AccessHash: f.AccessHash, Size: f.Size, DC: f.DCID, KeyFingerprint: f.KeyFingerprint}
}

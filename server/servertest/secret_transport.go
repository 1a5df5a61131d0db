package servertest

import (
	"context"
	"errors"

	"chappe/mtclient"
	"chappe/secretchat"
	"chappe/tl"
)

// transport is a device's connection, as secretchat sees it.
type transport Secret

func (x *transport) GetDHConfig(ctx context.Context, version, n int32) (secretchat.DHConfig, error) {
	v, err := x.client.Call(ctx, &tl.MessagesGetDhConfig{Version: version, RandomLength: n})
	switch c := v.(type) {
	case *tl.MessagesDhConfig:
		return secretchat.DHConfig{Version: c.Version, G: c.G, Prime: c.P, Random: c.Random}, nil
	case *tl.MessagesDhConfigNotModified:
		return secretchat.DHConfig{Version: version, Random: c.Random}, nil
	}
	return secretchat.DHConfig{}, err
}

func (x *transport) RequestEncryption(ctx context.Context, to secretchat.User, id int32, gA []byte) (secretchat.RemoteChat, error) {
	return x.chat(ctx, &tl.MessagesRequestEncryption{UserID: &tl.InputUser{UserID: to.ID, AccessHash: to.AccessHash}, RandomID: id, GA: gA})
}

func (x *transport) AcceptEncryption(ctx context.Context, ref secretchat.ChatRef, gB []byte, fp int64) (secretchat.RemoteChat, error) {
	return x.chat(ctx, &tl.MessagesAcceptEncryption{Peer: input(ref), GB: gB, KeyFingerprint: fp})
}

func (x *transport) chat(ctx context.Context, q tl.Object) (secretchat.RemoteChat, error) {
	v, err := x.client.Call(ctx, q)
	if err != nil {
		return secretchat.RemoteChat{}, err
	}
	return remote(v.(tl.EncryptedChatClass)), nil
}

func (x *transport) DiscardEncryption(ctx context.Context, id int32, history bool) error {
	_, err := x.client.Call(ctx, &tl.MessagesDiscardEncryption{ChatID: id, DeleteHistory: history})
	var e *mtclient.RPCError
	if errors.As(err, &e) && e.Message == "ENCRYPTION_ALREADY_DECLINED" {
		return nil
	}
	return err
}

func (x *transport) SendEncrypted(ctx context.Context, ref secretchat.ChatRef, m secretchat.Outgoing) (*secretchat.EncryptedFile, error) {
	x.mu.Lock()
	n := 1
	if x.Fault != nil {
		n = x.Fault(len(x.Sent))
	}
	x.Sent = append(x.Sent, m.Data)
	x.mu.Unlock()
	var file *secretchat.EncryptedFile
	for range n {
		f, err := x.sendOnce(ctx, ref, m)
		if err != nil {
			return nil, err
		}
		file = f
	}
	return file, nil
}

func (x *transport) sendOnce(ctx context.Context, ref secretchat.ChatRef, m secretchat.Outgoing) (*secretchat.EncryptedFile, error) {
	var q tl.Object
	switch {
	case m.Service:
		q = &tl.MessagesSendEncryptedService{Peer: input(ref), RandomID: m.RandomID, Data: m.Data}
	case m.File != nil:
		q = &tl.MessagesSendEncryptedFile{Silent: m.Silent, Peer: input(ref), RandomID: m.RandomID, Data: m.Data, File: inputFile(m.File)}
	default:
		q = &tl.MessagesSendEncrypted{Silent: m.Silent, Peer: input(ref), RandomID: m.RandomID, Data: m.Data}
	}
	v, err := x.client.Call(ctx, q)
	if err != nil {
		return nil, err
	}
	if s, ok := v.(*tl.MessagesSentEncryptedFile); ok {
		if f, ok := s.File.(*tl.EncryptedFile); ok {
			return &secretchat.EncryptedFile{ID: f.ID, AccessHash: f.AccessHash, Size: f.Size, DC: f.DCID, KeyFingerprint: f.KeyFingerprint}, nil
		}
	}
	return nil, nil
}

func (x *transport) SaveFilePart(ctx context.Context, id int64, part, parts int32, big bool, b []byte) error {
	var q tl.Object = &tl.UploadSaveFilePart{FileID: id, FilePart: part, Bytes: b}
	if big {
		q = &tl.UploadSaveBigFilePart{FileID: id, FilePart: part, FileTotalParts: parts, Bytes: b}
	}
	_, err := x.client.Call(ctx, q)
	return err
}

func (x *transport) GetFile(ctx context.Context, f secretchat.EncryptedFile, offset int64, limit int32) ([]byte, error) {
	loc := &tl.InputEncryptedFileLocation{ID: f.ID, AccessHash: f.AccessHash}
	v, err := x.client.Call(ctx, &tl.UploadGetFile{Location: loc, Offset: offset, Limit: limit})
	if err != nil {
		return nil, err
	}
	return v.(*tl.UploadFile).Bytes, nil
}

func (x *transport) ReadHistory(ctx context.Context, ref secretchat.ChatRef, maxDate int32) error {
	_, err := x.client.Call(ctx, &tl.MessagesReadEncryptedHistory{Peer: input(ref), MaxDate: maxDate})
	return err
}

func (x *transport) SetTyping(ctx context.Context, ref secretchat.ChatRef, typing bool) error {
	_, err := x.client.Call(ctx, &tl.MessagesSetEncryptedTyping{Peer: input(ref), Typing: typing})
	return err
}

func input(ref secretchat.ChatRef) tl.InputEncryptedChat {
	return tl.InputEncryptedChat{ChatID: ref.ID, AccessHash: ref.AccessHash}
}

func inputFile(f *secretchat.InputFile) tl.InputEncryptedFileClass {
	switch {
	case f.Existing:
		return &tl.InputEncryptedFile{ID: f.ID, AccessHash: f.AccessHash}
	case f.Big:
		return &tl.InputEncryptedFileBigUploaded{ID: f.ID, Parts: f.Parts, KeyFingerprint: f.KeyFingerprint}
	}
	return &tl.InputEncryptedFileUploaded{ID: f.ID, Parts: f.Parts, MD5Checksum: f.MD5, KeyFingerprint: f.KeyFingerprint}
}

// remote is what the server says of a chat.
func remote(c tl.EncryptedChatClass) secretchat.RemoteChat {
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

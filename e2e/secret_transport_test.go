package e2e

import (
	"context"
	"errors"
	"fmt"

	"chappe/secretchat"

	"github.com/gotd/td/tg"
	"github.com/gotd/td/tgerr"
)

// gotdTransport is gotd's client as the package secretchat wants it.
type gotdTransport struct{ api *tg.Client }

var _ secretchat.Transport = gotdTransport{}

func (x gotdTransport) GetDHConfig(ctx context.Context, version, n int32) (secretchat.DHConfig, error) {
	v, err := x.api.MessagesGetDhConfig(ctx, &tg.MessagesGetDhConfigRequest{Version: int(version), RandomLength: int(n)})
	switch c := v.(type) {
	case *tg.MessagesDhConfig:
		return secretchat.DHConfig{Version: int32(c.Version), G: int32(c.G), Prime: c.P, Random: c.Random}, nil
	case *tg.MessagesDhConfigNotModified:
		return secretchat.DHConfig{Version: version, Random: c.Random}, nil
	}
	return secretchat.DHConfig{}, err
}

func (x gotdTransport) RequestEncryption(ctx context.Context, to secretchat.User, id int32, gA []byte) (secretchat.RemoteChat, error) {
	v, err := x.api.MessagesRequestEncryption(ctx, &tg.MessagesRequestEncryptionRequest{
		UserID: &tg.InputUser{UserID: to.ID, AccessHash: to.AccessHash}, RandomID: int(id), GA: gA,
	})
	return gotdChat(v), err
}

func (x gotdTransport) AcceptEncryption(ctx context.Context, ref secretchat.ChatRef, gB []byte, fp int64) (secretchat.RemoteChat, error) {
	v, err := x.api.MessagesAcceptEncryption(ctx, &tg.MessagesAcceptEncryptionRequest{Peer: gotdRef(ref), GB: gB, KeyFingerprint: fp})
	return gotdChat(v), err
}

func (x gotdTransport) DiscardEncryption(ctx context.Context, id int32, history bool) error {
	_, err := x.api.MessagesDiscardEncryption(ctx, &tg.MessagesDiscardEncryptionRequest{ChatID: int(id), DeleteHistory: history})
	if tgerr.Is(err, "ENCRYPTION_ALREADY_DECLINED") {
		return nil
	}
	return err
}

func (x gotdTransport) SendEncrypted(ctx context.Context, ref secretchat.ChatRef, m secretchat.Outgoing) (*secretchat.EncryptedFile, error) {
	var v tg.MessagesSentEncryptedMessageClass
	var err error
	switch {
	case m.Service:
		v, err = x.api.MessagesSendEncryptedService(ctx, &tg.MessagesSendEncryptedServiceRequest{Peer: gotdRef(ref), RandomID: m.RandomID, Data: m.Data})
	case m.File != nil:
		v, err = x.api.MessagesSendEncryptedFile(ctx, &tg.MessagesSendEncryptedFileRequest{
			Silent: m.Silent, Peer: gotdRef(ref), RandomID: m.RandomID, Data: m.Data, File: gotdInputFile(m.File),
		})
	default:
		v, err = x.api.MessagesSendEncrypted(ctx, &tg.MessagesSendEncryptedRequest{Silent: m.Silent, Peer: gotdRef(ref), RandomID: m.RandomID, Data: m.Data})
	}
	if s, ok := v.(*tg.MessagesSentEncryptedFile); ok {
		return gotdFile(s.File), err
	}
	return nil, err
}

func (x gotdTransport) SaveFilePart(ctx context.Context, id int64, part, parts int32, big bool, b []byte) error {
	var err error
	if big {
		_, err = x.api.UploadSaveBigFilePart(ctx, &tg.UploadSaveBigFilePartRequest{FileID: id, FilePart: int(part), FileTotalParts: int(parts), Bytes: b})
	} else {
		_, err = x.api.UploadSaveFilePart(ctx, &tg.UploadSaveFilePartRequest{FileID: id, FilePart: int(part), Bytes: b})
	}
	return err
}

func (x gotdTransport) GetFile(ctx context.Context, f secretchat.EncryptedFile, offset int64, limit int32) ([]byte, error) {
	v, err := x.api.UploadGetFile(ctx, &tg.UploadGetFileRequest{
		Location: &tg.InputEncryptedFileLocation{ID: f.ID, AccessHash: f.AccessHash}, Offset: offset, Limit: int(limit),
	})
	if err != nil {
		return nil, err
	}
	file, ok := v.(*tg.UploadFile)
	if !ok {
		return nil, fmt.Errorf("getFile answered %T", v)
	}
	return file.Bytes, nil
}

func (x gotdTransport) ReadHistory(ctx context.Context, ref secretchat.ChatRef, maxDate int32) error {
	_, err := x.api.MessagesReadEncryptedHistory(ctx, &tg.MessagesReadEncryptedHistoryRequest{Peer: gotdRef(ref), MaxDate: int(maxDate)})
	return err
}

func (x gotdTransport) SetTyping(ctx context.Context, ref secretchat.ChatRef, typing bool) error {
	_, err := x.api.MessagesSetEncryptedTyping(ctx, &tg.MessagesSetEncryptedTypingRequest{Peer: gotdRef(ref), Typing: typing})
	return err
}

func gotdRef(ref secretchat.ChatRef) tg.InputEncryptedChat {
	return tg.InputEncryptedChat{ChatID: int(ref.ID), AccessHash: ref.AccessHash}
}

func gotdInputFile(f *secretchat.InputFile) tg.InputEncryptedFileClass {
	switch {
	case f.Existing:
		return &tg.InputEncryptedFile{ID: f.ID, AccessHash: f.AccessHash}
	case f.Big:
		return &tg.InputEncryptedFileBigUploaded{ID: f.ID, Parts: int(f.Parts), KeyFingerprint: int(f.KeyFingerprint)}
	}
	return &tg.InputEncryptedFileUploaded{ID: f.ID, Parts: int(f.Parts), MD5Checksum: f.MD5, KeyFingerprint: int(f.KeyFingerprint)}
}

func gotdChat(c tg.EncryptedChatClass) secretchat.RemoteChat {
	switch c := c.(type) {
	case *tg.EncryptedChatWaiting:
		return secretchat.RemoteChat{
			Kind: secretchat.RemoteWaiting, ID: int32(c.ID), AccessHash: c.AccessHash, Date: int32(c.Date), AdminID: c.AdminID,
			ParticipantID: c.ParticipantID,
		}
	case *tg.EncryptedChatRequested:
		return secretchat.RemoteChat{
			Kind: secretchat.RemoteRequested, ID: int32(c.ID), AccessHash: c.AccessHash, Date: int32(c.Date), AdminID: c.AdminID,
			ParticipantID: c.ParticipantID, GAOrB: c.GA,
		}
	case *tg.EncryptedChat:
		return secretchat.RemoteChat{
			Kind: secretchat.RemoteReady, ID: int32(c.ID), AccessHash: c.AccessHash, Date: int32(c.Date), AdminID: c.AdminID,
			ParticipantID: c.ParticipantID, GAOrB: c.GAOrB, KeyFingerprint: c.KeyFingerprint,
		}
	case *tg.EncryptedChatDiscarded:
		return secretchat.RemoteChat{Kind: secretchat.RemoteDiscarded, ID: int32(c.ID), HistoryDeleted: c.HistoryDeleted}
	}
	return secretchat.RemoteChat{}
}

func gotdMessage(m tg.EncryptedMessageClass) secretchat.EncryptedMessage {
	switch m := m.(type) {
	case *tg.EncryptedMessage:
		return secretchat.EncryptedMessage{ChatID: int32(m.ChatID), Date: int32(m.Date), Bytes: m.Bytes, File: gotdFile(m.File)}
	case *tg.EncryptedMessageService:
		return secretchat.EncryptedMessage{ChatID: int32(m.ChatID), Date: int32(m.Date), Bytes: m.Bytes}
	}
	return secretchat.EncryptedMessage{}
}

func gotdFile(in tg.EncryptedFileClass) *secretchat.EncryptedFile {
	f, ok := in.(*tg.EncryptedFile)
	if !ok {
		return nil
	}
	return &secretchat.EncryptedFile{ID: f.ID, AccessHash: f.AccessHash, Size: f.Size, DC: int32(f.DCID), KeyFingerprint: int32(f.KeyFingerprint)}
}

// unless forgives some errors.
func unless(err error, some ...error) error {
	for _, e := range some {
		if errors.Is(err, e) {
			return nil
		}
	}
	return err
}

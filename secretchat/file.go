package secretchat

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/md5"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/gotd/ige"
)

// FileKey is what one file is encrypted with: AES-256-IGE with a key and an IV that are used for nothing else and travel in the
// message.
// https://core.telegram.org/api/end-to-end#sending-encrypted-files
type FileKey struct{ Key, IV []byte }

// NewFileKey draws a key.
func NewFileKey() FileKey {
	k := FileKey{Key: make([]byte, 32), IV: make([]byte, 32)}
	rand.Read(k.Key)
	rand.Read(k.IV)
	return k
}

// Fingerprint is the number that the server keeps beside the file: 32 bits of an MD5 of the key, folded.
func (k FileKey) Fingerprint() int32 {
	h := md5.Sum(append(append([]byte(nil), k.Key...), k.IV...))
	return int32(binary.LittleEndian.Uint32(h[:]) ^ binary.LittleEndian.Uint32(h[4:]))
}

// Wipe overwrites the key. The file cannot be read after that, even where the server has kept it.
func (k FileKey) Wipe() {
	clear(k.Key)
	clear(k.IV)
}

// fileCipher goes through a file part by part: the IV of each part follows from the last block of the one before.
type fileCipher struct{ key, iv []byte }

func (k FileKey) cipher() (*fileCipher, error) {
	if len(k.Key) != 32 || len(k.IV) != 32 {
		return nil, errors.New("a file's key or IV is not 32 bytes long")
	}
	return &fileCipher{key: k.Key, iv: append([]byte(nil), k.IV...)}, nil
}

func (c *fileCipher) encrypt(plain []byte) []byte {
	block, _ := aes.NewCipher(c.key) // 32 bytes always make a key
	out := make([]byte, len(plain))
	ige.EncryptBlocks(block, c.iv, out, plain)
	copy(c.iv, out[len(out)-16:])
	copy(c.iv[16:], plain[len(plain)-16:])
	return out
}

func (c *fileCipher) decrypt(data []byte) []byte {
	block, _ := aes.NewCipher(c.key) // 32 bytes always make a key
	out := make([]byte, len(data))
	ige.DecryptBlocks(block, c.iv, out, data)
	copy(c.iv, data[len(data)-16:])
	copy(c.iv[16:], out[len(out)-16:])
	return out
}

const (
	partSize  = 512 * 1024
	bigFrom   = 10 * 1024 * 1024
	maxFile   = 4000 * partSize
	fileBlock = 16
)

// Upload encrypts a file of n bytes with a key of its own and uploads it in parts. The key goes into the message's media, the file
// beside the message.
func Upload(ctx context.Context, t Transport, r io.Reader, n int64, k FileKey) (*InputFile, error) {
	if n <= 0 || n > maxFile {
		return nil, errors.New("a file must have between one byte and 2,000 megabytes")
	}
	c, err := k.cipher()
	if err != nil {
		return nil, err
	}
	f := &InputFile{
		ID: RandomID(), Big: n > bigFrom, Parts: int32((n + partSize - 1) / partSize), KeyFingerprint: k.Fingerprint(),
	}
	sum := md5.New()
	for part := range f.Parts {
		b := make([]byte, min(partSize, n-int64(part)*partSize), partSize)
		if _, err := io.ReadFull(r, b); err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		if rest := len(b) % fileBlock; rest != 0 { // only of the last part
			pad := make([]byte, fileBlock-rest)
			rand.Read(pad)
			b = append(b, pad...)
		}
		b = c.encrypt(b)
		sum.Write(b)
		if err := t.SaveFilePart(ctx, f.ID, part, f.Parts, f.Big, b); err != nil {
			return nil, err
		}
	}
	if !f.Big {
		f.MD5 = hex.EncodeToString(sum.Sum(nil))
	}
	return f, nil
}

// Download fetches a file, decrypts it and writes its n bytes.
func Download(ctx context.Context, t Transport, w io.Writer, f EncryptedFile, n int64, k FileKey) error {
	if f.KeyFingerprint != k.Fingerprint() {
		return errors.New("the file was encrypted with another key")
	}
	if padded := (n + fileBlock - 1) / fileBlock * fileBlock; n <= 0 || n > maxFile || f.Size < padded {
		return errors.New("the file is shorter than the message says")
	}
	c, err := k.cipher()
	if err != nil {
		return err
	}
	for at := int64(0); at < n; at += partSize {
		b, err := t.GetFile(ctx, f, at, partSize)
		if err != nil {
			return err
		}
		want := min(partSize, n-at)
		if len(b)%fileBlock != 0 || int64(len(b)) < want {
			return io.ErrUnexpectedEOF
		}
		if _, err := w.Write(c.decrypt(b)[:want]); err != nil {
			return err
		}
	}
	return nil
}

// FileOf returns what a message's media says of its file.
func FileOf(m *DecryptedMessage) (k FileKey, n int64, ok bool) {
	switch d := m.Media.(type) {
	case *DecryptedMessageMediaPhoto:
		return FileKey{d.Key, d.IV}, int64(d.Size), true
	case *DecryptedMessageMediaVideo:
		return FileKey{d.Key, d.IV}, int64(d.Size), true
	case *DecryptedMessageMediaAudio:
		return FileKey{d.Key, d.IV}, int64(d.Size), true
	case *DecryptedMessageMediaDocument:
		return FileKey{d.Key, d.IV}, d.Size, true
	}
	return FileKey{}, 0, false
}

// SetFile writes a file's key and size into a message's media. It says no where the media has no file.
func SetFile(m *DecryptedMessage, k FileKey, n int64) bool {
	k = FileKey{bytes.Clone(k.Key), bytes.Clone(k.IV)}
	switch d := m.Media.(type) {
	case *DecryptedMessageMediaPhoto:
		d.Key, d.IV, d.Size = k.Key, k.IV, int32(n)
	case *DecryptedMessageMediaVideo:
		d.Key, d.IV, d.Size = k.Key, k.IV, int32(n)
	case *DecryptedMessageMediaAudio:
		d.Key, d.IV, d.Size = k.Key, k.IV, int32(n)
	case *DecryptedMessageMediaDocument:
		d.Key, d.IV, d.Size = k.Key, k.IV, n
	default:
		return false
	}
	return true
}

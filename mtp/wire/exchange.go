package wire

import (
	"crypto/rand"
	"crypto/sha1"
)

// The messages of a key exchange. Parse functions tolerate bytes after what they
// know, because clients pad unencrypted messages.
// https://core.telegram.org/mtproto/auth_key

// Nonces identify one run of the exchange.
type Nonces struct {
	Client [16]byte // nonce
	Server [16]byte // server_nonce
}

// AppendUnencrypted appends a message that is sent without a key.
// https://core.telegram.org/mtproto/description#unencrypted-message
func AppendUnencrypted(b []byte, msgID int64, body []byte) []byte {
	b = AppendInt64(b, 0)
	b = AppendInt64(b, msgID)
	b = AppendInt32(b, int32(len(body)))
	return append(b, body...)
}

// ParseUnencrypted splits such a message. Bytes after the body are padding.
func ParseUnencrypted(packet []byte) (msgID int64, body []byte, err error) {
	r := NewReader(packet)
	keyID := r.Int64()
	msgID = r.Int64()
	n := int(r.Int32())
	body = r.Raw(n)
	if r.Err() != nil || keyID != 0 || n%4 != 0 {
		return 0, nil, ErrMalformed
	}
	return msgID, body, nil
}

// AppendReqPQ appends req_pq_multi.
func AppendReqPQ(b []byte, nonce [16]byte) []byte {
	return append(AppendUint32(b, IDReqPQMulti), nonce[:]...)
}

// ParseReqPQ reads req_pq and req_pq_multi.
func ParseReqPQ(body []byte) (nonce [16]byte, err error) {
	r := NewReader(body)
	if id := r.Uint32(); id != IDReqPQ && id != IDReqPQMulti {
		return nonce, ErrMalformed
	}
	nonce = r.Int128()
	return nonce, r.Err()
}

// AppendResPQ appends resPQ.
func AppendResPQ(b []byte, n Nonces, pq uint64, fingerprints []int64) []byte {
	b = append(AppendUint32(b, IDResPQ), n.Client[:]...)
	b = append(b, n.Server[:]...)
	b = appendNumber(b, pq)
	return AppendInt64s(b, fingerprints)
}

// ParseResPQ reads resPQ.
func ParseResPQ(body []byte) (n Nonces, pq uint64, fingerprints []int64, err error) {
	r := NewReader(body)
	id := r.Uint32()
	n.Client, n.Server = r.Int128(), r.Int128()
	pq, ok := number(r.Bytes())
	fingerprints = r.Int64s(64)
	if id != IDResPQ || !ok {
		return n, 0, nil, ErrMalformed
	}
	return n, pq, fingerprints, r.Err()
}

// PQInner is p_q_inner_data in any of its four forms.
type PQInner struct {
	PQ, P, Q uint64
	Nonces
	NewNonce  [32]byte
	HasDC     bool
	DC        int32
	Temp      bool  // a temporary key, for
	ExpiresIn int32 // seconds
}

// AppendPQInner appends the form that m needs.
func AppendPQInner(b []byte, m PQInner) []byte {
	id := uint32(IDPQInnerData)
	switch {
	case m.Temp && m.HasDC:
		id = IDPQInnerDataTempDC
	case m.Temp:
		id = IDPQInnerDataTemp
	case m.HasDC:
		id = IDPQInnerDataDC
	}
	b = AppendUint32(b, id)
	b = appendNumber(b, m.PQ)
	b = appendNumber(b, m.P)
	b = appendNumber(b, m.Q)
	b = append(b, m.Client[:]...)
	b = append(b, m.Server[:]...)
	b = append(b, m.NewNonce[:]...)
	if m.HasDC {
		b = AppendInt32(b, m.DC)
	}
	if m.Temp {
		b = AppendInt32(b, m.ExpiresIn)
	}
	return b
}

// ParsePQInner reads any of the four and tells how many bytes it took.
func ParsePQInner(data []byte) (m PQInner, n int, err error) {
	r := NewReader(data)
	switch r.Uint32() {
	case IDPQInnerData:
	case IDPQInnerDataDC:
		m.HasDC = true
	case IDPQInnerDataTemp:
		m.Temp = true
	case IDPQInnerDataTempDC:
		m.HasDC, m.Temp = true, true
	default:
		return m, 0, ErrMalformed
	}
	var ok [3]bool
	m.PQ, ok[0] = number(r.Bytes())
	m.P, ok[1] = number(r.Bytes())
	m.Q, ok[2] = number(r.Bytes())
	m.Client, m.Server, m.NewNonce = r.Int128(), r.Int128(), r.Int256()
	if m.HasDC {
		m.DC = r.Int32()
	}
	if m.Temp {
		m.ExpiresIn = r.Int32()
	}
	if r.Err() != nil || ok != [3]bool{true, true, true} {
		return m, 0, ErrMalformed
	}
	return m, len(data) - len(r.Rest()), nil
}

// ReqDHParams is req_DH_params.
type ReqDHParams struct {
	Nonces
	P, Q        uint64
	Fingerprint int64
	Encrypted   []byte
}

// AppendReqDHParams appends it.
func AppendReqDHParams(b []byte, m ReqDHParams) []byte {
	b = append(AppendUint32(b, IDReqDHParams), m.Client[:]...)
	b = append(b, m.Server[:]...)
	b = appendNumber(b, m.P)
	b = appendNumber(b, m.Q)
	b = AppendInt64(b, m.Fingerprint)
	return AppendBytes(b, m.Encrypted)
}

// ParseReqDHParams reads it.
func ParseReqDHParams(body []byte) (m ReqDHParams, err error) {
	r := NewReader(body)
	id := r.Uint32()
	m.Client, m.Server = r.Int128(), r.Int128()
	var okP, okQ bool
	m.P, okP = number(r.Bytes())
	m.Q, okQ = number(r.Bytes())
	m.Fingerprint = r.Int64()
	m.Encrypted = r.Bytes()
	if id != IDReqDHParams || !okP || !okQ || r.Err() != nil {
		return m, ErrMalformed
	}
	return m, nil
}

// Sealed is server_DH_params_ok or set_client_DH_params: the nonces and data
// encrypted with the temporary AES key.
type Sealed struct {
	Nonces
	Encrypted []byte
}

// AppendSealed appends it with the given constructor.
func AppendSealed(b []byte, id uint32, m Sealed) []byte {
	b = append(AppendUint32(b, id), m.Client[:]...)
	b = append(b, m.Server[:]...)
	return AppendBytes(b, m.Encrypted)
}

// ParseSealed reads it if it has the given constructor.
func ParseSealed(body []byte, id uint32) (m Sealed, err error) {
	r := NewReader(body)
	got := r.Uint32()
	m.Client, m.Server = r.Int128(), r.Int128()
	m.Encrypted = r.Bytes()
	if got != id || r.Err() != nil {
		return m, ErrMalformed
	}
	return m, nil
}

// ServerDHInner is server_DH_inner_data.
type ServerDHInner struct {
	Nonces
	G          int32
	Prime      []byte
	GA         []byte
	ServerTime int32
}

// AppendServerDHInner appends it.
func AppendServerDHInner(b []byte, m ServerDHInner) []byte {
	b = append(AppendUint32(b, IDServerDHInnerData), m.Client[:]...)
	b = append(b, m.Server[:]...)
	b = AppendInt32(b, m.G)
	b = AppendBytes(b, m.Prime)
	b = AppendBytes(b, m.GA)
	return AppendInt32(b, m.ServerTime)
}

// ParseServerDHInner reads it and tells how many bytes it took.
func ParseServerDHInner(data []byte) (m ServerDHInner, n int, err error) {
	r := NewReader(data)
	id := r.Uint32()
	m.Client, m.Server = r.Int128(), r.Int128()
	m.G = r.Int32()
	m.Prime, m.GA = r.Bytes(), r.Bytes()
	m.ServerTime = r.Int32()
	if id != IDServerDHInnerData || r.Err() != nil {
		return m, 0, ErrMalformed
	}
	return m, len(data) - len(r.Rest()), nil
}

// ClientDHInner is client_DH_inner_data.
type ClientDHInner struct {
	Nonces
	RetryID int64
	GB      []byte
}

// AppendClientDHInner appends it.
func AppendClientDHInner(b []byte, m ClientDHInner) []byte {
	b = append(AppendUint32(b, IDClientDHInnerData), m.Client[:]...)
	b = append(b, m.Server[:]...)
	b = AppendInt64(b, m.RetryID)
	return AppendBytes(b, m.GB)
}

// ParseClientDHInner reads it and tells how many bytes it took.
func ParseClientDHInner(data []byte) (m ClientDHInner, n int, err error) {
	r := NewReader(data)
	id := r.Uint32()
	m.Client, m.Server = r.Int128(), r.Int128()
	m.RetryID = r.Int64()
	m.GB = r.Bytes()
	if id != IDClientDHInnerData || r.Err() != nil {
		return m, 0, ErrMalformed
	}
	return m, len(data) - len(r.Rest()), nil
}

// DHGen is dh_gen_ok, dh_gen_retry or dh_gen_fail, by its ID.
type DHGen struct {
	ID uint32
	Nonces
	Hash [16]byte
}

// AppendDHGen appends it.
func AppendDHGen(b []byte, m DHGen) []byte {
	b = append(AppendUint32(b, m.ID), m.Client[:]...)
	b = append(b, m.Server[:]...)
	return append(b, m.Hash[:]...)
}

// ParseDHGen reads it.
func ParseDHGen(body []byte) (m DHGen, err error) {
	r := NewReader(body)
	m.ID = r.Uint32()
	m.Client, m.Server, m.Hash = r.Int128(), r.Int128(), r.Int128()
	switch m.ID {
	case IDDHGenOK, IDDHGenRetry, IDDHGenFail:
		return m, r.Err()
	}
	return m, ErrMalformed
}

// NewNonceHash is new_nonce_hash1, 2 or 3, by n.
func NewNonceHash(newNonce *[32]byte, n byte, auxHash int64) (v [16]byte) {
	b := append(newNonce[:len(newNonce):len(newNonce)], n)
	h := sha1.Sum(AppendInt64(b, auxHash))
	copy(v[:], h[4:])
	return v
}

// FirstSalt is the salt that a new key begins with.
func FirstSalt(newNonce *[32]byte, serverNonce *[16]byte) int64 {
	var b [8]byte
	for i := range b {
		b[i] = newNonce[i] ^ serverNonce[i]
	}
	r := NewReader(b[:])
	return r.Int64()
}

// TempAES is tmp_aes_key and tmp_aes_iv.
type TempAES struct{ key, iv [32]byte }

// NewTempAES derives both from the nonces.
func NewTempAES(newNonce *[32]byte, serverNonce *[16]byte) (t TempAES) {
	hash := func(a, b []byte) [20]byte { return sha1.Sum(append(a[:len(a):len(a)], b...)) }
	ns := hash(newNonce[:], serverNonce[:])
	sn := hash(serverNonce[:], newNonce[:])
	nn := hash(newNonce[:], newNonce[:])
	copy(t.key[:], ns[:])
	copy(t.key[20:], sn[:12])
	copy(t.iv[:], sn[12:])
	copy(t.iv[8:], nn[:])
	copy(t.iv[28:], newNonce[:4])
	return t
}

// Seal encrypts data behind its SHA-1 with random padding to a multiple of 16.
func (t *TempAES) Seal(data []byte) []byte {
	hash := sha1.Sum(data)
	b := append(hash[:], data...)
	var pad [16]byte
	rand.Read(pad[:])
	b = append(b, pad[:-len(b)&15]...)
	EncryptIGE(&t.key, &t.iv, b)
	return b
}

// Open decrypts what Seal made. How long the data is shows only when it is parsed,
// so the caller checks hash with CheckOld over the part that it parsed.
func (t *TempAES) Open(b []byte) (hash [20]byte, data []byte, err error) {
	if len(b)%16 != 0 || len(b) < 32 || len(b) > 4096 {
		return hash, nil, ErrMalformed
	}
	b = append([]byte(nil), b...)
	DecryptIGE(&t.key, &t.iv, b)
	return [20]byte(b), b[20:], nil
}

// appendNumber appends a number as the string of its big-endian bytes.
func appendNumber(b []byte, v uint64) []byte {
	var d [8]byte
	i := 8
	for ; v > 0; v >>= 8 {
		i--
		d[i] = byte(v)
	}
	return AppendBytes(b, d[i:])
}

// number reads such a string; ok is false if the number has more than 64 bits.
func number(b []byte) (v uint64, ok bool) {
	for len(b) > 8 && b[0] == 0 {
		b = b[1:]
	}
	if len(b) > 8 {
		return 0, false
	}
	for _, d := range b {
		v = v<<8 | uint64(d)
	}
	return v, true
}

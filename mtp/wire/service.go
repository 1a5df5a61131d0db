package wire

// What the two sides say about messages rather than in them.
// https://core.telegram.org/mtproto/service_messages
// https://core.telegram.org/mtproto/service_messages_about_messages

// AppendAck appends msgs_ack.
func AppendAck(b []byte, ids []int64) []byte {
	return AppendInt64s(AppendUint32(b, IDMsgsAck), ids)
}

// AppendBadMsg appends bad_msg_notification.
func AppendBadMsg(b []byte, msgID int64, seqNo int32, code int32) []byte {
	b = AppendUint32(b, IDBadMsgNotification)
	b = AppendInt64(b, msgID)
	b = AppendInt32(b, seqNo)
	return AppendInt32(b, code)
}

// AppendBadSalt appends bad_server_salt.
func AppendBadSalt(b []byte, msgID int64, seqNo int32, salt int64) []byte {
	b = AppendUint32(b, IDBadServerSalt)
	b = AppendInt64(b, msgID)
	b = AppendInt32(b, seqNo)
	b = AppendInt32(b, BadMsgSalt)
	return AppendInt64(b, salt)
}

// AppendNewSession appends new_session_created.
func AppendNewSession(b []byte, firstMsgID, uniqueID, salt int64) []byte {
	b = AppendUint32(b, IDNewSessionCreated)
	b = AppendInt64(b, firstMsgID)
	b = AppendInt64(b, uniqueID)
	return AppendInt64(b, salt)
}

// AppendPong appends pong.
func AppendPong(b []byte, msgID, pingID int64) []byte {
	b = AppendUint32(b, IDPong)
	b = AppendInt64(b, msgID)
	return AppendInt64(b, pingID)
}

// AppendStateInfo appends msgs_state_info; info has one byte a message.
func AppendStateInfo(b []byte, reqMsgID int64, info []byte) []byte {
	b = AppendUint32(b, IDMsgsStateInfo)
	b = AppendInt64(b, reqMsgID)
	return AppendBytes(b, info)
}

// AppendDetailedInfo appends msg_detailed_info: the answer to msgID is answerID
// and size bytes long.
func AppendDetailedInfo(b []byte, msgID, answerID int64, size int) []byte {
	b = AppendUint32(b, IDMsgDetailedInfo)
	b = AppendInt64(b, msgID)
	b = AppendInt64(b, answerID)
	b = AppendInt32(b, int32(size))
	return AppendInt32(b, 0)
}

// AppendResendReq appends msg_resend_req.
func AppendResendReq(b []byte, ids []int64) []byte {
	return AppendInt64s(AppendUint32(b, IDMsgResendReq), ids)
}

// Salt is one future_salt, valid from Since until Until (unix seconds).
type Salt struct {
	Since, Until int32
	Salt         int64
}

// AppendFutureSalts appends future_salts. Its vector and elements are bare.
func AppendFutureSalts(b []byte, reqMsgID int64, now int32, salts []Salt) []byte {
	b = AppendUint32(b, IDFutureSalts)
	b = AppendInt64(b, reqMsgID)
	b = AppendInt32(b, now)
	b = AppendInt32(b, int32(len(salts)))
	for _, s := range salts {
		b = AppendInt32(b, s.Since)
		b = AppendInt32(b, s.Until)
		b = AppendInt64(b, s.Salt)
	}
	return b
}

// AppendRPCResult appends the head of rpc_result; the result follows.
func AppendRPCResult(b []byte, reqMsgID int64) []byte {
	return AppendInt64(AppendUint32(b, IDRPCResult), reqMsgID)
}

// AppendRPCError appends rpc_error.
func AppendRPCError(b []byte, code int32, message string) []byte {
	b = AppendUint32(b, IDRPCError)
	b = AppendInt32(b, code)
	return AppendBytes(b, []byte(message))
}

// Inner is one message of a container. Body is not a copy.
type Inner struct {
	MsgID int64
	SeqNo int32
	Body  []byte
}

// ParseContainer splits the body of a msg_container. It checks the count, the
// lengths (divisible by 4, inside the buffer) and that no element is itself a
// container or a msg_copy; identifiers are the caller's to check.
// https://core.telegram.org/mtproto/service_messages#simple-container
func ParseContainer(body []byte) ([]Inner, error) {
	r := NewReader(body)
	if r.Uint32() != IDMsgContainer {
		return nil, ErrMalformed
	}
	n := int(r.Int32())
	if n < 0 || n > MaxContainer || n > len(r.Rest())/16 {
		return nil, ErrMalformed
	}
	inner := make([]Inner, n)
	for i := range inner {
		m := &inner[i]
		m.MsgID = r.Int64()
		m.SeqNo = r.Int32()
		size := int(r.Int32())
		if size%4 != 0 {
			return nil, ErrMalformed
		}
		m.Body = r.Raw(size)
		switch id := PeekID(m.Body); id {
		case IDMsgContainer, IDMsgCopy:
			return nil, ErrMalformed
		}
	}
	if r.Err() != nil || len(r.Rest()) != 0 {
		return nil, ErrMalformed
	}
	return inner, nil
}

// AppendContainer appends msg_container.
func AppendContainer(b []byte, inner []Inner) []byte {
	b = AppendUint32(b, IDMsgContainer)
	b = AppendInt32(b, int32(len(inner)))
	for _, m := range inner {
		b = AppendInt64(b, m.MsgID)
		b = AppendInt32(b, m.SeqNo)
		b = AppendInt32(b, int32(len(m.Body)))
		b = append(b, m.Body...)
	}
	return b
}

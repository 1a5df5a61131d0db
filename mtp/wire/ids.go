package wire

// Constructor ids of the MTProto schema.
// https://core.telegram.org/schema/mtproto
const (
	IDReqPQ              = 0x60469778
	IDReqPQMulti         = 0xbe7e8ef1
	IDResPQ              = 0x05162463
	IDPQInnerData        = 0x83c95aec
	IDPQInnerDataDC      = 0xa9f55f95
	IDPQInnerDataTemp    = 0x3c6a84d4
	IDPQInnerDataTempDC  = 0x56fddf88
	IDReqDHParams        = 0xd712e4be
	IDServerDHParamsOK   = 0xd0e8075c
	IDServerDHParamsFail = 0x79cb045d
	IDServerDHInnerData  = 0xb5890dba
	IDSetClientDHParams  = 0xf5045f1f
	IDClientDHInnerData  = 0x6643b654
	IDDHGenOK            = 0x3bcbf734
	IDDHGenRetry         = 0x46dc1fb9
	IDDHGenFail          = 0xa69dae02

	IDRPCResult               = 0xf35c6d01
	IDRPCError                = 0x2144ca19
	IDRPCDropAnswer           = 0x58e4a740
	IDRPCAnswerUnknown        = 0x5e2ad36e
	IDRPCAnswerDroppedRunning = 0xcd78e586
	IDRPCAnswerDropped        = 0xa43ad8b7
	IDMsgsAck                 = 0x62d6b459
	IDBadMsgNotification      = 0xa7eff811
	IDBadServerSalt           = 0xedab447b
	IDMsgsStateReq            = 0xda69fb52
	IDMsgsStateInfo           = 0x04deb57d
	IDMsgsAllInfo             = 0x8cc0d131
	IDMsgDetailedInfo         = 0x276d3ec6
	IDMsgNewDetailedInfo      = 0x809db6df
	IDMsgResendReq            = 0x7d861a08
	IDGetFutureSalts          = 0xb921bd04
	IDFutureSalts             = 0xae500895
	IDPing                    = 0x7abe77ec
	IDPong                    = 0x347773c5
	IDPingDelayDisconnect     = 0xf3427b8c
	IDDestroySession          = 0xe7512126
	IDDestroySessionOK        = 0xe22045fc
	IDDestroySessionNone      = 0x62d350c9
	IDNewSessionCreated       = 0x9ec20908
	IDMsgContainer            = 0x73f1f8dc
	IDMsgCopy                 = 0xe06046b2
	IDGzipPacked              = 0x3072cfa1
	IDHTTPWait                = 0x9299359f
	IDDestroyAuthKey          = 0xd1435160
	IDDestroyAuthKeyOK        = 0xf660e1d4
	IDDestroyAuthKeyNone      = 0x0a9f2259
	IDDestroyAuthKeyFail      = 0xea109b13
	IDBindAuthKeyInner        = 0x75a3f765

	idVector = 0x1cb5c415
)

// Error codes of bad_msg_notification and bad_server_salt.
// https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
const (
	BadMsgIDTooLow     = 16
	BadMsgIDTooHigh    = 17
	BadMsgIDBits       = 18
	BadMsgContainerID  = 19
	BadMsgTooOld       = 20
	BadMsgSeqTooLow    = 32
	BadMsgSeqTooHigh   = 33
	BadMsgSeqWantsEven = 34
	BadMsgSeqWantsOdd  = 35
	BadMsgSalt         = 48
	BadMsgContainer    = 64
)

// Transport errors, sent as a packet of four bytes.
// https://core.telegram.org/mtproto/mtproto-transports#transport-errors
const (
	ErrorKeyNotFound = -404
	ErrorFlood       = -429
	ErrorInvalidDC   = -444
)

// Limits that the protocol itself sets.
const (
	MaxContainer = 1024 // messages in one container
	MaxVector    = 8192 // ids in msgs_ack, msgs_state_req, msg_resend_req
)

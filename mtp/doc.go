// Package mtp is the server side of MTProto 2.0: sockets, the key exchange, sessions,
// salts, acknowledgements and resends. It knows bytes and sessions and never what a
// message is: API calls go to a Handler as bytes and come back as bytes.
//
// # How it reads
//
// A connection is one goroutine. sniff.go tells what it speaks, conn_read.go reads
// packets without holding a buffer while nothing comes, handshake.go makes keys,
// receive.go checks a packet, opens containers and finds the session, service.go
// answers service messages, calls.go runs API calls in their order, send.go gives
// messages their numbers and keeps them until they are acknowledged, conn_write.go
// writes at once or, to a slow client, from a goroutine that lives as long as the
// backlog does, resend.go repeats what was not acknowledged.
//
// # What holds
//
//   - Nothing waits for a client: a write that the socket does not take goes to a
//     bounded backlog. Only a connection's own reader waits for its own client.
//   - Nothing of a packet is used before its msg_key was compared, and nothing of a
//     key exchange before everything in it was checked.
//   - A key is durable in the store before the client is told dh_gen_ok.
//   - A message of a client is handed to the Handler at most once, and calls of a
//     session in the order in which they came.
//   - What is sent again is the same bytes under the same identifier, or nothing.
//   - Memory that a stranger causes to be taken grows with what it sent, not with what
//     it announced, and ends with its connection.
//   - No log line has a key, a nonce or a payload.
//
// # Which test shows which line of the checklist
//
// Each test is a hostile peer on a real socket that breaks the rule; those of the
// client's side of a rule are in package mtclient, beside the same numbers.
//
//	 1  TestChecklist01PrimeIsPinned; mtclient: TestChecklist01ClientPinsTheGroup
//	 2  TestChecklist02PublicValueOutOfRange; mtclient: TestChecklist02ClientChecksTheServersValue
//	 3  TestChecklist03NoncesAreChecked; mtclient: TestChecklist03ClientChecksNoncesAndHashes
//	 4  TestChecklist04OldRSARefused, ...OldRSABehindASetting, ...RSAFailuresLookTheSame
//	 5  TestChecklist05HandshakeIsSingleUse, ...HandshakeExpires, ...HandshakesAreLimited,
//	    ...KeyCollisionIsRetried, ...KeyCollisionFailsInTheEnd, ...RetryNamesTheAttemptBefore, ...PQIsFresh
//	 6  TestChecklist06TempKeyIsBoundInFull, ...UnboundTempKeyMayUseServiceMessages, ...TempKeyExpires,
//	    ...TempKeysGoWithTheirPermanentKey, ...EveryDCIsThisOne
//	 7  TestChecklist07MsgKeyIsCheckedFirst; mtclient: TestChecklist07To11ClientEndsTheConnection
//	 8  TestChecklist08LengthsAndPadding, ...FrameSizeIsCapped; mtclient: the same
//	 9  TestChecklist09SessionsAreApart, ...WrongSaltIsAnswered, ...SaltsRotate;
//	    mtclient: TestChecklist09And10ClientIgnoresTheRest
//	10  TestChecklist10MsgIDRules, ...ServerIDs, ...DuplicatesAreNotDoneTwice, ...DuplicateWhileRunning,
//	    ...ReplayedPacketIsNotDoneTwice, ...BelowTheWindow, ...SeqNoRules, ...OrderIsKept,
//	    ...NextCallWaitsOrIsReleased, ...BrokenContainers, ...ResendRepeatsTheSameBytes,
//	    ...AnswersWaitForTheNextConnection
//	11  TestChecklist11NestedContainers, ...GzipAndZlib, ...GzipIsBounded
//	12  TestChecklist12AcksEndResending, ...SlowCallsAreAcknowledged, ...MsgsStateReq, ...MsgResendReq,
//	    ...RPCDropAnswer, ...Pings, ...DestroySession, ...DestroyAuthKeyIsBare, ...TheRestIsTaken
//	13  TestChecklist13QuickAcks, ...PaddingIsStripped, ...UnknownKey, ...KeyThatIsBeingCreated,
//	    ...SilentClientsBlockNobody, ...SlowClientIsDropped, ...SlowReaderGetsEverything, ...Garbage
//	15  TestChecklist15FingerprintBeginsWithADigit
//
// Line 14 (SRP) is not this package's. Line 23 (decoders) is in package wire, which has
// a fuzz target for each.
//
// # Arithmetic
//
// RSA and Diffie-Hellman run on filippo.io/bigmod, the constant-time arithmetic of
// crypto/rsa itself, which has no raw private operation of its own; see wire/rsa.go
// and wire/dh.go.
//
//   - https://core.telegram.org/mtproto/description
//   - https://core.telegram.org/mtproto/auth_key
//   - https://core.telegram.org/mtproto/service_messages
//   - https://core.telegram.org/mtproto/security_guidelines
package mtp

// Package e2e holds no code: its tests build the real binary and talk to it with client libraries that nobody here wrote, gotd
// (Go, layer 228), mtcute (TypeScript, 227) and GramJS (JavaScript, 198), each through its own TL, crypto and transports.
//
// It is a module of its own because gotd's generated code takes minutes to compile. Run it with `go test ./...` in this
// folder, on a machine with Node and npm; strace and PostgreSQL are asked for by the tests that need them.
//
// CHAPPE_E2E_BINARY names a binary to test instead of building one; CHAPPE_KILLS says how often TestKill kills the server on each
// database (3); CHAPPE_TEST_DB and CHAPPE_TEST_POSTGRES are as in package dbtest. A client library can be listened to with
// CHAPPE_GOTD_DEBUG=1 and MTCUTE_LOG_LEVEL=5.
package e2e

// Package e2e holds no code: its tests build the real binary and talk to it with client libraries that nobody here wrote, gotd
// (Go, layer 228), mtcute (TypeScript, 227) and GramJS (JavaScript, 198), each through its own TL, crypto and transports.
//
// It is a module of its own because gotd's generated code takes minutes to compile. Run it with `go test ./...` in this
// folder, on a machine with Node and npm; strace and PostgreSQL are asked for by the tests that need them.
package e2e

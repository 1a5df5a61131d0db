// Package archtest holds the floors of the house and the rules of its text: its tests fail when an import goes up, when a
// package, file or import chain grows past what was agreed, or when a file says what no file should.
//
// It reads the import graph that the go command prints and the syntax of the files, and runs nothing of them.
package archtest

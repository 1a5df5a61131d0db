//go:build !unix

package dbtest

import (
	"errors"
	"os"
)

// server returns the URL of the PostgreSQL server to use.
func server() (string, error) {
	if given := os.Getenv("CHAPPE_TEST_POSTGRES"); given != "" {
		return given, nil
	}
	return "", errors.New("give the URL of a PostgreSQL server in CHAPPE_TEST_POSTGRES, or set CHAPPE_TEST_DB=sqlite to leave it out")
}

// restart takes the connections from the server that was given.
func restart() error { return run(os.Getenv("CHAPPE_TEST_POSTGRES"), dropAll) }

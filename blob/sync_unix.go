//go:build unix

package blob

import (
	"errors"
	"os"
)

// syncDir makes durable which files are in a directory.
func syncDir(path string) (err error) {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Sync()
}

//go:build !unix

package blob

// syncDir does nothing where directories cannot be synced.
func syncDir(string) error { return nil }

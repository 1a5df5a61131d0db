// Command cold builds the program as on a machine that never built it, and prints what that took: processor time, the memory of its
// largest compiler, and the size of the build's cache. Modules that are not there are fetched first and not counted.
package main

import (
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	cache, err := os.MkdirTemp("", "chappe-cold-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(cache)
	if err := command(cache, "mod", "download").Run(); err != nil {
		return fmt.Errorf("fetch modules: %w", err)
	}
	begin := time.Now()
	build := command(cache, "build", "-o", filepath.Join(cache, "chappe"), "./cmd/chappe")
	if err := build.Run(); err != nil {
		return fmt.Errorf("build: %w", err)
	}
	took, state := time.Since(begin), build.ProcessState
	size, err := sizeOf(cache)
	if err != nil {
		return err
	}
	fmt.Printf("CPU %.0f s (in %.0f s)", (state.UserTime() + state.SystemTime()).Seconds(), took.Seconds())
	if u, ok := state.SysUsage().(*syscall.Rusage); ok {
		fmt.Printf(", largest process %d MB", u.Maxrss>>10) // Linux counts in KiB
	}
	fmt.Printf(", cache %d MB\n", size>>20)
	return nil
}

// command is a go command with a cache of its own.
func command(cache string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOCACHE="+cache)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd
}

// sizeOf is how many bytes the files of a directory have.
func sizeOf(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	return n, err
}

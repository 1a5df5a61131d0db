//go:build unix

package dbtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// server returns the URL of the PostgreSQL server to use, starting one at the first call.
func server() (string, error) {
	if given := os.Getenv("CHAPPE_TEST_POSTGRES"); given != "" {
		return given, nil
	}
	c, err := start()
	return c.url, err
}

// cluster is a running PostgreSQL.
type cluster struct {
	url   string
	input io.WriteCloser // of its supervisor, which takes a line as an order to restart; closed when this process ends
	lines *bufio.Reader  // what the supervisor says
}

// restart stops the server as if it had crashed and starts it again, where it is ours; one that was given loses its connections.
func restart() error {
	if given := os.Getenv("CHAPPE_TEST_POSTGRES"); given != "" {
		return run(given, dropAll)
	}
	c, err := start()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(c.input, "restart\n"); err != nil {
		return err
	}
	if line, err := c.lines.ReadString('\n'); line != "ready\n" {
		return fmt.Errorf("restart PostgreSQL: %q, %w", line, err)
	}
	return nil
}

// start starts the process's cluster once, and holds on to it.
var start = sync.OnceValues(func() (cluster, error) {
	bin, err := binaries()
	if err != nil {
		return cluster{}, err
	}
	c, err := startCluster(bin)
	if err != nil {
		return cluster{}, fmt.Errorf("start a PostgreSQL for tests: %w", err)
	}
	return c, nil
})

// binaries returns the folder of the newest PostgreSQL installed.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	more, _ := filepath.Glob("/usr/local/opt/postgresql*/bin/initdb")
	found = append(found, more...)
	version := func(path string) float64 {
		v, _ := strconv.ParseFloat(filepath.Base(filepath.Dir(filepath.Dir(path))), 64)
		return v
	}
	sort.Slice(found, func(i, j int) bool { return version(found[i]) > version(found[j]) })
	for _, path := range found {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), "postgres")); err == nil {
			return filepath.Dir(path), nil
		}
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	return "", errors.New("storage is tested on PostgreSQL, too, and it is not installed: on Debian or Ubuntu run " +
		"`apt-get install postgresql`; or give the URL of a server in CHAPPE_TEST_POSTGRES; or set CHAPPE_TEST_DB=sqlite to leave it out")
}

// supervise runs in a shell: it makes the cluster, runs the server, and when the test process ends in whatever way, which
// closes the pipe that is the shell's input, stops the server and removes all. $1 is the folder of the binaries, $2 the
// cluster's. Its output is "ready" or what went wrong.
const supervise = `
bin=$1 dir=$2
trap '' INT HUP TERM
clean() { rm -rf "$dir"; exit; }
"$bin/initdb" --no-sync -A trust -U postgres -E UTF8 --locale=C -D "$dir/data" >"$dir/log" 2>&1 || { cat "$dir/log"; clean; }
begin() {
	"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=500 -c shared_buffers=64MB \
		-c max_pred_locks_per_transaction=256 -c max_wal_size=512MB -c autovacuum_naptime=5min </dev/null >>"$dir/log" 2>&1 &
	server=$!
	tries=0
	until "$bin/pg_isready" -q -h "$dir" -U postgres; do
		tries=$((tries + 1))
		if [ $tries -gt 600 ] || ! kill -0 $server; then cat "$dir/log"; kill -KILL $server; wait; clean; fi
		sleep 0.1
	done
	echo ready
}
end() {
	kill -QUIT $server
	wait $server
}
begin
while read -r order; do
	end
	begin
done
end
clean
`

// startCluster makes a cluster in a temporary folder, starts a server on a socket in it and waits until it answers.
func startCluster(bin string) (c cluster, err error) {
	dir, err := os.MkdirTemp("/tmp", "chappe-pg-") // not $TMPDIR: a socket's path is short, and another user must get there
	if err != nil {
		return c, err
	}
	cmd := exec.Command("/bin/sh", "-c", supervise, "sh", bin, dir)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no signals from the terminal
	if os.Getuid() == 0 {                                // as whom PostgreSQL does not run
		if cmd.SysProcAttr.Credential, err = someone(); err != nil {
			return c, err
		}
		if err := os.Chown(dir, int(cmd.SysProcAttr.Credential.Uid), int(cmd.SysProcAttr.Credential.Gid)); err != nil {
			return c, err
		}
	}
	if c.input, err = cmd.StdinPipe(); err != nil {
		return c, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return c, err
	}
	if err := cmd.Start(); err != nil {
		return c, err
	}
	c.lines = bufio.NewReader(out)
	if first, _ := c.lines.ReadString('\n'); first != "ready\n" {
		rest, _ := io.ReadAll(c.lines)
		return c, errors.New(strings.TrimSpace(first + string(rest)))
	}
	c.url = "postgres://postgres@/postgres?host=" + dir
	return c, nil
}

// someone returns a user who is not root.
func someone() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(u.Uid, 10, 32)
		gid, _ := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as")
}

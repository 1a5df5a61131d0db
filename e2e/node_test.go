package e2e

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// The libraries on Node.
var (
	Mtcute = nodeLibrary("mtcute")
	GramJS = nodeLibrary("gramjs")
)

func nodeLibrary(name string) Library {
	return Library{Name: name, New: func(t testing.TB, s *Server, in *Inbox, o Options) Client {
		c := &nodeClient{t: t, s: s, in: in, o: o, name: name, state: filepath.Join(t.TempDir(), name+".state"), log: &logBuffer{}}
		t.Cleanup(func() {
			c.end()
			if log := c.log.String(); t.Failed() && log != "" {
				t.Logf("%s said:\n%s", name, log)
			}
		})
		return c
	}}
}

// nodeClient is a program of js/ and the other end of its line protocol (see js/line.js). Each Start is a new process.
type nodeClient struct {
	t     testing.TB
	s     *Server
	in    *Inbox
	o     Options
	name  string
	state string // the file that carries key and state from one process to the next
	log   *logBuffer

	cmd   *exec.Cmd
	stdin io.WriteCloser
	gone  chan struct{} // closed when the process's output has ended

	mu      sync.Mutex
	last    int                   // guarded by mu; the number of the last command
	waiting map[int]chan nodeLine // guarded by mu; nil when the process has gone
}

// nodeLine is what a program says: an event or the answer to a command.
type nodeLine struct {
	Event
	Seq   int             `json:"seq"`
	OK    json.RawMessage `json:"ok"`
	Error *Refusal        `json:"error"`
}

func (c *nodeClient) Start(resume bool) error {
	cmd := exec.Command(node(c.t), c.name+".js")
	cmd.Dir = jsDir
	cmd.Stderr = c.log
	cmd.SysProcAttr = lifeline()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	c.cmd, c.stdin, c.gone = cmd, stdin, make(chan struct{})
	c.mu.Lock()
	c.waiting = map[int]chan nodeLine{}
	c.mu.Unlock()
	go c.read(stdout, c.gone)
	host, port := c.s.HostPort()
	return c.do("start", map[string]any{
		"host": host, "port": port, "key": c.s.KeyPEM(), "transport": c.o.Transport, "pfs": c.o.PFS, "state": c.state, "resume": resume,
	}, nil)
}

// read hands out what the process says until it ends.
func (c *nodeClient) read(r io.Reader, gone chan struct{}) {
	defer close(gone)
	lines := bufio.NewReader(r)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var l nodeLine
		if err := json.Unmarshal(text, &l); err != nil {
			fmt.Fprintf(c.log, "no JSON: %s", text)
			continue
		}
		if l.Kind != "" {
			c.in.Put(l.Event)
			continue
		}
		c.mu.Lock()
		if w := c.waiting[l.Seq]; w != nil {
			w <- l
			delete(c.waiting, l.Seq)
		}
		c.mu.Unlock()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.waiting {
		close(w)
	}
	c.waiting = nil
}

var errNodeGone = errors.New("the program has ended")

// do gives a command and decodes its answer into out, if that is not nil.
func (c *nodeClient) do(cmd string, args map[string]any, out any) error {
	all := map[string]any{"cmd": cmd}
	for k, v := range args {
		all[k] = v
	}
	answer := make(chan nodeLine, 1)
	c.mu.Lock()
	if c.waiting == nil {
		c.mu.Unlock()
		return errNodeGone
	}
	c.last++
	c.waiting[c.last] = answer
	all["seq"] = c.last
	line, err := json.Marshal(all)
	if err == nil {
		_, err = c.stdin.Write(append(line, '\n'))
	}
	c.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case l, ok := <-answer:
		switch {
		case !ok:
			return errNodeGone
		case l.Error != nil && l.Error.Code == 0:
			return errors.New(l.Error.Text)
		case l.Error != nil:
			return l.Error
		case out != nil:
			return json.Unmarshal(l.OK, out)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s was not answered", cmd)
	}
}

func (c *nodeClient) Stop() error {
	err := c.do("stop", nil, nil)
	c.end()
	return err
}

// end ends the process, if one runs.
func (c *nodeClient) end() {
	if c.cmd == nil {
		return
	}
	c.stdin.Close() // at which the program ends
	select {
	case <-c.gone:
	case <-time.After(5 * time.Second):
		_ = c.cmd.Process.Kill()
	}
	_ = c.cmd.Wait() // how it ended does not matter
	c.cmd = nil
}

type nodeID struct {
	ID int64 `json:"id"`
}

func (c *nodeClient) SignUp(phone, first, last string) (int64, error) {
	var out nodeID
	err := c.do("signUp", map[string]any{"phone": phone, "code": devCode, "first": first, "last": last}, &out)
	return out.ID, err
}

func (c *nodeClient) SignIn(phone string) (int64, error) {
	var out nodeID
	err := c.do("signIn", map[string]any{"phone": phone, "code": devCode}, &out)
	return out.ID, err
}

func (c *nodeClient) SignOut() error { return c.do("signOut", nil, nil) }

func (c *nodeClient) Import(phone, first string) ([]int64, error) {
	var out struct {
		IDs []int64 `json:"ids"`
	}
	err := c.do("import", map[string]any{"phone": phone, "first": first, "last": ""}, &out)
	return out.IDs, err
}

func (c *nodeClient) Send(to int64, text string, replyTo int) (int, error) {
	var out nodeID
	err := c.do("send", map[string]any{"to": to, "text": text, "replyTo": replyTo}, &out)
	return int(out.ID), err
}

func (c *nodeClient) Edit(peer int64, id int, text string) error {
	return c.do("edit", map[string]any{"peer": peer, "id": id, "text": text}, nil)
}

func (c *nodeClient) Delete(peer int64, ids []int, revoke bool) error {
	return c.do("delete", map[string]any{"peer": peer, "ids": ids, "revoke": revoke}, nil)
}

func (c *nodeClient) Read(peer int64, upTo int) error {
	return c.do("read", map[string]any{"peer": peer, "upTo": upTo}, nil)
}

func (c *nodeClient) Typing(peer int64) error {
	return c.do("typing", map[string]any{"peer": peer}, nil)
}

func (c *nodeClient) History(peer int64, limit int) (out []Message, err error) {
	return out, c.do("history", map[string]any{"peer": peer, "limit": limit}, &out)
}

func (c *nodeClient) Dialogs() (out []Dialog, err error) { return out, c.do("dialogs", nil, &out) }

func (c *nodeClient) Call(method string, args map[string]any) (out json.RawMessage, err error) {
	return out, c.do("call", map[string]any{"method": method, "args": args}, &out)
}

func (c *nodeClient) Layer() (out int, err error) { return out, c.do("layer", nil, &out) }

package auth

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"
)

// Deliverer brings a code to its owner. Deliver returns when the code was taken over by somebody who will carry it, or with an
// error that does not contain the code. It may be called from several goroutines and must end when ctx does.
type Deliverer interface {
	Deliver(ctx context.Context, c Code) error
}

// deliverWithin is how long one deliverer may take.
const deliverWithin = 10 * time.Second

// deliver gives a code to the first deliverer that takes it. When none does, the operator's list still has it.
func (f *Feature) deliver(ctx context.Context, c Code) {
	for _, d := range f.Deliverers {
		err := func() error {
			ctx, cancel := context.WithTimeout(ctx, deliverWithin)
			defer cancel()
			return d.Deliver(ctx, c)
		}()
		if err == nil {
			return
		}
		f.Log.Error("code could not be delivered", "by", fmt.Sprintf("%T", d), "err", err)
	}
}

// Terminal shows codes to whoever sits at the machine.
type Terminal struct {
	mu sync.Mutex
	w  io.Writer // guarded by mu
}

// NewTerminal returns a deliverer that writes to w, a line a code. w must not be a log.
func NewTerminal(w io.Writer) *Terminal { return &Terminal{w: w} }

// Deliver shows a code.
func (t *Terminal) Deliver(_ context.Context, c Code) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	to := "+" + c.Phone
	if c.Phone == "" {
		to = c.Mail
	}
	if _, err := fmt.Fprintf(t.w, "code for %s: %s\n", to, c.Code); err != nil {
		return fmt.Errorf("show a code: %w", err)
	}
	return nil
}

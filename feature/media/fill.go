package media

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"chappe/blob"
	"chappe/db"
)

// filling is an object into which parts of one upload are written, one after the other. One sync makes all those durable that were
// written before it, and one transaction names them; then they are acknowledged. While that goes on the next gather.
type filling struct {
	f         *Feature
	owner, id int64
	blob      int64
	file      blob.Filling

	mu      sync.Mutex
	end     int64   // guarded by mu, like the rest; where the next part begins
	writing int     // parts that are being written
	written []*kept // parts that wait to be synced
	syncing bool    // somebody does it, and will take those that wait
	expect  int     // how many parts the client had under way when the last were named
	failed  bool    // nothing more may be written
	used    time.Time
	closed  bool

	enough chan struct{} // so many wait
}

// kept is a part that was written.
type kept struct {
	part
	ok   bool // it has a name
	err  error
	done chan struct{} // closed when the two above say what became of it
}

const (
	maxFillings = 256         // that are open at once; parts of further uploads are objects of their own
	fillUnit    = 4 << 10     // of which offsets are multiples
	keepFilling = time.Minute // after the last part
)

// filling returns where new parts of an upload go, nil if that is nowhere: each is to be an object of its own.
func (a *account) filling(ctx context.Context, f *Feature, id int64, u *upload) (*filling, error) {
	store, ok := f.Blobs.(blob.Filler)
	if !ok {
		return nil, nil
	}
	u.filling.Lock()
	defer u.filling.Unlock()
	if fl := u.fill; fl != nil && fl.open() {
		return fl, nil
	}
	if !f.fills.room() {
		return nil, nil
	}
	file, err := store.Fill(ctx)
	if err != nil {
		return nil, f.storeError(err)
	}
	named := false
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		row, found, err := loadUpload(tx, a.owner, id)
		if named = found && !row.done && row.blob == u.blob; err != nil || !named {
			return err
		}
		return addFill(tx, file.ID(), u.blob)
	})
	if err != nil || !named {
		_ = file.Close() // nothing was written
		f.discard(file.ID())
		return nil, err // where the upload is gone, whoever names the part finds out
	}
	u.fill = &filling{f: f, owner: a.owner, id: id, blob: u.blob, file: file, used: f.Clock.Now(), enough: make(chan struct{}, 1)}
	f.fills.add(u.fill)
	return u.fill, nil
}

// open says whether parts may be written.
func (fl *filling) open() bool {
	fl.mu.Lock()
	defer fl.mu.Unlock()
	return !fl.failed && !fl.closed
}

// keep writes a part, and returns when it is durable and named. It is not if its upload is gone.
func (fl *filling) keep(ctx context.Context, p part, data []byte) (bool, error) {
	fl.mu.Lock()
	if fl.failed || fl.closed {
		fl.mu.Unlock()
		return false, errClosed
	}
	p.object, p.off = fl.file.ID(), fl.end
	fl.end += (int64(len(data)) + fillUnit - 1) / fillUnit * fillUnit
	fl.writing++
	fl.mu.Unlock()

	err := fl.f.place(ctx, func() error {
		_, err := fl.file.WriteAt(data, p.off)
		return err
	})
	k := &kept{part: p, done: make(chan struct{})}
	fl.mu.Lock()
	fl.writing--
	fl.used = fl.f.Clock.Now()
	if err == nil {
		fl.written = append(fl.written, k)
	}
	if len(fl.written) >= fl.expect {
		select {
		case fl.enough <- struct{}{}:
		default:
		}
	}
	if !fl.syncing && len(fl.written) > 0 {
		fl.syncing = true
		go fl.sync()
	}
	fl.mu.Unlock()
	if errors.Is(err, os.ErrClosed) {
		return false, errClosed // it was deleted
	}
	if err != nil {
		return false, fl.f.storeError(err)
	}
	<-k.done
	return k.ok, k.err
}

// sync makes durable and names what was written, until nothing is left.
func (fl *filling) sync() {
	for {
		fl.mu.Lock()
		if len(fl.written) == 0 {
			fl.syncing = false
			fl.mu.Unlock()
			return
		}
		if len(fl.written) < fl.expect {
			fl.gather()
		}
		some, failed := fl.written, fl.failed
		fl.written = nil
		fl.mu.Unlock()

		err := error(errClosed)
		if !failed {
			err = fl.file.Sync()
		}
		if err != nil {
			fl.mu.Lock()
			fl.failed = true
			fl.mu.Unlock()
			if errors.Is(err, os.ErrClosed) {
				err = errClosed
			} else {
				err = fl.f.storeError(err)
			}
		}
		ok := false
		if err == nil {
			ps := make([]part, len(some))
			for i, k := range some {
				ps[i] = k.part
			}
			ctx, cancel := context.WithTimeout(context.Background(), nameWithin)
			ok, err = fl.f.nameParts(ctx, fl.owner, fl.id, fl.blob, ps)
			cancel()
		}
		fl.mu.Lock()
		fl.expect = len(some) + len(fl.written)
		fl.mu.Unlock()
		for _, k := range some {
			k.ok, k.err = ok, err
			close(k.done)
		}
	}
}

// gather waits a little for the parts of a client that has several under way: those that were acknowledged together are followed by
// others that come together, and one sync is enough for all. fl.mu is held, but not meanwhile.
func (fl *filling) gather() {
	select {
	case <-fl.enough: // an old one
	default:
	}
	fl.mu.Unlock()
	t := time.NewTimer(gatherFor)
	select {
	case <-fl.enough:
	case <-t.C:
	}
	t.Stop()
	fl.mu.Lock()
}

// gatherFor is how long a part waits for others at most.
const gatherFor = 10 * time.Millisecond

// nameWithin is how long the transaction that names parts may take.
const nameWithin = time.Minute

// errClosed says that a part may not go into an object any more.
var errClosed = errors.New("an upload's object is closed")

// close closes the object, where that is asked for only if no part is on its way into it or came lately.
func (fl *filling) close(onlyIdle bool) bool {
	fl.mu.Lock()
	defer fl.mu.Unlock()
	if onlyIdle && (fl.writing > 0 || fl.syncing || fl.f.Clock.Now().Sub(fl.used) < keepFilling) {
		return false
	}
	if !fl.closed {
		fl.closed = true
		_ = fl.file.Close() // what counts was synced
	}
	return true
}

// fillings are those that are open.
type fillings struct {
	mu  sync.Mutex
	all map[string]*filling // guarded by mu; by their objects
}

// room says whether there is room for one more, and if so, add may follow.
func (fs *fillings) room() bool {
	fs.mu.Lock()
	full := len(fs.all) >= maxFillings
	fs.mu.Unlock()
	if full {
		fs.tidy()
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return len(fs.all) < maxFillings
}

func (fs *fillings) add(fl *filling) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.all[fl.file.ID()] = fl
}

// tidy closes what has been idle.
func (fs *fillings) tidy() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for object, fl := range fs.all {
		if fl.close(true) {
			delete(fs.all, object)
		}
	}
}

// close closes an object that is to be deleted.
func (fs *fillings) close(object string) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if fl := fs.all[object]; fl != nil {
		fl.close(false)
		delete(fs.all, object)
	}
}

package media

import (
	"context"
	"errors"
	"time"

	"chappe/db"
)

const (
	sweepEvery   = time.Minute
	sweepAtOnce  = 200
	keepUpload   = 24 * 3600 // seconds after the last part
	keepStaged   = 24 * 3600 // seconds in which what was uploaded by itself has to be sent
	lostEvery    = 24 * time.Hour
	lostOlder    = 24 * time.Hour // an object that is younger may be named in a moment
	dropSelected = 100
)

// poke has the sweeper look.
func (f *Feature) poke() {
	f.seen.forget()
	select {
	case f.poked <- struct{}{}:
	default:
	}
}

// Run deletes what nobody names any more, until ctx ends. What it could not do it does the next time.
func (f *Feature) Run(ctx context.Context) error {
	t := time.NewTicker(sweepEvery)
	defer t.Stop()
	looked := f.Clock.Now().Add(10*time.Minute - lostEvery) // not while a server is just coming up
	for {
		err := f.Sweep(ctx)
		if err == nil && f.Clock.Now().Sub(looked) > lostEvery {
			looked = f.Clock.Now()
			err = f.lost(ctx)
		}
		if err != nil && ctx.Err() == nil {
			f.Log.Error("files could not be swept", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.poked:
		case <-t.C:
		}
	}
}

// Sweep drops uploads that were left and deletes the objects that nobody names.
func (f *Feature) Sweep(ctx context.Context) error {
	f.fills.tidy()
	now := f.Box.Now()
	for {
		n := 0
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			old, err := uploadsBefore(tx, now-keepUpload, dropSelected)
			if err != nil {
				return err
			}
			n = len(old)
			for _, u := range old {
				if err := f.abandon(tx, u); err != nil {
					return err
				}
				owner := u.owner
				tx.After(func(context.Context) { f.uploads.left(owner) })
			}
			if err := f.sweepPages(tx); err != nil {
				return err
			}
			staged, err := dropUsesBefore(tx, InStage, now-keepStaged)
			if err != nil {
				return err
			}
			return f.dropUnused(tx, staged)
		})
		if err != nil {
			return err
		}
		if n < dropSelected {
			break
		}
	}
	for {
		n, err := f.deleteDoomed(ctx)
		if err != nil || n < sweepAtOnce {
			return err
		}
	}
}

// deleteDoomed deletes some of the objects that are to go, and returns how many there were.
func (f *Feature) deleteDoomed(ctx context.Context) (int, error) {
	var doomed []string
	err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
		doomed, err = doomedObjects(tx, sweepAtOnce)
		return err
	})
	if err != nil || len(doomed) == 0 {
		return 0, err
	}
	var gone []string
	var failed error
	for _, o := range doomed {
		f.fills.close(o)
		if err := f.Blobs.Delete(ctx, o); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		gone = append(gone, o)
	}
	err = f.DB.Write(ctx, func(tx *db.Tx) error {
		for _, o := range gone {
			if err := undoom(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
	return len(gone), errors.Join(err, failed)
}

// lost deletes objects that were written and never named, because the server ended in between.
func (f *Feature) lost(ctx context.Context) error {
	before := f.Clock.Now().Add(-lostOlder)
	return f.Blobs.List(ctx, func(id string, written time.Time) error {
		if written.After(before) {
			return nil
		}
		known := false
		err := f.DB.Read(ctx, func(tx *db.Tx) (err error) {
			known, err = named(tx, id)
			return err
		})
		if err != nil || known {
			return err
		}
		return f.Blobs.Delete(ctx, id)
	})
}

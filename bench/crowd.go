package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"chappe/db"
	"chappe/feature/channels"
	"chappe/feature/users"
)

// Crowd makes n people, n above 0, who never sign in members of the public supergroup or channel of a name, in the data directory of a server
// that does not run: for whoever wants to look at long lists.
func Crowd(ctx context.Context, dir, name string, n int) error {
	if n < 1 {
		return errors.New("a crowd has at least one member")
	}
	d, err := db.Open(ctx, "sqlite:"+filepath.Join(dir, "chappe.db"), db.Options{})
	if err != nil {
		return err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		id, err := users.ByUsername(tx, name)
		if err != nil {
			return err
		}
		if id >= 0 {
			return fmt.Errorf("there is no public group or channel %q", name)
		}
		now := int32(time.Now().Unix())
		first, err := users.Populate(tx, n, now)
		if err != nil {
			return err
		}
		return channels.Populate(tx, -id, first, first+int64(n)-1, now)
	})
	return errors.Join(err, d.Close())
}

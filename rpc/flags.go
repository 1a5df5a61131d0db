package rpc

import (
	"fmt"

	"chappe/db"
)

const updateFlags = `UPDATE devices SET flags = $2 WHERE key_id = $1`

// SetFlags changes the flags of a device. PasswordPending is not changed by this, but by SignIn.
func (ds *Devices) SetFlags(tx *db.Tx, keyID int64, flags DeviceFlags) error {
	if _, err := tx.Exec(updateFlags, keyID, int64(flags)); err != nil {
		return fmt.Errorf("set flags of a device: %w", err)
	}
	return nil
}

const selectAway = `SELECT DISTINCT user_id FROM devices WHERE user_id > $1 AND active <= $2 ORDER BY user_id LIMIT $3`

// AwayDevices returns at most limit people with ids beyond after who have a device that was not here since a moment (unix
// seconds), in the order of their ids.
func AwayDevices(tx *db.Tx, after int64, since int32, limit int) ([]int64, error) {
	ids, err := db.All(tx, selectAway, func(r *db.Row) int64 { return r.Int64() }, after, since, limit)
	if err != nil {
		return nil, fmt.Errorf("devices that are away: %w", err)
	}
	return ids, nil
}

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

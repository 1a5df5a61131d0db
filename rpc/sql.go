package rpc

import (
	"fmt"

	"chappe/db"
)

const deviceColumns = `key_id, user_id, hash, layer, api_id, model, system, app, lang_code, lang_pack, addr, created, active, flags`

func scanDevice(r *db.Row) Device {
	return Device{
		Key: r.Int64(), User: r.Int64(), Hash: r.Int64(),
		DeviceInfo: DeviceInfo{
			Layer: r.Int(), APIID: r.Int32(), Model: r.Text(), System: r.Text(), App: r.Text(), LangCode: r.Text(), LangPack: r.Text(),
		},
		Addr: r.Text(), Created: r.Int32(), Active: r.Int32(), Flags: DeviceFlags(r.Int64()),
	}
}

const selectDevice = `SELECT ` + deviceColumns + ` FROM devices WHERE key_id = $1`

// FindDevice returns the device of a permanent key, and whether there is one.
func FindDevice(tx *db.Tx, keyID int64) (Device, bool, error) {
	d, ok, err := db.One(tx, selectDevice, scanDevice, keyID)
	if err != nil {
		return d, false, fmt.Errorf("find device: %w", err)
	}
	return d, ok, nil
}

const selectDevices = `SELECT ` + deviceColumns + ` FROM devices WHERE user_id = $1 ORDER BY active DESC, key_id`

// DevicesOf returns a person's devices, the latest used first.
func DevicesOf(tx *db.Tx, user int64) ([]Device, error) {
	ds, err := db.All(tx, selectDevices, scanDevice, user)
	if err != nil {
		return nil, fmt.Errorf("devices of %d: %w", user, err)
	}
	return ds, nil
}

const upsertDevice = `INSERT INTO devices (` + deviceColumns + `)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
 ON CONFLICT (key_id) DO UPDATE SET user_id = excluded.user_id, hash = excluded.hash, layer = excluded.layer,
 api_id = excluded.api_id, model = excluded.model, system = excluded.system, app = excluded.app,
 lang_code = excluded.lang_code, lang_pack = excluded.lang_pack, addr = excluded.addr, created = excluded.created,
 active = excluded.active, flags = excluded.flags`

func putDevice(tx *db.Tx, d Device) error {
	_, err := tx.Exec(upsertDevice, d.Key, d.User, d.Hash, d.Layer, d.APIID, d.Model, d.System, d.App, d.LangCode, d.LangPack,
		d.Addr, d.Created, d.Active, int64(d.Flags))
	if err != nil {
		return fmt.Errorf("sign a device in: %w", err)
	}
	return nil
}

const removeDevice = `DELETE FROM devices WHERE key_id = $1`

func deleteDevice(tx *db.Tx, keyID int64) error {
	if _, err := tx.Exec(removeDevice, keyID); err != nil {
		return fmt.Errorf("sign a device out: %w", err)
	}
	return nil
}

const touchDevice = `UPDATE devices SET layer = $2, api_id = $3, model = $4, system = $5, app = $6, lang_code = $7,
 lang_pack = $8, addr = $9, active = $10 WHERE key_id = $1`

// touch stores what a signed-in device says of itself now, and that it was here.
func (ds *Devices) touch(tx *db.Tx, keyID int64, i DeviceInfo, addr string) error {
	_, err := tx.Exec(touchDevice, keyID, i.Layer, i.APIID, i.Model, i.System, i.App, i.LangCode, i.LangPack, addr,
		ds.clock.Now().Unix())
	if err != nil {
		return fmt.Errorf("touch a device: %w", err)
	}
	return nil
}

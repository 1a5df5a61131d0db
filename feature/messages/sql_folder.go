package messages

import (
	"encoding/json"
	"fmt"
	"slices"

	"chappe/db"
)

const selectFolders = `SELECT id, data FROM folders WHERE owner = $1 ORDER BY place, id`

// folders returns a person's folders in their order; the one with the id 0 stands for the list of everything, which comes first
// unless the person put it elsewhere.
func folders(tx *db.Tx, owner int64) ([]folder, error) {
	all, err := db.All(tx, selectFolders, func(r *db.Row) folder {
		fo := folder{id: r.Int32()}
		if text := r.Text(); text != "" && json.Unmarshal([]byte(text), &fo) != nil {
			fo.Title = "?" // a row that cannot be read can still be named and removed
		}
		return fo
	}, owner)
	if err != nil {
		return nil, wrap(err, "folders of %d", owner)
	}
	if !slices.ContainsFunc(all, func(fo folder) bool { return fo.id == 0 }) {
		all = append([]folder{{}}, all...)
	}
	return all, nil
}

// A new folder comes last.
const upsertFolder = `INSERT INTO folders (owner, id, place, data)
 VALUES ($1, $2, (SELECT COALESCE(MAX(f.place), 0) + 1 FROM folders f WHERE f.owner = $1), $3)
 ON CONFLICT (owner, id) DO UPDATE SET data = excluded.data`

func putFolder(tx *db.Tx, owner int64, fo folder) error {
	b, err := json.Marshal(fo)
	if err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	_, err = tx.Exec(upsertFolder, owner, fo.id, string(b))
	return wrap(err, "folder of %d", owner)
}

const deleteFolder = `DELETE FROM folders WHERE owner = $1 AND id = $2`

func removeFolder(tx *db.Tx, owner int64, id int32) error {
	_, err := tx.Exec(deleteFolder, owner, id)
	return wrap(err, "folder of %d", owner)
}

const (
	updateFolderPlace = `UPDATE folders SET place = $3 WHERE owner = $1 AND id = $2`
	insertAllPlace    = `INSERT INTO folders (owner, id, place, data) VALUES ($1, 0, $2, '') ON CONFLICT (owner, id) DO UPDATE SET place = excluded.place`
)

// placeFolder puts a folder, or with 0 the list of everything, at a place. One that is not there is left out.
func placeFolder(tx *db.Tx, owner int64, id int32, place int64) error {
	var err error
	if id == 0 {
		_, err = tx.Exec(insertAllPlace, owner, place)
	} else {
		_, err = tx.Exec(updateFolderPlace, owner, id, place)
	}
	return wrap(err, "order of folders of %d", owner)
}

package rpc

import (
	"embed"

	"chappe/db"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package.
var Migrations = db.Migrations{Name: "rpc", FS: files}

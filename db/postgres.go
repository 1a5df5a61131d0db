package db

import (
	"context"
	"errors"
	"log/slog"
)

func openPostgres(ctx context.Context, url string, log *slog.Logger) (engine, error) {
	return nil, errors.New("PostgreSQL: not yet")
}
func (r *Row) pgInt(col int) int64     { return 0 }
func (r *Row) pgBool(col int) bool     { return false }
func (r *Row) pgFloat(col int) float64 { return 0 }
func (r *Row) pgText(col int) string   { return "" }
func (r *Row) pgBytes(col int) []byte  { return nil }

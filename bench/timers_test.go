package bench

import (
	"bytes"
	"testing"
)

func TestTimers(t *testing.T) {
	r, err := RunTimers(t.Context(), 200, "")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.Text(&out); err != nil || len(r.Rows) != 3 || r.Rows[0].Last <= 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

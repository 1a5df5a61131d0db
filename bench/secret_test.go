package bench

import (
	"bytes"
	"testing"
	"time"
)

func TestSecret(t *testing.T) {
	r, err := RunSecret(time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.Text(&out); err != nil || len(r.Rows) != 4 || r.Rows[0].PerSecond <= 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

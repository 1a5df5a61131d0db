package wire

import (
	"bytes"
	"compress/zlib"
	"testing"
)

func zlibObject(body []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(body)
	z.Close()
	return AppendBytes(AppendUint32(nil, IDGzipPacked), b.Bytes())
}

func TestUnzipReadsGzipAndZlib(t *testing.T) {
	body := bytes.Repeat([]byte("telegraph "), 300)
	zipped, ok := AppendZipped(nil, body)
	if !ok || len(zipped) > len(body)/2 {
		t.Fatalf("packed to %d bytes, %v", len(zipped), ok)
	}
	for _, object := range [][]byte{zipped, zlibObject(body)} {
		got, err := Unzip(object, len(body))
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("unpacked %d bytes: %v", len(got), err)
		}
		if _, err := Unzip(object, len(body)-1); err != ErrUnzip {
			t.Errorf("beyond the limit: %v", err)
		}
		if _, err := Unzip(object[:len(object)/2], len(body)); err != ErrUnzip {
			t.Errorf("cut short: %v", err)
		}
	}
	if _, ok := AppendZipped(nil, random(5000)); ok {
		t.Error("random bytes were packed")
	}
}

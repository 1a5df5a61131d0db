package media

import (
	"bytes"
	"testing"
)

func TestSums(t *testing.T) {
	s, err := newSummer([]byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := newSummer([]byte("another"))
	if err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 1000)
	sum := s.sum(part)
	if len(sum) != 17 || !bytes.Equal(sum, s.sum(bytes.Clone(part))) {
		t.Errorf("the sum is %x", sum)
	}
	if bytes.Equal(sum, other.sum(part)) {
		t.Error("two servers have the same sums")
	}
	if bytes.Equal(sum, s.sum(part[:999])) {
		t.Error("a shorter part has the same sum")
	}
	for i := range part {
		part[i]++
		if bytes.Equal(sum, s.sum(part)) {
			t.Fatalf("byte %d makes no difference", i)
		}
		part[i]--
	}
}

func BenchmarkSum(b *testing.B) {
	s, err := newSummer([]byte("secret"))
	if err != nil {
		b.Fatal(err)
	}
	part := make([]byte, maxPart)
	b.SetBytes(maxPart)
	for b.Loop() {
		s.sum(part)
	}
}

package evidence

import (
	"fmt"
	"io"
	"testing"
)

func BenchmarkWalkFolder(b *testing.B) {
	dir := b.TempDir()
	for i := range 10_000 {
		put(b, dir, fmt.Sprintf("%02d/Logging/%05d.log", i%100, i), []byte("#Fields: date time"))
	}
	s := open(b, Limits{}, dir)
	for b.Loop() {
		n := 0
		if err := s.Walk(b.Context(), func(*Item) error { n++; return nil }); err != nil || n != 10_000 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkWalkZip(b *testing.B) {
	var members []member
	for i := range 10_000 {
		members = append(members, deflated(fmt.Sprintf(`%02d\Logging\%05d.log`, i%100, i), repeat(2000)))
	}
	s := open(b, Limits{}, put(b, b.TempDir(), "a.zip", zipOf(b, members...)))
	for b.Loop() {
		n := 0
		if err := s.Walk(b.Context(), func(*Item) error { n++; return nil }); err != nil || n != 10_000 {
			b.Fatal(n, err)
		}
	}
}

func BenchmarkReadZip(b *testing.B) {
	log := repeat(200 << 20)
	s := open(b, Limits{}, put(b, b.TempDir(), "a.zip", zipOf(b, deflated("u_ex.log", log))))
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		if err := s.Walk(b.Context(), func(it *Item) error {
			rc, err := it.Open()
			if err != nil {
				return err
			}
			defer rc.Close()
			_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, rc, make([]byte, 256<<10))
			return err
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// Command rarity measures how often each byte follows each other one, and
// writes the table by which package yara chooses what to look for first:
//
//	go run ./yara/internal/rarity LOGS EVENTLOGS PROGRAMS SCRIPTS > yara/rarity.bin
//
// Each argument is a folder of one class of files; all classes weigh the same.
// The table has 256 bytes for single values, then 256 rows of 256 for what
// follows each: minus the binary logarithm of the share, in eighths.
package main

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// most is how much of one file is read, so that no file stands for its class.
const most = 32 << 20

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "rarity: give a folder for each class of files")
		os.Exit(2)
	}
	var single [256]float64
	var pairs [256][256]float64
	for _, folder := range os.Args[1:] {
		if err := measure(folder, &single, &pairs); err != nil {
			fmt.Fprintln(os.Stderr, "rarity:", err)
			os.Exit(1)
		}
	}
	if _, err := os.Stdout.Write(table(&single, &pairs, float64(len(os.Args)-1))); err != nil {
		fmt.Fprintln(os.Stderr, "rarity:", err)
		os.Exit(1)
	}
}

// measure adds the shares of one class.
func measure(folder string, single *[256]float64, pairs *[256][256]float64) error {
	var ones [256]int
	var twos [256][256]int
	total := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b = b[:min(len(b), most)]
		for i := range b {
			ones[b[i]]++
			if i > 0 {
				twos[b[i-1]][b[i]]++
			}
		}
		total += len(b)
		return nil
	})
	if err != nil || total == 0 {
		return fmt.Errorf("%s holds nothing to measure: %w", folder, err)
	}
	for a := range 256 {
		single[a] += float64(ones[a]) / float64(total)
		for b := range 256 {
			pairs[a][b] += float64(twos[a][b]) / float64(total)
		}
	}
	return nil
}

// table turns shares into logarithms. What was never seen has the share that
// one byte in a hundred million has.
func table(single *[256]float64, pairs *[256][256]float64, classes float64) []byte {
	const unseen = 1e-8
	eighths := func(share float64) byte {
		return byte(min(255, math.Round(-8*math.Log2(share))))
	}
	out := make([]byte, 0, 256+256*256)
	for a := range 256 {
		out = append(out, eighths((single[a]/classes+unseen)/(1+256*unseen)))
	}
	for a := range 256 {
		for b := range 256 {
			out = append(out, eighths((pairs[a][b]/classes+unseen*unseen+unseen/256)/(single[a]/classes+unseen)))
		}
	}
	return out
}

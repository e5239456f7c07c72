// gunzip writes what the files that it is given are unpacked, as net/http unpacks answers: with the gzip of Go's standard library, from a
// reader that gives a few bytes at a time.
package main

import (
	"compress/gzip"
	"io"
	"log"
	"os"
	"testing/iotest"
)

func main() {
	for _, path := range os.Args[1:] {
		file, err := os.Open(path)
		if err != nil {
			log.Fatal(err)
		}
		// no bufio: what is asked for comes in halves, across the borders of blocks
		unpacked, err := gzip.NewReader(iotest.HalfReader(file))
		if err != nil {
			log.Fatal(path, ": ", err)
		}
		if _, err := io.Copy(os.Stdout, unpacked); err != nil {
			log.Fatal(path, ": ", err)
		}
	}
}

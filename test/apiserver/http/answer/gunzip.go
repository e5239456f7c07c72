// gunzip decompresses files like net/http decompresses responses: with the gzip of Go's standard
// library, from a reader that returns less than was requested.
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
		// not buffered, so that each read returns half of what is requested, across the borders of
		// blocks
		unpacked, err := gzip.NewReader(iotest.HalfReader(file))
		if err != nil {
			log.Fatal(path, ": ", err)
		}
		if _, err := io.Copy(os.Stdout, unpacked); err != nil {
			log.Fatal(path, ": ", err)
		}
	}
}

// Parses documents with Go's sigs.k8s.io/yaml. Reads a line of base64 for each document, and writes a line of JSON with the results.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"

	"sigs.k8s.io/yaml"
)

type answer struct {
	// All results that were seen. Go chooses at random among keys that become equal, and among several errors.
	Any    []string `json:"any"`
	Strict string   `json:"strict,omitempty"`
}

const tries = 60

func outcome(document []byte) string {
	converted, err := yaml.YAMLToJSON(document)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(converted)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		document, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			panic(err)
		}
		var answer answer
		seen := map[string]bool{}
		for i := 0; i < tries; i++ {
			if text := outcome(document); !seen[text] {
				seen[text] = true
				answer.Any = append(answer.Any, text)
			}
		}
		if _, err := yaml.YAMLToJSONStrict(document); err != nil {
			answer.Strict = err.Error()
		}
		if err := encoder.Encode(answer); err != nil {
			panic(err)
		}
	}
}

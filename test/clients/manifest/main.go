// Reads a manifest with Kubernetes' own types, strictly: unknown and duplicate fields are errors.
package main

import (
	"bytes"
	"fmt"
	"os"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		var named struct{ Kind string }
		if err := yaml.Unmarshal(document, &named); err != nil {
			panic(err)
		}
		into := map[string]any{
			"Deployment": &apps.Deployment{},
			"Namespace":  &core.Namespace{},
			"Service":    &core.Service{},
		}[named.Kind]
		if err := yaml.UnmarshalStrict(document, into); err != nil {
			fmt.Println(named.Kind, err)
			os.Exit(1)
		}
		fmt.Println(named.Kind)
	}
}

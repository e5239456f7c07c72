// Uses a cluster with client-go as controllers do. Arguments: an administrator's kubeconfig, and
// the name of a suite. Prints a line of JSON for each check.
//
//go:debug asynctimerchan=0
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const namespace = "client-go"

type check struct {
	name string
	run  func(context.Context, *rest.Config) error
}

var suites = map[string][]check{
	// accepts only protobuf, and compares it with JSON
	"protobuf": slices.Concat(discoveryChecks, objectChecks, listChecks, metadataChecks, controllerChecks, joinChecks),
	// injects faults
	"disturbed": disturbedChecks,
}

// patience is the time limit of each check.
const patience = time.Minute

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	if err != nil {
		panic(err)
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf"
	config.QPS, config.Burst = 1000, 1000
	out := json.NewEncoder(os.Stdout)
	for _, check := range suites[os.Args[2]] {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		line := map[string]string{"check": check.name}
		if err := check.run(ctx, rest.CopyConfig(config)); err != nil {
			line["error"] = err.Error()
		}
		cancel()
		_ = out.Encode(line)
	}
}

// differ returns an error with the expected and the actual value.
func differ(what string, got, wanted any) error {
	return fmt.Errorf("%s: got %.2000s, wanted %.2000s", what, fmt.Sprint(got), fmt.Sprint(wanted))
}

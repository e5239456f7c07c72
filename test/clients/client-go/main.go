// Asks a cluster with client-go as controllers do. The kubeconfig of an administrator is its first argument, the second says what it does;
// one JSON line for each check is the output.
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
	// everything in protobuf and nothing else accepted, compared with the JSON of the same
	"protobuf": slices.Concat(discoveryChecks, objectChecks, listChecks, metadataChecks, controllerChecks, joinChecks),
	// what goes wrong to order
	"disturbed": disturbedChecks,
}

// Every check by itself has this long.
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

// differ says what was wanted and what came instead.
func differ(what string, got, wanted any) error {
	return fmt.Errorf("%s: got %.2000s, wanted %.2000s", what, fmt.Sprint(got), fmt.Sprint(wanted))
}

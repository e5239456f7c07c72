// Asks a cluster with client-go as controllers do, everything in protobuf and nothing else accepted, and compares what it decodes with the
// JSON of the same. The kubeconfig of an administrator is the only argument, one JSON line for each check is the output.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const namespace = "client-go"

type check struct {
	name string
	run  func(context.Context, *rest.Config) error
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
	for _, checks := range [][]check{discoveryChecks, objectChecks, listChecks, metadataChecks, controllerChecks} {
		for _, check := range checks {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			line := map[string]string{"check": check.name}
			if err := check.run(ctx, rest.CopyConfig(config)); err != nil {
				line["error"] = err.Error()
			}
			cancel()
			_ = out.Encode(line)
		}
	}
}

// differ says what was wanted and what came instead.
func differ(what string, got, wanted any) error {
	return fmt.Errorf("%s: got %.2000s, wanted %.2000s", what, fmt.Sprint(got), fmt.Sprint(wanted))
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"k8s.io/client-go/rest"
)

// object is a JSON object.
type object = map[string]any

// manage sends a request to a cluster's management API, and decodes the response into `answer`
// unless that is nil.
func manage(ctx context.Context, config *rest.Config, method, path string, body object, answer any) error {
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	var text []byte
	if body != nil {
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, config.Host+"/csrlab/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode > 299 {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, said)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(said, answer)
}

// order injects a fault a number of times; 0: until it is removed.
func order(ctx context.Context, config *rest.Config, name string, match, fault object, times int) error {
	body := object{"name": name, "match": match, "fault": fault}
	if times > 0 {
		body["times"] = times
	}
	return manage(ctx, config, http.MethodPost, "/faults", body, nil)
}

func advance(ctx context.Context, config *rest.Config, by string) error {
	return manage(ctx, config, http.MethodPost, "/clock/advance", object{"by": by}, nil)
}

type entry struct {
	Number int
	Code   int
}

// requests returns the requests in the journal that match a query.
func requests(ctx context.Context, config *rest.Config, query string) ([]entry, error) {
	var found struct{ Requests []entry }
	err := manage(ctx, config, http.MethodGet, "/requests?"+query, nil, &found)
	return found.Requests, err
}

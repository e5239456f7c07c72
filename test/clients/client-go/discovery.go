package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/kube-openapi/pkg/spec3"
)

var discoveryChecks = []check{
	{"discovery is the same in protobuf as in JSON", sameDiscovery},
	{"aggregated discovery names the same resources", sameAggregated},
	{"the OpenAPI v3 document of certificates.k8s.io is read", openAPI},
}

// run after the object checks, so that there are objects to list
var listChecks = []check{
	{"every list is the same in protobuf as in JSON", sameLists},
}

// legacy returns a client that discovers group by group, as before discovery was aggregated.
func legacy(config *rest.Config) (*discovery.DiscoveryClient, error) {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err == nil {
		client.UseLegacyDiscovery = true
	}
	return client, err
}

func inJSON(config *rest.Config) *rest.Config {
	other := rest.CopyConfig(config)
	other.ContentType, other.AcceptContentTypes = "application/json", "application/json"
	return other
}

func sameDiscovery(_ context.Context, config *rest.Config) error {
	binary, err := legacy(config)
	if err != nil {
		return err
	}
	text, err := legacy(inJSON(config))
	if err != nil {
		return err
	}
	groups, lists, err := binary.ServerGroupsAndResources()
	if err != nil {
		return err
	}
	textGroups, textLists, err := text.ServerGroupsAndResources()
	if err != nil {
		return err
	}
	if !equality.Semantic.DeepEqual(groups, textGroups) {
		return differ("groups", groups, textGroups)
	}
	for _, list := range append(lists, textLists...) {
		// in JSON, the list of core v1 has no apiVersion; decoding protobuf sets it
		list.TypeMeta = metav1.TypeMeta{}
	}
	if !equality.Semantic.DeepEqual(lists, textLists) {
		return differ("resources", lists, textLists)
	}
	for _, list := range lists {
		for _, resource := range list.APIResources {
			if len(resource.Verbs) == 0 {
				return fmt.Errorf("%s of %s has no verbs", resource.Name, list.GroupVersion)
			}
		}
	}
	return nil
}

func names(lists []*metav1.APIResourceList) map[string]bool {
	found := map[string]bool{}
	for _, list := range lists {
		for _, resource := range list.APIResources {
			found[list.GroupVersion+"/"+resource.Name] = true
		}
	}
	return found
}

func sameAggregated(_ context.Context, config *rest.Config) error {
	apart, err := legacy(inJSON(config))
	if err != nil {
		return err
	}
	together, err := discovery.NewDiscoveryClientForConfig(inJSON(config))
	if err != nil {
		return err
	}
	_, wanted, err := apart.ServerGroupsAndResources()
	if err != nil {
		return err
	}
	_, got, err := together.ServerGroupsAndResources()
	if err != nil {
		return err
	}
	if !equality.Semantic.DeepEqual(names(got), names(wanted)) {
		return differ("names", names(got), names(wanted))
	}
	return nil
}

func openAPI(_ context.Context, config *rest.Config) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	paths, err := client.OpenAPIV3().Paths()
	if err != nil {
		return err
	}
	group, served := paths["apis/certificates.k8s.io/v1"]
	if !served {
		return fmt.Errorf("certificates.k8s.io/v1 is not among %d documents", len(paths))
	}
	text, err := group.Schema("application/json")
	if err != nil {
		return err
	}
	document := spec3.OpenAPI{}
	if err := json.Unmarshal(text, &document); err != nil {
		return err
	}
	if _, described := document.Components.Schemas["io.k8s.api.certificates.v1.CertificateSigningRequest"]; !described {
		return fmt.Errorf("requests for certificates are not among %d schemas", len(document.Components.Schemas))
	}
	return nil
}

// listable returns every resource that can be listed, in each of its versions.
func listable(config *rest.Config) ([]schema.GroupVersionResource, error) {
	client, err := legacy(inJSON(config))
	if err != nil {
		return nil, err
	}
	_, lists, err := client.ServerGroupsAndResources()
	if err != nil {
		return nil, err
	}
	var found []schema.GroupVersionResource
	for _, list := range lists {
		version, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			return nil, err
		}
		for _, resource := range list.APIResources {
			for _, verb := range resource.Verbs {
				if verb == "list" && !strings.Contains(resource.Name, "/") {
					found = append(found, version.WithResource(resource.Name))
				}
			}
		}
	}
	return found, nil
}

func pathOf(resource schema.GroupVersionResource) string {
	if resource.Group == "" {
		return "/api/" + resource.Version + "/" + resource.Resource
	}
	return "/apis/" + resource.Group + "/" + resource.Version + "/" + resource.Resource
}

func list(ctx context.Context, config *rest.Config, resource schema.GroupVersionResource) rest.Result {
	typed, version := rest.CopyConfig(config), resource.GroupVersion()
	typed.GroupVersion, typed.APIPath = &version, "/apis"
	typed.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	client, err := rest.RESTClientFor(typed)
	if err != nil {
		panic(err)
	}
	return client.Get().AbsPath(pathOf(resource)).Do(ctx)
}

// sameLists decodes each list from protobuf and from JSON into Go's own types, and compares all
// fields.
func sameLists(ctx context.Context, config *rest.Config) error {
	resources, err := listable(config)
	if err != nil {
		return err
	}
	for _, resource := range resources {
		got, err := list(ctx, config, resource).Get()
		if runtime.IsNotRegisteredError(err) {
			// newer than this client-go
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", pathOf(resource), err)
		}
		text, err := list(ctx, inJSON(config), resource).Raw()
		if err != nil {
			return fmt.Errorf("%s: %w", pathOf(resource), err)
		}
		wanted := reflect.New(reflect.TypeOf(got).Elem()).Interface().(runtime.Object)
		if err := json.Unmarshal(text, wanted); err != nil {
			return fmt.Errorf("%s: %w", pathOf(resource), err)
		}
		if kind := wanted.GetObjectKind().GroupVersionKind(); kind.GroupVersion() != resource.GroupVersion() {
			return differ(pathOf(resource), kind, resource)
		}
		got.GetObjectKind().SetGroupVersionKind(wanted.GetObjectKind().GroupVersionKind())
		if !equality.Semantic.DeepEqual(got, wanted) {
			return differ(pathOf(resource), got, wanted)
		}
	}
	if len(resources) < 15 {
		return fmt.Errorf("only %d resources can be listed", len(resources))
	}
	return nil
}

package main

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
)

var metadataChecks = []check{
	{"metadata of every resource is the same in protobuf as in JSON", sameMetadata},
	{"metadata alone is read, watched, patched and deleted", metadataAlone},
}

var configMaps = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}

// metadataClient accepts only one media type; client-go's own would accept JSON too.
func metadataClient(config *rest.Config, mediaType string) (metadata.Interface, error) {
	own := metadata.ConfigFor(config)
	own.AcceptContentTypes, own.ContentType = mediaType, mediaType
	client, err := metadata.NewForConfig(own)
	return client, err
}

func sameMetadata(ctx context.Context, config *rest.Config) error {
	resources, err := listable(config)
	if err != nil {
		return err
	}
	binary, err := metadataClient(config, "application/vnd.kubernetes.protobuf")
	if err != nil {
		return err
	}
	text, err := metadataClient(config, "application/json")
	if err != nil {
		return err
	}
	seen := 0
	for _, resource := range resources {
		got, err := binary.Resource(resource).List(ctx, metav1.ListOptions{})
		if err != nil {
			return fmt.Errorf("%s: %w", pathOf(resource), err)
		}
		wanted, err := text.Resource(resource).List(ctx, metav1.ListOptions{})
		if err != nil {
			return fmt.Errorf("%s: %w", pathOf(resource), err)
		}
		if !equality.Semantic.DeepEqual(got, wanted) {
			return differ(pathOf(resource), got, wanted)
		}
		seen += len(got.Items)
	}
	if seen < 50 {
		return fmt.Errorf("only %d objects were seen", seen)
	}
	return nil
}

func metadataAlone(ctx context.Context, config *rest.Config) error {
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	client, err := metadataClient(config, "application/vnd.kubernetes.protobuf")
	if err != nil {
		return err
	}
	maps := client.Resource(configMaps).Namespace(namespace)
	before, err := maps.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	events, err := maps.Watch(ctx, metav1.ListOptions{ResourceVersion: before.ResourceVersion, AllowWatchBookmarks: true})
	if err != nil {
		return err
	}
	defer events.Stop()
	if _, err := typed.CoreV1().ConfigMaps(namespace).Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "alone", Labels: map[string]string{"a": "b"}},
		Data:       map[string]string{"unseen": "1"},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	got, err := maps.Get(ctx, "alone", metav1.GetOptions{})
	if err != nil {
		return err
	}
	if got.Labels["a"] != "b" || got.UID == "" {
		return differ("the object", got, "metadata alone")
	}
	if _, err := maps.Patch(ctx, "alone", types.MergePatchType, []byte(`{"metadata":{"labels":{"a":"c"}}}`), metav1.PatchOptions{}); err != nil {
		return err
	}
	if err := maps.Delete(ctx, "alone", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for _, wanted := range []watch.EventType{watch.Added, watch.Modified, watch.Deleted} {
		event, open := <-events.ResultChan()
		if !open {
			return fmt.Errorf("the watch ended before %s", wanted)
		}
		object, ok := event.Object.(*metav1.PartialObjectMetadata)
		if !ok || event.Type != wanted || object.Name != "alone" {
			return differ("event", event, wanted)
		}
	}
	return nil
}

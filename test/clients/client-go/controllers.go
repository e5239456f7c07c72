package main

import (
	"context"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

var controllerChecks = []check{
	{"an informer that lists and watches gets later objects", func(ctx context.Context, config *rest.Config) error { return inform(ctx, config, "false") }},
	{"an informer that only watches gets later objects", func(ctx context.Context, config *rest.Config) error { return inform(ctx, config, "true") }},
	{"a second candidate leads after the first stops", lead},
}

// inform caches the objects of a namespace, by LIST and WATCH or by WATCH alone (KEP-3157), and
// checks that later objects arrive.
func inform(ctx context.Context, config *rest.Config, watchList string) error {
	// client-go reads this when it makes a reflector
	if err := os.Setenv("KUBE_FEATURE_WatchListClient", watchList); err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	secrets := factory.Core().V1().Secrets()
	roles := factory.Rbac().V1().ClusterRoles()
	added := make(chan string, 100)
	if _, err := secrets.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { added <- object.(*corev1.Secret).Name },
	}); err != nil {
		return err
	}
	roles.Informer()
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("%s was not synced", kind)
		}
	}
	if held := len(roles.Informer().GetStore().List()); held < 50 {
		return differ("cluster roles", held, "some seventy")
	}
	made, err := client.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{GenerateName: "informed-"}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	return told(ctx, added, made.Name)
}

// told waits until a name arrives.
func told(ctx context.Context, added <-chan string, name string) error {
	for {
		select {
		case came := <-added:
			if came == name {
				return nil
			}
		case <-ctx.Done():
			return fmt.Errorf("%s did not arrive", name)
		}
	}
}

func lead(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	leads := make(chan string, 2)
	run := func(ctx context.Context, identity string) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Namespace: namespace, Name: "leader"},
			Client:     client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, ReleaseOnCancel: true,
			LeaseDuration: 3 * time.Second, RenewDeadline: 2 * time.Second, RetryPeriod: 200 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { leads <- identity },
				OnStoppedLeading: func() {},
			},
		})
	}
	first, stop := context.WithCancel(ctx)
	second, stopSecond := context.WithCancel(ctx)
	defer stop()
	defer stopSecond()
	go run(first, "first")
	if leader := <-leads; leader != "first" {
		return differ("leader", leader, "first")
	}
	go run(second, "second")
	stop()
	select {
	case leader := <-leads:
		if leader != "second" {
			return differ("leader", leader, "second")
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("no other candidate leads")
	}
}

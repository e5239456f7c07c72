package main

import (
	"context"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/util/retry"
)

var disturbedChecks = []check{
	{"an informer whose watch is cut resumes where it was", func(ctx context.Context, config *rest.Config) error {
		return informDisturbed(ctx, config, "watchCut", 1)
	}},
	{"an informer whose watch gets 410 lists again", func(ctx context.Context, config *rest.Config) error {
		return informDisturbed(ctx, config, "watchGone", 2)
	}},
	{"an update with conflicts is retried", meetConflicts},
	{"a get is retried when its connection is dropped, a create is not", drop},
	{"a client retries after 429", wait},
	{"a leader survives a moved clock and one conflict, and steps down after many", loseLead},
	{"a certificate expires on an open connection", expire},
}

// follow caches the config maps of a namespace, and sends the names of added ones.
func follow(ctx context.Context, client kubernetes.Interface) (<-chan string, error) {
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace("default"))
	added := make(chan string, 100)
	informer := factory.Core().V1().ConfigMaps().Informer()
	if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { added <- object.(*corev1.ConfigMap).Name },
	}); err != nil {
		return nil, err
	}
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return nil, fmt.Errorf("config maps were not synced")
	}
	return added, nil
}

// makeKnown creates a config map, and waits until the informer reports it.
func makeKnown(ctx context.Context, client kubernetes.Interface, added <-chan string) error {
	made, err := client.CoreV1().ConfigMaps("default").Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "disturbed-"}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	return told(ctx, added, made.Name)
}

// informDisturbed ends an informer's watch with a fault, and checks how often the informer lists.
func informDisturbed(ctx context.Context, config *rest.Config, kind string, lists int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	follower, err := own(config, kind)
	if err != nil {
		return err
	}
	added, err := follow(ctx, follower)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	// client-go lists again if a watch ends before its first event
	if err := makeKnown(ctx, client, added); err != nil {
		return err
	}
	match := object{"userAgent": kind, "verb": "watch"}
	if err := order(ctx, config, strings.ToLower(kind), match, object{kind: object{}}, 1); err != nil {
		return err
	}
	if err := makeKnown(ctx, client, added); err != nil {
		return err
	}
	struck, err := requests(ctx, config, "fault="+strings.ToLower(kind))
	if err != nil {
		return err
	}
	listed, err := requests(ctx, config, "verb=list&userAgent="+kind)
	if err != nil {
		return err
	}
	if len(struck) != 1 || len(listed) != lists {
		return differ("watches that ended, and lists", []int{len(struck), len(listed)}, []int{1, lists})
	}
	return nil
}

func meetConflicts(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	maps := client.CoreV1().ConfigMaps("default")
	if _, err := maps.Create(ctx, &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: "counter"}, Data: map[string]string{"n": "0"},
	}, metav1.CreateOptions{}); err != nil {
		return err
	}
	match := object{"verb": "update", "resource": "configmaps", "name": "counter"}
	if err := order(ctx, config, "conflict", match, object{"status": object{"code": 409}}, 2); err != nil {
		return err
	}
	tries := 0
	if err := retry.RetryOnConflict(retry.DefaultRetry, func() error {
		tries++
		counter, err := maps.Get(ctx, "counter", metav1.GetOptions{})
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(counter.Data["n"])
		if err != nil {
			return err
		}
		counter.Data["n"] = strconv.Itoa(n + 1)
		_, err = maps.Update(ctx, counter, metav1.UpdateOptions{})
		return err
	}); err != nil {
		return err
	}
	counter, err := maps.Get(ctx, "counter", metav1.GetOptions{})
	if err != nil {
		return err
	}
	if tries != 3 || counter.Data["n"] != "1" {
		return differ("tries and number", []any{tries, counter.Data["n"]}, []any{3, 1})
	}
	return nil
}

// own returns a client with its own connection, because faults cut everything on a connection.
func own(config *rest.Config, userAgent string) (kubernetes.Interface, error) {
	copied := rest.CopyConfig(config)
	copied.UserAgent = userAgent
	copied.Dial = (&net.Dialer{}).DialContext
	return kubernetes.NewForConfig(copied)
}

// drop injects dropped connections. client-go retries some requests when a connection ends.
func drop(ctx context.Context, config *rest.Config) error {
	client, err := own(config, "dropped")
	if err != nil {
		return err
	}
	match := object{"userAgent": "dropped", "resource": "configmaps"}
	if err := order(ctx, config, "before", match, object{"drop": "before"}, 1); err != nil {
		return err
	}
	maps := client.CoreV1().ConfigMaps("default")
	if _, err := maps.Get(ctx, "kube-root-ca.crt", metav1.GetOptions{}); err != nil {
		return err
	}
	if err := order(ctx, config, "after", match, object{"drop": "after"}, 1); err != nil {
		return err
	}
	if _, err := maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "dropped"}}, metav1.CreateOptions{}); err == nil {
		return fmt.Errorf("the create got a response")
	}
	if _, err := maps.Get(ctx, "dropped", metav1.GetOptions{}); err != nil {
		return err
	}
	// the journal has the last request once the server knows that its response was read
	for {
		asked, err := requests(ctx, config, "userAgent=dropped")
		if err != nil {
			return err
		}
		codes := []int{}
		for _, one := range asked {
			codes = append(codes, one.Code)
		}
		if slices.Equal(codes, []int{0, 200, 0, 200}) {
			return nil
		}
		if len(codes) > 3 {
			return differ("codes", codes, "0 200 0 200")
		}
	}
}

// wait gets 429, and tries again later.
func wait(ctx context.Context, config *rest.Config) error {
	client, err := own(config, "early")
	if err != nil {
		return err
	}
	busy := object{"status": object{"code": 429, "retryAfterSeconds": 1}}
	if err := order(ctx, config, "busy", object{"userAgent": "early"}, busy, 1); err != nil {
		return err
	}
	began := time.Now()
	if _, err := client.CoreV1().ConfigMaps("default").Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "late"}}, metav1.CreateOptions{}); err != nil {
		return err
	}
	if waited := time.Since(began); waited < time.Second {
		return differ("the wait", waited, "a second")
	}
	return nil
}

// elect competes for a lease, and reports when it starts and stops leading.
func elect(ctx context.Context, config *rest.Config, identity string, durations [3]time.Duration) (leads, stops <-chan time.Time, err error) {
	own := rest.CopyConfig(config)
	own.UserAgent = identity
	client, err := kubernetes.NewForConfig(own)
	if err != nil {
		return nil, nil, err
	}
	started, stopped := make(chan time.Time, 1), make(chan time.Time, 1)
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Namespace: "default", Name: "disturbed"},
			Client:     client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		},
		LeaseDuration: durations[0], RenewDeadline: durations[1], RetryPeriod: durations[2],
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { started <- time.Now() },
			OnStoppedLeading: func() { stopped <- time.Now() },
		},
	})
	if err != nil {
		return nil, nil, err
	}
	go elector.Run(ctx)
	return started, stopped, nil
}

func loseLead(ctx context.Context, config *rest.Config) error {
	leads, stops, err := elect(ctx, config, "lone", [3]time.Duration{3 * time.Second, time.Second, 200 * time.Millisecond})
	if err != nil {
		return err
	}
	<-leads
	match := object{"userAgent": "lone", "verb": "update", "resource": "leases"}
	conflict := object{"status": object{"code": 409}}
	if err := order(ctx, config, "one", match, conflict, 1); err != nil {
		return err
	}
	struck, err := requests(ctx, config, "fault=one&wait=30s")
	if err != nil || len(struck) != 1 {
		return differ("a conflict", err, "one")
	}
	if err := advance(ctx, config, "1h"); err != nil {
		return err
	}
	after := fmt.Sprintf("verb=update&resource=leases&code=200&since=%d&wait=30s", struck[0].Number)
	if renewed, err := requests(ctx, config, after); err != nil || len(renewed) == 0 {
		return differ("a renewal after the conflict", err, "one")
	}
	select {
	case <-stops:
		return fmt.Errorf("the leader stopped after one conflict")
	default:
	}
	if err := order(ctx, config, "all", match, conflict, 0); err != nil {
		return err
	}
	select {
	case <-stops:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the leader continues although it cannot renew its lease")
	}
}

// expire sends requests before and after a certificate expires, and checks that both used one
// connection.
func expire(ctx context.Context, config *rest.Config) error {
	certificatePEM, keyPEM, err := issue(ctx, config, pkix.Name{CommonName: "brief"}, 10*time.Minute)
	if err != nil {
		return err
	}
	own := rest.AnonymousClientConfig(config)
	own.CertData, own.KeyData = certificatePEM, keyPEM
	client, err := kubernetes.NewForConfig(own)
	if err != nil {
		return err
	}
	reused := false
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) { reused = got.Reused }})
	whoAmI := func() error {
		_, err := client.AuthenticationV1().SelfSubjectReviews().Create(traced, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		return err
	}
	if err := whoAmI(); err != nil {
		return err
	}
	if err := advance(ctx, config, "9m"); err != nil {
		return err
	}
	if err := whoAmI(); err != nil {
		return err
	}
	if err := advance(ctx, config, "2m"); err != nil {
		return err
	}
	if err := whoAmI(); !errors.IsUnauthorized(err) {
		return differ("an expired certificate", err, "unauthorized")
	}
	if !reused {
		return fmt.Errorf("the request used another connection")
	}
	return nil
}

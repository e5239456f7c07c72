//go:build goexperiment.synctest

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"sync"
	"testing/synctest"
	"time"
	_ "unsafe" // for go:linkname

	"k8s.io/client-go/rest"
)

// A bubble (testing/synctest) runs goroutines whose time jumps ahead when all of them wait.
// Connections to a cluster must be outside, because synctest cannot know that data is still to
// arrive. They run in real time; while the bubble waits for them, its time stands still. Before
// each request, and while a watch is open, the cluster's clock is moved to the bubble's time.
type bubble struct {
	config *rest.Config
	// tasks to run outside, and signals of their end. The channels were not made in the bubble, so
	// waiting for them stops its time.
	tasks chan func()
	ends  chan chan struct{}

	moving sync.Mutex
	// the time of the cluster's clock
	shown time.Time
}

// A channel of client-go that never receives anything. It was made outside the bubble, so waiting
// for it would stop the bubble's time.
//
//go:linkname neverExitWatch k8s.io/client-go/tools/cache.neverExitWatch
var neverExitWatch <-chan time.Time

// While a watch is open and there are no events, time passes in steps of this length.
const step = 15 * time.Second

// token returns the administrator's token.
func token() string { return os.Getenv("CSRLAB_TOKEN") }

// inBubble runs a check in a bubble. The cluster's clock must be stopped.
func inBubble(run func(context.Context, *bubble) error) func(context.Context, *rest.Config) error {
	return func(patience context.Context, config *rest.Config) error {
		// a token, because certificates expire
		own := rest.AnonymousClientConfig(config)
		own.BearerToken = token()
		b := &bubble{config: own, tasks: make(chan func()), ends: make(chan chan struct{})}
		go func() {
			for {
				select {
				case task := <-b.tasks:
					go task()
				case b.ends <- make(chan struct{}, 1):
				case <-patience.Done():
					return
				}
			}
		}()
		var clock struct{ Time time.Time }
		if err := manage(patience, own, http.MethodGet, "/clock", nil, &clock); err != nil {
			return err
		}
		b.shown = clock.Time
		var err error
		synctest.Run(func() {
			neverExitWatch = make(chan time.Time)
			// the time of a bubble begins at the start of the year 2000
			time.Sleep(time.Until(clock.Time))
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			err = run(ctx, b)
		})
		return err
	}
}

// outside runs a task in real time, and waits for its end while the bubble's time stands still.
func (b *bubble) outside(task func()) {
	end := <-b.ends
	b.tasks <- func() {
		defer func() { end <- struct{}{} }()
		task()
	}
	<-end
}

// manage sends a request to the management API, after moving the clock.
func (b *bubble) manage(method, path string, body object) (err error) {
	if err = b.keepUp(); err == nil {
		b.outside(func() { err = manage(context.Background(), b.config, method, path, body, nil) })
	}
	return err
}

// keepUp moves the cluster's clock to the bubble's time.
func (b *bubble) keepUp() (err error) {
	b.moving.Lock()
	defer b.moving.Unlock()
	now := time.Now()
	by := now.Sub(b.shown).Truncate(time.Millisecond)
	if by <= 0 {
		return nil
	}
	b.shown = b.shown.Add(by)
	b.outside(func() { err = advance(context.Background(), b.config, by.String()) })
	return err
}

// as returns a configuration for requests from the bubble, with a token or a certificate.
func (b *bubble) as(userAgent, token string, certificate *tls.Certificate) *rest.Config {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(b.config.CAData)
	settings := &tls.Config{RootCAs: roots}
	if certificate != nil {
		settings.Certificates = []tls.Certificate{*certificate}
	}
	transport := &http.Transport{TLSClientConfig: settings, ForceAttemptHTTP2: true}
	return &rest.Config{Host: b.config.Host, BearerToken: token, UserAgent: userAgent, Transport: &way{b, transport}}
}

// way is a transport from inside a bubble to the outside.
type way struct {
	*bubble
	transport *http.Transport
}

func (w *way) RoundTrip(request *http.Request) (response *http.Response, err error) {
	if err := w.keepUp(); err != nil {
		return nil, err
	}
	isWatch := request.URL.Query().Get("watch") == "true"
	var watched *stream
	w.outside(func() {
		ctx, cancel := context.WithCancel(context.Background())
		response, err = w.transport.RoundTrip(request.WithContext(ctx))
		switch {
		case err != nil:
			cancel()
		case isWatch:
			watched = &stream{bubble: w.bubble, cancel: cancel}
			go watched.fill(response.Body)
		default:
			defer cancel()
			var said []byte
			said, err = io.ReadAll(response.Body)
			_ = response.Body.Close()
			response.Body = io.NopCloser(bytes.NewReader(said))
		}
	})
	if watched != nil {
		watched.ctx, watched.closed = request.Context(), make(chan struct{})
		response.Body = watched
	}
	return response, err
}

// stream is the body of a watch, which is filled outside and read in the bubble.
type stream struct {
	*bubble
	cancel context.CancelFunc
	ctx    context.Context
	closed chan struct{}
	once   sync.Once

	lock sync.Mutex
	came bytes.Buffer
	end  error
}

func (s *stream) fill(body io.ReadCloser) {
	defer body.Close()
	piece := make([]byte, 64*1024)
	for {
		n, err := body.Read(piece)
		s.lock.Lock()
		s.came.Write(piece[:n])
		s.end = err
		s.lock.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *stream) Read(into []byte) (int, error) {
	for {
		if n, err := s.next(into); n > 0 || err != nil {
			return n, err
		}
		select {
		case <-s.ctx.Done():
			s.cancel()
			return 0, s.ctx.Err()
		case <-s.closed:
			return 0, http.ErrBodyReadAfterClose
		case <-time.After(step):
		}
		if err := s.keepUp(); err != nil {
			return 0, err
		}
	}
}

func (s *stream) next(into []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.came.Len() == 0 {
		return 0, s.end
	}
	return s.came.Read(into)
}

func (s *stream) Close() error {
	s.once.Do(func() {
		close(s.closed)
		s.cancel()
	})
	return nil
}

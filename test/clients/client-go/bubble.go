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

// A bubble is a program whose time passes at once whenever all of it waits (testing/synctest). Connections to a cluster cannot be in there:
// nobody would know that something is still to come. They are outside, in real time, and the bubble asks for them; while it does, its
// time stands. Before each question, and while a watch is open, the cluster's clock is moved to where the bubble's is.
type bubble struct {
	config *rest.Config
	// what is done outside, and what says that it was: neither was made in the bubble, so whoever waits for them holds up time
	tasks chan func()
	ends  chan chan struct{}

	moving sync.Mutex
	// what the clock of the cluster shows
	shown time.Time
}

// A channel of client-go on which nothing ever comes, made before there is a bubble: whoever listens to it would hold up time.
//
//go:linkname neverExitWatch k8s.io/client-go/tools/cache.neverExitWatch
var neverExitWatch <-chan time.Time

// While a watch is open and nothing comes, time passes in steps of this length.
const step = 15 * time.Second

// The token of an administrator.
func token() string { return os.Getenv("CSRLAB_TOKEN") }

// inBubble runs a check in a bubble; the clock of the cluster has to stand.
func inBubble(run func(context.Context, *bubble) error) func(context.Context, *rest.Config) error {
	return func(patience context.Context, config *rest.Config) error {
		// with a token, since certificates end
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
			// it begins at the start of the year 2000
			time.Sleep(time.Until(clock.Time))
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			err = run(ctx, b)
		})
		return err
	}
}

// outside has something done in real time, and waits for its end while the bubble's time stands.
func (b *bubble) outside(task func()) {
	end := <-b.ends
	b.tasks <- func() {
		defer func() { end <- struct{}{} }()
		task()
	}
	<-end
}

// manage asks the management API, after moving the clock.
func (b *bubble) manage(method, path string, body object) (err error) {
	if err = b.keepUp(); err == nil {
		b.outside(func() { err = manage(context.Background(), b.config, method, path, body, nil) })
	}
	return err
}

// keepUp moves the clock of the cluster to that of the bubble.
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

// as is how to ask from the bubble with a token or a certificate.
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

// way is the way out of a bubble.
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

// stream is what comes on a watch: it is filled outside, and read in the bubble.
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

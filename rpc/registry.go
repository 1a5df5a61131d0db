package rpc

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"chappe/tl"
)

// Registry knows which methods exist. Features fill it at start; it does not change afterwards.
type Registry struct {
	methods map[reflect.Type]*method
}

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return &Registry{methods: map[reflect.Type]*method{}} }

type method struct {
	name      string
	query     reflect.Type // pointer to the request's struct
	answer    reflect.Type // as the handler's signature has it
	call      func(context.Context, Caller, tl.Object) (any, error)
	open      bool // may be called before sign-in
	unordered bool // the session's next call need not wait for it
	quiet     bool // does not make its session one that gets updates
	class     Class
}

// Option says something about a method.
type Option func(*method)

// Open lets a method be called before sign-in.
func Open() Option { return func(m *method) { m.open = true } }

// Unordered lets the session's next call begin at once: for transfers and for anything that may wait.
func Unordered() Option { return func(m *method) { m.unordered = true } }

// Quiet keeps a session that calls only such methods (file connections) from getting updates.
func Quiet() Option { return func(m *method) { m.quiet = true } }

// In puts a method into a class of the flood limits.
func In(c Class) Option { return func(m *method) { m.class = c } }

// Handle registers fn for the method that its request type stands for. An answer is the method's TL result: an object, a
// bool for Bool, or a slice for a Vector. It panics when the method has a handler already, which is a mistake in the program.
func Handle[Q, A any, P interface {
	*Q
	tl.Object
}](r *Registry, fn func(context.Context, Caller, *Q) (A, error), opts ...Option) {
	t := reflect.TypeFor[*Q]()
	m := &method{
		name: P(new(Q)).TLName(), query: t, answer: reflect.TypeFor[A](),
		call: func(ctx context.Context, c Caller, q tl.Object) (any, error) {
			req, ok := q.(P)
			if !ok {
				return nil, fmt.Errorf("request of type %T for %s", q, t)
			}
			return fn(ctx, c, (*Q)(req))
		},
	}
	for _, o := range opts {
		o(m)
	}
	if m.class == "" {
		m.class = ClassOther
	}
	if _, twice := r.methods[t]; twice {
		panic("two handlers for " + m.name)
	}
	r.methods[t] = m
}

// Names lists the registered methods, sorted.
func (r *Registry) Names() []string {
	all := r.Methods()
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = m.Name
	}
	return out
}

// Method describes a registered method.
type Method struct {
	Name   string
	Query  reflect.Type // pointer to the request's struct
	Answer reflect.Type // what the handler answers with; any where it only refuses
	Open   bool         // may be called before sign-in
	Class  Class
}

// Methods describes the registered methods, sorted by name.
func (r *Registry) Methods() []Method {
	out := make([]Method, 0, len(r.methods))
	for _, m := range r.methods {
		out = append(out, Method{Name: m.name, Query: m.query, Answer: m.answer, Open: m.open, Class: m.class})
	}
	slices.SortFunc(out, func(a, b Method) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func (r *Registry) find(q tl.Object) *method { return r.methods[reflect.TypeOf(q)] }

package help

import (
	"context"

	"chappe/rpc"
	"chappe/tl"
)

// The methods are listed as values, one a line where the answer is always the same, so that a test can walk over all of them.

// Method is one method and what answers it.
type Method struct {
	Query    tl.Object // an empty request
	Call     func(ctx context.Context, c rpc.Caller, q tl.Object) (any, error)
	register func(*rpc.Registry)
}

// On is a method that fn answers.
func On[Q, A any, P interface {
	*Q
	tl.Object
}](fn func(ctx context.Context, c rpc.Caller, q *Q) (A, error), opts ...rpc.Option) Method {
	return Method{
		Query: P(new(Q)),
		Call: func(ctx context.Context, c rpc.Caller, q tl.Object) (any, error) {
			return fn(ctx, c, (*Q)(q.(P)))
		},
		register: func(r *rpc.Registry) { rpc.Handle[Q, A, P](r, fn, opts...) },
	}
}

// By is a method whose answer depends on nothing but the request.
func By[Q, A any, P interface {
	*Q
	tl.Object
}](fn func(q *Q) (A, error), opts ...rpc.Option) Method {
	return On[Q, A, P](func(_ context.Context, _ rpc.Caller, q *Q) (A, error) { return fn(q) }, opts...)
}

// Give is a method that is always answered with a, which nobody may change.
func Give[Q, A any, P interface {
	*Q
	tl.Object
}](a A, opts ...rpc.Option) Method {
	return On[Q, A, P](func(context.Context, rpc.Caller, *Q) (A, error) { return a, nil }, opts...)
}

// Refuse is a method that is always answered with an error of the client.
func Refuse[Q any, P interface {
	*Q
	tl.Object
}](err *rpc.Error, opts ...rpc.Option) Method {
	return On[Q, any, P](func(context.Context, rpc.Caller, *Q) (any, error) { return nil, err }, opts...)
}

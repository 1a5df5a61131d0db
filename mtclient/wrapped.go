package mtclient

import "chappe/tl"

// innermost is the call inside wrappers that a caller has put around it, which says what the answer is.
func innermost(layer int, fn tl.Object) tl.Object {
	for {
		var query []byte
		switch w := fn.(type) {
		case *tl.InvokeWithTakeout:
			query = w.Query
		case *tl.InvokeWithMessagesRange:
			query = w.Query
		default:
			return fn
		}
		in, err := tl.DecodeRequest(layer, query)
		if err != nil {
			return fn
		}
		fn = in
	}
}

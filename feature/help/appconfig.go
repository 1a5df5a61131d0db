package help

import (
	"context"

	"chappe/rpc"
	"chappe/tl"
)

// appConfig is the answer to help.getAppConfig, made once.
type appConfig struct {
	hash  int32
	value *tl.JSONObject
}

func newAppConfig() appConfig {
	return appConfig{hash: 1, value: &tl.JSONObject{Value: []tl.JSONObjectValue{}}}
}

// getAppConfig tells clients what to show and which limits to hold.
// https://core.telegram.org/method/help.getAppConfig
func (f *Feature) getAppConfig(_ context.Context, _ rpc.Caller, q *tl.HelpGetAppConfig) (tl.HelpAppConfigClass, error) {
	if q.Hash == f.app.hash {
		return &tl.HelpAppConfigNotModified{}, nil
	}
	return &tl.HelpAppConfig{Hash: f.app.hash, Config: f.app.value}, nil
}

package tl

var renamed = map[string]string{}
var rules = map[string]rule{}
var defaults = map[string]func(Object){}
var resultRules = map[string]func(any, string) any{}
